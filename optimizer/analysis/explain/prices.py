"""What each policy costs where a plan keeps them all: lift it, solve again, compare."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from optimizer.analysis.explain.explanation import Feasible, Price, Resolved
from optimizer.analysis.explain.resolve import Budget, solve_again
from optimizer.case import LoadedSets
from optimizer.case.case import Case, Policy
from optimizer.errors import CheckFailedError
from optimizer.guards import accounts_of
from optimizer.pipeline import Answer
from optimizer.plan.facts import RunOptions
from optimizer.verify.verdict import PolicyRow


def priced(
    case: Case,
    sets: LoadedSets,
    found: Answer,
    options: RunOptions,
    budget: Budget,
    finished: Callable[[int], None] | None = None,
) -> Feasible:
    """Return what each policy costs.

    Every policy is lifted by itself, one that the best plan leaves slack too: in a model with yes-or-no
    decisions it may cost much (a budget is too small for the next project, and the plan stays well below it).
    What two policies cost together is another question.

    Args:
        case: the case.
        sets: every policy, and what counts before the net saving.
        found: the best plan with all of them.
        options: of each solve.
        budget: for all of them together.
        finished: told the place of each when it is solved.

    Raises:
        CheckFailedError: where a plan with fewer policies is worse than one with all: one of the solves errs.
    """
    policies = sets.policies
    cases = [(case, tuple(other for other in policies if other is not policy)) for policy in policies]
    solved = solve_again(cases, options, sets.objectives, budget, finished)
    rows = {f"{row.set}.{row.policy}": row for row in accounts_of(found.verdict, "The plan").policies}
    lifted = [
        _price(policy, rows[policy.full_name], without, found)
        for policy, without in zip(policies, solved, strict=True)
    ]
    return Feasible(
        npv_saving_gbp=accounts_of(found.verdict, "The plan").measures.npv_saving_gbp,
        facts=found.facts,
        prices=tuple(sorted(lifted, key=_dearest_first)),
    )


def _price(policy: Policy, row: PolicyRow, without: Resolved, found: Answer) -> Price:
    if without.npv_saving_gbp is None or without.objective_gbp is None:
        return Price(policy, row, without)
    accounts = accounts_of(found.verdict, "The plan")
    tolerance = found.facts.asked_gap_gbp
    best = without.objective_gbp + (without.gap_gbp or Decimal(0))
    # With other objectives first, a plan that is freer may save less: it does better by those.
    if without.outcome == "solved" and not found.facts.goals and best < accounts.objective_gbp - tolerance:
        message = (
            f"Without the policy {policy.full_name} the best plan reaches {without.objective_gbp} GBP, but "
            f"with it {accounts.objective_gbp} GBP is reached: one of the solves is wrong; nothing is said."
        )
        raise CheckFailedError(message)
    gained = without.npv_saving_gbp - accounts.measures.npv_saving_gbp
    doubt = (found.facts.gap_gbp or Decimal(0)) + (without.gap_gbp or Decimal(0))
    within_gap = abs(gained) <= max(doubt, tolerance)
    return Price(policy, row, without, Decimal(0) if within_gap else gained, within_gap)


def _dearest_first(price: Price) -> tuple[bool, Decimal, bool]:
    return price.gained_gbp is None, -(price.gained_gbp or Decimal(0)), price.row.state == "slack"
