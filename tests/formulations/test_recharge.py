"""R2 to R4: who pays what of a pool's cost, by composition and by price, only where a policy reads it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.model.lint import lint
from tests.formulations.rows import Built, amount, by_price, terms_of, written
from tests.formulations.test_contracts import CONTRACT
from tests.formulations.tiny import TABLES, members, policy, rows, solve, tiny, together

TODAY = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
NO_LOSER = policy("no_loser", most_loss_gbp=Decimal(0), councils=("A", "B"))
BUDGET = policy("transition_budget", pot="transition", councils=("A", "B"))
COSTS = {"delivery_models.lead.governance_gbp_per_year": 10_000, "delivery_models.lead.setup_gbp": 6_000}
"""Parts by price: 0 running after the change date of year 1; 1 one-offs of year 1; 2, 3 running after and
before the change date of year 2; 4 one-offs of year 2 if the pool closes, 5 if it does not.
"""


@pytest.fixture(scope="module")
def built() -> Built:
    return by_price(tiny(COSTS), [NO_LOSER])


@pytest.fixture(scope="module")
def three() -> Built:
    """Return A's pool with B, with C or with both: 8, 8.5 and 10.5 FTE, 80, 85 and 105 of other spend.

    Smax is 15 FTE and the largest requirement, 10.5: 25.5.
    """
    return Built(tiny(COSTS, third=True), [NO_LOSER])


def test_the_cost_is_its_least_for_the_members_and_a_rest(three: Built) -> None:
    """Half of 80 of pay, of 80 and of 10 of governance is 85 for A and B; 42.5 + 42.5 + 5 = 90 for A and C.

    For all three 52.5 + 52.5 + 5 = 110. The cost: half of staff x 10, of 30 + 0.05 a user, of 10.
    """
    assert three.row("recharge.composed_cost[P,running_after,1,1]") == written(
        "85 composed[P,A+B,1] + 90 composed[P,A+C,1] + 110 composed[P,A+B+C,1]"
        " + rest[P,running_after,1,1,A+B] + rest[P,running_after,1,1,A+C] + rest[P,running_after,1,1,A+B+C]"
        " - 5 staff[P,all,1] - 20 open[P,1]"
        " - 15 member[A,P,1] - 10 member[B,P,1] - 12.5 member[C,P,1] == 0"
    )


def test_the_rest_is_what_the_cost_can_be_above_its_least(three: Built) -> None:
    """Pay of Smax is 127.5, so 87.5 above what 8 FTE cost, 75 above 10.5 FTE."""
    assert three.row("recharge.composed_most[P,running_after,1,1,A+B]") == written(
        "rest[P,running_after,1,1,A+B] - 87.5 composed[P,A+B,1] <= 0"
    )
    assert three.row("recharge.composed_most[P,running_after,1,1,A+B+C]") == written(
        "rest[P,running_after,1,1,A+B+C] - 75 composed[P,A+B+C,1] <= 0"
    )


def test_a_charge_is_the_share_in_each_set_of_members(three: Built) -> None:
    """B has 400 of 1,000 users, and 400 of 1,500: 0.4 x 85 = 34 and 4 / 15 x 110 = 29.333..."""
    charges = three.formulation.model.charges
    assert terms_of(charges["B", 1, "running_after"]) == amount(
        f"34 composed[P,A+B,1] + 0.4 rest[P,running_after,1,1,A+B] + {440 / 15} composed[P,A+B+C,1]"
        f" + {4 / 15} rest[P,running_after,1,1,A+B+C]"
    )


def test_a_cost_that_the_members_settle_has_no_rest() -> None:
    """Nobody moves: half of 80, 85 and 105. C pays 500 / 1,100 x 42.5 or a third of 52.5."""
    built = Built(tiny({"delivery_models.lead.staff_mode": "none"}, third=True), [NO_LOSER])
    assert terms_of(built.formulation.model.charges["C", 1, "running_after"]) == amount(
        f"{5 / 11 * 42.5} composed[P,A+C,1] + 17.5 composed[P,A+B+C,1]"
    )
    assert built.columns_of("rest") == []


def test_one_offs_that_a_closing_pool_leaves_are_shared_by_who_was_in_it(three: Built) -> None:
    """Set-up 6 and 25.5 redundancies at 1 are the most; nothing is the least."""
    assert three.row("recharge.composed_cost[P,one_off,2,1]") == written(
        "rest[P,one_off,2,1,A+B] + rest[P,one_off,2,1,A+C] + rest[P,one_off,2,1,A+B+C]"
        " - closing_cost[P,2] == 0"
    )
    assert three.row("recharge.composed_cost[P,one_off,2,2]") == written(
        "rest[P,one_off,2,2,A+B] + rest[P,one_off,2,2,A+C] + rest[P,one_off,2,2,A+B+C]"
        " + closing_cost[P,2] - 6 opens[P,2] - 1 redundant[P,all,2] == 0"
    )
    assert three.row("recharge.composed_most[P,one_off,2,1,A+C]") == written(
        "rest[P,one_off,2,1,A+C] - 31.5 composed[P,A+C,1] <= 0"
    )


def test_income_is_a_least_cost_below_zero() -> None:
    """Compensation of 2 from B: with any members the one-offs of the year may be -2, and 27.5 more."""
    joining = rows("council arrangement compensation_gbp", "B P 2000")
    built = Built(tiny(joining=joining, third=True), [NO_LOSER])
    assert built.row("recharge.composed_most[P,one_off,2,2,A+C]") == written(
        "rest[P,one_off,2,2,A+C] - 27.5 composed[P,A+C,2] <= 0"
    )
    cost = built.row("recharge.composed_cost[P,one_off,2,2]").terms
    assert cost["composed[P,A+C,2]"] == -2.0


def test_a_contract_that_the_pool_may_hold_bounds_what_its_members_cost() -> None:
    """B's contract of 20 a year, of which 0.9 is spared where the pool holds it: in half a year 10 and 9.

    A and B then cost 40 + 40 - 9 at least and 127.5 + 40 + 10 at most: 106.5 more. A and C as without it.
    """
    built = Built(tiny(contracts=CONTRACT, third=True), [NO_LOSER])
    cost = built.row("recharge.composed_cost[P,running_after,1,1]").terms
    assert (cost["composed[P,A+B,1]"], cost["composed[P,A+C,1]"]) == (71.0, 85.0)
    room = built.row("recharge.composed_most[P,running_after,1,1,A+B]").terms
    assert room["composed[P,A+B,1]"] == -106.5


def test_a_pool_that_can_be_one_thing_shares_its_cost_itself() -> None:
    """A and B: 0.4 of 5 x staff, of 15 and 5 for being open, of 15 and 10 for their users."""
    built = Built(tiny(COSTS), [NO_LOSER])
    assert terms_of(built.formulation.model.charges["B", 1, "running_after"]) == amount(
        "2 staff[P,all,1] + 8 open[P,1] + 6 member[A,P,1] + 4 member[B,P,1]"
    )
    assert built.columns_of("rest") == built.columns_of("composed") == []
    # By FTE 0.4 of the one-offs, whether the pool closes in the year or not: nothing to tell apart.
    assert terms_of(built.formulation.model.charges["B", 2, "one_off"]) == amount(
        "2.4 opens[P,2] + 0.4 redundant[P,all,2]"
    )
    assert not built.rows_of("recharge.closing_cost_limit")


def test_nothing_is_built_where_no_policy_reads_charges() -> None:
    built = Built(tiny(COSTS))
    assert built.columns_of("rest") == built.columns_of("composed") == []
    assert by_price(tiny(COSTS)).columns_of("paid") == []
    assert built.formulation.model.charges == {}


def test_a_budget_reads_one_offs_only() -> None:
    budgets = rows("council financial_year amount_gbp", "B 2026/27 9000")
    assert by_price(tiny(COSTS, budgets=budgets), [BUDGET]).columns_of("price") == ["0", "1", "2"]


def test_a_members_charge_is_its_weight_times_the_price(built: Built) -> None:
    """Volumes 600 and 400 are 0.6 and 0.4 of the least sum of an allowed membership.

    Largest cost of the part: half of Smax 18 x 10 of pay, of 80 of spend and of 10 of governance = 90 + 40 +
    5 = 135, so B's charge is at most 0.4 x 135 = 54.
    """
    assert built.row("recharge.price_cost[B,0]") == written("paid[B,0] - 0.4 price[0] <= 0")
    assert built.row("recharge.price_member[B,0]") == written(
        "paid[B,0] - 0.4 price[0] - 54 member[B,P,1] >= -54"
    )
    assert built.row("recharge.outsider_most[B,0]") == written("paid[B,0] - 54 member[B,P,1] <= 0")
    assert built.row("recharge.open_most[0]") == written("price[0] - 135 open[P,1] <= 0")


def test_no_coefficient_is_above_the_cost_however_far_weights_lie_apart() -> None:
    """Weights 1, 1 and 998 with A in every pool: the least sum is 2, and C's rows are divided by 499."""
    weights = rows("council arrangement weight", "A P 1", "B P 1", "C P 998")
    built = by_price(tiny(joining=weights, third=True), [NO_LOSER])
    most = 127.5 + 55.0
    assert built.row("recharge.price_cost[C,0]") == written(f"{1 / 499} paid[C,0] - price[0] <= 0")
    assert built.row("recharge.price_member[C,0]") == written(
        f"{1 / 499} paid[C,0] - price[0] - {most} member[C,P,1] >= -{most}"
    )
    # Nobody pays more than the cost.
    assert built.row("recharge.outsider_most[C,0]") == written(f"paid[C,0] - {most} member[C,P,1] <= 0")


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
    """Compensation of 2 from B is the pool's income: L = -2 and B's share at least -0.8 (by FTE 6:4)."""
    joining = rows("council arrangement compensation_gbp", "B P 2000")
    built = by_price(tiny(joining=joining), [NO_LOSER])
    assert built.row("recharge.closing_income_limit[P,2]") == written(
        "closing_income[P,2] - 2 opens[P,2] + 2 open[P,2] - 2 open[P,1] <= 0"
    )
    last = next(name for name in built.rows_of("recharge.open_least") if _state(built, name) == 2)
    assert built.row(f"recharge.open_least[{last}]") == written(
        f"price[{last}] - income_price[{last}] + 2 open[P,2] >= 0"
    )
    assert built.row(f"recharge.outsider_least[B,{last}]") == written(
        f"paid[B,{last}] - received[B,{last}] + 0.8 member[B,P,2] >= 0"
    )
    assert built.row(f"recharge.price_cost[B,{last}]") == written(
        f"paid[B,{last}] - received[B,{last}] - 0.4 price[{last}] + 0.4 income_price[{last}]"
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
    built = by_price(tiny(lead), [NO_LOSER])
    charges = built.formulation.model.charges
    (column,) = terms_of(charges["B", 0, "ahead"])
    assert built.row(f"recharge.outsider_most{column.removeprefix('paid')}") == written(
        # Of 6 B pays 0.4, by FTE in scope.
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
    built = by_price(tiny(**provider), [NO_LOSER])
    assert terms_of(built.formulation.model.charges["B", 1, "running_after"]) == amount("1.32 paid[B,0]")
    staff = terms_of(Built(tiny(**provider), [NO_LOSER]).formulation.model.charges["B", 1, "running_after"])
    assert staff["staff[P,all,1]"] == pytest.approx(1.32 * 0.4 * 5)


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
