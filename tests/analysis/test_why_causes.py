"""The difference between two plans by cause: every penny has its place."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.why.causes import ALL_CAUSES, KNOCK_ON, split_by_cause, to_the_penny
from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.exact import pounds
from optimizer.verify.measures import council_npvs
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import CashCell
from tests.builders import golden_case

CAUSE_OF = {
    **dict.fromkeys(("pay", "recruitment", "protection", "pool_pay", "pool_recruitment"), "staff"),
    **dict.fromkeys(("non_staff", "member_yearly", "ramp", "pool_non_staff", "governance"), "running"),
    **dict.fromkeys(
        ("contract", "contract_end", "contract_extension", "novation", "pool_novated"), "contracts"
    ),
    **dict.fromkeys(
        ("joining", "leaving", "set_up", "redundancy", "strain", "compensation_income"), "transition"
    ),
    **dict.fromkeys(("recharge", "recharge_income"), "recharges"),
}
"""The table of causes once more, so that moving a line from one to another is noticed."""


def test_the_cause_of_every_line() -> None:
    assert {name: line.cause for name, line in cost_lines().items()} == CAUSE_OF


@cache
def case() -> Case:
    return golden_case().case


CELLS = st.lists(
    st.builds(
        CashCell,
        scenario=st.sampled_from(["bau", "plan"]),
        body=st.sampled_from(["A", "B", "a provider"]),
        service=st.sampled_from(["ICT", "legal"]),
        arrangement=st.just(""),
        year=st.integers(0, 3),
        line=st.sampled_from(list(CAUSE_OF)),
        basis=st.sampled_from(["real", "nominal"]),
        pence=st.integers(-10_000_000_00, 10_000_000_00),
    ),
    max_size=12,
).map(tuple)


def saving_gbp(cash: tuple[CashCell, ...]) -> Decimal:
    """Return the net present saving as the referee publishes it, business as usual costing nothing."""
    plan = [cell for cell in cash if cell.scenario == "plan"]
    return pounds(sum(council_npvs(case(), make_timeline(case()), (), plan).values(), Fraction(0)))


@given(CELLS, CELLS)
def test_the_parts_add_up_to_the_penny_and_each_is_what_its_cells_say(
    first: tuple[CashCell, ...], second: tuple[CashCell, ...]
) -> None:
    difference = saving_gbp(second) - saving_gbp(first)
    parts = split_by_cause(case(), "ICT", first, second, case().councils, difference)
    assert tuple(parts) == ALL_CAUSES
    assert sum(parts.values()) == difference
    expected = dict.fromkeys(ALL_CAUSES, Fraction(0))
    for cells, sign in ((first, 1), (second, -1)):
        for cell in cells:
            if (cell.scenario, cell.basis) == ("plan", "real") and cell.body != "a provider":
                cause = CAUSE_OF[cell.line] if cell.service == "ICT" else KNOCK_ON
                expected[cause] += sign * Fraction(cell.pence, 100) / Fraction("1.035") ** cell.year
    for cause, part in parts.items():
        assert abs(Fraction(part) - expected[cause]) < Fraction(2, 100), cause


def test_of_one_council_only_its_own_cells_count() -> None:
    """A pays 100 more pay, B 40 less recharge: for B +40 by recharges, for both -60."""

    def cells(pay: int, recharge: int) -> tuple[CashCell, ...]:
        return (
            CashCell("plan", "A", "ICT", "", 0, "pay", "real", pay),
            CashCell("plan", "B", "ICT", "", 0, "recharge", "real", recharge),
        )

    plan, other = cells(0, 4000), cells(10000, 0)
    nothing = dict.fromkeys(ALL_CAUSES, Decimal("0.00"))
    of_b = split_by_cause(case(), "ICT", plan, other, ("B",), Decimal("40.00"))
    assert of_b == nothing | {"recharges": Decimal("40.00")}
    of_all = split_by_cause(case(), "ICT", plan, other, ("A", "B"), Decimal("-60.00"))
    assert of_all == nothing | {"staff": Decimal("-100.00"), "recharges": Decimal("40.00")}
    elsewhere = split_by_cause(case(), "legal", plan, other, ("A", "B"), Decimal("-60.00"))
    assert elsewhere == nothing | {KNOCK_ON: Decimal("-60.00")}


@pytest.mark.parametrize(
    ("parts", "total", "expected"),
    [
        # Remainders .5, .25, .25 and one penny over: to the largest.
        ({"a": Fraction(3, 2), "b": Fraction(5, 4), "c": Fraction(9, 4)}, 5, {"a": 2, "b": 1, "c": 2}),
        # The floor of -0.25 is -1, its remainder .75 the largest.
        ({"a": Fraction(-1, 4), "b": Fraction(1, 4)}, 0, {"a": 0, "b": 0}),
        # Ties in the order of the parts.
        ({"a": Fraction(1, 2), "b": Fraction(1, 2)}, 1, {"a": 1, "b": 0}),
        # Rounding made the total a penny less than the floors: the smallest remainder gives it up.
        ({"a": Fraction(1), "b": Fraction(3, 2)}, 1, {"a": 0, "b": 1}),
        # And a penny more than all remainders hold.
        ({"a": Fraction(1), "b": Fraction(1)}, 3, {"a": 2, "b": 1}),
    ],
)
def test_left_over_pennies(parts: dict[str, Fraction], total: int, expected: dict[str, int]) -> None:
    assert to_the_penny(parts, total) == expected


@given(st.dictionaries(st.sampled_from("abcdef"), st.fractions(-1000, 1000, max_denominator=97), min_size=1))
def test_whole_parts_are_within_one_of_the_exact_ones(parts: dict[str, Fraction]) -> None:
    total = round(sum(parts.values()))
    whole = to_the_penny(parts, total)
    assert sum(whole.values()) == total
    assert all(abs(whole[name] - part) < 1 + Fraction(1, 2) for name, part in parts.items())
