"""One sheet as a raw table: header, rows, and what can be done to a sheet but not to a CSV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimizer.case.dictionary import SETTINGS, ColumnSpec, tables
from optimizer.case.parse import Wrong
from optimizer.case.raw import Findings, Place, RawRow, RawTable
from optimizer.case.read_csv import MOST_ROWS
from optimizer.case.workbook_archive import SAVE_AGAIN
from optimizer.case.workbook_cells import TEXTS, CellValue, cell_text
from optimizer.case.workbook_xml import SheetScan, UnusualXmlError, address, column_letters, range_corners

SETTINGS_COLUMNS = ("key", "value")
SETTINGS_NOTES = ("unit", "meaning")
"""Columns of the sheet `case` that are for people."""

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the table that it is, its place for people, its cells as written and as read."""

    table: str
    file: str
    scan: SheetScan
    values: list[list[CellValue]]
    percent: frozenset[int]

    def text(self, spec: ColumnSpec, row: int, column: int) -> str | Wrong:
        """Return the text of a cell, blank where there is none."""
        cell = self.scan.cells.get((row, column))
        if cell is None:
            return ""
        return cell_text(
            spec, cell, self.value(row, column), address(row, column), cell.style in self.percent
        )

    def value(self, row: int, column: int) -> CellValue:
        """Return what the reader of values gives for a cell, blank where it gives nothing."""
        cells = self.values[row - 1] if row <= len(self.values) else []
        return cells[column - 1] if column <= len(cells) else ""

    def rows(self) -> Iterator[tuple[int, set[int]]]:
        """Yield every row below the header that is not blank, with its columns in use, in order."""
        used: dict[int, set[int]] = {}
        for row, column in self.scan.cells:
            if row > 1 and not self.is_blank(row, column):
                used.setdefault(row, set()).add(column)
        yield from used.items()

    def is_blank(self, row: int, column: int) -> bool:
        """Tell whether a cell holds no more than an empty text, such as the result of a formula."""
        cell = self.scan.cells.get((row, column))
        return cell is None or (cell.kind in TEXTS and not cell.unsaved and self.value(row, column) == "")


def table_of(sheet: Sheet, findings: Findings) -> RawTable | None:
    """Return a sheet as a table; None with a fault where its header cannot be read."""
    header = _header(sheet, findings)
    if header is None:
        return None
    rows = []
    specs = tables()[sheet.table]
    beyond: dict[int, int] = {}
    for row, used in sheet.rows():
        for column in used - set(header):
            beyond.setdefault(column, row)
        cells = {
            name: sheet.text(specs[name], row, column) for column, name in header.items() if name in specs
        }
        if used & set(header):
            rows.append(RawRow(row, cells))
    for column, row in beyond.items():
        problem = f"cell {address(row, column)} stands in a column without a name"
        findings.fault(Place(sheet.file, row), problem, "name the column in row 1, or clear it")
    if len(rows) > MOST_ROWS:
        findings.fault(Place(sheet.file), f"the table has more than {MOST_ROWS:,} rows", "split the case")
        return None
    last = rows[-1].line if rows else 1
    _check_merged(sheet, last, max(header), findings)
    _check_hidden(sheet, [1, *(row.line for row in rows)], header, findings)
    return RawTable(sheet.table, sheet.file, tuple(header.values()), tuple(rows))


