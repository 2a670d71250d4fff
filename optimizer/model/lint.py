"""The lint: is a model fit to be put to a solver at all, and what may make the solver unreliable.

Solvers answer "optimal" for coefficients that are not numbers, drop tiny coefficients without a word and lose
accuracy where sizes lie far apart. So every model is looked through before it is solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from optimizer.errors import InternalError

if TYPE_CHECKING:
    from optimizer.model.matrix import MatrixModel

SMALLEST_COEFFICIENT = 1e-4
LARGEST_COEFFICIENT = 1e6
DROPPED_COEFFICIENT = 1e-9  # HiGHS drops anything below this without a word
SOLVER_INFINITY = 1e20  # HiGHS and SCIP read a bound this large as "no bound"
LARGEST_SIDE = 1e7  # large bounds provoke false verdicts in HiGHS (its issue 3296)
_NAMED = 5  # how many rows or columns a message names


def lint(model: MatrixModel) -> tuple[str, ...]:
    """Check that a model can be put to a solver at all, and say what may make the solver unreliable.

    Returns:
        Warnings, one sentence each: coefficients outside 1e-4 .. 1e6, finite limits beyond 1e7, columns that
        are whole in every plan but not declared so.

    Raises:
        InternalError: for whatever solvers are known to answer wrongly without a word: anything not finite
            (but for bounds that say "none"), coefficients below 1e-9, the same entry twice, a lower limit
            above the upper one, a whole-number column without finite integral bounds.
    """
    faults = [*_faults_of_entries(model), *_faults_of_limits(model)]
    if faults:
        message = "The model cannot be solved as it stands. " + " ".join(faults)
        raise InternalError(message)
    warnings = []
    sizes = np.abs(model.matrix_value)
    unusual = (sizes != 0.0) & ((sizes < SMALLEST_COEFFICIENT) | (sizes > LARGEST_COEFFICIENT))
    if unusual.any():
        named = _named(_entry_names(model, unusual))
        warnings.append(
            f"{int(unusual.sum())} coefficients outside 1e-4 .. 1e6, where solvers lose accuracy: {named}."
        )
    limits = (
        ("rows", model.row_names, model.row_lower, model.row_upper),
        ("columns", model.column_names, model.column_lower, model.column_upper),
    )
    for what, names, lower, upper in limits:
        largest = np.maximum(
            np.where(np.isinf(lower), 0.0, np.abs(lower)), np.where(np.isinf(upper), 0.0, np.abs(upper))
        )
        if (largest > LARGEST_SIDE).any():
            named = _named([names[place] for place in np.flatnonzero(largest > LARGEST_SIDE)])
            warnings.append(f"Limits beyond 1e7 make solvers unreliable, {what}: {named}.")
    implied = implied_whole_columns(model)
    if implied:
        warnings.append(
            f"Columns that an equation makes whole should be declared whole: {_named(list(implied))}."
        )
    return tuple(warnings)


def implied_whole_columns(model: MatrixModel) -> tuple[str, ...]:
    """Return the continuous columns that an equation over whole numbers makes whole, such as x = a + b.

    HiGHS up to 1.15.1 upgrades such a column without rounding its bounds and then calls feasible models
    infeasible, or a wrong plan optimal. Declared whole, the same models are answered right. Columns found so
    make further ones whole.
    """
    rows, columns, sizes = model.matrix_index, model.entry_columns, model.matrix_value
    equal = np.isfinite(model.row_lower) & (model.row_lower == model.row_upper)
    whole = np.array(model.integer)
    while True:
        # Equations with just one column that is not known to be whole; its row is divided by its coefficient.
        loose = ~whole[columns] & (sizes != 0.0)
        single = equal & (np.bincount(rows[loose], minlength=len(equal)) == 1)
        chosen = loose & single[rows]
        divisor = np.ones(len(equal))
        divisor[rows[chosen]] = sizes[chosen]
        ratio = sizes / divisor[rows]
        single &= np.bincount(rows[ratio != np.round(ratio)], minlength=len(equal)) == 0
        side = np.where(single, model.row_lower, 0.0) / divisor
        single &= side == np.round(side)
        found = np.unique(columns[chosen & single[rows]])
        if not len(found):
            return tuple(model.column_names[place] for place in np.flatnonzero(whole & ~model.integer))
        whole[found] = True


def _faults_of_entries(model: MatrixModel) -> Iterator[str]:
    sizes = np.abs(model.matrix_value)
    bad = ~(sizes < SOLVER_INFINITY)
    if bad.any():
        yield f"Coefficients that are not finite: {_named(_entry_names(model, bad))}."
    tiny = (sizes > 0.0) & (sizes < DROPPED_COEFFICIENT)
    if tiny.any():
        yield f"Coefficients below 1e-9, which solvers drop silently: {_named(_entry_names(model, tiny))}."
    place = model.entry_columns * max(1, len(model.row_names)) + model.matrix_index
    _, first = np.unique(place, return_index=True)
    twice = np.ones(len(place), dtype=np.bool_)
    twice[first] = False
    if twice.any():
        yield f"Entries given twice: {_named(_entry_names(model, twice))}."


def _faults_of_limits(model: MatrixModel) -> Iterator[str]:
    columns, rows = model.column_names, model.row_names
    if not abs(model.objective_constant) < SOLVER_INFINITY:
        yield "The objective's constant is not finite."
    checks = [
        ("Objective coefficients that are not finite", columns, ~(np.abs(model.objective) < SOLVER_INFINITY))
    ]
    for what, names, lower, upper in (
        ("column", columns, model.column_lower, model.column_upper),
        ("row", rows, model.row_lower, model.row_upper),
    ):
        unclear = np.isnan(lower) | np.isnan(upper) | (lower == np.inf) | (upper == -np.inf)
        # A finite number that the solver takes for "no limit" would change the model behind our back.
        unclear |= np.isfinite(lower) & (np.abs(lower) >= SOLVER_INFINITY)
        unclear |= np.isfinite(upper) & (np.abs(upper) >= SOLVER_INFINITY)
        checks.append((f"Limits of a {what} that are not numbers", names, unclear))
        checks.append((f"Lower limit of a {what} above its upper limit", names, lower > upper))
    whole = (np.round(model.column_lower) == model.column_lower) & (
        np.round(model.column_upper) == model.column_upper
    )
    whole &= np.isfinite(model.column_lower) & np.isfinite(model.column_upper)
    checks.append(("Whole-number columns without finite integral bounds", columns, model.integer & ~whole))
    for text, names, wrong in checks:
        if wrong.any():
            yield f"{text}: {_named([names[place] for place in np.flatnonzero(wrong)])}."


def _entry_names(model: MatrixModel, chosen: npt.NDArray[np.bool_]) -> list[str]:
    places = np.flatnonzero(chosen)[: _NAMED + 1]
    columns = model.entry_columns
    return [
        f"{model.matrix_value[place]:g} in row {model.row_names[model.matrix_index[place]]}, "
        f"column {model.column_names[columns[place]]}"
        for place in places
    ]


def _named(names: list[str]) -> str:
    return "; ".join(names[:_NAMED]) + ("; and more" if len(names) > _NAMED else "")
