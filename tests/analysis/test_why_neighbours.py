"""Alternatives check one another: a known plan refutes an answer that leaves no room for it."""

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.analysis.why.neighbours import Neighbour, refuse_contradictions
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError
from optimizer.plan.facts import NOT_ASKED
from tests.analysis.runs import QUICK
from tests.formulations.tiny import policy, tiny

LATE = policy("start_window", service="S", councils=("A", "B"), earliest=2, latest=None)
SHARED = policy("pool_open", service="S", host=None, model=None, arrangement=None, first_year=2, last_year=2)
NOBODY = policy(
    "pool_forbidden",
    **{"service": "S", "councils": ("A", "B"), "host": None, "model": None, "arrangement": None},
    first_year=1,
    last_year=2,
)
IMPOSSIBLE = Unsolved("infeasible", "No.", NOT_ASKED, 0.0)
PENNY = Decimal("0.01")


@cache
def case() -> Case:
    return tiny().case


@cache
def asked(*policies: str) -> Solved:
    known = {"late": LATE, "shared": SHARED, "nobody": NOBODY}
    found = solved(Question(case(), tuple(known[name] for name in policies), QUICK))
    assert isinstance(found, Solved)
    return found


def neighbour(title: str, *policies: Policy, result: Solved | Unsolved) -> Neighbour:
    return Neighbour(title, policies, result)


def with_bound(found: Solved, bound_gbp: int) -> Solved:
    return replace(found, facts=replace(found.facts, bound_gbp=Decimal(bound_gbp)))


def refuse(*neighbours: Neighbour, compare_bounds: bool = True) -> None:
    refuse_contradictions(case(), neighbours, PENNY, compare_bounds=compare_bounds)


def test_truthful_answers_do_not_contradict_one_another() -> None:
    """Shared in year 2: 38,000. The same, but nobody joins before: 10,000. Not shared: 0."""
    refuse(
        neighbour("shared", SHARED, result=asked("shared")),
        neighbour("late", LATE, result=asked("late")),
        neighbour("late and shared", LATE, SHARED, result=asked("late", "shared")),
        neighbour("nobody", NOBODY, result=asked("nobody")),
        neighbour("nobody and shared", NOBODY, SHARED, result=IMPOSSIBLE),
    )


def test_a_bound_that_a_neighbour_beats() -> None:
    """The late plan shares in year 2 and saves 10,000, so nothing below is a bound for sharing then."""
    late = neighbour("late", LATE, result=asked("late"))
    wrong = neighbour("shared", SHARED, result=with_bound(asked("nobody"), 9_000))
    words = r"^'shared' is said to reach £9,000.00 at most, but the plan for 'late' .* reaches £10,000.00"
    with pytest.raises(CheckFailedError, match=words):
        refuse(late, wrong)
    refuse(late, neighbour("shared", SHARED, result=with_bound(asked("nobody"), 10_000)))
    refuse(late, wrong, compare_bounds=False)
    # A plan that does not keep it says nothing of it: nobody shares in that one.
    refuse(neighbour("late", LATE, NOBODY, result=with_bound(asked("nobody"), -5)), late)


def test_a_neighbours_plan_refutes_that_there_is_none() -> None:
    wrong = neighbour("shared", SHARED, result=IMPOSSIBLE)
    with pytest.raises(CheckFailedError, match="'shared' is called impossible, but the plan for 'late'"):
        refuse(neighbour("late", LATE, result=asked("late")), wrong, compare_bounds=False)
    refuse(neighbour("nobody", NOBODY, result=asked("nobody")), wrong)


def test_who_says_nothing_is_not_contradicted() -> None:
    stopped = Unsolved("no_plan", "Out of time.", NOT_ASKED, 0.0)
    open_ended = replace(asked("nobody"), facts=replace(asked("nobody").facts, bound_gbp=None))
    refuse(
        neighbour("late", LATE, result=asked("late")),
        neighbour("shared", SHARED, result=stopped),
        neighbour("shared too", SHARED, result=open_ended),
    )
