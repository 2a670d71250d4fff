"""Random policies on money and people."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from optimizer.case.case import Case
from tests.brute_force.draw import Draw
from tests.brute_force.structure_policies import Parameters, UnfitError


def _nothing(*names: str) -> Callable[[Case, Parameters], Parameters]:
    return lambda case, given: dict.fromkeys(names)


def _as_one(*names: str) -> Callable[[Case, Parameters], Parameters]:
    """Return blanks of a kind that looks at all councils as one unless each of them counts."""
    return lambda case, given: {
        **dict.fromkeys(names),
        "councils": case.councils if given.get("each_council") else None,
        "each_council": False,
    }


MONEY_BLANKS: dict[str, Callable[[Case, Parameters], Parameters]] = {
    "host_capacity_fte": _nothing("host", "most_fte", "most_transfers_fte_per_year"),
    "host_capacity_volume": _nothing("host", "service", "most_volume"),
    "affordability": lambda case, given: {
        "councils": case.councils,
        "most_worse_gbp": Decimal(0),
        "first_year": 0,
        "last_year": case.settings.years,
    },
    "savings_target": _as_one("year", "least_gbp"),
    "payback": _as_one("by_year"),
    "maximum_share": lambda case, given: {"most_share": None, "councils": case.councils},
    "redundancy_limit": _nothing("most_per_year_fte", "most_total_fte", "service", "host"),
    "no_compulsory_redundancy": _nothing("service", "host"),
    "minimum_cover": _nothing("service", "role", "least_fte", "least_share"),
}


def _some(draw: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a part of the names in their order, at least one."""
    chosen = set(draw.sample(names, draw.integer(1, len(names))))
    return tuple(name for name in names if name in chosen)


def _host_staff(draw: Draw, case: Case) -> Parameters:
    posts = sum(float(post.fte) for need in case.needs.values() for post in need.posts.values())
    given: Parameters = {}
    pattern = draw.pick(("staff", "transfers", "both"))
    if pattern != "transfers":
        given["most_fte"] = Decimal(draw.number(0.3 * posts, posts))
    if pattern != "staff":
        given["most_transfers_fte_per_year"] = Decimal(draw.number(0.1 * posts, 0.8 * posts))
    if draw.chance(0.4):
        given["host"] = draw.pick(tuple(case.arrangements.values())).host
    return given


def _host_volume(draw: Draw, case: Case) -> Parameters:
    pool = draw.pick(tuple(case.arrangements.values()))
    volumes = [need.volume for (_, service), need in case.needs.items() if service == pool.service]
    given: Parameters = {"service": pool.service, "most_volume": int(sum(volumes) * draw.real(0.4, 1.0))}
    if draw.chance(0.4):
        given["host"] = pool.host
    return given


def _affordable(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {"most_worse_gbp": Decimal(draw.pick(("0", "5000", "20000.50", "60000")))}
    if draw.chance(0.3):
        given["first_year"] = draw.integer(1, case.settings.years)
    if draw.chance(0.2):
        given["last_year"] = draw.integer(int(str(given.get("first_year", 1))), case.settings.years)
    if draw.chance(0.3):
        given["councils"] = _some(draw, case.councils)
    return given


def _counted_apart_or_together(draw: Draw, case: Case) -> Parameters:
    """Return nothing (all councils as one), each council, or some councils as one."""
    pattern = draw.pick(("all", "each", "some"))
    if pattern == "each":
        return {"each_council": True}
    some = _some(draw, case.councils) if pattern == "some" else case.councils
    return {} if set(some) == set(case.councils) else {"councils": some}


def _target(draw: Draw, case: Case) -> Parameters:
    amount = draw.pick(("0", "1000", "10000.50", "40000"))
    year = draw.integer(1, case.settings.years)
    return {"year": year, "least_gbp": Decimal(amount), **_counted_apart_or_together(draw, case)}


def _payback(draw: Draw, case: Case) -> Parameters:
    return {"by_year": draw.integer(1, case.settings.years), **_counted_apart_or_together(draw, case)}


def _share(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {"most_share": Decimal(draw.pick(("0.5", "0.55", "0.6", "0.75", "1")))}
    if draw.chance(0.4):
        given["councils"] = _some(draw, case.councils)
    return given


def _of_some_pools(draw: Draw, case: Case) -> Parameters:
    pool = draw.pick(tuple(case.arrangements.values()))
    return {name: getattr(pool, name) for name in ("service", "host") if draw.chance(0.25)}


def _redundancies(draw: Draw, case: Case) -> Parameters:
    given = _of_some_pools(draw, case)
    pattern = draw.pick(("year", "total", "both"))
    if pattern != "total":
        given["most_per_year_fte"] = Decimal(draw.pick(("0", "0.5", "1.25", "3")))
    if pattern != "year":
        given["most_total_fte"] = Decimal(draw.pick(("0.25", "1", "2.5", "4")))
    return given


def _cover(draw: Draw, case: Case) -> Parameters:
    staffed = [
        (pool.service, role)
        for pool in case.arrangements.values()
        for role, terms in pool.roles.items()
        if terms.staff_share > 0
    ]
    if not staffed:
        raise UnfitError
    service, role = draw.pick(staffed)
    given: Parameters = {"service": service}
    if draw.chance(0.4):
        given["role"] = role
    if draw.chance(0.5):
        posts = sum(
            float(need.posts[role].fte)
            for (_, other), need in case.needs.items()
            if other == service and role in need.posts
        )
        given["least_fte"] = Decimal(draw.number(0.6 * posts, 1.1 * posts))
    else:
        given["least_share"] = Decimal(draw.pick(("0.85", "0.95", "1", "1")))
    return given


MONEY_PATTERNS: dict[str, Callable[[Draw, Case], Parameters]] = {
    "host_capacity_fte": _host_staff,
    "host_capacity_volume": _host_volume,
    "affordability": _affordable,
    "savings_target": _target,
    "payback": _payback,
    "maximum_share": _share,
    "redundancy_limit": _redundancies,
    "no_compulsory_redundancy": _of_some_pools,
    "minimum_cover": _cover,
}
