"""Random policies of the kinds that came after the first nine."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from optimizer.case.case import SHARED, Case
from tests.brute_force.draw import Draw

Value = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None
Parameters = dict[str, Value]

BLANKS: dict[str, Callable[[Case, Parameters], Parameters]] = {
    "least_saving": lambda case, given: {"least_gbp": None},
    "cash_cost_limit": lambda case, given: {"most_gbp": None},
    "one_off_cost_limit": lambda case, given: {"most_gbp": None},
    "risk_budget": lambda case, given: {"most_gbp": None},
    "total_changes_limit": lambda case, given: {"most": None},
    "funded": lambda case, given: {
        "councils": case.councils,
        "sources": tuple(dict.fromkeys(source for source, _ in case.funding)),
    },
}
"""Every parameter of a kind with the meaning of a blank."""


def _least_saving(draw: Draw, case: Case) -> Parameters:
    return {"least_gbp": Decimal(draw.pick(("0", "1000", "50000.50", "400000")))}


def _one_off_cost(draw: Draw, case: Case) -> Parameters:
    return {"most_gbp": Decimal(draw.pick(("0", "20000", "60000.01", "150000")))}


def _cash_cost(draw: Draw, case: Case) -> Parameters:
    """Return a ceiling around what today's services cost in cash."""
    spend = sum((need.other_gbp for need in case.needs.values()), Decimal(0))
    posts = (post for need in case.needs.values() for post in need.posts.values())
    spend += sum((post.fte * post.pay_gbp_per_fte for post in posts), Decimal(0))
    spend += sum((contract.annual_charge_gbp for contract in case.contracts.values()), Decimal(0))
    factor = Decimal(draw.pick(("0.98", "1.02", "1.06", "1.2")))
    return {"most_gbp": (spend * case.settings.years * factor).quantize(Decimal("0.01"))}


def _risk_budget(draw: Draw, case: Case) -> Parameters:
    largest = max(case.in_scope_spend_gbp(*key) for key in case.candidates)
    return {"most_gbp": (largest * draw.pick((2, 6, 15))).quantize(Decimal("0.01"))}


def _total_changes(draw: Draw, case: Case) -> Parameters:
    return {"most": draw.pick((0, 1, 2, 3, 4))}


def _funded(draw: Draw, case: Case) -> Parameters:
    """Return councils that have a source among those named; every case has a shared one."""
    sources = tuple(dict.fromkeys(source for source, _ in case.funding))
    given: Parameters = {}
    if len(sources) > 2 and draw.chance(0.4):
        chosen = set(draw.sample(sources, len(sources) - 1))
        sources = given["sources"] = tuple(source for source in sources if source in chosen)
    owners = {who for source, who in case.funding if source in sources}
    councils = tuple(council for council in case.councils if owners & {council, SHARED})
    if draw.chance(0.3):
        councils = (draw.pick(councils),)
    return given if councils == case.councils else given | {"councils": councils}


FURTHER_PATTERNS: dict[str, Callable[[Draw, Case], Parameters]] = {
    "least_saving": _least_saving,
    "cash_cost_limit": _cash_cost,
    "one_off_cost_limit": _one_off_cost,
    "risk_budget": _risk_budget,
    "total_changes_limit": _total_changes,
    "funded": _funded,
}
