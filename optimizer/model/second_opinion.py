"""Ask a second solver whether the first one can be right: a bound, or "no plan is possible".

HiGHS and SCIP both give wrong answers now and then, silently, but hardly ever the same one. So SCIP is asked
what would refute HiGHS: a point that beats its bound, or any point at all where it says that there is none.
Neither is believed on its word. A point counts only if it satisfies every row of the original model with its
whole numbers exact; one that does not is SCIP's error and refutes nothing. Whether it is a plan that the
referee accepts is asked by the pipeline, which knows the referee.

SCIP runs in a process of its own (`scip.py` through `process.py`) and is bounded in time.
"""

from __future__ import annotations

import json
import math
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer.errors import InterruptedRun
from optimizer.model.judge import ROW_TOLERANCE
from optimizer.model.matrix import MatrixModel
from optimizer.model.process import Ended, run_child

__all__ = ["SecondOpinion", "SecondVerdict", "ask_about_bound", "ask_about_infeasible"]

SECOND_SOLVER = "SCIP"
NOT_INSTALLED = "SCIP is not installed; `pip install consolidate[second-opinion]` brings it."
_CHILD = Path(__file__).with_name("scip.py")
_FOLDER_PREFIX = "consolidate-solve-"  # the child removes an abandoned folder only under this name
_MISSING = 3  # the child's exit code where PySCIPOpt does not load
# SCIP keeps a row to 1e-6 of its size: asked for less than that above the bound, it would "find" the bound.
_SMALLEST_STEP = 2e-6


class SecondVerdict(StrEnum):
    """What a second solver says of an answer."""

    CONFIRMED = "confirmed"  # it proved the same
    OUT_OF_TIME = "not_refuted_in_time"  # it found nothing against it in its time, and proved nothing
    NOT_REFUTED = "not_refuted"  # what it found does not hold, or it was stopped
    REFUTED = "refuted"  # it found a point that cannot exist if the answer is right
    UNAVAILABLE = "unavailable"  # there is no second solver here, or it broke down


@dataclass(frozen=True, eq=False)
class SecondOpinion:
    """What a second solver said, checked by us.

    Attributes:
        verdict: what it comes to.
        seconds: time of the whole call.
        limit_seconds: time that the solver was given.
        solver_name: the solver.
        solver_version: its version; empty where it did not come to say.
        message: one or two sentences for a finance officer.
        values: float64[n], the point that refutes, whole numbers exact; None otherwise.
        objective: GBP k, computed by us from the values; None without values.
    """

    verdict: SecondVerdict
    seconds: float
    limit_seconds: float
    solver_name: str
    solver_version: str
    message: str
    values: npt.NDArray[np.float64] | None = None
    objective: float | None = None


def ask_about_bound(
    model: MatrixModel,
    bound: float,
    tolerance: float,
    time_limit_seconds: float,
    *,
    seed: int = 0,
    memory_limit_bytes: int | None = None,
) -> SecondOpinion:
    """Ask for a point that is better than a bound.

    Args:
        model: the model, maximised; it has passed the lint.
        bound: GBP k; the first solver says that no point exceeds it.
        tolerance: GBP k; a point up to this much above the bound is no contradiction.
        time_limit_seconds: for the search.
        seed: the same seed and model give the same search.
        memory_limit_bytes: address space; None for 80% of the physical memory.

    Returns:
        The opinion; refuted means that `values` satisfy every row and exceed bound + tolerance. Faults of
        SCIP are opinions that prove nothing, not exceptions.

    Raises:
        InterruptedRun: where the user pressed Ctrl-C twice.
    """
    threshold = bound + max(tolerance, _SMALLEST_STEP * max(1.0, abs(bound)))
    return _ask(model, threshold, time_limit_seconds, seed, memory_limit_bytes)


def ask_about_infeasible(
    model: MatrixModel,
    time_limit_seconds: float,
    *,
    seed: int = 0,
    memory_limit_bytes: int | None = None,
) -> SecondOpinion:
    """Ask for any point at all of a model that the first solver calls infeasible.

    Arguments, return value and exceptions are those of `ask_about_bound`.
    """
    return _ask(model, None, time_limit_seconds, seed, memory_limit_bytes)


@dataclass(frozen=True)
class _Said:
    """What the child wrote, read strictly."""

    status: str
    verdict: str
    settled: str
    solver_version: str
    values: npt.NDArray[np.float64] | None


