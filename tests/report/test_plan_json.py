"""A plan survives JSON without losing a digit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.errors import UsageError
from optimizer.plan.plan import ContractState, Drawing, LedgerCell, Membership, Plan, StaffFlow
from optimizer.report.plan_json import plan_from_json, plan_to_json

EMPTY = Plan((), (), (), ())
NAMES = st.text(max_size=5)
YEARS = st.integers(0, 30)
PLANS = st.builds(
    Plan,
    st.lists(st.builds(Membership, NAMES, NAMES, YEARS), max_size=3).map(tuple),
    st.lists(st.builds(ContractState, NAMES, YEARS, st.just("novated"), NAMES), max_size=3).map(tuple),
    st.lists(
        st.builds(
            StaffFlow,
            *(NAMES, NAMES, NAMES, NAMES, YEARS, st.just("recruited")),
            st.decimals(0, 10000, places=8),
        ),
        max_size=3,
    ).map(tuple),
    st.lists(
        st.builds(LedgerCell, NAMES, NAMES, NAMES, YEARS, NAMES, st.just("real"), st.integers()), max_size=3
    ).map(tuple),
    st.lists(st.builds(Drawing, NAMES, NAMES, YEARS, NAMES, st.integers(1)), max_size=3).map(tuple),
)


@given(PLANS)
def test_round_trip_is_exact(plan: Plan) -> None:
    assert plan_from_json(plan_to_json(plan)) == plan


def test_decimals_are_strings() -> None:
    flow = StaffFlow("a", "", "ict", "all", 2, "redundant", Decimal("1.30000000"))
    text = plan_to_json(Plan((), (), (flow,), ()))
    assert '"fte": "1.30000000"' in text
    assert plan_from_json(text).staff == (flow,)


def test_a_plan_from_before_there_were_drawings_has_none() -> None:
    text = plan_to_json(EMPTY)
    before = text.replace(',\n "drawings": []', "")
    assert before != text
    assert plan_from_json(before) == EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "consolidate plan 99"}',
        plan_to_json(EMPTY).replace('"staff"', '"stuff"'),
        plan_to_json(Plan((Membership("A", "a", 1),), (), (), ())).replace('"year"', '"jahr"'),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        plan_from_json(text)
