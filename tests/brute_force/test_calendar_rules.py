"""Dates of the enumerator against figures counted on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.brute_force.calendar_rules import ServiceCalendar, add_months
from tests.builders import golden_case

OCTOBER = ServiceCalendar(2025, 10)
FEBRUARY = ServiceCalendar(2025, 2)


def contract(end: date):
    return replace(golden_case().case.contracts["kA"], end_date=end)


@pytest.mark.parametrize(
    ("month", "phi", "change"),
    [
        (4, 1, date(2026, 4, 1)),
        (10, 1 / 2, date(2026, 10, 1)),
        (3, 1 / 12, date(2027, 3, 1)),
        (2, 2 / 12, date(2027, 2, 1)),
    ],
)
def test_change_date_of_year_one(month: int, phi: float, change: date) -> None:
    calendar = ServiceCalendar(2025, month)
    assert calendar.phi == pytest.approx(phi)
    assert calendar.change_date(1) == change


@pytest.mark.parametrize(
    ("end", "before", "after"),
    [
        (date(2025, 6, 1), 0, 0),
        (date(2026, 3, 31), 0, 0),
        (date(2026, 4, 30), 1 / 12, 0),
        (date(2026, 9, 30), 1 / 2, 0),
        # 15 of October's 31 days lie before the morning of the 16th.
        (date(2026, 10, 15), 1 / 2, 15 / 31 / 12),
        (date(2027, 3, 31), 1 / 2, 1 / 2),
        (date(2030, 1, 1), 1 / 2, 1 / 2),
    ],
)
def test_live_parts_of_year_one(end: date, before: float, after: float) -> None:
    assert OCTOBER.live_years(contract(end), 1) == pytest.approx((before, after))


def test_years_left_are_counted_from_the_change_date() -> None:
    assert OCTOBER.years_left(contract(date(2028, 3, 31)), 1) == pytest.approx(1.5)
    assert OCTOBER.years_left(contract(date(2026, 8, 31)), 1) == 0


@pytest.mark.parametrize(
    ("end", "most_years", "by_year"),
    [
        # From 1 July 2025 to 1 October 2027, cut after two years: 9 + 12 + 3 months.
        (date(2025, 6, 30), 2, (9 / 12, 1, 3 / 12)),
        (date(2025, 6, 30), 5, (9 / 12, 1, 6 / 12)),
        # Time before year 0 is never paid for: the two years run out on 1 July 2025.
        (date(2023, 6, 30), 2, (3 / 12, 0, 0)),
        (date(2028, 6, 30), 2, (0, 0, 0)),
        (date(2025, 6, 30), 0, (0, 0, 0)),
    ],
)
def test_bridging_until_the_change_date_of_year_two(
    end: date, most_years: int, by_year: tuple[float, ...]
) -> None:
    bridged = [OCTOBER.bridged_years(contract(end), 2, year, most_years) for year in range(3)]
    assert bridged == pytest.approx(by_year)


def test_a_late_change_month_lies_in_the_next_calendar_year() -> None:
    assert FEBRUARY.live_years(contract(date(2026, 12, 31)), 1) == pytest.approx((9 / 12, 0))
    assert FEBRUARY.live_years(contract(date(2027, 2, 28)), 1) == pytest.approx((10 / 12, 1 / 12))


def test_a_day_that_a_month_does_not_have_becomes_its_last() -> None:
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 15), 12) == date(2027, 1, 15)
