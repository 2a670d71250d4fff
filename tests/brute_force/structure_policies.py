"""Random policies on structure and calendar, resolved as the readers of constraint sets do."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from optimizer.case.case import Case
from tests.brute_force.draw import Draw

Parameters = dict[str, Any]


class UnfitError(Exception):
    """The case has nothing that a policy of the kind could speak of: another case must be drawn."""


def _needing(case: Case, *services: str | None) -> tuple[str, ...]:
    """Return the councils that need all of the services (None asks nothing)."""
    return tuple(
        council
        for council in case.councils
        if all(service is None or (council, service) in case.needs for service in services)
    )


def _pair_blanks(case: Case, given: Parameters) -> Parameters:
    services = given["services"]
    counted = {council: sum((council, one) in case.needs for one in services) for council in case.councils}
    councils = tuple(council for council, number in counted.items() if number >= 2)
    return {"services": services, "service_group": None, "councils": councils}


def _scoped(**of_its_own: Any) -> Callable[[Case, Parameters], Parameters]:
    """Return the blanks of a kind with a service and councils."""

    def blanks(case: Case, given: Parameters) -> Parameters:
        service = given.get("service")
        return {**of_its_own, "service": service, "councils": _needing(case, service)}

    return blanks


STRUCTURE_BLANKS: dict[str, Callable[[Case, Parameters], Parameters]] = {
    "same_host": _pair_blanks,
    "different_hosts": _pair_blanks,
    "precedence": lambda case, given: {
        "first": None,
        "then": None,
        "councils": _needing(case, given["first"], given["then"]),
        "gap_years": 0,
    },
    "pool_open": lambda case, given: {
        **dict.fromkeys(("service", "host", "model", "arrangement")),
        "first_year": case.settings.years,
        "last_year": case.settings.years,
    },
    "blackout_years": _scoped(years=None),
    "forced_break": _scoped(year=None),
    "minimum_term": _scoped(years=None),
    "notice": _scoped(years=None),
    "risk_rating_limit": _scoped(most_rating=None),
    "concentration": lambda case, given: {"most_share": None, "host": None},
}
"""Every parameter of a kind with the meaning of a blank."""


def _some(draw: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    chosen = set(draw.sample(names, draw.integer(1, len(names))))
    return tuple(name for name in names if name in chosen)


def _scope(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {}
    if draw.chance(0.4):
        given["service"] = draw.pick(tuple(case.services))
    if draw.chance(0.4):
        given["councils"] = _some(draw, _needing(case, given.get("service")))
    return given


def _pair(draw: Draw, case: Case) -> Parameters:
    services = tuple(draw.sample(tuple(case.services), len(case.services)))
    both = _needing(case, *services)
    shared = [{one.host for one in case.arrangements.values() if one.service == name} for name in services]
    if len(services) < 2 or not both or not any(shared[0] & hosts for hosts in shared[1:]):
        raise UnfitError
    given: Parameters = {"services": services}
    if draw.chance(0.4):
        given["councils"] = _some(draw, both)
    return given


def _precedence(draw: Draw, case: Case) -> Parameters:
    if len(case.services) < 2:
        raise UnfitError
    first, then = draw.sample(tuple(case.services), 2)
    both = _needing(case, first, then)
    if not both:
        raise UnfitError
    given: Parameters = {"first": first, "then": then}
    if draw.chance(0.6):
        given["gap_years"] = draw.integer(0, 2)
    if draw.chance(0.3):
        given["councils"] = _some(draw, both)
    return given


def _pool_open(draw: Draw, case: Case) -> Parameters:
    pool = draw.pick(tuple(case.arrangements.values()))
    given: Parameters = {"service": pool.service}
    pattern = draw.pick(("service", "host", "model", "arrangement"))
    given[pattern] = getattr(pool, pattern)
    if draw.chance(0.5):
        given["first_year"] = draw.integer(1, case.settings.years)
    if draw.chance(0.3):
        given["last_year"] = case.settings.years - 1
        given["first_year"] = draw.integer(1, case.settings.years - 1)
    return given


def _blackout(draw: Draw, case: Case) -> Parameters:
    years = draw.sample(tuple(range(1, case.settings.years + 1)), draw.pick((1, 1, 2)))
    return {"years": tuple(years), **_scope(draw, case)}


def _break(draw: Draw, case: Case) -> Parameters:
    return {"year": draw.integer(1, case.settings.years), **_scope(draw, case)}


def _term(draw: Draw, case: Case) -> Parameters:
    return {
        "years": draw.integer(2, case.settings.years + 1),
        **(_scope(draw, case) if draw.chance(0.3) else {}),
    }


def _notice(draw: Draw, case: Case) -> Parameters:
    return {"years": draw.integer(1, case.settings.years + 1), **_scope(draw, case)}


def _rating(draw: Draw, case: Case) -> Parameters:
    ratings = sorted({one.risk_rating for one in case.arrangements.values()})
    # One that rules something out: mostly for everybody, or it seldom matters.
    most = max(1, draw.pick(ratings) - 1)
    return {"most_rating": most, **(_scope(draw, case) if draw.chance(0.3) else {})}


def _concentration(draw: Draw, case: Case) -> Parameters:
    hosts = tuple(dict.fromkeys(one.host for one in case.arrangements.values()))
    share = Decimal(draw.pick(("0.5", "0.55", "0.6", "0.7", "0.85")))
    if len(hosts) < 2:
        raise UnfitError
    return {"most_share": share, "host": draw.pick(hosts)} if draw.chance(0.3) else {"most_share": share}


def _changes_of_hosts(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {"most_per_year": draw.pick((0, 1, 2, 3)), "each_host": True}
    if draw.chance(0.3):
        given["councils"] = _some(draw, case.councils)
    return given


STRUCTURE_PATTERNS: dict[str, Callable[[Draw, Case], Parameters]] = {
    "same_host": _pair,
    "different_hosts": _pair,
    "precedence": _precedence,
    "pool_open": _pool_open,
    "blackout_years": _blackout,
    "forced_break": _break,
    "minimum_term": _term,
    "notice": _notice,
    "risk_rating_limit": _rating,
    "concentration": _concentration,
    "changes_limit": _changes_of_hosts,
}
