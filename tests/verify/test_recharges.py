"""Pennies of recharges: they add up, they are fair to a penny, ties and negative totals are settled."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.plan.plan import Basis
from optimizer.verify import verify
from optimizer.verify.costing import tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.postings import Posting
from optimizer.verify.recharges import Charge, exact_charges, make_charges, recharge_cells, shares, split
from optimizer.verify.timeline import make_timeline
from tests.verify.plans import good_plans

NAMES = st.text("abcdef", min_size=1, max_size=3)
WEIGHTS = st.dictionaries(NAMES, st.fractions(min_value=0, max_value=1000), min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("pence", "weights", "parts"),
    [
        (6_000_000, {"A": 10, "B": 7}, {"A": 3_529_412, "B": 2_470_588}),
        # Ties go by council id, whatever the order of the members.
        (100, {"C": 1, "B": 1, "A": 1}, {"A": 34, "B": 33, "C": 33}),
        (101, {"C": 1, "B": 1, "A": 1}, {"A": 34, "B": 34, "C": 33}),
        (1, {"B": 1, "A": 1}, {"A": 1, "B": 0}),
        # A negative total is split by its absolute value.
        (-100, {"C": 1, "B": 1, "A": 1}, {"A": -34, "B": -33, "C": -33}),
        (0, {"A": 1, "B": 2}, {"A": 0, "B": 0}),
        (7, {"A": 0, "B": 2}, {"A": 0, "B": 7}),
        # Amounts that cancel out: the pennies of rounding are shared alike.
        (3, {"A": 5, "B": -5}, {"A": 2, "B": 1}),
        (5, {}, {}),
    ],
)
def test_split(pence: int, weights: dict[str, int], parts: dict[str, int]) -> None:
    assert split(pence, {name: Fraction(weight) for name, weight in weights.items()}) == parts


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_split_adds_up_and_is_within_a_penny(pence: int, weights: dict[str, Fraction]) -> None:
    parts = split(pence, weights)
    assert sum(parts.values()) == pence
    whole = sum(weights.values())
    for council, part in parts.items():
        share = weights[council] / whole if whole else Fraction(1, len(weights))
        assert abs(part - pence * share) < 1


@given(st.integers(0, 10**9), WEIGHTS, st.fractions(min_value=Fraction(1, 100), max_value=100))
def test_split_depends_on_proportions_only(
    pence: int, weights: dict[str, Fraction], factor: Fraction
) -> None:
    scaled = {council: weight * factor for council, weight in reversed(weights.items())}
    assert split(pence, weights) == split(pence, scaled)


def test_shares_of_a_total_sum_to_one() -> None:
    for case, plan in good_plans().values():
        accounts = verify(case, (), plan).accounts
        assert accounts is not None
        sums: dict[tuple[str, str, int, str, str], Fraction] = {}
        for cell in accounts.recharges:
            key = (cell.scenario, cell.arrangement, cell.year, cell.kind, cell.basis)
            sums[key] = sums.get(key, Fraction(0)) + cell.share
        assert set(sums.values()) == {Fraction(1)}


def test_shares_are_those_of_a_years_members() -> None:
    case, plan = good_plans()["deepening"]
    history = tell(case, decisions_of(plan)).history
    full = "ICT.A.full"
    assert shares(case, history, full, 3, "running") == {"A": Fraction(8, 13), "B": Fraction(5, 13)}
    later = {"A": Fraction(8, 17), "B": Fraction(5, 17), "C": Fraction(4, 17)}
    assert shares(case, history, full, 4, "running") == shares(case, history, full, 6, "running") == later
    # One-off costs go by the FTE in scope: 9 + 5.5 of A, 6 + 3.5 of B.
    assert shares(case, history, full, 3, "one_off") == {"A": Fraction(29, 48), "B": Fraction(19, 48)}
    assert shares(case, history, "PAY.B.sec", 0, "running") == {"A": Fraction(3, 5), "B": Fraction(2, 5)}
    assert [shares(case, history, full, state, "running") for state in (-1, 0, 7)] == [{}, {}, {}]


def test_members_without_weights_share_alike() -> None:
    case, plan = good_plans()["deepening"]
    nothing = {key: replace(row, running_weight=Decimal(0)) for key, row in case.candidates.items()}
    weightless = replace(case, candidates=nothing)
    history = tell(weightless, decisions_of(plan)).history
    third = Fraction(1, 3)
    assert shares(weightless, history, "ICT.A.full", 4, "running") == {"A": third, "B": third, "C": third}
    assert shares(weightless, history, "ICT.P.joint", 2, "running") == {"D": Fraction(1)}
    assert shares(weightless, history, "ICT.P.joint", 1, "running") == {}


def test_a_charge_goes_by_the_members_of_its_state_with_the_mark_up_of_a_provider() -> None:
    case, plan = good_plans()["deepening"]
    timeline, history = make_timeline(case), tell(case, decisions_of(plan)).history

    def of_pool(pool: str, host: str, service: str, year: int, gbp: int, state: int) -> Posting:
        return Posting(host, service, pool, year, "pool_pay", "pay", Fraction(gbp), state, "")

    postings = [
        of_pool("ICT.A.full", "A", "ICT", 4, 1300, 3),
        of_pool("ICT.A.full", "A", "ICT", 4, 1700, 4),
        of_pool("PAY.P.full", "P", "PAY", 4, 4500, 4),
    ]
    # Of 1,300 A and B bear 800 and 500; of 1,700 A, B and C 800, 500 and 400; of 4,500 A and C
    # 3,000 and 1,500, with a margin of 4% and 5% of tax that cannot be recovered.
    taxed = Fraction("1.04") * Fraction("1.05")
    paid = {"A": 1600 + 3000 * taxed, "B": Fraction(1000), "C": 400 + 1500 * taxed}
    prices: dict[Basis, Fraction] = {"real": Fraction("1.03") / Fraction("1.02"), "nominal": Fraction("1.03")}
    for basis, price in prices.items():
        found = exact_charges(case, timeline, history, postings, basis)
        assert found == {(council, 4): gbp * price**4 for council, gbp in paid.items()}


def test_less_than_half_a_penny_is_no_charge() -> None:
    case, plan = good_plans()["deepening"]
    history = tell(case, decisions_of(plan)).history
    crumb = Posting("A", "ICT", "ICT.A.full", 4, "pool_pay", "none", Fraction(1, 1000), 4, "")
    charges = make_charges(case, make_timeline(case), history, [crumb], ())
    assert [(charge.basis, charge.pence) for charge in charges] == [("nominal", 0), ("real", 0)]


def test_pennies_of_amounts_that_cancel_out_are_shared_alike() -> None:
    case, _ = good_plans()["deepening"]
    nothing = Charge("ICT.A.full", 4, "one_off", "real", 3, {"B": Fraction(-5), "A": Fraction(5)})
    cells = recharge_cells(case, "plan", [nothing])
    assert [(cell.council, cell.share, cell.pence) for cell in cells] == [
        ("A", Fraction(1, 2), 2),
        ("B", Fraction(1, 2), 1),
    ]


def test_recharges_sum_to_the_costs_of_the_pools() -> None:
    case, plan = good_plans()["break_up"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    for row in accounts.pools:
        if case.arrangements[row.arrangement].host in case.providers:
            continue
        for kind, cost in (("running", row.running_pence), ("one_off", row.one_off_pence)):
            charged = sum(
                cell.pence
                for cell in accounts.recharges
                if (cell.scenario, cell.arrangement, cell.year, cell.kind, cell.basis)
                == (row.scenario, row.arrangement, row.year, kind, "real")
            )
            assert charged == cost, (row, kind)
