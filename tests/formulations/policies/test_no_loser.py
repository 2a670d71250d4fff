"""Nobody ends worse off."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

JOINING = rows("council arrangement join_gbp", "B P 20000")


def no_loser(most_loss_gbp: int = 0, councils: tuple[str, ...] = ("A", "B")):
    return policy("no_loser", most_loss_gbp=Decimal(most_loss_gbp), councils=councils)


def test_own_costs_and_charges_within_business_as_usual_and_the_loss() -> None:
    """At 25%, d = 0.8 and 0.64. member[B,P,1] takes 20 + 20 off B in years 1 and 2: 40 x 1.44 = 57.6.

    member[B,P,2] takes 40 x 0.64 = 25.6 off; joining costs 20 x 0.8 and 20 x 0.64. BAU, 80 x 1.44,
    stands on both sides; a loss of 5 is allowed. B pays 0.4 of the pool: each half year 5 x staff, 15 for
    being open, 15 for A's users and 10 for B's; what is shared from year 1 on counts in both (x 1.44). By FTE
    it is 0.4 of the redundancies of year 2 too, whether the pool closes then or not.
    """
    built = Built(tiny(None, {"discount_rate": "0.25"}, joining=JOINING), [no_loser(5_000, ("B",))])
    assert built.row("policy[s.no_loser].no_loser[B]") == written(
        "16 joins[B,P,1] + 12.8 joins[B,P,2]"
        " - 57.6 member[B,P,1] + 2.88 staff[P,all,1] + 8.64 open[P,1] + 8.64 member[A,P,1]"
        " + 5.76 member[B,P,1] - 25.6 member[B,P,2] + 1.28 staff[P,all,2] + 3.84 open[P,2]"
        " + 3.84 member[A,P,2] + 2.56 member[B,P,2]"
        " + 0.256 redundant[P,all,2] <= 5"
    )
    assert built.rows_of("policy[s.no_loser].no_loser") == ["B"]


def test_a_row_written_out() -> None:
    """Nobody moves, one year: half of B's 40 goes into the pool, and it pays 0.4 of 15 + 15 + 10."""
    built = Built(
        tiny({"delivery_models.lead.staff_mode": "none"}, {"years": 1}, joining=JOINING),
        [no_loser(0, ("B",))],
    )
    assert built.row("policy[s.no_loser].no_loser[B]") == written(
        "20 joins[B,P,1] - 20 member[B,P,1] + 6 open[P,1] + 6 member[A,P,1] + 4 member[B,P,1] <= 0"
    )


def test_binds_a_loser() -> None:
    """Joining costs B 20,000: 18,000 together, but B loses 4,800 (40,000 + 36,000 + 20,000 + 68,000 + 800).

    So nobody shares; a loss of 5,000 may be borne: 18,000.
    """
    strict = solve(tiny(joining=JOINING), [no_loser()])
    assert (members(strict), strict.npv_gbp) == ([], 0.0)
    lenient = solve(tiny(joining=JOINING), [no_loser(5_000)])
    assert (members(lenient), lenient.npv_gbp) == (together(1, 2), 18_000.0)
