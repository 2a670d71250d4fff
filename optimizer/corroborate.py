"""Never on one solver's word: have a second one look for the plan that would prove the first one wrong.

What it finds is made exact first and then shown to the referee. A plan that the referee accepts refutes. A
point that keeps every row of the model exactly and is no plan for the referee proves that the two contradict
each other. Either way nothing is published as it is, and the model and both answers are kept. Anything else
is said beside the answer: confirmed, not refuted in so many seconds, unavailable or not asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from optimizer import guards
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import NET_SAVING
from optimizer.errors import CheckFailedError, InternalError
from optimizer.model import second_opinion
from optimizer.model.formulate import Formulation
from optimizer.model.matrix import MatrixModel
from optimizer.model.second_opinion import SecondOpinion, SecondVerdict
from optimizer.model.settle import settled
from optimizer.model.solve import Outcome, SolveStatus
from optimizer.plan.facts import NOT_ASKED, Opinion, RunFacts, RunOptions
from optimizer.verify import verify

Keep = Callable[[Opinion, dict[str, Any]], None]
"""Told the opinion and both answers before a refutation is raised."""

KEPT = "Nothing is published; the run folder keeps the model and all answers."


class RefutedError(CheckFailedError):
    """A plan that is known proves the first answer wrong, or the answer contradicts itself.

    Attributes:
        claim: who says what against whom, in a sentence.
        point: float64[n], that plan; None where it is not at hand.
    """

    def __init__(self, claim: str, point: npt.NDArray[np.float64] | None) -> None:
        """Keep both, and make the message."""
        self.claim, self.point = claim, point
        super().__init__(f"{claim} {KEPT}")


def refuse_contradicted(outcome: Outcome, today: npt.NDArray[np.float64] | None) -> None:
    """Raise where the guards of the solve have found an answer that contradicts itself or a known plan.

    Raises:
        RefutedError: with business as usual, where it keeps every rule, for the second try to start from.
    """
    if outcome.status is SolveStatus.ERROR:
        raise RefutedError(outcome.message, today)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a second opinion is about: the question, the model made of it and the first solver's answer.

    A plan that saves up to `tolerance_gbp` more than a bound is no contradiction.
    """

    case: Case
    policies: tuple[Policy, ...]
    options: RunOptions
    formulation: Formulation
    matrix: MatrixModel
    tolerance_gbp: Decimal
    outcome: Outcome
    objective: str = NET_SAVING

    @property
    def limit_seconds(self) -> float:
        """Return the time for the second solver; 0 where it is not to be asked."""
        return self.options.second_opinion_seconds


def on_bound(subject: Subject, facts: RunFacts, keep: Keep) -> Opinion:
    """Return what a second solver says of "no plan saves more than the bound".

    A search that was stopped has proved nothing that could be confirmed; then nobody is asked.

    Args:
        subject: what it is about.
        facts: the published facts; only the bound of status `optimal` is asked about.
        keep: told both answers before an error is raised.

    Raises:
        RefutedError: where a plan that the referee accepts saves more.
        CheckFailedError: where a point that the model accepts saves more, and the referee refuses it.
    """
    if facts.status != "optimal" or facts.bound_gbp is None:
        return Opinion("not asked", "The search was stopped before its proof, so there is none to confirm.")
    if subject.limit_seconds == 0:
        return NOT_ASKED
    found = second_opinion.ask_about_bound(
        subject.matrix,
        float(facts.bound_gbp) / 1000.0,
        float(subject.tolerance_gbp) / 1000.0,
        subject.limit_seconds,
        seed=subject.options.seed,
    )
    claim = f"{subject.outcome.solver_name} says that no plan saves more than {facts.bound_gbp} GBP"
    return _weighed(subject, found, claim, facts.bound_gbp + subject.tolerance_gbp, keep)


def on_infeasible(subject: Subject, keep: Keep) -> Opinion:
    """Return what a second solver says of "no plan keeps every rule".

    Raises:
        RefutedError: where it found a plan that the referee accepts.
        CheckFailedError: where it found a point that the model accepts, and the referee refuses it.
    """
    if subject.limit_seconds == 0:
        return NOT_ASKED
    found = second_opinion.ask_about_infeasible(
        subject.matrix, subject.limit_seconds, seed=subject.options.seed
    )
    claim = f"{subject.outcome.solver_name} says that no plan keeps every rule"
    return _weighed(subject, found, claim, None, keep)


