"""Write the sheets of a workbook as bytes: equal sheets give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import xlsxwriter

from optimizer.report.csv_text import rounded
from optimizer.report.workbook.sheet import As, Cell, Chart, Column, Formula, Kind, Link, Sheet
from optimizer.report.workbook.styles import DARK, SERIES, TEXTS, Styles

A4 = 9
LONGEST_TEXT = 32_000
"""A cell holds no more than 32,767 characters."""

GRID = {"visible": True, "line": {"color": "#D9DEE3", "width": 0.75}}
LINE_HEIGHT, MOST_HEIGHT = 15.0, 405.0
"""In points; no row may be higher than 409."""

NARROW = 100
"""Characters."""

CHART_WIDTH, CHART_HEIGHT, CHART_ROWS = 900, 340, 19


def workbook_bytes(sheets: Sequence[Sheet], title: str, created: datetime) -> bytes:
    """Return a workbook.

    Args:
        sheets: in their order; the first is shown when it is opened.
        title: of the document, for its properties.
        created: date of creation, without a time zone.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"title": title[:255], "created": created})
        workbook.set_calc_mode("auto")
        styles = Styles(workbook)
        places = {sheet.name: workbook.add_worksheet(sheet.name) for sheet in sheets}
        for sheet in sheets:
            _write_sheet(workbook, places[sheet.name], styles, sheet)
            for name, (row, heading) in sheet.names.items():
                workbook.define_name(name, f"={sheet.reference(heading, row)}")
    return out.getvalue()


def _write_sheet(workbook: Any, place: Any, styles: Styles, sheet: Sheet) -> None:
    place.write_string(0, 0, sheet.title, styles.title)
    for number, note in enumerate(sheet.notes, start=1):
        place.write_string(number, 0, note, styles.note)
    heading_row = sheet.heading_row - 1
    for number, column in enumerate(sheet.columns):
        place.set_column(number, number, column.characters)
        place.write_string(heading_row, number, column.heading, styles.heading(column.kind))
    place.set_row(heading_row, _height([(column.heading, column.characters - 2) for column in sheet.columns]))
    rows = sheet.rows or (((sheet.empty or "None."),),)
    for number, row in enumerate(rows, start=heading_row + 1):
        _write_row(place, styles, sheet, number, row)
    if sheet.total is not None and sheet.rows:
        _write_row(place, styles, sheet, heading_row + 1 + len(rows), sheet.total, total=True)
    last = heading_row + len(rows) + (sheet.total is not None)
    if sheet.is_data and sheet.rows:
        place.autofilter(heading_row, 0, heading_row + len(rows), len(sheet.columns) - 1)
    for number, chart in enumerate(sheet.charts if sheet.rows else ()):
        # Beside a narrow table, so that both are seen, and printed, together; otherwise below it.
        beside = sum(column.characters for column in sheet.columns) <= NARROW
        at = (heading_row, len(sheet.columns) + 1) if beside else (last + 2 + number * CHART_ROWS, 0)
        _add_chart(workbook, place, sheet, chart, at)
    _set_up_page(place, sheet)


