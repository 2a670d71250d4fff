"""One point as one piece of work for a worker: plain values in, plain values out, whatever happens."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from optimizer.analysis.solving import Unsolved, solved
from optimizer.analysis.sweep.outputs import outputs_of, stays_of
from optimizer.analysis.sweep.points import Base, Changed, question
from optimizer.errors import CheckFailedError, InputError, InterruptedRun
from optimizer.plan.facts import RunOptions

REFUSED, FAILED, INFEASIBLE = "refused", "failed", "infeasible"
"""Status of a point whose case has faults; that broke down; that has no plan."""

CHECK_FAILED = "check_failed"
"""Status of a point whose plan, or what it is worth, the exact referee contradicts."""

FAILURES = (REFUSED, FAILED, "no_plan", CHECK_FAILED)
"""Status of points that have no answer."""

Answer = dict[str, Any]
"""What the ledger holds of a point: JSON values by name."""


@dataclass(frozen=True, slots=True)
class Task:
    """A point to solve; `risk` says whether its measures over outcomes are wanted."""

    base: Base
    change: Changed
    options: RunOptions
    risk: bool = False


def answered(task: Task) -> Answer:
    """Return the answer at a point; what breaks down is tried once more.

    `status` is `optimal` or `time_limit` (a plan that the referee has passed), `infeasible` (no plan keeps
    every rule; a second solver was asked), `no_plan`, `check_failed`, `refused` (the case has faults at this
    point) or `failed`.

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
    return _answered(task) if first["status"] == FAILED else first


def _answered(task: Task) -> Answer:
    began = time.monotonic()
    try:
        asked = question(task.base, task.change, task.options)
    except InputError as error:
        return answer(REFUSED, message=str(error), seconds=time.monotonic() - began)
    found = solved(asked)
    seconds = time.monotonic() - began
    if isinstance(found, Unsolved):
        second = found.second_opinion.answer
        return answer(found.kind, message=found.message, second_opinion=second, seconds=seconds)
    try:
        outputs = outputs_of(asked.case, found, risk=task.risk)
    except CheckFailedError as error:
        return answer(CHECK_FAILED, message=str(error), seconds=seconds)
    gap = found.facts.gap_gbp
    return answer(
        found.facts.status,
        gap_gbp="" if gap is None else str(abs(gap)),  # never -0.00
        outputs=outputs,
        stays=[list(stay) for stay in stays_of(asked.case, found)],
        second_opinion=found.facts.second_opinion.answer,
        seconds=seconds,
        solver_seconds=found.facts.solver_seconds,
    )


def answer(
    status: str,
    *,
    gap_gbp: str = "",
    outputs: dict[str, str] | None = None,
    stays: list[list[str]] | None = None,
    message: str = "",
    second_opinion: str = "",
    seconds: float = 0.0,
    solver_seconds: float = 0.0,
) -> Answer:
    """Return an answer as the ledger keeps it."""
    return {
        "status": status,
        "gap_gbp": gap_gbp,
        "outputs": outputs or {},
        "stays": stays or [],
        "message": message,
        "second_opinion": second_opinion,
        "seconds": round(seconds, 3),
        "solver_seconds": round(solver_seconds, 3),
    }
