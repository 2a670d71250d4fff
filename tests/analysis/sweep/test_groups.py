"""Entries that move together, by percentages of their own, in every design; and slips in groups."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from optimizer.analysis.sweep.design import count, points
from optimizer.analysis.sweep.points import changed
from optimizer.analysis.sweep.spec import Spec
from optimizer.analysis.sweep.sweep import prepared
from optimizer.errors import InputError
from tests.builders import CASES

GRID = '[design]\nkind = "grid"\n'
SAMPLE = '[design]\nkind = "latin_hypercube"\npoints = 8\n'
LISTS = {
    "joining.join_gbp[*,*]": "percent = [-10, 50]",
    "baseline.fte[A,ICT,all]": "percent = [20, -5]",
    "case.discount_rate": "values = [0.02, 0.05]",
}
RANGES = {
    "joining.join_gbp[*,*]": "low_percent = 0\nhigh_percent = 100",
    "baseline.fte[A,ICT,all]": "low_percent = -10\nhigh_percent = 10",
    "case.discount_rate": "low = 0\nhigh = 0.1",
}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return shutil.copytree(CASES / "golden", tmp_path / "golden")


def entry(path: str, ways: str, group: str = "g") -> str:
    return f'[[vary]]\npath = "{path}"\n{ways}\n' + (f'group = "{group}"\n' if group else "")


def read(case: Path, text: str) -> Spec:
    (case / "sweeps").mkdir(exist_ok=True)
    (case / "sweeps" / "s.toml").write_text(text, encoding="utf-8")
    return prepared(case, "s", ()).spec


def test_each_entry_takes_its_own_percentage_of_its_own_cells(case: Path) -> None:
    """20,000 and 40,000 less a tenth, 12 FTE and a fifth; then half more, and a twentieth less."""
    spec = read(case, "".join(entry(path, ways) for path, ways in LISTS.items()) + GRID)
    assert count(spec) == 2
    cells = [list(changed(spec, point).cells.values()) for point in points(spec)]
    assert cells == [["18000", "36000", "14.4", "0.02"], ["30000", "60000", "11.4", "0.05"]]


def test_one_at_a_time_a_group_is_moved_while_the_others_stay(case: Path) -> None:
    text = "".join(entry(path, ways, "" if "rate" in path else "g") for path, ways in LISTS.items())
    spec = read(case, text + '[design]\nkind = "one_at_a_time"\n')
    assert list(points(spec)) == [
        (None, None, None),
        ("-10", "20", None),
        ("50", "-5", None),
        (None, None, "0.02"),
        (None, None, "0.05"),
    ]
    assert spec.group_names == ("g", "case.discount_rate")


def test_ranges_of_a_group_are_drawn_at_the_same_share(case: Path) -> None:
    spec = read(case, "".join(entry(path, ways) for path, ways in RANGES.items()) + SAMPLE)
    for joins, fte, rate in points(spec):
        assert float(str(fte)) == pytest.approx(float(str(joins)) / 5 - 10, abs=1e-5)
        assert float(str(rate)) == pytest.approx(float(str(joins)) / 1000, abs=1e-5)


JOINS, FTE, RATE = LISTS
SLIPS = {
    "more values": (
        entry(JOINS, "percent = [1, 2]") + entry(FTE, "percent = [1, 2, 3]") + GRID,
        f"vary 2.group: 'g': has not as many values as {JOINS!r}, with which it moves; give all entries",
    ),
    "the third entry": (
        entry(JOINS, "percent = [1, 2]")
        + entry(FTE, "percent = [1, 2]")
        + entry(RATE, "values = [0.1]")
        + GRID,
        "vary 3.group: 'g': has not as many values",
    ),
    "steps against ends": (
        entry(JOINS, RANGES[JOINS]) + entry(FTE, RANGES[FTE] + "\nsteps = 3") + GRID,
        "vary 2.group: 'g': has not as many values",
    ),
    "a list and a range drawn from": (
        entry(JOINS, LISTS[JOINS]) + entry(FTE, RANGES[FTE]) + SAMPLE,
        "equally many values, or all a range",
    ),
    "a slip in the name": (
        entry(JOINS, LISTS[JOINS], "staff")
        + entry(FTE, LISTS[FTE], "staff")
        + entry(RATE, LISTS[RATE], "staf")
        + GRID,
        "'staf': only one entry is in this group; did you mean 'staff'?",
    ),
    "alone": (entry(JOINS, LISTS[JOINS]) + GRID, "leave the key out, or put others in the group"),
    "called like an entry": (
        entry(JOINS, LISTS[JOINS])
        + entry(FTE, LISTS[FTE])
        + entry(RATE, LISTS[RATE] + '\nname = "g"', "")
        + GRID,
        "'g': the group has the name of an entry that is not in it",
    ),
    "a percentage that leaves the range": (
        entry(JOINS, LISTS[JOINS])
        + entry("baseline.turnover_share[A,ICT,all]", "percent = [5, 5000]")
        + GRID,
        "0.1 becomes 5.1, which is too large",
    ),
    "the same cells": (
        entry(JOINS, LISTS[JOINS]) + entry("joining.join_gbp[A,*]", LISTS[JOINS]) + GRID,
        "changes what 'joining.join_gbp[*,*]' changes too",
    ),
}


@pytest.mark.parametrize(("text", "said"), SLIPS.values(), ids=SLIPS)
def test_slips(case: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        read(case, text)
    assert said in str(error.value)


def test_lists_of_a_group_may_be_drawn_from(case: Path) -> None:
    spec = read(case, "".join(entry(path, ways) for path, ways in LISTS.items()) + SAMPLE)
    assert set(points(spec)) == {("-10", "20", "0.02"), ("50", "-5", "0.05")}
