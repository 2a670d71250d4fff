"""Every kind of policy (data/policy_kinds.csv): how close a plan is to it, and where it breaks it.

A limit is kept where what is left (the slack) is not below zero; money limits tolerate 1 GBP (CORE E7), FTE
limits a millionth. A preference may be missed; what it is missed by has its price.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.verify.exact import FTE_TOLERANCE, MONEY_TOLERANCE_GBP, ZERO, exact, pounds, to_decimal
from optimizer.verify.policies import (
    calendar,
    counts,
    financing,
    memberships,
    money,
    risk,
    savings,
    staff,
    structure,
    whole_plan,
)
from optimizer.verify.policies.facts import Facts, Limit
from optimizer.verify.rules import broken
from optimizer.verify.verdict import PolicyRow, PolicyState, Violation

Limits = Callable[[Facts, Policy], Iterator[Limit]]

KINDS: Mapping[str, Limits] = {
    "pool_required": memberships.pool_required,
    "pool_forbidden": memberships.pool_forbidden,
    "fixed_host": memberships.fixed_host,
    "same_host": structure.same_host,
    "different_hosts": structure.different_hosts,
    "pool_open": structure.pool_open,
    "start_window": memberships.start_window,
    "precedence": calendar.precedence,
    "blackout_years": calendar.blackout_years,
    "forced_break": calendar.forced_break,
    "minimum_term": calendar.minimum_term,
    "notice": calendar.notice,
    "partners": memberships.partners,
    "risk_rating_limit": structure.risk_rating_limit,
    "concentration": structure.concentration,
    "changes_limit": counts.changes_limit,
    "transition_budget": money.transition_budget,
    "host_fairness": counts.host_fairness,
    "no_loser": money.no_loser,
    "funded": financing.funded,
    "least_saving": whole_plan.least_saving,
    "cash_cost_limit": whole_plan.cash_cost_limit,
    "one_off_cost_limit": whole_plan.one_off_cost_limit,
    "risk_budget": whole_plan.risk_budget,
    "total_changes_limit": whole_plan.total_changes_limit,
    "differs": whole_plan.differs,
    "host_capacity_fte": staff.host_capacity_fte,
    "host_capacity_volume": staff.host_capacity_volume,
    "affordability": savings.affordability,
    "savings_target": savings.savings_target,
    "payback": savings.payback,
    "maximum_share": savings.maximum_share,
    "redundancy_limit": staff.redundancy_limit,
    "no_compulsory_redundancy": staff.no_compulsory_redundancy,
    "minimum_cover": staff.minimum_cover,
    "expected_saving": risk.expected_saving,
    "cvar_limit": risk.cvar_limit,
    "chance_of_loss_limit": risk.chance_of_loss_limit,
    "stress_limit": risk.stress_limit,
}
"""How each kind of policy is checked."""

TOLERANCES: Mapping[str, Fraction] = {
    "GBP": MONEY_TOLERANCE_GBP,
    "rated GBP": MONEY_TOLERANCE_GBP,
    "FTE": FTE_TOLERANCE,
}
"""How far a limit may be passed by rounding, by its unit; whole units have no tolerance."""

PLACES: Mapping[str, int] = {"GBP": 2, "rated GBP": 2, "FTE": 6, "share": 6}
"""Decimals of a slack, by its unit; whole units have none."""


def check_policy(facts: Facts, policy: Policy) -> tuple[PolicyRow, tuple[Violation, ...]]:
    """Return how close the plan is to the policy, and every place where it breaks it."""
    unit = policy_kinds()[policy.kind].unit
    tolerance = TOLERANCES.get(unit, ZERO)
    limits = list(KINDS[policy.kind](facts, policy))
    smallest = min((limit.slack for limit in limits), default=None)
    missed = [limit for limit in limits if limit.slack < -tolerance]
    row = PolicyRow(
        policy=policy.policy,
        set=policy.set,
        kind=policy.kind,
        hard=policy.price_gbp_per_unit is None,
        state=_state(smallest, tolerance, priced=policy.price_gbp_per_unit is not None),
        slack=None if smallest is None else _rounded(smallest, unit),
        unit=unit,
        penalty_gbp=_penalty(policy, limits),
    )
    if policy.price_gbp_per_unit is not None:
        return row, ()
    return row, tuple(
        broken(
            f"policy.{policy.kind}",
            f"{policy.full_name}: {limit.place}",
            f"misses it by {_amount(-limit.slack, unit)}",
        )
        for limit in missed
    )


def _state(smallest: Fraction | None, tolerance: Fraction, *, priced: bool) -> PolicyState:
    if smallest is None or smallest > tolerance:
        return "slack"
    return "missed" if priced and smallest < -tolerance else "tight"


def _penalty(policy: Policy, limits: list[Limit]) -> Decimal | None:
    """Return the price of all that a preference is missed by; None for what may not be missed."""
    if policy.price_gbp_per_unit is None:
        return None
    missed = sum((max(ZERO, -limit.slack) for limit in limits), ZERO)
    return pounds(missed * exact(policy.price_gbp_per_unit))


def _rounded(slack: Fraction, unit: str) -> Decimal:
    return to_decimal(slack, PLACES.get(unit, 0))


def _amount(amount: Fraction, unit: str) -> str:
    """Return an amount in words: £1,234.50, 1 membership, 3 changes, 2.5 FTE."""
    if unit == "GBP":
        return f"£{pounds(amount):,.2f}"
    number = to_decimal(amount, PLACES.get(unit, 0)).normalize()
    return f"{number:f} {unit.removesuffix('s') if number == 1 else unit}"
