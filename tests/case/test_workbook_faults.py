"""What can be wrong with the sheets of a workbook is found and located, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.case import load_case
from tests.case.bad_workbook_cells import CELLS
from tests.case.bad_workbook_sheets import SHEETS, WARNINGS
from tests.case.workbooks import GOLDEN, Book, Edit, assert_located, book_of, faults_of, saved, zipped

FAULTS = CELLS | SHEETS


def spoilt(tmp_path: Path, edit: Edit) -> Path:
    book = book_of(GOLDEN)
    edit(book)
    return saved(tmp_path, book.data(), "mycase.xlsx")


@pytest.mark.parametrize("what", FAULTS)
def test_fault_is_reported_at_its_place(what: str, tmp_path: Path) -> None:
    edit, expected = FAULTS[what]
    assert_located(faults_of(spoilt(tmp_path, edit)), expected)


@pytest.mark.parametrize("what", WARNINGS)
def test_warning_is_given_at_its_place(what: str, tmp_path: Path) -> None:
    edit, expected = WARNINGS[what]
    loaded = load_case(spoilt(tmp_path, edit))
    assert_located(loaded.warnings, expected)
    assert loaded.digest == load_case(GOLDEN).digest


def test_faults_of_all_sheets_come_together(tmp_path: Path) -> None:
    def edit(book: Book) -> None:
        for what in ("error in a number", "number as identifier", "column twice", "number as date"):
            FAULTS[what][0](book)

    files = {fault.file.rpartition(" ")[2] for fault in faults_of(spoilt(tmp_path, edit))}
    assert {"baseline", "councils", "contracts"} <= files


def test_a_sheet_of_one_name_twice(tmp_path: Path) -> None:
    parts = book_of(GOLDEN).parts()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="councils"', b'name="services"')
    found = faults_of(saved(tmp_path, zipped(parts), "mycase.xlsx"))
    assert_located(found, ("services", None, None, "there are two sheets of this name"))
