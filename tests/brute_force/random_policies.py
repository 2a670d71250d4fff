"""Random policies of every kind of `data/policy_kinds.csv`, resolved as the readers of constraint sets do.

The kinds of the first version are drawn for the seeds below `random_cases.FURTHER_FROM`, so that the case of
a seed stays what it is when a kind is added; those of `further_policies` for the seeds from there on, those
of `structure_policies` for the seeds from `random_cases.STRUCTURE_FROM` on, of `money_policies` from
`random_cases.MONEY_FROM` on, of `plan_policies` from `random_cases.PLAN_FROM` on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from optimizer.case.case import SHARED, Case, Policy
from tests.brute_force.draw import Draw
from tests.brute_force.further_policies import BLANKS, FURTHER_PATTERNS, Parameters, Value
from tests.brute_force.money_policies import MONEY_BLANKS, MONEY_PATTERNS
from tests.brute_force.plan_policies import PLAN_BLANKS, PLAN_PATTERNS
from tests.brute_force.structure_policies import STRUCTURE_BLANKS, STRUCTURE_PATTERNS

Pattern = Callable[[Draw, Case], Parameters]


def policy(case: Case, number: int, kind: str, **given: Value) -> Policy:
    """Return a policy of the kind with the given parameters; the rest gets what a blank means."""
    blanks = _blanks(case, kind, given)
    unknown = set(given) - set(blanks)
    if unknown:
        message = f"{kind} has no {', '.join(sorted(unknown))}"
        raise ValueError(message)
    name = f"{kind}_{number}"
    return Policy(policy=name, set="random", kind=kind, reason="drawn", source="", parameters=blanks | given)


def _blanks(case: Case, kind: str, given: Parameters) -> Parameters:
    """Return every parameter of a kind with the meaning of a blank cell."""
    last = case.settings.years
    everybody = case.councils
    for blanks in (BLANKS, STRUCTURE_BLANKS, MONEY_BLANKS, PLAN_BLANKS):
        if kind in blanks:
            return blanks[kind](case, given)
    if kind == "pool_required":
        needing = tuple(council for council, service in case.needs if service == given["service"])
        return {
            "service": None,
            "councils": needing,
            "arrangement": None,
            "first_year": last,
            "last_year": last,
        }
    if kind == "transition_budget":
        pot = given.get("pot", "transition")
        owners = {who for who, _, name in case.budgets_gbp if name == pot and who != SHARED}
        return {"pot": pot, "councils": tuple(council for council in everybody if council in owners)}
    return {
        "pool_forbidden": {
            "service": None,
            "councils": everybody,
            "host": None,
            "model": None,
            "arrangement": None,
            "first_year": 1,
            "last_year": last,
        },
        "fixed_host": {"service": None, "host": None},
        "start_window": {"service": None, "councils": everybody, "earliest": None, "latest": None},
        "partners": {"service": None, "least": None, "most": None},
        "changes_limit": {
            "most_per_year": None,
            "councils": everybody,
            "each_council": False,
            "each_host": False,
        },
        "host_fairness": {"least": None, "most": None, "councils": everybody},
        "no_loser": {"most_loss_gbp": Decimal(0), "councils": everybody},
    }[kind]


def _some(draw: Draw, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a part of the names in their order, at least one."""
    chosen = set(draw.sample(names, draw.integer(1, len(names))))
    return tuple(name for name in names if name in chosen)


def _required(draw: Draw, case: Case) -> Parameters:
    service = draw.pick(tuple(case.services))
    needing = tuple(council for council, other in case.needs if other == service)
    pools = tuple(name for name, one in case.arrangements.items() if one.service == service)
    given: Parameters = {"service": service}
    if draw.chance(0.5):
        given["councils"] = _some(draw, needing)
    if draw.chance(0.4):
        given["arrangement"] = draw.pick(pools)
    if draw.chance(0.5):
        given["first_year"] = draw.integer(1, case.settings.years)
    if draw.chance(0.2):
        # A duty that ends before the last year.
        given["first_year"], given["last_year"] = 1, case.settings.years - 1
    return given


