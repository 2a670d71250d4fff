"""Whole-number plans of one service on its own, each with the best that its staff flows allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from optimizer.case.case import Case, Policy
from tests.brute_force.contract_costs import contract_items
from tests.brute_force.contract_states import ContractHistory, contract_histories
from tests.brute_force.costs import bau_flows, bau_history, bau_items, membership_items
from tests.brute_force.ledger import (
    Item,
    Linear,
    council_costs,
    nominal_factor,
    real_factor,
    transition_costs,
    whole_cost,
    yearly_costs,
)
from tests.brute_force.memberships import History, histories
from tests.brute_force.workforce import Column, Rows, workforce_rows


@dataclass(frozen=True)
class ServicePlan:
    """One whole-number plan of one service.

    `value_gbp` is its best saving where no rule reads money, at the staff flows `flows`; `rows` and `items`
    are kept for rules that do.
    """

    value_gbp: float
    history: History = field(repr=False)
    contracts: ContractHistory
    items: tuple[Item, ...] = field(repr=False)
    rows: Rows = field(repr=False)
    flows: Mapping[Column, float] = field(repr=False)

    @cached_property
    def council_costs(self) -> dict[str, Linear]:
        """Return each council's discounted real cost, charges included."""
        return council_costs(self.history, self.items)

    @cached_property
    def transition_costs(self) -> dict[tuple[str, int], Linear]:
        """Return each council's one-off cost in cash by year."""
        return transition_costs(self.history, self.items)

    @cached_property
    def cash_cost(self) -> Linear:
        """Return what all councils pay over all years, in cash."""
        return whole_cost(self.history, self.items, nominal_factor)

    @cached_property
    def one_off_cost(self) -> Linear:
        """Return what is paid once, over all years, in real money."""
        return whole_cost(self.history, [item for item in self.items if item.one_off], real_factor)

    @cached_property
    def cash_costs(self) -> dict[tuple[str, int], Linear]:
        """Return each council's cost in cash by year, charges included."""
        return yearly_costs(self.history, self.items, cashable=False)

    @cached_property
    def cashable_costs(self) -> dict[tuple[str, int], Linear]:
        """Return what of it leaves the budget."""
        return yearly_costs(self.history, self.items, cashable=True)


def service_plans(case: Case, service: str, policies: Sequence[Policy]) -> list[ServicePlan]:
    """Return every plan of a service that has feasible staff flows, the best first."""
    business_as_usual = sum(bau_costs(case, service).values())
    plans = []
    for history in histories(case, service, policies):
        items = tuple(membership_items(history))
        rows = workforce_rows(history)
        cheapest = rows.cheapest(_all_councils(council_costs(history, items).values()))
        if cheapest is None:
            continue
        cost, flows = cheapest
        for contracts in contract_histories(history):
            more = tuple(contract_items(history, contracts))
            rest = _all_councils(council_costs(history, more).values()).constant
            value = business_as_usual - cost - rest
            plans.append(ServicePlan(value, history, contracts, items + more, rows, flows))
    return sorted(plans, key=lambda plan: -plan.value_gbp)


def bau_costs(case: Case, service: str) -> dict[str, float]:
    """Return each council's discounted real cost of business as usual for the service."""
    costs = council_costs(bau_history(case, service), bau_items(case, service))
    flows = bau_flows(case, service)
    return {council: cost.at(flows) for council, cost in costs.items()}


def bau_yearly_costs(case: Case, service: str, *, cashable: bool) -> dict[tuple[str, int], float]:
    """Return each council's cost of business as usual for the service in cash, by year."""
    costs = yearly_costs(bau_history(case, service), bau_items(case, service), cashable=cashable)
    flows = bau_flows(case, service)
    return {key: cost.at(flows) for key, cost in costs.items()}


def _all_councils(costs: Iterable[Linear]) -> Linear:
    total = Linear()
    for cost in costs:
        total.constant += cost.constant
        for column, weight in cost.flows.items():
            total.flows[column] += weight
    return total
