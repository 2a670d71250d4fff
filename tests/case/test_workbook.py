"""A case is the same in either form: folder or workbook, whoever wrote the workbook."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from optimizer.case import case_from_json, case_to_json, load_case, load_sets
from optimizer.case.workbook_cells import number_text
from optimizer.case.workbook_xml import address, column_number, range_corners
from optimizer.case.write_workbook import write_template_workbook
from optimizer.errors import UsageError
from tests.case.workbooks import (
    GOLDEN,
    OWN_PERCENT,
    PERCENT,
    POUNDS,
    QUOTED_PERCENT,
    TEMPLATE,
    Book,
    Edit,
    book_of,
    number,
    put,
    saved,
    text,
    written,
)
from tests.solving import solve

ROOT = TEMPLATE.parents[1]
FOLDERS = [GOLDEN, TEMPLATE, ROOT / "examples" / "cambridge_3c"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("form", ["written", "inline", "1904"])
def test_the_same_case_in_both_forms(folder: Path, form: str, tmp_path: Path) -> None:
    data = written(folder) if form == "written" else book_of(folder, 1904 if form == "1904" else 1900).data()
    original, loaded = load_case(folder), load_case(saved(tmp_path, data))
    assert loaded.digest == original.digest
    assert loaded.case == original.case
    assert loaded.defaults == original.defaults
    assert len(loaded.warnings) == len(original.warnings)
    assert list(loaded.file_hashes) == ["case.xlsx"]
    assert case_from_json(case_to_json(loaded)) == loaded


def test_the_same_plan_from_both_forms(tmp_path: Path) -> None:
    from_folder = solve(load_case(GOLDEN))
    from_workbook = solve(load_case(saved(tmp_path, written(GOLDEN))))
    assert from_workbook.npv_gbp == from_folder.npv_gbp
    assert from_workbook.plan == from_folder.plan


def test_sets_lie_beside_the_workbook(tmp_path: Path) -> None:
    shutil.copytree(GOLDEN / "constraints", tmp_path / "constraints")
    path = saved(tmp_path, written(GOLDEN))
    case = load_case(path).case
    assert load_sets(path, ["budget"], case).policies == load_sets(GOLDEN, ["budget"], case).policies


def test_the_template_as_a_workbook(tmp_path: Path) -> None:
    workbook, *sets = write_template_workbook(tmp_path / "one")
    assert [path.relative_to(tmp_path).as_posix() for path in (workbook, *sets)] == [
        "one/case.xlsx",
        "one/constraints/base.toml",
    ]
    again = write_template_workbook(tmp_path / "two")[0]
    assert workbook.read_bytes() == again.read_bytes()
    loaded = load_case(workbook)
    assert (loaded.digest, loaded.warnings) == (load_case(TEMPLATE).digest, ())
    assert load_sets(workbook, ["base"], loaded.case).policies
    with pytest.raises(UsageError, match="exists and is not empty"):
        write_template_workbook(tmp_path / "one")


def test_the_template_helps_whoever_fills_it_in() -> None:
    with zipfile.ZipFile(BytesIO(written(TEMPLATE))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert all("<pane" in sheet for sheet in sheets[1:])
    assert sum("<dataValidation " in sheet for sheet in sheets) >= 12
    strings = parts["xl/sharedStrings.xml"]
    for header in ("fte [FTE]", "annual_charge_gbp [GBP a year]", "end_date [date]", "lead_months [months]"):
        assert f"<t>{header}</t>" in strings
    for source in ("councils!$A$2:$A$1000", "transfer", "yes,no"):
        assert any(source in sheet for sheet in sheets)
    notes = "".join(part for name, part in parts.items() if "comments" in name)
    assert "Client function that always stays with the council." in notes
    assert "Default: 12500." in notes


def header_with_units(book: Book) -> None:
    book.put("baseline", 1, "fte", text("fte [FTE]"))
    book.put("baseline", 1, "turnover_share", text("turnover_share [share a year]"))


def blank_cells_all_around(book: Book) -> None:
    for place in ((1, 30), (2, 30), (4, 1), (500, 3), (1_048_576, 16_384)):
        book.sheets["baseline"][place] = '<c r="@" s="4"/>'


def formula_of_nothing(book: Book) -> None:
    book.sheets["baseline"][9, 1] = '<c r="@" t="str"><f>IF(1=1,"","x")</f><v></v></c>'
    book.sheets["baseline"][9, 40] = '<c r="@" t="inlineStr"><is><t></t></is></c>'


def no_addresses(book: Book) -> None:
    cells = book.sheets["councils"]
    book.sheets["councils"] = {place: xml.replace(' r="@"', "") for place, xml in cells.items()}


def every_tag_with_a_prefix(book: Book) -> None:
    xml = book.sheet_xml("services").replace("</", "</x:").replace("xmlns=", "xmlns:x=")
    place = list(book.sheets).index("services") + 1
    for tag in ("worksheet", "sheetData", "row", "c ", "v>", "is>", "t "):
        xml = xml.replace(f"<{tag}", f"<x:{tag}")
    book.extra[f"xl/worksheets/s{place}.xml"] = xml.encode()


def columns_and_sheets_in_another_order(book: Book) -> None:
    book.sheets = dict(reversed(book.sheets.items()))
    cells = book.sheets["contracts"]
    book.sheets["contracts"] = {(row, 40 - column): xml for (row, column), xml in cells.items()}


HARMLESS: dict[str, Edit] = {
    "nothing": lambda book: None,
    "units in headers": header_with_units,
    "a saved formula": put("baseline", 2, "fte", '<c r="@"><f>6*2</f><v>12</v></c>'),
    "noise in the 17th digit": put("baseline", 2, "fte", number("12.000000000000002")),
    "an exponent in the file": put("baseline", 2, "fte", number("1.2E+1")),
    "a number as text": put("baseline", 2, "fte", text("12.0")),
    "a share shown as per cent": put("baseline", 2, "turnover_share", number("0.1", PERCENT)),
    "a share shown as per cent in red": put("baseline", 2, "turnover_share", number("0.1", OWN_PERCENT)),
    "a per cent sign in quotation marks": put("baseline", 2, "fte", number("12", QUOTED_PERCENT)),
    "pounds": put("contracts", 2, "annual_charge_gbp", number("100000", POUNDS)),
    "a date as text": put("contracts", 2, "end_date", text("2026-03-31")),
    "an ISO date cell": put("contracts", 2, "end_date", '<c r="@" t="d"><v>2026-03-31</v></c>'),
    "TRUE for yes": put("contracts", 2, "novation_allowed", '<c r="@" t="b"><v>1</v></c>'),
    "formatted blank cells": blank_cells_all_around,
    "a formula whose result is nothing": formula_of_nothing,
    "cells without addresses": no_addresses,
    "tags with prefixes": every_tag_with_a_prefix,
    "another order": columns_and_sheets_in_another_order,
    "a sheet of notes": lambda book: book.sheets.update({"Notes of the meeting": {(1, 1): text("x")}}),
    "merged cells beside the table": lambda book: book.after.update(
        baseline='<mergeCells count="1"><mergeCell ref="T2:U9"/></mergeCells>'
    ),
    "hidden columns beside the table": lambda book: book.before.update(
        baseline='<cols><col min="30" max="31" hidden="1"/></cols>'
    ),
}


def spoilt_or_not(tmp_path: Path, edit: Edit) -> Path:
    book = book_of(GOLDEN)
    edit(book)
    return saved(tmp_path, book.data(), "mycase.xlsx")


@pytest.mark.parametrize("what", HARMLESS)
def test_what_spreadsheets_do_without_harm(what: str, tmp_path: Path) -> None:
    loaded = load_case(spoilt_or_not(tmp_path, HARMLESS[what]))
    if what == "TRUE for yes":
        assert loaded.case.contracts["kA"].novation_allowed
    elif what != "a date as text" and what != "an ISO date cell" and what != "pounds":
        assert loaded.digest == load_case(GOLDEN).digest
    assert len(loaded.warnings) == 1, "the folder has one warning, too"


def test_dates_of_both_calendars(tmp_path: Path) -> None:
    for epoch in (False, True):
        path = tmp_path / f"{epoch}.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": epoch}) as workbook:
            style = workbook.add_format({"num_format": "[$-809]dd mmmm yyyy;@"})
            for name, cells in book_of(GOLDEN).sheets.items():
                sheet = workbook.add_worksheet(name)
                for (row, column), xml in cells.items():
                    value = xml.split("<v>")[-1].split("</v>")[0]
                    if 't="inlineStr"' in xml:
                        value = xml.split('preserve">')[1].split("</t>")[0]
                        sheet.write_string(row - 1, column - 1, value)
                    elif 's="1"' in xml:
                        day = date.fromordinal(int(value) + date(1899, 12, 30).toordinal())
                        sheet.write_datetime(row - 1, column - 1, day, style)
                    else:
                        sheet.write_number(row - 1, column - 1, float(value))
        assert load_case(path).digest == load_case(GOLDEN).digest


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, "0.3"),
        (1234.5650000000001, "1234.565"),
        (12.0, "12"),
        (-0.0, "0"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
        (123456789012345.6, "123456789012346"),
    ],
)
def test_numbers_have_15_digits_and_no_exponent(value: float, expected: str) -> None:
    assert number_text(value) == expected
    assert Decimal(expected) == Decimal(f"{value:.15g}")


def test_addresses() -> None:
    assert [address(1, column) for column in (1, 26, 27, 702, 703, 16_384)] == [
        "A1",
        "Z1",
        "AA1",
        "ZZ1",
        "AAA1",
        "XFD1",
    ]
    assert column_number("XFD") == 16_384
    assert range_corners("B2:C5") == (2, 2, 5, 3)
    assert range_corners("B2") == (2, 2, 2, 2)
