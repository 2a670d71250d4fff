"""`consolidate explain`, and `solve` where no plan is possible: the page, the files, the codes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from optimizer.analysis import parallel
from optimizer.analysis.explain.documents import COLUMNS
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 100

DANGEROUS = """
[policy.must]
kind = "pool_required"
service = "ICT"
reason = "=HYPERLINK(0)"
owner = "@leader"

[policy.alone]
kind = "partners"
service = "ICT"
most = 1
reason = "+1"
negotiable = "hard"
source = "-minute 3"
"""


LATE = """
[policy.late]
kind = "start_window"
earliest = "2027/28"
reason = "An election."
owner = "Leaders"
"""


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve again in this process: starting workers takes longer than a small case."""
    monkeypatch.setattr(parallel, "default_workers", lambda: 1)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))


def test_page_of_a_conflict(run: Run, case: Path, infeasible: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    ended = run("explain", case, "-c", infeasible)
    assert ended.code == 0
    assert max(map(len, ended.stdout.splitlines())) <= WIDTH
    for words in (
        "No plan keeps every policy. There is one conflict, and no other.",
        "clash.must    The councils want it.",
        "clash.alone has to give: the least that makes a plan possible is to",
        "Second solver: confirmed.",
        "1   Let a pool for ICT have as many as two members",
        "net saving £372.6k",
        "3   Set aside clash.must altogether",
    ):
        assert words in ended.stdout, words
    assert not Path("runs").exists()


def test_json_has_conflicts_and_repairs(run: Run, case: Path, infeasible: str) -> None:
    ended = run("explain", case, "-c", infeasible, "-o", "out", "--json")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["exit_code"]) == ("infeasible", 0)
    [conflict] = found["conflicts"]
    assert [policy["policy"] for policy in conflict["policies"]] == ["clash.must", "clash.alone"]
    assert set(conflict["policies"][0]) == {
        *("policy", "kind", "negotiable", "owner", "reason", "source"),
    }
    assert conflict["second_opinion"] == "confirmed"
    assert found["all_conflicts"] is found["all_repairs"] is True
    savings = [repair["npv_saving_gbp"] for repair in found["repairs"]]
    assert savings == sorted(savings, reverse=True)
    assert [repair["number"] for repair in found["repairs"]] == [1, 2, 3]
    smallest, aside, worst = found["repairs"]
    assert smallest["changes"] == [{"policy": "clash.alone", "parameter": "most", "was": 1, "now": 2}]
    assert smallest["smallest"] is True
    assert aside["changes"] == [{"policy": "clash.alone", "set_aside": True}]
    assert worst["less_than_best_gbp"] == 372588.62
    kept = json.loads(Path("out", "explanation.json").read_text(encoding="utf-8"))
    assert kept.pop("versions")
    assert kept == found


def test_folder_is_whole_and_made_anew_only_when_told_to(run: Run, case: Path, infeasible: str) -> None:
    words = ("explain", case, "-c", infeasible, "-o", "out", "--second-opinion-seconds", "0")
    assert run(*words).code == 0
    assert {path.name for path in Path("out").iterdir()} == {
        *("case.json", "explanation.csv", "explanation.json", "manifest.json", "sets"),
    }
    again = run(*words)
    assert (again.code, again.stdout) == (2, "")
    before = Path("out", "explanation.csv").read_bytes()
    assert run(*words, "--overwrite").code == 0
    assert Path("out", "explanation.csv").read_bytes() == before
    assert run("replay", "out").code == 2


def test_table_is_harmless_in_a_spreadsheet(run: Run, case: Path) -> None:
    (case / "constraints").mkdir(exist_ok=True)
    (case / "constraints" / "clash.toml").write_text(DANGEROUS, encoding="utf-8")
    ended = run("explain", case, "-c", "clash", "-o", "out")
    assert ended.code == 0
    rows = table(Path("out", "explanation.csv"))
    assert tuple(rows[0]) == COLUMNS
    assert [row["part"] for row in rows] == ["conflict", "conflict", "repair"]
    assert (rows[0]["reason"], rows[0]["owner"]) == ("'=HYPERLINK(0)", "'@leader")
    assert (rows[1]["reason"], rows[1]["source"]) == ("'+1", "'-minute 3")
    assert {row["policy"] for row in rows if row["part"] == "repair"} == {"clash.must"}
    assert rows[2]["npv_saving_gbp"] == "0.00"


