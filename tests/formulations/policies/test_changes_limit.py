"""At most so many changes in a year."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import CHAIN, members, policy, rows, solve, tiny, together
from tests.formulations.two_services import two_services

TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S B lead")


def limit(most: int, councils: tuple[str, ...] = ("A", "B"), *, each: bool = False, host: bool = False):
    return policy("changes_limit", most_per_year=most, councils=councils, each_council=each, each_host=host)


def test_joins_and_departures_of_all_councils_together() -> None:
    """stops = joins - member[2] + member[1], so joins count twice and what remains is the fall of member."""
    built = Built(tiny(), [limit(3)])
    assert built.row("policy[s.changes_limit].limit[2]") == written(
        "2 joins[A,P,2] - member[A,P,2] + member[A,P,1] + 2 joins[B,P,2] - member[B,P,2] + member[B,P,1] <= 3"
    )
    assert built.rows_of("policy[s.changes_limit].limit") == ["1", "2"]


def test_each_council_apart() -> None:
    built = Built(tiny(arrangements=TWO_POOLS), [limit(1, ("B",), each=True)])
    assert built.row("policy[s.changes_limit].limit[B,2]") == written(
        "2 joins[B,P,2] - member[B,P,2] + member[B,P,1] + 2 joins[B,Q,2] - member[B,Q,2] + member[B,Q,1] <= 1"
    )
    assert built.rows_of("policy[s.changes_limit].limit") == ["B,1", "B,2"]


def test_each_host_apart() -> None:
    """Into and out of the pool of B only; councils that are not named do not count."""
    built = Built(tiny(arrangements=TWO_POOLS), [limit(1, ("B",), host=True)])
    assert built.row("policy[s.changes_limit].limit[B,2]") == written(
        "2 joins[B,Q,2] - member[B,Q,2] + member[B,Q,1] <= 1"
    )
    assert built.rows_of("policy[s.changes_limit].limit") == ["A,1", "A,2", "B,1", "B,2"]


def test_deepening_is_one_change() -> None:
    """From N to D: joins[D] = 1, and starts - in[2] + in[1] = 0 - 1 + 1 = 0."""
    built = Built(tiny(arrangements=CHAIN), [limit(1, ("B",))])
    assert built.row("policy[s.changes_limit].limit[2]") == written(
        "joins[B,N,2] + joins[B,D,2] + starts[B,G,2] - member[B,N,2] - member[B,D,2] + member[B,N,1]"
        " + member[B,D,1] <= 1"
    )


def test_binds_two_changes_a_year() -> None:
    """All three at once are three changes (85,500). With two a year A and C come first, B in year 2: 65,500.

    Year 1: 12,500. Year 2: B half a year at home 40,000; pay (11 + 10.5) / 2 x 10,000 = 107,500; spend half
    of 85,000 and of 105,000 = 95,000; 4.5 pay-offs 4,500: 300,000 - 247,000 = 53,000.
    """
    slow = solve(tiny(third=True), [limit(2, ("A", "B", "C"))])
    assert members(slow) == sorted([*together(1, 2, councils="AC"), ("B", "P", 2)])
    assert slow.npv_gbp == 65_500.0
    free = solve(tiny(third=True), [limit(1, ("A", "B", "C"), each=True)])
    assert (members(free), free.npv_gbp) == (together(1, 2, councils="ABC"), 85_500.0)


def test_binds_two_changes_a_year_of_each_host() -> None:
    """Both services at A are four changes of A in year 1: 2 x 38,000 - 500 for P = 75,500.

    Two of each host: S at B for 1,000 instead, so 75,000 (moving it to P in year 2 would cost the 500 too).
    """
    case = two_services({"P": 500, "Q": 1_000, "W": 5_000})
    assert solve(case, [limit(4, host=True)]).npv_gbp == 75_500.0
    spread = solve(case, [limit(2, host=True)])
    assert (members(spread), spread.npv_gbp) == (
        sorted([*together(1, 2, pool="Q"), *together(1, 2, pool="U")]),
        75_000.0,
    )
