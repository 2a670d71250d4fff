"""Let the alternatives check one another: a known plan refutes whoever says that there is none as good.

The plan found for one alternative may happen to keep another one as well. Then the other cannot be
impossible, and its bound cannot lie below what this plan reaches. A solver that is wrong without a word about
it (it has been) is found out by its own answers to neighbouring questions, at the price of reading who is
where.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.analysis.solving import Solved, Unsolved
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError
from optimizer.verify.costing import tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.policies import Facts, check_policy
from optimizer.verify.timeline import make_timeline


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One question on memberships, added to the same policies as all others, and its answer.

    Attributes:
        title: the question in words.
        policies: what it adds; only policies on who is where.
        result: its answer.
    """

    title: str
    policies: tuple[Policy, ...]
    result: Solved | Unsolved


def refuse_contradictions(
    case: Case, neighbours: Sequence[Neighbour], tolerance_gbp: Decimal, *, compare_bounds: bool
) -> None:
    """Raise where the plan of one neighbour refutes the answer of another.

    Args:
        case: the case of all of them.
        neighbours: questions and answers.
        tolerance_gbp: what counts as no difference.
        compare_bounds: whether bounds are about the same thing as plans (not where other objectives come
            first); "no plan" can always be refuted.

    Raises:
        CheckFailedError: where it does.
    """
    timeline = make_timeline(case)
    plans = [
        (
            one,
            one.result.accounts.objective_gbp,
            Facts(case, timeline, tell(case, decisions_of(one.result.plan))),
        )
        for one in neighbours
        if isinstance(one.result, Solved)
    ]
    for claim in neighbours:
        least = _refuted_above(claim.result, tolerance_gbp, compare_bounds=compare_bounds)
        for other, reached, facts in plans:
            if least is None or reached <= least or other is claim:
                continue
            if any(check_policy(facts, policy)[1] for policy in claim.policies):
                continue
            said = "is called impossible"
            if isinstance(claim.result, Solved):
                said = f"is said to reach £{claim.result.facts.bound_gbp:,.2f} at most"
            message = (
                f"{claim.title!r} {said}, but the plan for {other.title!r} keeps it too and reaches "
                f"£{reached:,.2f}. Nothing is published; please report this, with the run folder."
            )
            raise CheckFailedError(message)


def _refuted_above(
    result: Solved | Unsolved, tolerance_gbp: Decimal, *, compare_bounds: bool
) -> Decimal | None:
    """Return the amount above which a plan refutes the answer; None where no plan does."""
    if isinstance(result, Unsolved):
        return Decimal("-Infinity") if result.kind == "infeasible" else None
    bound = result.facts.bound_gbp
    return bound + tolerance_gbp if compare_bounds and bound is not None else None
