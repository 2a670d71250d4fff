"""The comparison as tables and as JSON: every figure that is published, with its unit.

Columns are an interface: other people's scripts read them. Runs are numbered in the order in which they were
given; comparison.json says which folder each number is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.compare.bridge import Bridge
from optimizer.analysis.compare.compare import Against, ComparedRun, Comparison
from optimizer.case.parse import NUMBER
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.manifest import plain, sha256, to_json, versions

DECISIONS, FIGURES, BRIDGE, DIFFERENCES = "comparison.csv", "figures.csv", "bridge.csv", "differences.csv"
DOCUMENT, PAGE = "comparison.json", "comparison.html"

BRIDGE_COLUMNS = ("run", "service", "cause", "business_as_usual_gbp", "plan_gbp", "total_gbp")
DIFFERENCE_COLUMNS = ("run", "what", "place", "first", "other")


def comparison_files(found: Comparison) -> dict[str, str]:
    """Return the texts of the files of a folder by name."""
    numbers = [run.number for run in found.runs]
    decision_columns = (
        *("council", "service", "financial_year"),
        *(f"{what}_{number}" for number in numbers for what in ("arrangement", "host", "delivery_model")),
        "same",
    )
    figure_columns = ("measure", "unit", *(f"value_{number}" for number in numbers), "same")
    return {
        DECISIONS: csv_text(decision_columns, _decisions(found)),
        FIGURES: csv_text(figure_columns, _figures(found)),
        BRIDGE: csv_text(BRIDGE_COLUMNS, _bridges(found)),
        DIFFERENCES: csv_text(DIFFERENCE_COLUMNS, _differences(found)),
        DOCUMENT: to_json(comparison_as_json(found) | {"versions": versions()}),
    }


def named(folder: Path) -> str:
    """Return how the terminal names what was written."""
    return f"{folder / DECISIONS}, {FIGURES}, {BRIDGE}, {DIFFERENCES}, {DOCUMENT} and {PAGE}"


def comparison_as_json(found: Comparison) -> dict[str, Any]:
    """Return the comparison as the object that `--json` prints."""
    return {
        "status": "compared",
        "exit_code": 0,
        "runs": [_run(run) for run in found.runs],
        "figures": [
            {
                "measure": one.measure,
                "unit": one.unit,
                "values": [_json_value(value) for value in one.values],
                "same": one.is_same,
            }
            for one in found.figures
        ],
        "decisions": [
            {
                "council": one.council,
                "service": one.service,
                "financial_year": one.financial_year,
                "arrangements": list(one.arrangements),
                "hosts": list(one.hosts),
                "delivery_models": list(one.delivery_models),
            }
            for one in found.places
            if not one.is_same
        ],
        "against_the_first": [_against(one) for one in found.against],
    }


def _run(run: ComparedRun) -> dict[str, Any]:
    kept = run.kept
    return {
        "number": run.number,
        "name": run.name,
        "run_folder": str(kept.folder),
        "case": kept.loaded.case.settings.name,
        "case_digest": kept.loaded.digest,
        "sets": {name: sha256(text) for name, text in kept.sets.set_texts.items()},
        "status": kept.status,
        "plan": [one.sentence() for one in run.sentences],
        "policies": {f"{row.set}.{row.policy}": row.state for row in run.accounts.policies},
    }


def _against(one: Against) -> dict[str, Any]:
    return {
        "run": one.number,
        "same_case": one.same_case,
        "notes": list(one.notes),
        "bridge": None if one.bridge is None else _bridge(one.bridge),
        "differences": plain(one.differences),
    }


def _bridge(bridge: Bridge) -> dict[str, Any]:
    return {
        "from_gbp": plain(bridge.from_gbp),
        "to_gbp": plain(bridge.to_gbp),
        "by_cause_gbp": plain(bridge.by_cause_gbp),
        "by_service_gbp": plain(bridge.by_service_gbp),
        "steps": [plain(step) | {"total_gbp": plain(step.total_gbp)} for step in bridge.steps],
    }


def _json_value(text: str | None) -> Any:
    if text is None or not NUMBER.fullmatch(text):
        return text or None
    return plain(Decimal(text))


def _decisions(found: Comparison) -> Iterator[Sequence[Cell]]:
    for one in found.places:
        cells = (
            cell
            for place in zip(one.arrangements, one.hosts, one.delivery_models, strict=True)
            for cell in place
        )
        yield one.council, one.service, one.financial_year, *cells, one.is_same


def _figures(found: Comparison) -> Iterator[Sequence[Cell]]:
    for one in found.figures:
        yield one.measure, one.unit, *(_cell(value) for value in one.values), one.is_same


def _cell(text: str | None) -> Cell:
    """Return a number as one, so that no apostrophe is put before its minus."""
    return Decimal(text) if text is not None and NUMBER.fullmatch(text) else text


def _bridges(found: Comparison) -> Iterator[Sequence[Cell]]:
    """Yield the steps of each bridge between its two ends; the amounts of the ends are net savings."""
    for one in found.against:
        if one.bridge is None:
            continue
        yield one.number, "", "run 1", None, None, one.bridge.from_gbp
        for step in one.bridge.steps:
            amounts = (step.business_as_usual_gbp, step.plan_gbp, step.total_gbp)
            yield one.number, step.service, step.cause, *amounts
        yield one.number, "", f"run {one.number}", None, None, one.bridge.to_gbp


def _differences(found: Comparison) -> Iterator[Sequence[Cell]]:
    for one in found.against:
        for each in one.differences:
            yield one.number, each.what, each.place, _cell(each.first), _cell(each.other)
