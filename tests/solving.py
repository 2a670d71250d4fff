"""Solve a case inside this process, as the pipeline does, and say how it went in a form to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.case import LoadedCase
from optimizer.case.case import Case, Objective, Policy
from optimizer.errors import InfeasibleError
from optimizer.pipeline import Journal, answer
from optimizer.plan.facts import RunOptions
from optimizer.plan.plan import Plan
from optimizer.verify.verdict import Verdict


@dataclass(frozen=True)
class Solved:
    """How a solve ended: `optimal`, `time_limit`, `interrupted`, or `infeasible` with nothing else known."""

    status: str
    plan: Plan | None
    verdict: Verdict | None
    npv_gbp: float | None
    bound_gbp: float | None


def solve(
    case: LoadedCase | Case,
    policies: Sequence[Policy] = (),
    *,
    gap_gbp: Decimal | None = None,
    time_limit_seconds: float | None = None,
    seed: int = 0,
    second_opinion_seconds: float = 0.0,
    objectives: Sequence[Objective] = (),
) -> Solved:
    """Run every stage and every guard; an error other than "infeasible" is raised.

    No second solver is asked unless it is given time: tests solve hundreds of cases, and enumerate them.
    """
    given = case.case if isinstance(case, LoadedCase) else case
    options = RunOptions(gap_gbp, time_limit_seconds, seed, second_opinion_seconds)
    try:
        found = answer(given, tuple(policies), options, Journal(), objectives=tuple(objectives))
    except InfeasibleError:
        return Solved("infeasible", None, None, None, None)
    assert found.verdict.accounts is not None
    return Solved(
        status=found.facts.status,
        plan=found.plan,
        verdict=found.verdict,
        npv_gbp=float(found.verdict.accounts.measures.npv_saving_gbp),
        bound_gbp=None if found.facts.bound_gbp is None else float(found.facts.bound_gbp),
    )
