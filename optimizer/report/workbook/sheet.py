"""What a sheet holds, as plain values: a title, notes, one table that starts in column A, charts below it.

Sheets are described first and written by `optimizer.report.workbook.write`, so that what they say can be
looked at without a spreadsheet. A text is a text whatever it begins with; only a `Formula` is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from optimizer.case.parse import NUMBER

Kind = Literal["text", "long_text", "gbp", "fte", "share", "rate", "count", "number", "factor", "year"]
"""What a cell holds, which decides its format, its side and how wide its column is."""

WIDTHS: Mapping[str, float] = {
    "text": 26,
    "long_text": 60,
    "gbp": 17,
    "fte": 12,
    "share": 12,
    "rate": 12,
    "count": 12,
    "number": 14,
    "factor": 12,
    "year": 11,
}

MOST_DIGITS = 15
"""So many digits of a number a cell holds."""

Plain = str | int | Decimal | Fraction | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with the value that it has, so that a viewer which does not calculate shows it too."""

    text: str
    value: str | int | Decimal | Fraction


@dataclass(frozen=True, slots=True)
class As:
    """A cell of another kind than its column."""

    kind: Kind
    value: Plain | Formula


Cell = Plain | Formula | As


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to a sheet of the workbook."""

    sheet: str


Row = tuple[Cell | Link, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells hold and what it means, for the notes.

    `width` in characters; None for that of its kind.
    """

    heading: str
    kind: Kind
    meaning: str
    width: float | None = None

    @property
    def characters(self) -> float:
        """Return how wide the column is."""
        return WIDTHS[self.kind] if self.width is None else self.width


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart below the table.

    Attributes:
        kind: `column` or `line`.
        title: the message, as a sentence; ours, without a name of the case, which may be read as a reference.
        description: the alternative text: what is shown, from where to where.
        categories: heading of the column along the axis.
        series: headings of the columns that are drawn.
        axis: what the vertical axis counts, with its unit.
        rows: how many rows, from the first, are drawn.
    """

    kind: Literal["column", "line"]
    title: str
    description: str
    categories: str
    series: tuple[str, ...]
    axis: str
    rows: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        name: on the tab; ours, never a name of the case.
        title: in cell A1.
        purpose: what the sheet is for, in the contents of the cover.
        notes: lines between title and table.
        columns: of the table; headings differ.
        rows: of the table.
        total: a last row under the table, set apart; None for none.
        empty: what to say where there are no rows.
        names: defined names by (row of the table, heading); a row of -1 is the total.
        charts: below the table.
        key_columns: how many columns at the left stay in view.
        is_data: whether it is for pivot tables: no wrapping, a filter on each heading.
    """

    name: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    total: tuple[Cell, ...] | None = None
    empty: str = ""
    names: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    key_columns: int = 1
    is_data: bool = False

    @property
    def heading_row(self) -> int:
        """Return the number of the row of headings, counted from 1 as spreadsheets do."""
        return heading_row(self.notes)

    def reference(self, heading: str, row: int) -> str:
        """Return the absolute reference to a cell of the table from any sheet; row -1 is the total."""
        number = len(self.rows) if row < 0 else row
        return f"'{self.name}'!${self.letter(heading)}${self.heading_row + 1 + number}"

    def range(self, heading: str) -> str:
        """Return the absolute reference to all rows of a column, without the total, from any sheet."""
        letter, first = self.letter(heading), self.heading_row + 1
        return f"'{self.name}'!${letter}${first}:${letter}${first + max(len(self.rows), 1) - 1}"

    def letter(self, heading: str) -> str:
        """Return the letter of a column."""
        return letter([column.heading for column in self.columns].index(heading))


def number_or_text(text: str) -> Cell:
    """Return a text that is nothing but a number as the number, which can be reckoned with."""
    return As("number", Decimal(text)) if NUMBER.fullmatch(text) and len(text) <= MOST_DIGITS else text


def kind_of(unit: str) -> Kind:
    """Return how a figure of a unit is shown."""
    if unit.startswith(("GBP", "rated GBP")):
        return "gbp"
    if unit.startswith("share"):
        return "share"
    return "count" if unit in ("changes", "outcomes") else "number"


def heading_row(notes: tuple[str, ...]) -> int:
    """Return the number of the row of headings under a title and some notes, counted from 1."""
    return 2 + len(notes)


def letter(place: int) -> str:
    """Return the letter of a column counted from 0: A, B, ... Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
