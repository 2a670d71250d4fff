"""The frontier as tables and as JSON: every figure that is published, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from optimizer.analysis.frontier.frontier import Frontier
from optimizer.analysis.frontier.measures import MEASURES, PENNY
from optimizer.analysis.frontier.points import Point
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Case
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.manifest import plain, sha256, to_json, versions
from optimizer.report.tables import MEMBERSHIP_COLUMNS, membership_rows
from optimizer.report.words import decisions

TABLE, DECISIONS, DOCUMENT = "frontier.csv", "frontier_decisions.csv", "frontier.json"

FIGURES = tuple(measure.column for measure in MEASURES.values())

COLUMNS = (
    *("point", "limit", "npv_saving_gbp", "penalty_gbp", *FIGURES),
    *("status", "gap_gbp", "dominated", "duplicate_of", "exchange_gbp_per_unit", "message"),
)
DECISION_COLUMNS = ("point", *MEMBERSHIP_COLUMNS)


def frontier_files(found: Frontier, loaded: LoadedCase, sets: LoadedSets) -> dict[str, str]:
    """Return the texts of the files of a folder by name."""
    return {
        TABLE: csv_text(COLUMNS, (_row(point) for point in found.points)),
        DECISIONS: csv_text(DECISION_COLUMNS, _decisions(found, loaded.case)),
        DOCUMENT: to_json(frontier_as_json(found, loaded, sets) | {"versions": versions()}),
    }


def frontier_as_json(found: Frontier, loaded: LoadedCase, sets: LoadedSets) -> dict[str, Any]:
    """Return the frontier as the object that `--json` prints."""
    measure = found.measure
    return {
        "status": "answered" if found.exit_code == 0 else "incomplete",
        "exit_code": found.exit_code,
        "case_digest": loaded.digest,
        "sets": {name: sha256(text) for name, text in sets.set_texts.items()},
        "against": measure.name,
        "column": measure.column,
        "unit": measure.unit,
        "better": "more" if measure.more_is_better else "less",
        "points_asked": found.asked,
        "objectives_left_out": list(found.objectives_left_out),
        "points": [
            {name: plain(value) for name, value in zip(COLUMNS, _row(point), strict=True)}
            | {"plan": _in_words(loaded.case, point)}
            for point in found.points
        ],
    }


def _row(point: Point) -> Sequence[Cell]:
    accounts = None if point.found is None else point.found.accounts
    return (
        *(point.number, point.limit, None if accounts is None else accounts.measures.npv_saving_gbp),
        None if accounts is None else accounts.penalty_gbp.quantize(PENNY),
        *(point.figures.get(column) for column in FIGURES),
        *(point.status, point.gap_gbp, point.dominated if accounts else None),
        *(point.duplicate_of, point.exchange_gbp, point.message),
    )


def _decisions(found: Frontier, case: Case) -> Iterator[Sequence[Cell]]:
    for point in found.points:
        if point.found is not None:
            for row in membership_rows(case, point.found.plan):
                yield point.number, *row


def _in_words(case: Case, point: Point) -> list[str]:
    return [] if point.found is None else [one.sentence() for one in decisions(case, point.found.plan)]


def named(folder: Path) -> str:
    """Return how the terminal names what was written."""
    return f"{folder / TABLE}, {folder / DECISIONS} and {folder / DOCUMENT}"
