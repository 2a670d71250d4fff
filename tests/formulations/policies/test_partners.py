"""Fewest and most members of a pool."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

EVERYBODY = "member[A,P,2] + member[B,P,2] + member[C,P,2]"


def partners(least: int | None, most: int | None, service: str | None = None):
    return policy("partners", service=service, least=least, most=most)


def test_least_and_most_members_of_an_open_pool() -> None:
    built = Built(tiny(third=True), [partners(3, 2)])
    assert built.row("policy[s.partners].least[P,2]") == written(f"{EVERYBODY} - 3 open[P,2] >= 0")
    assert built.row("policy[s.partners].most[P,2]") == written(f"{EVERYBODY} - 2 open[P,2] <= 0")
    assert built.rows_of("policy[s.partners].least") == ["P,1", "P,2"]


def test_a_blank_is_no_limit() -> None:
    built = Built(tiny(third=True), [partners(None, 2, "S")])
    assert built.rows_of("policy[s.partners].least") == []
    assert built.rows_of("policy[s.partners].most") == ["P,1", "P,2"]


def test_binds_most_partners() -> None:
    """All three save 85,500; two of them at most 47,500: A and C (tiny case)."""
    two = solve(tiny(third=True), [partners(None, 2)])
    assert (members(two), two.npv_gbp) == (together(1, 2, councils="AC"), 47_500.0)
    free = solve(tiny(third=True))
    assert (members(free), free.npv_gbp) == (together(1, 2, councils="ABC"), 85_500.0)


def test_binds_least_partners() -> None:
    """Joining costs C 60,000: A and B alone 38,000; with at least three 85,500 - 60,000 = 25,500."""
    case = tiny(third=True, joining=rows("council arrangement join_gbp", "C P 60000"))
    free = solve(case)
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    three = solve(case, [partners(3, None)])
    assert (members(three), three.npv_gbp) == (together(1, 2, councils="ABC"), 25_500.0)