def _weighed(
    subject: Subject, found: SecondOpinion, claim: str, most_gbp: Decimal | None, keep: Keep
) -> Opinion:
    """Return the opinion where nothing contradicts the claim; else keep the answers and raise.

    Args:
        subject: what it is about.
        found: what the second solver says.
        claim: what the first one says, without a full stop.
        most_gbp: what a plan may save without refuting the claim; None where any plan refutes it.
        keep: told both answers before an error is raised.

    Raises:
        RefutedError: where the referee accepts the plan and it refutes the claim.
        CheckFailedError: where only the model accepts it.
    """
    if found.verdict is not SecondVerdict.REFUTED:
        return _opinion(found)
    assert found.values is not None
    exact = settled(subject.matrix, found.values)
    point = found.values if exact is None else exact
    reached, fault = _referee(subject, point)
    if reached is not None and (most_gbp is None or reached > most_gbp):
        words = (
            f"{claim}, but {found.solver_name} found one that saves {reached} GBP and passes the independent "
            "check."
        )
        keep(_opinion(found), _answers(subject, found, point, reached, ""))
        raise RefutedError(words, point)
    said = guards.gbp(subject.matrix.objective_at(point))
    if exact is None:
        fault = fault or f"it saves {reached} GBP and not more than the bound"
        return _not_accepted(found, f"{fault}; nor does it keep the rules of the model exactly")
    if most_gbp is not None and said <= most_gbp:
        return _not_accepted(found, f"made exact, it saves {said} GBP and not more than the bound")
    if reached is not None and said - reached <= subject.tolerance_gbp:
        return _not_accepted(found, f"it saves {reached} GBP and not more than the bound")
    # By its own rows the model allows this plan and puts its saving above the claim; the referee does not.
    fault = fault or f"it saves {reached} GBP and not {said} GBP"
    opinion = _contradictory(found, claim, fault)
    keep(opinion, _answers(subject, found, point, reached, fault))
    message = f"{opinion.message} One of the two is wrong: please report it. {KEPT}"
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


def _opinion(found: SecondOpinion, answer: str = "", message: str = "") -> Opinion:
    limit = found.limit_seconds
    words = {
        SecondVerdict.CONFIRMED: "confirmed",
        SecondVerdict.OUT_OF_TIME: f"not refuted in {limit:g} s",
        SecondVerdict.NOT_REFUTED: "not refuted",
        SecondVerdict.REFUTED: "refuted",
        SecondVerdict.UNAVAILABLE: "unavailable",
    }
    return Opinion(
        answer=answer or words[found.verdict],
        message=message or found.message,
        solver_name=found.solver_name,
        solver_version=found.solver_version,
        limit_seconds=limit,
        seconds=found.seconds,
    )


def _not_accepted(found: SecondOpinion, fault: str) -> Opinion:
    """A point that satisfies the model to its tolerances, but is no plan for the referee, refutes nothing."""
    message = (
        f"{found.solver_name} offers a plan against it, but the independent check does not accept that "
        f"plan ({fault}), so it is not believed."
    )
    return _opinion(found, "not refuted", message)


def _contradictory(found: SecondOpinion, claim: str, fault: str) -> Opinion:
    """A point that satisfies the model exactly, but is no plan for the referee: the two differ."""
    message = (
        f"The model and the independent check contradict each other. {claim}; {found.solver_name} found one "
        f"that keeps every rule of the model, but the independent check refuses that plan ({fault})."
    )
    return _opinion(found, "contradictory", message)


def _referee(subject: Subject, point: npt.NDArray[np.float64]) -> tuple[Decimal | None, str]:
    """Return what the point's plan reaches by the referee, or None and why it is no plan."""
    try:
        verdict = verify(subject.case, subject.policies, subject.formulation.plan(point))
    except InternalError as error:
        return None, str(error)
    if not verdict.holds or verdict.accounts is None:
        return None, "; ".join(f"{one.rule}, {one.place}" for one in verdict.violations[:3])
    return verdict.accounts.objective_gbp, ""


def _answers(
    subject: Subject, found: SecondOpinion, point: Any, reached: Decimal | None, fault: str
) -> dict[str, Any]:
    return {
        "first": first_answer(subject.matrix, subject.outcome),
        "second": {
            "solver": found.solver_name,
            "version": found.solver_version,
            "status": "contradictory" if fault else found.verdict.value,
            "message": found.message,
            "objective_thousand_gbp": _finite(subject.matrix.objective_at(point)),
            "reached_gbp_by_referee": reached,
            "independent_check": fault or "accepts this plan",
            "values": _values(subject.matrix, point),
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
