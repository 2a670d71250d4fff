"""Dates as the conventions count them, written apart from the model and the referee."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from optimizer.case.case import Arrangement, Case, Contract


def position_in_months(day: date) -> float:
    """Return where a day lies on a line on which every calendar month is 1 long."""
    return 12 * day.year + day.month - 1 + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]


def end_in_months(contract: Contract) -> float:
    """Return the position at which a contract is over: the morning after its last day."""
    return position_in_months(contract.end_date + timedelta(days=1))


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a month that is too short."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class ServiceCalendar:
    """The years of one service: each is cut in two by its change date."""

    base_year: int
    change_month: int

    @property
    def phi(self) -> float:
        """Return the part of a year that lies after the change date."""
        return 1 - ((self.change_month - 4) % 12) / 12

    def change_date(self, year: int) -> date:
        """Return the first day of the change month inside a financial year."""
        calendar_year = self.base_year + year + (1 if self.change_month <= 3 else 0)
        return date(calendar_year, self.change_month, 1)

    def start_in_months(self, year: int) -> float:
        """Return the position of 1 April of the year."""
        return position_in_months(date(self.base_year + year, 4, 1))

    def change_in_months(self, year: int) -> float:
        """Return the position of the change date of the year."""
        return position_in_months(self.change_date(year))

    def live_years(self, contract: Contract, year: int) -> tuple[float, float]:
        """Return the parts of the year before and after the change date in which a contract still runs."""
        start, change = self.start_in_months(year), self.change_in_months(year)
        end = end_in_months(contract)
        before = min(max(end - start, 0), change - start)
        after = min(max(end - change, 0), start + 12 - change)
        return before / 12, after / 12

    def years_left(self, contract: Contract, year: int) -> float:
        """Return how long a contract has to run, seen from the change date of the year."""
        return max(end_in_months(contract) - self.change_in_months(year), 0) / 12

    def bridged_years(self, contract: Contract, joined_year: int, year: int, most_years: int) -> float:
        """Return the part of `year` in which a contract is extended until its council joins a pool."""
        first = end_in_months(contract)
        last = min(self.change_in_months(joined_year), first + 12 * most_years)
        start = self.start_in_months(year)
        return max(min(last, start + 12) - max(first, start), 0) / 12


def calendar_of(case: Case, service: str) -> ServiceCalendar:
    return ServiceCalendar(case.settings.base_year, case.services[service].change_month)


def may_join(case: Case, arrangement: Arrangement, year: int) -> bool:
    """Say whether lead time and the arrangement's own window let a council join in the year."""
    earliest = add_months(case.settings.decision_date, arrangement.lead_months)
    if calendar_of(case, arrangement.service).change_date(year) < earliest:
        return False
    after_first = arrangement.first_year is None or year >= arrangement.first_year
    return after_first and (arrangement.last_year is None or year <= arrangement.last_year)
