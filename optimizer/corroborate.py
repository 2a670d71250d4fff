"""Never on one solver's word: have a second one look for the plan that would prove the first one wrong.

What it finds counts only as a plan that the referee accepts. Such a plan refutes: nothing is published, the
model and both answers are kept (exit code 8). Anything else is said beside the answer: confirmed, not refuted
in so many seconds, unavailable or not asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError, InternalError
from optimizer.model import second_opinion
from optimizer.model.formulate import Formulation
from optimizer.model.matrix import MatrixModel
from optimizer.model.second_opinion import SecondOpinion, SecondVerdict
from optimizer.model.solve import Outcome
from optimizer.plan.facts import NOT_ASKED, Opinion, RunFacts, RunOptions
from optimizer.verify import verify

Keep = Callable[[Opinion, dict[str, Any]], None]
"""Told the opinion and both answers before a refutation is raised."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a second opinion is about: the question, the model made of it and the first solver's answer."""

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    formulation: Formulation
    matrix: MatrixModel
    outcome: Outcome

    @property
    def limit_seconds(self) -> float:
        """Return the time for the second solver; 0 where it is not to be asked."""
        return self.options.second_opinion_seconds


def on_bound(subject: Subject, facts: RunFacts, tolerance_gbp: Decimal, keep: Keep) -> Opinion:
    """Return what a second solver says of "no plan saves more than the bound".

    A search that was stopped has proved nothing that could be confirmed; then nobody is asked.

    Args:
        subject: what it is about.
        facts: the published facts; only the bound of status `optimal` is asked about.
        tolerance_gbp: a plan that saves up to this much more is no contradiction.
        keep: told both answers before a refutation is raised.

    Raises:
        CheckFailedError: where a plan that the referee accepts saves more.
    """
    if facts.status != "optimal" or facts.bound_gbp is None:
        return Opinion("not asked", "The search was stopped before its proof, so there is none to confirm.")
    if subject.limit_seconds == 0:
        return NOT_ASKED
    found = second_opinion.ask_about_bound(
        subject.matrix,
        float(facts.bound_gbp) / 1000.0,
        float(tolerance_gbp) / 1000.0,
        subject.limit_seconds,
        seed=subject.options.seed,
    )
    if found.verdict is not SecondVerdict.REFUTED:
        return _opinion(found)
    npv, fault = _referee(subject, found)
    if npv is not None and npv <= facts.bound_gbp + tolerance_gbp:
        fault = f"it saves {npv} GBP and not more than the bound"
    if npv is None or fault:
        return _not_accepted(found, fault)
    message = (
        f"{subject.outcome.solver_name} says that no plan saves more than {facts.bound_gbp} GBP, but "
        f"{found.solver_name} found one that saves {npv} GBP and passes the independent check. "
        "Nothing is published; the run folder keeps the model and both answers."
    )
    keep(_opinion(found), _answers(subject, found, npv))
    raise CheckFailedError(message)


def on_infeasible(subject: Subject, keep: Keep) -> Opinion:
    """Return what a second solver says of "no plan keeps every rule".

    Raises:
        CheckFailedError: where it found a plan that the referee accepts.
    """
    if subject.limit_seconds == 0:
        return NOT_ASKED
    found = second_opinion.ask_about_infeasible(
        subject.matrix, subject.limit_seconds, seed=subject.options.seed
    )
    if found.verdict is not SecondVerdict.REFUTED:
        return _opinion(found)
    npv, fault = _referee(subject, found)
    if npv is None:
        return _not_accepted(found, fault)
    message = (
        f"{subject.outcome.solver_name} says that no plan keeps every rule, but {found.solver_name} found "
        f"one that passes the independent check, with a net saving of {npv} GBP. "
        "Nothing is published; the run folder keeps the model and both answers."
    )
    keep(_opinion(found), _answers(subject, found, npv))
    raise CheckFailedError(message)


def first_answer(matrix: MatrixModel, outcome: Outcome) -> dict[str, Any]:
    """Return what the first solver answered, for the file beside a model that a check refused."""
    return {
        "solver": outcome.solver_name,
        "version": outcome.solver_version,
        "status": outcome.status.value,
        "message": outcome.message,
        "objective_thousand_gbp": _finite(outcome.objective),
        "bound_thousand_gbp": _finite(outcome.bound),
        "values": _values(matrix, outcome.values),
    }


def _opinion(found: SecondOpinion) -> Opinion:
    limit = found.limit_seconds
    words = {
        SecondVerdict.CONFIRMED: "confirmed",
        SecondVerdict.OUT_OF_TIME: f"not refuted in {limit:g} s",
        SecondVerdict.NOT_REFUTED: "not refuted",
        SecondVerdict.REFUTED: "refuted",
        SecondVerdict.UNAVAILABLE: "unavailable",
    }
    return Opinion(
        answer=words[found.verdict],
        message=found.message,
        solver_name=found.solver_name,
        solver_version=found.solver_version,
        limit_seconds=limit,
        seconds=found.seconds,
    )


def _not_accepted(found: SecondOpinion, fault: str) -> Opinion:
    """A point that satisfies the model to its tolerances, but is no plan for the referee, refutes nothing."""
    return Opinion(
        answer="not refuted",
        message=(
            f"{found.solver_name} offers a plan against it, but the independent check does not accept that "
            f"plan ({fault}), so it is not believed."
        ),
        solver_name=found.solver_name,
        solver_version=found.solver_version,
        limit_seconds=found.limit_seconds,
        seconds=found.seconds,
    )


def _referee(subject: Subject, found: SecondOpinion) -> tuple[Decimal | None, str]:
    """Return what the point's plan reaches by the referee, or None and why it is no plan."""
    assert found.values is not None
    try:
        verdict = verify(subject.case, subject.policies, subject.formulation.plan(found.values))
    except InternalError as error:
        return None, str(error)
    if not verdict.holds or verdict.accounts is None:
        return None, "; ".join(f"{one.rule}, {one.place}" for one in verdict.violations[:3])
    return verdict.accounts.objective_gbp, ""


def _answers(subject: Subject, found: SecondOpinion, npv: Decimal) -> dict[str, Any]:
    return {
        "first": first_answer(subject.matrix, subject.outcome),
        "second": {
            "solver": found.solver_name,
            "version": found.solver_version,
            "status": found.verdict.value,
            "message": found.message,
            "objective_thousand_gbp": _finite(found.objective),
            "npv_saving_gbp": npv,
            "values": _values(subject.matrix, found.values),
        },
    }


def _values(matrix: MatrixModel, values: Any) -> dict[str, float] | None:
    """Return the values that are not nought by the name of their column."""
    if values is None:
        return None
    pairs = zip(matrix.column_names, values.tolist(), strict=True)
    return {name: value for name, value in pairs if value != 0.0 and math.isfinite(value)}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
