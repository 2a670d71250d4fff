"""One service before another."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, together
from tests.formulations.two_services import two_services

ROW = "policy[s.precedence].first_before"


def precedence(gap: int, *councils: str):
    return policy("precedence", first="S", then="T", councils=councils or ("A", "B"), gap_years=gap)


def test_joining_the_one_needs_membership_of_the_other() -> None:
    built = Built(two_services(), [precedence(0, "B")])
    assert built.row("policy[s.precedence].first_before[B,1]") == written(
        "joins[B,U,1] + joins[B,W,1] - member[B,P,1] - member[B,Q,1] <= 0"
    )
    assert built.rows_of(ROW) == ["B,1", "B,2"]


def test_a_gap_looks_back_to_today_and_no_farther() -> None:
    built = Built(two_services(), [precedence(2)])
    assert built.row("policy[s.precedence].first_before[B,1]") == written("joins[B,U,1] + joins[B,W,1] <= 0")
    assert built.row("policy[s.precedence].first_before[B,2]") == written("joins[B,U,2] + joins[B,W,2] <= 0")


def test_todays_members_of_the_first_service_may_join_the_other() -> None:
    """With a gap of 1 both are members of P in year 0, so that joining in year 1 is limited by 1: no row of
    year 1 is left but `joins <= 1`."""
    today = rows(
        "council service volume non_staff_gbp arrangement_today member_since",
        "A S 600 60000 P 2025/26",
        "B S 400 40000 P 2025/26",
        "A T 600 60000 - -",
        "B T 400 40000 - -",
    )
    built = Built(two_services(baseline_services=today), [precedence(1, "B")])
    assert built.row("policy[s.precedence].first_before[B,1]") == written("joins[B,U,1] + joins[B,W,1] <= 1")
    assert built.row("policy[s.precedence].first_before[B,2]") == written(
        "joins[B,U,2] + joins[B,W,2] - member[B,P,1] - member[B,Q,1] <= 0"
    )


def test_binds_the_second_service_a_year_later() -> None:
    """Both services from year 1 save 2 x 38,000. With a gap of a year T starts in year 2: 38,000 + 10,000."""
    case = two_services({"Q": 1_000, "W": 1_000})
    free = solve(case, [precedence(0)])
    assert (members(free), free.npv_gbp) == (sorted([*together(1, 2), *together(1, 2, pool="U")]), 76_000.0)
    late = solve(case, [precedence(1)])
    assert (members(late), late.npv_gbp) == (sorted([*together(1, 2), *together(2, pool="U")]), 48_000.0)


def test_binds_the_first_service_is_shared_for_the_sake_of_the_second() -> None:
    """Setting up S costs 70,000, so that alone it loses 32,000; T needs it: 76,000 - 70,000 = 6,000.

    Without the policy only T is shared: 38,000.
    """
    case = two_services({"P": 70_000, "Q": 90_000, "W": 1_000})
    free = solve(case)
    assert (members(free), free.npv_gbp) == (together(1, 2, pool="U"), 38_000.0)
    bound = solve(case, [precedence(0)])
    assert (members(bound), bound.npv_gbp) == (sorted([*together(1, 2), *together(1, 2, pool="U")]), 6_000.0)
