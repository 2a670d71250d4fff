"""See a built model as a reader writes it down: rows and ledger cells in columns' short names.

A column's short name leaves out its block: `decisions.member[A,P,1]` is `member[A,P,1]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pytest

from formulations import composition
from formulations.linear import Linear
from optimizer.case import LoadedCase
from optimizer.case.case import Policy
from optimizer.case.dictionary import NET_SAVING
from optimizer.model.formulate import Formulation, formulate
from optimizer.model.matrix import MatrixModel
from optimizer.model.prepare import prepare

INFINITY = float("inf")
PLACES = 9
"""Decimals to which written and built coefficients agree."""


class Row(NamedTuple):
    """lower <= sum of coefficient x column <= upper."""

    terms: Mapping[str, float]
    lower: float
    upper: float


def written(text: str) -> Row:
    """Read a row such as `2 member[A,P,1] - open[P,1] <= 0`; == is an equation."""
    for sign in ("<=", ">=", "=="):
        if sign in text:
            left, right = text.split(sign)
            side = rounded(float(right))
            lower = -INFINITY if sign == "<=" else side
            return Row(amount(left), lower, INFINITY if sign == ">=" else side)
    message = f"no relation in {text!r}"
    raise ValueError(message)


def amount(text: str) -> dict[str, float]:
    """Read a sum such as `3 - 0.5 member[A,P,1] + open[P,1]`; the constant stands under the name 1."""
    words = text.split()
    result: dict[str, float] = {}
    sign, coefficient = 1.0, None
    for word, following in zip(words, [*words[1:], "+"], strict=True):
        if word in ("+", "-"):
            sign = 1.0 if word == "+" else -1.0
        elif word[0].isdigit():
            coefficient = float(word)
            if following in ("+", "-"):
                _add(result, "1", sign * coefficient)
                sign, coefficient = 1.0, None
        else:
            _add(result, word, sign * (1.0 if coefficient is None else coefficient))
            sign, coefficient = 1.0, None
    return {name: rounded(number) for name, number in result.items() if rounded(number) != 0.0}


def _add(result: dict[str, float], name: str, number: float) -> None:
    result[name] = result.get(name, 0.0) + number


def rounded(number: float) -> float:
    return round(float(number), PLACES) + 0.0


def short(name: str) -> str:
    """Leave the block out of a column's name."""
    block, bracket, index = name.rpartition("[")
    return block.rsplit(".", 1)[-1] + bracket + index


class Built:
    """A built model with its rows, columns and ledger under the names that tests write."""

    def __init__(
        self, case: LoadedCase, policies: Sequence[Policy] = (), objective: str = NET_SAVING
    ) -> None:
        self.formulation: Formulation = formulate(prepare(case.case, tuple(policies), objective))
        self.matrix: MatrixModel = self.formulation.matrix()
        self.columns = tuple(short(name) for name in self.matrix.column_names)
        assert len(set(self.columns)) == len(self.columns), "two columns have one short name"
        self._places = {name: place for place, name in enumerate(self.matrix.row_names)}

    def row(self, name: str) -> Row:
        """Return a row by its full name, such as `pools.least_members[P,1]`."""
        assert name in self._places, f"no row {name}; of its family: {self._family(name)}"
        place = self._places[name]
        entries = np.flatnonzero(self.matrix.matrix_index == place)
        terms = {
            self.columns[self.matrix.entry_columns[entry]]: rounded(self.matrix.matrix_value[entry])
            for entry in entries
        }
        kept = {column: number for column, number in terms.items() if number != 0.0}
        lower, upper = self.matrix.row_lower[place], self.matrix.row_upper[place]
        return Row(kept, rounded(lower), rounded(upper))

    def _family(self, name: str) -> list[str]:
        return [other for other in self._places if other.split("[")[0] == name.split("[")[0]][:8]

    def has_row(self, name: str) -> bool:
        return name in self._places

    def has_column(self, name: str) -> bool:
        return name in self.columns

    def rows_of(self, constraint: str) -> list[str]:
        """Return the indices of a constraint, such as `P,1`, sorted."""
        found = (name.rpartition("[") for name in self._places)
        return sorted(index[:-1] for full, _, index in found if full == constraint)

    def columns_of(self, name: str) -> list[str]:
        """Return the indices of a decision, sorted."""
        found = (column.partition("[") for column in self.columns)
        return sorted(index[:-1] for full, _, index in found if full == name)

    def is_integer(self, column: str) -> bool:
        return bool(self.matrix.integer[self.columns.index(column)])

    def cell(self, body: str, arrangement: str, year: int, line: str, service: str = "S") -> dict[str, float]:
        """Return a cell of the ledger (real thousand pounds); empty where nothing is ever booked."""
        cells = self.formulation.model.ledger.cells
        found = [amount for cell, amount in cells.items() if cell == (body, service, arrangement, year, line)]
        return terms_of(found[0]) if found else {}

    def lines(self) -> set[str]:
        return {cell.line for cell in self.formulation.model.ledger.cells}


def terms_of(expression: Linear) -> dict[str, float]:
    """Return an expression by short column names, the constant under the name 1; zeros left out."""
    result: dict[str, float] = {}
    _add(result, "1", expression.constant)
    for coefficient, variable in zip(expression.coefficients, expression.variables, strict=True):
        _add(result, short(variable.name), coefficient)
    return {name: rounded(number) for name, number in result.items() if rounded(number) != 0.0}


def by_price(case: LoadedCase, policies: Sequence[Policy] = ()) -> Built:
    """Return the model with charges by price, as pools of many possible members have them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composition, "MOST_COMPOSITIONS", 0)
        return Built(case, policies)
