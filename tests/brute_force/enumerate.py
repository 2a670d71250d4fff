"""Brute force: every whole-number plan of a tiny case, each with the best that its staff flows allow.

Nothing here knows the model or the referee: memberships and contract states are listed by the logic rules,
the flows are the optimum of a small linear programme, and the costs are this folder's own.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from optimizer.case.case import Case, Policy
from optimizer.plan.plan import Plan
from tests.brute_force.contract_states import contract_histories
from tests.brute_force.coupling import COUPLING_KINDS, CoupledRules
from tests.brute_force.memberships import histories
from tests.brute_force.plan_tables import plan_of
from tests.brute_force.service_plans import ServicePlan, bau_costs, service_plans
from tests.brute_force.workforce import Column


@dataclass(frozen=True)
class Found:
    """A plan among the best, with its saving, and how the councils share it."""

    value_gbp: float
    council_value_gbp: Mapping[str, float]
    plan: Plan


@dataclass(frozen=True)
class Answer:
    """What brute force says: the best plans, best first, or none where the rules cannot be met."""

    best: tuple[Found, ...]

    @property
    def feasible(self) -> bool:
        return bool(self.best)


def count_plans(case: Case, policies: Sequence[Policy], most: int) -> int:
    """Return how many whole-number plans must be looked at, or some number above `most`."""
    coupled = is_coupled(policies)
    total = 1 if coupled else 0
    for service in case.services:
        number = 0
        for history in histories(case, service, policies):
            number += sum(1 for _ in contract_histories(history))
            if number > most:
                return number
        total = total * number if coupled else total + number
    return total


def is_coupled(policies: Sequence[Policy]) -> bool:
    """Say whether some policy ties services together or reads money."""
    return any(rule.kind in COUPLING_KINDS for rule in policies)


def brute_force(case: Case, policies: Sequence[Policy], keep: int = 10) -> Answer:
    """Return the best plans of a case; services are taken apart where no policy couples them."""
    by_service = [service_plans(case, service, policies) for service in case.services]
    if is_coupled(policies):
        return Answer(tuple(_best_coupled(case, policies, by_service, keep)))
    top = [
        (sum(plan.value_gbp for plan in plans), plans)
        for plans in product(*(plans[:keep] for plans in by_service))
    ]
    best = heapq.nlargest(keep, top, key=lambda pair: pair[0])
    return Answer(tuple(_found(case, value, plans, _flows(plans)) for value, plans in best))


def _flows(plans: Sequence[ServicePlan]) -> dict[Column, float]:
    return {column: value for plan in plans for column, value in plan.flows.items()}


def _found(case: Case, value: float, plans: Sequence[ServicePlan], flows: Mapping[Column, float]) -> Found:
    shares = dict.fromkeys(case.councils, 0.0)
    for plan in plans:
        for council, cost in bau_costs(case, plan.history.service).items():
            shares[council] += cost
        for council, cost in plan.council_costs.items():
            shares[council] -= cost.at(flows)
    return Found(value, shares, plan_of(plans, flows))


def _best_coupled(
    case: Case, policies: Sequence[Policy], by_service: Sequence[list[ServicePlan]], keep: int
) -> list[Found]:
    """Go through all combinations by their value without the coupling rules, which can only lower it."""
    rules = CoupledRules(case, policies)
    combinations = sorted(product(*by_service), key=lambda plans: -sum(plan.value_gbp for plan in plans))
    best: list[tuple[float, int, Sequence[ServicePlan], dict]] = []
    for number, plans in enumerate(combinations):
        if len(best) == keep and sum(plan.value_gbp for plan in plans) < best[-1][0]:
            break
        answer = rules.best(plans)
        if answer is not None:
            best.append((answer[0], number, plans, dict(answer[1])))
            best = sorted(best, key=lambda one: -one[0])[:keep]
    return [_found(case, value, plans, flows) for value, _, plans, flows in best]
