"""How values, percentages and groups are said."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.analysis.switch.inputs import Direction, Input, Way
from optimizer.analysis.switch.words import amount, at, beyond, by_percent, change_percent, sentences
from tests.analysis.switch.worlds import searched, way
from tests.builders import golden_case


def grouped(direction: Direction, entries: int) -> Way:
    """Entries that go from 1 to 2 (up) or 0 (down), the first by percent."""
    one = way("0", "1", "2", direction)
    vary = one.input.varies[0]
    varies = tuple(
        replace(vary, name=f"x{number}", group="g", percent=not number) for number in range(entries)
    )
    spec = replace(one.spec, varies=varies)
    now, low, high = ((value,) * entries for value in (Decimal(1), Decimal(0), Decimal(2)))
    asked = Input("g", tuple(range(entries)), varies, now, low, high)
    return Way(spec, asked, direction, 4)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("114240.00", "114,240"),
        ("0.350", "0.35"),
        ("-1234.5", "-1,234.5"),
        ("-0.25", "-0.25"),
        ("4.083E+4", "40,830"),
    ],
)
def test_amounts(value: str, said: str) -> None:
    assert amount(Decimal(value)) == said


def test_percentages() -> None:
    assert [by_percent(Decimal(one)) for one in ("-64.36", "9.96", "-0.4", "1234.5")] == [
        *("64% lower", "10.0% higher", "0.4% lower", "1,235% higher"),
    ]
    vary = way("0", "1", "2").input.varies[0]
    assert change_percent(Decimal(-2), Decimal(-3), vary) == -50
    assert change_percent(Decimal(0), Decimal(3), vary) is None
    assert change_percent(Decimal(0), Decimal(3), replace(vary, percent=True)) == 3


def test_one_input() -> None:
    up = way("0", "0.5", "2")
    assert at(up, up.length) == "x is 2 (now 0.5), 300% higher"
    assert beyond(up, up.length // 2) == "Above 1.25"
    down = way("0", "0.5", "2", "down")
    assert beyond(down, down.length // 2) == "Below 0.25"
    assert at(way("0", "0", "2"), 1024) == "x is 2 (now 0)"


def test_a_group() -> None:
    up, down = grouped("up", 2), grouped("down", 5)
    assert at(up, 256) == "g is 25% of the way to its high end (x0 +1.25%, x1 1.25)"
    assert at(down, 1) == (
        "g is 0.1% of the way to its low end (x0 +0.99902%, x1 0.99902, x2 0.99902 and 2 more)"
    )
    assert beyond(up, 512).startswith("Beyond where g is 50% of the way to its high end (")
    search = searched(lambda x: {"A": 1000 * x}, up)
    stays = "The preferred option stays to its high end (net saving £2.0k there)."
    assert sentences(golden_case().case, search, by_saving_alone=True) == (stays,)
