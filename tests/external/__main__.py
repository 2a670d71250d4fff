"""Solve the published instances one by one and print how long each takes: `python -m tests.external`.

`off by` is how far the plan's value lies from the published optimum, as a share. An instance counts as
reached where the engine proves its plan within the time and the value is the published one to 1e-6.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass

from tests.external.facility_location import FOLDER, SCALE, as_case, instances, read_instance
from tests.solving import solve

TOLERANCE = 1e-6
SECONDS = 60.0


@dataclass(frozen=True)
class Reached:
    """How one instance went; the gap is a share of the value, the seconds are those of the whole engine."""

    family: str
    name: str
    status: str
    seconds: float
    off_by: float | None
    gap: float | None

    @property
    def is_reached(self) -> bool:
        return self.status == "optimal" and self.off_by is not None and self.off_by <= TOLERANCE

    def row(self) -> str:
        off_by = "" if self.off_by is None else f"{self.off_by:.1e}"
        gap = "" if self.gap is None else f"{self.gap:.1e}"
        ending = f"{gap:>10}  {'ok' if self.is_reached else 'NOT REACHED'}"
        return f"{self.family:24}{self.name:8}{self.status:12}{self.seconds:8.1f}{off_by:>10}{ending}"


def measure(family: str, name: str, seconds: float) -> Reached:
    """Solve one instance from reading to referee."""
    began = time.perf_counter()
    instance = read_instance(family, name)
    loaded, policies = as_case(instance)
    try:
        # The whole engine has the time, so the search has what the rest leaves.
        left = max(1.0, seconds - 2 * (time.perf_counter() - began))
        solved = solve(loaded, policies, time_limit_seconds=left)
    except Exception as error:
        spent = time.perf_counter() - began
        return Reached(family, name, type(error).__name__, spent, None, None)
    spent = time.perf_counter() - began
    if solved.npv_gbp is None:
        return Reached(family, name, solved.status, spent, None, None)
    value = -solved.npv_gbp / SCALE
    bound = None if solved.bound_gbp is None else (solved.bound_gbp - solved.npv_gbp) / SCALE / value
    return Reached(family, name, solved.status, spent, abs(value / instance.optimum - 1), bound)


def main() -> int:
    """Measure and print; the exit code is the number of instances not reached, at most 100."""
    parser = argparse.ArgumentParser(prog="python -m tests.external", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="time of each instance")
    parser.add_argument("--only", metavar="TEXT", default="", help="families and names that contain this")
    given = parser.parse_args()
    chosen = [one for one in instances() if given.only in " ".join(one)]
    if not chosen:
        sys.stdout.write(f"No such instance in {FOLDER}.\n")
        return 1
    heading = f"{'family':24}{'name':8}{'status':12}{'seconds':>8}{'off by':>10}{'gap':>10}"
    sys.stdout.write(heading + "\n")
    missed = 0
    for family, name in chosen:
        reached = measure(family, name, given.seconds)
        missed += not reached.is_reached
        sys.stdout.write(reached.row() + "\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - missed} of {len(chosen)} reached within {given.seconds:g} s\n")
    return min(missed, 100)


if __name__ == "__main__":
    sys.exit(main())
