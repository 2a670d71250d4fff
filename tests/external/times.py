"""How long each published instance takes through the whole engine, as the lines of a table.

`off by` is how far the plan's value lies from the published optimum, `gap` how far the bound lies from the
plan's value, both as shares; `processor` is processor time, the solver's included (Windows does not count the
solver's). An instance counts as reached where the engine proves its plan and is through with it within the
time, and the value is the published one to 1e-6.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.external.facility_location import SCALE, as_case, read_instance
from tests.solving import solve

TOLERANCE = 1e-6
SECONDS = 60.0
HEADING = f"{'family':24}{'name':6}{'status':12}{'seconds':>9}{'processor':>11}{'off by':>10}{'gap':>10}"


@dataclass(frozen=True)
class Measured:
    """How one instance went, from reading it to the referee's verdict."""

    family: str
    name: str
    status: str
    seconds: float
    processor_seconds: float
    off_by: float | None = None
    gap: float | None = None

    def reached_within(self, seconds: float) -> bool:
        is_right = self.off_by is not None and self.off_by <= TOLERANCE
        return self.status == "optimal" and is_right and self.seconds <= seconds

    def line(self) -> str:
        off_by = "" if self.off_by is None else f"{self.off_by:.1e}"
        gap = "" if self.gap is None else f"{self.gap:.1e}"
        spent = f"{self.seconds:9.1f}{self.processor_seconds:11.1f}"
        return f"{self.family:24}{self.name:6}{self.status:12}{spent}{off_by:>10}{gap:>10}"


def processor_seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    return sum(os.times()[:4])


def measure(family: str, name: str, seconds: float) -> Measured:
    """Solve one instance from reading to referee; what goes wrong is its status."""
    began, used = time.perf_counter(), processor_seconds()

    def spent() -> tuple[float, float]:
        return time.perf_counter() - began, processor_seconds() - used

    instance = read_instance(family, name)
    loaded, policies = as_case(instance)
    try:
        # The whole engine has the time, so the search has what the rest leaves.
        solved = solve(loaded, policies, time_limit_seconds=max(1.0, seconds - 2 * spent()[0]))
    except Exception as error:
        return Measured(family, name, type(error).__name__, *spent())
    times = spent()
    if solved.npv_gbp is None:
        return Measured(family, name, solved.status, *times)
    value = -solved.npv_gbp / SCALE
    gap = None if solved.bound_gbp is None else (solved.bound_gbp - solved.npv_gbp) / SCALE / value
    return Measured(family, name, solved.status, *times, abs(value / instance.optimum - 1), gap)


def tell(chosen: Sequence[tuple[str, str]], seconds: float, line: Callable[[str], None]) -> int:
    """Solve the instances one by one, hand over each line as soon as it is known; return how many missed."""
    line(HEADING)
    every = []
    for family, name in chosen:
        one = measure(family, name, seconds)
        every.append(one)
        line(f"{one.line()}  {'ok' if one.reached_within(seconds) else 'NOT REACHED'}")
    missed = sum(not one.reached_within(seconds) for one in every)
    longest = max((one.seconds for one in every), default=0.0)
    line(
        f"{len(every) - missed} of {len(every)} reached within {seconds:g} s each, the longest in "
        f"{longest:.1f} s, all in {sum(one.seconds for one in every):.0f} s"
    )
    return missed
