"""At least so many service years otherwise than in a known plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

TWO = rows("arrangement service host model", "P S A lead", "Q S B lead")
SHARED = ("A,P,1", "B,P,1", "A,P,2", "B,P,2")


def differs(least: int, *memberships: str):
    return policy("differs", memberships=memberships, least=least)


def test_memberships_of_the_known_plan_count_against_it_and_others_for_it() -> None:
    """A is known to be in P in year 1 and nowhere in year 2, B nowhere: 1 - member[A,P,1] and all others."""
    built = Built(tiny(arrangements=TWO), [differs(3, "A,P,1")])
    assert built.row("policy[s.differs].least[all]") == written(
        "- member[A,P,1] + member[A,P,2] + member[A,Q,2] + member[B,P,1] + member[B,Q,1] + member[B,P,2]"
        " + member[B,Q,2] >= 2"
    )


def test_what_cannot_happen_always_differs() -> None:
    """Nobody may be in P in year 1, so 2 service years of the known plan always differ: 2 + 2 - .. >= 1."""
    late = rows("arrangement service host model first_year", "P S A lead 2027/28")
    built = Built(tiny(arrangements=late), [differs(1, *SHARED)])
    assert built.row("policy[s.differs].least[all]") == written("- member[A,P,2] - member[B,P,2] >= -3")


@pytest.mark.parametrize(
    ("least", "saving", "shared"),
    [
        (1, 20_000.0, together(1)),
        (2, 20_000.0, together(1)),
        (3, 0.0, []),
        (4, 0.0, []),
    ],
)
def test_binds_how_long_they_share(least: int, saving: float, shared: list[tuple[str, str, int]]) -> None:
    """Sharing from year 1 on saves 38,000. From October 2026 to October 2027 only, it saves 20,000.

    That is half of 200,000 - 180,000 in either year, and differs in 2 service years. A start a year later
    differs in 2 as well and saves 10,000; never sharing differs in all 4.
    """
    found = solve(tiny(), [differs(least, *SHARED)])
    assert (members(found), found.npv_gbp) == (shared, saving)


def test_binds_the_host() -> None:
    """P and Q are alike, so the other host costs nothing: all 4 service years differ, and 38,000 is saved."""
    loaded = tiny(arrangements=TWO)
    first = solve(loaded)
    taken = [f"{council},{pool},{year}" for council, pool, year in members(first)]
    other = solve(loaded, [differs(4, *taken)])
    assert first.npv_gbp == other.npv_gbp == 38_000.0
    assert {pool for _, pool, _ in members(first)} | {pool for _, pool, _ in members(other)} == {"P", "Q"}


def test_a_preference_is_missed_at_its_price() -> None:
    """Never sharing gives up 38,000: less than 4 service years at 10,000 each, and more than at 9,000."""
    for price, shared in ((9_000, together(1, 2)), (10_000, [])):
        wish = replace(differs(4, *SHARED), negotiable="preference", price_gbp_per_unit=Decimal(price))
        assert members(solve(tiny(), [wish])) == shared
