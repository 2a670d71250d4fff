"""Solve a matrix model: one call, one outcome that can be believed.

The solver runs in a process of its own (`highs.py` through `process.py`). Nothing that it says is taken on
its word: the objective is computed again from the values, every row is checked on the original model,
"optimal" needs a finite bound and a closed gap, and a verdict that contradicts a plan already known is an
error, never an answer (docs on why: HiGHS and SCIP have given wrong answers, silently, on small models).
"""

from __future__ import annotations

import json
import math
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer.errors import InternalError, UsageError
from optimizer.model import judge
from optimizer.model.matrix import MatrixModel, lint
from optimizer.model.process import Ended, run_child

__all__ = ["Outcome", "Progress", "SolveOptions", "SolveStatus", "solve"]

SOLVER_NAME = "HiGHS"
_CHILD = Path(__file__).with_name("highs.py")
_FOLDER_PREFIX = "consolidate-solve-"  # the child removes an abandoned folder only under this name


class SolveStatus(StrEnum):
    """How a solve ended. Only OPTIMAL is a proof; FEASIBLE, TIME_LIMIT and INTERRUPTED may carry a plan."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"  # stopped at the first plan, as asked
    TIME_LIMIT = "time_limit"
    INTERRUPTED = "interrupted"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out_of_memory"
    HUNG = "hung"
    ERROR = "error"


@dataclass(frozen=True)
class SolveOptions:
    """What is asked of the solver.

    Attributes:
        gap: largest allowed distance between plan and bound, in units of the objective (GBP k).
        time_limit_seconds: for the search; None for none.
        seed: the same seed and model give the same plan (unless a time limit or Ctrl-C cut the run short).
        memory_limit_bytes: address space of the solver; None for 80% of the physical memory. Ignored on
            Windows.
        stop_at_first_feasible: True to ask only whether there is a plan; the status is then FEASIBLE, not
            OPTIMAL.
        presolve: False to solve the model as it stands: slower, but the faults of the presolve stay away.

    Raises:
        UsageError: where a value makes no sense.
    """

    gap: float = 0.0
    time_limit_seconds: float | None = None
    seed: int = 0
    memory_limit_bytes: int | None = None
    stop_at_first_feasible: bool = False
    presolve: bool = True

    def __post_init__(self) -> None:
        """Check the values."""
        limit, memory = self.time_limit_seconds, self.memory_limit_bytes
        for wrong, message in (
            (
                not (math.isfinite(self.gap) and self.gap >= 0.0),
                f"The gap must be 0 or more, not {self.gap}.",
            ),
            (
                limit is not None and not (math.isfinite(limit) and limit > 0.0),
                f"The time limit must be above 0 seconds, not {limit}.",
            ),
            (not 0 <= self.seed < 2**31, f"The seed must be 0 .. 2147483647, not {self.seed}."),
            (memory is not None and memory <= 0, f"The memory limit must be above 0 bytes, not {memory}."),
        ):
            if wrong:
                raise UsageError(message)


@dataclass(frozen=True)
class Progress:
    """One message while the search goes on: seconds since it began, best plan and bound so far (GBP k)."""

    seconds: float
    objective: float | None
    bound: float | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came out of a solve, after every guard.

    Attributes:
        status: how it ended.
        values: float64[n], whole numbers exact; None where there is no plan that passed the guards.
        objective: GBP k, computed by us from the values; None without values.
        bound: GBP k, no plan can be better, as the solver says; None where it gave none.
        solver_seconds: time inside the solver; 0 where it did not report.
        wall_seconds: time of the whole call.
        solver_name: the solver.
        solver_version: its version.
        message: one or two sentences for a finance officer.
        warnings: what the lint found odd in the model.
    """

    status: SolveStatus
    values: npt.NDArray[np.float64] | None
    objective: float | None
    bound: float | None
    solver_seconds: float
    wall_seconds: float
    solver_name: str
    solver_version: str
    message: str
    warnings: tuple[str, ...] = ()


def solve(
    model: MatrixModel,
    options: SolveOptions,
    *,
    progress: Callable[[Progress], None] | None = None,
    start: npt.NDArray[np.float64] | None = None,
    known_objective: float | None = None,
    known_feasible: bool = False,
) -> Outcome:
    """Maximise a model's objective.

    Args:
        model: what to solve.
        options: gap, limits and seed.
        progress: called in this thread while the search goes on.
        start: float64[n], a plan to start from, NaN where nothing is suggested. A start that satisfies every
            row also counts as a known plan.
        known_objective: GBP k of a plan that is known to satisfy every row (such as "do not share"); a bound
            below it is refuted.
        known_feasible: True where such a plan is known, whatever its objective; "infeasible" is then refuted.

    Returns:
        The outcome. Faults of the solver (crash, memory, hang, contradictions) are outcomes, not exceptions.

    Raises:
        InternalError: where the lint refuses the model, the start has the wrong length or no process can be
            started.
    """
    began = time.monotonic()
    warnings = lint(model)
    known = judge.Known(known_feasible or known_objective is not None, known_objective)
    if start is not None:
        start = np.array(start, dtype=np.float64)
        if start.shape != model.objective.shape:
            message = f"The starting plan has {start.shape} values for {len(model.objective)} columns."
            raise InternalError(message)
        known = known.with_point(model, start)
    if model.column_names:
        verdict, seconds, solver_version = _run(model, options, progress, start, known)
    else:
        verdict, seconds, solver_version = judge.without_columns(model, known), 0.0, _installed_version()
    return Outcome(
        status=SolveStatus(verdict.status),
        values=verdict.values,
        objective=verdict.objective,
        bound=verdict.bound,
        solver_seconds=seconds,
        wall_seconds=time.monotonic() - began,
        solver_name=SOLVER_NAME,
        solver_version=solver_version,
        message=verdict.message,
        warnings=warnings,
    )


