"""What a reader of files hands on: texts with their places, not yet understood.

The reader of folders makes these; a reader of workbooks can make the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from optimizer.case.parse import Wrong
from optimizer.errors import Fault

LONGEST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a table: the line it starts on, its cells by column, own lines of cells if they differ.

    A cell that a reader could not make a text of is a `Wrong`.
    """

    line: int
    cells: Mapping[str, str | Wrong]
    cell_lines: Mapping[str, int] = field(default_factory=dict)

    def line_of(self, column: str) -> int:
        """Return the line on which a cell stands."""
        return self.cell_lines.get(column, self.line)


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table: its name in the dictionary, the file it came from, its header and its rows."""

    table: str
    file: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class RawCase:
    """The tables that could be read, and the names of those of which not everything could be."""

    tables: Mapping[str, RawTable]
    unreadable: frozenset[str] = frozenset()


class Place(NamedTuple):
    """Where something was found; fields as in `Fault`. A row of 0 means that there is no file."""

    file: str
    row: int | None = None
    column: str | None = None
    value: str | None = None


class Findings:
    """The faults and warnings found so far; checks add to it, and never raise."""

    def __init__(self) -> None:
        """Begin with nothing found."""
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def fault(self, place: Place, problem: str, remedy: str) -> None:
        """Add something that must be put right."""
        file, row, column, value = place
        self.faults.append(Fault(file, row or None, column, shortened(value), problem, remedy))

    def warning(self, place: Place, problem: str, remedy: str) -> None:
        """Add something odd that does not stop the case."""
        file, row, column, value = place
        value = shortened(value)
        self.warnings.append(Fault(file, row or None, column, value, problem, remedy, warning=True))


def shortened(value: str | None) -> str | None:
    """Return the start of a value too long to be read out."""
    return value if value is None or len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 2] + ".."
