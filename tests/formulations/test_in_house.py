"""Spend that stays with the council, and agreed savings and growth."""

from __future__ import annotations

from tests.formulations.rows import Built, amount
from tests.formulations.tiny import members, rows, solve, solved_tiny, tiny, together

CHANGES = rows(
    "council service financial_year line amount_gbp",
    "A S 2026/27 pay -5000",
    "A S 2027/28 non_staff 2500",
    "B S 2027/28 contract 1000",
)


def test_other_spend_stays_but_for_what_goes_into_pools() -> None:
    """A's 60 goes in altogether, half a year at a time; of a half-depth pool 30 goes in."""
    built = Built(tiny())
    assert built.cell("A", "", 2, "non_staff") == amount("60 - 30 member[A,P,2] - 30 member[A,P,1]")
    half = Built(tiny({"delivery_models.lead.default_depth": "half"}))
    assert half.cell("A", "", 2, "non_staff") == amount("60 - 15 member[A,P,2] - 15 member[A,P,1]")


def test_contract_charges_are_not_other_spend() -> None:
    contract = rows(
        "contract council service annual_charge_gbp end_date displaced_by", "k B S 15000 2030-03-31 full"
    )
    assert Built(tiny(contracts=contract)).cell("B", "", 1, "non_staff") == amount("25 - 12.5 member[B,P,1]")


def test_baseline_changes_add_to_their_line_and_year() -> None:
    built = Built(tiny(baseline_changes=CHANGES))
    assert built.cell("A", "", 1, "pay") == amount("55 - 30 member[A,P,1]")
    assert built.cell("A", "", 2, "non_staff") == amount("62.5 - 30 member[A,P,2] - 30 member[A,P,1]")
    assert built.cell("B", "", 2, "contract") == amount("1")


def test_baseline_changes_count_in_both_and_change_no_saving() -> None:
    changed = solve(tiny(baseline_changes=CHANGES))
    assert (members(changed), changed.npv_gbp) == (together(1, 2), 38_000.0)


def test_binds_the_spend_that_goes_in() -> None:
    """B spends 10,000 instead of 40,000: together 170,000 today.

    Shared, year 1 costs half of 170,000 and of 180,000 = 175,000 and year 2 172,000: a loss of 7,000, so
    nobody shares. With 40,000 they share (tiny case).
    """
    little = solve(tiny({"baseline_services.B.non_staff_gbp": 10_000}))
    assert (members(little), little.npv_gbp) == ([], 0.0)
    assert members(solved_tiny()) == together(1, 2)
