"""When things happen: change dates, parts of years, ends of contracts, prices (CORE TIME, M5)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from optimizer.case.case import Arrangement, Case, Contract, Service, Settings
from optimizer.verify.exact import exact

MONTHS = 12
FIRST_MONTH = 4
"""A financial year begins on 1 April."""


def position(day: date) -> Fraction:
    """Return a date in months: 12 x year + months gone + the share of its month gone (docs/conventions)."""
    days = calendar.monthrange(day.year, day.month)[1]
    return Fraction(MONTHS * day.year + day.month - 1) + Fraction(day.day - 1, days)


def add_months(day: date, months: int) -> date:
    """Return the date so many calendar months later; a day that the month lacks becomes its last day."""
    index = MONTHS * day.year + day.month - 1 + months
    year, month = divmod(index, MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that follows from the calendar and from the rates of the case, computed once.

    Attributes:
        last_year: H.
        phi: service -> part of a year from its change date to 31 March.
        live_before: contract -> part of each year 0..H before the change date in which its base term lives.
        live_after: the same after the change date.
        years_left: contract -> years of base term left at the change date of each year 0..H.
        relative: index -> price in each year 0..H relative to general prices (real terms).
        cash: index -> price in each year 0..H relative to the base year (nominal terms).
        discount: d_t for each year 0..H.
    """

    last_year: int
    phi: Mapping[str, Fraction]
    live_before: Mapping[str, tuple[Fraction, ...]]
    live_after: Mapping[str, tuple[Fraction, ...]]
    years_left: Mapping[str, tuple[Fraction, ...]]
    relative: Mapping[str, tuple[Fraction, ...]]
    cash: Mapping[str, tuple[Fraction, ...]]
    discount: tuple[Fraction, ...]


def change_date(settings: Settings, service: Service, year: int) -> date:
    """Return the first day of the change month inside the financial year."""
    start = settings.base_year + year
    return date(start if service.change_month >= FIRST_MONTH else start + 1, service.change_month, 1)


def part_after_change(service: Service) -> Fraction:
    """Return phi: months from the change date to 31 March / 12 (April: 1)."""
    return Fraction(MONTHS - (service.change_month - FIRST_MONTH) % MONTHS, MONTHS)


def end_position(contract: Contract) -> Fraction:
    """Return the position of the day after the last day of the contract."""
    return position(contract.end_date + timedelta(days=1))


def overlap_years(start: Fraction, end: Fraction, first: Fraction, last: Fraction) -> Fraction:
    """Return the years that the months [start, end] and [first, last] have in common."""
    return max(Fraction(0), min(end, last) - max(start, first)) / MONTHS


def may_join(case: Case, arrangement: Arrangement, year: int) -> bool:
    """M5: the lead time has passed by the change date, and the year is one of the arrangement's."""
    if arrangement.first_year is not None and year < arrangement.first_year:
        return False
    if arrangement.last_year is not None and year > arrangement.last_year:
        return False
    ready = add_months(case.settings.decision_date, arrangement.lead_months)
    return change_date(case.settings, case.services[arrangement.service], year) >= ready


def extension_years(case: Case, contract: Contract, displaced_in: int, paid_in: int) -> Fraction:
    """Return the part of year `paid_in` that an extension to the change date of `displaced_in` covers.

    CORE contract_extension: between the end of the contract and the change date, at most
    `max_extension_years`, and nothing before year 0.
    """
    settings, service = case.settings, case.services[contract.service]
    end = end_position(contract)
    change = position(change_date(settings, service, displaced_in))
    start_of_year = Fraction(MONTHS * (settings.base_year + paid_in) + FIRST_MONTH - 1)
    until = min(change, end + MONTHS * settings.max_extension_years)
    return overlap_years(end, until, start_of_year, start_of_year + MONTHS)


def make_timeline(case: Case) -> Timeline:
    """Compute every date, part of year, price and discount factor of the case once."""
    settings = case.settings
    years = range(settings.years + 1)
    before: dict[str, tuple[Fraction, ...]] = {}
    after: dict[str, tuple[Fraction, ...]] = {}
    left: dict[str, tuple[Fraction, ...]] = {}
    for name, contract in case.contracts.items():
        end, service = end_position(contract), case.services[contract.service]
        starts = [Fraction(MONTHS * (settings.base_year + t) + FIRST_MONTH - 1) for t in years]
        changes = [position(change_date(settings, service, t)) for t in years]
        before[name] = tuple(overlap_years(s, c, s, end) for s, c in zip(starts, changes, strict=True))
        after[name] = tuple(
            overlap_years(c, s + MONTHS, s, end) for s, c in zip(starts, changes, strict=True)
        )
        left[name] = tuple(max(Fraction(0), end - change) / MONTHS for change in changes)
    own = {
        "general": exact(settings.price_general),
        "pay": exact(settings.price_pay),
        "contract": exact(settings.price_contract),
        "none": Fraction(0),
    }
    general = 1 + own["general"]
    return Timeline(
        last_year=settings.years,
        phi={name: part_after_change(service) for name, service in case.services.items()},
        live_before=before,
        live_after=after,
        years_left=left,
        relative={index: tuple(((1 + rate) / general) ** t for t in years) for index, rate in own.items()},
        cash={index: tuple((1 + rate) ** t for t in years) for index, rate in own.items()},
        discount=tuple((1 + exact(settings.discount_rate)) ** -t for t in years),
    )
