"""Search one way: probe it, then halve every stretch between two values whose answers differ.

A decision counts as changed only where keeping it would save less than the best by more than what counts as
no difference: another plan that saves as much is no reason to change. What changes and changes back between
two neighbouring probes is not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from optimizer.analysis.sweep.outputs import Stay
from optimizer.analysis.sweep.work import INFEASIBLE, REFUSED
from optimizer.analysis.switch.inputs import Way
from optimizer.analysis.switch.work import Answer, Memberships
from optimizer.errors import CheckFailedError

PRESENT = 1
"""Number of the present plan; other plans are numbered as they are found."""

MOST_CHANGES = 5
"""On one way so many changes of the decision can be narrowed down fully, the nearest to the case first."""

NO_ANSWER = "no_answer"

Label = int | str
"""Number of the plan that is best at a position; `infeasible`, `refused` or `no_answer` where none is."""

State = Literal["positive", "not_positive", "infeasible", "refused", "no_answer"]
"""Whether a plan saves anything, or why there is none."""

Ask = tuple[int, int | None]
"""A position and the number of the plan that is kept there; None for the best plan."""

Asking = Generator[list[Ask], None, None]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where an answer is first another one than in the case, on the way out.

    Attributes:
        to: what it is from there on: the number of another plan, whether the saving is `positive` or
            `not_positive`, or why there is no plan; None where nothing changes on the whole way.
        before: last known position where it is as in the case.
        after: first known position where it is not; None where it is so on the whole way.
        narrowed: whether no other value lies between the two.
    """

    to: Label | None
    before: int
    after: int | None
    narrowed: bool = True


@dataclass
class Plans:
    """The decisions that were found, by their numbers from 1.

    Attributes:
        stays: rows of decisions.csv by decision.
    """

    stays: dict[Memberships, tuple[Stay, ...]] = field(default_factory=dict)

    def number(self, answer: Answer) -> int:
        """Return the number of the decision of a plan; a new one has the next."""
        assert answer.memberships is not None
        self.stays.setdefault(answer.memberships, answer.stays)
        return list(self.stays).index(answer.memberships) + 1

    def of(self, number: int) -> Memberships:
        """Return the decision of a number."""
        return list(self.stays)[number - 1]


