"""Sweeps of the golden case, each figure by hand; and going on after a change or a breakdown."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import pytest

from optimizer.analysis.solving import Question
from optimizer.analysis.sweep import sweep as module
from optimizer.analysis.sweep import work
from optimizer.analysis.sweep.sweep import Swept, prepared, swept
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.sweep.work import Answer, Task, answered
from optimizer.errors import UsageError
from tests.builders import CASES
from tests.cli.conftest import INFEASIBLE_SET

REAL = (-60_000, -54_500, 214_300, 316_200)
"""Real savings of the golden case in years 0 to 3 (tests/test_golden.py)."""

ONE_BY_ONE = """
[[vary]]
path = "case.discount_rate"
values = [0.0, 0.1]

[[vary]]
path = "budgets.amount_gbp[B,*,transition]"
values = [114000]
name = "pot"

[[vary]]
path = "joining.join_gbp[*,*]"
percent = [-50]

[design]
kind = "one_at_a_time"

[outputs]
keep = ["npv_saving_gbp", "changes"]
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = shutil.copytree(CASES / "golden", tmp_path / "golden")
    (folder / "sweeps").mkdir()
    return folder


def run(case: Path, text: str, sets: tuple[str, ...] = (), workers: int = 0) -> Swept:
    (case / "sweeps" / "s.toml").write_text(text, encoding="utf-8")
    return swept(prepared(case, "s", sets), case.parent / "out", workers=workers)


def rows(found: Swept, file: str = "sweep.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sweep_files(found)[file])))


def test_one_at_a_time_by_hand(case: Path) -> None:
    """At 0% the savings of the years add up to 416,000.00; at 3.5% they are worth 372,588.62.

    At 10%: -60,000 - 54,500/1.1 + 214,300/1.21 + 316,200/1.331 = 305,127.72. Half the joining costs:
    30,000 less in year 1, + 30,000/1.035 = 28,985.51. With 114,000 in B's pot kB runs on: 305,767.93.
    """
    found = run(case, ONE_BY_ONE, ("budget",))
    assert [row["out_npv_saving_gbp"] for row in rows(found)] == [
        f"{sum(saving / 1.035**year for year, saving in enumerate(REAL)):.2f}",
        f"{sum(REAL):.2f}",
        f"{sum(saving / 1.1**year for year, saving in enumerate(REAL)):.2f}",
        "305767.93",
        f"{372588.62 + 30000 / 1.035:.2f}",
    ]
    assert rows(found)[3] == {
        "point": "4",
        "in_case.discount_rate": "0.035",
        "in_pot": "114000",
        "in_joining.join_gbp[*,*]_percent": "0",
        "out_npv_saving_gbp": "305767.93",
        "out_changes": "2",
        "status": "optimal",
        "gap_gbp": "0.00",
        "second_opinion": "not asked",
    }
    assert (found.exit_code, found.solved) == (0, 5)
    stays = rows(found, "decisions.csv")
    assert stays[0] == {
        "point": "1",
        "council": "A",
        "service": "ICT",
        "arrangement": "ICT.A.lead_authority.full",
        "host": "A",
        "delivery_model": "lead_authority",
        "first_year": "2026/27",
        "last_year": "2028/29",
    }


def test_a_grid_with_policies_and_sets(case: Path) -> None:
    """The pot of the policy, and a set that forbids to share: nothing is saved, whatever the pot."""
    text = '[policy.none]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "For the test."\n'
    (case / "constraints" / "alone.toml").write_text(text, encoding="utf-8")
    text = '[[vary]]\npath = "policy.one_off_pot.pot"\nvalues = ["transition", "tight"]\n'
    text += '[[vary]]\npath = "set"\nvalues = ["", "alone"]\n[design]\nkind = "grid"\n'
    found = rows(run(case, text, ("budget",)))
    assert [
        (row["in_policy.one_off_pot.pot"], row["in_set"], row["out_npv_saving_gbp"]) for row in found
    ] == [
        ("transition", "", "372588.62"),
        ("transition", "alone", "0.00"),
        ("tight", "", "305767.93"),
        ("tight", "alone", "0.00"),
    ]


def test_bytes_do_not_depend_on_the_workers(case: Path) -> None:
    one = sweep_files(run(case, ONE_BY_ONE))
    shutil.rmtree(case.parent / "out")
    two = sweep_files(run(case, ONE_BY_ONE, workers=2))
    assert one.pop("timings.csv").count("\n") == two.pop("timings.csv").count("\n")
    assert one == two


def test_started_again_it_solves_only_what_a_change_touches(case: Path) -> None:
    first = run(case, ONE_BY_ONE)
    again = run(case, ONE_BY_ONE)
    assert (first.solved, again.solved) == (5, 0)
    assert sweep_files(again) == sweep_files(first)
    # The rate of the case: the two points with a rate of their own stay as they are.
    settings = case / "case.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("discount_rate = 0.035", "discount_rate = 0.04"), encoding="utf-8")
    changed = run(case, ONE_BY_ONE)
    assert changed.solved == 3
    assert changed.keys[1:3] == first.keys[1:3]
    # How numbers are laid out, and one more value.
    settings.write_text(text.replace("discount_rate = 0.035", "discount_rate = 0.0350"), encoding="utf-8")
    assert run(case, ONE_BY_ONE.replace("[0.0, 0.1]", "[0.00, 0.1, 0.2]")).solved == 1


def test_the_same_point_twice_is_solved_once(case: Path) -> None:
    text = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.035, 0.05]\n[design]\nkind = "one_at_a_time"\n'
    found = run(case, text)
    assert (len(found.points), found.solved) == (3, 2)
    assert rows(found)[0]["out_npv_saving_gbp"] == rows(found)[1]["out_npv_saving_gbp"] == "372588.62"


