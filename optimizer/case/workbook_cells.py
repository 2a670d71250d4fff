"""From a cell of a workbook to the text that a CSV file would have, or to the words of a fault."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from optimizer.case.dictionary import ColumnSpec
from optimizer.case.parse import NUMERIC, Wrong
from optimizer.case.workbook_archive import SAVE_AGAIN
from optimizer.case.workbook_xml import Cell

CellValue = str | int | float | bool | date | datetime | time | timedelta
"""What the reader of values gives."""

TEXTS = ("s", "str", "inlineStr")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")
SHARES = ("share", "shares")
ANYTHING = (("assumptions", "value"),)
"""Columns that repeat a cell of any other column: numbers and dates are welcome in them."""

AS_TEXT = "format the cell as text and type it again"
OF_ONE_MIND = "the cell cannot be read with certainty"


def cell_text(spec: ColumnSpec, cell: Cell, value: CellValue, where: str, percent: bool) -> str | Wrong:
    """Return the text of a cell that is not blank.

    Args:
        spec: the column that it stands in.
        cell: the cell as it is written in the file.
        value: the same cell as the reader of values gives it; the two must agree.
        where: its address, such as `C5`.
        percent: True where it is shown as a percentage.
    """
    if cell.kind == "e":
        shown = cell.text or "an error"
        return Wrong(f"cell {where} shows an error", "correct its formula, or write the value", shown)
    if cell.unsaved:
        remedy = "let the spreadsheet program calculate and save it, or write the value"
        return Wrong(f"cell {where} has a formula without a saved result", remedy)
    if cell.kind in TEXTS:
        return value if isinstance(value, str) else Wrong(OF_ONE_MIND, SAVE_AGAIN, cell.text)
    if cell.kind == "b":
        return _truth_text(spec, value)
    if isinstance(value, (date, time, timedelta)):
        return _date_text(spec, value)
    if not NUMBER.fullmatch(cell.text) or not math.isfinite(float(cell.text)):
        return Wrong(f"cell {where} holds no number that a cell can hold", "type it again", cell.text)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or float(value) != float(cell.text):
        return Wrong(OF_ONE_MIND, SAVE_AGAIN, cell.text)
    return _number_text(spec, number_text(float(value)), percent)


def number_text(value: float) -> str:
    """Return a number with 15 significant digits, as spreadsheets show it, and without exponent."""
    text = f"{value:.15g}"
    if "e" in text:
        text = format(Decimal(text), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _number_text(spec: ColumnSpec, text: str, percent: bool) -> str | Wrong:
    if (spec.table, spec.column) in ANYTHING:
        return text
    if spec.type not in NUMERIC:
        return _not_a(spec, "number", text)
    if percent and spec.type not in SHARES:
        shown = f"{number_text(float(text) * 100)}%"
        problem = f"is shown as a percentage, but is no share (the cell holds {text})"
        return Wrong(problem, "give the cell a number format without %, and check its value", shown)
    return text


def _truth_text(spec: ColumnSpec, value: CellValue) -> str | Wrong:
    if not isinstance(value, bool):
        return Wrong(OF_ONE_MIND, SAVE_AGAIN, str(value))
    if spec.type == "bool":
        return "yes" if value else "no"
    return _not_a(spec, "TRUE or FALSE", str(value).upper())


def _date_text(spec: ColumnSpec, value: date | time | timedelta) -> str | Wrong:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, (datetime, time, timedelta)):
        return Wrong("is a time of day, or a date with one", "give the date alone", str(value))
    if spec.type == "date" or (spec.table, spec.column) in ANYTHING:
        return value.isoformat()
    return _not_a(spec, "date", value.isoformat())


def _not_a(spec: ColumnSpec, kind: str, shown: str) -> Wrong:
    """Say that a cell of a kind does not belong into the column."""
    words = "TRUE or FALSE" if kind.startswith("TRUE") else f"a {kind} cell"
    if spec.type in NUMERIC:
        remedy = "give the cell a number format, and type the number again"
        return Wrong(f"is {words}, not a number", remedy, shown)
    if spec.type == "date":
        remedy = "give the cell a date format, or write year-month-day as text such as 2028-03-31"
        return Wrong(f"is {words}, not a date", remedy, shown)
    if spec.type == "financial_year":
        return Wrong(f"is {words}, not a financial year", f"{AS_TEXT}, such as 2026/27", shown)
    if spec.type == "bool":
        return Wrong(f"is {words}", "write yes or no", shown)
    if spec.type.startswith("identifier"):
        problem = f"is {words}; an identifier is text, so that 007 and 7 stay apart"
        return Wrong(problem, AS_TEXT, shown)
    return Wrong(f"is {words}, not text", AS_TEXT, shown)
