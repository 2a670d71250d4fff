"""`consolidate alternatives`: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from optimizer.analysis.alternatives.alternatives import alternatives
from optimizer.analysis.alternatives.tables import COLUMNS, DECISION_COLUMNS
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case import sets_from_texts
from optimizer.cli.show_alternatives import show_alternatives
from optimizer.cli.terminal import Terminal
from tests.analysis.runs import QUICK, two_pools
from tests.cli.conftest import Run
from tests.formulations.tiny import rows

ASKED = ("--within", "66", "--count", "2", "--workers", "1")

SAID = """\
Two councils, one service, three years

Plan 1 is the best: net saving £372.6k (present value, all councils).
Others may bring 66% (£245.9k) less.

                                    Unlike
              Net     Against       plan 1      If 35%      One-off       Worst
 Plan      saving      plan 1     (others)     arrives         cost     council
────────────────────────────────────────────────────────────────────────────────
    1     £372.6k                              -£14.4k      £229.5k     £148.4k
    2     £129.2k    -£243.3k        2 (2)     -£65.5k      £181.5k      £57.1k

Plan 2 differs from plan 1 in:
- ICT in 2026/27: not shared, instead of hosted by Council A (lead authority,
full)
"""

ENDING = (
    "Unlike: service years (one service of one council in one year) that are arranged otherwise, of 6; "
    "others: the nearest of the plans before. Proved: no plan is further from all before it. A second solver "
    "confirms it. 2 asked for, 1 found: any other plan that saves enough makes the decisions of one of "
    "these. A second solver confirms it. All plans are checked to the penny."
)


def test_the_terminal_says_it_in_words(run: Run, case: Path) -> None:
    """A start in 2027/28 saves 129,247.49, which is 243,341.13 or 65.3% less; not sharing saves 0."""
    ended = run("alternatives", case, *ASKED)
    assert (ended.code, ended.stderr) == (0, "")
    lines = [line.rstrip() for line in ended.stdout.splitlines()]
    assert lines[:15] == SAID.splitlines()
    assert ENDING in " ".join(ended.stdout.split())
    assert {path.name for path in Path().iterdir()} == {"golden"}


def test_what_was_stopped_says_so(run: Run, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every search stopped with £5,000 to go: exit code 5, and no word of proof."""

    def stopped(question: Question) -> Solved | Unsolved:
        true = solved(replace(question, options=replace(question.options, second_opinion_seconds=0)))
        if isinstance(true, Unsolved):
            return replace(true, kind="no_plan", message="No plan within 60 s.")
        bound = true.accounts.objective_gbp + 5000
        facts = replace(true.facts, status="time_limit", bound_gbp=bound, gap_gbp=Decimal(5000))
        return replace(true, facts=facts)

    for place in ("alternatives", "search"):
        monkeypatch.setattr(f"optimizer.analysis.alternatives.{place}.solved", stopped)
    ended = run("alternatives", case, *ASKED[:2], "--count", "1", *ASKED[4:], "--time-limit", "60")
    assert ended.code == 5
    said = " ".join(ended.stdout.split())
    assert "The search for plan 1 was stopped before its proof: another plan may save more." in said
    assert "The search for plan 2 was stopped before its proof: another plan may be further away." in said
    assert "Plan 2 may not be the best that is so far from the others, by up to £5.0k." in said
    assert "Proved" not in said
    ended = run("alternatives", case, *ASKED, "--json")
    assert ended.code == 6
    found = ended.object
    assert (found["status"], found["exit_code"]) == ("incomplete", 6)
    assert [row["gap_gbp"] for row in found["plans"]] == [5000, 5000]
    assert found["no_further_plan"] == {
        "proved": False,
        "second_opinion": "",
        "message": "No plan within 60 s.",
    }


