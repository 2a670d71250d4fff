"""The frontier: two ends, and points between them at evenly spaced limits, each solved on its own.

A point is the policies of the run and one more, which limits the measure; its plan saves most of all that
keep them. Objectives of the constraint sets do not count: the frontier itself is what is weighed up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from optimizer import guards
from optimizer.analysis.frontier.ends import EndQuestion, best_by_measure
from optimizer.analysis.frontier.measures import SET, Measure, figures, in_the_worst_alone, measure_of
from optimizer.analysis.frontier.points import Point, marked, refuse_contradictions
from optimizer.analysis.parallel import Broken, each
from optimizer.analysis.solving import Question, Solved, Unsolved, plan_of, solved
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Case, Policy
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import (
    CheckFailedError,
    InternalError,
    NoPlanError,
    UsageError,
)
from optimizer.plan.facts import EXIT_CODES, RunOptions
from optimizer.verify import business_as_usual

MOST_POINTS = 1000

NOTABLE = {"GBP": Decimal(100), "rated GBP": Decimal(100), "FTE": Decimal("0.1"), "changes": Decimal(0)}
"""How much better by the measure, and as good at saving to a pound, a plan must be to replace the first."""

Found = Solved | Unsolved | Broken


@dataclass(frozen=True, slots=True)
class Frontier:
    """All points, from the end that saves most to the one that is best by the measure.

    `asked` is the number of points between the ends that was asked for; whole numbers may leave room for
    fewer. `objectives_left_out` are those of the constraint sets.
    """

    measure: Measure
    points: tuple[Point, ...]
    asked: int
    objectives_left_out: tuple[str, ...]
    workers: int | None = field(compare=False)
    seconds: float = field(compare=False)

    @property
    def exit_code(self) -> int:
        """Return 0 where every point is proved, else the gravest: 8, 1, 6 or 5."""
        codes = {_CODES[point.status] for point in self.points}
        return next((code for code in _GRAVEST_FIRST if code in codes), 0)


_CODES = EXIT_CODES | {
    "infeasible": 0,
    "no_plan": NoPlanError.exit_code,
    "check_failed": CheckFailedError.exit_code,
    "failed": InternalError.exit_code,
}
_GRAVEST_FIRST = (
    *(CheckFailedError.exit_code, InternalError.exit_code),
    *(NoPlanError.exit_code, EXIT_CODES["time_limit"]),
)


def frontier(
    loaded: LoadedCase,
    sets: LoadedSets,
    against: str,
    points: int,
    options: RunOptions | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Frontier:
    """Find the plans that trade the net saving off against a measure.

    Args:
        loaded: the case.
        sets: the constraint sets.
        against: name of the measure.
        points: how many points between the ends.
        options: of each search; None for the defaults.
        workers: number of processes; None for one a core.
        progress: told how many searches have ended, and how many there are.

    Raises:
        UsageError: where there is no such measure, or the number of points makes no sense.
        InfeasibleError: where no plan keeps the policies.
        NoPlanError: where an end was not found in time.
        CheckFailedError: where the answers contradict one another.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    began = time.monotonic()
    measure = measure_of(against)
    if not 1 <= points <= MOST_POINTS:
        message = f"--points must be a whole number from 1 to {MOST_POINTS:,}, not {points:,}."
        raise UsageError(message)
    case = in_the_worst_alone(loaded.case) if against == "cvar" else loaded.case
    search = _Search(case, sets.policies, options or RunOptions(), measure, workers, points + 3, progress)
    with naming_sheets(loaded.workbook):
        business_as_usual(case, sets.policies)
    first, last = search.ends()
    limits = _limits(measure, first.figures[measure.column], last.figures[measure.column], points)
    found = marked(measure, _numbered([first, *search.between(limits), last]))
    refuse_contradictions(measure, found)
    left_out = tuple(one.measure for one in sets.objectives)
    return Frontier(measure, found, points, left_out, workers, time.monotonic() - began)


@dataclass(slots=True)
class _Search:
    """What is common to all searches of a frontier, and how many have ended."""

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    measure: Measure
    workers: int | None
    total: int
    progress: Callable[[int, int], None] | None
    count: int = 0

    def ends(self) -> tuple[Point, Point]:
        """Return the plan that saves most, best by the measure of those; and the one best by the measure."""
        self.tell()
        best = plan_of(solved(Question(self.case, self.policies, self.options)))
        self.done(0, best)
        saving = best.accounts.measures.npv_saving_gbp - guards.tolerance_gbp(best.accounts)
        as_much = Policy("1.saving", SET, "least_saving", "Saves most.", "", {"least_gbp": saving})
        asked = [
            EndQuestion(self.case, policies, self.options, self.measure.name, best, as_good)
            for policies, as_good in (((*self.policies, as_much), True), (self.policies, False))
        ]
        refined, last = each(best_by_measure, asked, workers=self.workers, finished=self.done)
        first = self.point(None, best)
        if isinstance(refined, Solved):
            least = best.accounts.objective_gbp - guards.tolerance_gbp(best.accounts)
            other = self.point(None, refined)
            column = self.measure.column
            gained = abs(other.figures[column] - first.figures[column])
            # Not taken for what the pound that it may save less can buy, nor where it misses preferences
            # that the first one keeps.
            if refined.accounts.objective_gbp >= least and gained > NOTABLE[self.measure.unit]:
                first = other
        return first, self.point(None, plan_of(last))

    def between(self, limits: Sequence[Decimal]) -> list[Point]:
        questions = [
            Question(self.case, (*self.policies, self.measure.limited(self.case, limit)), self.options)
            for limit in limits
        ]
        self.total = self.count + len(questions)
        answers = each(solved, questions, workers=self.workers, finished=self.done)
        return [self.point(*pair) for pair in zip(limits, answers, strict=True)]

    def point(self, limit: Decimal | None, found: Found) -> Point:
        if isinstance(found, Solved):
            return Point(0, limit, found.facts.status, found, figures(self.case, found))
        status = "failed" if isinstance(found, Broken) else found.kind
        return Point(0, limit, status, None, {}, found.message)

    def done(self, place: int, answer: object) -> None:
        self.count += 1
        self.tell()

    def tell(self) -> None:
        if self.progress is not None:
            self.progress(self.count, self.total)


def _limits(measure: Measure, first: Decimal, last: Decimal, count: int) -> list[Decimal]:
    """Return evenly spaced limits between the ends, without repeats or the ends themselves."""
    width = Fraction(last) - Fraction(first)
    steps = (measure.rounded(Fraction(first) + width * k / (count + 1)) for k in range(1, count + 1))
    return list(dict.fromkeys(limit for limit in steps if limit not in (first, last)))


def _numbered(points: Sequence[Point]) -> list[Point]:
    return [replace(point, number=number) for number, point in enumerate(points, start=1)]
