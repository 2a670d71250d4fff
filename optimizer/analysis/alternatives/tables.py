"""The alternatives as tables and as JSON: every figure that is published, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.alternatives.alternatives import PENNY, Alternative, Alternatives
from optimizer.analysis.alternatives.distance import places
from optimizer.analysis.alternatives.search import Furthest
from optimizer.analysis.alternatives.words import differing, in_sentences
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Case
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.manifest import plain, sha256, to_json, versions
from optimizer.report.tables import MEMBERSHIP_COLUMNS, membership_rows
from optimizer.report.words import decisions

TABLE, DECISIONS, DOCUMENT = "alternatives.csv", "decisions.csv", "alternatives.json"

COLUMNS = (
    *("plan", "npv_saving_gbp", "difference_gbp", "difference_percent", "penalty_gbp"),
    *("service_years_unlike_best", "nearest_plan", "service_years_unlike_nearest"),
    *("status", "gap_gbp", "second_opinion", "none_is_further", "none_is_further_second_opinion"),
    *("npv_saving_at_recorded_realisation_gbp", "one_off_cost_gbp", "steady_state_saving_gbp"),
    *("payback_year", "peak_cash_gbp", "worst_council_npv_gbp", "changes"),
)
DECISION_COLUMNS = ("plan", *MEMBERSHIP_COLUMNS, "differs_from_best")

HUNDREDTH = Decimal("0.01")


def alternatives_files(found: Alternatives, loaded: LoadedCase, sets: LoadedSets) -> dict[str, str]:
    """Return the texts of the files of a folder by name."""
    return {
        TABLE: csv_text(COLUMNS, (_row(found, plan, loaded.case) for plan in found.plans)),
        DECISIONS: csv_text(DECISION_COLUMNS, _decisions(found, loaded.case)),
        DOCUMENT: to_json(alternatives_as_json(found, loaded, sets) | {"versions": versions()}),
    }


def alternatives_as_json(found: Alternatives, loaded: LoadedCase, sets: LoadedSets) -> dict[str, Any]:
    """Return the alternatives as the object that `--json` prints."""
    case, best = loaded.case, found.best.found.plan
    return {
        "status": "answered" if found.exit_code == 0 else "incomplete",
        "exit_code": found.exit_code,
        "case_digest": loaded.digest,
        "sets": {name: sha256(text) for name, text in sets.set_texts.items()},
        "within_percent": plain(found.within_percent),
        "allowed_gbp": plain(found.allowed_gbp),
        "count_asked": found.asked,
        "service_years": found.service_years,
        "objectives_left_out": list(found.objectives_left_out),
        "plans": [
            {name: plain(value) for name, value in zip(COLUMNS, _row(found, one, case), strict=True)}
            | {
                "plan_in_words": [decision.sentence() for decision in decisions(case, one.found.plan)],
                "differs_from_best": list(in_sentences(case, differing(case, best, one.found.plan))),
            }
            for one in found.plans
        ],
        "no_further_plan": None if found.last is None else _no_further(found.last),
    }


def difference_percent(found: Alternatives, plan: Alternative) -> Decimal | None:
    """Return the difference in percent of the best plan's saving; None where that is nil."""
    best = found.best.saving_gbp
    if not best:
        return None
    percent = found.difference_gbp(plan) / abs(best) * 100
    return percent.quantize(HUNDREDTH, ROUND_HALF_UP) + 0  # never -0.00


def _row(found: Alternatives, plan: Alternative, case: Case) -> Sequence[Cell]:
    accounts, facts, furthest = plan.found.accounts, plan.found.facts, plan.furthest
    figures = accounts.measures
    first = plan.number == 1
    payback = None if figures.payback_year is None else case.year_label(figures.payback_year)
    return (
        *(plan.number, plan.saving_gbp, None if first else found.difference_gbp(plan)),
        *(None if first else difference_percent(found, plan), accounts.penalty_gbp.quantize(PENNY)),
        *(None if first else plan.distance_to_best, plan.nearest, plan.distance_to_nearest),
        *(facts.status, None if facts.gap_gbp is None else abs(facts.gap_gbp)),
        facts.second_opinion.answer,
        *(None if furthest is None else furthest.proved, None if furthest is None else _said(furthest)),
        *(figures.npv_saving_at_recorded_realisation_gbp, figures.one_off_cost_gbp),
        *(figures.steady_state_saving_gbp, payback, figures.peak_cash_gbp),
        *(figures.worst_council_npv_gbp, figures.changes),
    )


def _said(furthest: Furthest) -> str:
    """Return what a second solver says of "none is further away"; nothing where that is still open."""
    return furthest.second_opinion.answer if furthest.proved else ""


def _no_further(last: Furthest) -> dict[str, Any]:
    return {
        "proved": last.proved,
        "second_opinion": _said(last),
        "message": last.message or last.second_opinion.message,
    }


def _decisions(found: Alternatives, case: Case) -> Iterator[Sequence[Cell]]:
    best = places(case, found.best.found.plan)
    for plan in found.plans:
        # Both are in the order of the case's needs and years.
        here = places(case, plan.found.plan)
        differs = (here[key] != best[key] for key in here)
        for row, other in zip(membership_rows(case, plan.found.plan), differs, strict=True):
            yield plan.number, *row, other


def named(folder: Path) -> str:
    """Return how the terminal names what was written."""
    return f"{folder / TABLE}, {folder / DECISIONS} and {folder / DOCUMENT}"
