"""Judge what a solver said: the guards between a solver's word and an outcome that is reported.

Each guard has caught real wrong answers of HiGHS or SCIP: a false "infeasible" (a known plan satisfies every
row), a start that hides one ("optimal" without a bound), values that break rows once whole numbers are whole,
a gap that is not closed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.model.matrix import MatrixModel

ROW_TOLERANCE = 1e-6
_STATUSES = frozenset(
    {"optimal", "feasible", "time_limit", "interrupted", "infeasible", "unbounded", "out_of_memory"}
)


@dataclass(frozen=True)
class Known:
    """What is known before the solve: is there a feasible plan, and the best one's objective (GBP k)."""

    feasible: bool
    objective: float | None

    def with_point(self, model: MatrixModel, point: npt.NDArray[np.float64]) -> Known:
        """Return what is known once `point` (float64[n]) is: nothing more unless it satisfies every limit."""
        if not np.isfinite(point).all() or model.violations(point, ROW_TOLERANCE):
            return self
        objective = model.objective_at(point)
        return Known(True, objective if self.objective is None else max(objective, self.objective))


@dataclass(frozen=True)
class Said:
    """What the solver's process wrote.

    Attributes:
        status: a `SolveStatus` value, or "unbounded_or_infeasible".
        verdict: the solver's own word for it.
        settled: the second solve with whole numbers fixed: "none", "ok", "fractional" or "fixed_lp_failed".
        bound: GBP k, None for none.
        solver_seconds: time inside the solver.
        solver_version: its version.
    """

    status: str
    verdict: str
    settled: str
    bound: float | None
    solver_seconds: float
    solver_version: str


@dataclass(frozen=True)
class Verdict:
    """The outcome's status, values, objective and bound (GBP k) and message, as `Outcome` has them."""

    status: str
    values: npt.NDArray[np.float64] | None
    objective: float | None
    bound: float | None
    message: str


def judge(
    model: MatrixModel, said: Said, values: npt.NDArray[np.float64] | None, gap: float, known: Known
) -> Verdict:
    """Return the verdict on what the solver said about `model`.

    Args:
        model: the original model.
        said: the solver's words.
        values: float64[n] or None.
        gap: the asked gap, GBP k.
        known: what was known before.
    """
    status = said.status
    if status == "unbounded_or_infeasible" and not _may_be_unbounded(model):
        status = "infeasible"
    refusal = _refuse_status(model, status, said, known) or _refuse_bound(said.bound, known.objective)
    if refusal is None and values is not None:
        refusal = _refuse_values(model, values)
    if refusal is not None:
        return _error(refusal)
    if values is None:
        return _without_plan(status, said.bound)
    objective = model.objective_at(values)
    refusal = _refuse_bound(said.bound, objective)
    if status == "optimal" and refusal is None:
        refusal = _refuse_gap(objective, said.bound, gap)
    if refusal is not None:
        return _error(refusal)
    message = {
        "optimal": "Solved: no plan is better by more than the asked gap.",
        "feasible": "Stopped at the first plan, as asked.",
        "time_limit": "The time limit was reached; this is the best plan so far.",
        "interrupted": "Stopped as asked; this is the best plan so far.",
    }[status]
    return Verdict(status, values, objective, said.bound, message)


def without_columns(model: MatrixModel, known: Known) -> Verdict:
    """Return the verdict on a model with nothing to decide: no solver is needed."""
    if np.any(model.row_lower > ROW_TOLERANCE) or np.any(model.row_upper < -ROW_TOLERANCE):
        if known.feasible:
            return _error(
                "The model has nothing to decide and breaks a row, though a plan is known to keep it."
            )
        return _without_plan("infeasible", None)
    constant = model.objective_constant
    refusal = _refuse_bound(constant, known.objective)
    if refusal is not None:
        return _error(refusal)
    return Verdict("optimal", np.zeros(0), constant, constant, "Solved: there is nothing to decide.")


def _refuse_status(model: MatrixModel, status: str, said: Said, known: Known) -> str | None:
    if said.settled == "fractional":
        return "The solver's plan has decisions that are neither yes nor no, so it is not used."
    if said.settled == "fixed_lp_failed":
        return "The solver's plan breaks a rule once its decisions are whole numbers, so it is not used."
    if status == "infeasible" and known.feasible:
        return (
            "The solver says that no plan satisfies every rule, but a known plan does. "
            "The solver is wrong, and its verdict is not used."
        )
    if status == "unbounded" and not _may_be_unbounded(model):
        return "The solver says that the saving has no limit, though every column that counts has one."
    if status == "unbounded_or_infeasible":
        return "The solver cannot tell whether there is no plan or a saving without limit."
    if status not in _STATUSES:
        return f"The solver ended without an answer ({said.verdict or said.status})."
    return None


def _refuse_bound(bound: float | None, objective: float | None) -> str | None:
    """Return why a bound is refuted by a known objective, or None."""
    if bound is None or objective is None or bound >= objective - _margin(objective):
        return None
    return (
        f"Refuted bound: the solver says that no plan can exceed {bound!r} thousand pounds, "
        f"but a known plan reaches {objective!r}."
    )


def _refuse_values(model: MatrixModel, values: npt.NDArray[np.float64]) -> str | None:
    if not np.isfinite(values).all():
        return "The solver's plan contains values that are not numbers."
    whole = values[model.integer]
    if np.any(whole != np.round(whole)):
        return "The solver's plan has decisions that are not whole numbers."
    broken = model.violations(values, ROW_TOLERANCE)
    if broken:
        return f"The solver's plan breaks {len(broken)} rules of the model, the worst: {broken[0]}."
    return None


def _refuse_gap(objective: float, bound: float | None, gap: float) -> str | None:
    if bound is None:
        return f"The solver says optimal at {objective!r} thousand pounds, but gives no bound."
    if not abs(bound - objective) <= gap + _margin(objective):
        return (
            f"The solver says optimal, but its bound {bound!r} and its plan {objective!r} (thousand pounds) "
            f"lie further apart than the asked gap {gap!r}."
        )
    return None


def _without_plan(status: str, bound: float | None) -> Verdict:
    messages = {
        "time_limit": "The time limit was reached before a plan was found.",
        "interrupted": "Stopped as asked, before a plan was found.",
        "infeasible": "The solver says that no plan satisfies every rule.",
        "unbounded": "The saving has no limit: a rule or a bound is missing from the model.",
        "out_of_memory": "The solver ran out of memory.",
    }
    if status not in messages:
        return _error(f"The solver says {status}, but gives no plan.")
    return Verdict(status, None, None, bound, messages[status])


def _may_be_unbounded(model: MatrixModel) -> bool:
    """Return True where some column that the objective counts has no limit in the direction that pays."""
    rising = (model.objective > 0.0) & np.isinf(model.column_upper)
    falling = (model.objective < 0.0) & np.isinf(model.column_lower)
    return bool((rising | falling).any())


def _margin(objective: float) -> float:
    """Return the rounding error allowed when an objective is compared with a bound, GBP k."""
    return 1e-6 * max(1.0, math.fabs(objective))


def _error(message: str) -> Verdict:
    return Verdict("error", None, None, None, message)
