"""One search as a piece of work for a worker: the best plan at a point, or the best that keeps a decision."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from decimal import Decimal

from optimizer import guards
from optimizer.analysis.solving import Unsolved, solved
from optimizer.analysis.stress.withdrawals import pins
from optimizer.analysis.sweep.outputs import Stay, stays_of
from optimizer.analysis.sweep.points import Base, Changed, question
from optimizer.analysis.sweep.work import FAILED, REFUSED
from optimizer.case.dictionary import objectives
from optimizer.errors import InputError, InterruptedRun
from optimizer.plan.facts import Goal, RunOptions
from optimizer.plan.plan import Membership

Memberships = tuple[Membership, ...]
"""A decision: which council is in which arrangement (and so with which host) in which year."""


@dataclass(frozen=True, slots=True)
class Task:
    """A point, and the decision that is kept there; None to choose afresh."""

    base: Base
    change: Changed
    options: RunOptions
    held: Memberships | None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the search for an objective came that counts before the net saving (as `plan.facts.Goal`)."""

    best: Decimal | None
    allowed: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, in plain values.

    Attributes:
        status: `optimal`, `time_limit`, `infeasible`, `refused`, `no_plan`, `check_failed` or `failed`, as in
            a sweep.
        memberships: the decision; None without a plan.
        stays: the same as rows of decisions.csv.
        saving_gbp: net present saving.
        recorded_gbp: the same if only the recorded share of the running saving arrives.
        value_gbp: what was searched for: the saving less the price of missed preferences.
        bound_gbp: no plan reaches more; None where it is not known.
        gap_gbp: by how much a plan may be better still; None where it is not known.
        allowed_gbp: what counts as no difference here.
        goals: objectives that count before the saving, in order.
        message: why there is no plan; empty with one.
        seconds: how long it took to read the case at the point, to solve and to check; 0 without a plan.
    """

    status: str
    memberships: Memberships | None = None
    stays: tuple[Stay, ...] = ()
    saving_gbp: Decimal = Decimal(0)
    recorded_gbp: Decimal = Decimal(0)
    value_gbp: Decimal = Decimal(0)
    bound_gbp: Decimal | None = None
    gap_gbp: Decimal | None = None
    allowed_gbp: Decimal = Decimal(0)
    goals: tuple[Reached, ...] = ()
    message: str = ""
    seconds: float = field(default=0.0, compare=False)

    def is_as_good_as(self, best: Answer) -> bool:
        """Say whether a plan does as well as the best one within what counts as no difference.

        Objectives that count before the saving are compared in their order first.
        """
        for mine, theirs in zip(self.goals, best.goals, strict=True):
            if mine.best is None or theirs.best is None or abs(mine.best - theirs.best) > theirs.allowed:
                return False
        return self.value_gbp >= best.value_gbp - best.allowed_gbp


def answered(task: Task) -> Answer:
    """Return the answer at a point; what breaks down is tried once more.

    Raises:
        InterruptedRun: where the user stopped it.
        Exception: what broke down twice; its caller makes an answer of it.
    """
    try:
        first = _answered(task)
    except InterruptedRun:
        raise
    except Exception:  # Such as a lack of memory, which may be over by now; a second one is told.
        return _answered(task)
    return _answered(task) if first.status == FAILED else first


def _answered(task: Task) -> Answer:
    began = time.monotonic()
    try:
        asked = question(task.base, task.change, task.options)
    except InputError as error:
        return Answer(REFUSED, message=str(error))
    if task.held is not None:
        asked = replace(asked, policies=(*asked.policies, *pins(asked.case, task.held)))
    found = solved(asked)
    if isinstance(found, Unsolved):
        return Answer(found.kind, message=found.message)
    facts, accounts = found.facts, found.accounts
    tolerance = guards.tolerance_gbp(accounts)
    return Answer(
        status=facts.status,
        memberships=tuple(sorted(found.plan.memberships)),
        stays=tuple(stays_of(asked.case, found)),
        saving_gbp=accounts.measures.npv_saving_gbp,
        recorded_gbp=accounts.measures.npv_saving_at_recorded_realisation_gbp,
        value_gbp=accounts.objective_gbp,
        bound_gbp=facts.bound_gbp,
        gap_gbp=None if facts.gap_gbp is None else abs(facts.gap_gbp),  # never -0.00
        allowed_gbp=max(tolerance, facts.asked_gap_gbp),
        goals=tuple(_reached(goal, tolerance) for goal in facts.goals),
        seconds=time.monotonic() - began,
    )


def _reached(goal: Goal, tolerance_gbp: Decimal) -> Reached:
    whole = objectives()[goal.measure].whole_units
    return Reached(goal.best, goal.tolerance + (0 if whole else tolerance_gbp))


def broken(message: str) -> Answer:
    """Return the answer of a search that broke down."""
    return Answer(FAILED, message=message)
