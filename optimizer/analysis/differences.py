"""Where the files of two runs differ: cell by cell for tables, record by record for a plan."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KEY_COLUMNS: Mapping[str, int] = {
    "summary.csv": 1,
    "memberships.csv": 3,
    "pools.csv": 2,
    "staff.csv": 6,
    "contracts.csv": 4,
    "cash.csv": 7,
    "recharges.csv": 6,
    "funding.csv": 4,
    "policies.csv": 2,
    "outcomes.csv": 1,
}
"""How many columns at the left say what a row is about; of a table not named here, all but the last."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs; empty `column` means the whole row, empty `row` the whole file.

    Attributes:
        file: the file.
        row: what the row is about, its key cells joined by commas.
        column: the column.
        was: what the earlier run has; None for nothing.
        now: what the later one has; None for nothing.
    """

    file: str
    row: str
    column: str
    was: str | None
    now: str | None

    def sentence(self) -> str:
        """Return the difference as one line."""
        place = ", ".join(part for part in (self.file, self.row, self.column) if part)
        was, now = ("nothing" if text is None else repr(text) for text in (self.was, self.now))
        return f"{place}: was {was}, now {now}"


def differences(was: Mapping[str, str], now: Mapping[str, str]) -> tuple[Difference, ...]:
    """Return every difference between files given as texts by name, in the order of the names."""
    return tuple(
        found for name in sorted({*was, *now}) for found in _of_file(name, was.get(name), now.get(name))
    )


def _of_file(name: str, was: str | None, now: str | None) -> Iterator[Difference]:
    if was == now:
        return
    found: tuple[Difference, ...] = ()
    if was is not None and now is not None:
        # A file that was changed by hand may be no table any more; it differs all the same.
        with contextlib.suppress(csv.Error, ValueError, TypeError):
            found = tuple((_of_plan if name.endswith(".json") else _of_table)(name, was, now))
    yield from found
    if not found:
        # The bytes differ but no cell does, or one of the files is not there at all.
        words = "another layout of the same cells"
        yield Difference(
            name,
            "",
            "",
            None if was is None else "a file",
            None if now is None else words if was else "a file",
        )


def _of_table(name: str, was: str, now: str) -> Iterator[Difference]:
    header, older = _rows(name, was)
    new_header, newer = _rows(name, now)
    if header != new_header:
        yield Difference(name, "", "columns", ",".join(header), ",".join(new_header))
        return
    for key in dict.fromkeys((*older, *newer)):
        row = ", ".join(part for part in key[:-1] if part) + (f" (no. {key[-1]})" if key[-1] != "1" else "")
        if key not in older or key not in newer:
            cells = (",".join(rows[key]) if key in rows else None for rows in (older, newer))
            yield Difference(name, row, "", *cells)
            continue
        for column, before, after in zip(header, older[key], newer[key], strict=True):
            if before != after:
                yield Difference(name, row, column, before, after)


def _rows(name: str, text: str) -> tuple[list[str], dict[tuple[str, ...], list[str]]]:
    """Return the heading, and the rows by their key cells and how often that key has come."""
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    width = KEY_COLUMNS.get(name, len(header) - 1)
    seen: Counter[tuple[str, ...]] = Counter()
    found = {}
    for row in rows:
        key = tuple(row[:width])
        seen[key] += 1
        found[(*key, str(seen[key]))] = row
    return header, found


def _of_plan(name: str, was: str, now: str) -> Iterator[Difference]:
    """Compare the records of each table of a plan as wholes: each is one decision or one cell."""
    older, newer = dict(json.loads(was)), dict(json.loads(now))
    for table in dict.fromkeys((*older, *newer)):
        records = [
            Counter(json.dumps(record, ensure_ascii=False) for record in _list(kept.get(table)))
            for kept in (older, newer)
        ]
        for record in (records[0] - records[1]).elements():
            yield Difference(name, table, "", record, None)
        for record in (records[1] - records[0]).elements():
            yield Difference(name, table, "", None, record)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
