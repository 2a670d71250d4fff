"""From raw texts to typed rows: headers, cells, defaults. Every fault is collected, none repaired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.case.dictionary import REQUIRED_TABLES, SETTINGS, ColumnSpec, file_of, tables
from optimizer.case.parameters import parameters
from optimizer.case.parse import Value, Wrong, nearest, parse
from optimizer.case.raw import Findings, Place, RawCase, RawRow, RawTable
from optimizer.case.tables import ROW_MODELS, CaseTables, Row


@dataclass(frozen=True, slots=True)
class DefaultUsed:
    """A default of the dictionary that stood in for blank cells, or a row of the reference data for a table.

    Attributes:
        table: table of the column; `reference_risks` for the reference class of risks.
        column: column, or driver of risk.
        value: the default, as text.
        rows: number of rows that used it.
        description: what the column means.
        source: where it comes from.
        grade: how good the source is, as in the table of assumptions.
        parameter: reference parameter that it is the value of; blank for a row of the reference data.
    """

    table: str
    column: str
    value: str
    rows: int
    description: str
    source: str
    grade: str
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Tables as far as they could be understood.

    Attributes:
        tables: rows without a fault.
        faulty: tables of which something is missing.
        names: identifiers in the first column of each table, those of faulty rows too; a table whose
            file could not be read to the end is not in it.
        defaults: the defaults that stood in for blanks.
    """

    tables: CaseTables
    faulty: frozenset[str]
    names: Mapping[str, frozenset[str]]
    defaults: tuple[DefaultUsed, ...]


def typed_tables(raw: RawCase, findings: Findings) -> Typed:
    """Return typed rows for every readable table and add what is wrong with the rest to the findings."""
    rows: dict[str, tuple[Row, ...]] = {}
    faulty = set(raw.unreadable)
    defaults: list[DefaultUsed] = []
    for name, columns in tables().items():
        table = raw.tables.get(name)
        before = len(findings.faults)
        if table is not None:
            check_header(table, columns, findings)
            if not table.rows and name in REQUIRED_TABLES:
                findings.fault(Place(table.file), "the table has no rows", "give at least one row")
            rows[name] = tuple(typed_rows(table, columns, findings))
            defaults += defaults_used(table, columns)
        elif name in (*REQUIRED_TABLES, SETTINGS) and name not in raw.unreadable:
            remedy = "every case needs it; `consolidate new` writes an example"
            findings.fault(Place(file_of(name)), "the file is missing", remedy)
        if len(findings.faults) > before:
            faulty.add(name)
    settings = rows.pop(SETTINGS, ())
    fields: dict[str, Any] = dict(rows)
    if settings:
        fields["settings"] = settings[0]
    # Each row is a validated model; only the settings may be missing, and then nothing that reads them runs.
    names = {
        table: names_in(raw.tables[table]) if table in raw.tables else frozenset[str]()
        for table, columns in tables().items()
        if table not in raw.unreadable
        and (
            next(iter(columns)) in raw.tables[table].header and bool(raw.tables[table].rows)
            if table in raw.tables
            else table not in REQUIRED_TABLES
        )
    }
    return Typed(CaseTables.model_construct(**fields), frozenset(faulty), names, tuple(defaults))


def names_in(table: RawTable) -> frozenset[str]:
    """Return the texts of the first column of a table, which is the identifier where there is one."""
    column = next(iter(tables()[table.table]))
    texts = (row.cells.get(column, "") for row in table.rows)
    # Spaces around an identifier are a fault of their own, and not of everybody who refers to it.
    return frozenset(text.strip() for text in texts if isinstance(text, str))


def check_header(table: RawTable, columns: Mapping[str, ColumnSpec], findings: Findings) -> None:
    """Report unknown and missing columns (or keys of case.toml)."""
    in_toml = table.table == SETTINGS or table.file.endswith(".toml")
    what = "key" if in_toml else "column"
    for column in table.header:
        if column not in columns:
            missing = [name for name in columns if name not in table.header]
            line = table.rows[0].line_of(column) if in_toml and table.rows else 1
            problem = f"there is no such {what} in {table.file}"
            findings.fault(Place(table.file, line, column), problem, nearest(column, missing))
    for spec in columns.values():
        if spec.required and spec.column not in table.header:
            place = Place(table.file, None if in_toml else 1, spec.column)
            findings.fault(place, f"the {what} is missing", f"add it: {spec.description or spec.column}")


def typed_rows(table: RawTable, columns: Mapping[str, ColumnSpec], findings: Findings) -> Iterator[Row]:
    """Yield the rows without a fault; report every faulty cell and every row that repeats a key."""
    key_columns = [spec.column for spec in columns.values() if spec.key]
    seen: dict[tuple[Value, ...], int] = {}
    for row in table.rows:
        values = typed_cells(table, row, columns, findings)
        key = tuple(values.get(column) for column in key_columns)
        # Two rows of a curve at one volume are a step; a blank arrangement gets its name later.
        if key and None not in key and table.table != "scale_curves":
            if key in seen:
                text = ", ".join(str(part) for part in key)
                place = Place(table.file, row.line, ", ".join(key_columns), text)
                findings.fault(place, f"repeats row {seen[key]}", "remove one of the two")
                continue
            seen[key] = row.line
        if len(values) == len(columns):
            fields = {spec.field: values[spec.column] for spec in columns.values()}
            yield ROW_MODELS[table.table].model_validate({"file_row": row.line, **fields})


def typed_cells(
    table: RawTable, row: RawRow, columns: Mapping[str, ColumnSpec], findings: Findings
) -> dict[str, Value]:
    """Return the values of a row by column, without those that are faulty (they are reported)."""
    values: dict[str, Value] = {}
    for spec in columns.values():
        if spec.required and spec.column not in table.header:
            # The header has been reported; once is enough.
            continue
        text = row.cells.get(spec.column, "")
        value = text if isinstance(text, Wrong) else parse(spec, text)
        if isinstance(value, Wrong):
            found = text.value if isinstance(text, Wrong) else text or None
            place = Place(table.file, row.line_of(spec.column), spec.column, found)
            findings.fault(place, value.problem, value.remedy)
        else:
            values[spec.column] = value
    return values


def defaults_used(table: RawTable, columns: Mapping[str, ColumnSpec]) -> Iterator[DefaultUsed]:
    """Yield the defaults that stood in for blanks of a table."""
    for spec in columns.values():
        rows = sum(1 for row in table.rows if not row.cells.get(spec.column))
        if spec.default and rows:
            from_data = parameters()[spec.parameter]
            yield DefaultUsed(
                table=table.table,
                column=spec.column,
                value=spec.default,
                rows=rows,
                description=spec.description,
                source=from_data.source,
                grade=from_data.grade,
                parameter=spec.parameter,
            )
