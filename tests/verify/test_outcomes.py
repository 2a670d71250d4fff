"""What a plan is worth in an outcome: sums done by hand, identities, and what may only make it worse."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.risk.evaluate import evaluate
from optimizer.risk.outcomes import MILLION, Outcomes
from optimizer.risk.sample import as_planned, draw
from optimizer.verify import promise
from optimizer.verify.exact import to_decimal
from optimizer.verify.outcomes import (
    chance_below,
    council_savings_gbp,
    cvar_gbp,
    expected_gbp,
    risk_adjusted_gbp,
    saving_gbp,
    savings_gbp,
)
from optimizer.verify.promise import Promise
from tests.verify.futures import outcome, together
from tests.verify.plans import good_plans
from tests.verify.sharing import cambridge, random_plans

D = [1 / Fraction("1.035") ** year for year in range(4)]


def present(*years: str) -> Decimal:
    """Return the present value of amounts of the years 0 to 3, to the penny."""
    return to_decimal(sum(d * Fraction(gbp) for d, gbp in zip(D, years, strict=True)), 2)


def golden_promise() -> Promise:
    return promise(*good_plans()["golden"])


def bad_world() -> Outcomes:
    """Return the outcome of the sums below."""
    return outcome(
        good_plans()["golden"][0],
        realised=0.5,
        delay=1,
        life_years=2,
        exit_cost=0.1,
        overrun=0.2,
        drop_year={"B": 3},
        stranded={"A": 0.7, "B": 0.25},
        pay_award=0.01,
        supplier_price=0.02,
    )


def test_golden_case_in_a_bad_world() -> None:
    """Half of the saving arrives, a year late; the pool breaks up after two years; the transition overruns.

    Figures of CORE part 3, in pounds of years 0 to 3; the pool opens in year 1, so it ends in year 3.

    | | 0 | 1 | 2 | 3 |
    |---|---|---|---|---|
    | saving as promised | -60,000 | -54,500 | 214,300 | 316,200 |
    | running saving R, all of it lost where it was due | | -82,500 | -246,800 | -316,200 |
    | half of 82,500 arrives in year 2 (what is due then: in year 3, after the end) | | | 41,250 | |
    | exit: 10% of A's 10 x 50,000 + 240,000 and B's 7 x 48,000 + 144,000 in year 2 | | | | -122,000 |
    | overrun: 20% of set-up 60,000; joining 60,000; pay-offs, strain 32,500 | -12,000 | -12,000 | -6,500 | |
    | B withdraws in year 3: 25% of its 480,000 (A stays, its 70% is of nothing) | | | | -120,000 |
    | pay: BAU 1,003,200 less plan 1,010,200, 974,700, 867,200, x 1.01^t - 1 | | -70 | 572.85 | 4,120.936 |
    | contracts: 220,000 less 232,000, 100,000, 100,000, x 1.02^t - 1 | | -240 | 4,848 | 7,344.96 |
    | together | -72,000 | -149,310 | 7,670.85 | -230,534.104 |

    Pay of the plan: year 1 350,000 + 235,200 + 425,000; year 2 167,200 + 775,000 + redundancy 32,500; year 3
    167,200 + 700,000. Contracts: year 1 50,000 + 60,000 at home, 72,000 to end kB, 50,000 novated.
    """
    saving = saving_gbp(golden_promise(), bad_world(), 0)
    # The published cells are whole pence, so the promised part is what is published to the penny.
    assert to_decimal(saving, 2) == present("-72000", "-149310", "7670.85", "-230534.104")
    assert to_decimal(saving, 2) == Decimal("-417028.60")


def test_golden_case_in_a_bad_world_by_council() -> None:
    """A's part of the same sums: 60% of running costs, 10/17 of events, 740 of 1,220 of the exposure.

    | | 0 | 1 | 2 | 3 |
    |---|---|---|---|---|
    | saving as promised | -35,294.12 | 12,500 | 104,882.35 | 165,705.88 |
    | 60% of R lost, of 41,250 kept | | -49,500 | -148,080 + 24,750 | -189,720 |
    | exit | | | | -74,000 |
    | overrun: 20% of 600,000/17; 20,000; 325,000/17 | -120,000/17 | -4,000 | -65,000/17 | |
    | all that B leaves behind | | | | -120,000 |
    | pay: 600,000 less 605,000; 565,000 + 325,000/17; 520,000 | | -50 | as below | 0.030301 x 80,000 |
    | contracts: 100,000 less 50,000 + 30,000; 60,000; 60,000 | | 400 | 1,616 | 2,448.32 |
    """
    by_council = council_savings_gbp(golden_promise(), bad_world(), 0)
    year_0 = Fraction("-35294.12") - Fraction(120_000, 17)
    year_1 = 12_500 - 49_500 - 4_000 - 50 + 400
    year_2 = Fraction("104882.35") - 148_080 + 24_750 - Fraction(65_000, 17)
    year_2 += Fraction("0.0201") * (35_000 - Fraction(325_000, 17)) + 1_616
    year_3 = Fraction("165705.88") - 189_720 - 74_000 - 120_000 + Fraction("2424.08") + Fraction("2448.32")
    own = sum(d * amount for d, amount in zip(D, (year_0, year_1, year_2, year_3), strict=True))
    assert by_council["A"] == own
    assert sum(by_council.values()) == saving_gbp(golden_promise(), bad_world(), 0)


@pytest.mark.parametrize(
    ("drivers", "years"),
    [
        ({"realised": 0.25}, ("-60000", "-116375", "29200", "79050")),
        ({"realised": 2}, ("-60000", "28000", "461100", "632400")),
        ({"realised": 0}, ("-60000", "-137000", "-32500", "0")),
        # A quarter of a year late: three quarters on time, a quarter a year later.
        ({"delay": 0.25}, ("-60000", "-75125", "173225", "298850")),
        # 1.5 years late: half after one year, half after two.
        ({"delay": 1.5}, ("-60000", "-137000", "8750", "164650")),
        ({"delay": 3}, ("-60000", "-137000", "-32500", "0")),
        ({"delay": 10}, ("-60000", "-137000", "-32500", "0")),
        # Broken up in year 2 and 3, and after the plan has ended.
        ({"life_years": 1}, ("-60000", "-54500", "-32500", "0")),
        ({"life_years": 2}, ("-60000", "-54500", "214300", "0")),
        ({"life_years": 3, "exit_cost": 5}, ("-60000", "-54500", "214300", "316200")),
        ({"life_years": 1, "exit_cost": 0.5}, ("-60000", "-54500", "-642500", "0")),
        # A quarter of the last year's saving would have come in the year of the break-up.
        ({"life_years": 2, "delay": 0.25}, ("-60000", "-75125", "173225", "0")),
        ({"exit_cost": 5, "overrun": 1}, ("-120000", "-114500", "181800", "316200")),
        # B brings in 480,000, half of it in year 1, as the pool opens in October.
        ({"drop_year": {"B": 1}, "stranded": 0.1}, ("-60000", "-78500", "166300", "268200")),
        ({"drop_year": {"B": 2}, "stranded": 0.1}, ("-60000", "-54500", "166300", "268200")),
        ({"drop_year": {"A": 3}, "stranded": 2}, ("-60000", "-54500", "214300", "-1163800")),
        ({"stranded": 2}, ("-60000", "-54500", "214300", "316200")),
        ({"pay_award": -0.01}, ("-60000", "-54430", "213732.85", "312160.664")),
        ({"supplier_price": 0.5}, ("-60000", "-60500", "364300", "601200")),
    ],
)
def test_one_driver_at_a_time(drivers: dict[str, float], years: tuple[str, ...]) -> None:
    case, plan = good_plans()["golden"]
    assert to_decimal(saving_gbp(promise(case, plan), outcome(case, **drivers), 0), 2) == present(*years)


@pytest.mark.parametrize("name", sorted(good_plans()))
def test_as_planned_it_is_worth_what_it_promises(name: str) -> None:
    case, plan = good_plans()[name]
    promised = promise(case, plan)
    for neutral in (as_planned(case), outcome(case)):
        assert saving_gbp(promised, neutral, 0) == promised.npv_gbp
        assert council_savings_gbp(promised, neutral, 0) == promised.council_npv_gbp


@pytest.mark.parametrize("name", sorted(good_plans()))
def test_the_councils_add_up_to_all_together(name: str) -> None:
    case, plan = good_plans()[name]
    promised, sample = promise(case, plan), draw(case, 16, 7)
    savings = savings_gbp(promised, sample)
    assert len(set(savings)) == (1 if name == "nothing" else 16)
    for number, saving in enumerate(savings):
        assert saving == saving_gbp(promised, sample, number)
        assert saving == sum(council_savings_gbp(promised, sample, number).values())


def test_the_reports_find_the_same() -> None:
    """`evaluate` works in floats, over arrays; within a penny it finds what the referee does."""
    plans = [*good_plans().values(), cambridge(), *((case, plan) for _, case, plan in random_plans())]
    compared = 0
    for case, plan in plans:
        promised, sample = promise(case, plan), draw(case, 20, 11)
        savings = evaluate(promised, sample)
        for number, exact in enumerate(savings_gbp(promised, sample)):
            assert abs(float(exact) - savings.total_gbp[number]) < 0.01
            compared += exact != promised.npv_gbp
            for council, own in council_savings_gbp(promised, sample, number).items():
                assert abs(float(own) - savings.by_council_gbp[council][number]) < 0.01
    assert compared > 200


def test_each_outcome_is_its_own_row() -> None:
    case, plan = good_plans()["deepening"]
    one = outcome(case, realised={"ICT_A": 0.4}, delay={"PAY.P.full": 0.5}, supplier_price={"ICT": 0.03})
    other = outcome(
        case, overrun={"PAY.P.full": 0.3}, life_years={"ICT_A": 2}, stranded={"C": 1}, drop_year=2
    )
    promised = promise(case, plan)
    expected = (saving_gbp(promised, one, 0), saving_gbp(promised, other, 0))
    assert savings_gbp(promised, together(one, other)) == expected
    assert len({*expected, promised.npv_gbp}) == 3


def test_drivers_reach_only_what_they_are_of() -> None:
    case, plan = good_plans()["deepening"]
    promised = promise(case, plan)
    for there, elsewhere in (
        ({"realised": {"ICT_A": 0}}, {"realised": {"ICT.P.full": 0}}),
        ({"overrun": {"ICT.A.full": 1}}, {"overrun": {"ICT.P.full": 1}}),
        ({"stranded": {"D": 1}, "drop_year": 1}, {"stranded": {"D": 1}, "drop_year": {"C": 1}}),
    ):
        assert saving_gbp(promised, outcome(case, **there), 0) < promised.npv_gbp
        assert saving_gbp(promised, outcome(case, **elsewhere), 0) == promised.npv_gbp


# Monotonicity: what is worse never raises the saving. A shorter life is tried without exit cost, as a
# partnership that ends later may have more members to pay for its end; awards may go either way.
@st.composite
def worse_and_better(draw_from: st.DrawFn) -> tuple[dict[str, float], dict[str, float]]:
    better: dict[str, float] = {}
    worse: dict[str, float] = {}
    for driver, high_is_bad, most in (
        ("realised", False, 2 * MILLION),
        ("delay", True, 7 * MILLION),
        ("overrun", True, 2 * MILLION),
        ("stranded", True, 2 * MILLION),
        ("life_years", False, 7),
        ("drop_year", False, 7),
        ("exit_cost", True, 5 * MILLION),
    ):
        whole = driver in ("life_years", "drop_year")
        low, high = sorted(draw_from(st.tuples(*[st.integers(int(whole), most)] * 2)))
        unit = 1 if whole else MILLION
        better[driver], worse[driver] = (
            (low / unit, high / unit) if high_is_bad else (high / unit, low / unit)
        )
    if better["life_years"] != worse["life_years"]:
        better["exit_cost"] = worse["exit_cost"] = 0
    return worse, better


@pytest.mark.parametrize("name", ["golden", "deepening", "break_up"])
def test_what_is_worse_never_raises_the_saving(name: str) -> None:
    case, plan = good_plans()[name]
    promised = promise(case, plan)

    @given(pair=worse_and_better())
    @settings(max_examples=60, deadline=None)
    def never_raises(pair: tuple[dict[str, float], dict[str, float]]) -> None:
        worse, better = (outcome(case, **drivers) for drivers in pair)
        bad, good = savings_gbp(promised, together(worse, better))
        assert bad <= good

    never_raises()


def gbp(*amounts: int) -> list[Fraction]:
    return [Fraction(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("level", "worth"),
    [
        # The mean of 100, -50, 30, 40, 0; then the worst 2.5, 2, 1.5, 1 and half of them.
        ("0", "24"),
        ("0.5", "-14"),
        ("0.6", "-25"),
        ("0.7", "-100/3"),
        ("0.8", "-50"),
        ("0.9", "-50"),
        ("0.999", "-50"),
    ],
)
def test_cvar(level: str, worth: str) -> None:
    # At 0.5: (-50 + 0 + 30/2) / 2.5; at 0.7: (-50 + 0/2) / 1.5.
    assert cvar_gbp(gbp(100, -50, 30, 40, 0), Fraction(level)) == Fraction(worth)


@pytest.mark.parametrize("level", ["-0.1", "1", "1.5"])
def test_no_cvar_at_an_impossible_level(level: str) -> None:
    with pytest.raises(ValueError, match="not at least 0 and below 1"):
        cvar_gbp(gbp(1, 2), Fraction(level))


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=12),
    st.fractions(0, Fraction(99, 100), max_denominator=100),
)
def test_cvar_is_the_best_of_its_other_form(amounts: list[int], level: Fraction) -> None:
    """The other form: the most of eta - sum of max(0, eta - saving) / ((1 - level) n), eta one of them."""
    savings = gbp(*amounts)
    other = max(
        eta - sum(max(Fraction(0), eta - saving) for saving in savings) / ((1 - level) * len(savings))
        for eta in savings
    )
    assert cvar_gbp(savings, level) == other


def test_other_measures() -> None:
    savings = gbp(100, -50, 30, 40, 0)
    assert expected_gbp(savings) == 24
    assert risk_adjusted_gbp(savings, Fraction("0.8"), Fraction("0.25")) == Fraction("5.5")
    assert risk_adjusted_gbp(savings, Fraction("0.8"), Fraction(0)) == 24
    assert chance_below(savings, Fraction(0)) == Fraction("0.2")
    assert chance_below(savings, Fraction(40)) == Fraction("0.6")
    assert chance_below(savings, Fraction(-50)) == 0
