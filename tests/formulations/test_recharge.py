"""R2 to R4: who pays what of a pool's cost, in the model only where a policy reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.model.lint import lint
from tests.formulations.rows import Built, amount, terms_of, written
from tests.formulations.tiny import TABLES, members, policy, rows, solve, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
NO_LOSER = policy("no_loser", most_loss_gbp=Decimal(0), councils=("A", "B"))
BUDGET = policy("transition_budget", pot="transition", councils=("A", "B"))
COSTS = {"delivery_models.lead.governance_gbp_per_year": 10_000, "delivery_models.lead.setup_gbp": 6_000}
"""Parts: 0 running after the change date of year 1; 1 one-offs of year 1; 2, 3 running after and before the
change date of year 2; 4 one-offs of year 2 if the pool closes, 5 if it does not.
"""


@pytest.fixture(scope="module")
def built() -> Built:
    return Built(tiny(COSTS), [NO_LOSER])


def test_nothing_is_built_where_no_policy_reads_charges() -> None:
    built = Built(tiny(COSTS))
    assert built.columns_of("paid") == built.columns_of("price") == []
    assert built.formulation.model.charges == {}


def test_a_budget_reads_one_offs_only() -> None:
    budgets = rows("council financial_year amount_gbp", "B 2026/27 9000")
    assert Built(tiny(COSTS, budgets=budgets), [BUDGET]).columns_of("price") == ["0", "1", "2"]


def test_a_members_charge_is_its_weight_times_the_price(built: Built) -> None:
    """Volumes 600 and 400 are weights 1.2 and 0.8; the least sum of an allowed membership is 2.

    Largest cost of the part: half of Smax 18 x 10 of pay, of 80 of spend and of 10 of governance = 90 + 40 +
    5 = 135; U = 135 / 2 = 67.5, so B's charge is at most 0.8 x 67.5 = 54.
    """
    assert built.row("recharge.price_cost[B,0]") == written("paid[B,0] - 0.8 price[0] <= 0")
    assert built.row("recharge.price_member[B,0]") == written(
        "paid[B,0] - 0.8 price[0] - 54 member[B,P,1] >= -54"
    )
    assert built.row("recharge.outsider_most[B,0]") == written("paid[B,0] - 54 member[B,P,1] <= 0")
    assert built.row("recharge.open_most[0]") == written("price[0] - 67.5 open[P,1] <= 0")


def test_everything_is_shared(built: Built) -> None:
    """Half a year of staff x 10, of 30 + 0.05 a user, and of 10 of governance."""
    assert built.row("recharge.all_shared[0]") == written(
        "paid[A,0] + paid[B,0] - 5 staff[P,all,1] - 20 open[P,1] - 15 member[A,P,1] - 10 member[B,P,1] == 0"
    )


def test_the_first_half_of_a_year_is_shared_by_last_years_members(built: Built) -> None:
    assert built.row("recharge.outsider_most[B,3]") == written("paid[B,3] - 54 member[B,P,1] <= 0")
    assert built.row("recharge.outsider_most[B,2]") == written("paid[B,2] - 54 member[B,P,2] <= 0")


def test_one_offs_of_a_pool_that_closes_fall_on_last_years_members(built: Built) -> None:
    """Largest one-off of year 2: set-up 6 and Smax 18 redundancies at 1 = 24. closes = opens - open +
    open[1].
    """
    assert built.row("recharge.closing_cost_limit[P,2]") == written(
        "closing_cost[P,2] - 24 opens[P,2] + 24 open[P,2] - 24 open[P,1] <= 0"
    )
    assert built.row("recharge.all_shared[4]") == written("paid[A,4] + paid[B,4] - closing_cost[P,2] == 0")
    assert built.row("recharge.all_shared[5]") == written(
        "paid[A,5] + paid[B,5] - 6 opens[P,2] - 1 redundant[P,all,2] + closing_cost[P,2] == 0"
    )


def test_income_has_prices_below_zero() -> None:
    """Compensation of 2 from B is the pool's income: L = -2 / 2 = -1 and B's share at least -0.8 (weight by
    FTE 6:4, so 1.2 and 0.8). The one-offs of year 2 are the parts 4 (closing) and 5; U = 10 / 2 = 5.
    """
    joining = rows("council arrangement compensation_gbp", "B P 2000")
    built = Built(tiny(joining=joining), [NO_LOSER])
    assert built.row("recharge.closing_income_limit[P,2]") == written(
        "closing_income[P,2] - 2 opens[P,2] + 2 open[P,2] - 2 open[P,1] <= 0"
    )
    last = next(name for name in built.rows_of("recharge.open_least") if _state(built, name) == 2)
    assert built.row(f"recharge.open_least[{last}]") == written(
        f"price[{last}] - income_price[{last}] + 1 open[P,2] >= 0"
    )
    assert built.row(f"recharge.outsider_least[B,{last}]") == written(
        f"paid[B,{last}] - received[B,{last}] + 0.8 member[B,P,2] >= 0"
    )
    assert built.row(f"recharge.price_cost[B,{last}]") == written(
        f"paid[B,{last}] - received[B,{last}] - 0.8 price[{last}] + 0.8 income_price[{last}]"
        " + 0.8 member[B,P,2] <= 0.8"
    )


def _state(built: Built, part: str) -> int:
    """Return the year of the membership that shares a part, from the row that ties its price to open."""
    (opened,) = [c for c in built.row(f"recharge.open_least[{part}]").terms if c.startswith("open[")]
    return int(opened[-2])


def test_charges_gather_by_council_year_and_part(built: Built) -> None:
    charges = built.formulation.model.charges
    assert terms_of(charges["B", 2, "running_before"]) == amount("paid[B,3]")
    assert terms_of(charges["B", 2, "one_off"]) == amount("paid[B,4] + paid[B,5]")


def test_set_up_ahead_is_charged_the_year_before_to_next_years_members() -> None:
    lead = COSTS | {"delivery_models.lead.setup_lead_share": 1}
    built = Built(tiny(lead), [NO_LOSER])
    charges = built.formulation.model.charges
    (column,) = terms_of(charges["B", 0, "ahead"])
    assert built.row(f"recharge.outsider_most{column.removeprefix('paid')}") == written(
        # 6 / 2 = 3 a weight; B's weight by FTE in scope is 0.8.
        f"{column} - 2.4 member[B,P,1] <= 0"
    )


def test_todays_members_share_the_first_half_of_year_1_by_their_weights() -> None:
    """8 posts at 10 and 80 of spend, half a year: 80, of which B pays 400 / 1,000 = 32; no columns."""
    built = Built(tiny(TODAY), [NO_LOSER])
    assert terms_of(built.formulation.model.charges["B", 1, "running_before"]) == amount("32")


def test_a_providers_charge_has_margin_and_vat_on_it() -> None:
    provider = {
        "providers": rows("provider margin_share irrecoverable_vat_share", "X 0.1 0.2"),
        "arrangements": rows("arrangement service host model pool_pay_gbp_per_fte", "P S X lead 10000"),
    }
    built = Built(tiny(**provider), [NO_LOSER])
    assert terms_of(built.formulation.model.charges["B", 1, "running_after"]) == amount("1.32 paid[B,0]")


def test_the_only_possible_member_pays_the_cost_itself() -> None:
    """Its charge would be a column equal to 6 x opens: whole, but not declared so (SOLVER.md section 1)."""
    tables = {
        "services": rows("service volume_unit change_month", "S users 10", "T users 10"),
        "baseline": TABLES["baseline"] + rows("council service role fte pay_gbp_per_fte", "A T all 3 10000"),
        "baseline_services": TABLES["baseline_services"]
        + rows("council service volume non_staff_gbp", "A T 600 50000"),
        "scale_curves": TABLES["scale_curves"]
        + rows("service measure volume value", "T fte:all 400 2", "T fte:all 700 2")
        + rows("service measure volume value", "T non_staff 400 20000", "T non_staff 700 20000"),
        "providers": rows("provider", "X"),
        "arrangements": rows(
            "arrangement service host model pool_pay_gbp_per_fte", "P S A lead -", "Q T X lead 10000"
        ),
    }
    changes = {"delivery_models.lead.least_members": 1, "delivery_models.lead.setup_gbp": 6000}
    built = Built(tiny(changes, **tables), [NO_LOSER])
    charge = terms_of(built.formulation.model.charges["A", 1, "one_off"])
    assert charge["opens[Q,1]"] == 6.0
    assert lint(built.matrix) == ()


def test_binds_the_key_decides_who_loses() -> None:
    """Joining costs B 20,000, so sharing saves 18,000. By volume (60:40) B pays more than it saves.

    Running cost 90,000 and 170,000, redundancy 2,000 by FTE (6:4): B pays 40,000 + 36,000 + 20,000 + 68,000 +
    800 = 164,800 against 160,000, a loss of 4,800, so nobody shares. With weight 300 for 400 users B pays a
    third of the running cost: 40,000 + 30,000 + 20,000 + 56,667 + 800 = 147,467, and A 60,000 + 60,000 +
    113,333 + 1,200 = 234,533 against 240,000: nobody loses.
    """
    header = "council arrangement join_gbp weight"
    by_volume = solve(tiny(joining=rows(header, "B P 20000 -")), [NO_LOSER])
    assert (members(by_volume), by_volume.npv_gbp) == ([], 0.0)
    agreed = solve(tiny(joining=rows(header, "B P 20000 300")), [NO_LOSER])
    assert (members(agreed), agreed.npv_gbp) == (together(1, 2), 18_000.0)
