"""`why`: what every alternative to a tiny plan costs, by hand, and by which cause; what is in its way.

The tiny case (tests/formulations/tiny.py) saves 38,000 with pool P at A, opened in year 1. Here P costs 1,000
to set up (in year 1), and pool Q, the same at B, 5,000: the plan is P from year 1 and saves 37,000.

Where P opens in year 2 only: year 1 as today, year 2 half today's and half 10 FTE x 10,000 + 80,000 (posts
may go a year after the transfer at the earliest), 100,000 + 90,000 = 190,000, and 1,000 of set-up: 10,000 -
1,000 = 9,000, 28,000 less than the plan.
    staff: the plan pays 100,000 + (50,000 + 40,000) over the two years, the alternative 100,000 + 100,000:
        -10,000;
    running: 50,000 + 40,000 + 80,000 = 170,000 against 100,000 + 50,000 + 40,000 = 190,000: -20,000;
    transition: 1,000 + 2,000 for two posts against 1,000: +2,000.
Not sharing costs 100,000 + 100,000 twice: staff 190,000 - 200,000 = -10,000, running 170,000 - 200,000 =
-30,000, transition +3,000: -37,000.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from optimizer.analysis.why.causes import ALL_CAUSES
from optimizer.analysis.why.prices import Price, why
from tests.analysis.runs import HOST, QUICK, by_title, differences, kept_run, priced, two_pools
from tests.formulations.tiny import rows, tiny


def amounts(price: Price) -> dict[str, int]:
    """Return the causes that are not nil, in whole pounds."""
    assert all(amount == int(amount) for amount in price.causes_gbp.values())
    assert sum(price.causes_gbp.values()) == price.difference_gbp
    return {cause: int(amount) for cause, amount in price.causes_gbp.items() if amount}


def test_every_alternative_has_the_price_that_the_hand_finds(tmp_path: Path) -> None:
    found = why(kept_run(tmp_path / "run", two_pools()), workers=1)
    assert found.accounts.measures.npv_saving_gbp == 37_000
    prices = by_title(found)
    assert {title: amounts(price) for title, price in prices.items()} == {
        "S is not shared": {"running": -30_000, "staff": -10_000, "transition": 3_000},
        "B hosts S instead of A": {"transition": -4_000},
        "S starts in 2027/28 instead of 2026/27": {
            "running": -20_000,
            "staff": -10_000,
            "transition": 2_000,
        },
    }
    assert list(differences(prices).values()) == [-37_000, -4_000, -28_000]
    assert found.exit_code == 0
    assert prices["B hosts S instead of A"].plan == (
        "S: A and B share it from 2026/27, hosted by B (lead, full)",
    )
    assert [price.alternative.means for price in found.prices] == [
        "No council is in a pool of S in 2026/27 to 2027/28.",
        "Every pool of S is hosted by B in 2026/27 to 2027/28, and one is open in 2027/28.",
        "No council joins a pool of S before 2027/28, and a pool of S is open in 2027/28.",
    ]


def test_another_model_is_an_alternative_of_its_own(tmp_path: Path) -> None:
    """A costs 1,000 more a year to govern from 1 October 2026, in all 1,500: 500 + 1,000."""
    pools = rows(
        "arrangement service host model governance_gbp_per_year", "P S A lead 0", "Q S A committee 1000"
    )
    models = rows(
        "model staff_mode default_depth dip_share minimum_term_years notice_years least_members",
        "lead transfer full 0 1 0 2",
        "committee transfer full 0 1 0 2",
    )
    prices = priced(kept_run(tmp_path / "run", tiny(arrangements=pools, delivery_models=models)))
    assert amounts(prices["S under committee instead of lead"]) == {"running": -1_500}
    assert not any("hosts" in title for title in prices)


def test_one_council_is_asked_of_its_own_memberships(tmp_path: Path) -> None:
    """Without B there is no pool, at its place or another: A and B would lose what each had gained.

    In the plan the pool's 90,000 + 170,000 - 1,000... are shared by volume; the sum of both is all that is
    checked of that here, and that B's own part is the referee's.
    """
    kept = kept_run(tmp_path / "run", two_pools())
    found = why(kept, council="B", workers=1)
    prices = by_title(found)
    assert differences(prices) == {
        "B does not share S": -37_000,
        "B shares S hosted by B instead of A": -4_000,
        "B joins S in 2027/28 instead of 2026/27": -28_000,
    }
    theirs = prices["B does not share S"].council_difference_gbp
    assert theirs == -found.accounts.measures.council_npv_gbp["B"]
    assert [price.alternative.means for price in found.prices] == [
        "B is in no pool of S in 2026/27 to 2027/28.",
        "Every pool of S that B is in is hosted by B in 2026/27 to 2027/28, and it is in one in 2027/28.",
        "B joins no pool of S before 2027/28, and is in a pool of S in 2027/28.",
    ]


def test_what_changes_in_other_services_is_a_knock_on(tmp_path: Path) -> None:
    """At most one host of anything each, so that B hosts the twin service T: if B hosts S, A hosts T.

    T is S again, with its pools PT (set-up 1,000 at A) and QT (3,000 at B). Fairness: each hosts at most one.
    Plan: S at A (1,000), T at B (3,000). S at B (5,000) lets T move to A (1,000): S -4,000, T +2,000.
    """
    twin = {
        "services": rows("service volume_unit change_month", "S users 10", "T users 10"),
        "baseline": rows(
            "council service role fte pay_gbp_per_fte turnover_share redundancy_gbp_per_fte"
            " strain_gbp_per_fte recruitment_gbp_per_fte",
            *(f"{line} 0 1000 0 0" for s in "ST" for line in (f"A {s} all 6 10000", f"B {s} all 4 10000")),
        ),
        "baseline_services": rows(
            "council service volume non_staff_gbp",
            *(line for s in "ST" for line in (f"A {s} 600 60000", f"B {s} 400 40000")),
        ),
        "scale_curves": rows(
            "service measure volume value",
            *(
                line
                for s in "ST"
                for line in (
                    f"{s} fte:all 400 5",
                    f"{s} fte:all 1000 8",
                    f"{s} non_staff 400 50000",
                    f"{s} non_staff 1000 80000",
                )
            ),
        ),
        "arrangements": rows(
            "arrangement service host model setup_gbp",
            *("P S A lead 1000", "Q S B lead 5000", "PT T A lead 1000", "QT T B lead 3000"),
        ),
    }
    fair = '[policy.fair]\nkind = "host_fairness"\nmost = 1\nreason = "Each hosts one."\n'
    prices = priced(kept_run(tmp_path / "run", tiny(**twin), fair))
    assert amounts(prices["B hosts S instead of A"]) == {"transition": -4_000, "knock_on": 2_000}
    assert amounts(prices["A hosts T instead of B"]) == {"transition": 2_000, "knock_on": -4_000}


def test_a_provider_is_paid_for_by_recharges(tmp_path: Path) -> None:
    """Pool Q at the provider X, paid 10,000 a post as at A, set-up 0, charges with a margin of 10%.

    X's costs are no council's: year 1 half of 10 x 10,000 + 80,000, 90,000; year 2 90,000 + 80,000 and 2,000
    for two posts: 262,000 in all, and 288,200 with the margin. In the plan (P, set-up 0) these are the
    councils' own: 140,000... staff 50,000 + 90,000, running 40,000 + 80,000, transition 2,000.
    """
    pools = rows("arrangement service host model pool_pay_gbp_per_fte", "P S A lead -", "Q S X lead 10000")
    providers = rows("provider margin_share irrecoverable_vat_share", "X 0.1 0")
    prices = priced(kept_run(tmp_path / "run", tiny(arrangements=pools, providers=providers)))
    assert amounts(prices["X hosts S instead of A"]) == {
        "staff": 140_000,
        "running": 120_000,
        "transition": 2_000,
        "recharges": -288_200,
    }


OTHER = '[policy.few]\nkind = "partners"\nmost = 5\nreason = "Small is beautiful."\n'
WISH = (
    '[policy.wish]\nkind = "pool_forbidden"\nservice = "S"\nhost = "B"\nreason = "Rather not."\n'
    'negotiable = "preference"\nprice_gbp_per_unit = 100\n'
)


def test_an_impossible_alternative_names_the_policies_in_its_way(tmp_path: Path) -> None:
    options = replace(QUICK, second_opinion_seconds=20.0)
    prices = priced(kept_run(tmp_path / "run", two_pools(), OTHER + HOST, options))
    price = prices["B hosts S instead of A"]
    assert (price.answer, price.difference_gbp, price.causes_gbp) == ("impossible", None, {})
    assert price.obstacle is not None
    assert price.obstacle.policies == ("s.host",)
    assert price.obstacle.confirmation == "confirmed"
    assert {one.answer for title, one in prices.items() if title != "B hosts S instead of A"} == {"priced"}


def test_two_policies_may_be_in_the_way_together(tmp_path: Path) -> None:
    """B may not host in year 1, nor anybody join in year 2; either alone would leave Q a year."""
    late = HOST + 'last_year = "2026/27"\n'
    window = '[policy.soon]\nkind = "start_window"\nlatest = "2026/27"\nreason = "At once or never."\n'
    prices = priced(kept_run(tmp_path / "run", two_pools(), OTHER + late + window))
    obstacle = prices["B hosts S instead of A"].obstacle
    assert obstacle is not None
    assert obstacle.policies == ("s.host", "s.soon")
    assert obstacle.confirmation == "not asked"
    late_start = prices["S starts in 2027/28 instead of 2026/27"].obstacle
    assert late_start is not None
    assert late_start.policies == ("s.soon",)


def test_the_model_itself_may_be_in_the_way(tmp_path: Path) -> None:
    """Q takes 60 months to prepare: it can never open, whatever the policies."""
    pools = rows("arrangement service host model setup_gbp lead_months", "P S A lead 0 6", "Q S B lead 0 60")
    prices = priced(kept_run(tmp_path / "run", two_pools(pools), OTHER))
    price = prices["B hosts S instead of A"]
    assert price.obstacle is not None
    assert price.obstacle.policies == ()
    assert (
        price.message == "no such pool may be joined in 2026/27 to 2027/28: its lead time, first or last year"
    )


def test_a_first_year_that_comes_too_soon_is_said_to(tmp_path: Path) -> None:
    """Both pools take 12 months from 1 April 2025 (decision) to 1 October 2026: 24 months is year 2."""
    pools = rows("arrangement service host model lead_months", "P S A lead 24", "Q S B lead 36")
    price = priced(kept_run(tmp_path / "run", two_pools(pools)))["S starts in 2026/27 instead of 2027/28"]
    assert price.obstacle is not None
    assert price.obstacle.policies == ()
    assert price.message == "no such pool may be joined in 2026/27: its lead time, first or last year"


def test_a_preference_is_missed_and_never_in_the_way(tmp_path: Path) -> None:
    """Two councils in Q for two years: four memberships at 100."""
    price = priced(kept_run(tmp_path / "run", two_pools(), WISH))["B hosts S instead of A"]
    assert amounts(price) == {"transition": -4_000}
    assert price.penalty_difference_gbp == 400


def test_todays_pool_is_given_up_as_early_as_it_may_be(tmp_path: Path) -> None:
    """A and B are in P today with a year's notice: they may leave in year 2 at the earliest."""
    pools = rows("arrangement service host model notice_years", "P S A lead 1", "Q S B lead 1")
    changes = {
        "baseline_services.A S.arrangement_today": "P",
        "baseline_services.B S.arrangement_today": "P",
        "baseline_services.A S.member_since": "2020/21",
        "baseline_services.B S.member_since": "2020/21",
    }
    prices = priced(kept_run(tmp_path / "run", two_pools(pools, changes)))
    assert [price.alternative.title for price in prices.values()] == [
        "S is not shared from 2027/28",
        "B hosts S instead of A",
    ]
    assert {price.answer for price in prices.values()} == {"priced"}


