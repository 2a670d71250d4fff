"""The same model by Pyomo rules and appsi_highs: what the fast path is measured against."""

from __future__ import annotations

import hashlib

import highspy
import numpy as np
import pyomo.environ as pyo
from pyomo.contrib import appsi
from scipy.sparse import csc_array, csr_array

from optimizer.model.matrix import MatrixModel


def rows_of(model: MatrixModel) -> csr_array:
    """Return the matrix by rows."""
    shape = (len(model.row_names), len(model.column_names))
    return csc_array((model.matrix_value, model.matrix_index, model.matrix_start), shape=shape).tocsr()


def pyomo_with_rules(model: MatrixModel, rows: csr_array) -> pyo.ConcreteModel:
    """Write the model once more with a rule for every row; real rules would also look up their numbers."""
    written = pyo.ConcreteModel()
    written.COLUMNS = pyo.RangeSet(0, len(model.column_names) - 1)
    written.ROWS = pyo.RangeSet(0, len(model.row_names) - 1)

    def domain(_: pyo.ConcreteModel, column: int):
        return pyo.Integers if model.integer[column] else pyo.Reals

    def bounds(_: pyo.ConcreteModel, column: int):
        low, high = float(model.column_lower[column]), float(model.column_upper[column])
        return (None if np.isinf(low) else low, None if np.isinf(high) else high)

    def row(self: pyo.ConcreteModel, number: int):
        entries = range(rows.indptr[number], rows.indptr[number + 1])
        body = sum(float(rows.data[entry]) * self.x[int(rows.indices[entry])] for entry in entries)
        low, high = float(model.row_lower[number]), float(model.row_upper[number])
        if low == high:
            return body == low
        return body <= high if np.isinf(low) else body >= low

    def saving(self: pyo.ConcreteModel):
        worth = (
            float(model.objective[column]) * self.x[column] for column in np.flatnonzero(model.objective)
        )
        return sum((term for column, term in zip(np.flatnonzero(model.objective), worth, strict=True)), 0.0)

    written.x = pyo.Var(written.COLUMNS, domain=domain, bounds=bounds)
    written.row = pyo.Constraint(written.ROWS, rule=row)
    written.saving = pyo.Objective(rule=saving, sense=pyo.maximize)
    return written


def through_appsi(written: pyo.ConcreteModel) -> tuple[highspy.Highs, list[int]]:
    """Hand a Pyomo model to HiGHS as appsi does, unsolved; say where it put each of our columns."""
    solver = appsi.solvers.Highs()
    solver.set_instance(written)
    # There is no public way to look at either.
    places = solver._pyomo_var_to_solver_var_map  # noqa: SLF001 - there is no public way
    return solver._solver_model, [places[id(written.x[column])] for column in written.COLUMNS]  # noqa: SLF001


def directly(model: MatrixModel) -> highspy.Highs:
    """Hand the arrays to HiGHS as they are."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(model.column_names), len(model.row_names)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.offset_ = model.objective, model.objective_constant
    lp.col_lower_, lp.col_upper_ = model.column_lower, model.column_upper
    lp.row_lower_, lp.row_upper_ = model.row_lower, model.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = model.matrix_start
    lp.a_matrix_.index_ = model.matrix_index
    lp.a_matrix_.value_ = model.matrix_value
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(whole)] for whole in model.integer]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    return highs


def matrix_hash(highs: highspy.Highs, places: list[int]) -> str:
    """Return a hash of all that HiGHS holds, with our order of columns and with rows sorted."""
    lp = highs.getLp()
    start, index = np.asarray(lp.a_matrix_.start_), np.asarray(lp.a_matrix_.index_)
    kind = csc_array if lp.a_matrix_.format_ == highspy.MatrixFormat.kColwise else csr_array
    value = np.asarray(lp.a_matrix_.value_)
    matrix = kind((value, index, start), shape=(lp.num_row_, lp.num_col_)).tocsc()[:, places].tocsr()
    matrix.sort_indices()
    rows = []
    for number in range(lp.num_row_):
        part = slice(matrix.indptr[number], matrix.indptr[number + 1])
        limits = (lp.row_lower_[number], lp.row_upper_[number])
        rows.append(repr((matrix.indices[part].tolist(), matrix.data[part].round(12).tolist(), limits)))
    columns = [
        np.asarray(of_columns, dtype=float)[places].round(12).tolist()
        for of_columns in (lp.col_cost_, lp.col_lower_, lp.col_upper_, [int(one) for one in lp.integrality_])
    ]
    return hashlib.sha256("\n".join([repr(columns), *sorted(rows)]).encode()).hexdigest()
