"""The net present saving of all councils."""

from __future__ import annotations

import pytest

from tests.formulations.rows import Built
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
