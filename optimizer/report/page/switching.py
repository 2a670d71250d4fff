"""Switching values in words, one line an input: where it changes the decision, or takes the saving to nil."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from optimizer.report.content.analyses import SwitchContent, SwitchingValue
from optimizer.report.page.words import plain_number

ASKED = {
    "decision": "another decision is better",
    "present_plan_saving": "this plan saves nothing any more",
    "best_saving": "no plan saves anything any more",
}
"""What a row of switching values asks."""

RESULTS = {
    ("present_plan_saving", "falls_to_zero"): "this plan saves nothing any more",
    ("best_saving", "falls_to_zero"): "no plan saves anything any more",
    ("present_plan_saving", "rises_above_zero"): "this plan begins to save money",
    ("best_saving", "rises_above_zero"): "the best plan begins to save money",
    ("present_plan_saving", "plan_breaks_a_rule"): "this plan breaks a rule",
}
"""What begins there, by what is asked and its result; other results speak for themselves."""

Inputs = dict[str, list[SwitchingValue]]


def switching_title(found: SwitchContent) -> str:
    """Return how many inputs change the decision within their ranges."""
    inputs = _inputs(found)
    turning = sum(1 for rows in inputs.values() if any(row.what == "decision" for row in _turned(rows)))
    if not turning:
        return "No input that was tried changes the decision within its range"
    return f"{turning} of {len(inputs)} inputs can change the decision within the range that was tried"


def switching_lines(found: SwitchContent) -> tuple[str, ...]:
    """Return a line for each thing that switches, then one for each input that changes nothing."""
    inputs = _inputs(found)
    lines = [line for name, rows in inputs.items() for line in _lines(name, _turned(rows))]
    quiet = [_quiet(name, rows) for name, rows in inputs.items() if not _turned(rows)]
    # Where no plan is possible any more, that is the answer to all that is asked.
    return tuple(dict.fromkeys((*lines, *quiet)))


def _inputs(found: SwitchContent) -> Inputs:
    inputs: Inputs = {}
    for row in found.values:
        inputs.setdefault(row.group or row.name, []).append(row)
    return inputs


def _turned(rows: Sequence[SwitchingValue]) -> list[SwitchingValue]:
    """Return the rows in which something switches; of entries that move together the first stands for all."""
    return [row for row in rows if row.at is not None and row.name == rows[0].name]


def _lines(name: str, turned: Sequence[SwitchingValue]) -> Iterator[str]:
    for row in turned:
        now = "" if row.unit == "%" else f" (now {_value(row, row.now)})"
        together = " and what moves with it" if row.group else ""
        yield f"{_words(name)}{together}: at {_value(row, row.at)}{now} {_begins(row)}"


def _begins(row: SwitchingValue) -> str:
    if row.changes_to:
        return f"the decision changes: {row.changes_to}"
    return RESULTS.get((row.what, row.result), row.result.replace("_", " "))


def _quiet(name: str, rows: Sequence[SwitchingValue]) -> str:
    first = rows[0]
    return f"{_words(name)}: nothing switches from {_value(first, first.low)} to {_value(first, first.high)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _value(row: SwitchingValue, value: Decimal | None) -> str:
    if value is None:
        return "not known"
    if row.unit == "%":
        return f"{'+' if value > 0 else ''}{plain_number(value, 2)}%"
    return plain_number(value, 6)
