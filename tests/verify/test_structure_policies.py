"""Policies on structure and calendar at the referee: where each is broken, counted by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.case.case import Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.errors import InternalError
from optimizer.verify import Verdict, verify
from tests.verify.plans import good_plans

ALL = ("A", "B", "C", "D")
PAIR = ("ICT", "PAY")

# The plan `deepening`: in ICT A and B are in the network pool of A in years 1 and 2 and in its full pool in
# years 3 to 6, C from year 4, D in the provider's joint projects from year 2. In payroll A and B are in B's
# pool today and until year 2, A and C in the provider's from year 3.
STRUCTURE_AND_CALENDAR: list[tuple[str, dict[str, Any], int]] = [
    # kind, parameters, slack (below zero: broken)
    ("same_host", {"services": PAIR, "councils": ("D",)}, 0),
    ("same_host", {"services": PAIR, "councils": ("B",)}, -1),
    ("different_hosts", {"services": PAIR, "councils": ALL}, 0),
    ("pool_open", {"service": "ICT", "first_year": 1, "last_year": 6}, 0),
    ("pool_open", {"service": "ICT", "first_year": 2, "last_year": 6}, 1),
    ("pool_open", {"service": "ICT", "model": "joint", "first_year": 2, "last_year": 6}, 0),
    ("pool_open", {"service": "ICT", "model": "joint", "first_year": 1, "last_year": 6}, -1),
    ("pool_open", {"service": "PAY", "host": "B", "first_year": 2, "last_year": 2}, 0),
    ("pool_open", {"service": "PAY", "host": "B", "first_year": 3, "last_year": 3}, -1),
    ("pool_open", {"service": "ICT", "arrangement": "ICT.A.net"}, -1),
    ("precedence", {"first": "PAY", "then": "ICT", "councils": ("A", "C"), "gap_years": 0}, 0),
    ("precedence", {"first": "PAY", "then": "ICT", "councils": ("A", "B", "C"), "gap_years": 0}, -1),
    ("precedence", {"first": "PAY", "then": "ICT", "councils": ("A", "B", "C"), "gap_years": 1}, 0),
    ("precedence", {"first": "PAY", "then": "ICT", "councils": ("A",), "gap_years": 2}, -1),
    ("blackout_years", {"years": (5, 6), "councils": ALL}, 0),
    ("blackout_years", {"years": (6, 4), "councils": ALL}, -1),
    ("blackout_years", {"years": (6, 4), "councils": ("A", "B", "D")}, 0),
    ("blackout_years", {"years": (4,), "councils": ALL, "service": "PAY"}, 0),
    ("forced_break", {"year": 6, "councils": ("B",), "service": "PAY"}, 0),
    ("forced_break", {"year": 2, "councils": ("B",), "service": "PAY"}, -1),
    ("forced_break", {"year": 6, "councils": ("B",)}, -1),
    ("minimum_term", {"years": 6, "councils": ALL}, 0),
    ("notice", {"years": 2, "councils": ALL}, 0),
    ("notice", {"years": 3, "councils": ALL}, -1),
    ("notice", {"years": 3, "councils": ALL, "service": "ICT"}, 0),
    ("risk_rating_limit", {"most_rating": 3, "councils": ALL}, 0),
    ("risk_rating_limit", {"most_rating": 2, "councils": ALL}, -1),
]
OTHERWISE_TESTED = {"different_hosts", "minimum_term", "concentration"}


def policy(kind: str, **given: Any) -> Policy:
    parameters = dict.fromkeys(policy_kinds()[kind].parameters)
    return Policy("rule", "set", kind, "for the test", "", {**parameters, **given})


def judge(rule: Policy, plan: str = "deepening") -> Verdict:
    case, good = good_plans()[plan]
    return verify(case, (rule,), good)


def places(verdict: Verdict) -> list[str]:
    return [violation.place.removeprefix("set.rule: ") for violation in verdict.violations]


@pytest.mark.parametrize(
    ("kind", "given", "number"),
    [
        # A in all years, B in years 1 and 2 (then it has left payroll), C from year 4.
        ("same_host", {"services": PAIR, "councils": ALL}, 6 + 2 + 3),
        # B deepens in year 3, when it has left payroll; D was never in it.
        ("precedence", {"first": "PAY", "then": "ICT", "councils": ALL, "gap_years": 0}, 2),
        # Two years before year 1 nobody was anywhere; C joins in year 4 and was not in payroll in year 2.
        ("precedence", {"first": "PAY", "then": "ICT", "councils": ("A", "B", "C"), "gap_years": 2}, 3),
        # A and B deepen; A leaves and joins, B leaves, C joins.
        ("blackout_years", {"years": (3,), "councils": ALL}, 6),
        ("blackout_years", {"years": (3, 4), "councils": ALL, "service": "ICT"}, 3),
        ("forced_break", {"year": 6, "councils": ALL, "service": "PAY"}, 2),
        ("forced_break", {"year": 4, "councils": ALL}, 4 + 2),
        ("notice", {"years": 30, "councils": ALL}, 2),
        ("risk_rating_limit", {"most_rating": 2, "councils": ALL}, 12 + 3 + 5 + 4 + 8),
        ("risk_rating_limit", {"most_rating": 1, "councils": ("A",), "service": "PAY"}, 6),
    ],
)
def test_every_place_counts_once(kind: str, given: dict[str, Any], number: int) -> None:
    verdict = judge(policy(kind, **given))
    assert len(verdict.violations) == number
    assert len(set(places(verdict))) == number


def test_different_hosts_counts_councils_in_both_pools_of_a_host() -> None:
    """With A as the host of the provider's payroll pool: A in years 3 to 6, C in years 4 to 6."""
    case, plan = good_plans()["deepening"]
    pools = {**case.arrangements, "PAY.P.full": replace(case.arrangements["PAY.P.full"], host="A")}
    rule = policy("different_hosts", services=PAIR, councils=ALL)
    found = verify(replace(case, arrangements=pools), (rule,), plan).violations
    broken = [one.place for one in found if one.rule == "policy.different_hosts"]
    years = [f"{2025 + year}/{26 + year}" for year in range(1, 7)]
    assert sorted(broken) == sorted(
        f"set.rule: ICT and PAY, {council}, {years[year - 1]}"
        for council, first in (("A", 3), ("C", 4))
        for year in range(first, 7)
    )