def test_points_that_fail_leave_the_others_alone(case: Path) -> None:
    """More staff kept than there are is a fault of the case at that point, and of that point only."""
    text = '[[vary]]\npath = "baseline.retained_fte[A,ICT,all]"\nvalues = [2, 20]\n[design]\nkind = "grid"\n'
    found = run(case, text)
    assert [row["status"] for row in rows(found)] == ["optimal", "refused"]
    assert (found.failures, found.exit_code) == (1, 7)
    [failure] = rows(found, "failures.csv")
    assert (failure["point"], failure["status"]) == ("2", "refused")
    assert "baseline.csv, row 2, retained_fte: '20'" in failure["message"]


def test_an_impossible_point_is_an_answer(case: Path) -> None:
    (case / "constraints" / "clash.toml").write_text(INFEASIBLE_SET, encoding="utf-8")
    text = '[[vary]]\npath = "policy.alone.most"\nvalues = [1, 2]\n[design]\nkind = "grid"\n'
    found = run(case, text, ("clash",))
    assert [(row["status"], row["out_npv_saving_gbp"]) for row in rows(found)] == [
        ("infeasible", ""),
        ("optimal", "372588.62"),
    ]
    assert rows(found)[0]["second_opinion"] in {"confirmed", "unavailable"}
    assert found.exit_code == 0


def test_what_broke_down_is_tried_again_with_the_next_start(
    case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Task] = []

    def broken(task: Task) -> Answer:
        calls.append(task)
        if len(calls) == 2:
            message = "no memory"
            raise MemoryError(message)
        return answered(task)

    monkeypatch.setattr(module, "answered", broken)
    first = run(case, ONE_BY_ONE)
    assert [row["status"] for row in rows(first)] == ["optimal", "failed", "optimal", "optimal", "optimal"]
    assert "no memory" in rows(first, "failures.csv")[0]["message"]
    assert first.exit_code == 7
    again = run(case, ONE_BY_ONE)
    assert (again.solved, again.exit_code) == (1, 0)


def test_what_breaks_down_once_is_tried_once_more(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, calls = work.question, 0

    def broken(*given: Any) -> Question:
        nonlocal calls
        calls += 1
        if calls in (2, 4, 5):
            message = "no memory"
            raise MemoryError(message)
        return whole(*given)

    monkeypatch.setattr(work, "question", broken)
    found = run(case, ONE_BY_ONE)
    # Calls 1; 2 and 3; 4 and 5; 6; 7.
    assert [row["status"] for row in rows(found)] == ["optimal", "optimal", "failed", "optimal", "optimal"]
    assert calls == 7


def test_a_folder_of_something_else_is_refused(case: Path) -> None:
    (case.parent / "out").mkdir()
    (case.parent / "out" / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="has files in it and no ledger"):
        run(case, ONE_BY_ONE)
    assert [path.name for path in (case.parent / "out").iterdir()] == ["letter.txt"]