def test_the_object_and_the_files_say_the_same(run: Run, case: Path) -> None:
    ended = run("alternatives", case, *ASKED, "--json", "-o", "others")
    assert ended.code == 0
    found = ended.object
    assert (found["status"], found["within_percent"], found["count_asked"]) == ("answered", 66, 2)
    assert (found["allowed_gbp"], found["service_years"]) == (245_908.48, 6)
    assert [plan["npv_saving_gbp"] for plan in found["plans"]] == [372_588.62, 129_247.49]
    assert [plan["differs_from_best"] for plan in found["plans"]] == [
        [],
        ["ICT in 2026/27: not shared, instead of hosted by Council A (lead authority, full)"],
    ]
    assert [plan["plan_in_words"] for plan in found["plans"]] == [
        [f"ICT: Council A and Council B share it from {year}, hosted by Council A (lead authority, full)"]
        for year in ("2026/27", "2027/28")
    ]
    assert found["no_further_plan"]["proved"] is True
    assert found["no_further_plan"]["second_opinion"] == "confirmed"
    names = {"alternatives.csv", "decisions.csv", "alternatives.json"}
    assert {path.name for path in Path("others").iterdir()} == names
    written = json.loads(Path("others/alternatives.json").read_text(encoding="utf-8"))
    assert written.pop("versions")["highspy"]
    assert written == found

    table = pd.read_csv("others/alternatives.csv")
    assert tuple(table.columns) == COLUMNS
    first, second = table.to_dict("records")
    assert (first["npv_saving_gbp"], first["second_opinion"]) == (372_588.62, "confirmed")
    assert pd.isna(first["difference_gbp"])
    assert (second["difference_gbp"], second["difference_percent"]) == (-243_341.13, -65.31)
    assert (second["service_years_unlike_best"], second["nearest_plan"]) == (2, 1)
    assert (second["none_is_further"], second["none_is_further_second_opinion"]) == ("yes", "confirmed")
    assert (first["payback_year"], first["worst_council_npv_gbp"]) == ("2027/28", 148_439.44)

    decisions = pd.read_csv("others/decisions.csv")
    assert tuple(decisions.columns) == DECISION_COLUMNS
    # Two plans, two councils, three years.
    assert len(decisions) == 2 * 2 * 3
    differing = decisions[decisions.differs_from_best == "yes"]
    assert differing[["plan", "council", "financial_year"]].values.tolist() == [
        [2, "A", "2026/27"],
        [2, "B", "2026/27"],
    ]
    assert differing.host.isna().all()


def test_a_percentage_of_nothing_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """At 40,000 of set-up nobody shares, and no other plan costs as little."""
    loaded = two_pools(rows("arrangement service host model setup_gbp", "P S A lead 40000"))
    found = alternatives(loaded, sets_from_texts({}, loaded.case), Decimal(5), 1, QUICK, workers=1)
    show_alternatives(Terminal(as_json=False), loaded.case, found)
    said = " ".join(capsys.readouterr().out.split())
    assert "Plan 1 saves nothing, and of that any percentage is nothing: only plans like it count." in said
    assert (
        "1 asked for, none found: any other plan that saves enough makes the decisions of plan 1. All plans"
        in said
    )


def test_wrong_usage(run: Run, case: Path) -> None:
    for words, said in (
        (("--within", "5%", "--count", "1"), "--within must be a number from 0 to 100, without a percent"),
        (("--within", "101", "--count", "1"), "--within must be a number from 0 to 100, without a percent"),
        (("--within", "5", "--count", "0"), "--count must be a whole number of plans from 1 to 100, not 0"),
        ((*ASKED, "-o", "golden"), "golden exists already: name a folder that does not.\n"),
        ((*ASKED, "--time-limit", "0"), "The time limit must be above 0 seconds, not 0.0.\n"),
    ):
        ended = run("alternatives", case, *words)
        assert (ended.code, ended.stdout) == (2, "")
        assert ended.stderr.startswith(said)
    for words in (("--within", "5"), ("--count", "1")):
        assert run("alternatives", case, *words).code == 2
    assert run("alternatives", "nothing", *ASKED).code == 2


def test_bad_input(run: Run, case: Path) -> None:
    path = case / "councils.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("council,", "concil,", 1), encoding="utf-8")
    ended = run("alternatives", case, *ASKED, "-o", "others")
    assert (ended.code, ended.stdout) == (3, "")
    assert not Path("others").exists()


def test_no_plan_keeps_the_policies(run: Run, case: Path, infeasible: str) -> None:
    ended = run("alternatives", case, *ASKED, "-c", infeasible, "-o", "others", "--json")
    assert ended.code == 4
    assert ended.object["error"] == "InfeasibleError"
    assert not Path("others").exists()