def _ask(
    model: MatrixModel, threshold: float | None, limit: float, seed: int, memory: int | None
) -> SecondOpinion:
    began = time.monotonic()
    if not model.column_names:
        verdict, message = SecondVerdict.CONFIRMED, "There is nothing to decide, so nothing to search."
        return SecondOpinion(verdict, 0.0, limit, SECOND_SOLVER, "", message)
    options = {
        "threshold": threshold,
        "time_limit_seconds": limit,
        "seed": seed,
        "memory_limit_bytes": memory,
    }
    said, fault = None, ""
    with tempfile.TemporaryDirectory(prefix=_FOLDER_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        model.to_npz(folder / "model.npz")
        (folder / "options.json").write_text(json.dumps(options), encoding="utf-8")
        try:
            ended = run_child(_CHILD, folder, limit, lambda _: None)
            fault = _fault(ended)
            said = None if fault else _read(folder, len(model.column_names), ended)
        except (OSError, ValueError, KeyError, TypeError) as error:
            fault = f"{SECOND_SOLVER}'s answer cannot be read ({error})."
    if said is None:
        return SecondOpinion(
            SecondVerdict.UNAVAILABLE, time.monotonic() - began, limit, SECOND_SOLVER, "", fault
        )
    verdict, message, objective = _judge(model, said, threshold, limit)
    return SecondOpinion(
        verdict=verdict,
        seconds=time.monotonic() - began,
        limit_seconds=limit,
        solver_name=SECOND_SOLVER,
        solver_version=said.solver_version,
        message=message,
        values=said.values if verdict is SecondVerdict.REFUTED else None,
        objective=objective,
    )


def _fault(ended: Ended) -> str:
    """Return why a child that did not end by itself and in order says nothing; empty if it did."""
    if ended.killed == "interrupted":
        message = "Stopped at once, as asked, before the second solver had answered; nothing is published."
        raise InterruptedRun(message)
    if ended.killed == "hung":
        return f"{SECOND_SOLVER} gave no answer long after it should have, and was ended."
    if ended.code == 0:
        return ""
    if ended.code == _MISSING:
        return NOT_INSTALLED
    words = ended.errors.strip().splitlines()
    return f"{SECOND_SOLVER} broke down (exit code {ended.code})." + (
        f" Its last words: {words[-1]}" if words else ""
    )


def _read(folder: Path, columns: int, ended: Ended) -> _Said:
    """Read what the child wrote.

    Raises:
        OSError, ValueError, KeyError, TypeError: where the files are missing or not what the child promises.
    """
    fields: Any = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    if not isinstance(fields, dict):
        message = "not a JSON object"
        raise TypeError(message)
    values = None
    if (folder / "values.npz").exists():
        with np.load(folder / "values.npz", allow_pickle=False) as stored:
            values = np.array(stored["values"], dtype=np.float64)
        if values.shape != (columns,):
            message = f"{values.shape} values for {columns} columns"
            raise ValueError(message)
    status = str(fields["status"])
    return _Said(
        status="time_limit" if status == "interrupted" and ended.stop_asked == "time" else status,
        verdict=str(fields.get("verdict", "")),
        settled=str(fields.get("settled", "none")),
        solver_version=str(fields["solver_version"]),
        values=values,
    )


def _judge(
    model: MatrixModel, said: _Said, threshold: float | None, limit: float
) -> tuple[SecondVerdict, str, float | None]:
    """Return what the answer comes to, why, and the refuting point's objective."""
    wanted = "plan" if threshold is None else "better plan"
    none = SecondVerdict.NOT_REFUTED
    if said.status == "found":
        fault = _fault_of_point(model, said, threshold)
        if fault:
            return none, f"SCIP offers a {wanted}, but {fault}; so it is SCIP that errs.", None
        assert said.values is not None
        objective = model.objective_at(said.values)
        return SecondVerdict.REFUTED, f"SCIP found a {wanted}.", objective
    if said.status == "infeasible" and said.values is None:
        what = "no plan is better" if threshold is not None else "no plan satisfies every rule"
        return SecondVerdict.CONFIRMED, f"SCIP proved it too: {what}.", None
    if said.status == "time_limit":
        return SecondVerdict.OUT_OF_TIME, f"SCIP found no {wanted} in {limit:g} s, but no proof either.", None
    if said.status == "interrupted":
        return none, "SCIP was stopped, as asked, before it had an answer.", None
    if said.status == "infeasible":
        return SecondVerdict.UNAVAILABLE, "SCIP contradicts itself: no plan, but here is one.", None
    detail = said.verdict or said.status
    return SecondVerdict.UNAVAILABLE, f"SCIP ended without an answer ({detail}).", None


def _fault_of_point(model: MatrixModel, said: _Said, threshold: float | None) -> str:
    """Return why a point refutes nothing, as the end of a sentence; empty if it does refute."""
    if said.settled == "fractional":
        return "its decisions are not whole numbers"
    if said.settled != "ok" or said.values is None:
        return "it breaks a rule once its decisions are whole numbers"
    if not np.isfinite(said.values).all():
        return "it holds values that are not numbers"
    whole = said.values[model.integer]
    if np.any(whole != np.round(whole)):
        return "its decisions are not whole numbers"
    broken = model.violations(said.values, ROW_TOLERANCE)
    if broken:
        return f"it breaks {len(broken)} rules of the model, the worst: {broken[0]}"
    objective = model.objective_at(said.values)
    if threshold is not None and not objective >= threshold - _rounding(threshold):
        return f"it is worth {objective!r} thousand pounds and not more than the bound"
    return ""


def _rounding(threshold: float) -> float:
    """Return how far below the threshold a point may lie that SCIP's own tolerance let through, GBP k."""
    return 1e-6 * max(1.0, math.fabs(threshold))
