"""A model on which a presolve of HiGHS 1.15.1 runs for ever, past its time limit (docs/second_opinion.md)."""

from __future__ import annotations

from optimizer.model.formulate import formulate
from optimizer.model.prepare import prepare
from optimizer.model.solve import SolveOptions, SolveStatus, solve
from tests.brute_force.random_cases import random_case

SEED = 300_326
"""Found by the long run of the brute force on 22 November 2026; solved in 0.02 s without the sparsifier."""


def test_the_search_ends() -> None:
    loaded, policies = random_case(SEED)
    matrix = formulate(prepare(loaded.case, tuple(policies))).matrix()
    # The watchdog ends a search that ignores its limit after half as much again and 30 s, with an error.
    outcome = solve(matrix, SolveOptions(gap=0.001, time_limit_seconds=20.0, seed=0))
    assert outcome.status is SolveStatus.OPTIMAL
