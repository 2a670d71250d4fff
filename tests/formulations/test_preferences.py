"""Preferences: what may be missed at a price, in rows, in the search and at the referee."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.case.case import Policy
from optimizer.guards import known_objective_k
from optimizer.verify import business_as_usual
from tests.formulations.rows import Built, written
from tests.formulations.tiny import NPV_GBP, members, policy, rows, solve, tiny, together
from tests.formulations.two_services import two_services

Parameter = str | int | bool | Decimal | tuple[str, ...] | tuple[int, ...] | None


def priced(rule: Policy, price_gbp: str) -> Policy:
    return replace(rule, negotiable="preference", price_gbp_per_unit=Decimal(price_gbp))


def in_house(price_gbp: str) -> Policy:
    """A council would rather not be in a pool: each of four memberships (two councils, two years) costs."""
    ban = policy(
        "pool_forbidden",
        **{"service": None, "councils": ("A", "B"), "host": None, "model": None, "arrangement": None},
        first_year=1,
        last_year=2,
    )
    return priced(ban, price_gbp)


def no_loss(most_loss_gbp: str, price: str) -> Policy:
    rule = policy("no_loser", most_loss_gbp=Decimal(most_loss_gbp), councils=("A", "B"))
    return priced(rule, price)


def test_rows_may_be_missed_by_whole_units() -> None:
    built = Built(tiny(), [in_house("100")])
    name = "policy[s.pool_forbidden].forbidden[A,P,1]"
    assert built.row(name) == written("member[A,P,1] - forbidden_above[A,P,1] <= 0")
    assert built.is_integer("forbidden_above[A,P,1]")
    assert not built.columns_of("forbidden_below")


def test_rows_on_money_may_be_missed_by_any_amount_at_a_price_a_pound() -> None:
    built = Built(tiny(), [no_loss("0", "0.25")])
    assert not built.is_integer("no_loser_above[A]")
    column = built.columns.index("no_loser_above[A]")
    assert built.matrix.objective[column] == -0.25


def test_a_row_that_nothing_can_keep_is_paid_for() -> None:
    """B hosts no pool, so its duty to host one is missed by 1 whatever is decided: 500 off the objective."""
    rule = policy("host_fairness", least=1, most=None, councils=("B",))
    solved = solve(tiny(), [priced(rule, "500")])
    assert (members(solved), solved.npv_gbp, solved.bound_gbp) == (together(1, 2), NPV_GBP, NPV_GBP - 500)


@pytest.mark.parametrize(
    ("price", "plan", "npv", "penalty", "state"),
    [
        ("8999", together(1, 2), NPV_GBP, "35996.00", "missed"),
        ("9001", together(1), 20_000.0, "18002.00", "missed"),
        ("10001", [], 0.0, "0.00", "tight"),
    ],
)
def test_memberships_are_kept_as_long_as_they_are_worth_their_price(
    price: str, plan: list[tuple[str, str, int]], npv: float, penalty: str, state: str
) -> None:
    """Two years of sharing save 38,000 with four memberships, year 1 alone 20,000 with two: up to 9,000
    each both years are worth it, up to 10,000 year 1."""
    solved = solve(tiny(), [in_house(price)])
    assert (members(solved), solved.npv_gbp) == (plan, npv)
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    [row] = solved.verdict.accounts.policies
    assert (row.hard, row.state, row.penalty_gbp) == (False, state, Decimal(penalty))
    assert solved.verdict.accounts.objective_gbp == Decimal(str(npv)) - Decimal(penalty)


def soft(kind: str, price_gbp: str, **given: Parameter) -> Policy:
    return priced(policy(kind, **given), price_gbp)


STRUCTURE = [
    (soft("same_host", "1", services=("S", "T"), service_group=None, councils=("A", "B")), 0),
    (soft("different_hosts", "1", services=("S", "T"), service_group=None, councils=("A", "B")), 2),
    (soft("precedence", "1", first="S", then="T", councils=("A", "B"), gap_years=2), 2),
    (soft("blackout_years", "1", years=(1, 2), service=None, councils=("A", "B")), 4),
    (soft("forced_break", "1", year=2, service=None, councils=("B",)), 2),
    (soft("risk_rating_limit", "1", most_rating=2, service="S", councils=("A", "B")), 4),
    (soft("concentration", "0.001", most_share=Decimal("0.6"), host=None), 240),
    (soft("changes_limit", "1", most_per_year=1, councils=("A", "B"), each_council=False, each_host=True), 2),
]
"""What the plan of the test misses each by, at its price, in pounds; counted by hand.