def _forbidden(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {}
    pool = draw.pick(tuple(case.arrangements.values()))
    pattern = draw.pick(("host", "model", "arrangement", "service", "councils", "everything"))
    if pattern in ("host", "model", "arrangement", "service"):
        given[pattern] = getattr(pool, pattern)
    if pattern == "councils" or draw.chance(0.4):
        given["councils"] = _some(draw, case.councils)
    if draw.chance(0.5):
        given["first_year"] = draw.integer(1, case.settings.years)
    if draw.chance(0.3):
        given["last_year"] = draw.integer(int(str(given.get("first_year", 1))), case.settings.years)
    return given


def _fixed_host(draw: Draw, case: Case) -> Parameters:
    pool = draw.pick(tuple(case.arrangements.values()))
    bodies = (*case.councils, *case.providers)
    return {"service": pool.service, "host": pool.host if draw.chance(0.6) else draw.pick(bodies)}


def _window(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {}
    pattern = draw.pick(("earliest", "latest", "both"))
    earliest = draw.integer(2, case.settings.years)
    if pattern != "latest":
        given["earliest"] = earliest
    if pattern != "earliest":
        given["latest"] = draw.integer(earliest, case.settings.years) if pattern == "both" else 1
    if draw.chance(0.4):
        given["service"] = draw.pick(tuple(case.services))
    if draw.chance(0.4):
        given["councils"] = _some(draw, case.councils)
    return given


def _partners(draw: Draw, case: Case) -> Parameters:
    pattern = draw.pick(("least", "most", "both"))
    given: Parameters = {}
    if pattern != "most":
        given["least"] = draw.integer(2, 3)
    if pattern != "least":
        given["most"] = 3 if given.get("least") == 3 else draw.integer(1 if pattern == "most" else 2, 3)
    if draw.chance(0.4):
        given["service"] = draw.pick(tuple(case.services))
    return given


def _changes(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {"most_per_year": draw.pick((0, 1, 1, 2)), "each_council": draw.chance(0.4)}
    if given["each_council"]:
        given["most_per_year"] = draw.pick((0, 1, 1))
    if draw.chance(0.3):
        given["councils"] = _some(draw, case.councils)
    return given


def _budget(draw: Draw, case: Case) -> Parameters:
    pots = tuple(dict.fromkeys(pot for _, _, pot in case.budgets_gbp)) or ("transition",)
    given: Parameters = {"pot": draw.pick(pots)}
    owners = tuple(_blanks(case, "transition_budget", given)["councils"])
    if owners and draw.chance(0.3):
        given["councils"] = _some(draw, owners)
    return given


def _fairness(draw: Draw, case: Case) -> Parameters:
    pattern = draw.pick(("least", "most", "most"))
    hosts = tuple(one.host for one in case.arrangements.values() if one.host in case.councils)
    given: Parameters = {"least": 1} if pattern == "least" else {"most": draw.pick((0, 1, 1))}
    if hosts and (pattern == "least" or draw.chance(0.4)) and draw.chance(0.9):
        given["councils"] = (draw.pick(hosts),)
    return given


def _no_loser(draw: Draw, case: Case) -> Parameters:
    given: Parameters = {}
    if draw.chance(0.4):
        given["most_loss_gbp"] = Decimal(draw.pick(("1000", "25000.50", "80000")))
    if draw.chance(0.3):
        given["councils"] = _some(draw, case.councils)
    return given


PATTERNS: dict[str, Pattern] = {
    "no_loser": _no_loser,
    "pool_required": _required,
    "transition_budget": _budget,
    "pool_forbidden": _forbidden,
    "changes_limit": _changes,
    "fixed_host": _fixed_host,
    "start_window": _window,
    "host_fairness": _fairness,
    "partners": _partners,
}


ALL_PATTERNS = STRUCTURE_PATTERNS | PATTERNS | FURTHER_PATTERNS | MONEY_PATTERNS | PLAN_PATTERNS


def random_policies(
    draw: Draw,
    case: Case,
    first_kind: str | None,
    patterns: Mapping[str, Pattern],
) -> tuple[Policy, ...]:
    """Return none to three policies: one of `first_kind` unless that is None, and some of any pattern."""
    if first_kind is None:
        return ()
    kinds = [first_kind, *(draw.pick(tuple(patterns)) for _ in range(draw.pick((0, 0, 1, 2))))]
    return tuple(
        policy(case, number, kind, **patterns[kind](draw, case)) for number, kind in enumerate(kinds, start=1)
    )
