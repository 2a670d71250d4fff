"""report.xlsx of a run: every sheet, figures to the penny, and what spreadsheets and readers trip on."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from optimizer.case.dictionary import cost_lines
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.content import Content, content_of_run
from optimizer.report.content.rules import Check
from optimizer.report.read import KeptRun, read_run
from optimizer.report.reports import WORKBOOK
from optimizer.report.workbook.build import CREATED, sheets_of, workbook_of
from optimizer.report.workbook.sheet import As, Formula
from optimizer.report.workbook.write import workbook_bytes
from optimizer.report.write import write_run
from tests.builders import golden_case
from tests.report.hostile import NAMES, write_hostile_run
from tests.report.page.pages import analyses

SHEETS = (
    *("cover", "summary", "cash by year", "by council", "councils by year", "by service", "transition plan"),
    *("who is where", "staff", "contracts", "recharges", "fairness", "funding", "policies", "alternatives"),
    *("sensitivity", "switching values", "risk", "risk distribution", "risk register", "stress"),
    *("assumptions", "checks", "figures", "data", "notes"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    folder = tmp_path_factory.mktemp("golden") / "run"
    write_run(solve_case(golden_case(), options=RunOptions(second_opinion_seconds=0)), folder)
    return read_run(folder)


@pytest.fixture(scope="module")
def content(kept: KeptRun) -> Content:
    return content_of_run(kept)


@pytest.fixture(scope="module")
def book(kept: KeptRun) -> openpyxl.Workbook:
    return openpyxl.load_workbook(kept.folder / WORKBOOK, data_only=True)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "run"
    write_hostile_run(folder)
    return folder


def table(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet's table by heading: it begins after the frozen row of headings."""
    place = book[name]
    first = int(re.sub(r"\D", "", place.freeze_panes))
    rows = list(place.iter_rows(min_row=first - 1, values_only=True))
    found = []
    for row in rows[1:]:
        if row[0] is None:
            break
        found.append(dict(zip(rows[0], row, strict=True)))
    return found


def published(kept: KeptRun, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(kept.texts[f"{name}.csv"], newline="")))