def _height(texts: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row in points: spreadsheets do not all find it themselves.

    Args:
        texts: of its cells, with the number of characters that a line of theirs has room for.
    """
    lines = max((sum(_lines(part, room) for part in text.split("\n")) for text, room in texts), default=1)
    return min(LINE_HEIGHT * lines, MOST_HEIGHT)


def _lines(text: str, room: float) -> int:
    """Return how many lines a text takes that is broken between words."""
    lines, left = 1, room
    for word in text.split(" "):
        if len(word) > left and left < room:
            lines, left = lines + 1, room
        if len(word) > room:
            lines += int(len(word) // room)
        left -= len(word) % room + 1 if len(word) > room else len(word) + 1
    return lines


def _write_row(
    place: Any, styles: Styles, sheet: Sheet, number: int, row: Sequence[Cell | Link], *, total: bool = False
) -> None:
    wrapped = [
        (text, 1.1 * spec.characters - 3)
        for spec, cell in zip(sheet.columns, row, strict=False)
        if (text := _text_of(cell)) and spec.kind in TEXTS and not sheet.is_data
    ]
    height = _height(wrapped)
    if height > LINE_HEIGHT:
        place.set_row(number, height)
    for column, (spec, cell) in enumerate(zip(sheet.columns, row, strict=False)):
        if isinstance(cell, Link):
            target = f"internal:'{cell.sheet}'!A1"
            place.write_url(number, column, target, styles.link, cell.sheet, f"Go to {cell.sheet}")
        else:
            _write_cell(place, styles, spec, number, column, cell, wrap=not sheet.is_data, total=total)


def _text_of(cell: Cell | Link) -> str:
    value = cell.value if isinstance(cell, As | Formula) else cell
    value = value.value if isinstance(value, Formula) else value
    return value if isinstance(value, str) else ""


def _write_cell(
    place: Any, styles: Styles, spec: Column, row: int, column: int, cell: Cell, *, wrap: bool, total: bool
) -> None:
    kind: Kind = spec.kind
    if isinstance(cell, As):
        kind, cell = cell.kind, cell.value
    if cell is None and not total:
        return
    value = cell.value if isinstance(cell, Formula) else cell
    is_text = isinstance(value, str) and not isinstance(cell, Formula)
    wrapped = wrap and kind in TEXTS and isinstance(value, str)
    style = styles.cell(kind, wrap=wrapped, total=total, is_text=is_text)
    if isinstance(cell, Formula):
        place.write_formula(row, column, f"={cell.text}", style, _number(value))
    elif value is None:
        place.write_blank(row, column, None, style)
    elif isinstance(value, str):
        place.write_string(row, column, _shortened(value), style)
    else:
        place.write_number(row, column, _number(value), style)


def _number(value: str | int | Decimal | Fraction | None) -> str | int | float:
    """Return what the file holds: the nearest number with the 15 to 17 digits that a cell has."""
    if isinstance(value, Fraction):
        value = rounded(value)
    return float(value) if isinstance(value, Decimal) else value or (0 if value == 0 else "")


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."


def _add_chart(workbook: Any, place: Any, sheet: Sheet, chart: Chart, at: tuple[int, int]) -> None:
    headings = [column.heading for column in sheet.columns]
    first, last = sheet.heading_row, sheet.heading_row + chart.rows - 1
    drawn = workbook.add_chart({"type": chart.kind})
    for heading, (colour, dash, marker) in zip(chart.series, SERIES, strict=False):
        column, along = headings.index(heading), headings.index(chart.categories)
        series: dict[str, Any] = {
            "name": [sheet.name, first - 1, column],
            "categories": [sheet.name, first, along, last, along],
            "values": [sheet.name, first, column, last, column],
        }
        if chart.kind == "line":
            shape = {"type": marker, "size": 7, "fill": {"color": colour}, "border": {"color": colour}}
            series |= {"line": {"color": colour, "width": 2.25, "dash_type": dash}, "marker": shape}
        else:
            series |= {"fill": {"color": colour}, "border": {"color": DARK}}
        drawn.add_series(series)
    drawn.set_title({"name": chart.title, "name_font": {"size": 12, "color": DARK}, "overlay": False})
    drawn.set_x_axis({"label_position": "low", "num_font": {"size": 9}, "num_format": '#,##0,"k"'})
    drawn.set_y_axis({"name": chart.axis, "num_format": "#,##0", "major_gridlines": GRID})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    place.insert_chart(*at, drawn, {"description": chart.description, "object_position": 3})


def _set_up_page(place: Any, sheet: Sheet) -> None:
    place.freeze_panes(sheet.heading_row, sheet.key_columns)
    place.set_landscape()
    place.set_paper(A4)
    place.fit_to_pages(1, 0)
    place.repeat_rows(sheet.heading_row - 1)
    place.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    place.set_footer("&L&A&RPage &P of &N")
    place.hide_gridlines(1)
