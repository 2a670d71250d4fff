"""Bad inputs: each is a good case with one thing spoilt, and must be reported at its place in plain words."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest

from optimizer.case import CaseTables, check, load_case
from optimizer.case.raw import Findings
from optimizer.errors import InputError
from tests.builders import CASES
from tests.case.bad_inputs_files import FAULTS_OF_FILES
from tests.case.bad_inputs_funding import FAULTS_OF_FUNDING, WARNINGS_OF_FUNDING
from tests.case.bad_inputs_meaning import FAULTS_OF_NEEDS_AND_POOLS
from tests.case.bad_inputs_stress import FAULTS_OF_RISKS, WARNINGS_OF_RISKS
from tests.case.bad_inputs_today import FAULTS_OF_TODAY
from tests.case.folders import Edit, Expected, both, cell, encoded, line, swap, whole

GOLDEN = CASES / "golden"
TEMPLATE = CASES.parents[1] / "data" / "template"

FAULTS_OF_MEANING = FAULTS_OF_NEEDS_AND_POOLS | FAULTS_OF_TODAY | FAULTS_OF_FUNDING | FAULTS_OF_RISKS
GOLDEN_FAULTS = FAULTS_OF_FILES | FAULTS_OF_MEANING

WARNINGS: list[tuple[Edit, Expected]] = [
    (
        swap("case.toml", "2026-01-01", "2028-06-01"),
        (
            "arrangements.csv",
            2,
            None,
            "nobody can join within the case: the lead time ends on 2028-12-01",
        ),
    ),
    (
        both(swap("scale_curves.csv", ",500,", ",300,"), swap("scale_curves.csv", ",8.5", ",3.5")),
        ("baseline.csv", 2, "fte", "times the 8.00 FTE of the curve at its own volume"),
    ),
    (
        both(
            swap("scale_curves.csv", "1000,", "1400,"),
            swap("scale_curves.csv", "500,", "1001,"),
            both(cell("baseline_services.csv", 3, "volume", "500"), cell("councils.csv", 2, "council", "A")),
            line("councils.csv", "C,"),
            line("baseline_services.csv", "C,ICT,300,1"),
            line("baseline.csv", "C,ICT,all,6,0,1,,,,"),
        ),
        ("scale_curves.csv", 3, "volume", "smaller pools than 1001 will not be considered"),
    ),
    (line("services.csv", "HR,staff,4"), ("services.csv", 3, "service", "is needed by nobody")),
    (line("councils.csv", "C,"), ("councils.csv", 4, "council", "needs no service")),
    *WARNINGS_OF_FUNDING,
    *WARNINGS_OF_RISKS,
]


def faults_of(folder: Path) -> list[tuple[str, int | None, str | None, str]]:
    with pytest.raises(InputError) as caught:
        load_case(folder)
    return [(fault.file, fault.row, fault.column, fault.sentence()) for fault in caught.value.faults]


def spoilt(tmp_path: Path, good: Path, edit: Edit) -> Path:
    folder = tmp_path / "case"
    shutil.copytree(good, folder)
    edit(folder)
    return folder


@pytest.mark.parametrize("what", GOLDEN_FAULTS)
def test_fault_is_reported_at_its_place(what: str, tmp_path: Path) -> None:
    edit, (file, row, column, words) = GOLDEN_FAULTS[what]
    found = faults_of(spoilt(tmp_path, GOLDEN, edit))
    there = [sentence for *place, sentence in found if place == [file, row, column]]
    assert any(words in sentence for sentence in there), "\n".join(map(str, found))


def test_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.case.read_folder.MOST_BYTES", 100)
    found = faults_of(spoilt(tmp_path, GOLDEN, line("councils.csv", "C," + "x" * 100)))
    assert ("councils.csv", None, None) in [place[:3] for place in found]
    assert any("the file is larger than" in sentence for *_, sentence in found)


def test_a_table_that_is_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.case.read_csv.MOST_ROWS", 1)
    [first, *_] = [
        s for f, *_, s in faults_of(spoilt(tmp_path, GOLDEN, line("notes.txt", ""))) if f == "councils.csv"
    ]
    assert "the table has more than 1 rows" in first


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "councils.csv":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    found = faults_of(spoilt(tmp_path, GOLDEN, line("notes.txt", "")))
    assert [sentence for *_, sentence in found] == [
        "councils.csv: cannot be opened (Permission denied); close it elsewhere and check access"
    ]


def test_every_check_has_a_bad_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found: set[str] = set()

    def watched(label: str, function: check.Check) -> check.Check:
        def run(tables: CaseTables, findings: Findings) -> None:
            before = len(findings.faults) + len(findings.warnings)
            function(tables, findings)
            if len(findings.faults) + len(findings.warnings) > before:
                found.add(label)

        return run

    for name in ("CHECKS", "STRUCTURE"):
        rows = getattr(check, name)
        monkeypatch.setattr(check, name, tuple((a, b, watched(a, c)) for a, b, c in rows))
    edits = [edit for edit, _ in [*FAULTS_OF_MEANING.values(), *WARNINGS]]
    for number, edit in enumerate([*edits, *(FAULTS_OF_FILES[name][0] for name in FAULTS_OF_FILES)]):
        with contextlib.suppress(InputError):
            load_case(spoilt(tmp_path / str(number), GOLDEN, edit))
    assert found == {label for label, _, _ in (*check.CHECKS, *check.STRUCTURE)}


def test_there_are_forty_bad_inputs_at_least() -> None:
    assert len(GOLDEN_FAULTS) >= 40


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    edit = both(
        swap("case.toml", "years = 3", "years = 0"),
        cell("councils.csv", 3, "population", "many"),
        cell("baseline.csv", 2, "fte", "-1"),
        cell("baseline.csv", 3, "service", "HR"),
        cell("contracts.csv", 2, "end_date", "soon"),
        line("services.csv", "HR"),
    )
    places = {(file, row, column) for file, row, column, _ in faults_of(spoilt(tmp_path, GOLDEN, edit))}
    assert places == {
        ("case.toml", 4, "years"),
        ("councils.csv", 3, "population"),
        ("baseline.csv", 2, "fte"),
        ("contracts.csv", 2, "end_date"),
        ("services.csv", 3, None),
    }


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "there is no such folder" in faults_of(tmp_path / "nowhere")[0][3]
    (tmp_path / "file").write_text("")
    assert "is not a folder" in faults_of(tmp_path / "file")[0][3]


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(encoded("councils.csv", "utf-8-sig"), id="the mark that Excel writes"),
        pytest.param(swap("councils.csv", "\n", "\r\n"), id="Windows line ends"),
        pytest.param(line("councils.csv", ",\n\n,"), id="blank rows"),
        pytest.param(whole("notes.txt", "mine"), id="a file of another kind"),
        pytest.param(
            cell("councils.csv", 3, "name", "Two,\tlines".replace("\t", " ")), id="a comma in a name"
        ),
        pytest.param(
            both(
                *(swap(f"{name}.csv", "B,", "NA,") for name in ("councils", "baseline", "baseline_services")),
                swap("contracts.csv", "B,ICT", "NA,ICT"),
                swap("joining.csv", "B,ICT", "NA,ICT"),
                swap("budgets.csv", "B,2026", "NA,2026"),
            ),
            id="NA is an identifier",
        ),
        pytest.param(swap("budgets.csv", "2026/27", "2026-27"), id="year with a hyphen"),
    ],
)
def test_what_is_accepted(edit: Edit, tmp_path: Path) -> None:
    assert load_case(spoilt(tmp_path, GOLDEN, edit)).case.councils[0] == "A"


def test_layout_does_not_change_the_digest(tmp_path: Path) -> None:
    edit = both(
        encoded("councils.csv", "utf-8-sig"),
        swap("budgets.csv", "2026/27", "2026-27"),
        cell("baseline.csv", 2, "fte", "12.00"),
        cell("contracts.csv", 2, "novation_allowed", "TRUE"),
        line("councils.csv", ","),
    )
    changed = load_case(spoilt(tmp_path, GOLDEN, edit))
    original = load_case(GOLDEN)
    assert changed.digest == original.digest
    assert changed.file_hashes != original.file_hashes
    assert changed.case == original.case


def test_content_changes_the_digest(tmp_path: Path) -> None:
    changed = load_case(spoilt(tmp_path, GOLDEN, cell("baseline.csv", 2, "fte", "12.01")))
    assert changed.digest != load_case(GOLDEN).digest


@pytest.mark.parametrize(("edit", "expected"), WARNINGS)
def test_warnings(edit: Edit, expected: Expected, tmp_path: Path) -> None:
    loaded = load_case(spoilt(tmp_path, GOLDEN, edit))
    file, row, column, words = expected
    found = [(w.file, w.row, w.column, w.sentence()) for w in loaded.warnings]
    assert any(
        place == (file, row, column) and words in text for *at, text in found if (place := tuple(at))
    ), found


def test_the_golden_case_warns_of_nothing_else() -> None:
    found = [(w.file, w.row, w.column) for w in load_case(GOLDEN).warnings]
    # A has 12 FTE where the curve says 9.6 at 600 users.
    assert found == [("baseline.csv", 2, "fte")]


def test_the_template_has_no_faults_and_no_warnings() -> None:
    assert load_case(TEMPLATE).warnings == ()
