"""One-off costs within the pots, in cash."""

from __future__ import annotations

from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, policy, rows, solve, tiny, together

JOINING = rows("council arrangement join_gbp", "B P 6000")
HEADER = "council financial_year pot amount_gbp"
COSTS = {"delivery_models.lead.setup_gbp": 10_000}


def budget(pot: str = "transition"):
    return policy("transition_budget", pot=pot, councils=("A", "B"))


def test_own_one_offs_and_charges_in_cash() -> None:
    """Year 2 at 2% inflation: 1.02^2 = 1.0404; joining 6, and 0.4 of set-up 10 and of redundancies at 1."""
    budgets = rows(HEADER, "B 2027/28 transition 5000")
    built = Built(
        tiny(COSTS, {"prices.general": "0.02", "prices.pay": "0.02"}, joining=JOINING, budgets=budgets),
        [budget()],
    )
    assert built.row("policy[s.transition_budget].council_pot.own[B,2]") == written(
        "6.2424 joins[B,P,2] + 4.1616 opens[P,2] + 0.41616 redundant[P,all,2] <= 5"
    )
    assert built.rows_of("policy[s.transition_budget].council_pot.own") == ["B,2"]


def test_a_shared_pot_holds_for_councils_and_pools_together() -> None:
    """Joining 6, set-up 10, redundancy 1; a council's own row of another pot does not count."""
    budgets = rows(HEADER, "shared 2027/28 transition 8000", "B 2027/28 other 5000")
    built = Built(tiny(COSTS, joining=JOINING, budgets=budgets), [budget()])
    assert built.row("policy[s.transition_budget].shared_pot.shared[2]") == written(
        "6 joins[B,P,2] + 10 opens[P,2] + 1 redundant[P,all,2] <= 8"
    )
    assert built.rows_of("policy[s.transition_budget].council_pot.own") == []


def test_set_up_ahead_counts_in_the_year_in_which_it_is_spent() -> None:
    budgets = rows(HEADER, "shared 2025/26 transition 8000")
    lead = COSTS | {"delivery_models.lead.setup_lead_share": 1}
    built = Built(tiny(lead, budgets=budgets), [budget()])
    assert built.row("policy[s.transition_budget].shared_pot.shared[0]") == written("10 opens[P,1] <= 8")


def test_binds_a_pot_of_one_council() -> None:
    """Joining costs B 6,000: 32,000. With 5,000 in year 1 they wait: half of 20,000 less 6,000 = 4,000."""
    pots = rows(HEADER, "B 2026/27 transition 5000", "B 2026/27 enough 6000")
    case = tiny(joining=JOINING, budgets=pots)
    enough = solve(case, [budget("enough")])
    assert (members(enough), enough.npv_gbp) == (together(1, 2), 32_000.0)
    tight = solve(case, [budget()])
    assert (members(tight), tight.npv_gbp) == (together(2), 4_000.0)


def test_binds_a_shared_pot() -> None:
    """3,000 for each to join is 6,000 together: the same as if B paid it all."""
    joining = rows("council arrangement join_gbp", "A P 3000", "B P 3000")
    pots = rows(HEADER, "shared 2026/27 transition 5000", "shared 2026/27 enough 6000")
    case = tiny(joining=joining, budgets=pots)
    enough = solve(case, [budget("enough")])
    assert (members(enough), enough.npv_gbp) == (together(1, 2), 32_000.0)
    tight = solve(case, [budget()])
    assert (members(tight), tight.npv_gbp) == (together(2), 4_000.0)


def test_binds_the_one_offs_of_a_pool() -> None:
    """Set-up 10,000 by FTE 6:4 is 4,000 for B in year 1: with 3,990 they wait until year 2 and save nothing.

    Half of 20,000 less 10,000 = 0, so they may as well not share; with 4,000 they save 28,000.
    """
    case = tiny(COSTS, budgets=rows(HEADER, "B 2026/27 transition 3990", "B 2026/27 enough 4000"))
    assert solve(case, [budget("enough")]).npv_gbp == 28_000.0
    assert solve(case, [budget()]).npv_gbp == 0.0
