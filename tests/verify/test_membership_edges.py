"""Rules of membership in the first and the last year, at exactly the limit, and for today's members."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.case.case import Case
from optimizer.plan import Membership
from optimizer.verify.costing import tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.rules_membership import check_membership
from tests.verify import cases
from tests.verify.broken_rules import with_pool
from tests.verify.plans import good_plans
from tests.verify.tables import memberships, plan_of

JOINT = "ICT.P.joint"
TODAY = "PAY.B.sec"
STAYS = memberships(TODAY, "AB", range(1, 7))
LABELS = {f"{2025 + year}/{26 + year}": year for year in range(7)}


def broken(case: Case, rows: list[Membership], rule: str) -> list[tuple[str, int]]:
    """Return the councils or pools, and the years, in which the rule is broken."""
    story = tell(case, decisions_of(plan_of(rows)))
    places = [
        violation.place.split(", ")
        for violation in check_membership(case, story.history, story.workforce)
        if violation.rule == rule
    ]
    return [(place[1] if rule.startswith("terms.") else place[0], LABELS[place[-1]]) for place in places]


@pytest.mark.parametrize(
    ("years", "missing"),
    [
        ((1,), [2, 3]),
        ((1, 2), [3]),
        ((1, 2, 3), []),
        ((4,), [5, 6]),
        ((5,), [6]),
        ((6,), []),
        ((1, 3), [2, 4, 5]),
    ],
)
def test_minimum_term_of_three_years_cut_at_the_end(years: tuple[int, ...], missing: list[int]) -> None:
    case = with_pool(cases.rich(), JOINT, minimum_term_years=3)
    rows = [*STAYS, *memberships(JOINT, "D", years)]
    found = broken(case, rows, "terms.minimum_term")
    assert sorted({year for _, year in found}) == missing
    assert {council for council, _ in found} <= {"D"}
    # Who is alone in the pool closes it too soon.
    assert sorted({year for _, year in broken(case, rows, "pools.minimum_term")}) == missing


def test_minimum_term_of_todays_members() -> None:
    # A joined in 2023/24 and B in 2024/25, for four years: to the end of 2026/27 and of 2027/28.
    case = with_pool(cases.rich(), TODAY, minimum_term_years=4)
    assert broken(case, [], "terms.minimum_term") == [("A", 1), ("B", 1), ("B", 2)]
    assert broken(case, memberships(TODAY, "AB", (1,)), "terms.minimum_term") == [("B", 2)]
    assert broken(case, memberships(TODAY, "AB", (1, 2)), "terms.minimum_term") == []
    # Who comes back is bound anew.
    again = memberships(TODAY, "A", (3, 4))
    assert broken(case, [*memberships(TODAY, "B", range(1, 7)), *again], "terms.minimum_term") == [
        ("A", 1),
        ("A", 5),
        ("A", 6),
    ]


def test_notice() -> None:
    for notice, left, expected in ((1, 1, [("B", 1)]), (1, 2, []), (2, 2, [("B", 2)]), (9, 6, [("B", 6)])):
        case = with_pool(cases.rich(), TODAY, notice_years=notice)
        rows = [*memberships(TODAY, "A", range(1, 7)), *memberships(TODAY, "B", range(1, left))]
        assert broken(case, rows, "terms.notice") == expected


def test_years_in_which_nobody_may_join() -> None:
    case = with_pool(cases.rich(), JOINT, first_year=2, last_year=5)
    for year in range(1, 7):
        found = broken(case, [*STAYS, *memberships(JOINT, "D", (year,))], "terms.start_allowed")
        assert found == ([("D", year)] if year in (1, 6) else [])


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("pools.most_members", {"most_members": 2}),
        ("capacity.volume", {"capacity_volume": 5000}),
        ("pools.least_members", {"least_members": 2}),
    ],
)
def test_a_limit_may_be_reached(rule: str, change: dict[str, Any]) -> None:
    # A and B have 3,000 and 2,000 payslips.
    assert broken(with_pool(cases.rich(), TODAY, **change), STAYS, rule) == []
    [(field, limit)] = change.items()
    passed = limit + 1 if field == "least_members" else limit - 1
    found = broken(with_pool(cases.rich(), TODAY, **{field: passed}), STAYS, rule)
    assert found == [(TODAY, year) for year in range(1, 7)]


def test_capacity_of_staff_of_each_pool_in_each_year() -> None:
    case, plan = good_plans()["deepening"]
    limits = {TODAY: Decimal(10), "PAY.P.full": Decimal(9)}
    limited = {pool: replace(case.arrangements[pool], capacity_fte=limit) for pool, limit in limits.items()}
    case = replace(case, arrangements={**case.arrangements, **limited})
    story = tell(case, decisions_of(plan))
    found = [violation.place for violation in check_membership(case, story.history, story.workforce)]
    # 10.3 FTE are in today's pool until it closes in year 3, at least 9.4 in the provider's from then on.
    expected = [(TODAY, (1, 2)), ("PAY.P.full", (3, 4, 5, 6))]
    assert found == [f"{pool}, {case.year_label(year)}" for pool, years in expected for year in years]
