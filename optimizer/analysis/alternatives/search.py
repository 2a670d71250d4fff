"""The plan that is furthest from those already found, by narrowing down the least distance with whole solves.

At each distance tried, the plan that saves most of all that are so far from every plan found is asked for. So
a try is either a plan that holds, or a proof that none is so far. Which distances are tried depends on the
number of workers; what comes out does not: it is the plan that saves most at the largest distance at which
there is one, and one service year more is impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from optimizer.analysis.alternatives.distance import SET, distance, service_years, unlike
from optimizer.analysis.parallel import Broken, default_workers, each
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError, InternalError
from optimizer.plan.facts import NOT_ASKED, Opinion, RunOptions
from optimizer.plan.plan import Plan

CONTRADICTION = (
    "Two searches for alternatives contradict one another, so nothing is published: one found no plan that "
    "differs in {impossible} service years from those before it, another one found a plan that differs in "
    "{reached}. Please report this, with the case."
)


@dataclass(frozen=True, slots=True)
class Furthest:
    """How the search for one more plan ended.

    Attributes:
        found: the plan; None where there is none, or none was found.
        distance: least number of service years in which it differs from a plan found before; 0 without one.
        proved: whether none is further away (without a plan: whether there is none).
        second_opinion: what a second solver says of that.
        message: how the search ended that left it open whether there is one further away; empty where proved.
    """

    found: Solved | None
    distance: int
    proved: bool
    second_opinion: Opinion
    message: str = ""


@dataclass(slots=True)
class Search:
    """What is common to all searches for alternatives.

    Attributes:
        case: the case.
        policies: those of the run.
        options: of each search.
        least_gbp: what a plan must bring at least: net saving less the price of missed preferences.
        workers: how many searches at a time.
        told: called after every search.
    """

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    least_gbp: Decimal
    workers: int | None
    told: Callable[[], None]

    def furthest(self, plans: Sequence[Plan]) -> Furthest:
        """Return the plan that is furthest from the plans found so far.

        Raises:
            CheckFailedError: where answers contradict one another.
            InternalError: where a search broke down.
            InterruptedRun, KeyboardInterrupt: where the user stopped it.
        """
        state = _State(service_years(self.case))
        # Whether there is any other plan at all comes first: it is what most often ends the search.
        tries: list[int] = [1]
        while True:
            while tries:
                self._ask(plans, tries, state, self._quick)
                tries = state.tries(default_workers() if self.workers is None else self.workers)
            left = [tried for tried in state.last if tried not in state.confirmed]
            if not left:
                return _ended(state)
            self._ask(plans, left, state, self.options)
            tries = state.tries(1)

    @property
    def _quick(self) -> RunOptions:
        # That a distance is impossible only guides the search, until it is the last one.
        return replace(self.options, second_opinion_seconds=0)

    def _ask(self, plans: Sequence[Plan], tries: Sequence[int], state: _State, options: RunOptions) -> None:
        """Solve at some distances and take down what that says."""
        final = options == self.options
        policies = (*self.policies, self._saves_enough())
        questions = [
            Question(self.case, (*policies, *unlike(self.case, plans, least)), options, confirm_bound=final)
            for least in tries
        ]
        answers = each(solved, questions, workers=self.workers, finished=self._finished)
        for least, answer in zip(tries, answers, strict=True):
            if isinstance(answer, Broken) or (isinstance(answer, Unsolved) and answer.kind == "failed"):
                raise InternalError(answer.message)
            if isinstance(answer, Unsolved) and answer.kind == "check_failed":
                raise CheckFailedError(answer.message)
            state.answers[least] = answer
            if final:
                state.confirmed.add(least)
            if isinstance(answer, Solved) and answer.accounts.objective_gbp >= self.least_gbp:
                state.reach(min(distance(self.case, answer.plan, plan) for plan in plans), answer)
            elif _proves_none(answer):
                state.exclude(least)
            else:
                state.leave_open(least)
        if state.reached >= state.impossible:
            raise CheckFailedError(CONTRADICTION.format(impossible=state.impossible, reached=state.reached))

    def _saves_enough(self) -> Policy:
        """Return the policy that cuts off what saves too little; a price of preferences only comes on top."""
        return Policy(
            *("1.saving", SET, "least_saving", "Saves nearly as much as the best plan.", ""),
            {"least_gbp": self.least_gbp},
            negotiable="hard",
        )

    def _finished(self, place: int, answer: object) -> None:
        self.told()


def _proves_none(answer: Solved | Unsolved) -> bool:
    """Say whether no plan keeps the distance and brings enough.

    With preferences, a plan may save enough and yet miss so many that it does not bring enough: the best of
    them shows it.
    """
    if isinstance(answer, Unsolved):
        return answer.kind == "infeasible"
    return answer.facts.status == "optimal"


def _ended(state: _State) -> Furthest:
    found, best = state.answers.get(state.reached), state.plans.get(state.reached)
    if isinstance(found, Solved):
        best = found
    elif best is not None:
        # Stopped when asked for the best at this distance: one has come up before, which may not be it.
        best = replace(best, facts=replace(best.facts, status="time_limit"))
    proved = state.reached + 1 == state.impossible
    further = state.answers.get(state.reached + 1)
    if further is None:  # It differs in all service years that there are.
        return Furthest(best, state.reached, proved, NOT_ASKED)
    if isinstance(further, Unsolved):
        opinion, message = further.second_opinion, further.message
    else:
        opinion, message = further.facts.second_opinion, further.facts.message
    return Furthest(best, state.reached, proved, opinion, "" if proved else message)


@dataclass(slots=True)
class _State:
    """What is known of the distances.

    Attributes:
        most: no two plans are further apart.
        reached: the distance of the furthest plan found.
        impossible: the least distance at which there is no plan.
        open: the least distance at which a search was stopped without a plan; else `impossible`.
        answers: the latest answer at each distance tried.
        plans: plans by how far they are.
        confirmed: distances that have been asked about with everything that a run asks.
    """

    most: int
    reached: int = 0
    impossible: int = field(init=False)
    open: int = field(init=False)
    answers: dict[int, Solved | Unsolved] = field(default_factory=dict)
    plans: dict[int, Solved] = field(default_factory=dict)
    confirmed: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.impossible = self.open = self.most + 1

    @property
    def last(self) -> list[int]:
        """Return the distances whose answers are what comes out."""
        return [one for one in (self.reached, self.reached + 1) if 1 <= one <= self.most]

    def reach(self, found: int, plan: Solved) -> None:
        self.plans[found] = plan
        self.reached = max(self.reached, found)
        if self.open <= self.reached:
            self.open = self.impossible

    def exclude(self, tried: int) -> None:
        self.impossible = min(self.impossible, tried)
        self.open = min(self.open, self.impossible)

    def leave_open(self, tried: int) -> None:
        if tried > self.reached:
            self.open = min(self.open, tried)

    def tries(self, workers: int) -> list[int]:
        """Return distances, at most so many, between what is reached and what is impossible or open."""
        width = self.open - self.reached
        count = min(workers, width - 1)
        return sorted({self.reached + max(1, width * k // (count + 1)) for k in range(1, count + 1)})
