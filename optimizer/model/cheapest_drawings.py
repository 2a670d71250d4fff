"""Of all ways to pay for a plan, the one that borrows least: a second, small question once the plan is known.

The net saving does not depend on which source pays, so that the search leaves it to chance: it may borrow and
let a grant lapse. Everything else stays as it is; where the question has no answer, so do the drawings.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optimizer.model.formulate import Formulation
from optimizer.model.matrix import MatrixModel
from optimizer.model.solve import SolveOptions, SolveStatus, solve

TIME_LIMIT_SECONDS = 30.0


def with_cheapest_drawings(
    formulation: Formulation, matrix: MatrixModel, values: npt.NDArray[np.float64], seed: int
) -> npt.NDArray[np.float64]:
    """Return the values with the drawings that are least dear: grants first, borrowing last.

    Args:
        formulation: the model.
        matrix: its matrix.
        values: float64[n], a plan that keeps every row.
        seed: of the search.
    """
    price = formulation.dearness()
    drawn = np.array([name.startswith("funding.draw[") for name in matrix.column_names], dtype=bool)
    if not drawn.any() or not price[drawn].any():
        return values
    outcome = solve(_question(matrix, values, drawn, price), SolveOptions(0.0, TIME_LIMIT_SECONDS, seed))
    if outcome.status is not SolveStatus.OPTIMAL or outcome.values is None:
        return values
    found = values.copy()
    found[drawn] = outcome.values
    return found


def _question(
    matrix: MatrixModel,
    values: npt.NDArray[np.float64],
    drawn: npt.NDArray[np.bool_],
    price: npt.NDArray[np.float64],
) -> MatrixModel:
    """Return the model of the drawings alone: the rows that they are in, less what all else adds to them."""
    entries = drawn[matrix.entry_columns]
    index, weights = matrix.matrix_index[entries], matrix.matrix_value[entries]
    rows = np.unique(index)
    columns = matrix.entry_columns[entries]
    ours = np.zeros(len(matrix.row_names))
    np.add.at(ours, index, weights * values[columns])
    fixed = matrix.row_activities(values) - ours
    # What the solver's tolerance has let pass is not to make the question impossible.
    lower = np.minimum(matrix.row_lower - fixed, ours)
    upper = np.maximum(matrix.row_upper - fixed, ours)
    names = tuple(name for name, one in zip(matrix.column_names, drawn, strict=True) if one)
    return MatrixModel(
        column_names=names,
        row_names=tuple(matrix.row_names[row] for row in rows),
        objective=-price[drawn],
        objective_constant=0.0,
        column_lower=matrix.column_lower[drawn],
        column_upper=matrix.column_upper[drawn],
        integer=matrix.integer[drawn],
        matrix_start=np.concatenate(([0], np.cumsum(np.diff(matrix.matrix_start)[drawn]))),
        matrix_index=np.searchsorted(rows, index).astype(np.int32),
        matrix_value=weights,
        row_lower=lower[rows],
        row_upper=upper[rows],
    )