def pence(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def test_every_sheet_is_there_and_the_cover_leads_to_it(book: openpyxl.Workbook) -> None:
    assert tuple(book.sheetnames) == SHEETS
    links = [cell.hyperlink.location for row in book["cover"].iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in SHEETS[1:]]
    assert book.active.title == "cover"


def test_the_cover_says_what_must_be_known_first(kept: KeptRun, book: openpyxl.Workbook) -> None:
    said = {row["Item"]: row["What it says"] for row in table(book, "cover")}
    assert said["Case"] == "Two councils, one service, three years"
    assert said["Status"] == "optimal: the search ended with a proof"
    assert said["Gap to the best possible"] == f"£{Decimal(str(kept.result['gap_gbp'])):,.2f}"
    assert said["Second opinion"].startswith("not asked.")
    assert said["Checks"] == f"All {len(table(book, 'checks')) - 1} checks hold"
    assert "A saving is positive" in said["Signs"]


def test_the_options_stand_side_by_side(book: openpyxl.Workbook) -> None:
    """CORE part 3: 4,794,609.46 as today, 372,588.62 saved, 229,500 spent once, B is worst off."""
    rows = {row["Name in the tables"]: row for row in table(book, "summary")}
    cost, saving = rows["cost_npv_gbp"], rows["npv_saving_gbp"]
    assert (cost["Business as usual"], cost["Do minimum"]) == (4794609.46, 4794609.46)
    assert pence(cost["Plan"]) == Decimal("4422020.84")
    assert (saving["Business as usual"], saving["Plan"]) == (0, 372588.62)
    assert rows["one_off_cost_gbp"]["Plan"] == 229500
    assert rows["steady_state_saving_gbp"]["Plan"] == 316200
    assert rows["payback_years"]["Plan"] == 1.52
    assert rows["payback_years"]["Business as usual"] == "nothing to pay back"
    assert rows["peak_cash_gbp"]["Plan"] == 115590
    assert rows["worst_council_npv_gbp"]["Plan"] == 148439.44


def test_every_published_figure_is_there(kept: KeptRun, book: openpyxl.Workbook) -> None:
    figures = {row["Name in the tables"]: row["Value"] for row in table(book, "figures")}
    rows = published(kept, "summary")
    assert set(figures) == {row["measure"] for row in rows}
    for row in rows:
        if row["unit"] in ("text", "financial year"):
            assert figures[row["measure"]] == row["value"]
        else:
            assert Decimal(str(figures[row["measure"]])) == Decimal(row["value"]), row["measure"]


def test_data_is_cash_to_the_penny(kept: KeptRun, book: openpyxl.Workbook) -> None:
    keys = ("scenario", "body", "service", "arrangement", "financial_year", "line")
    wanted = {
        (*(row[key] for key in keys), row["basis"]): row["amount_gbp"] for row in published(kept, "cash")
    }
    found = {}
    for row in table(book, "data"):
        place = tuple(row[key] or "" for key in keys)
        assert row["cause"] == cost_lines()[row["line"]].cause
        for basis in ("real", "nominal"):
            found[*place, basis] = row[f"{basis}_gbp"]
    assert {place: pence(found.pop(place)) for place in wanted} == {
        place: Decimal(amount) for place, amount in wanted.items()
    }
    assert not any(found.values()), "a basis that cash.csv leaves out is nil"


def test_years_by_hand(book: openpyxl.Workbook) -> None:
    """CORE part 3: the savings are -60,000, -54,500, 214,300 and 316,200."""
    rows = table(book, "cash by year")
    assert [row["Net saving (real GBP)"] for row in rows[:4]] == [-60000, -54500, 214300, 316200]
    cash = [pence(row["Net saving (cash GBP)"]) for row in rows[:4]]
    assert cash == [Decimal(text) for text in ("-60000", "-55590", "222957.72", "335553.97")]
    assert rows[4]["Financial year"] == "All years"
    assert rows[4]["Discounted saving (GBP)"] == 372588.62


def test_councils_services_and_charges(kept: KeptRun, book: openpyxl.Workbook) -> None:
    saved = {row["Council"]: pence(row["Net saving (GBP)"]) for row in table(book, "by council")}
    assert saved == {
        "Council A": Decimal("224149.18"),
        "Council B": Decimal("148439.44"),
        "All councils": Decimal("372588.62"),
    }
    [ict, every] = table(book, "by service")
    assert pence(ict["Net saving (GBP)"]) == pence(every["Net saving (GBP)"]) == Decimal("372588.62")
    charges = [row for row in published(kept, "recharges") if row["basis"] == "real"]
    found = table(book, "recharges")
    assert sorted(pence(row["Charge (real GBP)"]) for row in found[:-1]) == sorted(
        Decimal(row["amount_gbp"]) for row in charges
    )
    assert pence(found[-1]["Charge (real GBP)"]) == sum(Decimal(row["amount_gbp"]) for row in charges)


def test_staff_contracts_and_steps_are_those_of_the_tables(kept: KeptRun, book: openpyxl.Workbook) -> None:
    redundant = sum(Decimal(row["fte"]) for row in published(kept, "staff") if row["flow"] == "redundant")
    assert Decimal(str(table(book, "staff")[-1]["Redundant (FTE)"])) == redundant == Decimal("1.3")
    contracts = {row["Contract"]: row["One-off cost (real GBP)"] for row in table(book, "contracts")}
    assert contracts == {"kA": 5000, "kB": 72000}
    steps = [row["What happens"] for row in table(book, "transition plan")]
    assert any("ended early in 2026/27" in step for step in steps)


def test_every_check_passes_and_one_that_fails_is_told(content: Content, book: openpyxl.Workbook) -> None:
    rows = table(book, "checks")
    assert {row["Verdict"] for row in rows[:-1]} == {"PASS"}
    assert (rows[-1]["Check"], rows[-1]["Verdict"]) == ("Checks that fail", 0)
    wrong = Check("x", "two figures", Decimal(1), Decimal(2), Decimal("0.01"), "GBP", holds=False)
    data = workbook_of(replace(content, checks=(*content.checks, wrong)))
    spoiled = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert [row["Verdict"] for row in table(spoiled, "checks")[-2:]] == ["FAIL", 1]
    said = {row["Item"]: row["What it says"] for row in table(spoiled, "cover")}
    assert said["Checks"] == f"1 of {len(content.checks) + 1} checks fail: see the sheet checks"


def test_every_sheet_can_be_read_printed_and_heard(kept: KeptRun) -> None:
    book = openpyxl.load_workbook(kept.folder / WORKBOOK)
    for sheet in book:
        assert not sheet.merged_cells.ranges, sheet.title
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        heading = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
        assert sheet.print_title_rows == f"${heading}:${heading}"
        headings = [cell.value for cell in sheet[heading]]
        assert sheet["A1"].value
        assert headings[0]
        assert None not in headings
        assert len(set(headings)) == len(headings), sheet.title
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            assert "[" not in cell.number_format, "no colour and no condition carries a meaning"
    with zipfile.ZipFile(kept.folder / WORKBOOK) as archive:
        drawings = [archive.read(name).decode() for name in archive.namelist() if "drawings/drawing" in name]
    charts = [match for text in drawings for match in re.findall(r"<xdr:cNvPr [^>]*>", text)]
    assert len(charts) == 3
    assert all(re.search(r'descr="[^"]{40,}"', one) for one in charts)


def test_every_column_is_wide_enough(content: Content) -> None:
    """A number that is too long for its cell is shown as ####; texts are broken between words."""
    for sheet in sheets_of(content):
        for row in (*sheet.rows, *([sheet.total] if sheet.total else [])):
            for column, cell in zip(sheet.columns, row, strict=True):
                value = cell.value if isinstance(cell, As) else cell
                value = value.value if isinstance(value, Formula) else value
                if isinstance(value, Decimal | int):
                    assert len(f"{value:,.2f}") < column.characters, (sheet.name, column.heading)


def test_every_column_is_explained(content: Content, book: openpyxl.Workbook) -> None:
    explained = {(row["Where"], row["Column"].partition(": ")[2]) for row in table(book, "notes")[3:]}
    for sheet in sheets_of(content)[1:-1]:
        for column in sheet.columns:
            assert column.meaning
            assert (sheet.name, column.heading) in explained


def test_the_same_content_gives_the_same_bytes(kept: KeptRun, content: Content) -> None:
    assert workbook_of(content) == workbook_of(content_of_run(kept)) == (kept.folder / WORKBOOK).read_bytes()


def ours(content: Content) -> set[tuple[str, str]]:
    """Return the formulas that the program writes, with their sheets."""
    found = set()
    for sheet in sheets_of(content):
        for row in (*sheet.rows, *([sheet.total] if sheet.total else [])):
            for cell in row:
                value = cell.value if isinstance(cell, As) else cell
                if isinstance(value, Formula):
                    found.add((sheet.name, f"={value.text}"))
    return found


def test_no_name_becomes_a_formula_or_a_link(hostile: Path) -> None:
    content = content_of_run(read_run(hostile))
    allowed = ours(content)
    book = openpyxl.load_workbook(hostile / WORKBOOK)
    texts: set[str] = set()
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                assert (sheet.title, cell.value) in allowed
            elif cell.data_type == "s":
                texts.add(cell.value)
            if cell.hyperlink:
                assert cell.hyperlink.target is None
    assert len(NAMES) >= 60
    assert set(NAMES) <= texts
    for _, formula in allowed:
        assert not any(name in formula for name in NAMES if len(name) > 8), formula


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_in_an_analysis_is_a_text(content: Content, name: str) -> None:
    shown = ("alternatives", "sensitivity", "switching values", "stress")
    sheets = [one for one in sheets_of(replace(content, analyses=analyses(name))) if one.name in shown]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, name, CREATED)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink]
    for sheet in book:
        texts = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
        assert any(name in text for text in texts), sheet.title
    assert tuple(book.sheetnames) == shown


def test_negative_numbers_stay_numbers_among_hostile_names(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile / WORKBOOK, data_only=True)
    kept = read_run(hostile)
    wanted = sorted(Decimal(row["amount_gbp"]) for row in published(kept, "cash") if row["basis"] == "real")
    amounts = [row["real_gbp"] for row in table(book, "data")]
    assert all(isinstance(amount, int | float) for amount in amounts)
    assert sorted(map(pence, amounts)) == wanted
    assert wanted[0] < 0


def test_totals_keep_apart_what_hostile_names_confuse(hostile: Path) -> None:
    """Conditions of formulas are numbers: a council called `=1+1` or `*` is no condition."""
    book = openpyxl.load_workbook(hostile / WORKBOOK, data_only=True)
    kept = read_run(hostile)
    rows = table(book, "by council")
    wanted = [row["value"] for row in published(kept, "summary") if row["measure"].startswith("council_npv")]
    assert [pence(row["Net saving (GBP)"]) for row in rows[:-1]] == [Decimal(text) for text in wanted]
