"""Tables under construction, as text cells like those of the CSV files."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.brute_force.draw import Draw

BASE_YEAR = 2024

Row = dict[str, str]


def year_label(year: int) -> str:
    """Return year index 1 as 2025/26."""
    return f"{BASE_YEAR + year}/{(BASE_YEAR + year + 1) % 100:02d}"


@dataclass
class Tables:
    """Tables under construction, and what later tables need to know of earlier ones."""

    draw: Draw
    settings: Row = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    years: int = 0

    def add(self, table: str, **cells: str | int | None) -> Row:
        row = {column: str(value) for column, value in cells.items() if value is not None}
        self.rows.setdefault(table, []).append(row)
        return row

    def of(self, table: str, **wanted: str) -> list[Row]:
        """Return the rows of a table that have the wanted cells."""
        return [
            row
            for row in self.rows.get(table, [])
            if all(row.get(column) == value for column, value in wanted.items())
        ]
