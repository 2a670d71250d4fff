"""What each policy costs where a plan keeps them all: lift it, solve again, compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def prices(
    case: Case,
    sets: LoadedSets,
    found: Answer,
    options: RunOptions,
    budget: Budget,
    finished: Callable[[int], None] | None = None,
) -> Feasible:
    """Return what each policy costs.

    Only policies that the best plan is tight against (or, as preferences, misses) are lifted. In a model with
    yes-or-no decisions one that is slack may matter too, by itself or together with another; that is said
    where it is shown, and a policy that is meant can always be left out of the sets and solved.

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
    binds = tight(policies, found)
    cases = [(case, tuple(other for other in policies if other is not lifted)) for lifted in binds]
    solved = solve_again(cases, options, sets.objectives, budget, finished)
    answers = {policy.full_name: answer for policy, answer in zip(binds, solved, strict=True)}
    rows = _rows(found)
    priced = [
        _price(policy, rows[policy.full_name], answers.get(policy.full_name), found) for policy in policies
    ]
    return Feasible(
        npv_saving_gbp=accounts_of(found.verdict, "The plan").measures.npv_saving_gbp,
        facts=found.facts,
        prices=tuple(sorted(priced, key=_dearest_first)),
    )


def tight(policies: Sequence[Policy], found: Answer) -> list[Policy]:
    """Return the policies that the best plan is at the limit of or, as preferences, misses."""
    rows = _rows(found)
    return [policy for policy in policies if rows[policy.full_name].state != "slack"]


def _rows(found: Answer) -> dict[str, PolicyRow]:
    rows = accounts_of(found.verdict, "The plan").policies
    return {f"{row.set}.{row.policy}": row for row in rows}


def _price(policy: Policy, row: PolicyRow, without: Resolved | None, found: Answer) -> Price:
    if without is None or without.npv_saving_gbp is None or without.objective_gbp is None:
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


def _dearest_first(price: Price) -> tuple[int, Decimal]:
    if price.resolved is None:
        return 2, Decimal(0)
    return (1, Decimal(0)) if price.gained_gbp is None else (0, -price.gained_gbp)
