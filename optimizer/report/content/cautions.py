"""What must be read with the headline: aims that came first, a stopped search, a likely loss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from optimizer.case.case import Case
from optimizer.case.dictionary import objectives
from optimizer.report.content.amounts import saves
from optimizer.report.content.read_tables import RunTables
from optimizer.report.csv_text import trimmed
from optimizer.report.words import better_than_fresh, thousands
from optimizer.risk.figures import RiskFigures
from optimizer.verify.verdict import InSample

LIKELY_LOSS = Decimal("0.5")
"""From this share of the outcomes on a loss is told before any figure."""


AIMS = {
    "lowest_cost": "what all councils pay in cash, which should be low",
    "worst_off_council": "the council that gains least",
    "least_risk": "the risk of the arrangements, which should be low",
    "least_disruption": "the number of changes, which should be small",
    "expected_saving": "the saving on average over possible outcomes",
    "risk_adjusted_saving": "the saving weighed with that of the worst outcomes",
}
"""What a plan may be made best at before its net saving."""


def aims(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each objective that came before the net saving."""
    for goal in manifest["objectives"]:
        kind, tolerance = objectives()[goal["measure"]], goal["tolerance"]
        best = "unknown" if goal["best"] is None else _in_unit(goal["best"], kind.unit)
        room = (
            "of which up to {} may be given up" if kind.more_is_better else "and up to {} more are accepted"
        )
        given_up = f", {room.format(_in_unit(tolerance, kind.unit))}" if tolerance else ""
        doubt = "" if goal["status"] == "optimal" else " (not proved)"
        yield f"Before the net saving came {AIMS[goal['measure']]}: the best is {best}{given_up}{doubt}."


def warnings(case: Case, tables: RunTables, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield what must be read before the figures are used, most urgent first."""
    summary = {name: value for name, (value, _) in tables.summary.items()}
    if summary["status"] != "optimal":
        yield "The search was stopped before its proof: a better plan may exist."
    if summary["answer"] != "first":
        yield "A second solver had refuted the first answer; this is the answer to the second try."
    chance, mean = Decimal(str(summary["chance_of_loss"])), Decimal(str(summary["expected_npv_gbp"]))
    if chance >= LIKELY_LOSS:
        yield (
            f"The plan loses money in {_of_100(chance)} possible outcomes drawn from the risk register; on "
            f"average over all of them it {saves(mean)}."
        )
    yield from filter(None, [_chosen_on_a_sample(case, summary, manifest)])
    for row in tables.policies:
        if row.state == "missed":
            yield f"The preference {row.policy.replace('_', ' ')} (set {row.set}) is not kept in full."


def _of_100(share: Decimal) -> str:
    if share == 1:
        return "100 of 100"
    whole = (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return "more than 99 of 100" if whole == 100 else f"{whole} of 100"


def _chosen_on_a_sample(case: Case, summary: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Return the warning of `better_than_fresh`, from what the run published."""
    if "in_sample_expected_npv_gbp" not in summary:
        return ""
    seen = InSample(summary["in_sample_expected_npv_gbp"], summary["in_sample_risk_adjusted_npv_gbp"])
    names = (
        *("expected_npv_gbp", "expected_npv_standard_error_gbp", "chance_of_loss", "cvar_level"),
        *("p10_npv_gbp", "p50_npv_gbp", "p80_npv_gbp", "p90_npv_gbp"),
        *("cvar_npv_gbp", "cvar_npv_standard_error_gbp"),
    )
    fresh = RiskFigures(
        outcomes=int(summary["risk_outcomes"]),
        seed=int(manifest["risk"]["seed"]),
        **{name: summary[name] for name in names},
    )
    return better_than_fresh(seen, case.settings.risk.outcomes, fresh)


def _in_unit(amount: Decimal | int, unit: str) -> str:
    if unit.endswith("GBP"):
        return thousands(Decimal(amount)) + (" rated" if unit != "GBP" else "")
    return f"{trimmed(Decimal(amount))} {unit}"
