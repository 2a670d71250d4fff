"""`consolidate frontier`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from optimizer.analysis.frontier.tables import COLUMNS, DECISION_COLUMNS
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from tests.cli.conftest import Run

ASKED = ("--against", "one_off_cost", "--points", "1", "--workers", "1")

SAID = """\
Two councils, one service, three years

Net saving (present value) against one-off cost.

 Point      Limit   Net saving   One-off cost   Cost of a unit   Note
──────────────────────────────────────────────────────────────────────
     1       none     £372,589       £229,500
     2   £114,750           £0             £0            £1.62
     3       none           £0             £0                    the plan of
                                                                 point 2

Point 1 saves most; point 3 has the least that is possible.
Cost of a unit: net saving given up for one pound less, from the point before.
All plans are checked to the penny.
"""


def test_the_terminal_says_it_in_words(run: Run, case: Path) -> None:
    """The golden case costs £229,500 once and saves £372,588.62: 372,588.62 / 229,500 = 1.62 a pound."""
    ended = run("frontier", case, *ASKED)
    assert (ended.code, ended.stderr) == (0, "")
    lines = [line.rstrip().rstrip("─") for line in ended.stdout.splitlines()]
    assert lines == [line.rstrip("─") for line in SAID.splitlines()]
    assert {path.name for path in Path().iterdir()} == {"golden"}


def test_what_was_stopped_says_so(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three ends and points stopped with £5,000 to go: exit code 5, and no word of what is possible."""

    def stopped(question: Question) -> Solved | Unsolved:
        true = solved(question)
        assert isinstance(true, Solved)
        bound = true.accounts.objective_gbp + 5000
        return replace(
            true, facts=replace(true.facts, status="time_limit", bound_gbp=bound, gap_gbp=Decimal(5000))
        )

    monkeypatch.setattr("optimizer.analysis.frontier.frontier.solved", stopped)
    ended = run("frontier", case, *ASKED, "--time-limit", "60")
    assert ended.code == 5
    said = " ".join(ended.stdout.split())
    assert "The search for an end was stopped before its proof: the frontier may reach further." in said
    assert "that is possible" not in said
    table = run("frontier", case, *ASKED, "--json").object
    assert (table["status"], table["exit_code"]) == ("incomplete", 5)
    assert [(row["status"], row["gap_gbp"]) for row in table["points"]][:2] == [("time_limit", 5000)] * 2


def test_the_object_and_the_files_say_the_same(run: Run, case: Path) -> None:
    ended = run("frontier", case, *ASKED, "--json", "-o", "front")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["against"], found["unit"]) == ("answered", "one_off_cost", "GBP")
    assert [point["npv_saving_gbp"] for point in found["points"]] == [372588.62, 0, 0]
    assert [point["plan"] for point in found["points"]] == [
        ["ICT: Council A and Council B share it from 2026/27, hosted by Council A (lead authority, full)"],
        ["ICT: not shared"],
        ["ICT: not shared"],
    ]
    names = {"frontier.csv", "frontier_decisions.csv", "frontier.json"}
    assert {path.name for path in Path("front").iterdir()} == names
    written = json.loads(Path("front/frontier.json").read_text(encoding="utf-8"))
    assert written.pop("versions")["highspy"]
    assert written == found

    table = pd.read_csv("front/frontier.csv")
    assert tuple(table.columns) == COLUMNS
    assert table.npv_saving_gbp.tolist() == [372588.62, 0, 0]
    assert table.one_off_cost_gbp.tolist() == [229500, 0, 0]
    assert table.duplicate_of.fillna(0).tolist() == [0, 0, 2]
    assert table.exchange_gbp_per_unit.fillna(0).tolist() == [0, 1.62, 0]
    assert table.limit.fillna(0).tolist() == [0, 114750, 0]
    assert set(table.dominated) == {"no"}

    decisions = pd.read_csv("front/frontier_decisions.csv")
    assert tuple(decisions.columns) == DECISION_COLUMNS
    # Three points, two councils, three years.
    assert len(decisions) == 3 * 2 * 3
    assert decisions.groupby("point").host.count().tolist() == [6, 0, 0]


def test_wrong_usage(run: Run, case: Path) -> None:
    for words, said in (
        (
            ("--against", "cost", "--points", "1"),
            "'cost' is not a measure of a frontier: use one of one_off_",
        ),
        (("--against", "risk", "--points", "0"), "--points must be a whole number from 1 to 1,000, not 0.\n"),
        ((*ASKED, "-o", "golden"), "golden exists already: name a folder that does not.\n"),
        ((*ASKED[:-1], "0"), "The number of workers must be 1 or more, not 0.\n"),
        ((*ASKED, "--time-limit", "0"), "The time limit must be above 0 seconds, not 0.0.\n"),
    ):
        ended = run("frontier", case, *words)
        assert (ended.code, ended.stdout) == (2, "")
        assert ended.stderr.startswith(said)
    assert run("frontier", case, "--against", "risk").code == 2
    assert run("frontier", "nothing", *ASKED).code == 2


def test_bad_input(run: Run, case: Path) -> None:
    path = case / "councils.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("council,", "concil,", 1), encoding="utf-8")
    ended = run("frontier", case, *ASKED, "-o", "front")
    assert (ended.code, ended.stdout) == (3, "")
    assert not Path("front").exists()


def test_no_plan_keeps_the_policies(run: Run, case: Path, infeasible: str) -> None:
    ended = run("frontier", case, *ASKED, "-c", infeasible, "-o", "front", "--json")
    assert ended.code == 4
    assert ended.object["error"] == "InfeasibleError"
    assert not Path("front").exists()


def test_files_are_written_whole_or_not_at_all(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("optimizer.report.folder._put_in_place", full)
    ended = run("frontier", case, *ASKED, "-o", "front")
    assert ended.code == 2
    assert "No space left on device" in ended.stderr
    assert {path.name for path in Path().iterdir()} == {"golden"}
