"""Make a point exact: whole numbers rounded and fixed, everything else solved again to a tight tolerance.

A solver keeps a row to a millionth of its size and a whole number to as much. Where a point is held against
the referee, which counts pennies, that slack must not be mistaken for a difference between the two.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from optimizer.model.matrix import MatrixModel
from optimizer.model.solve import SolveOptions, SolveStatus, solve

EXACT = 1e-9
"""What an exact point may break a limit by, times the size of the limit where that is more than 1."""


def settled(model: MatrixModel, point: npt.NDArray[np.float64]) -> npt.NDArray[np.float64] | None:
    """Return the best point with the whole numbers of `point`, or None where none keeps every row exactly.

    Args:
        model: the model.
        point: float64[n].
    """
    lower, upper = model.column_lower.copy(), model.column_upper.copy()
    whole = model.integer
    # Adding zero turns -0.0 into 0.0.
    lower[whole] = upper[whole] = np.clip(np.round(point[whole]), lower[whole], upper[whole]) + 0.0
    fixed = replace(model, column_lower=lower, column_upper=upper, integer=np.zeros_like(whole))
    outcome = solve(fixed, SolveOptions())
    if outcome.status is not SolveStatus.OPTIMAL or outcome.values is None:
        return None
    values = outcome.values.copy()
    values[whole] = lower[whole]
    return None if model.violations(values, EXACT) else values
