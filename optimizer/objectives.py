"""Several objectives, one after another: each is kept, within its tolerance, while the next is improved.

What keeps an objective is a policy like any other, so the referee checks it and reports show it. The last
objective is always the net present saving, so that nothing is given up for no reason.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from optimizer.case.case import Objective, Policy
from optimizer.case.dictionary import NET_SAVING, objectives
from optimizer.case.risks import RiskSettings
from optimizer.plan.facts import Goal, RunFacts, RunStatus
from optimizer.verify.verdict import Accounts

SET = "objectives"
"""Set under which reports list what keeps the objectives."""

LAST = Objective(NET_SAVING, Decimal(0), "What is left is decided by the net present saving.", SET)
"""What every search ends with."""

_WORST_FIRST: tuple[RunStatus, ...] = ("interrupted", "time_limit", "optimal")


def in_turn(asked: tuple[Objective, ...]) -> tuple[Objective, ...]:
    """Return the objectives that need a search of their own before the last one, for the net saving."""
    return asked[:-1] if asked and asked[-1].measure == NET_SAVING else asked


def keeping(
    objective: Objective, accounts: Accounts, number: int, tolerance_gbp: Decimal, risk: RiskSettings
) -> Policy:
    """Return the policy that keeps what a plan reaches by an objective, less what may be given up.

    Args:
        objective: the objective.
        accounts: of the plan that is best by it.
        number: its place in the order, from 1.
        tolerance_gbp: what counts as no difference: money may be short by that much more, so that rounding
            to pennies cannot rule the very plan out.
        risk: level and weight of the risk-adjusted saving.
    """
    kind = objectives()[objective.measure]
    # `objective_gbp` is better the larger it is, whatever the measure.
    least = accounts.objective_gbp - objective.tolerance - (0 if kind.whole_units else tolerance_gbp)
    most = -least
    parameters: dict[str, str | int | bool | Decimal | tuple[str, ...] | None]
    if kind.whole_units:
        parameters = {kind.parameter: int(most)}
    elif kind.kept_by == "no_loser":
        parameters = {kind.parameter: most, "councils": tuple(accounts.measures.council_npv_gbp)}
    else:
        parameters = {kind.parameter: least if kind.more_is_better else most}
    if kind.kept_by == "cvar_limit":
        parameters |= {"level": risk.level, "weight": risk.weight}
    return Policy(
        policy=f"{number}_{objective.measure}",
        set=SET,
        kind=kind.kept_by,
        reason=objective.reason,
        source=f"objective {number} of the set {objective.set}",
        parameters=parameters,
        negotiable="hard",
    )


def goal_of(objective: Objective, facts: RunFacts) -> Goal:
    """Return how far the search for one objective came."""
    sign = 1 if objectives()[objective.measure].more_is_better else -1
    assert facts.bound_gbp is None or facts.gap_gbp is not None
    reached = None if facts.bound_gbp is None or facts.gap_gbp is None else facts.bound_gbp - facts.gap_gbp
    return Goal(
        measure=objective.measure,
        tolerance=objective.tolerance,
        status=facts.status,
        best=None if reached is None else sign * reached,
        bound=None if facts.bound_gbp is None else sign * facts.bound_gbp,
        second_opinion=facts.second_opinion,
    )


def unfinished(facts: RunFacts, goals: tuple[Goal, ...]) -> RunFacts:
    """Return the facts of a search that was stopped before the last: nothing is known of the saving."""
    return replace(facts, bound_gbp=None, gap_gbp=None, goals=goals)


def with_goals(facts: RunFacts, goals: tuple[Goal, ...]) -> RunFacts:
    """Return the facts of the last search with the goals; no better proved than the worst of them."""
    statuses = [facts.status, *(goal.status for goal in goals)]
    worst = next(status for status in _WORST_FIRST if status in statuses)
    return replace(facts, status=worst, goals=goals)
