"""What it costs to search with outcomes: `python -m tests.bench.risk`, the Cambridge case with `base`.

The deterministic search against the same with 200 outcomes: the two objectives of risk (the search for the
objective itself, not the one for the net saving that follows), and the set `risk_averse`. Second opinions are
left out. The target is five times the deterministic search.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from pathlib import Path

from optimizer.case import load_case, load_sets
from optimizer.case.case import Case, Objective, Policy
from optimizer.objectives import LAST
from optimizer.pipeline import Journal, best
from optimizer.plan.facts import RunOptions

EXAMPLE = Path(__file__).parents[2] / "examples" / "cambridge_3c"
MOST_TIMES = 5.0
OPTIONS = RunOptions(time_limit_seconds=600.0, second_opinion_seconds=0.0)


def searched(
    case: Case, policies: tuple[Policy, ...], measure: str = LAST.measure
) -> tuple[float, str, Decimal]:
    """Return the seconds of a search, how it ended, and what it reached."""
    aim = Objective(measure, Decimal(0), "measured", "bench")
    began = time.perf_counter()
    found = best(case, policies, OPTIONS, Journal(), aim, confirm_bound=False)
    return time.perf_counter() - began, found.facts.status, found.accounts.objective_gbp


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Print a line for each search."""
    case = load_case(EXAMPLE).case
    base = load_sets(EXAMPLE, ["base"], case).policies
    averse = load_sets(EXAMPLE, ["base", "risk_averse"], case).policies
    plain, status, reached = searched(case, base)
    tell(f"{'base':40} {plain:7.1f} s  1.0   {status:10} {reached:>14,.2f}")
    for what, policies, measure in (
        ("base, objective expected_saving", base, "expected_saving"),
        ("base, objective risk_adjusted_saving", base, "risk_adjusted_saving"),
        ("base + risk_averse", averse, LAST.measure),
    ):
        seconds, status, reached = searched(case, policies, measure)
        times = seconds / plain
        told = "within" if times <= MOST_TIMES else "MISSED"
        tell(f"{what:40} {seconds:7.1f} s {times:4.1f}   {status:10} {reached:>14,.2f}  {told}")


if __name__ == "__main__":
    main()
