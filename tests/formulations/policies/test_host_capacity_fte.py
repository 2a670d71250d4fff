"""What a host can manage in people."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import NPV_GBP, members, policy, rows, solve, solved_tiny, tiny, together

TWO_OF_A = rows("arrangement service host model", "P S A lead", "R S A lead", "Q S B lead")
TWO_HOSTS = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B lead 5000")


def capacity(most_fte: str | None = None, transfers: str | None = None, host: str | None = None):
    return policy(
        "host_capacity_fte",
        host=host,
        most_fte=None if most_fte is None else Decimal(most_fte),
        most_transfers_fte_per_year=None if transfers is None else Decimal(transfers),
    )


def test_staff_in_post_and_transfers_over_all_pools_of_each_host() -> None:
    built = Built(tiny(arrangements=TWO_OF_A), [capacity("9.5", "7")])
    assert built.row("policy[s.host_capacity_fte].fte[A,2]") == written(
        "staff[P,all,2] + staff[R,all,2] <= 9.5"
    )
    assert built.row("policy[s.host_capacity_fte].transfers[A,1]") == written(
        "6 joins[A,P,1] + 4 joins[B,P,1] + 6 joins[A,R,1] + 4 joins[B,R,1] <= 7"
    )
    assert built.row("policy[s.host_capacity_fte].transfers[B,2]") == written(
        "transferred[A,Q,all,2] + transferred[B,Q,all,2] <= 7"
    )
    for name in ("fte", "transfers"):
        assert built.rows_of(f"policy[s.host_capacity_fte].{name}") == ["A,1", "A,2", "B,1", "B,2"]


def test_one_host_and_one_limit() -> None:
    built = Built(tiny(arrangements=TWO_OF_A), [capacity("9.5", host="B")])
    assert built.rows_of("policy[s.host_capacity_fte].fte") == ["B,1", "B,2"]
    assert built.rows_of("policy[s.host_capacity_fte].transfers") == []


@pytest.mark.parametrize(("given", "enough"), [({"most_fte": "9.99"}, "10"), ({"transfers": "9.99"}, "10")])
def test_binds_a_host_that_is_too_small(given: dict[str, str], enough: str) -> None:
    """10 FTE are transferred in year 1 and in post until redundancies in year 2: 9.99 are not enough.

    Then the pool at B, 38,000 less 5,000 of set-up; where B is as small, nobody shares. 10 are enough.
    """
    case = tiny(arrangements=TWO_HOSTS)
    at_b = solve(case, [capacity(**given, host="A")])
    assert (members(at_b), at_b.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)
    assert members(solve(case, [capacity(**given)])) == []
    [name] = given
    free = solve(case, [capacity(**{name: enough})])
    assert (members(free), free.npv_gbp) == (members(solved_tiny()), NPV_GBP)
