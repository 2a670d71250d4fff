"""What every column of a sweep's tables is: unit and meaning, for the data dictionary beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.analysis.sweep.outputs import EACH_COUNCIL, MEANINGS, kept_measures
from optimizer.analysis.sweep.spec import Vary
from optimizer.analysis.sweep.sweep import Sweep
from optimizer.report.csv_text import Cell

Described = Mapping[str, tuple[str, str]]
"""Unit (blank: text, or a number of something) and meaning of columns, in order."""

_POINT: Described = {"point": ("", "number of the point, in the order of the design")}
_STATUS: Described = {
    "status": (
        "",
        "optimal: a plan, proved best within the gap; time_limit: a plan, proved to gap_gbp only; "
        "infeasible: no plan keeps every rule; refused: the case has faults here; no_plan, check_failed, "
        "failed: no answer",
    )
}

DECISION_COLUMNS: Described = {
    **_POINT,
    "council": ("", "council that needs the service"),
    "service": ("", "service"),
    "arrangement": ("", "arrangement in which the council has it; blank: in-house"),
    "host": ("", "body that hosts it; blank: in-house"),
    "delivery_model": ("", "delivery model; blank: in-house"),
    "first_year": ("financial year", "first year for which this is so"),
    "last_year": ("financial year", "last year for which this is so"),
}

TIMING_COLUMNS: Described = {
    **_POINT,
    "seconds": ("s", "time of the point: reading, search and checks, whenever it was solved"),
    "solver_seconds": ("s", "part of it that the solver took"),
}

DICTIONARY_COLUMNS: Described = {
    "file": ("", "file of this folder"),
    "column": ("", "column of that file"),
    "unit": ("", "unit of its values; blank for text and for numbers of points"),
    "meaning": ("", "what it holds"),
}


def sweep_columns(sweep: Sweep) -> Described:
    """Return the columns of sweep.csv."""
    case = sweep.loaded.case
    measures = {}
    for name in kept_measures(sweep.spec.keep, case):
        unit, meaning = MEANINGS[name.partition("[")[0]]
        council = name.removeprefix(EACH_COUNCIL).strip("[]") if name.startswith(EACH_COUNCIL) else ""
        of = f": {case.council_names.get(council, council)}" if council else ""
        measures[f"out_{name}"] = (unit, f"{meaning}{of}; blank where there is no plan")
    return {
        **_POINT,
        **_in_columns(sweep),
        **measures,
        **_STATUS,
        "gap_gbp": ("GBP", "by how much another plan could be better, at most"),
        "second_opinion": ("", "what a second solver says where no plan is possible"),
    }


def failure_columns(sweep: Sweep) -> Described:
    """Return the columns of failures.csv."""
    return {**_POINT, **_in_columns(sweep), **_STATUS, "message": ("", "why the point has no answer")}


def dictionary_rows(described: Mapping[str, Described], own_name: str) -> Iterator[Sequence[Cell]]:
    """Yield the rows of the data dictionary of some files, its own included."""
    for file, columns in (*described.items(), (own_name, DICTIONARY_COLUMNS)):
        for column, (unit, meaning) in columns.items():
            yield file, column, unit, meaning


def _in_columns(sweep: Sweep) -> Described:
    return {vary.column: _varied(vary) for vary in sweep.spec.varies}


def _varied(vary: Vary) -> tuple[str, str]:
    target, group = vary.target, f"; moves with group {vary.group}" if vary.group else ""
    if target.kind == "set":
        return "", f"constraint set added to those of the sweep; blank: none{group}"
    meaning = f"{vary.path}: {target.spec.description}"
    if vary.percent:
        return "%", f"percent change of {meaning}{group}"
    blank = "; blank: as in the case, where the cells are blank or differ" if not vary.as_in_the_case else ""
    return target.spec.unit, f"{meaning}{blank}{group}"