def _run(
    model: MatrixModel,
    options: SolveOptions,
    progress: Callable[[Progress], None] | None,
    start: npt.NDArray[np.float64] | None,
    known: judge.Known,
) -> tuple[judge.Verdict, float, str]:
    """Return the verdict, the seconds inside the solver and the solver's version."""

    def on_message(message: dict[str, Any]) -> None:
        seconds = _number(message.get("seconds"))
        if progress is not None and message.get("event") == "progress" and seconds is not None:
            progress(Progress(seconds, _number(message.get("objective")), _number(message.get("bound"))))

    # Errors while the folder is removed must not hide the outcome (Windows keeps files of a killed process
    # for a moment).
    with tempfile.TemporaryDirectory(prefix=_FOLDER_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        model.to_npz(folder / "model.npz")
        if start is not None:
            np.savez(folder / "start.npz", allow_pickle=False, values=start)
        (folder / "options.json").write_text(json.dumps(asdict(options)), encoding="utf-8")
        try:
            ended = run_child(_CHILD, folder, options.time_limit_seconds, on_message)
        except OSError as error:
            message = f"The solver's process could not be started: {error}"
            raise InternalError(message) from error
        failed = _failure(ended)
        if failed is not None:
            return failed, 0.0, _installed_version()
        try:
            said, values = _read_result(folder, len(model.column_names))
        except (OSError, ValueError, KeyError, TypeError) as error:
            text = f"The solver ended, but its result cannot be read ({error}). Nothing of it is used."
            return judge.Verdict("error", None, None, None, text), 0.0, _installed_version()
    if said.status == "interrupted" and ended.stop_asked == "time":
        said = replace(said, status="time_limit")
    verdict = judge.judge(model, said, values, options.gap, known)
    return verdict, said.solver_seconds, said.solver_version


def _failure(ended: Ended) -> judge.Verdict | None:
    """Return the verdict on a child that did not end by itself and in order; None if it did."""
    trace = ended.errors.strip()
    detail = f" Its last words: {trace.splitlines()[-1]}" if trace else ""
    if ended.killed == "interrupted":
        status, text = "interrupted", "Stopped at once, as asked; the search's plan so far is lost."
    elif ended.killed == "hung":
        text = (
            "The solver gave no answer long after it should have, and was ended. Try again, or another seed."
        )
        status = "hung"
    elif ended.code == 0:
        return None
    elif "bad_alloc" in trace or "MemoryError" in trace:
        status, text = "out_of_memory", f"The solver ran out of memory.{detail}"
    elif ended.code < 0:
        try:
            signal_name = signal.Signals(-ended.code).name
        except ValueError:
            signal_name = f"signal {-ended.code}"
        hint = (
            " This is most often the system's answer to lack of memory." if signal_name == "SIGKILL" else ""
        )
        status, text = "crashed", f"The solver's process broke down ({signal_name}).{hint}{detail}"
    else:
        status, text = "crashed", f"The solver's process broke down (exit code {ended.code}).{detail}"
    return judge.Verdict(status, None, None, None, text)


def _read_result(folder: Path, columns: int) -> tuple[judge.Said, npt.NDArray[np.float64] | None]:
    """Read what the child wrote, strictly.

    Raises:
        OSError, ValueError, KeyError, TypeError: where the files are missing or are not what the child
        promises.
    """

    def refuse(constant: str) -> None:
        message = f"{constant} in the result"
        raise ValueError(message)

    fields = json.loads((folder / "result.json").read_text(encoding="utf-8"), parse_constant=refuse)
    if not isinstance(fields, dict):
        message = "not a JSON object"
        raise TypeError(message)
    bound = fields.get("bound")
    said = judge.Said(
        status=str(fields["status"]),
        verdict=str(fields.get("verdict", "")),
        settled=str(fields.get("settled", "none")),
        bound=None if bound is None else float(bound),
        solver_seconds=float(fields.get("solver_seconds", 0.0)),
        solver_version=str(fields["solver_version"]),
    )
    if not (folder / "values.npz").exists():
        return said, None
    with np.load(folder / "values.npz", allow_pickle=False) as stored:
        values = np.array(stored["values"], dtype=np.float64)
    if values.shape != (columns,):
        message = f"{values.shape} values for {columns} columns"
        raise ValueError(message)
    return said, values


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _installed_version() -> str:
    try:
        return version("highspy")
    except PackageNotFoundError:
        return "unknown"