@pytest.mark.parametrize(("years", "missing"), [(4, 0), (5, 3), (6, 6), (7, 6)])
def test_minimum_term_counts_the_years_that_starts_fall_short_of(years: int, missing: int) -> None:
    """In `break_up` A, B and C start in year 1 and are out after four years; the case ends with year 6."""
    assert len(judge(policy("minimum_term", years=years, councils=ALL), "break_up").violations) == missing


def test_a_term_is_that_of_a_chain_and_of_those_who_start_in_the_case() -> None:
    """`deepening`: who deepens stays in the chain; B's payroll pool, which A and B leave, is today's."""
    assert judge(policy("minimum_term", years=6, councils=ALL)).holds


def test_concentration_in_pounds() -> None:
    """From year 4 A's ICT pool has 866,000 of A, 542,500 of B and 445,000.44 of C; the provider has 12,000 of
    D and of payroll 266,000 of A and 198,000 of C: 1,853,500.44 of 2,329,500.44.

    A of ICT: 9 x 50,000 + 5.5 x 32,000 + 0.8 x 300,000. At most 0.75: 1,747,125.33, so 106,375.11 too much.
    """
    verdict = judge(policy("concentration", most_share=Decimal("0.75")))
    assert verdict.accounts is not None
    assert verdict.accounts.policies[0].slack == Decimal("-106375.11")
    assert places(verdict) == [f"A, {year}" for year in ("2029/30", "2030/31", "2031/32")]


def test_concentration_of_one_host() -> None:
    """The provider has most in year 3: 12,000 + 464,000 of 1,884,500; 0.3 of it less that is 89,350."""
    verdict = judge(policy("concentration", most_share=Decimal("0.3"), host="P"))
    assert verdict.accounts is not None
    assert verdict.accounts.policies[0].slack == Decimal(89350)


def test_wrong_types_of_lists_are_our_fault() -> None:
    with pytest.raises(InternalError, match="services"):
        judge(policy("same_host", services=("ICT", 1), councils=ALL))
    with pytest.raises(InternalError, match="years"):
        judge(policy("blackout_years", years=("2026/27",), councils=ALL))
    with pytest.raises(InternalError, match="most_share"):
        judge(policy("concentration", most_share=0.5))
