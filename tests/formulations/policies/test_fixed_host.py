"""One body hosts the service."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

TWO_POOLS = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B lead 5000")


def test_fixed_host_rules_out_every_other_host() -> None:
    built = Built(tiny(arrangements=TWO_POOLS), [policy("fixed_host", service="S", host="B")])
    assert built.row("policy[s.fixed_host].fixed_host[A,P,1]") == written("member[A,P,1] <= 0")
    assert built.rows_of("policy[s.fixed_host].fixed_host") == ["A,P,1", "A,P,2", "B,P,1", "B,P,2"]


def test_binds_a_host_that_is_dearer_to_set_up() -> None:
    """At A sharing saves 38,000; at B it costs 5,000 more to set up."""
    case = tiny(arrangements=TWO_POOLS)
    free = solve(case)
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    at_b = solve(case, [policy("fixed_host", service="S", host="B")])
    assert (members(at_b), at_b.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)
