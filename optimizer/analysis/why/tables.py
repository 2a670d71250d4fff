"""The prices of alternatives as a table and as JSON: every figure that is published, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from optimizer.analysis.why.causes import ALL_CAUSES
from optimizer.analysis.why.prices import Price, Why
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.manifest import plain, sha256, to_json, versions
from optimizer.report.read import KeptRun

TABLE, DOCUMENT = "why.csv", "why.json"

COLUMNS = (
    *("service", "council", "alternative", "value", "answer", "difference_gbp"),
    *(f"{cause}_gbp" for cause in ALL_CAUSES),
    *("council_difference_gbp", "penalty_difference_gbp", "gap_gbp"),
    *("policies_in_the_way", "second_opinion", "title", "means", "plan", "message"),
)


def why_files(why: Why, kept: KeptRun) -> dict[str, str]:
    """Return the texts of the files of a folder by name."""
    return {
        TABLE: csv_text(COLUMNS, _rows(why)),
        DOCUMENT: to_json(why_as_json(why, kept) | {"versions": versions()}),
    }


def why_as_json(why: Why, kept: KeptRun) -> dict[str, Any]:
    """Return the prices as the object that `--json` prints."""
    return {
        "status": "answered" if why.exit_code == 0 else "incomplete",
        "exit_code": why.exit_code,
        "run_folder": str(kept.folder),
        "case_digest": kept.loaded.digest,
        "sets": {name: sha256(text) for name, text in kept.sets.set_texts.items()},
        "objectives_first": list(why.objectives),
        "npv_saving_gbp": plain(why.accounts.measures.npv_saving_gbp),
        "run_status": why.run_status,
        "gap_gbp": plain(why.gap_gbp),
        "plan": plain(why.plan),
        "alternatives": [_as_json(price) for price in why.prices],
    }


def _rows(why: Why) -> Iterator[Sequence[Cell]]:
    for price in why.prices:
        one, obstacle = price.alternative, price.obstacle
        in_the_way = None if obstacle is None or obstacle.policies is None else "; ".join(obstacle.policies)
        yield (
            *(one.service, one.council, one.kind, one.value, price.answer, price.difference_gbp),
            *(price.causes_gbp.get(cause) for cause in ALL_CAUSES),
            *(price.council_difference_gbp, price.penalty_difference_gbp, price.gap_gbp),
            *(in_the_way, None if obstacle is None else obstacle.confirmation),
            *(one.title, one.means, "; ".join(price.plan), price.message),
        )


def _as_json(price: Price) -> dict[str, Any]:
    one, obstacle = price.alternative, price.obstacle
    fields = {
        "service": one.service,
        "council": one.council,
        "alternative": one.kind,
        "value": one.value,
        "title": one.title,
        "means": one.means,
        "answer": price.answer,
        "difference_gbp": price.difference_gbp,
        "by_cause_gbp": price.causes_gbp,
        "council_difference_gbp": price.council_difference_gbp,
        "penalty_difference_gbp": price.penalty_difference_gbp,
        "gap_gbp": price.gap_gbp,
        "plan": price.plan,
        "policies_in_the_way": None if obstacle is None else obstacle.policies,
        "second_opinion": None if obstacle is None else obstacle.confirmation,
        "message": price.message,
    }
    return {name: plain(value) for name, value in fields.items()}


def named(folder: Path) -> str:
    """Return how the terminal names what was written."""
    return f"{folder / TABLE} and {folder / DOCUMENT}"