def test_feasible_case_has_the_price_of_each_policy(run: Run, case: Path) -> None:
    """Without the window sharing begins in 2026/27: 372,588.62 against 129,247.49."""
    (case / "constraints").mkdir(exist_ok=True)
    (case / "constraints" / "late.toml").write_text(LATE, encoding="utf-8")
    ended = run("explain", case, "-c", "late", "-o", "out", "--json")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["conflicts"], found["repairs"]) == ("feasible", [], [])
    [price] = found["policies"]
    assert (price["policy"], price["state"], price["owner"]) == ("late.late", "tight", "Leaders")
    assert price["saving_gained_gbp"] == pytest.approx(372588.62 - 129247.49)
    [row] = table(Path("out", "explanation.csv"))
    assert (row["part"], row["saving_gained_gbp"]) == ("price", "243341.13")
    page = run("explain", case, "-c", "late")
    assert "late.late   at its limit                £243.3k   yes" in page.stdout
    assert "- late.late: An election." in page.stdout


def test_solve_explains_what_it_cannot_solve(run: Run, case: Path, infeasible: str) -> None:
    ended = run("solve", case, "-c", infeasible, "-o", "out")
    assert ended.code == 4
    assert ended.first_line.startswith("No plan keeps every rule of the constraint sets.")
    assert "A second solver confirms it." in ended.stderr
    out = Path("out")
    assert f"Explanation written: {out / 'explanation.json'} and {out / 'explanation.csv'}." in ended.stderr
    assert "Conflict 1" in ended.stdout
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["result"]["exit_code"] == 4
    assert {"explanation.json", "explanation.csv"} <= set(manifest["files"])
    kept = json.loads((out / "explanation.json").read_text(encoding="utf-8"))
    assert len(kept["conflicts"]) == 1
    assert run("replay", "out").code == 0


def test_solve_has_the_explanation_in_its_object(run: Run, case: Path, infeasible: str) -> None:
    ended = run("solve", case, "-c", infeasible, "--json")
    assert ended.code == ended.object["exit_code"] == 4
    assert ended.object["error"] == "InfeasibleError"
    assert len(ended.object["conflicts"]) == 1
    assert ended.object["repairs"]


@pytest.mark.parametrize("stopped", ["KeyboardInterrupt", "InterruptedRun", "NoPlanError"])
def test_solve_says_that_no_plan_is_possible_even_where_it_cannot_explain_it(
    run: Run, case: Path, infeasible: str, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    from optimizer import errors

    def stop(*given: object) -> None:
        raise KeyboardInterrupt if stopped == "KeyboardInterrupt" else getattr(errors, stopped)("No time.")

    monkeypatch.setattr("optimizer.analysis.explain.explain_infeasible", stop)
    ended = run("solve", case, "-c", infeasible, "-o", "out")
    assert (ended.code, ended.stdout) == (4, "")
    assert ended.first_line.startswith("Not explained here (")
    assert not Path("out", "explanation.json").exists()
    assert Path("out", "manifest.json").exists()


def test_contradiction_while_explaining_is_a_failed_check(
    run: Run, case: Path, infeasible: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from optimizer.errors import CheckFailedError

    def fail(*given: object) -> None:
        message = "A plan was found after all."
        raise CheckFailedError(message)

    monkeypatch.setattr("optimizer.analysis.explain.explain_infeasible", fail)
    ended = run("solve", case, "-c", infeasible, "-o", "out")
    assert (ended.code, ended.first_line) == (8, "A plan was found after all.")
    manifest = json.loads(Path("out", "manifest.json").read_text(encoding="utf-8"))
    assert manifest["result"]["exit_code"] == 8


def test_limit_must_be_one_or_more(run: Run, case: Path) -> None:
    assert run("explain", case, "--limit", "0").code == 2


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "sigterm"])
def test_a_stop_writes_nothing_and_leaves_no_process(tmp_path: Path, number: int) -> None:
    """In the Cambridge case, just as the first of many solves may be handing over its answer."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    sets = ("-c", "base", "-c", "network_2015")
    words = ("explain", str(ROOT / "examples" / "cambridge_3c"), *sets, "-o", "out")
    process = subprocess.Popen(
        [sys.executable, "-m", "optimizer.cli", *words],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60.0
        # The first folder of a solver appears when the search begins.
        while not list(temporary.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        out, errors = process.communicate(timeout=60.0)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in errors
    assert {path.name for path in tmp_path.iterdir()} == {"temporary"}
    assert list(temporary.iterdir()) == []
