"""Solve a case under some policies as one piece of work: plain values in, a plain value out, never an error.

The function `solved` is what `optimizer.analysis.parallel.each` takes; it is the whole pipeline, so every
plan that it returns has passed the referee and every guard.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

from optimizer.analysis.worker import Broken
from optimizer.case.case import Case, Objective, Policy
from optimizer.errors import (
    CheckFailedError,
    ConsolidateError,
    InfeasibleError,
    InternalError,
    InterruptedRun,
    NoPlanError,
)
from optimizer.pipeline import Journal, answer
from optimizer.plan.facts import Opinion, RunFacts, RunOptions
from optimizer.plan.plan import Plan
from optimizer.verify.verdict import Accounts

Kind = Literal["infeasible", "no_plan", "check_failed", "failed"]


@dataclass(frozen=True, slots=True)
class Question:
    """A case, the policies that a plan must keep, and how to search.

    `objectives` count before the net saving, in order. `confirm_bound` asks a second solver about the bound
    of a plan, as `solve` does; an answer "infeasible" is always put to it, unless
    `options.second_opinion_seconds` is 0.
    """

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    objectives: tuple[Objective, ...] = ()
    confirm_bound: bool = False


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan that holds, the referee's accounts of it, how the search ended, and how long it all took."""

    plan: Plan
    accounts: Accounts
    facts: RunFacts
    seconds: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Unsolved:
    """No plan, and why.

    Attributes:
        kind: `infeasible`: no plan keeps every rule; `no_plan`: stopped on a limit before there was one;
            `check_failed`: referee, solver and second solver contradict one another; `failed`: broken down.
        message: the same in sentences.
        second_opinion: what a second solver says of `infeasible`.
        seconds: how long it took.
    """

    kind: Kind
    message: str
    second_opinion: Opinion
    seconds: float = field(compare=False)


def solved(question: Question) -> Solved | Unsolved:
    """Run every stage on the question.

    Raises:
        InterruptedRun: where the user stopped the search, whether it had a plan by then or not.
    """
    began = time.monotonic()
    journal = Journal()
    try:
        found = answer(
            question.case,
            question.policies,
            question.options,
            journal,
            objectives=question.objectives,
            confirm_bound=question.confirm_bound,
        )
    except InterruptedRun:
        raise
    except ConsolidateError as error:
        return Unsolved(_kind(error), str(error), journal.second_opinion, time.monotonic() - began)
    if found.facts.status == "interrupted":
        message = "Stopped as asked, before every question had its answer."
        raise InterruptedRun(message)
    return Solved(found.plan, found.accounts, found.facts, time.monotonic() - began)


def plan_of(found: Solved | Unsolved | Broken) -> Solved:
    """Return the plan without which nothing else can be said.

    Raises:
        ConsolidateError: as the search ended without one.
    """
    if isinstance(found, Solved):
        return found
    kinds: dict[str, type[ConsolidateError]] = {
        "infeasible": InfeasibleError,
        "no_plan": NoPlanError,
        "check_failed": CheckFailedError,
    }
    kind = "failed" if isinstance(found, Broken) else found.kind
    raise kinds.get(kind, InternalError)(found.message)


def _kind(error: ConsolidateError) -> Kind:
    match error:
        case InfeasibleError():
            return "infeasible"
        case NoPlanError():
            return "no_plan"
        case CheckFailedError():
            return "check_failed"
        case _:
            return "failed"
