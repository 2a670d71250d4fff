"""Measure `consolidate sweep`: `python -m tests.bench.sweeping`. Prints a table, writes nothing unless asked.

The Cambridge case under `base` at points of a Latin hypercube over the discount rate and the ICT posts:

(a) time outside the solver as a share of all, by the clock and of the processor, with one worker;
(b) two workers against one, on the same points;
(c) the ledger: committing one answer, and starting again a finished sweep of 1,000 points (their answers
    are copies of those of (a); the time is that of reading, making keys and writing tables);
(d) each point from nothing against a model that is kept: what building it takes, which is the most that can
    be saved, and the search from the last point's plan instead of from business as usual.

The targets are at most 25%, at least 1.7 times, 2 s and 5 ms. (a) and (b) are ratios within one run, so that
a busy machine slows both sides; (b) needs two cores to itself. The full size is `--points 200`.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.points import Keys, changed, question
from optimizer.analysis.sweep.sweep import Sweep, Swept, identity, prepared, swept
from optimizer.analysis.sweep.tables import write_sweep
from optimizer.model.formulate import formulate
from optimizer.model.matrix import MatrixModel
from optimizer.model.prepare import prepare
from optimizer.model.solve import Outcome, SolveOptions, solve
from tests.bench.__main__ import EXAMPLE

FINISHED = 1_000
SPEC = """
[[vary]]
path = "case.discount_rate"
low = 0.015
high = 0.06

[[vary]]
path = "baseline.fte[*,ict,*]"
low_percent = -5
high_percent = 5

[design]
kind = "latin_hypercube"
points = {points}
seed = 1
"""

Line = Callable[[str, str, str], None]


def asked(folder: Path, sets: list[str], count: int) -> Sweep:
    """Return a sweep of so many points."""
    path = folder / f"bench{count}.toml"
    path.write_text(SPEC.format(points=count), encoding="utf-8")
    return prepared(EXAMPLE, str(path), sets)


def processor_seconds(who: int) -> float:
    """Return the processor time of this process, or of those that it has seen the end of."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def in_this_process(sweep: Sweep, folder: Path, line: Line) -> Swept:
    """Measure (a) without workers: what the processor does in this process and what in the solvers."""
    here, solvers = processor_seconds(resource.RUSAGE_SELF), processor_seconds(resource.RUSAGE_CHILDREN)
    found = swept(sweep, folder / "here", workers=0, publish=write_sweep)
    here = processor_seconds(resource.RUSAGE_SELF) - here
    solvers = processor_seconds(resource.RUSAGE_CHILDREN) - solvers
    inside = sum(float(one["solver_seconds"]) for one in found.answers)
    share = 1 - inside / found.seconds
    line("(a) outside the solver, by the clock", f"{found.seconds:.1f} s, {share:.0%} outside", "<= 25%")
    line(
        "(a) in this process, of the processor",
        f"{here + solvers:.1f} s, {here / (here + solvers):.0%} outside",
        "<= 25%",
    )
    return found


def two_workers(sweep: Sweep, folder: Path, line: Line) -> None:
    """Measure (b)."""
    one, two = (swept(sweep, folder / f"with{count}", workers=count).seconds for count in (1, 2))
    line("(b) two workers / one", f"{one:.1f} s, {two:.1f} s, {one / two:.2f} times", ">= 1.7")


