"""Sheets as bytes: what is a text, a number and a formula, and that equal sheets are equal bytes."""

import io
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from optimizer.report.workbook.sheet import As, Chart, Column, Formula, Link, Sheet, letter
from optimizer.report.workbook.write import LONGEST_TEXT, workbook_bytes

CREATED = datetime(2026, 11, 23, 1, 2, 3)
COLUMNS = (Column("Name", "text", "who"), Column("Amount", "gbp", "what it pays"))


def opened(*sheets: Sheet) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, "A case", CREATED)))


def one_sheet(*rows: tuple[object, ...], **fields: object) -> Sheet:
    return Sheet("one", "A title", "to try", COLUMNS, rows, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(1)", "1", "http://a.b", "{=1}", "_x0041_", "TRUE"]
)
def test_a_text_is_a_text_whatever_it_begins_with(text: str) -> None:
    cell = opened(one_sheet((text, Decimal("-1.50"))))["one"]["A3"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix
    assert cell.number_format == "@"
    assert cell.hyperlink is None


@pytest.mark.parametrize("value", [Decimal("-1.50"), Fraction(-3, 2), -2, 0, Decimal("12345678901.23")])
def test_a_number_is_a_number(value: Decimal | Fraction | int) -> None:
    cell = opened(one_sheet(("a", value)))["one"]["B3"]
    assert (cell.data_type, cell.value) == ("n", float(value))


def test_only_a_formula_is_a_formula_and_it_has_its_value() -> None:
    sheet = one_sheet(("a", Decimal(2)), total=("Total", Formula("SUM(B3:B3)", Decimal(2))))
    assert opened(sheet)["one"]["B4"].value == "=SUM(B3:B3)"
    data = io.BytesIO(workbook_bytes([sheet], "A case", CREATED))
    assert openpyxl.load_workbook(data, data_only=True)["one"]["B4"].value == 2


def test_the_layout_of_a_sheet() -> None:
    rows = (("a", Decimal(1)), ("b", As("share", Decimal("0.5"))))
    place = opened(one_sheet(*rows, notes=("A note.",)))["one"]
    assert [cell.value for cell in place["A"]] == ["A title", "A note.", "Name", "a", "b"]
    assert (place.freeze_panes, place.print_title_rows) == ("B4", "$3:$3")
    assert (place.page_setup.orientation, place.page_setup.paperSize) == ("landscape", 9)
    assert place.sheet_properties.pageSetUpPr.fitToPage
    assert place.page_setup.fitToHeight == 0
    assert place["B5"].number_format == "0.00%"
    assert place.column_dimensions["A"].width > 20
    assert not place.merged_cells.ranges


def test_names_links_and_places() -> None:
    sheet = one_sheet(("a", Decimal(1)), (Link("one"), Decimal(2)), names={"the_last": (1, "Amount")})
    book = opened(sheet)
    assert book.defined_names["the_last"].attr_text == "'one'!$B$4"
    assert book["one"]["A4"].hyperlink.location == "'one'!A1"
    assert (sheet.range("Amount"), sheet.reference("Amount", -1)) == ("'one'!$B$3:$B$4", "'one'!$B$5")
    assert [letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_sheet_without_rows_says_so_and_has_no_chart() -> None:
    chart = Chart("line", "It rises", "From 1 to 2.", "Name", ("Amount",), "GBP", 2)
    place = opened(one_sheet(empty="There is nothing.", charts=(chart,)))["one"]
    assert place["A3"].value == "There is nothing."
    assert opened(one_sheet(("a", 1), ("b", 2), charts=(chart,)))["one"]._charts


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    value = opened(one_sheet(("x" * 40_000, 1)))["one"]["A3"].value
    assert value == "x" * LONGEST_TEXT + "..."


def test_equal_sheets_are_equal_bytes() -> None:
    sheets = [one_sheet(("a", Decimal(1)))]
    assert workbook_bytes(sheets, "A case", CREATED) == workbook_bytes(sheets, "A case", CREATED)
    assert workbook_bytes(sheets, "A case", CREATED) != workbook_bytes(sheets, "Another", CREATED)
