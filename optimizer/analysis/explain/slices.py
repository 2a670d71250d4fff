"""A part of a model: the same columns, without the rows of some policies.

Rows of a policy are told by their public names, `policy[set.name]...`; an identifier has no brackets, so the
name is certain. What a member pays to a pool (rows and columns of `recharge`) is left out as well where no
remaining row reads it, since it doubles the time of a solve. That can only allow more: what has no solution
then has none with it, and a solution is put to the referee, who knows all rules.

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
        self._group_of_column, self._group_of_row = self._charges()

    def part(self, policies: Collection[str]) -> MatrixModel:
        """Return the model with the rows of these policies (`set.name`) only.

        Columns and objective are those of the whole model: a search that stops at the first plan is led by
        the objective and finds one sooner than a search for nothing in particular.
        """
        model = self._model
        kept = np.array([policy is None or policy in policies for policy in self._policies], dtype=bool)
        readers = np.flatnonzero(kept & (self._group_of_row < 0))
        read = np.unique(self._group_of_column[np.unique(self._by_row[readers].indices)])
        kept &= (self._group_of_row < 0) | np.isin(self._group_of_row, read)
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

    def _charges(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return, for columns and for rows, which group of charges they belong to; -1 for none.

        Columns of charges are in one group where a row of charges has both.
        """
        model = self._model
        is_charge = np.array([name.startswith(_RECHARGE) for name in model.column_names], dtype=bool)
        of_column = np.full(len(model.column_names), -1, dtype=np.int64)
        of_row = np.full(len(model.row_names), -1, dtype=np.int64)
        rows = np.flatnonzero([name.startswith(_RECHARGE) for name in model.row_names])
        if not len(rows):
            return of_column, of_row
        links = self._by_row[rows][:, np.flatnonzero(is_charge)]
        pairs = (links != 0).astype(np.int8)
        _, labels = connected_components(pairs.T @ pairs, directed=False)
        of_column[is_charge] = labels
        for place, row in enumerate(rows):
            columns = pairs.indices[pairs.indptr[place] : pairs.indptr[place + 1]]
            # A row of charges without a column of charges says nothing about them, so it stays.
            of_row[row] = labels[columns[0]] if len(columns) else -1
        return of_column, of_row
