"""Solve an alternative, and where it is impossible find out which policies are in its way."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

from optimizer.analysis.explain.oracle import Oracle, binding
from optimizer.analysis.explain.quickxplain import minimal_conflict
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.case.case import Policy
from optimizer.errors import CheckFailedError, NoPlanError


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What makes an alternative impossible.

    Attributes:
        policies: full names of policies of the run that cannot be kept together with it, none of which could
            be left out of the list; empty where even without any policy it is impossible, by the rules of
            the model itself; None where they could not be found in time.
        confirmation: what a second solver says of it: `confirmed`, `not confirmed in 30 s`, `not confirmed`
            or `not asked`.
    """

    policies: tuple[str, ...] | None
    confirmation: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """The answer to one alternative; `obstacle` is there where it is impossible."""

    result: Solved | Unsolved
    obstacle: Obstacle | None
    seconds: float = field(compare=False)


def assessed(task: tuple[Question, tuple[Policy, ...]]) -> Assessed:
    """Solve an alternative as one piece of work for a worker.

    Args:
        task: the question, and those of its policies that force the alternative.

    Raises:
        InterruptedRun: where the user stopped the search.
    """
    question, forcing = task
    began = time.monotonic()
    # Where there is no plan, the second solver is asked below, about the policies that are in the way.
    alone = replace(question.options, second_opinion_seconds=0.0)
    result = solved(replace(question, options=alone))
    obstacle = None
    if isinstance(result, Unsolved) and result.kind == "infeasible":
        try:
            obstacle = in_the_way(question, forcing)
        except NoPlanError:
            obstacle = Obstacle(None, result.second_opinion.answer)
        except CheckFailedError as error:
            spent = time.monotonic() - began
            result = Unsolved("check_failed", str(error), result.second_opinion, spent)
    return Assessed(result, obstacle, time.monotonic() - began)


def in_the_way(question: Question, forcing: tuple[Policy, ...]) -> Obstacle:
    """Return which policies cannot be kept together with the forcing ones.

    Raises:
        NoPlanError: where a search ran out of time.
        CheckFailedError: where a plan turns up after all, or solver and referee contradict one another.
        InterruptedRun: where the user stopped the search.
    """
    options = question.options
    policies = binding(question.policies)
    forced = frozenset(policy.full_name for policy in forcing)
    own = [policy.full_name for policy in policies if policy.full_name not in forced]
    oracle = Oracle(question.case, policies, time_limit_seconds=options.time_limit_seconds, seed=options.seed)
    while True:
        conflict = minimal_conflict(lambda names: oracle.together(names | forced), own)
        if conflict is None:
            message = (
                "The search says that no plan is possible, and then finds one for the same policies. "
                "Nothing is said of this alternative."
            )
            raise CheckFailedError(message)
        confirmed = oracle.confirm((*conflict, *sorted(forced)), options.second_opinion_seconds)
        if confirmed is not None:
            return Obstacle(conflict, confirmed.answer)
