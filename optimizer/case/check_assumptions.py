"""Checks that every assumption explains a cell of the case: `case.KEY` or `table.column[key, ..]`."""

from __future__ import annotations

import re

from optimizer.case.dictionary import GENERATE, SETTINGS, file_of, tables
from optimizer.case.loaded import text_of
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import resolved_arrangements
from optimizer.case.tables import AssumptionsRow, CaseTables, Row

CELL = re.compile(r"([a-z_]+)\.([a-z_.]+)(?:\[(.*)\])?")
EVERY = "*"


def every_assumption_explains_a_cell(given: CaseTables, findings: Findings) -> None:
    """The path of an assumption leads to one cell at least."""
    for row in given.assumptions:
        wrong = _why_unresolved(given, row)
        if wrong is not None:
            findings.fault(Place(file_of("assumptions"), row.file_row, "path", row.path), *wrong)


def _why_unresolved(given: CaseTables, row: AssumptionsRow) -> tuple[str, str] | None:
    """Return problem and remedy of a path that leads nowhere."""
    known = tables()
    found = CELL.fullmatch(row.path)
    if found is None:
        return (
            "is not a path",
            "write case.discount_rate or contracts.end_date[contract], with * for every key",
        )
    table, column, inside = found[1], found[2], found[3]
    if table not in known or table in (GENERATE, "assumptions"):
        return f"there is no table {table!r}", nearest(table, [name for name in known if name != GENERATE])
    if column not in known[table]:
        return f"{table} has no column {column!r}", nearest(column, known[table])
    keys = [spec for spec in known[table].values() if spec.key]
    if table == SETTINGS:
        return None if inside is None else ("a key of case.toml has no rows", "remove the square brackets")
    parts = [part.strip() for part in (inside or "").split(",")]
    names = ", ".join(spec.column for spec in keys)
    if inside is None or len(parts) != len(keys):
        count = "its key" if len(keys) == 1 else f"its {len(keys)} keys"
        return f"does not have {count} in square brackets", f"write {table}.{column}[{names}]"
    rows: tuple[Row, ...] = getattr(given, table)
    texts = [[text_of(spec, getattr(entry, spec.field)) for spec in keys] for entry in rows]
    if table == "arrangements":
        # A generated arrangement has no row of its own, and a blank one has the name put together for it.
        texts = [[pool.arrangement] for pool in resolved_arrangements(given)]
    if any(
        all(part in (EVERY, text) for part, text in zip(parts, row_texts, strict=True)) for row_texts in texts
    ):
        return None
    for place, part in enumerate(parts):
        there = {row_texts[place] for row_texts in texts}
        if part != EVERY and part not in there:
            return f"{table} has no row with {keys[place].column} {part!r}", nearest(part, sorted(there))
    return f"{table} has no row with these keys together", f"correct one of {names}"