@dataclass
class Search:
    """What is known of one way. `run` yields what it has to know; `answers` has it when it is gone on with.

    Attributes:
        way: the way.
        plans: the decisions of all ways.
        answers: what was found by position and plan that is kept.
        labels: the plan that is best at a position.
        decision: where the decision changes first.
        of_the_plan: where the saving of the present plan changes its sign.
        of_the_best: where the best achievable saving does.
    """

    way: Way
    plans: Plans
    answers: dict[Ask, Answer] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    decision: Crossing = Crossing(None, 0, None)
    of_the_plan: Crossing = Crossing(None, 0, None)
    of_the_best: Crossing = Crossing(None, 0, None)

    def run(self) -> Asking:
        """Search the way.

        Raises:
            CheckFailedError: where two answers contradict one another.
        """
        probed = self.way.probed
        yield from self._ask((position, None) for position in probed)
        yield from self._ask((position, PRESENT) for position in probed)
        self.labels[0] = PRESENT
        for inner, outer in pairwise(probed):
            yield from self._label(outer, (self.labels[inner], PRESENT))
        while (stretch := self._next()) is not None:
            inner, middle, outer = stretch
            yield from self._label(middle, (self.labels[inner], self.labels[outer]))
        self.decision = self._first_change()
        # The best first: where it is the present plan, that says what this one saves, too.
        self.of_the_best = yield from self._crossing(None, self._best_state)
        self.of_the_plan = yield from self._crossing(PRESENT, self._plan_state)

    def best(self, position: int) -> Answer:
        """Return the best plan at a position."""
        return self.answers[position, None]

    def kept(self, position: int, plan: int) -> Answer | None:
        """Return what keeping a decision comes to at a position; None where that is not known."""
        best = self.answers.get((position, None))
        if best is not None and best.memberships == self.plans.of(plan):
            return best
        if best is not None and best.status in (INFEASIBLE, REFUSED):
            return best  # Where no plan is possible, this one is not either.
        return self.answers.get((position, plan))

    def _ask(self, asks: Iterable[Ask]) -> Asking:
        missing = [
            (position, plan)
            for position, plan in asks
            if (position, plan) not in self.answers and (plan is None or self.kept(position, plan) is None)
        ]
        if missing:
            yield missing

    def _label(self, position: int, preferred: tuple[Label, ...]) -> Asking:
        """Find out which plan is best at a position: one of the preferred if it is as good as any."""
        yield from self._ask([(position, None)])
        best = self.best(position)
        if best.memberships is None:
            self.labels[position] = _why_none(best)
            return
        for plan in dict.fromkeys(preferred):
            if isinstance(plan, str):
                continue
            yield from self._ask([(position, plan)])
            kept = self.kept(position, plan)
            assert kept is not None
            if kept.memberships is not None:
                _refuse_contradiction(best, kept)
                if kept.is_as_good_as(best):
                    self.labels[position] = plan
                    return
            elif _why_none(kept) == NO_ANSWER:
                # It may be as good: then it is not known whether the decision changes.
                self.labels[position] = NO_ANSWER
                return
        self.labels[position] = self.plans.number(best)

    def _next(self) -> tuple[int, int, int] | None:
        """Return the nearest stretch that is not narrowed down yet: its ends and the middle."""
        if len(self.labels) - len(self.way.probed) >= MOST_CHANGES * self.way.halvings:
            return None
        for inner, outer in pairwise(sorted(self.labels)):
            mine, theirs = self.labels[inner], self.labels[outer]
            if mine == theirs or NO_ANSWER in (mine, theirs):
                continue
            middle = self.way.between(inner, outer)
            if middle is not None:
                return inner, middle, outer
        return None

    def _first_change(self) -> Crossing:
        for inner, outer in pairwise(positions := sorted(self.labels)):
            if self.labels[outer] != PRESENT:
                narrowed = self.way.between(inner, outer) is None
                return Crossing(self.labels[outer], inner, outer, narrowed)
        return Crossing(None, positions[-1], None)

    def _crossing(
        self, plan: int | None, state: Callable[[int], State]
    ) -> Generator[list[Ask], None, Crossing]:
        """Narrow down where a state is first another one than in the case."""
        known = [
            position
            for position in sorted({*self.way.probed, *self.labels})
            if (plan is None and (position, None) in self.answers)
            or (plan is not None and self.kept(position, plan) is not None)
        ]
        inner, outer = 0, None
        for position in known[1:]:
            if state(position) != state(0):
                outer = position
                break
            inner = position
        if outer is None:
            return Crossing(None, inner, None)
        while state(outer) != NO_ANSWER and (middle := self.way.between(inner, outer)) is not None:
            yield from self._ask([(middle, plan)])
            if state(middle) == state(0):
                inner = middle
            else:
                outer = middle
        return Crossing(state(outer), inner, outer, self.way.between(inner, outer) is None)

    def _plan_state(self, position: int) -> State:
        kept = self.kept(position, PRESENT)
        assert kept is not None
        return _state(kept, least_gbp=False)

    def _best_state(self, position: int) -> State:
        return _state(self.best(position), least_gbp=True)


def _why_none(answer: Answer) -> Literal["infeasible", "refused", "no_answer"]:
    if answer.status == INFEASIBLE:
        return "infeasible"
    return "refused" if answer.status == REFUSED else "no_answer"


def _state(answer: Answer, *, least_gbp: bool) -> State:
    """Return whether a plan saves anything.

    The saving of a decision that is kept is exact. Where any plan may be chosen, a saving that counts as no
    difference is none: that of the best may be a pound from nothing, either way.
    """
    if answer.memberships is None:
        return _why_none(answer)
    least = answer.allowed_gbp if least_gbp else 0
    return "positive" if answer.saving_gbp > least else "not_positive"


def _refuse_contradiction(best: Answer, kept: Answer) -> None:
    """Raise where a decision that is kept reaches more than was proved to be possible.

    Where other objectives come first, more saving is no contradiction: it may have been given up for them.
    """
    if best.bound_gbp is None or best.goals or kept.value_gbp <= best.bound_gbp + kept.allowed_gbp:
        return
    message = (
        f"Two searches contradict one another, so nothing is published: a plan reaches "
        f"£{kept.value_gbp:,.2f} where none was said to reach more than £{best.bound_gbp:,.2f}. Please "
        "report this, with the case and the specification."
    )
    raise CheckFailedError(message)
