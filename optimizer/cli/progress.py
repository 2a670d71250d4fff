"""Show on a terminal how far a run is; say nothing where nobody watches."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from optimizer.cli.terminal import Terminal
from optimizer.report.words import thousands

if TYPE_CHECKING:
    from optimizer.pipeline import Step

_STAGES = {
    "business as usual": "Costing business as usual",
    "prepare": "Preparing the numbers",
    "formulate": "Building the model",
    "solve": "Searching",
    "plan": "Reading the plan",
    "verify": "Checking the plan independently",
    "second opinion": "Asking a second solver",
    "risk": "Trying the plan in other outcomes",
    "second try": "The first answer was refuted, searching again",
}


@contextmanager
def watching(terminal: Terminal) -> Iterator[Callable[[Step], None] | None]:
    """Yield what the pipeline may tell its steps to; None where stderr is no terminal."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (SpinnerColumn("line"), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda step: bar.update(task, description=line(step))


@contextmanager
def counting(terminal: Terminal, what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Yield what may be told how many of how many are done; None where stderr is no terminal."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def counting_up(terminal: Terminal, what: str) -> Iterator[Callable[[int], None] | None]:
    """Yield what may be told how many are done, where nobody knows of how many; None as above."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (SpinnerColumn("line"), TextColumn(what), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


@contextmanager
def sweeping(terminal: Terminal) -> Iterator[Callable[[int, int, int], None] | None]:
    """Yield what may be told how many points of how many are done and how many failed; None as above."""
    if not terminal.err.is_terminal:
        yield None
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=terminal.err, transient=True) as bar:
        task = bar.add_task("Solving the points", total=None)
        began, first = time.monotonic(), -1

        def told(done: int, total: int, failed: int) -> None:
            nonlocal first
            first = done if first < 0 else first
            # What an earlier start had done already is no part of the rate.
            rate = 60 * (done - first) / max(time.monotonic() - began, 0.001)
            words = f"Solving the points, {rate:,.0f} a minute" + (f", {failed:,} failed" if failed else "")
            bar.update(task, description=words, completed=done, total=total)

        yield told


def line(step: Step) -> str:
    """Return a step as a line: the stage, and in the search the best plan, the bound and the gap."""
    parts = [_STAGES.get(step.stage, step.stage)]
    if step.best_gbp is not None:
        parts.append(f"best {thousands(step.best_gbp)}")
    if step.bound_gbp is not None:
        parts.append(f"at most {thousands(step.bound_gbp)}")
    if step.gap_gbp is not None:
        parts.append(f"gap £{step.gap_gbp:,.0f}")
    return ", ".join(parts) + (" (Ctrl-C keeps it)" if step.best_gbp is not None else "")
