"""The model as plain arrays: what is handed to a solver, saved beside a run and checked afterwards.

A `MatrixModel` knows nothing of councils, of Pyomo or of any solver. It is the one form of the model that
every solver, the linter and our own check of a solution read, so that all of them speak of the same thing.
Money is in thousand pounds (GBP k), and the objective is always maximised.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer.errors import InternalError
from optimizer.model.lint import lint
from optimizer.model.mps import write_mps

__all__ = ["MatrixModel", "Violation", "lint", "write_mps"]

_FLOATS = ("objective", "column_lower", "column_upper", "matrix_value", "row_lower", "row_upper")
_INTEGERS = ("matrix_start", "matrix_index")


@dataclass(frozen=True)
class Violation:
    """One limit that a point breaks.

    Attributes:
        kind: "row", "column" or "integer".
        name: the row's or column's public name.
        value: the row's activity or the column's value at the point.
        lower: the lower limit (for "integer": the nearest integer).
        upper: the upper limit (for "integer": the nearest integer).
        excess: how far outside the value lies, in the row's or column's own unit; NaN where the value is not
            a number.
    """

    kind: str
    name: str
    value: float
    lower: float
    upper: float
    excess: float

    def __str__(self) -> str:
        """Say it in one line."""
        if self.kind == "integer":
            return f"{self.name} = {self.value!r} should be a whole number"
        return f"{self.kind} {self.name} = {self.value!r} lies outside {self.lower!r} .. {self.upper!r}"


@dataclass(frozen=True, eq=False)
class MatrixModel:
    """Maximise c x + constant over row_lower <= A x <= row_upper, column_lower <= x <= column_upper.

    The arrays are copied and made read-only on creation, so that a model can be shared and its digest stays
    true.

    Attributes:
        column_names: n public names.
        row_names: m public names.
        objective: float64[n], GBP k for one unit of each column.
        objective_constant: GBP k, part of the objective whatever is decided.
        column_lower: float64[n], -inf for none.
        column_upper: float64[n], inf for none.
        integer: bool[n], True where the column must be a whole number.
        matrix_start: int32[n + 1], where each column's entries begin (compressed sparse columns).
        matrix_index: int32[entries], the row of each entry.
        matrix_value: float64[entries].
        row_lower: float64[m], -inf for none.
        row_upper: float64[m], inf for none.

    Raises:
        InternalError: where the shapes do not fit together.
    """

    column_names: tuple[str, ...]
    row_names: tuple[str, ...]
    objective: npt.NDArray[np.float64]
    objective_constant: float
    column_lower: npt.NDArray[np.float64]
    column_upper: npt.NDArray[np.float64]
    integer: npt.NDArray[np.bool_]
    matrix_start: npt.NDArray[np.int32]
    matrix_index: npt.NDArray[np.int32]
    matrix_value: npt.NDArray[np.float64]
    row_lower: npt.NDArray[np.float64]
    row_upper: npt.NDArray[np.float64]

    def __post_init__(self) -> None:
        """Copy, freeze and check the shapes."""
        types: dict[str, Any] = dict.fromkeys(_FLOATS, np.float64) | dict.fromkeys(_INTEGERS, np.int32)
        for field, kind in (types | {"integer": np.bool_}).items():
            array = np.array(getattr(self, field), dtype=kind, copy=True)
            array.setflags(write=False)
            object.__setattr__(self, field, array)
        object.__setattr__(self, "column_names", tuple(self.column_names))
        object.__setattr__(self, "row_names", tuple(self.row_names))
        object.__setattr__(self, "objective_constant", float(self.objective_constant))
        self._check_shapes()

    def _check_shapes(self) -> None:
        columns, rows, entries = len(self.column_names), len(self.row_names), len(self.matrix_value)
        lengths = {
            "objective": columns, "column_lower": columns, "column_upper": columns, "integer": columns,
            "matrix_start": columns + 1, "matrix_index": entries, "matrix_value": entries,
            "row_lower": rows, "row_upper": rows,
        }  # fmt: skip
        for field, length in lengths.items():
            shape = getattr(self, field).shape
            if shape != (length,):
                message = f"The model's array {field} has shape {shape}, not ({length},)."
                raise InternalError(message)
        start, index = self.matrix_start, self.matrix_index
        if start[0] != 0 or start[-1] != entries or np.any(np.diff(start) < 0):
            message = "The model's matrix_start does not rise from 0 to the number of entries."
            raise InternalError(message)
        if entries and (index.min() < 0 or index.max() >= rows):
            message = "The model's matrix_index names a row that does not exist."
            raise InternalError(message)
        for what, names in (("column", self.column_names), ("row", self.row_names)):
            if len(set(names)) != len(names):
                message = f"Two {what}s of the model have the same name."
                raise InternalError(message)
            if any("\n" in name for name in names):
                message = f"The name of a {what} of the model runs over two lines."
                raise InternalError(message)

    @property
    def entry_columns(self) -> npt.NDArray[np.int64]:
        """The column of each entry of the matrix, int64[entries]."""
        return np.repeat(np.arange(len(self.column_names)), np.diff(self.matrix_start))

    def digest(self) -> str:
        """Return a SHA-256 of the whole model: the same on every platform, changed by any change."""
        result = hashlib.sha256(b"MatrixModel 1\n")
        for names in (self.column_names, self.row_names):
            for text in (str(len(names)), *names):
                encoded = text.encode()
                result.update(f"{len(encoded)}:".encode() + encoded)
        result.update(np.array([self.objective_constant + 0.0], "<f8").tobytes())
        for field in _FLOATS:
            # Adding zero turns -0.0 into 0.0: both say the same.
            result.update((getattr(self, field) + 0.0).astype("<f8").tobytes())
        for field in _INTEGERS:
            result.update(getattr(self, field).astype("<i4").tobytes())
        result.update(self.integer.astype("u1").tobytes())
        return result.hexdigest()

    def to_npz(self, path: Path) -> None:
        """Write the model to `path` (replaced if there): plain arrays, nothing that runs code when read."""
        arrays = {field: getattr(self, field) for field in (*_FLOATS, *_INTEGERS, "integer")}
        with Path(path).open("wb") as handle:
            np.savez(
                handle,
                allow_pickle=False,
                objective_constant=np.float64(self.objective_constant),
                column_names=np.frombuffer("\n".join(self.column_names).encode(), dtype=np.uint8),
                row_names=np.frombuffer("\n".join(self.row_names).encode(), dtype=np.uint8),
                **arrays,
            )

    @classmethod
    def from_npz(cls, path: Path) -> MatrixModel:
        """Read what `to_npz` wrote.

        Raises:
            InternalError: where the shapes do not fit together.
            ValueError: where the file would need pickle or is not such a file.
        """
        with np.load(Path(path), allow_pickle=False) as stored:
            columns, rows = len(stored["objective"]), len(stored["row_lower"])
            return cls(
                column_names=tuple(stored["column_names"].tobytes().decode().split("\n")) if columns else (),
                row_names=tuple(stored["row_names"].tobytes().decode().split("\n")) if rows else (),
                objective_constant=float(stored["objective_constant"]),
                **{field: stored[field] for field in (*_FLOATS, *_INTEGERS, "integer")},
            )

    def objective_at(self, values: npt.NDArray[np.float64]) -> float:
        """Return the objective, GBP k, at `values` (float64[n])."""
        return float(self.objective @ values) + self.objective_constant

    def row_activities(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return A x, float64[m], at `values` (float64[n])."""
        terms = self.matrix_value * np.asarray(values)[self.entry_columns]
        return np.bincount(self.matrix_index, weights=terms, minlength=len(self.row_names)).astype(np.float64)

    def violations(self, values: npt.NDArray[np.float64], tolerance: float) -> tuple[Violation, ...]:
        """Return every limit that a point breaks, the worst first.

        Args:
            values: float64[n], the point.
            tolerance: allowed excess: tolerance x max(1, |limit|) for rows and columns, tolerance itself for
                whole numbers. A value that is not finite is always a violation.
        """
        point = np.asarray(values, dtype=np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            activities = self.row_activities(point)
            found = [
                *_outside("row", self.row_names, activities, self.row_lower, self.row_upper, tolerance),
                *_outside(
                    "column", self.column_names, point, self.column_lower, self.column_upper, tolerance
                ),
            ]
            nearest = np.round(point)
            broken = self.integer & ~(np.abs(point - nearest) <= tolerance) & np.isfinite(point)
        for column in np.flatnonzero(broken):
            value, whole = float(point[column]), float(nearest[column])
            found.append(
                Violation("integer", self.column_names[column], value, whole, whole, abs(value - whole))
            )
        return tuple(sorted(found, key=lambda one: -one.excess if np.isfinite(one.excess) else -np.inf))


def _outside(
    kind: str,
    names: tuple[str, ...],
    values: npt.NDArray[np.float64],
    lower: npt.NDArray[np.float64],
    upper: npt.NDArray[np.float64],
    tolerance: float,
) -> Iterator[Violation]:
    """Yield a violation for each value that is not within its limits; NaN counts as outside."""
    slack_low = np.where(np.isfinite(lower), tolerance * np.maximum(1.0, np.abs(lower)), 0.0)
    slack_high = np.where(np.isfinite(upper), tolerance * np.maximum(1.0, np.abs(upper)), 0.0)
    inside = np.isfinite(values) & (values >= lower - slack_low) & (values <= upper + slack_high)
    for place in np.flatnonzero(~inside):
        value, low, high = float(values[place]), float(lower[place]), float(upper[place])
        yield Violation(kind, names[place], value, low, high, max(low - value, value - high))
