"""Dates as exact positions in months, and the parts of years the model needs (docs/conventions.md)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from fractions import Fraction

MONTHS = 12
FIRST_MONTH = 4  # a financial year begins on 1 April


def position(day: date) -> Fraction:
    """Return the position of the start of a day, in months since year 0; exact."""
    days_in_month = calendar.monthrange(day.year, day.month)[1]
    return Fraction(MONTHS * day.year + day.month - 1) + Fraction(day.day - 1, days_in_month)


def end_position(last_day: date) -> Fraction:
    """Return the position at which something ends that has `last_day` as its last day."""
    return position(last_day + timedelta(days=1))


def year_start(base_year: int, year: int) -> Fraction:
    """Return the position of 1 April of financial year `year` (an index)."""
    return Fraction(MONTHS * (base_year + year) + FIRST_MONTH - 1)


def change_position(base_year: int, change_month: int, year: int) -> Fraction:
    """Return the position of the change date of financial year `year`."""
    return year_start(base_year, year) + (change_month - FIRST_MONTH) % MONTHS


def share_after_change(change_month: int) -> Fraction:
    """Return phi: the part of a year from the change date to 31 March."""
    return Fraction(MONTHS - (change_month - FIRST_MONTH) % MONTHS, MONTHS)


def overlap(start: Fraction, end: Fraction, lower: Fraction, upper: Fraction) -> Fraction:
    """Return the length in years of the part of [start, end) that lies in [lower, upper)."""
    return max(Fraction(0), min(end, upper) - max(start, lower)) / MONTHS


def add_months(day: date, months: int) -> date:
    """Return the day `months` calendar months later; a day the month lacks becomes its last day."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
