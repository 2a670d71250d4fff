"""Differences between the files of two runs name the cell, whichever rows come and go."""

import json

from optimizer.analysis.differences import KEY_COLUMNS, Difference, differences
from optimizer.pipeline import solve_case
from optimizer.report.write import run_texts
from tests.builders import golden_case

CASH = "scenario,body,service,arrangement,financial_year,line,basis,amount_gbp\n"
PAY = "plan,A,ICT,,2026/27,pay,real"


def test_equal_files_do_not_differ() -> None:
    assert differences({"cash.csv": CASH}, {"cash.csv": CASH}) == ()


def test_a_cell_is_named_by_its_row_and_column() -> None:
    [found] = differences({"cash.csv": f"{CASH}{PAY},1.00\n"}, {"cash.csv": f"{CASH}{PAY},1.01\n"})
    assert found == Difference("cash.csv", "plan, A, ICT, 2026/27, pay, real", "amount_gbp", "1.00", "1.01")
    assert found.sentence() == (
        "cash.csv, plan, A, ICT, 2026/27, pay, real, amount_gbp: was '1.00', now '1.01'"
    )


def test_a_row_that_comes_in_between_moves_no_other() -> None:
    new = PAY.replace("pay", "joining")
    [found] = differences(
        {"cash.csv": f"{CASH}{PAY},1.00\n"}, {"cash.csv": f"{CASH}{new},5.00\n{PAY},1.00\n"}
    )
    assert (found.column, found.was, found.now) == ("", None, f"{new},5.00")


def test_rows_of_one_key_are_told_apart() -> None:
    twice = f"{CASH}{PAY},1.00\n{PAY},2.00\n"
    [found] = differences({"cash.csv": twice}, {"cash.csv": twice.replace("2.00", "3.00")})
    assert found.row.endswith("(no. 2)")
    assert (found.was, found.now) == ("2.00", "3.00")


def test_another_heading_order_or_ending_is_a_difference() -> None:
    text = f"{CASH}{PAY},1.00\n"
    [heading] = differences({"cash.csv": text}, {"cash.csv": text.replace("basis", "base")})
    assert heading.column == "columns"
    [ending] = differences({"cash.csv": text}, {"cash.csv": text.replace("\n", "\r\n")})
    assert (ending.row, ending.was, ending.now) == ("", "a file", "another layout of the same cells")


def test_a_file_that_is_not_there_is_a_difference() -> None:
    [gone] = differences({"cash.csv": CASH}, {})
    assert (gone.was, gone.now) == ("a file", None)
    [new] = differences({}, {"cash.csv": CASH})
    assert (new.was, new.now) == (None, "a file")


def test_decisions_of_a_plan_are_compared_as_wholes() -> None:
    def plan(year: int) -> str:
        return json.dumps({"format": "f", "memberships": [{"council": "A", "year": year}]})

    gone, new = differences({"plan.json": plan(1)}, {"plan.json": plan(2)})
    assert (gone.row, gone.was, gone.now) == ("memberships", '{"council": "A", "year": 1}', None)
    assert (new.row, new.was, new.now) == ("memberships", None, '{"council": "A", "year": 2}')


def test_every_table_of_a_run_has_its_key() -> None:
    tables = {
        name: text for name, text in run_texts(solve_case(golden_case())).items() if name[-4:] == ".csv"
    }
    assert tables.keys() == KEY_COLUMNS.keys()
    for name, text in tables.items():
        keys = [tuple(line.split(",")[: KEY_COLUMNS[name]]) for line in text.splitlines()[1:]]
        assert len(keys) == len(set(keys)), name
