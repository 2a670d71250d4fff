"""The net present saving of all councils."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.case.case import Objective
from tests.formulations.futures import certain, outcomes, register
from tests.formulations.rows import Built, written
from tests.formulations.tiny import members, rows, solve, tiny, together

PROVIDER = {
    "providers": rows("provider margin_share irrecoverable_vat_share", "X 0.1 0.2"),
    "arrangements": rows("arrangement service host model pool_pay_gbp_per_fte", "P S X lead 10000"),
}


def coefficient(built: Built, column: str) -> float:
    return float(built.matrix.objective[built.columns.index(column)])


def test_a_column_saves_what_its_cells_cost_discounted() -> None:
    """At 25% d = 1, 0.8, 0.64. member[A,P,1] takes 30 + 30 off A in years 1 and 2 and costs
    the pool 15 in both.

    (60 - 15) x (0.8 + 0.64) = 64.8; staff cost 5 in the year after and before the change date; redundancy 1.
    """
    built = Built(tiny(None, {"discount_rate": "0.25"}))
    assert coefficient(built, "member[A,P,1]") == pytest.approx(64.8)
    assert coefficient(built, "staff[P,all,1]") == pytest.approx(-5 * (0.8 + 0.64))
    assert coefficient(built, "redundant[P,all,2]") == pytest.approx(-0.64)
    assert coefficient(built, "opens[P,1]") == 0.0


def test_doing_nothing_saves_nothing() -> None:
    """The constant is business as usual less the same costs of the plan that shares nothing."""
    assert Built(tiny()).matrix.objective_constant == pytest.approx(0.0, abs=1e-9)


def test_year_0_is_not_discounted() -> None:
    """Set-up 10, half of it ahead in year 0: 5 x 1 + 5 x 0.8."""
    changes = {"delivery_models.lead.setup_gbp": 10_000, "delivery_models.lead.setup_lead_share": "0.5"}
    built = Built(tiny(changes, {"discount_rate": "0.25"}))
    assert coefficient(built, "opens[P,1]") == pytest.approx(-9.0)


def test_a_providers_pool_counts_at_what_its_members_pay() -> None:
    """1.1 x 1.2 = 1.32 pounds for each pound: redundancy of year 2 1.32 x 0.64; pay 5 x 1.32 x 1.44."""
    built = Built(tiny(None, {"discount_rate": "0.25"}, **PROVIDER))
    assert coefficient(built, "redundant[P,all,2]") == pytest.approx(-1.32 * 0.64)
    assert coefficient(built, "staff[P,all,1]") == pytest.approx(-1.32 * 5 * 1.44)
    assert coefficient(built, "member[A,P,1]") == pytest.approx((60 - 1.32 * 15) * 1.44)


def test_binds_the_discount_rate() -> None:
    """Set-up of 37,000 in year 1: 10,000 - 37,000 + 28,000 = 1,000 undiscounted.

    At 10% -27,000 / 1.1 + 28,000 / 1.21 = -24,545 + 23,140 < 0: nobody shares.
    """
    setup = {"delivery_models.lead.setup_gbp": 37_000}
    patient = solve(tiny(setup))
    assert (members(patient), patient.npv_gbp) == (together(1, 2), 1_000.0)
    hasty = solve(tiny(setup, {"discount_rate": "0.1"}))
    assert (members(hasty), hasty.npv_gbp) == ([], 0.0)


def test_binds_the_mark_up_of_a_provider() -> None:
    """Without margin the provider's pool saves 38,000. At 1.32 sharing year 1 costs 0.32 x 90,000 more than
    that, 28,800, and year 2 0.32 x 172,000 = 55,040: a loss.
    """
    free = solve(tiny(**PROVIDER | {"providers": rows("provider", "X")}))
    assert (members(free), free.npv_gbp) == (together(1, 2), 38_000.0)
    marked_up = solve(tiny(**PROVIDER))
    assert (members(marked_up), marked_up.npv_gbp) == ([], 0.0)


WORST_FIRST = Objective("worst_off_council", Decimal(0), "a test", "s")


def test_the_worst_off_council_is_no_better_than_any() -> None:
    """Nobody moves, one year: half of B's 40 goes into the pool; it pays 0.4 of 15 + 15 + 10. A likewise."""
    case = tiny({"delivery_models.lead.staff_mode": "none"}, {"years": 1})
    built = Built(case, objective="worst_off_council")
    assert built.row("objective.worst[B]") == written(
        "worst_saving[all] - 20 member[B,P,1] + 6 open[P,1] + 6 member[A,P,1] + 4 member[B,P,1] <= 0"
    )
    assert coefficient(built, "worst_saving[all]") == 1.0
    assert built.rows_of("objective.worst") == ["A", "B"]


def test_the_worst_outcomes_are_weighed_with_the_mean() -> None:
    """Fifty outcomes alike, of the promise half: the worst tenth are 5, and weigh 0.5 as in case.toml."""
    case = tiny(settings=outcomes(50), risks=register(certain("realisation", 0.5)))
    built = Built(case, objective="risk_adjusted_saving")
    assert built.row("objective.short_from[7]") == written(
        "short[7] - border[all] + net_saving[all] - 0.5 at_risk[P,0,1] - 0.5 at_risk[P,0,2] >= 0"
    )
    assert coefficient(built, "short[7]") == pytest.approx(-0.1)
    assert (coefficient(built, "border[all]"), coefficient(built, "at_risk[P,0,2]")) == (0.5, -0.25)


def test_binds_the_worst_off_council() -> None:
    """Joining costs B 20,000: 18,000 together, but B loses 4,800 (test_no_loser). Seen from B, nobody shares.

    If 5,000 may be given up for what comes after, the saving is back.
    """
    case = tiny(joining=rows("council arrangement join_gbp", "B P 20000"))
    assert members(solve(case)) == together(1, 2)
    assert members(solve(case, objectives=[WORST_FIRST])) == []
    lenient = replace(WORST_FIRST, tolerance=Decimal(5_000))
    solved = solve(case, objectives=[lenient])
    assert (members(solved), solved.npv_gbp) == (together(1, 2), 18_000.0)


@pytest.mark.parametrize(
    ("measure", "tolerance", "together_in"),
    [
        ("lowest_cost", 0, (1, 2)),
        ("least_risk", 0, ()),
        ("least_risk", 600_000, (1,)),
        ("least_disruption", 1, ()),
    ],
)
def test_each_measure_comes_first_and_gives_up_its_tolerance(
    measure: str, tolerance: int, together_in: tuple[int, ...]
) -> None:
    """In cash sharing costs 362,000, staying 400,000. A year is rated 3 x 200,000: 600,000."""
    first = Objective(measure, Decimal(tolerance), "a test", "s")
    assert members(solve(tiny(), objectives=[first])) == together(*together_in)


def test_what_comes_first_is_kept_by_a_policy_that_the_referee_checks() -> None:
    solved = solve(tiny(), objectives=[Objective("least_disruption", Decimal(2), "few managers", "s")])
    assert members(solved) == together(1, 2)
    assert solved.verdict is not None
    assert solved.verdict.accounts is not None
    [row] = solved.verdict.accounts.policies
    assert (row.set, row.policy, row.state, row.slack) == (
        "objectives",
        "1_least_disruption",
        "tight",
        Decimal(0),
    )
