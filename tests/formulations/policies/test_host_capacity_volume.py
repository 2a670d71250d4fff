"""What a host can handle of a service."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import NPV_GBP, members, policy, rows, solve, tiny, together

TWO_OF_A = rows("arrangement service host model", "P S A lead", "R S A lead", "Q S B lead")
TWO_HOSTS = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B lead 5000")


def capacity(most_volume: int, host: str | None = None):
    return policy("host_capacity_volume", host=host, service="S", most_volume=most_volume)


def test_volume_over_all_pools_of_each_host() -> None:
    built = Built(tiny(arrangements=TWO_OF_A), [capacity(900)])
    assert built.row("policy[s.host_capacity_volume].volume[A,1]") == written(
        "600 member[A,P,1] + 400 member[B,P,1] + 600 member[A,R,1] + 400 member[B,R,1] <= 900"
    )
    assert built.rows_of("policy[s.host_capacity_volume].volume") == ["A,1", "A,2", "B,1", "B,2"]
    one = Built(tiny(arrangements=TWO_OF_A), [capacity(900, "B")])
    assert one.rows_of("policy[s.host_capacity_volume].volume") == ["B,1", "B,2"]


def test_binds_a_host_that_is_too_small() -> None:
    """600 + 400 users are more than 999: B hosts (38,000 less 5,000 of set-up), nobody if B is small too."""
    case = tiny(arrangements=TWO_HOSTS)
    at_b = solve(case, [capacity(999, "A")])
    assert (members(at_b), at_b.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)
    assert members(solve(case, [capacity(999)])) == []
    free = solve(case, [capacity(1000)])
    assert (members(free), free.npv_gbp) == (together(1, 2), NPV_GBP)
