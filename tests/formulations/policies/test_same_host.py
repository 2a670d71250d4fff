"""Services that a council gets from one host."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, together
from tests.formulations.two_services import two_services

ROW = "policy[s.same_host].one_host"


def same_host(*councils: str, services: tuple[str, ...] = ("S", "T")):
    return policy("same_host", services=services, service_group=None, councils=councils)


def test_one_at_the_host_and_the_other_elsewhere_is_one_too_many() -> None:
    built = Built(two_services(), [same_host("A", "B")])
    assert built.row("policy[s.same_host].one_host[S,T,A,B,2]") == written(
        "member[B,P,2] + member[B,W,2] <= 1"
    )
    assert built.row("policy[s.same_host].one_host[S,T,B,B,2]") == written(
        "member[B,Q,2] + member[B,U,2] <= 1"
    )


def test_every_pair_host_of_the_first_council_and_year() -> None:
    built = Built(two_services(), [same_host("B", services=("T", "S"))])
    assert built.rows_of(ROW) == [f"T,S,{host},B,{t}" for host in "AB" for t in (1, 2)]


def test_binds_both_at_one_host() -> None:
    """S is cheaper at A (Q costs 1,000), T at B (U costs 5,000): 2 x 38,000 = 76,000.

    From one host: both at B for 1,000, so 75,000 (both at A: 71,000).
    """
    case = two_services({"Q": 1_000, "U": 5_000})
    free = solve(case)
    assert (members(free), free.npv_gbp) == (sorted([*together(1, 2), *together(1, 2, pool="W")]), 76_000.0)
    one = solve(case, [same_host("A", "B")])
    assert (members(one), one.npv_gbp) == (
        sorted([*together(1, 2, pool="Q"), *together(1, 2, pool="W")]),
        75_000.0,
    )


def test_binds_one_council_that_is_named() -> None:
    """The two councils are in every pool together, so that naming B alone comes to the same: 75,000."""
    case = two_services({"Q": 1_000, "U": 5_000})
    assert solve(case, [same_host("B")]).npv_gbp == 75_000.0
    assert solve(case, [same_host()]).npv_gbp == 76_000.0
