"""Fewest and most services that a council hosts."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

TWO_POOLS = rows("arrangement service host model setup_gbp", "P S A lead 0", "Q S B lead 5000")


def fairness(least: int | None, most: int | None, councils: tuple[str, ...] = ("A", "B")):
    return policy("host_fairness", least=least, most=most, councils=councils)


def test_least_in_the_last_year_and_most_in_every_year() -> None:
    two_of_a = rows("arrangement service host model", "P S A lead", "R S A lead", "Q S B lead")
    built = Built(tiny(arrangements=two_of_a), [fairness(1, 1)])
    assert built.row("policy[s.host_fairness].least[A,2]") == written("open[P,2] + open[R,2] >= 1")
    assert built.row("policy[s.host_fairness].most[A,1]") == written("open[P,1] + open[R,1] <= 1")
    assert built.rows_of("policy[s.host_fairness].least") == ["A,2", "B,2"]
    assert built.rows_of("policy[s.host_fairness].most") == ["A,1", "A,2", "B,1", "B,2"]


def test_who_hosts_nothing_is_below_any_most_and_never_at_a_least() -> None:
    """B hosts no pool: 0 <= 1 has no row; 0 >= 1 is a row that no plan satisfies."""
    built = Built(tiny(), [fairness(1, 1)])
    assert built.rows_of("policy[s.host_fairness].most") == ["A,1", "A,2"]
    assert set(built.row("policy[s.host_fairness].least[B,2]").terms) == {"nobody"}


def test_binds_a_council_that_must_host() -> None:
    """P at A saves 38,000, Q at B 5,000 less. B must host in the last year: Q, 33,000."""
    case = tiny(arrangements=TWO_POOLS)
    free = solve(case)
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    fair = solve(case, [fairness(1, None, ("B",))])
    assert (members(fair), fair.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)


def test_binds_a_council_that_must_not_host() -> None:
    """A may host nothing: again Q at B, 38,000 less 5,000 of set-up."""
    spared = solve(tiny(arrangements=TWO_POOLS), [fairness(None, 0, ("A",))])
    assert (members(spared), spared.npv_gbp) == (together(1, 2, pool="Q"), 33_000.0)