def test_where_nothing_is_shared_every_way_of_sharing_is_an_alternative(tmp_path: Path) -> None:
    """At 100,000 each to set up nobody shares."""
    prices = priced(kept_run(tmp_path / "run", two_pools(changes={"arrangements.*.setup_gbp": 100_000})))
    assert differences(prices) == {
        "A hosts S": -62_000,
        "B hosts S": -62_000,
        "S under lead": -62_000,
        "S starts in 2026/27": -62_000,
        "S starts in 2027/28": -90_000,
    }


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    kept = kept_run(tmp_path / "run", two_pools(), OTHER + HOST)
    assert why(kept, workers=1) == why(kept, workers=2)


def test_progress_counts_every_alternative(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    kept = kept_run(tmp_path / "run", two_pools())
    why(kept, workers=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_all_causes_are_said_even_where_nil(tmp_path: Path) -> None:
    price = priced(kept_run(tmp_path / "run", two_pools()))["B hosts S instead of A"]
    assert tuple(price.causes_gbp) == ALL_CAUSES
    assert price.causes_gbp["staff"] == Decimal("0.00")


QUIET = '[[objective]]\nmeasure = "least_disruption"\nreason = "We are tired."\n'


def test_where_something_else_comes_first_more_saving_is_no_contradiction(tmp_path: Path) -> None:
    """Nothing is changed, so nothing is shared; forced to share, two councils join and P saves 37,000."""
    found = why(kept_run(tmp_path / "run", two_pools(), QUIET), workers=1)
    assert found.objectives == ("least_disruption",)
    assert found.accounts.measures.npv_saving_gbp == 0
    assert differences(by_title(found)) == {
        "A hosts S": 37_000,
        "B hosts S": 33_000,
        "S under lead": 37_000,
        "S starts in 2026/27": 37_000,
        "S starts in 2027/28": 9_000,
    }