def settings_of(sheet: Sheet, findings: Findings) -> RawTable | None:
    """Return the sheet `case`, a key and its value in each row, as a table of one row."""
    header = _header(sheet, findings)
    if header is None:
        return None
    places = {name: column for column, name in header.items()}
    allowed = (*SETTINGS_COLUMNS, *SETTINGS_NOTES)
    wrong = [name for name in SETTINGS_COLUMNS if name not in places]
    if wrong:
        problem, remedy = "the column is missing", "the sheet has the columns key and value"
        findings.fault(Place(sheet.file, 1, wrong[0]), problem, remedy)
        return None
    for name in places:
        if name not in allowed:
            remedy = f"use {', '.join(allowed)}"
            findings.fault(Place(sheet.file, 1, name), "there is no such column in this sheet", remedy)
    specs = tables()[SETTINGS]
    cells: dict[str, str | Wrong] = {}
    lines: dict[str, int] = {}
    key_spec = next(iter(tables()["councils"].values()))
    for row, _ in sheet.rows():
        key = sheet.text(key_spec, row, places["key"])
        value = Place(sheet.file, row, "key")
        if isinstance(key, Wrong):
            findings.fault(value._replace(value=key.value), key.problem, key.remedy)
        elif not key:
            if not sheet.is_blank(row, places["value"]):
                findings.fault(value, "a value without a key", "name the key, or clear the value")
        elif key in lines:
            findings.fault(value._replace(value=key), f"repeats row {lines[key]}", "remove one of the two")
        else:
            lines[key] = row
            if key in specs:
                cells[key] = sheet.text(specs[key], row, places["value"])
    last = max(lines.values(), default=1)
    _check_merged(sheet, last, max(places[name] for name in SETTINGS_COLUMNS), findings)
    _check_hidden(sheet, [1, *lines.values()], header, findings)
    return RawTable(SETTINGS, sheet.file, tuple(lines), (RawRow(0, cells, lines),))


def _header(sheet: Sheet, findings: Findings) -> Mapping[int, str] | None:
    """Return the names in row 1 by column, without units; None with a fault where they are of no use."""
    before = len(findings.faults)
    found: dict[int, str] = {}
    for (row, column), cell in sheet.scan.cells.items():
        if row > 1:
            break
        value = sheet.value(row, column)
        where = address(row, column)
        if cell.kind not in TEXTS or cell.unsaved or not isinstance(value, str):
            problem = f"the name of a column is not text (cell {where})"
            findings.fault(Place(sheet.file, 1, None, cell.text or None), problem, "write its name as text")
        elif value.strip():
            name = without_unit(value)
            if name in found.values():
                problem = f"the column stands twice (again in {where})"
                findings.fault(Place(sheet.file, 1, name), problem, "remove one of the two")
            found[column] = name
    if not found and len(findings.faults) == before:
        empty = not sheet.scan.cells
        problem = "the sheet is empty" if empty else "row 1 is blank, but holds the names of the columns"
        remedy = "write the names of the columns in row 1, or remove the sheet"
        findings.fault(Place(sheet.file, None if empty else 1), problem, remedy)
    return found if len(findings.faults) == before else None


def without_unit(header: str) -> str:
    """Return `fte [FTE]` as `fte`."""
    name, found, _ = header.partition(" [")
    return name if found and header.endswith("]") else header


def _check_merged(sheet: Sheet, last_row: int, last_column: int, findings: Findings) -> None:
    """Report merged ranges in the table: all but one of their cells are blank without looking so."""
    for reference in sheet.scan.merged:
        try:
            row, column, _, _ = range_corners(reference)
        except UnusualXmlError as error:
            findings.fault(Place(sheet.file), f"a merged range cannot be read: {error}", SAVE_AGAIN)
            continue
        if row <= last_row and column <= last_column:
            problem = f"the cells {reference} are merged"
            remedy = "unmerge them and fill in every cell of its own"
            findings.fault(Place(sheet.file, row), problem, remedy)


def _check_hidden(sheet: Sheet, rows: list[int], header: Mapping[int, str], findings: Findings) -> None:
    """Warn of rows and columns that are read though nobody sees them."""
    hidden = [row for row in rows if row in sheet.scan.hidden_rows]
    remedy = "unhide what should count; remove what should not"
    if hidden:
        more = ", .." if len(hidden) > MOST_SHOWN else ""
        listed = ", ".join(str(row) for row in hidden[:MOST_SHOWN]) + more
        what = f"row {listed} is hidden" if len(hidden) == 1 else f"rows {listed} are hidden"
        findings.warning(Place(sheet.file, hidden[0]), f"{what}, and read all the same", remedy)
    for first, last in sheet.scan.hidden_columns:
        for column, name in header.items():
            if first <= column <= last:
                problem = f"column {column_letters(column)} is hidden, and read all the same"
                findings.warning(Place(sheet.file, 1, name), problem, remedy)
