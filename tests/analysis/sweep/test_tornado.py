"""The tornado of a one-at-a-time design: by hand, and what it says where values or plans are missing."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from optimizer.analysis.sweep.sweep import Swept, prepared, swept
from optimizer.analysis.sweep.tables import sweep_as_json, sweep_files, write_sweep
from optimizer.analysis.sweep.work import Answer, answer
from tests.analysis.sweep.made import AT_B, column, made_up, planned, rows
from tests.builders import CASES

DESIGN = '\n[design]\nkind = "one_at_a_time"\n\n[outputs]\nkeep = ["npv_saving_gbp"]\n'
RATE = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.1, 0.0, 0.05]\nname = "rate"\n'
POT = '[[vary]]\npath = "budgets.amount_gbp[B,*,transition]"\nvalues = [114000]\nname = "pot"\n'
SET = '[[vary]]\npath = "set"\nvalues = ["alone"]\n'
JOINS = '[[vary]]\npath = "joining.join_gbp[*,*]"\nlow_percent = -50\nhigh_percent = 50\nname = "joins"\n'
ALONE = '[policy.none]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "For the test."\n'


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(CASES / "golden", tmp_path_factory.mktemp("tornado") / "golden")
    (folder / "sweeps").mkdir()
    (folder / "constraints" / "alone.toml").write_text(ALONE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def solved(case: Path) -> Swept:
    (case / "sweeps" / "hand.toml").write_text(POT + SET + JOINS + DESIGN, encoding="utf-8")
    return swept(prepared(case, "hand", ("budget",)), case.parent / "hand", workers=1, publish=write_sweep)


def test_by_hand(solved: Swept) -> None:
    """With 114,000 in B's pot kB runs on: 305,767.93 instead of 372,588.62, and 66,820.69 less.

    The pool is the same, so the decision is. Where nobody may share nothing is saved, and ICT is decided
    otherwise. Half the joining costs of year 1 are 30,000 / 1.035 = 28,985.51: saved at -50%, paid on top at
    +50%, where B's pot is too small again: 28,985.51 + 66,820.69 = 95,806.20 less.
    """
    assert rows(solved, "tornado.csv") == [
        {
            "entry": "set",
            "paths": "set",
            "unit": "",
            "low_value": "",
            "high_value": "alone",
            "low_npv_saving_gbp": "372588.62",
            "high_npv_saving_gbp": "0.00",
            "low_change_gbp": "0.00",
            "high_change_gbp": "-372588.62",
            "swing_gbp": "372588.62",
            "decision_changes": "yes",
            "low_decision": "",
            "high_decision": "ICT",
            "low_status": "optimal",
            "high_status": "optimal",
            "low_point": "1",
            "high_point": "3",
        },
        {
            "entry": "joins",
            "paths": "joining.join_gbp[*,*]",
            "unit": "%",
            "low_value": "-50",
            "high_value": "50",
            "low_npv_saving_gbp": "401574.13",
            "high_npv_saving_gbp": "276782.42",
            "low_change_gbp": "28985.51",
            "high_change_gbp": "-95806.20",
            "swing_gbp": "124791.71",
            "decision_changes": "no",
            "low_decision": "",
            "high_decision": "",
            "low_status": "optimal",
            "high_status": "optimal",
            "low_point": "4",
            "high_point": "5",
        },
        {
            "entry": "pot",
            "paths": "budgets.amount_gbp[B,*,transition]",
            "unit": "GBP",
            "low_value": "114000",
            "high_value": "114240",
            "low_npv_saving_gbp": "305767.93",
            "high_npv_saving_gbp": "372588.62",
            "low_change_gbp": "-66820.69",
            "high_change_gbp": "0.00",
            "swing_gbp": "66820.69",
            "decision_changes": "no",
            "low_decision": "",
            "high_decision": "",
            "low_status": "optimal",
            "high_status": "optimal",
            "low_point": "2",
            "high_point": "1",
        },
    ]


def test_the_same_is_in_the_folder_and_in_the_object(solved: Swept, case: Path) -> None:
    written = (case.parent / "hand" / "tornado.csv").read_text(encoding="utf-8")
    assert written == sweep_files(solved)["tornado.csv"]
    [first, *_] = sweep_as_json(solved, case)["tornado"]
    assert (first["entry"], first["swing_gbp"], first["decision_changes"]) == ("set", "372588.62", True)


def test_values_between_count_and_the_ends_are_those_of_the_numbers(case: Path) -> None:
    """100 as it is; 90 at 0.1, 95 at 0.0, 130 with another host at 0.05: from 90 to 130."""
    at: dict[str, Answer | float] = {"0.1": 90.0, "0.0": 95.0, "0.05": planned(130, AT_B)}
    [row] = rows(
        made_up(case, RATE + DESIGN, lambda settings: at.get(settings.get("rate", ""), 100.0)), "tornado.csv"
    )
    assert (row["low_value"], row["high_value"]) == ("0.0", "0.1")
    assert (row["low_change_gbp"], row["high_change_gbp"], row["swing_gbp"]) == ("-5.00", "-10.00", "40.00")
    assert (row["low_decision"], row["high_decision"], row["decision_changes"]) == ("", "", "yes")
    assert (row["low_point"], row["high_point"]) == ("3", "2")


def test_the_case_counts_where_both_ends_are_worse(case: Path) -> None:
    found = made_up(case, JOINS + DESIGN, lambda settings: 80.0 if settings else 100.0)
    assert column(found, "tornado.csv", "swing_gbp") == ["20.00"]


def test_a_group_is_one_bar(case: Path) -> None:
    """All entries of a group move together, each between ends of its own."""
    fte = '[[vary]]\npath = "baseline.fte[{0},ICT,all]"\nlow_percent = {1}\nhigh_percent = {2}\n'
    fte += 'group = "staff"\nname = "{0}"\n'
    text = fte.format("A", -10, 20) + JOINS + fte.format("B", -5, 5) + DESIGN
    saving = {"-10": 70.0, "20": 140.0}
    found = made_up(case, text, lambda settings: saving.get(settings.get("A", ""), 100.0))
    staff, joins = rows(found, "tornado.csv")
    assert (staff["entry"], joins["entry"]) == ("staff", "joins")
    assert staff["paths"] == "baseline.fte[A,ICT,all];baseline.fte[B,ICT,all]"
    assert (staff["low_value"], staff["high_value"], staff["unit"]) == ("A=-10;B=-5", "A=20;B=5", "%")
    assert (staff["low_change_gbp"], staff["high_change_gbp"], staff["swing_gbp"]) == (
        "-30.00",
        "40.00",
        "70.00",
    )
    assert (joins["low_point"], joins["high_point"]) == ("4", "5")


def test_equal_values_of_a_group_are_shown_once(case: Path) -> None:
    fte = '[[vary]]\npath = "baseline.fte[{0},ICT,all]"\npercent = [-10, 10]\ngroup = "staff"\nname = "{0}"\n'
    [row] = rows(made_up(case, fte.format("A") + fte.format("B") + DESIGN, lambda _: 1.0), "tornado.csv")
    assert (row["low_value"], row["high_value"], row["decision_changes"]) == ("-10", "10", "no")


@pytest.mark.parametrize(
    ("status", "decision", "changes"),
    [("infeasible", "no plan is possible", "yes"), ("refused", "", ""), ("failed", "", "")],
)
def test_what_has_no_plan_has_no_saving_and_no_swing(
    case: Path, status: str, decision: str, changes: str
) -> None:
    """A bar with an end missing comes last, however wide the rest: nothing stands in for what is missing."""
    text = JOINS + POT + DESIGN

    def saving(settings: Mapping[str, str]) -> Answer | float:
        if settings.get("joins") == "50":
            return answer(status, message="For the test.")
        return 900.0 if "joins" in settings else 101.0 if settings else 100.0

    pot, joins = rows(made_up(case, text, saving), "tornado.csv")
    assert (pot["entry"], pot["swing_gbp"], joins["swing_gbp"]) == ("pot", "1.00", "")
    assert (joins["low_change_gbp"], joins["high_npv_saving_gbp"], joins["high_change_gbp"]) == (
        "800.00",
        "",
        "",
    )
    assert (joins["high_status"], joins["high_decision"], joins["decision_changes"]) == (
        status,
        decision,
        changes,
    )


def test_without_a_plan_of_the_case_itself_nothing_is_compared(case: Path) -> None:
    found = made_up(case, JOINS + DESIGN, lambda settings: 5.0 if settings else answer("infeasible"))
    [row] = rows(found, "tornado.csv")
    assert (row["low_npv_saving_gbp"], row["low_change_gbp"], row["swing_gbp"]) == ("5.00", "", "")
    assert (row["decision_changes"], row["low_decision"]) == ("", "")


def test_other_designs_have_no_tornado_and_an_earlier_one_is_removed(case: Path, tmp_path: Path) -> None:
    write_sweep(made_up(case, JOINS + DESIGN, lambda _: 1.0), tmp_path)
    assert (tmp_path / "tornado.csv").exists()
    grid = made_up(case, JOINS + DESIGN.replace("one_at_a_time", "grid"), lambda _: 1.0)
    write_sweep(grid, tmp_path)
    assert not (tmp_path / "tornado.csv").exists()
    assert sweep_as_json(grid, tmp_path)["tornado"] == []
