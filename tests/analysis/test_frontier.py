"""The frontier of a tiny case, by hand; what its points say of one another; what is refused.

The tiny case with set-up (tests/analysis/runs.py): P at A, opened in year 1, costs 1,000 once and two posts
are made redundant at 1,000 each, so 3,000; it saves 37,000. A post that stays instead costs 10,000 x 1/2 in
year 2 and spares its 1,000: 4,000 less for each.
- One-off cost: at most 2,000 leaves room for one redundancy (33,000), 1,500 for half of one (31,000), 1,000
  for none (29,000); below that there is no pool. So the ends are 3,000 and 0, and a pound less costs 4 pounds
  down to 1,000. To 0 it costs 29,000 / 1,000 = 29 a pound.
- Redundancies: from 2 down to 0 each FTE costs 4,000, and the plan at the end saves 29,000.
- Changes: both join, or nobody does, as a pool needs two members: 2 changes or none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.analysis.frontier import frontier as module
from optimizer.analysis.frontier.frontier import Frontier, frontier
from optimizer.analysis.frontier.measures import MEASURES
from optimizer.analysis.frontier.points import Point, marked, refuse_contradictions
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case import LoadedCase, load_case, sets_from_texts
from optimizer.errors import CheckFailedError, InfeasibleError, NoPlanError, UsageError
from optimizer.plan.facts import NOT_ASKED
from tests.analysis.runs import QUICK, two_pools
from tests.builders import CASES
from tests.formulations.tiny import FEWEST_CHANGES

SHARED = '[policy.shared]\nkind = "pool_required"\nservice = "S"\nreason = "It is promised."\n'
ALONE = '[policy.alone]\nkind = "partners"\nmost = 1\nreason = "Nobody wants another one in its pool."\n'


def found(against: str, points: int, policies: str = "", loaded: LoadedCase | None = None) -> Frontier:
    loaded = loaded or two_pools()
    sets = sets_from_texts({"s": policies} if policies else {}, loaded.case)
    return frontier(loaded, sets, against, points, QUICK, workers=1)


def numbers(of: Frontier) -> list[tuple[float | None, float, float, float | None]]:
    """Return limit, saving, measure and exchange of every point."""
    figures = []
    for point in of.points:
        assert point.found is not None
        saving = float(point.found.accounts.measures.npv_saving_gbp)
        measure = float(point.figures[of.measure.column])
        limit, exchange = (None if one is None else float(one) for one in (point.limit, point.exchange_gbp))
        figures.append((limit, saving, measure, exchange))
    return figures


def test_one_off_cost_as_the_hand_finds_it() -> None:
    of = found("one_off_cost", 2)
    assert numbers(of) == [
        (None, 37_000, 3_000, None),
        (2_000, 33_000, 2_000, 4),
        (1_000, 29_000, 1_000, 4),
        (None, 0, 0, 29),
    ]
    assert [point.status for point in of.points] == ["optimal"] * 4
    assert not any(point.dominated or point.duplicate_of for point in of.points)
    assert of.exit_code == 0


def test_one_point_between_the_ends() -> None:
    assert numbers(found("one_off_cost", 1))[1] == (1_500, 31_000, 1_500, 4)


def test_redundancies_as_the_hand_finds_them() -> None:
    """From 2 to 0 FTE, one point at 1: 37,000 - 4,000 = 33,000."""
    assert numbers(found("redundancies", 1)) == [
        (None, 37_000, 2, None),
        (1, 33_000, 1, 4_000),
        (None, 29_000, 0, 4_000),
    ]


def test_whole_numbers_leave_room_for_fewer_points() -> None:
    """Between 2 changes and none lies one whole number only; its plan is that without changes."""
    of = found("changes", 5)
    assert numbers(of) == [(None, 37_000, 2, None), (1, 0, 0, 18_500), (None, 0, 0, None)]
    assert [point.duplicate_of for point in of.points] == [None, None, 2]
    assert of.asked == 5


def test_nothing_to_weigh_up_where_one_plan_is_best_at_both() -> None:
    """The worst-off council gains most where the most is saved: the ends are one plan, nothing is between."""
    of = found("worst_council", 3)
    assert [(point.number, point.duplicate_of) for point in of.points] == [(1, None), (2, 1)]


def test_the_end_is_halved_to_where_no_plan_is_possible() -> None:
    """Where S must be shared, its set-up of 1,000 is the least that a plan costs once.

    Halving ends within a hundredth of 3,000, which is 30; what is left of it is used for redundancies, 4
    pounds of saving a pound.
    """
    [*_, (_, saving, least, _)] = numbers(found("one_off_cost", 1, SHARED))
    assert 1_000 <= least <= 1_030
    assert saving == pytest.approx(29_000 + 4 * (least - 1_000), abs=1)


def test_the_end_that_saves_most_is_the_best_by_the_measure_of_those() -> None:
    """Redundancy costs 5,000 a post, as much as half a year's pay: to let nobody go saves as much.

    Year 2 costs 10,000 x 10 + 80,000 = 180,000 either way, so 10,000 + 20,000 - 1,000 = 29,000 is saved with
    two redundancies as with none, and there is nothing to weigh up.
    """
    loaded = two_pools(changes={"baseline.*.redundancy_gbp_per_fte": 5_000})
    first, last = numbers(found("redundancies", 2, loaded=loaded))
    assert first[1] == pytest.approx(29_000, abs=1)
    assert first[2] == pytest.approx(0, abs=0.02)
    assert last[1] == pytest.approx(29_000, abs=1)


@pytest.mark.parametrize("against", MEASURES)
def test_a_tighter_limit_never_saves_more_and_every_limit_is_kept(against: str) -> None:
    of = found(against, 2, loaded=load_case(CASES / "golden"))
    savings, measures = zip(*((row[1], row[2]) for row in numbers(of)), strict=True)
    assert savings[0] == 372_588.62
    assert list(savings) == sorted(savings, reverse=True)
    assert list(measures) == sorted(measures, reverse=not of.measure.more_is_better)
    for point in of.points:
        if point.limit is not None:
            # A model and the referee may differ by rounding to pence.
            near = Decimal(0) if of.measure.unit in {"changes", "FTE"} else Decimal(1)
            sign = 1 if of.measure.more_is_better else -1
            assert sign * (point.figures[of.measure.column] - point.limit) >= -near
    assert measures[0] != measures[-1] or against == "worst_council"


def test_workers_change_nothing() -> None:
    loaded = two_pools()
    sets = sets_from_texts({}, loaded.case)
    with_two = frontier(loaded, sets, "one_off_cost", 2, QUICK, workers=2)
    assert numbers(with_two) == numbers(found("one_off_cost", 2))


def test_objectives_of_the_sets_do_not_count() -> None:
    loaded = two_pools()
    sets = sets_from_texts({}, loaded.case)
    cautious = replace(sets, objectives=(FEWEST_CHANGES,))
    of = frontier(loaded, cautious, "one_off_cost", 1, QUICK, workers=1)
    assert of.objectives_left_out == ("least_disruption",)
    assert numbers(of)[0][1] == 37_000


def test_wrong_usage() -> None:
    with pytest.raises(UsageError, match="'cost' is not a measure of a frontier: use one of one_off_cost, "):
        found("cost", 2)
    for points in (0, -1, 1_001):
        with pytest.raises(UsageError, match="--points must be a whole number from 1 to 1,000, not"):
            found("changes", points)


def test_no_plan_at_all() -> None:
    with pytest.raises(InfeasibleError):
        found("one_off_cost", 2, SHARED + ALONE)


Answer = Callable[[Question], Solved | Unsolved]


def limited(question: Question) -> Decimal | None:
    """Return the limit on one-off cost of a question; None without one."""
    last = question.policies[-1] if question.policies else None
    if last is None or last.kind != "one_off_cost_limit":
        return None
    most = last.parameters["most_gbp"]
    assert isinstance(most, Decimal)
    return most


def at(limit: int, answer: Callable[[Solved], Solved | Unsolved]) -> Answer:
    """Return what solves, but for one limit."""

    def ask(question: Question) -> Solved | Unsolved:
        true = solved(question)
        assert isinstance(true, Solved)
        return answer(true) if limited(question) == limit else true

    return ask


def test_a_point_without_a_plan_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Unsolved("no_plan", "No plan within 1 s.", NOT_ASKED, 1.0)
    monkeypatch.setattr(module, "solved", at(2_000, lambda true: late))
    of = found("one_off_cost", 2)
    assert [point.status for point in of.points] == ["optimal", "no_plan", "optimal", "optimal"]
    assert (of.points[1].message, of.points[1].figures) == ("No plan within 1 s.", {})
    assert of.points[2].exchange_gbp == 4  # from point 1: (37,000 - 29,000) / (3,000 - 1,000)
    assert of.exit_code == 6


def test_a_point_that_is_not_proved_says_its_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(true: Solved) -> Solved:
        bound = true.accounts.objective_gbp + 4_000
        facts = replace(true.facts, status="time_limit", bound_gbp=bound, gap_gbp=Decimal(4_000))
        return replace(true, facts=facts)

    monkeypatch.setattr(module, "solved", at(2_000, stopped))
    of = found("one_off_cost", 2)
    assert (of.points[1].status, of.exit_code) == ("time_limit", 5)
    assert of.points[1].gap_gbp == 4_000


def test_a_point_that_cannot_be_impossible_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan at 1,000 keeps the limit of 2,000, too."""
    never = Unsolved("infeasible", "No plan.", NOT_ASKED, 1.0)
    monkeypatch.setattr(module, "solved", at(2_000, lambda true: never))
    with pytest.raises(CheckFailedError, match="points 3 and 2 of the frontier contradict one another"):
        found("one_off_cost", 2)


