"""Dates as exact positions in months (docs/conventions.md, Time)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from optimizer.model.dates import (
    add_months,
    change_position,
    end_position,
    overlap,
    position,
    share_after_change,
    year_start,
)


def test_position_counts_months_and_parts_of_them() -> None:
    """12 x 2026 + 3 = 24,315 on 1 April; 15 days of 30 later half a month more; February is shorter."""
    assert position(date(2026, 4, 1)) == 24315
    assert position(date(2026, 4, 16)) == Fraction(48631, 2)
    assert position(date(2027, 2, 15)) == 24325 + Fraction(14, 28)
    assert position(date(2028, 2, 15)) == 24337 + Fraction(14, 29)


def test_what_ends_on_31_march_ends_where_the_next_year_begins() -> None:
    assert end_position(date(2027, 3, 31)) == year_start(2025, 2) == position(date(2027, 4, 1))
    assert end_position(date(2027, 12, 31)) == position(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("month", "phi", "change"),
    [
        (4, Fraction(1), date(2026, 4, 1)),
        (5, Fraction(11, 12), date(2026, 5, 1)),
        (10, Fraction(1, 2), date(2026, 10, 1)),
        (12, Fraction(1, 3), date(2026, 12, 1)),
        (1, Fraction(1, 4), date(2027, 1, 1)),
        (3, Fraction(1, 12), date(2027, 3, 1)),
    ],
)
def test_change_dates_and_the_part_of_the_year_after_them(month: int, phi: Fraction, change: date) -> None:
    """Year 1 of a case based in 2025/26; January to March lie in the next calendar year."""
    assert share_after_change(month) == phi
    assert change_position(2025, month, 1) == position(change)
    assert (year_start(2025, 2) - change_position(2025, month, 1)) / 12 == phi


def test_overlap_is_in_years_and_never_below_zero() -> None:
    start = Fraction(24315)
    assert overlap(start, start + 6, start, start + 12) == Fraction(1, 2)
    assert overlap(start, start + 12, start + 9, start + 20) == Fraction(1, 4)
    assert overlap(start, start + 12, start + 12, start + 20) == 0
    assert overlap(start, start + 12, start - 9, start - 3) == 0


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 4, 1), 18, date(2026, 10, 1)),
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 12, 15), 0, date(2025, 12, 15)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
    ],
)
def test_calendar_months_end_on_a_day_that_exists(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
