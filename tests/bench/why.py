"""Measure `consolidate why`: `python -m tests.bench.why`. Prints a table and writes nothing unless asked.

All services of the Cambridge case, every core. The target is a ratio within one run, so that a busy machine
slows both sides: wall time / (alternatives / workers x mean time of an alternative) <= 1.3. What is above 1
is the start of the workers, and their idling while the last ones finish.

Time that a worker is kept waiting by the other one is inside the mean. So the alternatives are solved by one
worker as well, with `--alone`: then the mean is that of a solve that has the machine to itself.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from optimizer.analysis.parallel import default_workers
from optimizer.analysis.why.prices import Why, why
from optimizer.case import load_case, load_sets
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.read import KeptRun, read_run
from optimizer.report.write import write_run
from tests.bench.__main__ import EXAMPLE

MOST_RATIO = 1.3


def kept(sets: list[str], folder: Path) -> KeptRun:
    """Solve the case, write the run and read it back; a second solver is no part of what is measured."""
    loaded = load_case(EXAMPLE)
    chosen = load_sets(EXAMPLE, sets, loaded.case)
    write_run(solve_case(loaded, chosen, RunOptions(second_opinion_seconds=0)), folder)
    return read_run(folder)


def measured(run: KeptRun, workers: int) -> tuple[Why, float, float]:
    """Return the answer, the wall time and the mean time of an alternative."""
    began = time.perf_counter()
    found = why(run, workers=workers)
    wall = time.perf_counter() - began
    return found, wall, sum(price.seconds for price in found.prices) / len(found.prices)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.why", description=__doc__)
    parser.add_argument("--output", type=Path, help="file to write the table to as well")
    parser.add_argument("--set", action="append", default=[], help="constraint set of the Cambridge case")
    parser.add_argument("--workers", type=int, default=default_workers(), help="default: one a core")
    parser.add_argument("--alone", action="store_true", help="also one at a time, for the undisturbed mean")
    given = parser.parse_args()
    lines = []

    def line(text: str) -> None:
        lines.append(text)
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    with tempfile.TemporaryDirectory() as folder:
        run = kept(given.set, Path(folder) / "run")
        found, wall, mean = measured(run, given.workers)
        count = len(found.prices)
        impossible = sum(price.answer == "impossible" for price in found.prices)
        line(f"why for all services of Cambridge ({', '.join(given.set) or 'no policies'})")
        line(f"{'alternatives, of them impossible':40}{count:9d}{impossible:6d}")
        line(f"{'workers':40}{given.workers:9d}")
        line(f"{'wall seconds':40}{wall:9.2f}")
        _ratio(line, "mean seconds, in the workers", wall, count, given.workers, mean)
        if given.alone:
            again, _, alone = measured(run, 1)
            if again != found:
                message = "one worker and several do not find the same"
                raise RuntimeError(message)
            _ratio(line, "mean seconds, one at a time", wall, count, given.workers, alone)
    if given.output is not None:
        given.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _ratio(
    line: Callable[[str], None], what: str, wall: float, count: int, workers: int, mean: float
) -> None:
    ratio = wall / (count / workers * mean)
    verdict = "ok" if ratio <= MOST_RATIO else "MISSED"
    line(f"{what:40}{mean:9.2f}")
    line(f"{'  wall / (alternatives / workers x it)':40}{ratio:9.2f}  <= {MOST_RATIO:g}  {verdict}")


if __name__ == "__main__":
    main()
