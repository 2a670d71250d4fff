"""Case -> Numbers: units, prices, and everything that is worked out once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from optimizer.case import LoadedCase
from optimizer.model.money import to_k
from optimizer.model.numbers import Band, Numbers
from optimizer.model.prepare import prepare
from tests.builders import golden_case
from tests.formulations.tiny import policy, rows, tiny

TODAY = {"baseline_services.*.arrangement_today": "P"}
CONTRACT = (
    "contract council service annual_charge_gbp end_date displaced_by end_early_fee_gbp end_early_share"
)


def numbers(case: LoadedCase) -> Numbers:
    return prepare(case.case)


@pytest.fixture(scope="module")
def golden() -> Numbers:
    return prepare(golden_case().case)


GOLDEN_POOL = "ICT.A.lead_authority.full"


def test_pounds_become_thousands() -> None:
    assert to_k(Decimal("1234.50")) == 1.2345


def test_needs_posts_and_candidates_of_the_golden_case(golden: Numbers) -> None:
    """A: 12 FTE of which 2 retained, 400,000 less 100,000 of contract, 0.8 of 300,000 in scope."""
    assert golden.needs["A", "ICT"].other_k == 300.0
    assert (golden.posts["A", "ICT", "all"].pay_k, golden.posts["A", "ICT", "all"].recruitment_k) == (
        50.0,
        4.0,
    )
    member = golden.candidates["A", GOLDEN_POOL]
    assert (member.in_scope_fte["all"], member.in_scope_other_k, member.join_k) == (10.0, 240.0, 20.0)


def test_the_pool_of_the_golden_case(golden: Numbers) -> None:
    """Smax = 17 + 14 + 0.1 x 17 = 32.7; set-up and governance in thousands."""
    pool = golden.pools[GOLDEN_POOL]
    assert (pool.setup_k, pool.setup_lead, pool.governance_k, pool.per_partner_k) == (60.0, 1.0, 12.0, 3.0)
    assert (pool.host_is_member, pool.host_is_provider, pool.markup, pool.may_retire) == (
        True,
        False,
        1.0,
        True,
    )
    role = pool.roles["all"]
    assert (role.staff_limit_fte, role.redundancy_k, role.strain_k) == (32.7, 20.0, 5.0)


def test_one_curve_of_the_golden_case(golden: Numbers) -> None:
    """500 to 1,000 users: 8.5 to 14 FTE; 300,000 to 500,000 of which the depth takes in 0.8."""
    (band,) = golden.pools[GOLDEN_POOL].bands
    assert band == Band(500, 1000, {"all": (8.5, 14.0)}, (240.0, 400.0))


def test_prices_are_relative_to_general_inflation() -> None:
    """Pay rises 5%, contracts 2%, everything else 2%, fixed prices fall behind: real terms of year 2."""
    prices = {
        "prices.general": "0.02",
        "prices.pay": "0.05",
        "prices.contract": "0.02",
        "discount_rate": "0.25",
    }
    found = numbers(tiny(None, prices))
    assert found.real_price["pay"][2] == pytest.approx((1.05 / 1.02) ** 2)
    assert found.real_price["contract"] == found.real_price["general"] == (1.0, 1.0, 1.0)
    assert found.real_price["none"][2] == pytest.approx(1 / 1.0404)
    assert found.growth == pytest.approx((1.0, 1.02, 1.0404))
    assert found.discount == pytest.approx((1.0, 0.8, 0.64))


def test_a_provider_marks_up_what_it_charges() -> None:
    """1.04 x 1.05 = 1.092."""
    found = numbers(
        tiny(
            providers=rows("provider margin_share irrecoverable_vat_share", "X 0.04 0.05"),
            arrangements=rows("arrangement service host model pool_pay_gbp_per_fte", "P S X lead 9000"),
        )
    )
    pool = found.pools["P"]
    assert (pool.host_is_member, pool.host_is_provider) == (False, True)
    assert pool.markup == pytest.approx(1.092)
    assert pool.roles["all"].pay_k == 9.0


@pytest.mark.parametrize(
    ("changes", "years"),
    [
        ({}, (1, 2, 3)),
        ({"delivery_models.lead.lead_months": 18}, (1, 2, 3)),
        ({"delivery_models.lead.lead_months": 19}, (2, 3)),
        ({"services.S.change_month": 3, "delivery_models.lead.lead_months": 23}, (1, 2, 3)),
        ({"arrangements.P.first_year": "2027/28", "arrangements.P.last_year": "2027/28"}, (2,)),
        ({"delivery_models.lead.lead_months": 60}, ()),
    ],
)
def test_join_years(changes: dict[str, object], years: tuple[int, ...]) -> None:
    """Decided on 1 April 2025; the change dates are 1 October 2026, 2027, 2028 (March: 1 March 2027 ...)."""
    assert numbers(tiny(changes, {"years": 3})).candidates["A", "P"].join_years == years


def test_weights_are_scaled_to_mean_1() -> None:
    """Volumes 600 and 400 of 1,000; FTE 6 and 4 of 10; a weight of its own replaces the running one only."""
    found = numbers(tiny()).candidates
    assert (found["A", "P"].running_weight, found["B", "P"].running_weight) == (1.2, 0.8)
    own = numbers(tiny(joining=rows("council arrangement weight", "B P 200"))).candidates
    assert (own["A", "P"].running_weight, own["B", "P"].running_weight) == (1.5, 0.5)
    assert (own["A", "P"].one_off_weight, own["B", "P"].one_off_weight) == (1.2, 0.8)


@pytest.mark.parametrize(("years", "protected"), [(0, ()), (1, (4.0, 3.6)), (3, (4.0, 7.2, 6.48, 2.916))])
def test_protection(years: int, protected: tuple[float, ...]) -> None:
    """4 posts at 12 instead of 10: 8 a year; phi 1/2; turnover 10%.

    One year: 8 x 1/2, 8 x 0.9 x 1/2. Three: 8 x 1/2, 8 x 0.9, 8 x 0.81, 8 x 0.729 x 1/2.
    """
    changes = {"baseline.B.pay_gbp_per_fte": 12_000, "baseline.*.turnover_share": "0.1"}
    found = numbers(tiny(changes, {"protection_years": years})).candidates
    assert found["B", "P"].protection_k == pytest.approx(protected)
    # A pool that pays more than before protects nobody.
    assert not any(found["A", "P"].protection_k)


def test_ramp_is_a_part_of_the_spend_in_scope() -> None:
    found = numbers(tiny({"delivery_models.lead.ramp_shares": "0.5;0.25"}))
    assert found.candidates["B", "P"].ramp_k == (20.0, 10.0)


@pytest.mark.parametrize(("since", "last"), [("2025/26", 2), ("2024/25", 1), ("2020/21", -3)])
def test_todays_members_are_bound_until_their_term_ends(since: str, last: int) -> None:
    """Three years from `member_since`, itself included: 2025/26 + 3 - 1 = year 2."""
    today = TODAY | {
        "baseline_services.*.member_since": since,
        "delivery_models.lead.minimum_term_years": 3,
    }
    assert numbers(tiny(today)).chains["P"].bound_until == {"A": last, "B": last}


def test_the_pool_of_today() -> None:
    """1,000 users need 8 FTE and 80,000."""
    pool = numbers(tiny(TODAY | {"baseline_services.*.member_since": "2025/26"})).pools["P"]
    assert (pool.members_today, pool.volume_today, pool.need_today_k) == (2, 1000, 80.0)
    assert pool.roles["all"].staff_today_fte == 8.0


def contract(end: str, settings: dict[str, object] | None = None, premium: str = "0.1"):
    terms = rows(f"{CONTRACT} extension_premium_share", f"k B S 20000 {end} full 1000 0.5 {premium}")
    return numbers(tiny(None, {"years": 3} | (settings or {}), contracts=terms)).contracts["k"]


def test_parts_of_a_year_before_a_contract_ends() -> None:
    """Ends on 31 December 2027, in year 2: half a year before the change date, a quarter after it."""
    k = contract("2027-12-31")
    assert k.live_before == {1: 0.5, 2: 0.5, 3: 0.0}
    assert k.live_after == {1: 0.5, 2: 0.25, 3: 0.0}


def test_cost_of_ending_a_contract_early() -> None:
    """1 + 0.5 x 20 a year left: 1.25 years from 1 October 2026, 0.25 a year later, then the fee."""
    assert contract("2027-12-31").end_k == {1: 13.5, 2: 3.5, 3: 1.0}


def test_bridging_extension_is_paid_from_the_end_to_the_change_date() -> None:
    """Ended on 31 December 2027, displaced on 1 October 2028: 2 a year for 1/4 of year 2, 1/2 of year 3."""
    k = contract("2027-12-31")
    assert k.extension_k == {1: (), 2: (), 3: ((2, 0.5), (3, 1.0))}


def test_bridging_extension_is_cut_at_its_longest() -> None:
    """Ended on 31 March 2026 (end of year 0); at most one year: all of year 1, nothing of year 2.

    Displaced on 1 October 2026 it is half of year 1.
    """
    k = contract("2026-03-31", {"max_extension_years": 1})
    assert k.extension_k == {1: ((1, 1.0),), 2: ((1, 2.0),), 3: ((1, 2.0),)}


def test_nothing_is_bridged_before_year_0() -> None:
    """Ended on 30 September 2024: of the two years from then year 0 and half of year 1 count."""
    assert contract("2024-09-30").extension_k[2] == ((0, 2.0), (1, 1.0))
    assert contract("2026-03-31", premium="0.0").extension_k == {1: (), 2: (), 3: ()}


def test_a_shallow_arrangement_displaces_nothing_deep() -> None:
    terms = rows(CONTRACT, "k B S 20000 2028-03-31 full 0 1")
    chain = rows("arrangement service host model depth", "N S A lead half", "D S A lead full")
    assert numbers(tiny(contracts=terms, arrangements=chain)).contracts["k"].displacing == ("D",)


def test_a_step_ends_a_band_with_the_lower_value() -> None:
    """4 to 6 FTE at 400 to 700; after the step 7 at 700, so 7 + 1/300 at 701, and 8 at 1,000."""
    curves = rows(
        "service measure volume value",
        *("S fte:all 400 4", "S fte:all 700 6", "S fte:all 700 7", "S fte:all 1000 8"),
        *("S non_staff 400 50000", "S non_staff 1000 80000"),
    )
    first, second = numbers(tiny(scale_curves=curves)).pools["P"].bands
    assert first == Band(400, 700, {"all": (4.0, 6.0)}, (50.0, 65.0))
    assert (second.lower, second.upper) == (701, 1000)
    assert second.fte["all"] == pytest.approx((7 + 1 / 300, 8.0))
    assert second.non_staff_k == pytest.approx((65.05, 80.0))


def test_a_step_at_the_first_knot_leaves_a_band_of_one_volume() -> None:
    """One curve begins at 400 where the other has its step: 4 FTE at 400, 5 and a bit from 401."""
    curves = rows(
        "service measure volume value",
        *("S fte:all 300 3", "S fte:all 400 4", "S fte:all 400 5", "S fte:all 1000 8"),
        *("S non_staff 400 50000", "S non_staff 1000 80000"),
    )
    first, second = numbers(tiny(scale_curves=curves)).pools["P"].bands
    assert first == Band(400, 400, {"all": (4.0, 4.0)}, (50.0, 50.0))
    assert (second.lower, second.upper) == (401, 1000)


def test_bands_beyond_all_candidates_are_left_out() -> None:
    curves = rows(
        "service measure volume value",
        *("S fte:all 400 5", "S fte:all 1000 8", "S fte:all 2000 12"),
        *("S non_staff 400 50000", "S non_staff 2000 100000"),
    )
    bands = numbers(tiny(scale_curves=curves)).pools["P"].bands
    # The knot at 1,000 = all candidates ends the first band; the second still begins there.
    assert [(band.lower, band.upper) for band in bands] == [(400, 1000), (1000, 2000)]
    short = numbers(tiny({"baseline_services.A.volume": 500}, scale_curves=curves)).pools["P"].bands
    assert [(band.lower, band.upper) for band in short] == [(400, 1000)]


def test_redeployment_places_add_up_over_councils() -> None:
    places = {"baseline.A.redeployment_places": 1, "baseline.B.redeployment_places": "0.5"}
    assert numbers(tiny(places)).redeployment_places == {("S", "all"): 1.5}


def test_changes_and_budgets_are_in_thousands_by_year_index() -> None:
    found = numbers(
        tiny(
            baseline_changes=rows("council service financial_year line amount_gbp", "A S 2027/28 pay -2500"),
            budgets=rows("council financial_year pot amount_gbp", "shared 2026/27 transition 8000"),
        )
    )
    assert found.changes_k == {("A", "S", 2, "pay"): -2.5}
    assert found.budgets_k == {("shared", 1, "transition"): 8.0}


def test_amounts_of_policies_become_thousands() -> None:
    rule = policy("no_loser", most_loss_gbp=Decimal("2500.00"), councils=("A", "B"))
    (found,) = prepare(tiny().case, (rule,)).policies
    assert (found.name, found.kind) == ("s.no_loser", "no_loser")
    assert found.parameters == {"most_loss_k": 2.5, "councils": ("A", "B")}


def test_business_as_usual_in_house(golden: Numbers) -> None:
    """12 x 50,000 + 400,000 + 0.1 x 12 x 4,000 = 1,004,800; 403,200 + 300,000 + 3,360 = 706,560."""
    assert golden.bau_real_k["A"] == pytest.approx((0.0, 1004.8, 1004.8, 1004.8))
    assert golden.bau_real_k["B"] == pytest.approx((0.0, 706.56, 706.56, 706.56))


def test_business_as_usual_of_a_pool_of_today() -> None:
    """8 x 10 of pay, 80 of spend and 12 + 3 of governance = 175 by volume 60:40; recruitment 0.1 x 8 x 4 =
    3.2 by FTE 60:40: A 106.92, B 71.28. Nobody is left at home.
    """
    changes = TODAY | {
        "baseline_services.*.member_since": "2025/26",
        "baseline.*.turnover_share": "0.1",
        "baseline.*.recruitment_gbp_per_fte": 4000,
        "delivery_models.lead.governance_gbp_per_year": 12_000,
        "delivery_models.lead.per_partner_gbp_per_year": 3_000,
    }
    found = numbers(tiny(changes)).bau_real_k
    assert found["A"] == pytest.approx((0.0, 106.92, 106.92))
    assert found["B"] == pytest.approx((0.0, 71.28, 71.28))
