"""Solve changed cases, several at once, each through the whole pipeline and the referee."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optimizer.analysis.explain.explanation import Resolved
from optimizer.analysis.parallel import Broken, each
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case.case import Case, Objective, Policy
from optimizer.plan.facts import RunOptions


@dataclass(frozen=True, slots=True)
class Budget:
    """How long solving again may take: until a moment of the monotonic clock, or for ever.

    The moment counts in worker processes too: the clock of a machine is one.
    """

    ends_at: float | None = None

    def left_seconds(self) -> float | None:
        """Return the seconds that are left, None for no end."""
        return None if self.ends_at is None else self.ends_at - time.monotonic()


@dataclass(frozen=True, slots=True)
class Task:
    """A case to be solved again, and until when."""

    question: Question
    budget: Budget


def solve_again(
    cases: Sequence[tuple[Case, tuple[Policy, ...]]],
    options: RunOptions,
    objectives: tuple[Objective, ...],
    budget: Budget,
    finished: Callable[[int], None] | None = None,
    workers: int | None = None,
) -> list[Resolved]:
    """Return what comes out of each case under its policies, in their order.

    A plan counts only where the referee accepts it; its bound is not put to a second solver.

    Args:
        cases: what to solve.
        options: of each solve.
        objectives: what counts before the net saving.
        budget: for all of them together; what has no time left is not solved.
        finished: told the place of each case when it is solved.
        workers: processes; None for one a core.

    Raises:
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    tasks = [Task(Question(case, policies, options, objectives), budget) for case, policies in cases]

    def told(place: int, answer: Resolved | Broken) -> None:
        if finished is not None:
            finished(place)

    answers = each(resolved, tasks, workers=workers, finished=told)
    return [
        Resolved("failed", note=answer.message) if isinstance(answer, Broken) else answer
        for answer in answers
    ]


def resolved(task: Task) -> Resolved:
    """Solve one case in the time that is left: the work of one worker."""
    left, options = task.budget.left_seconds(), task.question.options
    if left is not None:
        if left <= 0:
            return Resolved("not solved", note="There was no time left to solve it.")
        limit = options.time_limit_seconds
        options = replace(options, time_limit_seconds=left if limit is None else min(left, limit))
    answer = solved(replace(task.question, options=options))
    if isinstance(answer, Unsolved):
        return _without_plan(answer)
    return _with_plan(answer)


def _without_plan(answer: Unsolved) -> Resolved:
    if answer.kind == "no_plan":
        return Resolved("not solved", note=answer.message)
    return Resolved("infeasible" if answer.kind == "infeasible" else "failed", note=answer.message)


def _with_plan(answer: Solved) -> Resolved:
    accounts, facts = answer.accounts, answer.facts
    return Resolved(
        outcome="solved" if facts.status == "optimal" else "stopped",
        npv_saving_gbp=accounts.measures.npv_saving_gbp,
        objective_gbp=accounts.objective_gbp,
        gap_gbp=facts.gap_gbp,
        note="" if facts.status == "optimal" else facts.message,
    )