def test_an_end_that_is_not_found_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Unsolved("no_plan", "No plan within 1 s.", NOT_ASKED, 1.0)
    monkeypatch.setattr(module, "solved", lambda question: late)
    with pytest.raises(NoPlanError, match="No plan within 1 s"):
        found("one_off_cost", 2)


def with_saving(point: Point, saving: int, bound: int | None = None) -> Point:
    assert point.found is not None
    measures = replace(point.found.accounts.measures, npv_saving_gbp=Decimal(saving))
    facts = replace(point.found.facts, bound_gbp=Decimal(saving if bound is None else bound))
    accounts = replace(point.found.accounts, measures=measures)
    return replace(point, found=replace(point.found, accounts=accounts, facts=facts))


def test_more_saving_under_a_tighter_limit_is_refused() -> None:
    """34,000 under 1,000 proves that 33,000 cannot be the most under 2,000; a pound is allowed."""
    of = found("one_off_cost", 2)
    first, second, third, last = of.points
    refuse_contradictions(of.measure, (first, second, with_saving(third, 33_001), last))
    with pytest.raises(CheckFailedError, match="points 3 and 2 .* nothing is published"):
        refuse_contradictions(of.measure, (first, second, with_saving(third, 34_000), last))
    # Within a pound of the limit it is not sure that the model lets the plan in, so nothing is refused.
    near = replace(second, limit=Decimal("1000.50"))
    refuse_contradictions(of.measure, (first, near, with_saving(third, 34_000), last))
    # Nor may any point save more than the first, which had no limit; two pounds are allowed.
    refuse_contradictions(of.measure, (first, with_saving(last, 37_002)))
    with pytest.raises(CheckFailedError, match="points 4 and 1 "):
        refuse_contradictions(of.measure, (first, with_saving(last, 37_003)))


def test_what_another_point_beats_is_marked_and_has_no_exchange() -> None:
    """Point 2, stopped at 20,000, saves less than point 3 and costs more: point 3 is compared with 1."""
    of = found("one_off_cost", 2)
    first, second, third, last = of.points
    points = marked(of.measure, (first, with_saving(second, 20_000, 33_000), third, last))
    assert [point.dominated for point in points] == [False, True, False, False]
    assert [point.exchange_gbp for point in points] == [None, None, 4, 29]
