"""LibreOffice opens the workbook and works out every formula to the value that stands in the file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from optimizer.case import load_case
from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.reports import WORKBOOK
from optimizer.report.workbook.sheet import Column, Formula, Sheet
from optimizer.report.workbook.write import workbook_bytes
from optimizer.report.write import write_run
from tests.builders import golden_case
from tests.report.hostile import write_hostile_run
from tests.report.spreadsheets import recalculated

HALF_A_PENNY = 0.005001


def disagreements(workbook: Path, saved: Path) -> tuple[int, list[str]]:
    """Return how many formulas there are, and those that LibreOffice finds another value for."""
    formulas = openpyxl.load_workbook(workbook)
    cached = openpyxl.load_workbook(workbook, data_only=True)
    found = openpyxl.load_workbook(saved, data_only=True)
    assert formulas.sheetnames == found.sheetnames
    count, wrong = 0, []
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            count += 1
            was, now = (book[sheet.title][cell.coordinate].value for book in (cached, found))
            numbers = isinstance(was, int | float) and isinstance(now, int | float)
            if not (abs(was - now) <= HALF_A_PENNY if numbers else was == now and was is not None):
                wrong.append(f"{sheet.title}!{cell.coordinate}: {was!r} in the file, {now!r} worked out")
    return count, wrong


def test_every_formula_has_the_value_that_it_has_in_the_file(tmp_path: Path) -> None:
    """And a wrong value in a file is noticed: LibreOffice works the formulas out and does not copy them."""
    write_run(solve_case(golden_case(), options=RunOptions(second_opinion_seconds=0)), tmp_path / "run")
    workbook, wrong = tmp_path / "run" / WORKBOOK, tmp_path / "wrong.xlsx"
    columns = (Column("Name", "text", ""), Column("Amount", "gbp", ""))
    rows = (("a", Decimal("1.00")), ("b", Formula("B3+1", 3)), ("c", Formula("B3+1", 2)))
    sheet = Sheet("one", "A title", "", columns, rows)
    wrong.write_bytes(workbook_bytes([sheet], "A case", datetime(2000, 1, 1)))
    saved, saved_wrong = recalculated(tmp_path / "office", workbook, wrong)
    count, found = disagreements(workbook, saved)
    assert found == []
    assert count > 100
    assert disagreements(wrong, saved_wrong) == (2, ["one!B4: 3 in the file, 2 worked out"])


@pytest.mark.long
def test_the_workbook_of_hostile_names(tmp_path: Path) -> None:
    write_hostile_run(tmp_path / "run")
    workbook = tmp_path / "run" / WORKBOOK
    count, wrong = disagreements(workbook, *recalculated(tmp_path / "office", workbook))
    assert wrong == []
    assert count > 100


@pytest.mark.long
def test_the_workbook_of_cambridge(tmp_path: Path, repository: Path) -> None:
    loaded = load_case(repository / "examples" / "cambridge_3c")
    write_run(solve_case(loaded, options=RunOptions(second_opinion_seconds=0)), tmp_path / "run")
    workbook = tmp_path / "run" / WORKBOOK
    count, wrong = disagreements(workbook, *recalculated(tmp_path / "office", workbook))
    assert wrong == []
    assert count > 250
    assert workbook.stat().st_size < 2_000_000
