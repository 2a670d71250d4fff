"""What moves the saving, for a reader: the tornado of a one-at-a-time design, or sensitivity indices."""

from __future__ import annotations

from decimal import Decimal

from optimizer.analysis.sweep import salib
from optimizer.analysis.sweep.indices import (
    MORRIS_COLUMNS,
    SOBOL_COLUMNS,
    indexed_measures,
    morris_rows,
    sobol_rows,
)
from optimizer.analysis.sweep.spec import INDEXED
from optimizer.analysis.sweep.sweep import Swept
from optimizer.analysis.sweep.tables import MORRIS, SOBOL, TORNADO
from optimizer.analysis.sweep.tornado import NO_PLAN, SAVING, Bar, End, tornado
from optimizer.analysis.sweep.work import INFEASIBLE
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.csv_text import Cell
from optimizer.report.words import thousands


def show_tornado(terminal: Terminal, found: Swept) -> None:
    """Print how far each entry by itself moves the saving, the widest first; nothing for other designs."""
    bars = tornado(found)
    if not bars or terminal.as_json:
        return
    table = titled_table("")
    table.title = None
    for heading in ("One at a time", "Low", "High"):
        table.add_column(heading)
    for heading in ("At low", "At high", "Swing"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Decision")
    for bar in bars:
        swing = "" if bar.swing_gbp is None else thousands(bar.swing_gbp)
        ends = (bar.low, bar.high)
        values = (_value(bar, end) for end in ends)
        table.add_row(bar.entry, *values, *map(_change, ends), swing, _decision(bar))
    terminal.out.print()
    terminal.out.print(table)
    terminal.out.print()
    terminal.text(
        "At low, at high: net saving more or less than with the case as it is (point 1). Decision: the "
        f"services in which another plan is best there. More in {TORNADO}."
    )


def show_indices(terminal: Terminal, found: Swept) -> None:
    """Print the indices of the net saving, or of the first measure kept; nothing for other designs."""
    kind, measures = found.sweep.spec.design.kind, indexed_measures(found)
    if kind not in INDEXED or not measures or terminal.as_json or not salib.installed():
        return
    measure = SAVING if SAVING in measures else measures[0]
    is_morris = kind == "morris"
    names = tuple(MORRIS_COLUMNS if is_morris else SOBOL_COLUMNS)
    shown = ("entry", "mu", "mu_star", "confidence", "sigma")
    if not is_morris:
        shown = ("entry", "S1", "S1_confidence", "ST", "ST_confidence")
    of_kind = morris_rows if is_morris else sobol_rows
    rows = [dict(zip(names, row, strict=True)) for row in of_kind(found, (measure,))]
    if not rows:
        return
    table = titled_table(f"Sensitivity of {measure}")
    for name in shown:
        table.add_column(name, justify="left" if name == "entry" else "right")
    for row in rows:
        table.add_row(*(_figure(row[name], pounds=is_morris and measure.endswith("_gbp")) for name in shown))
    terminal.out.print()
    terminal.out.print(table)
    terminal.out.print()
    if is_morris:
        said = "mu_star: how much the measure moves on average as the entry goes over its whole range"
    else:
        said = "S1: share of the variance that the entry explains alone; ST: together with others"
    terminal.text(f"{said}; confidence: 95%. More in {MORRIS if is_morris else SOBOL}.")


def _value(bar: Bar, end: End) -> str:
    if end.point == 1:
        return "as it is"
    if "=" in end.value:
        return "each its own"
    if bar.unit == "%":
        return f"{Decimal(end.value):+f}%"
    return end.value or "none"


def _change(end: End) -> str:
    if end.change_gbp is None:
        return NO_PLAN if end.status == INFEASIBLE else "no answer"
    if end.point == 1:
        return ""
    return thousands(end.change_gbp)


def _decision(bar: Bar) -> str:
    if bar.changes is False:
        return "same"
    ends = (("low", bar.low), ("high", bar.high))
    said = [f"{side}: {end.decision.replace(';', ', ')}" for side, end in ends if end.decision]
    return "; ".join(said) or ("not known" if bar.changes is None else "another in between")


def _figure(cell: Cell, *, pounds: bool) -> str:
    if not isinstance(cell, Decimal):
        return "" if cell is None else str(cell)
    return thousands(cell) if pounds else f"{cell:.3f}"
