"""Searching a way: what is found, to which precision, in how many searches; and what is not found."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.switch.inputs import Direction
from optimizer.analysis.switch.search import MOST_CHANGES, Crossing, Search
from optimizer.analysis.switch.work import Answer, Reached
from optimizer.errors import CheckFailedError
from tests.analysis.switch.worlds import Savings, answer_in, decision, searched, way


def values(search: Search, crossing: Crossing) -> tuple[float, float]:
    assert crossing.after is not None
    before, after = (float(search.way.values(one)[0]) for one in (crossing.before, crossing.after))
    return before, after


def labels(search: Search) -> list[object]:
    """Return the labels on the way, each once."""
    found: list[object] = []
    for position in sorted(search.labels):
        if not found or found[-1] != search.labels[position]:
            found.append(search.labels[position])
    return found


def one_change(x: float) -> Savings:
    """A saves 100,000 - 100,000 x, B 29,900 whatever x is: equal at 0.701, and A has nothing left at 1."""
    return {"A": 100_000 - 100_000 * x, "B": 29_900}


@pytest.mark.parametrize("probes", [1, 3, 4, 10])
def test_a_change_is_found_to_a_thousandth_of_the_way(probes: int) -> None:
    search = searched(one_change, way("0", "0", "2", probes=probes))
    before, after = values(search, search.decision)
    assert before <= 0.70101 < after  # B has to be better by a pound.
    assert after - before <= 2 * 0.0011
    assert (search.decision.to, search.decision.narrowed) == (2, True)
    before, after = values(search, search.of_the_plan)
    assert before < 1 <= after <= before + 2 * 0.0011
    assert search.of_the_plan.to == "not_positive"
    assert search.of_the_best.to is None
    assert float(search.way.values(search.of_the_best.before)[0]) == 2


@pytest.mark.parametrize("world", [one_change, lambda x: {"A": 50 * x, "B": 29 + (x > 0.2) * 9 * x}])
def test_the_number_of_searches_is_bounded(world: object) -> None:
    along = way("0", "0", "2")
    assert callable(world)
    search = searched(world, along)
    most = 3 * len(along.probed) - 3 + (3 * MOST_CHANGES + 2) * along.halvings
    assert len(search.answers) - 1 <= most
    assert len(search.labels) <= len(along.probed) + MOST_CHANGES * along.halvings


def test_downwards() -> None:
    """Down from 2 to 0: B gives way to A at 0.701."""
    search = searched(one_change, way("0", "2", "2", "down"))
    before, after = values(search, search.decision)
    assert after <= 0.70099 < before <= after + 2 * 0.0011


def test_another_plan_that_saves_as_much_is_no_change() -> None:
    """The solver names B wherever it is asked but in the case itself; within a pound it saves the same."""

    def world(x: float) -> Savings:
        return {"A": 50_000 - x} if x == 0 else {"A": 50_000 - x, "B": 50_000.9 - x}

    search = searched(world, way("0", "0", "2"))
    assert search.best(search.way.length).memberships == decision("B")
    assert search.decision == Crossing(None, search.way.length, None)
    assert labels(search) == [1]
    assert len(search.plans.stays) == 1

    def clearly(x: float) -> Savings:
        return {"A": 50_000 - x} if x == 0 else {"A": 50_000 - x, "B": 50_001.1 - x}

    assert searched(clearly, way("0", "0", "2")).decision.to == 2


def test_a_decision_that_comes_back() -> None:
    """B is better from 0.3 to 0.6 only: both ends are found, the first is the switching value."""

    def world(x: float) -> Savings:
        return {"A": 1_000, "B": 2_000 if 0.3 <= x <= 0.6 else 0}

    search = searched(world, way("0", "0", "1"))
    assert labels(search) == [1, 2, 1]
    before, after = values(search, search.decision)
    assert before < 0.3 <= after <= before + 0.0011
    last = max(position for position, label in search.labels.items() if label == 2)
    assert float(search.way.values(last)[0]) == pytest.approx(0.6, abs=0.0011)


def test_a_change_that_is_undone_between_two_probes_is_seen_with_more_of_them_only() -> None:
    def world(x: float) -> Savings:
        return {"A": 1_000, "B": 2_000 if 0.3 <= x <= 0.45 else 0}

    assert searched(world, way("0", "0", "1")).decision.to is None
    assert searched(world, way("0", "0", "1", probes=10)).decision.to == 2


def test_a_third_decision_between_two() -> None:
    """A, then B from 0.3, then C from 0.4: between the probes 0.25 and 0.5."""

    def world(x: float) -> Savings:
        return {"A": 1_000, "B": 2_000 * (x >= 0.3), "C": 3_000 * (x >= 0.4)}

    search = searched(world, way("0", "0", "1"))
    edges = [
        float(search.way.values(position)[0])
        for position in sorted(search.labels)
        if position
        and search.labels[position] != search.labels[max(p for p in search.labels if p < position)]
    ]
    assert edges == pytest.approx([0.3, 0.4], abs=0.0011)
    assert len(set(search.labels.values())) == 3


def test_too_many_changes_are_not_all_narrowed_down() -> None:
    def world(x: float) -> Savings:
        return {"A": 1, "B": 10} if int(x * 10) % 2 else {"A": 10, "B": 1}

    search = searched(world, way("0", "0", "1", probes=10))
    changes = [
        (inner, outer)
        for inner, outer in pairwise(sorted(search.labels))
        if search.labels[inner] != search.labels[outer]
    ]
    assert len(changes) == 10
    narrowed = [search.way.between(*pair) is None for pair in changes]
    assert narrowed == [True] * MOST_CHANGES + [False] * 5
    assert search.decision.narrowed


def test_where_no_plan_is_possible() -> None:
    search = searched(lambda x: {"A": 9_000} if x <= 0.83 else "infeasible", way("0", "0", "1"))
    assert [one.to for one in (search.decision, search.of_the_plan, search.of_the_best)] == ["infeasible"] * 3
    before, after = values(search, search.decision)
    assert before <= 0.83 < after <= before + 0.0011


def test_where_the_present_plan_breaks_a_rule() -> None:
    search = searched(lambda x: {"A": 9_000, "B": 1_000} if x <= 0.5 else {"B": 1_000}, way("0", "0", "1"))
    assert (search.decision.to, search.of_the_plan.to, search.of_the_best.to) == (2, "infeasible", None)


def test_where_the_case_has_a_fault() -> None:
    search = searched(lambda x: {"A": 9_000} if x < 0.4 else "refused", way("0", "0", "1"))
    assert search.decision.to == "refused"
    assert values(search, search.decision) == pytest.approx((0.4, 0.4), abs=0.0011)


def test_what_has_no_answer_is_not_narrowed_down() -> None:
    search = searched(lambda x: {"A": 9_000} if x < 0.6 else "no_plan", way("0", "0", "1"))
    assert search.decision == Crossing("no_answer", 512, 768, narrowed=False)
    assert values(search, search.decision) == (0.5, 0.75)
    # Four probes, and what the plan would save at the two of them that have no answer.
    assert len(search.answers) == 1 + 4 + 2


def test_a_plan_whose_worth_is_not_known_is_no_change_either() -> None:
    """B is best from 0.5, and what A would save there is not found in the time."""

    def late(world: object, value: float, kept: object) -> Answer:
        if kept is not None and value >= 0.5:
            return Answer("no_plan")
        return answer_in(lambda x: {"A": 9_000, "B": 18_100 * x}, value, kept)  # type: ignore[arg-type]

    search = searched(one_change, way("0", "0", "1"), late)
    assert search.decision.to == "no_answer"


def test_whole_numbers_end_at_neighbours() -> None:
    search = searched(lambda x: {"A": 100, "B": 40 * x}, way("0", "0", "10", whole=True))
    assert values(search, search.decision) == (2, 3)
    few = searched(lambda x: {"A": 100, "B": 40 * x}, way("0", "0", "2", whole=True))
    assert few.decision.to is None
    assert [float(few.way.values(position)[0]) for position in few.way.probed] == [0, 1, 2]


def test_doing_nothing_gives_way_to_sharing() -> None:
    search = searched(lambda x: {"none": 0, "A": 2_000 * x - 1_000}, way("0", "0", "1"))
    assert search.of_the_best.to == "positive"
    assert search.of_the_plan.to is None
    before, after = values(search, search.of_the_best)
    assert before <= 0.501
    assert after > 0.5


def test_answers_that_contradict_one_another_end_it() -> None:
    """B is said to be the best there is, and A, kept, reaches more than that."""

    def wrong(world: object, value: float, kept: object) -> Answer:
        one = answer_in(one_change, value, decision("B") if kept is None and value else kept)  # type: ignore[arg-type]
        return replace(one, bound_gbp=one.value_gbp)

    with pytest.raises(CheckFailedError, match="Two searches contradict one another"):
        searched(one_change, way("0", "0", "1"), wrong)


def test_objectives_that_count_before_the_saving_are_compared_first() -> None:
    best = answer_in(one_change, 0, None)
    with_goal = replace(best, goals=(Reached(Decimal(4), Decimal(0)),))
    assert with_goal.is_as_good_as(with_goal)
    assert not replace(with_goal, goals=(Reached(Decimal(5), Decimal(0)),)).is_as_good_as(with_goal)
    spare = replace(with_goal, goals=(Reached(Decimal(4), Decimal(1)),))
    assert replace(with_goal, goals=(Reached(Decimal(5), Decimal(1)),)).is_as_good_as(spare)
    assert not replace(with_goal, goals=(Reached(None, Decimal(0)),)).is_as_good_as(with_goal)


LINES = st.lists(st.tuples(st.integers(-500, 500), st.integers(-900, 900)), min_size=2, max_size=4)


@given(LINES, st.sampled_from([1, 2, 5]), st.sampled_from(["up", "down"]), st.booleans())
def test_whatever_the_world_every_label_is_right(
    lines: list[tuple[int, int]], probes: int, direction: Direction, whole: bool
) -> None:
    """Plans save straight lines of the value, and the case lies in the middle of its range."""

    def world(x: float) -> Savings:
        return {f"plan {place}": start + slope * x for place, (start, slope) in enumerate(lines)}

    along = way("0", "6", "12", direction, probes=probes, whole=whole)
    search = searched(world, along)
    known = sorted(search.labels)
    for position in known:
        savings = world(float(along.values(position)[0]))
        label = search.labels[position]
        assert isinstance(label, int)
        [row] = search.plans.of(label)
        assert savings[row.arrangement] >= max(savings.values()) - 1
    if search.decision.after is None:
        assert {search.labels[position] for position in known} == {1}
    else:
        kept = search.kept(search.decision.after, 1)
        assert kept is not None
        assert kept.saving_gbp < search.best(search.decision.after).saving_gbp - 1
        assert {search.labels[position] for position in known if position <= search.decision.before} == {1}
        assert along.between(search.decision.before, search.decision.after) is None
    if search.of_the_plan.to == "not_positive":
        assert search.best(0).saving_gbp > 0
        before, after = values(search, search.of_the_plan)
        present = search.plans.of(1)[0].arrangement
        assert world(before)[present] > 0 >= world(after)[present]
