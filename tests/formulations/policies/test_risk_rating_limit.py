"""The highest risk rating."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

ROW = "policy[s.risk_rating_limit].rated_above"
RATED = rows("arrangement service host model setup_gbp risk_rating", "P S A lead 0 4", "Q S B lead 1000 3")


def limit(most: int, councils: tuple[str, ...] = ("A", "B"), service: str | None = None):
    return policy("risk_rating_limit", most_rating=most, service=service, councils=councils)


def test_pools_rated_above_have_no_members() -> None:
    built = Built(tiny(arrangements=RATED), [limit(3, ("B",))])
    assert built.row("policy[s.risk_rating_limit].rated_above[B,P,2]") == written("member[B,P,2] <= 0")
    assert built.rows_of(ROW) == ["B,P,1", "B,P,2"]


def test_a_rating_at_the_limit_is_allowed() -> None:
    assert Built(tiny(arrangements=RATED), [limit(4)]).rows_of(ROW) == []
    assert len(Built(tiny(arrangements=RATED), [limit(2)]).rows_of(ROW)) == 8


def test_binds_the_safer_pool() -> None:
    """P (rated 4) saves 38,000, Q (rated 3) costs 1,000 to set up: 37,000."""
    free = solve(tiny(arrangements=RATED))
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    safe = solve(tiny(arrangements=RATED), [limit(3)])
    assert (members(safe), safe.npv_gbp) == (together(1, 2, pool="Q"), 37_000.0)
