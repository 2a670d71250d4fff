"""Services that no council gets from one host."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, together
from tests.formulations.two_services import two_services

ROW = "policy[s.different_hosts].apart"


def different_hosts(*councils: str):
    return policy("different_hosts", services=("S", "T"), service_group=None, councils=councils)


def test_two_services_at_one_host_are_one_too_many() -> None:
    built = Built(two_services(), [different_hosts("A", "B")])
    assert built.row("policy[s.different_hosts].apart[S,T,A,B,2]") == written(
        "member[B,P,2] + member[B,U,2] <= 1"
    )
    assert built.row("policy[s.different_hosts].apart[S,T,B,A,1]") == written(
        "member[A,Q,1] + member[A,W,1] <= 1"
    )
    assert len(built.rows_of(ROW)) == 8


def test_binds_two_hosts() -> None:
    """Both at A saves 2 x 38,000 = 76,000; S at B costs 1,000 (75,000), T at B 5,000 (71,000)."""
    case = two_services({"Q": 1_000, "W": 5_000})
    free = solve(case)
    assert (members(free), free.npv_gbp) == (sorted([*together(1, 2), *together(1, 2, pool="U")]), 76_000.0)
    apart = solve(case, [different_hosts("A", "B")])
    assert (members(apart), apart.npv_gbp) == (
        sorted([*together(1, 2, pool="Q"), *together(1, 2, pool="U")]),
        75_000.0,
    )
