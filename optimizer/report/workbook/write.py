"""Write the sheets of a workbook as bytes: equal sheets give equal bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
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
    rows = sheet.rows or (((sheet.empty or "None."),),)
    for number, row in enumerate(rows, start=heading_row + 1):
        _write_row(place, styles, sheet, number, row)
    if sheet.total is not None and sheet.rows:
        _write_row(place, styles, sheet, heading_row + 1 + len(rows), sheet.total, total=True)
    last = heading_row + len(rows) + (sheet.total is not None)
    if sheet.is_data and sheet.rows:
        place.autofilter(heading_row, 0, heading_row + len(rows), len(sheet.columns) - 1)
    for number, chart in enumerate(sheet.charts if sheet.rows else ()):
        _add_chart(workbook, place, sheet, chart, last + 2 + number * CHART_ROWS)
    _set_up_page(place, sheet)


def _write_row(
    place: Any, styles: Styles, sheet: Sheet, number: int, row: Sequence[Cell | Link], *, total: bool = False
) -> None:
    for column, (spec, cell) in enumerate(zip(sheet.columns, row, strict=False)):
        if isinstance(cell, Link):
            target = f"internal:'{cell.sheet}'!A1"
            place.write_url(number, column, target, styles.link, cell.sheet, f"Go to {cell.sheet}")
        else:
            _write_cell(place, styles, spec, number, column, cell, wrap=not sheet.is_data, total=total)


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
    style = styles.cell(kind, wrap=wrap and kind in TEXTS, total=total, is_text=is_text)
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


def _add_chart(workbook: Any, place: Any, sheet: Sheet, chart: Chart, row: int) -> None:
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
    drawn.set_x_axis({"label_position": "low", "num_font": {"size": 9}})
    drawn.set_y_axis({"name": chart.axis, "num_format": "#,##0", "major_gridlines": {"visible": True}})
    drawn.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    place.insert_chart(row, 0, drawn, {"description": chart.description, "object_position": 3})


def _set_up_page(place: Any, sheet: Sheet) -> None:
    place.freeze_panes(sheet.heading_row, sheet.key_columns)
    place.set_landscape()
    place.set_paper(A4)
    place.fit_to_pages(1, 0)
    place.repeat_rows(sheet.heading_row - 1)
    place.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    place.set_footer("&L&A&RPage &P of &N")
    place.hide_gridlines(1)
