"""What must be true before a plan may leave the engine: solver, referee and business as usual have to agree.

Each guard raises with a sentence that says who contradicts whom; none repairs anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from optimizer.case.case import Objective
from optimizer.case.dictionary import NET_SAVING, objectives
from optimizer.errors import CheckFailedError, InfeasibleError, InternalError, InterruptedRun, NoPlanError
from optimizer.model.matrix import MatrixModel
from optimizer.model.solve import Outcome, SolveStatus
from optimizer.plan.facts import Opinion, RunFacts, RunOptions, RunStatus
from optimizer.verify.verdict import Accounts, Verdict

PENNY = Decimal("0.01")
LEAST_GAP_GBP = Decimal(1)
GAP_SHARE_OF_BAU = Decimal("0.0000001")
NARROWLY = (
    "- nothing by more than what rounding is allowed (a pound, a millionth of a post), but some rule by that."
)
_LISTED_VIOLATIONS = 20
_STATUSES: Mapping[SolveStatus, RunStatus] = {
    SolveStatus.OPTIMAL: "optimal",
    SolveStatus.TIME_LIMIT: "time_limit",
    SolveStatus.INTERRUPTED: "interrupted",
}


def gbp(thousands: float) -> Decimal:
    """Return thousand pounds of the model as pounds and pence."""
    # Adding nought turns -0.00 into 0.00.
    return (Decimal(thousands) * 1000).quantize(PENNY, ROUND_HALF_UP) + 0


def accounts_of(verdict: Verdict, whose: str) -> Accounts:
    """Return the accounts, or raise where the referee could not make any.

    Raises:
        CheckFailedError: where there are none.
    """
    if verdict.accounts is None:
        message = f"{whose} cannot be costed, so nothing is published:\n{listed(verdict)}"
        raise CheckFailedError(message)
    return verdict.accounts


def known_objective_k(bau: Verdict) -> float | None:
    """Return what business as usual surely reaches (thousand pounds) where it keeps every rule, else None.

    Where it keeps some limit only within the tolerance of the check, the model rightly excludes it.
    """
    if not bau.holds_exactly or bau.accounts is None:
        return None
    # Each penalty is rounded to pence: half a penny of it may be missing.
    rounded = sum(bool(row.penalty_gbp) for row in bau.accounts.policies)
    return float(bau.accounts.objective_gbp - rounded * PENNY / 2) / 1000.0


def tolerance_gbp(bau: Accounts) -> Decimal:
    """Return what counts as no difference: 1 GBP, or a ten millionth of business as usual if that is more."""
    share = (abs(bau.measures.bau_npv_gbp) * GAP_SHARE_OF_BAU).quantize(PENNY, ROUND_HALF_UP)
    return max(LEAST_GAP_GBP, share).quantize(PENNY)


def asked_gap_gbp(options: RunOptions, aim: Objective, tolerance_gbp: Decimal) -> Decimal:
    """Return the gap that counts as solved.

    What is counted in whole units is solved below a whole one. Where some of the best may be given up anyway,
    a tenth of that is close enough.
    """
    if objectives()[aim.measure].whole_units:
        return Decimal("0.50")
    asked = tolerance_gbp if options.gap_gbp is None else options.gap_gbp
    return max(asked, (aim.tolerance / 10).quantize(PENNY))


def refuse_without_plan(outcome: Outcome, bau: Verdict, opinion: Opinion) -> None:
    """Raise what fits where the search gave no plan.

    Raises:
        InfeasibleError: where no plan keeps every rule.
        NoPlanError: where the time ran out.
        InterruptedRun: where the user stopped the search.
        CheckFailedError: where a known plan refutes the solver.
        InternalError: where the solver broke down.
    """
    if outcome.values is not None and outcome.objective is not None:
        return
    match outcome.status:
        case SolveStatus.INFEASIBLE if bau.holds_exactly:
            message = "The solver says that no plan is possible, but carrying on as today keeps every rule."
            raise CheckFailedError(message)
        case SolveStatus.INFEASIBLE:
            message = (
                "No plan keeps every rule of the constraint sets. Carrying on as today breaks:\n"
                f"{listed(bau) or NARROWLY}\n"
                f"{_on_infeasible(opinion)}\n"
                "`consolidate explain` says which policies clash, and what each way out saves."
            )
            raise InfeasibleError(message)
        case SolveStatus.TIME_LIMIT:
            message = f"{outcome.message} Give it more time with --time-limit."
            raise NoPlanError(message)
        case SolveStatus.INTERRUPTED:
            raise InterruptedRun(outcome.message)
        case SolveStatus.ERROR:
            # The guards of the solve contradict the solver: a check that failed, not a breakdown.
            raise CheckFailedError(outcome.message)
        case _:
            raise InternalError(outcome.message)


def _on_infeasible(opinion: Opinion) -> str:
    """Return how sure it is that no plan is possible."""
    if opinion.answer == "confirmed":
        return f"A second solver confirms it. {opinion.message}"
    return f"This rests on one solver, not confirmed by a second one. {opinion.message}"


def _in_words(accounts: Accounts) -> str:
    """Return what was searched for."""
    if accounts.objective != NET_SAVING:
        return f"the objective {accounts.objective}"
    return "the net saving" + (" less the price of missed preferences" if accounts.penalty_gbp else "")


def refuse_contradictions(outcome: Outcome, verdict: Verdict, bau: Verdict, model_gbp: Decimal) -> None:
    """Raise where referee, model, solver and business as usual cannot all be right.

    Args:
        outcome: what the solver said.
        verdict: what the referee says of the plan.
        bau: what the referee says of business as usual.
        model_gbp: the model's own objective at the plan, with every derived value derived (E6).

    Raises:
        CheckFailedError: where the plan breaks a rule, its saving is not the model's (E6), or a known plan
            beats the solver's bound.
    """
    if not verdict.holds:
        message = f"The plan does not pass the independent check, so nothing is published:\n{listed(verdict)}"
        raise CheckFailedError(message)
    accounts = accounts_of(verdict, "The plan")
    reached, what = accounts.objective_gbp, _in_words(accounts)
    tolerance = tolerance_gbp(accounts_of(bau, "Business as usual"))
    objective = None if outcome.objective is None else gbp(outcome.objective)
    # A search that is stopped, or content with a wide gap, may hold wasteful values in columns that follow
    # from the free decisions, such as a fee for a contract that nobody ends. The plan keeps free decisions
    # only, so it may only be better: by no more than the gap that was left.
    proved = outcome.status is SolveStatus.OPTIMAL
    left = tolerance
    if outcome.bound is not None and objective is not None:
        left = max(tolerance, gbp(outcome.bound) - objective)
    for said, understates_by in ((model_gbp, tolerance), (objective, left if proved else None)):
        agrees = (
            said is not None
            and said - reached <= tolerance
            and (understates_by is None or reached - said <= understates_by)
        )
        if not agrees:
            message = (
                f"The model puts {what} at {said} GBP, the independent check at {reached} GBP; they may "
                f"differ by {tolerance} GBP. Nothing is published."
            )
            raise CheckFailedError(message)
    today = accounts_of(bau, "Business as usual").objective_gbp
    known = max(reached, today) if bau.holds_exactly else reached
    if outcome.bound is not None and gbp(outcome.bound) < known - tolerance:
        message = (
            f"The solver says that no plan brings {what} above {gbp(outcome.bound)} GBP, but one is known "
            f"that brings it to {known} GBP. Nothing is published."
        )
        raise CheckFailedError(message)


def facts_of(outcome: Outcome, matrix: MatrixModel, verdict: Verdict, asked_gap_gbp: Decimal) -> RunFacts:
    """Return what a report says of the search, in pounds and with the referee's figure as the plan's.

    Raises:
        InternalError: where the outcome is none that can be reported.
    """
    if outcome.status not in _STATUSES or outcome.objective is None:
        message = f"The search ended with {outcome.status.value}, which is not an answer."
        raise InternalError(message)
    reached = accounts_of(verdict, "The plan").objective_gbp
    bound = None if outcome.bound is None else max(gbp(outcome.bound), reached)
    return RunFacts(
        status=_STATUSES[outcome.status],
        objective_gbp=gbp(outcome.objective),
        bound_gbp=bound,
        gap_gbp=None if bound is None else bound - reached,
        asked_gap_gbp=asked_gap_gbp,
        solver_name=outcome.solver_name,
        solver_version=outcome.solver_version,
        solver_seconds=outcome.solver_seconds,
        message=outcome.message,
        warnings=outcome.warnings,
        model_digest=matrix.digest(),
        model_columns=len(matrix.column_names),
        model_rows=len(matrix.row_names),
    )


def listed(verdict: Verdict) -> str:
    """Return the broken rules, one a line; of many, the first twenty."""
    lines = [f"- {one.rule} ({one.place}): {one.detail}" for one in verdict.violations]
    more = len(lines) - _LISTED_VIOLATIONS
    return "\n".join(lines[:_LISTED_VIOLATIONS] + ([f"- and {more} more"] if more > 0 else []))
