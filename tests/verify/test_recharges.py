"""Pennies of recharges: they add up, they are fair to a penny, ties and negative totals are settled."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.verify import verify
from optimizer.verify.recharges import split
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
