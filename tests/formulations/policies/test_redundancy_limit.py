"""How many may be made redundant."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.tiny import NPV_GBP, flows, policy, rows, solve, solved_tiny, tiny

TWO_OF_A = rows("arrangement service host model", "P S A lead", "R S A lead", "Q S B lead")


def limit(
    per_year: str | None = None, total: str | None = None, service: str | None = None, host: str | None = None
):
    return policy(
        "redundancy_limit",
        most_per_year_fte=None if per_year is None else Decimal(per_year),
        most_total_fte=None if total is None else Decimal(total),
        service=service,
        host=host,
    )


def test_a_year_and_all_years_over_all_pools() -> None:
    """Nobody can be made redundant in year 1: there is no staff before it."""
    built = Built(tiny(None, {"years": 3}, arrangements=TWO_OF_A), [limit("1.5", "2")])
    year_2 = "redundant[P,all,2] + redundant[R,all,2] + redundant[Q,all,2]"
    assert built.row("policy[s.redundancy_limit].per_year[2]") == written(f"{year_2} <= 1.5")
    assert built.row("policy[s.redundancy_limit].in_total[all]") == written(
        f"{year_2} + redundant[P,all,3] + redundant[R,all,3] + redundant[Q,all,3] <= 2"
    )
    assert built.rows_of("policy[s.redundancy_limit].per_year") == ["2", "3"]


def test_pools_of_one_host_and_one_limit() -> None:
    built = Built(tiny(arrangements=TWO_OF_A), [limit("1.5", service="S", host="B")])
    assert built.row("policy[s.redundancy_limit].per_year[2]") == written("redundant[Q,all,2] <= 1.5")
    assert built.rows_of("policy[s.redundancy_limit].in_total") == []


def test_binds_a_year() -> None:
    """2 go in year 2, each for 1,000 against half a year's pay of 5,000: one more that stays costs 4,000."""
    assert flows(solved_tiny(), "redundant") == {("P", "", 2): 2.0}
    one = solve(tiny(), [limit("1")])
    assert (flows(one, "redundant"), one.npv_gbp) == ({("P", "", 2): 1.0}, 34_000.0)
    assert solve(tiny(), [limit("2")]).npv_gbp == NPV_GBP


def test_binds_all_years() -> None:
    """Half a post in all: 1.5 x 4,000 less. Over three years one a year is no limit of all: two go."""
    half = solve(tiny(), [limit(total="0.5")])
    assert (flows(half, "redundant"), half.npv_gbp) == ({("P", "", 2): 0.5}, 32_000.0)
    longer = tiny(None, {"years": 3})
    assert flows(solve(longer, [limit("1")]), "redundant") == {("P", "", 2): 1.0, ("P", "", 3): 1.0}
    assert flows(solve(longer, [limit("1", "1.25")]), "redundant") == {
        ("P", "", 2): 1.0,
        ("P", "", 3): 0.25,
    }