Two services at A in year 2, where there should be two hosts: one for each council. With a gap of two years
nobody may join T in year 2, and both do. Changes: two in each year (at A one too many). Break: B is in two
pools. Rating: four memberships of S. Concentration at 0.1p a pound: 0.4 of 200,000 in year 1 and of 400,000
in year 2 is above the share, 240,000 in all.
"""


@pytest.mark.parametrize(("rule", "missed_gbp"), STRUCTURE, ids=lambda item: getattr(item, "kind", ""))
def test_model_and_referee_count_the_same_misses(rule: Policy, missed_gbp: int) -> None:
    """Duties keep the plan as it is: S at A from year 1, T at A in year 2 only. It saves 38,000 + 10,000."""
    duty = policy(
        "pool_required", service="S", councils=("A", "B"), arrangement="P", first_year=1, last_year=2
    )
    later = replace(duty, policy="later", parameters={**duty.parameters, "service": "T", "arrangement": "U"})
    later = replace(later, parameters={**later.parameters, "first_year": 2})
    early = policy("start_window", service="T", councils=("A", "B"), earliest=2, latest=None)
    solved = solve(two_services(), [duty, later, early, rule])
    assert members(solved) == sorted([*together(1, 2), *together(2, pool="U")])
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    penalty = solved.verdict.accounts.policies[-1].penalty_gbp
    assert (penalty, solved.npv_gbp) == (Decimal(missed_gbp), 48_000.0)
    # The model's objective, which the bound is of, has the same penalty.
    assert solved.bound_gbp == pytest.approx(48_000 - missed_gbp, abs=0.01)


def test_a_limit_above_all_that_can_happen_is_never_missed() -> None:
    """Two councils make at most two changes in year 1 and four in year 2 (rows count joins twice)."""
    rule = soft(
        "changes_limit", "1", most_per_year=7, councils=("A", "B"), each_council=False, each_host=False
    )
    assert Built(tiny(), [rule]).columns_of("limit_above") == []
    assert solve(tiny(), [rule]).npv_gbp == NPV_GBP
    closer = replace(rule, parameters={**rule.parameters, "most_per_year": 1})
    assert Built(tiny(), [closer]).columns_of("limit_above") == ["1", "2"]


@pytest.mark.parametrize("share", ["0.6", "0.599999995", "0.59999999", "0.59999998"])
def test_what_business_as_usual_is_known_to_reach_is_never_too_much(share: str) -> None:
    """Today's pools of both services are at A: in each of two years 1 - share of 400,000 is too much.

    With a share of 0.599999995 that is 320,000.004 in all, which the referee shows as 320,000.00.
    """
    today = rows(
        "council service volume non_staff_gbp arrangement_today member_since",
        "A S 600 60000 P 2025/26",
        "B S 400 40000 P 2025/26",
        "A T 600 60000 U 2025/26",
        "B T 400 40000 U 2025/26",
    )
    rule = soft("concentration", "1", most_share=Decimal(share), host=None)
    known = known_objective_k(business_as_usual(two_services(baseline_services=today).case, (rule,)))
    assert known is not None
    missed_k = 2 * 400 * (1 - Fraction(share))
    assert missed_k <= -Fraction(known) <= missed_k + Fraction(1, 10**5)
