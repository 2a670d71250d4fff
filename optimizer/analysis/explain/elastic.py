"""The least by which a policy has to be missed if others are kept: what a repair has to give.

The policy is built as a preference, so that every row of it has a column for what it is missed by; the search
then makes these columns small instead of the saving large.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

import numpy as np

from optimizer.analysis.explain.oracle import refuse_no_answer
from optimizer.analysis.explain.slices import policy_of
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.model.formulate import formulate
from optimizer.model.matrix import MatrixModel
from optimizer.model.prepare import prepare
from optimizer.model.solve import SolveOptions, SolveStatus, solve

Measure = Literal["total", "most"]
"""What is made small: all misses together, or the largest one (where one number covers them all)."""

_MISS, _MOST, _SAVING = 1e3, 1e6, 1e-2
"""Weights in the search: the largest miss counts before all misses together, and those before the saving,
which only settles what is left open and leads the search to sensible plans."""


@dataclass(frozen=True, slots=True)
class Miss:
    """What one row of a policy is missed by.

    Attributes:
        rule: the row's rule, such as `council_pot.own`.
        index: its index as texts, such as a council and a year's index.
        amount: in the unit of the kind, money in pounds.
    """

    rule: str
    index: tuple[str, ...]
    amount: float


@dataclass(frozen=True, slots=True)
class Search:
    """Limit and seed of each search for what has to give."""

    seconds: float
    seed: int


Weight = Callable[[Miss], float]
"""How much a miss of one unit counts."""


@dataclass(frozen=True, slots=True)
class Missed:
    """The least misses, none of them 0; `proved` where no smaller ones are possible."""

    misses: tuple[Miss, ...]
    proved: bool


def least_missed(
    case: Case,
    kept: Sequence[Policy],
    missed: Policy,
    measure: Measure,
    weight: Weight,
    search: Search,
) -> Missed | None:
    """Return the least by which a policy has to be missed.

    Args:
        case: the case.
        kept: the policies that are kept; none of them a preference.
        missed: the policy that may be missed.
        measure: what is made small.
        weight: how much each miss counts.
        search: its limit and seed; the best until the limit is returned.

    Returns:
        The misses; None where the time limit came before any plan, or no plan is possible even so.

    Raises:
        InterruptedRun, CheckFailedError, InternalError: as `Oracle.together`.
    """
    soft = replace(missed, negotiable="preference", price_gbp_per_unit=Decimal(1))
    matrix = formulate(prepare(case, (*kept, soft))).matrix()
    names = matrix.column_names
    places = [
        place for place in np.flatnonzero(matrix.objective) if policy_of(names[place]) == missed.full_name
    ]
    rows = [_row_of(names[place]) for place in places]
    weights = np.array([weight(row) for row in rows], dtype=float)
    searched = _minimising(matrix, np.array(places, dtype=int), weights, measure)
    outcome = solve(
        searched, SolveOptions(gap=_MISS / 100, time_limit_seconds=search.seconds, seed=search.seed)
    )
    if outcome.values is None:
        if outcome.status is not SolveStatus.TIME_LIMIT:
            refuse_no_answer(outcome)
        return None
    if outcome.status is SolveStatus.INTERRUPTED:
        refuse_no_answer(outcome)
    unit = 1000.0 if policy_kinds()[missed.kind].unit.endswith("GBP") else 1.0
    found = (
        replace(row, amount=float(outcome.values[place]) * unit)
        for row, place in zip(rows, places, strict=True)
    )
    misses = tuple(miss for miss in found if miss.amount > _NOTHING * unit)
    return Missed(misses, outcome.status is SolveStatus.OPTIMAL)


_NOTHING = 1e-6
"""What a solver leaves of nothing."""


def _row_of(name: str) -> Miss:
    """Read `policy[set.name].rule_above[index]`."""
    rest = name[name.index("].") + 2 :]
    rule, index = rest.removesuffix("]").split("[", 1)
    return Miss(rule.removesuffix("_below").removesuffix("_above"), tuple(index.split(",")), 0.0)


def _minimising(
    matrix: MatrixModel, places: np.ndarray, weights: np.ndarray, measure: Measure
) -> MatrixModel:
    """Return the model that makes the misses small; for `most` with one more column, the largest of them."""
    objective = _SAVING * matrix.objective
    objective[places] = -_MISS * weights
    if measure == "total" or not len(places):
        return replace(matrix, objective=objective, objective_constant=0.0)
    limits = weights * matrix.column_upper[places]
    whole = bool(matrix.integer[places].all())
    largest = float(np.max(limits, initial=0.0)) if whole else math.inf
    rows, count = len(matrix.row_names), len(places)
    entries = _with_rows(matrix, places, weights)
    return replace(
        matrix,
        column_names=(*matrix.column_names, "largest_miss"),
        row_names=(*matrix.row_names, *(f"largest_miss[{number}]" for number in range(count))),
        objective=np.append(objective, -_MOST),
        objective_constant=0.0,
        column_lower=np.append(matrix.column_lower, 0.0),
        column_upper=np.append(matrix.column_upper, math.ceil(largest) if whole else largest),
        integer=np.append(matrix.integer, whole),
        matrix_start=entries[0],
        matrix_index=np.append(entries[1], np.arange(rows, rows + count)),
        matrix_value=np.append(entries[2], np.full(count, -1.0)),
        row_lower=np.append(matrix.row_lower, np.full(count, -np.inf)),
        row_upper=np.append(matrix.row_upper, np.zeros(count)),
    )


def _with_rows(
    matrix: MatrixModel, places: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return start, index and value of the matrix with a row more for each miss, but the last column."""
    ends = matrix.matrix_start[places + 1]
    rows = len(matrix.row_names) + np.arange(len(places))
    order = np.argsort(places, kind="stable")
    index = np.insert(matrix.matrix_index, ends[order], rows[order])
    value = np.insert(matrix.matrix_value, ends[order], weights[order])
    added = np.zeros(len(matrix.column_names) + 1, dtype=int)
    added[places + 1] = 1
    start = matrix.matrix_start + np.cumsum(added)
    return np.append(start, start[-1] + len(places)), index, value
