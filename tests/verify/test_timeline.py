"""Dates, parts of years and scale curves, at their edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.case.case import Case, Knot
from optimizer.verify.curves import value_at
from optimizer.verify.timeline import (
    add_months,
    change_date,
    extension_years,
    make_timeline,
    may_join,
    part_after_change,
    position,
)
from tests.verify import cases
from tests.verify.tables import GOLDEN_POOL


@pytest.mark.parametrize(
    ("month", "phi", "day"),
    [
        (4, "1", date(2026, 4, 1)),
        (10, "1/2", date(2026, 10, 1)),
        (12, "1/3", date(2026, 12, 1)),
        (1, "1/4", date(2027, 1, 1)),
        (3, "1/12", date(2027, 3, 1)),
    ],
)
def test_change_date_and_phi(month: int, phi: str, day: date) -> None:
    case = cases.golden()
    service = replace(case.services["ICT"], change_month=month)
    assert part_after_change(service) == Fraction(phi)
    assert change_date(case.settings, service, 1) == day


def test_positions_are_exact() -> None:
    assert position(date(2027, 4, 1)) == 12 * 2027 + 3
    assert position(date(2028, 2, 16)) - position(date(2028, 2, 1)) == Fraction(15, 29)
    assert position(date(2027, 2, 15)) - position(date(2027, 2, 1)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 1), 6, date(2026, 7, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
    ],
)
def test_calendar_months(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later


def with_end(day: date, extension: int = 2, month: int = 10) -> Case:
    case = cases.golden()
    contract = replace(case.contracts["kA"], end_date=day)
    return replace(
        case,
        contracts={"kA": contract},
        services={"ICT": replace(case.services["ICT"], change_month=month)},
        settings=replace(case.settings, max_extension_years=extension),
    )


@pytest.mark.parametrize(
    ("end", "before", "after"),
    [
        # Financial year 2026/27, change on 1 October.
        (date(2027, 3, 31), "1/2", "1/2"),
        (date(2030, 3, 31), "1/2", "1/2"),
        (date(2026, 12, 31), "1/2", "1/4"),
        (date(2026, 9, 30), "1/2", "0"),
        (date(2026, 4, 15), "1/24", "0"),
        (date(2026, 3, 31), "0", "0"),
        (date(2020, 1, 1), "0", "0"),
    ],
)
def test_live_parts_of_a_year(end: date, before: str, after: str) -> None:
    timeline = make_timeline(with_end(end))
    assert timeline.live_before["kA"][1] == Fraction(before)
    assert timeline.live_after["kA"][1] == Fraction(after)


def test_years_left_from_the_change_date() -> None:
    left = make_timeline(with_end(date(2028, 3, 31))).years_left["kA"]
    assert left == (Fraction(5, 2), Fraction(3, 2), Fraction(1, 2), Fraction(0))


@pytest.mark.parametrize(
    ("end", "extension", "parts"),
    [
        # Displaced on 1 October 2027 (year 2); parts of 2025/26, 2026/27 and 2027/28.
        (date(2026, 6, 30), 2, ("0", "3/4", "1/2")),
        (date(2026, 6, 30), 1, ("0", "3/4", "1/4")),
        (date(2026, 6, 30), 0, ("0", "0", "0")),
        # Before year 0 it was renewed on ordinary terms.
        (date(2024, 9, 30), 2, ("1", "1/2", "0")),
        (date(2020, 3, 31), 2, ("0", "0", "0")),
        (date(2027, 9, 30), 2, ("0", "0", "0")),
        (date(2028, 3, 31), 2, ("0", "0", "0")),
    ],
)
def test_bridging(end: date, extension: int, parts: tuple[str, ...]) -> None:
    case = with_end(end, extension)
    found = tuple(extension_years(case, case.contracts["kA"], 2, year) for year in range(3))
    assert found == tuple(map(Fraction, parts))


@pytest.mark.parametrize(
    ("decision", "months", "year", "allowed"),
    [
        (date(2026, 4, 1), 6, 1, True),
        (date(2026, 4, 2), 6, 1, False),
        (date(2026, 4, 2), 6, 2, True),
        (date(2026, 8, 31), 1, 1, True),
    ],
)
def test_lead_time(decision: date, months: int, year: int, allowed: bool) -> None:
    case = cases.golden()
    case = replace(case, settings=replace(case.settings, decision_date=decision))
    assert may_join(case, replace(case.arrangements[GOLDEN_POOL], lead_months=months), year) == allowed


@pytest.mark.parametrize(("first", "last", "allowed"), [(2, None, False), (1, 1, True), (None, 0, False)])
def test_years_of_an_arrangement(first: int | None, last: int | None, allowed: bool) -> None:
    case = cases.golden()
    pool = replace(case.arrangements[GOLDEN_POOL], first_year=first, last_year=last)
    assert may_join(case, pool, 1) == allowed


STEP = (
    Knot(100, Decimal(2)),
    Knot(200, Decimal(4)),
    Knot(200, Decimal(10)),
    Knot(300, Decimal(20)),
)


@pytest.mark.parametrize(
    ("volume", "value"),
    [(99, None), (100, "2"), (150, "3"), (199, "3.98"), (200, "4"), (201, "10.1"), (300, "20"), (301, None)],
)
def test_curve_with_a_step(volume: int, value: str | None) -> None:
    assert value_at(STEP, volume) == (None if value is None else Fraction(value))


def test_prices_and_discount() -> None:
    timeline = make_timeline(cases.rich())
    assert timeline.cash["pay"][2] == Fraction("1.0609")
    assert set(timeline.relative["general"]) == {Fraction(1)}
    assert timeline.relative["none"][1] == 1 / Fraction("1.02")
    assert set(timeline.cash["none"]) == {Fraction(1)}
    assert timeline.discount[1] == 1 / Fraction("1.035")
