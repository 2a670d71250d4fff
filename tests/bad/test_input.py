"""Every bad input, from the command line to the last word of the message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad.csv_faults import CSV
from tests.bad.meaning_faults import MEANING
from tests.bad.running import GOLDEN, TEMPLATE, assert_refused, consolidate, spoilt, tree
from tests.bad.set_faults import SETS
from tests.bad.toml_faults import TOML
from tests.bad.workbook_faults import BOOKS, FILE, NO_BOOKS
from tests.case.bad_inputs_files import FAULTS_OF_FILES
from tests.case.bad_inputs_meaning import FAULTS_OF_NEEDS_AND_POOLS
from tests.case.bad_inputs_stress import FAULTS_OF_RISKS
from tests.case.bad_inputs_today import FAULTS_OF_TODAY
from tests.case.folders import both, cell, line, swap, whole
from tests.case.test_sets import FAULTS as FAULTS_OF_SETS
from tests.case.workbooks import book_of, number, put, text

NEW = {"TOML": TOML, "CSV": CSV, "meaning": MEANING, "risks": FAULTS_OF_RISKS}
KNOWN = {"files": FAULTS_OF_FILES, "needs and pools": FAULTS_OF_NEEDS_AND_POOLS, "today": FAULTS_OF_TODAY}
FOLDERS = {f"{area}: {what}": bad for area, table in (NEW | KNOWN).items() for what, bad in table.items()}
SOLVE = ("solve", "case", "-o", "out")


@pytest.mark.parametrize("what", FOLDERS)
def test_case_folder(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edit, expected = FOLDERS[what]
    spoilt(tmp_path, GOLDEN, edit)
    assert_refused(tmp_path, SOLVE, expected)


@pytest.mark.parametrize("what", SETS)
def test_constraint_sets(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files, asked, expected = SETS[what]
    case = spoilt(tmp_path, GOLDEN, lambda folder: None)
    for name, words in files.items():
        whole(f"constraints/{name}.toml", words)(case)
    options = [word for name in asked for word in ("-c", name)]
    assert_refused(tmp_path, (*SOLVE, *options), expected)


@pytest.mark.parametrize("what", FAULTS_OF_SETS)
def test_known_faults_of_sets(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text_of_set, row, column, words = FAULTS_OF_SETS[what]
    case = spoilt(tmp_path, TEMPLATE, whole("constraints/test.toml", text_of_set))
    assert case.is_dir()
    faults = assert_refused(tmp_path, (*SOLVE, "-c", "test"), None)
    assert any(
        (fault["file"], fault["column"]) == ("constraints/test.toml", column)
        and row in (None, fault["row"])
        and words in f"{fault['value']!r}: {fault['problem']}; {fault['remedy']}"
        for fault in faults
    ), faults


@pytest.mark.parametrize("what", BOOKS)
def test_workbook(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edit, expected = BOOKS[what]
    book = book_of(GOLDEN)
    edit(book)
    Path(FILE).write_bytes(book.data())
    assert_refused(tmp_path, ("solve", FILE, "-o", "out"), expected)


@pytest.mark.parametrize("what", NO_BOOKS)
def test_file_that_is_no_workbook(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spoil, words = NO_BOOKS[what]
    Path(FILE).write_bytes(spoil(book_of(GOLDEN).data()))
    [_] = assert_refused(tmp_path, ("check", FILE), (FILE, None, None, words))


TWELVE = {
    ("arrangements.csv", 2, "capacity_volume"): ("capacity_volume", "many"),
    ("baseline.csv", 2, "fte"): ("fte", "-1"),
    ("baseline_services.csv", 3, "volume"): ("volume", "400.5"),
    ("budgets.csv", 3, "financial_year"): ("financial_year", "2026/28"),
    ("contracts.csv", 2, "end_date"): ("end_date", "31/03/2029"),
    ("councils.csv", 3, "population"): ("population", "0"),
    ("delivery_models.csv", 2, "staff_mode"): ("staff_mode", "lend"),
    ("depths.csv", 3, "staff_share"): ("staff_share", "100%"),
    ("joining.csv", 3, "join_gbp"): ("join_gbp", "40,000"),
    ("scale_curves.csv", 4, "value"): ("value", "1e6"),
    ("services.csv", 2, "change_month"): ("change_month", "13"),
}
"""A faulty cell for every table of the golden case, by its place."""


def test_twelve_faults_in_twelve_files_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    edits = [cell(file, row, column, value) for (file, row, _), (column, value) in TWELVE.items()]
    spoilt(tmp_path, GOLDEN, both(*edits, swap("case.toml", "years = 3", "years = 31")))
    faults = assert_refused(tmp_path, SOLVE, ("case.toml", 4, "years", "is too large"))
    assert len(faults) == 12
    assert {(fault["file"], fault["row"], fault["column"]) for fault in faults} == {
        *TWELVE,
        ("case.toml", 4, "years"),
    }


def test_twelve_faults_in_one_file_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    columns = ("annual_charge_gbp", "end_date", "novation_allowed", "replaces_share", "index", "displaced_by")
    values = ("£1", "soon", "maybe", "2", "cpi", "a/b")
    edits = [
        cell("contracts.csv", row, column, value)
        for row in (2, 3)
        for column, value in zip(columns, values, strict=True)
    ]
    spoilt(tmp_path, GOLDEN, both(*edits))
    faults = assert_refused(tmp_path, SOLVE, ("contracts.csv", 3, "end_date", "is not a date"))
    assert [(fault["file"], fault["row"], fault["column"]) for fault in faults] == [
        ("contracts.csv", row, column) for row in (2, 3) for column in sorted(columns)
    ]


def test_twelve_faults_in_one_workbook_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    book = book_of(GOLDEN)
    for (file, row, _), (column, value) in TWELVE.items():
        put(file.removesuffix(".csv"), row, column, text(value))(book)
    put("case", book.row_of("years"), "value", number("31"))(book)
    Path(FILE).write_bytes(book.data())
    faults = assert_refused(tmp_path, ("solve", FILE), (f"{FILE}, sheet case", 4, "years", "is too large"))
    assert {(fault["file"], fault["row"], fault["column"]) for fault in faults} == {
        (f"{FILE}, sheet {file.removesuffix('.csv')}", row, column)
        for file, row, column in (*TWELVE, ("case", 4, "years"))
    }
    assert len(faults) == 12


def test_every_command_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    spoilt(tmp_path, GOLDEN, both(cell("baseline.csv", 2, "fte", "-1"), line("councils.csv", "C,D,E")))
    before = tree(tmp_path)
    said = [consolidate(*words) for words in (("check", "case"), SOLVE, ("solve", "case", "--overwrite"))]
    assert {(ended.code, ended.stdout, ended.stderr) for ended in said} == {(3, "", said[0].stderr)}
    done = subprocess.run(
        [sys.executable, "-m", "optimizer.cli", *SOLVE],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "", said[0].stderr)
    assert tree(tmp_path) == before


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, (FOLDERS, SETS, FAULTS_OF_SETS, BOOKS, NO_BOOKS))) >= 470
    assert len(SETS) + sum(map(len, NEW.values())) >= 220
    assert len(FAULTS_OF_RISKS) >= 70
