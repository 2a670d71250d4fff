"""No council takes more than its share of the saving."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.formulations.rows import Built, written
from tests.formulations.tiny import NPV_GBP, members, policy, rows, solve, tiny, together

NOBODY_MOVES = {"delivery_models.lead.staff_mode": "none"}
TWO_POOLS = rows("arrangement service host model", "P S A lead", "Q S A lead")
FAIRER = rows("council arrangement join_gbp", "A Q 3000", "B Q 0")


def at_most(most_share: str, councils: tuple[str, ...] = ("A", "B")):
    return policy("maximum_share", most_share=Decimal(most_share), councils=councils)


def test_saving_of_the_council_less_its_share_of_all() -> None:
    """One year at 25%, d = 0.8: B saves 20 less its charge; all save 15 A + 10 B - 15, of which half.

    The charge is 0.4 of 15 for being open, of 15 A and of 10 B.
    """
    built = Built(tiny(NOBODY_MOVES, {"years": 1, "discount_rate": "0.25"}), [at_most("0.5")])
    assert built.row("policy[s.maximum_share].share[B]") == written(
        "12 member[B,P,1] - 3.2 member[B,P,1] - 6 member[A,P,1] - 4.8 member[A,P,1]"
        " + 6 open[P,1] - 4.8 open[P,1] <= 0"
    )
    assert built.rows_of("policy[s.maximum_share].share") == ["A", "B"]
    some = Built(tiny(NOBODY_MOVES), [at_most("0.5", ("A",))])
    assert some.rows_of("policy[s.maximum_share].share") == ["A"]


def test_binds_the_council_that_gains_most() -> None:
    """A has 60% of 38,000 in P. In Q it pays 3,000 to join: (22,800 - 3,000) / 35,000 = 56.57%."""
    case = tiny(arrangements=TWO_POOLS, joining=FAIRER)
    free = solve(case, [at_most("0.6")])
    assert (members(free), free.npv_gbp) == (together(1, 2), NPV_GBP)
    fair = solve(case, [at_most("0.57")])
    assert (members(fair), fair.npv_gbp) == (together(1, 2, pool="Q"), 35_000.0)
    assert solve(case, [at_most("0.57", ("B",))]).npv_gbp == NPV_GBP


def test_binds_by_saving_less_where_nothing_else_is_fair() -> None:
    """In Q, all save X less A's 3,000, and A 0.6 X - 3,000: at most 56% where X is at most 33,000.

    So 5,000 of the 38,000 are left: 1.25 of the 2 posts that nobody needs are kept, at 4,000 each.
    """
    case = tiny(arrangements=TWO_POOLS, joining=FAIRER)
    assert solve(case, [at_most("0.56")]).npv_gbp == pytest.approx(30_000.0, abs=0.05)
    assert solve(tiny(), [at_most("0.59")]).npv_gbp == 0.0


def test_binds_but_not_by_costs_that_do_not_exist() -> None:
    """A's contract of 20,000 ended before year 1: 1,000 for bridging (10% of half a year), 1,000 for its end.

    So A has 21,800 of 37,000 (58.9%); if it pays to end the contract as well, 20,800 of 36,000 (57.8%). To
    reach 57% more has to be given up: of X to share, A 0.6 X - 2,000 <= 0.57 (X - 2,000) up to X = 28,666.67,
    so 26,666.67 for all. A contract booked as ended twice would save more; no plan can do that.
    """
    header = (
        "contract council service annual_charge_gbp end_date displaced_by end_early_fee_gbp end_early_share"
    )
    case = tiny(contracts=rows(header, "k A S 20000 2026-03-31 full 1000 0"))
    assert solve(case, [at_most("0.59")]).npv_gbp == 37_000.0
    assert solve(case, [at_most("0.58")]).npv_gbp == 36_000.0
    assert solve(case, [at_most("0.57")]).npv_gbp == pytest.approx(26_666.67, abs=0.05)
