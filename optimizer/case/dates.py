"""Change dates and lead times (docs/conventions.md, Time)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def change_date(start: int, change_month: int) -> date:
    """Return the first day of the change month within the financial year that begins in April of `start`."""
    return date(start if change_month >= 4 else start + 1, change_month, 1)


def add_months(day: date, months: int) -> date:
    """Return the same day some months on; a day that the month does not have becomes its last day."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
