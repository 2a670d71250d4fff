"""Business as usual, do minimum and the plan side by side.

Do minimum is the least change that keeps every rule. Where business as usual keeps them all it is business as
usual; where it breaks one, only a search can tell: the last point of a frontier against changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from optimizer.case.case import Case, Policy
from optimizer.report.content.amounts import NIL, gbp
from optimizer.report.content.analyses import Analyses, FrontierPoint
from optimizer.report.content.figures import OptionRow, Value
from optimizer.report.content.headline import WORDS
from optimizer.report.content.ledger import Ledger
from optimizer.report.content.read_tables import RunTables
from optimizer.verify import business_as_usual
from optimizer.verify.exact import exact
from optimizer.verify.measures import payback

Better = Literal["more", "less", ""]

BETTER: dict[str, Better] = {
    "npv_saving_gbp": "more",
    "npv_saving_at_recorded_realisation_gbp": "more",
    "expected_npv_gbp": "more",
    "one_off_cost_gbp": "less",
    "steady_state_saving_gbp": "more",
    "payback_years": "less",
    "discounted_payback_years": "less",
    "peak_cash_gbp": "less",
    "worst_council_npv_gbp": "more",
    "chance_of_loss": "less",
    "changes": "less",
}
"""What is shown of each option, in order, and which way is good."""

NOTHING: Mapping[str, Value] = {
    **dict.fromkeys(BETTER, NIL),
    **dict.fromkeys(("payback_years", "discounted_payback_years")),
    **dict.fromkeys(("changes", "chance_of_loss"), Decimal(0)),
}
"""What carrying on as today brings: nothing is saved, spent, changed or at risk."""


def bau_keeps_the_rules(case: Case, policies: tuple[Policy, ...]) -> bool:
    """Return whether business as usual keeps every policy that may not be missed."""
    return not policies or business_as_usual(case, policies).holds


def options(
    ledger: Ledger, tables: RunTables, analyses: Analyses, *, bau_keeps: bool
) -> tuple[OptionRow, ...]:
    """Return the options, one measure a row; all of do minimum is None where it is not known."""
    least = None if bau_keeps else _least_change(analyses)
    return tuple(_rows(ledger, tables, least, bau_keeps=bau_keeps))


def do_minimum_note(analyses: Analyses, *, bau_keeps: bool) -> str:
    """Return what do minimum is here."""
    if bau_keeps:
        return "Do minimum: business as usual keeps every rule, so the least that can be done is nothing."
    if _least_change(analyses) is not None:
        return (
            "Do minimum: business as usual breaks a rule; shown is the plan with the fewest changes that "
            "keeps them all (the last point of the frontier against changes)."
        )
    return (
        "Do minimum: business as usual breaks a rule, so something must be done. The plan with the fewest "
        "changes is found by `consolidate frontier CASE --against changes`; give its folder to `consolidate "
        "report`."
    )


def _least_change(analyses: Analyses) -> FrontierPoint | None:
    for frontier in analyses.frontiers:
        if frontier.against == "changes":
            points = [point for point in frontier.points if point.npv_saving_gbp is not None]
            return points[-1] if points else None
    return None


def _rows(
    ledger: Ledger, tables: RunTables, least: FrontierPoint | None, *, bau_keeps: bool
) -> Iterator[OptionRow]:
    summary = {name: value for name, (value, _) in tables.summary.items()}
    units = {name: unit for name, (_, unit) in tables.summary.items()} | {"discounted_payback_years": "years"}
    bau, npv = gbp(summary["bau_npv_gbp"]), gbp(summary["npv_saving_gbp"])
    cost: Value = bau if bau_keeps else None
    if least is not None and least.npv_saving_gbp is not None:
        cost = bau - least.npv_saving_gbp
    yield OptionRow(
        "cost_npv_gbp", "cost to all councils (present value)", "GBP", bau, cost, bau - npv, "less"
    )
    plan = summary | {"discounted_payback_years": discounted_payback_years(ledger)}
    meanings = WORDS | {"discounted_payback_years": "years until the net saving, discounted, has come back"}
    for measure, better in BETTER.items():
        minimum = NOTHING[measure] if bau_keeps else _of_point(least, measure)
        nothing, found = NOTHING[measure], plan[measure]
        yield OptionRow(measure, meanings[measure], units[measure], nothing, minimum, found, better)


def _of_point(point: FrontierPoint | None, measure: str) -> Value:
    if point is None:
        return None
    return point.npv_saving_gbp if measure == "npv_saving_gbp" else point.figures.get(measure)


def discounted_payback_years(ledger: Ledger) -> Decimal | None:
    """Return after how many years the discounted real saving of all councils stays at or above nil."""
    saved = ledger.saving("real")
    return payback([d * exact(one) for d, one in zip(ledger.discount, saved, strict=True)])[1]
