"""The largest share of one host in what members put into pools."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, solve, tiny, together
from tests.formulations.two_services import two_services

ROW = "policy[s.concentration].most"


def concentration(share: str, host: str | None = None):
    return policy("concentration", most_share=Decimal(share), host=host)


def test_spend_at_the_host_against_its_share_of_all_spend() -> None:
    """In thousands: 120 of A and 80 of B for each service; of a pool at the host 1 - 0.6 of it counts."""
    built = Built(two_services(), [concentration("0.6")])
    assert built.row("policy[s.concentration].most[A,2]") == written(
        "48 member[A,P,2] + 32 member[B,P,2] - 72 member[A,Q,2] - 48 member[B,Q,2]"
        " + 48 member[A,U,2] + 32 member[B,U,2] - 72 member[A,W,2] - 48 member[B,W,2] <= 0"
    )
    assert built.rows_of(ROW) == ["A,1", "A,2", "B,1", "B,2"]


def test_one_host_only() -> None:
    assert Built(two_services(), [concentration("0.6", "B")]).rows_of(ROW) == ["B,1", "B,2"]


def test_spend_is_what_the_depth_takes_over() -> None:
    """N takes half of everything: 60 of A and 40 of B; 0.5 of it above the share of 0.5 at the only host."""
    built = Built(tiny(arrangements=CHAIN), [concentration("0.5")])
    assert built.row("policy[s.concentration].most[A,2]") == written(
        "30 member[A,N,2] + 20 member[B,N,2] + 60 member[A,D,2] + 40 member[B,D,2] <= 0"
    )


def test_binds_half_at_each_host() -> None:
    """Both services at A: 76,000. At most half at each host: S at B for 1,000 (75,000), exactly at the limit.

    With 0.49 nobody can share anything.
    """
    case = two_services({"Q": 1_000, "W": 5_000})
    free = solve(case)
    assert (members(free), free.npv_gbp) == (sorted([*together(1, 2), *together(1, 2, pool="U")]), 76_000.0)
    half = solve(case, [concentration("0.5")])
    assert (members(half), half.npv_gbp) == (
        sorted([*together(1, 2, pool="Q"), *together(1, 2, pool="U")]),
        75_000.0,
    )
    assert members(solve(case, [concentration("0.49")])) == []
