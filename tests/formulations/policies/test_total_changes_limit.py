"""At most so many changes over all years."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, solve, tiny, together


def at_most(most: int):
    return policy("total_changes_limit", most=most)


def test_joins_and_stops_of_everybody_in_all_years() -> None:
    """A join into a chain of one is its start: stops = joins - member[1], so twice joins less member."""
    built = Built(tiny(None, {"years": 1}), [at_most(1)])
    assert built.row("policy[s.total_changes_limit].most[all]") == written(
        "2 joins[A,P,1] + 2 joins[B,P,1] - member[A,P,1] - member[B,P,1] <= 1"
    )


def test_binds_the_second_joiner() -> None:
    """Two councils make a pool, so it takes 2 changes and saves 38,000: with 1 nobody shares."""
    free = solve(tiny(), [at_most(2)])
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    assert members(solve(tiny(), [at_most(1)])) == []