def disk_seconds(folder: Path) -> float:
    """Return what it takes this disk to make two pages safe, which is what a commit waits for."""
    with (folder / "pages").open("wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(FINISHED // 5):
            file.write(bytes(8192))
            os.fsync(file.fileno())
        return (time.perf_counter() - began) / (FINISHED // 5)


def ledger(sets: list[str], answered: Swept, folder: Path, line: Line) -> None:
    """Measure (c)."""
    sweep = asked(folder, sets, FINISHED)
    keys = Keys(sweep.base, sweep.spec.options, risk=sweep.spec.risk)
    names = [keys.of(changed(sweep.spec, point)) for point in points(sweep.spec)]
    out = folder / "finished"
    out.mkdir()
    with Ledger(out / LEDGER, identity(sweep)) as kept:
        began = time.perf_counter()
        for number, name in enumerate(names):
            kept.keep(name, answered.answers[number % len(answered.answers)])
        seconds = (time.perf_counter() - began) / FINISHED
    line("(c) the ledger, a point", f"{1000 * seconds:.2f} ms", "<= 5 ms")
    line("(c) of that the disk: two pages made safe", f"{1000 * disk_seconds(folder):.2f} ms", "")
    began, used = time.perf_counter(), processor_seconds(resource.RUSAGE_SELF)
    again = swept(asked(folder, sets, FINISHED), out, publish=write_sweep)
    seconds, used = time.perf_counter() - began, processor_seconds(resource.RUSAGE_SELF) - used
    if again.solved:
        message = f"{again.solved} points of a finished sweep were solved again"
        raise RuntimeError(message)
    line(
        f"(c) a finished sweep of {FINISHED:,} points again",
        f"{seconds:.2f} s, {used:.2f} of the processor",
        "<= 2 s",
    )


def searched(matrix: MatrixModel, start: npt.NDArray[np.float64]) -> tuple[float, Outcome]:
    """Return the seconds of the processor in the solver, and what it found."""
    began = processor_seconds(resource.RUSAGE_CHILDREN)
    found = solve(matrix, SolveOptions(gap=0.05), start=start)
    return processor_seconds(resource.RUSAGE_CHILDREN) - began, found


def kept_model(sweep: Sweep, count: int, line: Line) -> None:
    """Measure (d), in seconds of the processor: of this process for the model, of its child for a search."""
    building, fresh, started, apart = [], [], [], []
    same, before = 0, None
    for point in islice(points(sweep.spec), count):
        here = question(sweep.base, changed(sweep.spec, point), sweep.spec.options)
        began = processor_seconds(resource.RUSAGE_SELF)
        formulation = formulate(prepare(here.case, here.policies))
        matrix = formulation.matrix()
        building.append(processor_seconds(resource.RUSAGE_SELF) - began)
        seconds, first = searched(matrix, formulation.business_as_usual())
        if before is not None:
            fresh.append(seconds)
            seconds, second = searched(matrix, before)
            started.append(seconds)
            apart.append(abs((first.objective or 0.0) - (second.objective or 0.0)))
            same += np.array_equal(first.values, second.values)
        before = first.values
    line("(d) building the model, a point", f"{fmean(building):.2f} s of the processor", "")
    line("(d) a search from business as usual", f"{fmean(fresh):.2f} s of the processor", "")
    line("(d) the same from the last point's plan", f"{fmean(started):.2f} s of the processor", "")
    line("(d) the same plan to the last bit", f"{same} of {len(apart)}", "")
    line("(d) largest difference of the savings", f"{1000 * max(apart):.2f} GBP (gap asked 50)", "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sweeping", description=__doc__)
    parser.add_argument("--output", type=Path, help="file to write the table to as well")
    parser.add_argument("--set", action="append", help="constraint set (default: base)")
    parser.add_argument("--points", type=int, default=6, help="points of (a) and (b); 200 is the full size")
    parser.add_argument("--neighbours", type=int, default=4, help="points of (d), 2 or more")
    given = parser.parse_args()
    sets, lines = given.set or ["base"], []

    def line(what: str, measured: str, target: str) -> None:
        lines.append(f"{what:48}{measured:34}{target}".rstrip())
        sys.stdout.write(lines[-1] + "\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sweep = asked(folder, sets, given.points)
        line(f"sweep of Cambridge ({', '.join(sets)})", f"{given.points} points", "target")
        found = in_this_process(sweep, folder, line)
        ledger(sets, found, folder, line)
        two_workers(sweep, folder, line)
        kept_model(sweep, min(given.neighbours, given.points), line)
    if given.output is not None:
        given.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
