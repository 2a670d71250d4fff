"""Writing a case as a workbook: a sheet a table, with units, notes, drop-down lists and frozen headers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from optimizer.case.dictionary import SETTINGS, ColumnSpec, tables
from optimizer.case.parse import NUMBER, NUMERIC, Wrong
from optimizer.case.raw import Findings, RawCase, RawRow
from optimizer.case.read_folder import read_folder
from optimizer.case.reference_data import reference_folder
from optimizer.case.workbook_sheet import SETTINGS_COLUMNS, SETTINGS_NOTES
from optimizer.errors import InternalError, UsageError

CREATED = datetime(2000, 1, 1)
"""Date of creation that every workbook has: the same case gives the same bytes."""

LAST_LISTED = 1000
"""Row as far as which drop-down lists reach."""

MOST_WIDTH, LEAST_WIDTH = 60, 8
NUMBER_FORMATS = {"gbp": "#,##0.00", "fte": "0.00", "integer": "#,##0", "date": "yyyy-mm-dd"}
OPEN_REFERENCES = ("identifier_or_shared", "identifier_or_star", "identifiers")
"""Types of which a cell may hold something else than a name of the list."""

NOTES = (
    "A case for consolidate: each sheet is a table. Replace the rows by your own.",
    "Row 1 of each sheet holds the names of the columns, with their units in square brackets; "
    "its comments say what each column means. The order of the columns does not count.",
    "Leave a cell blank where the default is meant. Identifiers are text, never numbers.",
    "Money is exact in pence and in prices of the base year unless the column says otherwise.",
    "Shares are numbers such as 0.05, which may be shown as 5%. Financial years are text such as 2026/27.",
    "Constraint sets lie in the folder constraints beside this workbook.",
    "Check it with: consolidate check CASE.xlsx",
)


def write_template_workbook(folder: Path) -> tuple[Path, ...]:
    """Write the template case as `case.xlsx` and its constraint sets, and return the files written.

    Raises:
        UsageError: the folder exists and is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} exists and is not empty; name a new folder"
        raise UsageError(message)
    source = reference_folder() / "template"
    findings = Findings()
    raw, _ = read_folder(source, findings)
    if findings.faults:
        message = f"the template case of the installation has faults: {findings.faults[0].sentence()}"
        raise InternalError(message)
    contents = {Path("case.xlsx"): workbook_bytes(raw)}
    for path in sorted((source / "constraints").glob("*.toml")):
        contents[path.relative_to(source)] = path.read_bytes()
    for name, data in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in contents)


def workbook_bytes(raw: RawCase) -> bytes:
    """Return the tables of a case as a workbook, always the same for the same case."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as workbook:
        workbook.set_properties({"created": CREATED})
        styles = _Styles(workbook, frozenset(raw.tables))
        notes = workbook.add_worksheet("notes")
        notes.set_column(0, 0, 120, styles.wrapped)
        for row, text in enumerate(NOTES):
            notes.write_string(row, 0, text, styles.wrapped)
        for name, table in raw.tables.items():
            sheet = workbook.add_worksheet(name)
            if name == SETTINGS:
                _write_settings(sheet, styles, table.rows[0])
                sheet.activate()
            else:
                _write_table(sheet, styles, tables()[name], table.rows)
    return out.getvalue()


class _Styles:
    """The formats of cells: header, and one for each type of column; and the sheets to take lists from."""

    def __init__(self, workbook: Any, sheets: frozenset[str]) -> None:
        self.sheets = sheets
        self.header = workbook.add_format({"bold": True, "bg_color": "#DDE6EE", "bottom": 1})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.plain = workbook.add_format()
        self.text = workbook.add_format({"num_format": "@"})
        self._numbers = {
            kind: workbook.add_format({"num_format": code}) for kind, code in NUMBER_FORMATS.items()
        }

    def of(self, spec: ColumnSpec) -> Any:
        """Return the format of a column's cells; text columns keep what is typed as it is typed."""
        if spec.type in self._numbers:
            return self._numbers[spec.type]
        return self.plain if spec.type in NUMERIC and spec.type != "shares" else self.text


