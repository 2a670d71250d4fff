"""Checks that every name that a table refers to exists."""

from __future__ import annotations

from collections.abc import Collection

from optimizer.case.case import SHARED
from optimizer.case.dictionary import SETTINGS, ColumnSpec, file_of, tables
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import resolved_arrangements
from optimizer.case.tables import Row
from optimizer.case.validate import Typed

BODIES = ("councils", "providers")
ARRANGEMENTS = "arrangements"


def references(typed: Typed, findings: Findings) -> None:
    """Check every reference but those to arrangements, whose names have to be put together first."""
    for table, columns in tables().items():
        for spec in columns.values():
            if not spec.references or spec.references == ARRANGEMENTS:
                continue
            sources = BODIES if spec.references == "bodies" else (spec.references,)
            if all(source in typed.names for source in sources):
                known = [name for source in sources for name in sorted(typed.names[source])]
                _check_column(typed, table, spec, known, findings)


def arrangement_references(typed: Typed, findings: Findings) -> None:
    """Check the references to arrangements, those without a name of their own and generated ones included."""
    known = [resolved.arrangement for resolved in resolved_arrangements(typed.tables)]
    for table, columns in tables().items():
        for spec in columns.values():
            if spec.references == ARRANGEMENTS:
                _check_column(typed, table, spec, known, findings)


def _check_column(
    typed: Typed, table: str, spec: ColumnSpec, known: Collection[str], findings: Findings
) -> None:
    if table == SETTINGS:
        return
    allowed = {*known, *(["*"] if spec.type == "identifier_or_star" else [])}
    if spec.type == "identifier_or_shared":
        allowed.add(SHARED)
    rows: tuple[Row, ...] = getattr(typed.tables, table)
    for row in rows:
        value = getattr(row, spec.field)
        for name in value if isinstance(value, tuple) else (value,):
            if name is None or name in allowed:
                continue
            where = " or ".join(BODIES) if spec.references == "bodies" else spec.references
            problem = f"is not in {where}"
            if name == spec.default:
                problem += " (it is the default where the cell is blank)"
            findings.fault(
                Place(file_of(table), row.file_row, spec.column, name), problem, nearest(name, known)
            )
