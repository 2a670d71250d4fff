"""The end of a frontier that is best by its measure, and best at saving there.

Where the measure is an objective of the engine, that is one search after the other. One-off cost and
redundancies are none: the least limit under which there is a plan is then found by halving. Each try is a
whole solve, so what is tried is either proved impossible or a plan that holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from optimizer.analysis.frontier.measures import SET, Measure, figures, measure_of
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case.case import Case, Objective, Policy
from optimizer.plan.facts import RunOptions

CLOSE = Fraction(1, 100)
"""Halving ends where what is left open is at most this part of where it began."""


@dataclass(frozen=True, slots=True)
class EndQuestion:
    """Which plan is best by a measure.

    Attributes:
        case: the case.
        policies: every policy that the plan must keep.
        options: of each search.
        measure: name of the measure.
        start: a plan that keeps the policies as far as is known, and is best at saving.
        as_good: whether it is asked of plans as good as `start` only: then the first try is a little better
            than `start`, else the best that can be thought of.
    """

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    measure: str
    start: Solved
    as_good: bool


def best_by_measure(question: EndQuestion) -> Solved | Unsolved:
    """Return the plan that is best by the measure, and of those the one that saves most.

    Raises:
        InterruptedRun: where the user stopped the search.
    """
    measure = measure_of(question.measure)
    if not measure.objective:
        return _by_halving(question, measure)
    objective = Objective(measure.objective, Decimal(0), f"Best by {measure.words} first.", SET)
    return solved(Question(question.case, question.policies, question.options, (objective,)))


def _by_halving(question: EndQuestion, measure: Measure) -> Solved | Unsolved:
    """Return the plan under the least limit; a limit is never below 0, and 0 is the first that is tried."""
    best = question.start
    reached = figures(question.case, best)[measure.column]
    close = max(Fraction(reached) * CLOSE, Fraction(measure.step))
    impossible: Decimal | None = None
    # That a try is impossible only guides the search, so nobody is asked about it a second time.
    options = replace(question.options, second_opinion_seconds=0)
    limit = measure.rounded(Fraction(reached) - close) if question.as_good else Decimal(0)
    while reached > 0:
        limit = max(limit, Decimal(0))
        policies = (*question.policies, measure.limited(question.case, limit))
        found = solved(Question(question.case, policies, options))
        if isinstance(found, Solved):
            best, reached = found, figures(question.case, found)[measure.column]
            if limit == 0:
                break
        elif found.kind == "infeasible":
            impossible = limit
        else:
            return found
        if impossible is not None and Fraction(reached - impossible) <= close:
            break
        limit = Decimal(0) if impossible is None else measure.rounded(Fraction(reached + impossible) / 2)
    return best