def _write_table(
    sheet: Any, styles: _Styles, columns: Mapping[str, ColumnSpec], rows: tuple[RawRow, ...]
) -> None:
    for column, spec in enumerate(columns.values()):
        header = f"{spec.column} [{spec.unit}]" if spec.unit else spec.column
        texts = [str(row.cells.get(spec.column, "")) for row in rows]
        width = min(max(len(header), *map(len, texts), LEAST_WIDTH) + 2, MOST_WIDTH)
        sheet.set_column(column, column, width, styles.of(spec))
        sheet.write_string(0, column, header, styles.header)
        sheet.write_comment(0, column, note(spec), {"x_scale": 2, "y_scale": 1.2})
        _add_list(sheet, styles, spec, 1, column, LAST_LISTED - 1)
        for number, row in enumerate(rows, start=1):
            _write_cell(sheet, styles, spec, number, column, row.cells.get(spec.column, ""))
    sheet.freeze_panes(1, sum(1 for spec in columns.values() if spec.key))


def _write_settings(sheet: Any, styles: _Styles, settings: RawRow) -> None:
    for column, (name, width) in enumerate(
        zip((*SETTINGS_COLUMNS, *SETTINGS_NOTES), (28, 40, 16, 100), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, styles.header)
    for row, spec in enumerate(tables()[SETTINGS].values(), start=1):
        sheet.write_string(row, 0, spec.column, styles.text)
        sheet.write_blank(row, 1, None, styles.of(spec))
        _write_cell(sheet, styles, spec, row, 1, settings.cells.get(spec.column, ""))
        _add_list(sheet, styles, spec, row, 1, row)
        sheet.write_string(row, 2, spec.unit)
        sheet.write_string(row, 3, note(spec))
    sheet.freeze_panes(1, 1)


def _write_cell(
    sheet: Any, styles: _Styles, spec: ColumnSpec, row: int, column: int, text: str | Wrong
) -> None:
    """Write a cell as what it is: a number, a date, or text."""
    if isinstance(text, Wrong):
        message = f"{spec.table}.{spec.column} has a cell that cannot be written: {text.problem}"
        raise InternalError(message)
    style = styles.of(spec)
    if not text:
        return
    if spec.type in NUMERIC and spec.type != "shares" and _fits(text):
        sheet.write_number(row, column, float(text), style)
    elif spec.type == "date":
        sheet.write_datetime(row, column, date.fromisoformat(text), style)
    else:
        sheet.write_string(row, column, text, style)


def _fits(text: str) -> bool:
    """Tell whether a number cell holds the number exactly, which has 15 significant digits."""
    if not NUMBER.fullmatch(text):
        return False
    return Decimal(f"{float(text):.15g}") == Decimal(text)


def _add_list(sheet: Any, styles: _Styles, spec: ColumnSpec, first: int, column: int, last: int) -> None:
    """Give cells a drop-down list: the words allowed, or the names of the table that they refer to."""
    options: dict[str, Any] = {"validate": "list", "error_title": spec.column}
    table = "councils" if spec.references == "bodies" else spec.references
    if spec.choices or spec.type == "bool":
        options |= {"source": list(spec.choices or ("yes", "no")), "error_message": "Choose from the list."}
    elif table in styles.sheets:
        # A list comes from one column of one sheet: names of providers and of generated arrangements, several
        # names at once, and words such as shared can only be typed.
        is_open = spec.references in ("bodies", "arrangements") or spec.type in OPEN_REFERENCES
        message = f"Choose a name from the first column of the sheet {table}."
        source = f"={table}!$A$2:$A${LAST_LISTED}"
        options |= {"source": source, "error_message": message, "show_error": not is_open}
    else:
        return
    sheet.data_validation(first, column, last, column, options)


def note(spec: ColumnSpec) -> str:
    """Return what a column means, its range and its default, in a few lines."""
    meaning = spec.description or spec.column.replace("_", " ")
    parts = [meaning[:1].upper() + meaning[1:] + "."]
    if spec.range_words:
        parts.append(f"Range: {spec.range_words}.")
    if spec.choices:
        parts.append(f"One of: {', '.join(spec.choices)}.")
    if spec.required:
        parts.append("Required.")
    elif spec.default:
        parts.append(f"Default: {spec.default}.")
    return "\n".join(parts)
