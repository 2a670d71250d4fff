"""The readable end of `check`: what the case holds, which defaults it uses, what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.table import Table
from rich.text import Text

from optimizer.case import LoadedCase, LoadedSets
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.errors import Fault
from optimizer.report.manifest import plain
from optimizer.report.words import thousands
from optimizer.verify.verdict import Verdict


def show_check(terminal: Terminal, loaded: LoadedCase, sets: LoadedSets, bau: Verdict) -> None:
    """Print what was read, and that nothing is wrong with it."""
    out, case = terminal.out, loaded.case
    years = f"{case.year_label(1)} to {case.year_label(case.settings.years)}"
    out.print(Text(case.settings.name, style="bold"))
    out.print(
        f"{_count(len(case.councils), 'council')}, {_count(len(case.services), 'service')}, "
        f"{_count(len(case.arrangements), 'candidate arrangement')}, {years}, {_set_words(sets)}."
    )
    if bau.accounts is not None:
        amount = thousands(bau.accounts.measures.bau_npv_gbp)
        out.print(f"Business as usual costs {amount} in present value.")
    out.print()
    out.print(_curve_table(loaded))
    out.print()
    if any(one.parameter for one in loaded.defaults):
        out.print(_default_table(loaded))
    else:
        out.print("No defaults were used: every value is given.")
    out.print()
    if any(not one.parameter for one in loaded.defaults):
        out.print(Text("Reference class used where the risk register is silent", style="bold"))
        for line in _reference_lines(loaded):
            out.print(Text(line))
        out.print()
    warnings = (*loaded.warnings, *sets.warnings)
    for fault in warnings:
        out.print(Text(f"Warning: {fault.sentence()}", style="yellow"), soft_wrap=True)
    for violation in bau.violations:
        out.print(f"Today breaks {violation.rule} ({violation.place}): {violation.detail}", soft_wrap=True)
    out.print(f"Nothing is wrong with the input; {_count(len(warnings), 'warning')}.")


def check_as_json(loaded: LoadedCase, sets: LoadedSets, bau: Verdict) -> dict[str, Any]:
    """Return what was read as the object that `--json` prints."""
    case = loaded.case
    return {
        "status": "ok",
        "exit_code": 0,
        "case": case.settings.name,
        "digest": loaded.digest,
        "years": [case.year_label(1), case.year_label(case.settings.years)],
        "councils": list(case.councils),
        "services": list(case.services),
        "arrangements": list(case.arrangements),
        "policies": plain(sets.policies),
        "defaults": plain(loaded.defaults),
        "curve_ratios": plain(loaded.curve_ratios),
        "bau_npv_gbp": None if bau.accounts is None else plain(bau.accounts.measures.bau_npv_gbp),
        "broken_today": plain(bau.violations),
        "warnings": _sentences((*loaded.warnings, *sets.warnings)),
    }


def _curve_table(loaded: LoadedCase) -> Table:
    table = titled_table("Staff today against the scale curve at own volume")
    for heading in ("Council", "Service", "Role"):
        table.add_column(heading)
    for heading in ("FTE", "Curve", "Ratio"):
        table.add_column(heading, justify="right")
    for one in loaded.curve_ratios:
        table.add_row(
            *(one.council, one.service, one.role, f"{one.fte:.2f}"),
            "off the curve" if one.curve_fte is None else f"{one.curve_fte:.2f}",
            "" if one.ratio is None else f"{one.ratio:.2f}",
        )
    return table


def _default_table(loaded: LoadedCase) -> Table:
    table = titled_table("Defaults used where the case is silent")
    table.add_column("Table")
    table.add_column("Column", overflow="fold")
    table.add_column("Value")
    table.add_column("Rows", justify="right")
    table.add_column("Grade")
    for one in loaded.defaults:
        if one.parameter:
            table.add_row(one.table, one.column, one.value, str(one.rows), one.grade)
    return table


def _reference_lines(loaded: LoadedCase) -> Iterable[str]:
    """Yield what stands in for risks and scenarios that the case does not name, and where it comes from."""
    for one in loaded.defaults:
        if not one.parameter:
            yield f"- {one.column}: {one.value} [{one.grade}: {one.source}]"


def _set_words(sets: LoadedSets) -> str:
    if not sets.set_texts:
        return "no constraint sets"
    return f"{_count(len(sets.policies), 'policy', 'policies')} in {', '.join(sets.set_texts)}"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _sentences(faults: Iterable[Fault]) -> list[str]:
    return [fault.sentence() for fault in faults]
