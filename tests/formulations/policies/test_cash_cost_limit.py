"""All councils together pay no more than so much over all years, in cash."""

from __future__ import annotations

from decimal import Decimal

from tests.formulations.rows import Built, written
from tests.formulations.tiny import FEWEST_CHANGES, members, policy, solve, tiny, together


def at_most(amount_gbp: int):
    return policy("cash_cost_limit", most_gbp=Decimal(amount_gbp))


def test_every_line_counts_in_cash() -> None:
    """One year, nobody moves: staying at home costs 200, in cash 1.1 times as much, 220.

    After the change date, half a year, A leaves 0.5 x 60 x 1.1 = 33 and B 22; the pool costs 30 + 50 for a
    thousand users a year: 16.5 open, and 16.5 for the users of A, 11 for those of B.
    """
    case = tiny(
        {"delivery_models.lead.staff_mode": "none"},
        {"years": 1, "prices.general": "0.1", "prices.pay": "0.1"},
    )
    built = Built(case, [at_most(150_000)])
    assert built.row("policy[s.cash_cost_limit].most[all]") == written(
        "16.5 open[P,1] - 16.5 member[A,P,1] - 11 member[B,P,1] <= -70"
    )


def test_binds_below_what_staying_at_home_costs() -> None:
    """Two years at home cost 400,000 in cash, sharing from year 1 362,000: a ceiling between forces it."""
    assert members(solve(tiny(), [at_most(362_000)], objectives=[FEWEST_CHANGES])) == together(1, 2)
    assert members(solve(tiny(), [at_most(400_000)], objectives=[FEWEST_CHANGES])) == []
