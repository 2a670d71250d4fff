"""The readable end of `sweep`: what was solved, what failed, and how far the net saving moves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from optimizer.analysis.sweep.estimate import Estimate
from optimizer.analysis.sweep.indices import notes
from optimizer.analysis.sweep.sweep import Swept
from optimizer.analysis.sweep.tables import DATA_DICTIONARY, FAILED_POINTS, TABLE
from optimizer.analysis.sweep.work import INFEASIBLE
from optimizer.cli.show_sensitivity import show_indices, show_tornado
from optimizer.cli.terminal import Terminal
from optimizer.report.words import net


def show_sweep(terminal: Terminal, found: Swept, folder: Path) -> None:
    """Print how the sweep ended."""
    total = len(found.points)
    if found.set_aside is not None:
        terminal.note(
            f"Warning: the ledger was damaged, so nothing of it was used; it is kept as {found.set_aside}."
        )
    terminal.text(
        f"{found.sweep.loaded.case.settings.name}\n\n{total:,} points, {found.solved:,} solved now."
    )
    savings = {
        Decimal(one["outputs"]["npv_saving_gbp"]): number
        for number, one in reversed(list(enumerate(found.answers, start=1)))
        if one["outputs"]
    }
    if savings:
        low, high = min(savings), max(savings)
        terminal.text(
            f"Lowest: {net(low)} (point {savings[low]}). Highest: {net(high)} (point {savings[high]})."
        )
    impossible = sum(one["status"] == INFEASIBLE for one in found.answers)
    if impossible:
        terminal.text(f"At {impossible:,} of them no plan keeps every rule.")
    stopped = sum(one["status"] == "time_limit" for one in found.answers)
    if stopped:
        terminal.text(
            f"At {stopped:,} of them the search ran out of time: their gap_gbp says how good they are."
        )
    if found.failures:
        terminal.text(f"{found.failures:,} failed: {folder / FAILED_POINTS} says why.")
    show_tornado(terminal, found)
    show_indices(terminal, found)
    for note in notes(found):
        terminal.note(f"Note: {note}")
    terminal.text(f"All of it: {folder / TABLE}; what each column is: {folder / DATA_DICTIONARY}")


def show_estimate(terminal: Terminal, estimate: Estimate) -> None:
    """Print what a sweep would take."""
    terminal.text(f"{estimate.points:,} points, {estimate.answered:,} of them answered already.")
    if estimate.unread:
        terminal.text(
            "The folder's ledger cannot be read: it is damaged, or a process is writing to it. All points "
            "are counted as not answered."
        )
    if not estimate.remaining:
        terminal.text("Nothing is left to solve: the tables would be written again.")
        return
    a_point = f"{estimate.point_seconds:.1f} s"
    if estimate.status:
        took = f"The case as it is took {a_point} ({estimate.status.replace('_', ' ')})"
    else:
        took = f"A point took {a_point} on average"
    terminal.text(
        f"{estimate.remaining:,} are to be solved. {took}; {estimate.workers} at a time, they would take "
        f"about {duration(estimate.seconds)}."
    )


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} minutes"
    return f"{seconds / 3600:.1f} hours"
