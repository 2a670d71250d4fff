"""`consolidate report`: both reports written anew, with what other commands found about the run."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app
from optimizer.report import write
from optimizer.report.reports import PAGE, WORKBOOK
from tests.builders import CASES
from tests.cli.conftest import Run

QUICK = ("--second-opinion-seconds", "0")
REPORTS = {WORKBOOK, PAGE}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run of the golden case and the prices of its alternatives."""
    folder = tmp_path_factory.mktemp("solved")
    for words in (
        ("solve", CASES / "golden", "-o", folder / "out", *QUICK),
        ("why", folder / "out", "--workers", "1", "-o", folder / "prices"),
    ):
        assert CliRunner().invoke(app, [str(word) for word in words]).exit_code == 0
    return folder


@pytest.fixture
def kept(solved: Path, tmp_path: Path) -> Path:
    """A copy of both in the current folder of the command; the path of the run."""
    shutil.copytree(solved, tmp_path, dirs_exist_ok=True)
    return Path("out")


def edited(path: Path, **fields: object) -> None:
    """Give fields of a document other values."""
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | fields), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_right_after_the_solve_nothing_changes(run: Run, kept: Path) -> None:
    before = contents(kept)
    assert set(before) > REPORTS
    ended = run("report", kept)
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == f"Written: {kept / WORKBOOK}\nWritten: {kept / PAGE}\n"
    assert contents(kept) == before


def test_reports_are_derived_files(run: Run, kept: Path) -> None:
    """They are not among the files of the manifest: whether they are changed or gone, the run holds."""
    before = contents(kept)
    listed = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert not REPORTS & set(listed)
    (kept / WORKBOOK).write_bytes(b"edited")
    (kept / PAGE).unlink()
    assert run("replay", kept).code == 0
    assert run("report", kept, "--json").object == {
        "status": "written",
        "exit_code": 0,
        "run_folder": "out",
        "reports": [str(kept / WORKBOOK), str(kept / PAGE)],
        "analyses": [],
    }
    assert contents(kept) == before


def test_analyses_inside_the_run_and_named_ones_are_shown(run: Run, kept: Path) -> None:
    before = contents(kept)
    shutil.move("prices", kept / "why")
    ended = run("report", kept)
    assert ended.stdout.startswith(f"Shown too: {kept / 'why'}\n")
    inside = {name: (kept / name).read_bytes() for name in REPORTS}
    assert all(inside[name] != before[name] for name in REPORTS)
    assert "starts in 2027/28" in inside[PAGE].decode("utf-8")
    shutil.move(kept / "why", "elsewhere")
    assert run("report", kept).code == 0
    assert {name: (kept / name).read_bytes() for name in REPORTS} == {name: before[name] for name in REPORTS}
    assert run("report", kept, "--with", "elsewhere").code == 0
    assert {name: (kept / name).read_bytes() for name in REPORTS} == inside
    (kept / "notes").mkdir()
    assert run("report", kept).code == 0, "a folder that is no analysis is left alone"
    refused = run("report", kept, "--with", kept / "notes")
    assert refused.code == 2
    assert "holds nothing that a report shows" in refused.stderr


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("case_digest", "0" * 64, "prices is about another case than the run out"),
        ("sets", {"fair": "0" * 64}, "prices was made with other constraint sets than the run out"),
        ("npv_saving_gbp", 1.5, "prices is about another plan"),
    ],
)
def test_an_analysis_of_something_else_is_refused(
    run: Run, kept: Path, field: str, value: object, words: str
) -> None:
    edited(Path("prices", "why.json"), **{field: value})
    before = contents(kept)
    ended = run("report", kept, "--with", "prices")
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.first_line.startswith(words)
    assert contents(kept) == before


def test_changed_tables_are_refused(run: Run, kept: Path) -> None:
    (kept / "cash.csv").write_text("scenario\n", encoding="utf-8")
    before = contents(kept)
    ended = run("report", kept)
    assert (ended.code, ended.stdout) == (3, "")
    assert "cash.csv" in ended.stderr
    assert contents(kept) == before


def test_a_run_without_a_plan_has_nothing_to_report(run: Run, kept: Path) -> None:
    edited(kept / "manifest.json", result={"exit_code": 4, "status": "InfeasibleError", "message": "none"})
    before = contents(kept)
    ended = run("report", kept)
    assert (ended.code, ended.stdout) == (2, "")
    assert ended.first_line.startswith("The run in out has no plan (it ended with InfeasibleError)")
    assert contents(kept) == before
    assert run("report", "prices").first_line.startswith("prices is not a run folder")


def test_a_run_of_an_early_version_is_to_be_solved_again(run: Run, kept: Path) -> None:
    files = json.loads((kept / "manifest.json").read_text(encoding="utf-8"))["files"]
    edited(kept / "manifest.json", files={name: files[name] for name in files if name != "outcomes.csv"})
    ended = run("report", kept)
    assert (ended.code, ended.stdout) == (2, "")
    assert "which did not write outcomes.csv: solve the case again." in ended.stderr


def test_a_report_that_cannot_be_made_loses_no_plan(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(content: object) -> dict[str, bytes]:
        raise ZeroDivisionError

    monkeypatch.setattr(write, "reports", broken)
    ended = run("solve", case, "-o", "out", *QUICK)
    assert ended.code == 1
    assert ended.first_line.startswith("The run is in out, with all its tables, but its reports could not")
    assert not REPORTS & set(contents(Path("out")))
    assert run("report", "out").code == 0
    assert set(contents(Path("out"))) > REPORTS


def test_reports_that_cannot_be_replaced_stay_as_they_are(
    run: Run, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(kept)

    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    ended = run("report", kept)
    assert (ended.code, ended.stdout) == (2, "")
    assert "close them where they are open" in ended.stderr
    assert contents(kept) == before
