"""S1 and S2: volumes on the curve, needs along it, and the spend of pools."""

from __future__ import annotations

from optimizer.model.lint import lint
from tests.formulations.rows import Built, amount, terms_of, written
from tests.formulations.tiny import members, rows, solve, tiny, together

STEP = rows(
    "service measure volume value",
    "S fte:all 400 4",
    "S fte:all 700 6",
    "S fte:all 700 7",
    "S fte:all 1000 8",
    "S non_staff 400 50000",
    "S non_staff 1000 80000",
)
"""4 to 6 FTE at 400 to 700 users; a step to 7 after 700, so 7 + 1/300 at 701, and 8 at 1,000."""


def test_the_volume_lies_in_one_band() -> None:
    """Bands 400..700 and 701..1000."""
    built = Built(tiny(scale_curves=STEP))
    assert built.row("scale.volume[P,1]") == written(
        "600 member[A,P,1] + 400 member[B,P,1] - 400 band[P,0,1] - 300 within[P,0,1]"
        " - 701 band[P,1,1] - 299 within[P,1,1] == 0"
    )
    assert built.row("scale.one_band[P,1]") == written("band[P,0,1] + band[P,1,1] - open[P,1] == 0")
    assert built.row("scale.within_band[P,1,1]") == written("within[P,1,1] - band[P,1,1] <= 0")
    assert built.is_integer("band[P,0,1]")
    assert not built.is_integer("within[P,0,1]")
    assert built.rows_of("scale.lowest_volume") == built.rows_of("scale.highest_volume") == []


def test_needs_along_the_bands() -> None:
    """FTE 4 + 2 within, then 7.00333.. + 0.99666.. within; spend 50 + 15 within, then 65.05 + 14.95 within.

    7.00333.. = 7 + 1/300; 65.05 = 50 + 30 x 301/600.
    """
    model = Built(tiny(scale_curves=STEP)).formulation.model
    assert terms_of(model.required_fte["P", "all", 1]) == amount(
        "4 band[P,0,1] + 2 within[P,0,1] + 7.003333333 band[P,1,1] + 0.996666667 within[P,1,1]"
    )
    assert terms_of(model.need_k["P", 1]) == amount(
        "50 band[P,0,1] + 15 within[P,0,1] + 65.05 band[P,1,1] + 14.95 within[P,1,1]"
    )


def test_a_single_band_needs_no_columns() -> None:
    """3 + 0.005 x users FTE, 30 + 0.05 x users; half of it where the depth takes in half."""
    built = Built(tiny())
    model = built.formulation.model
    assert built.columns_of("band") == built.columns_of("within") == []
    assert terms_of(model.required_fte["P", "all", 1]) == amount(
        "3 open[P,1] + 3 member[A,P,1] + 2 member[B,P,1]"
    )
    assert terms_of(model.need_k["P", 1]) == amount("30 open[P,1] + 30 member[A,P,1] + 20 member[B,P,1]")
    half = Built(tiny({"delivery_models.lead.default_depth": "half"})).formulation.model
    assert terms_of(half.required_fte["P", "all", 1]) == amount(
        "1.5 open[P,1] + 1.5 member[A,P,1] + 1 member[B,P,1]"
    )


def test_a_volume_below_or_above_a_single_band_is_kept_off() -> None:
    """The curve runs from 1,000 to 1,100 users; 400 alone are too few, all 1,500 too many."""
    curves = rows(
        "service measure volume value",
        "S fte:all 1000 8",
        "S fte:all 1100 8.5",
        "S non_staff 1000 80000",
        "S non_staff 1100 85000",
    )
    built = Built(tiny({"delivery_models.lead.most_members": 2}, third=True, scale_curves=curves))
    volume = "600 member[A,P,2] + 400 member[B,P,2] + 500 member[C,P,2]"
    assert built.row("scale.lowest_volume[P,2]") == written(f"{volume} - 1000 open[P,2] >= 0")
    assert built.row("scale.highest_volume[P,2]") == written(f"{volume} - 1100 open[P,2] <= 0")


def test_no_row_where_every_membership_is_on_the_curve() -> None:
    built = Built(tiny())
    assert built.rows_of("scale.lowest_volume") == built.rows_of("scale.highest_volume") == []


def test_the_spend_of_a_pool_is_its_need_of_the_year() -> None:
    """Half a year of 30 open + 0.05 a user after the change date, half of last year's need before it."""
    built = Built(tiny())
    after = "15 open[P,2] + 15 member[A,P,2] + 10 member[B,P,2]"
    before = "15 open[P,1] + 15 member[A,P,1] + 10 member[B,P,1]"
    assert built.cell("A", "P", 2, "pool_non_staff") == amount(f"{after} + {before}")
    assert built.cell("A", "P", 1, "pool_non_staff") == amount(before)


def test_the_pool_of_today_spends_what_it_needs_at_todays_volume() -> None:
    """80 at 1,000 users: 40 before the change date of year 1."""
    today = {"baseline_services.*.arrangement_today": "P", "baseline_services.*.member_since": "2025/26"}
    assert Built(tiny(today)).cell("A", "P", 1, "pool_non_staff") == amount(
        "40 + 15 open[P,1] + 15 member[A,P,1] + 10 member[B,P,1]"
    )


def test_binds_a_curve_that_begins_at_1200() -> None:
    """C pays 60,000 to join. A and B alone (1,000 users) save 38,000 where the curve is known; where it is
    known from 1,200 users only, all three join: 85,500 - 60,000 = 25,500.
    """
    joining = rows("council arrangement join_gbp", "C P 60000")
    known = solve(tiny(third=True, joining=joining))
    assert (members(known), known.npv_gbp) == (together(1, 2), 38_000.0)
    later = rows(
        "service measure volume value",
        "S fte:all 1200 9",
        "S fte:all 1600 11",
        "S non_staff 1200 90000",
        "S non_staff 1600 110000",
    )
    unknown = solve(tiny(third=True, joining=joining, scale_curves=later))
    assert (members(unknown), unknown.npv_gbp) == (together(1, 2, councils="ABC"), 25_500.0)


def test_binds_a_step() -> None:
    """A step of 2 FTE after 999 users (from 7.995 to 9.995, then 10 at 1,000): nobody can go, 38,000 - 8,000.

    Two redundancies saved 10,000 of pay in year 2 for 2,000.
    """
    step = rows(
        "service measure volume value",
        "S fte:all 400 5",
        "S fte:all 999 7.995",
        "S fte:all 999 9.995",
        "S fte:all 1000 10",
        "S non_staff 400 50000",
        "S non_staff 1000 80000",
    )
    stepped = solve(tiny(scale_curves=step))
    assert (members(stepped), stepped.npv_gbp) == (together(1, 2), 30_000.0)


def test_a_curve_through_the_origin_leaves_no_rounding_in_the_model() -> None:
    """7 FTE at 1,000 users, 2.8 at 400: at none 2.8 - 0.007 x 400, in floats not quite 0.

    A coefficient of 1e-16 is one that solvers drop without a word, so the model would be refused.
    """
    curves = rows(
        "service measure volume value",
        "S fte:all 400 2.8",
        "S fte:all 1000 7",
        "S non_staff 400 50000",
        "S non_staff 1000 80000",
    )
    built = Built(tiny(scale_curves=curves))
    assert lint(built.matrix) == ()
    assert built.row("workforce.required[P,all,1]") == written(
        "staff[P,all,1] - 4.2 member[A,P,1] - 2.8 member[B,P,1] >= 0"
    )
