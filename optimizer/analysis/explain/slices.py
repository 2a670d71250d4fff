"""A part of a model: the same columns, without the rows of some policies.

Rows of a policy are told by their public names, `policy[set.name]...`; an identifier has no brackets, so the
name is certain. What a member pays to a pool (rows and columns of `recharge`) is left out as well where no
remaining row reads it, since it makes a solve longer, and so is who exactly makes up a pool (`composition`).
That can only allow more: what has no solution then has none with it, and a solution is put to the referee,
who knows all rules.

A part is the model without the other policies only where these add rows of their own and nothing else; the
few kinds that alter the logic (`optimizer.model.formulate.alters_logic`) have to be in the part, or out of
the model.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

from optimizer.model.matrix import MatrixModel

_POLICY = "policy["
_RECHARGE = "recharge."
_COMPOSITION = "composition."


def policy_of(name: str) -> str | None:
    """Return `set.name` of the policy that a row or column belongs to; None where it belongs to none."""
    return name[len(_POLICY) : name.index("]")] if name.startswith(_POLICY) else None


class Slicer:
    """Makes parts of one model.

    Args:
        model: with the rows of every policy that may be asked for.
    """

    def __init__(self, model: MatrixModel) -> None:
        """Look through the rows and columns once."""
        self._model = model
        rows, columns = len(model.row_names), len(model.column_names)
        self._matrix = csc_array(
            (model.matrix_value, model.matrix_index, model.matrix_start), shape=(rows, columns)
        )
        self._by_row = self._matrix.tocsr()
        self._policies = [policy_of(name) for name in model.row_names]
        charges = _begin(model.row_names, _RECHARGE)
        of_charges = self._groups(_begin(model.column_names, _RECHARGE), charges)
        # Where the members settle a cost, a row of charges says so without a column of charges.
        settled = charges & (of_charges[1] < 0)
        sets = _begin(model.row_names, _COMPOSITION) | settled
        self._on_demand = (of_charges, self._groups(_begin(model.column_names, _COMPOSITION), sets))

    def part(self, policies: Collection[str]) -> MatrixModel:
        """Return the model with the rows of these policies (`set.name`) only.

        Columns and objective are those of the whole model: a search that stops at the first plan is led by
        the objective and finds one sooner than a search for nothing in particular.
        """
        model = self._model
        kept = np.array([policy is None or policy in policies for policy in self._policies], dtype=bool)
        for of_column, of_row in self._on_demand:
            readers = np.flatnonzero(kept & (of_row < 0))
            read = np.unique(of_column[np.unique(self._by_row[readers].indices)])
            kept &= (of_row < 0) | np.isin(of_row, read)
        chosen = np.flatnonzero(kept)
        matrix = self._by_row[chosen].tocsc()
        matrix.sort_indices()
        return replace(
            model,
            row_names=tuple(model.row_names[row] for row in chosen),
            matrix_start=matrix.indptr,
            matrix_index=matrix.indices,
            matrix_value=matrix.data,
            row_lower=model.row_lower[chosen],
            row_upper=model.row_upper[chosen],
        )

    def _groups(
        self, columns: npt.NDArray[np.bool_], rows: npt.NDArray[np.bool_]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return, for all columns and all rows, which group of these they belong to; -1 for none.

        Columns are in one group where one of the rows has both.
        """
        of_column = np.full(len(columns), -1, dtype=np.int64)
        of_row = np.full(len(rows), -1, dtype=np.int64)
        if not rows.any():
            return of_column, of_row
        links = self._by_row[np.flatnonzero(rows)][:, np.flatnonzero(columns)]
        pairs = (links != 0).astype(np.int8)
        _, labels = connected_components(pairs.T @ pairs, directed=False)
        of_column[columns] = labels
        for place, row in enumerate(np.flatnonzero(rows)):
            found = pairs.indices[pairs.indptr[place] : pairs.indptr[place + 1]]
            # A row without one of the columns says nothing about them, so it stays.
            of_row[row] = labels[found[0]] if len(found) else -1
        return of_column, of_row


def _begin(names: tuple[str, ...], prefix: str) -> npt.NDArray[np.bool_]:
    return np.array([name.startswith(prefix) for name in names], dtype=bool)
