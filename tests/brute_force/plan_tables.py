"""A plan of the enumerator as the plain tables that the referee reads, with this folder's own ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from optimizer.plan.plan import FTE_PLACES, ContractState, LedgerCell, Membership, Plan, StaffFlow
from tests.brute_force.contract_states import IN_HOUSE, NOVATED
from tests.brute_force.funding import drawings_of
from tests.brute_force.ledger import cells
from tests.brute_force.service_plans import ServicePlan
from tests.brute_force.workforce import Column


def plan_of(plans: Sequence[ServicePlan], flows: Mapping[Column, float]) -> Plan:
    """Return the tables of one plan of every service, at the given staff flows."""
    memberships = [
        Membership(council, pool, year)
        for plan in plans
        for year, state in enumerate(plan.history.states)
        for council, pool in state.items()
        if pool and year > 0
    ]
    contracts = [
        ContractState(name, year, state, plan.contracts.holders[name][year] if state == NOVATED else "")
        for plan in plans
        for name, states in plan.contracts.states.items()
        for year, state in enumerate(states)
        if state != IN_HOUSE and year > 0
    ]
    people = {column: fte for column, fte in flows.items() if column[0] not in ("staff", "draw")}
    staff = [_staff_flow(plans, column, fte) for column, fte in people.items()]
    return Plan(
        memberships=tuple(sorted(memberships)),
        contracts=tuple(sorted(contracts)),
        staff=tuple(sorted(flow for flow in staff if flow.fte)),
        ledger=tuple(sorted(_ledger(plans, flows))),
        drawings=drawings_of(flows),
    )


def _staff_flow(plans: Sequence[ServicePlan], column: Column, fte: float) -> StaffFlow:
    flow, *place = column
    exact = Decimal(repr(fte)).quantize(FTE_PLACES, ROUND_HALF_UP)
    if flow == "rehired":
        council, service, role, year = place
        return StaffFlow("", council, service, role, year, flow, exact)
    pool, council, role, year = place if len(place) == 4 else (place[0], "", *place[1:])
    service = plans[0].history.case.arrangements[pool].service
    return StaffFlow(pool, council, service, role, year, flow, exact)


def _ledger(plans: Sequence[ServicePlan], flows: Mapping[Column, float]) -> list[LedgerCell]:
    ledger = []
    for plan in plans:
        for (body, service, pool, year, line), amounts in cells(plan.history.case, plan.items, flows).items():
            for basis, pounds in zip(("real", "nominal"), amounts, strict=True):
                pence = math.floor(100 * pounds + 0.5)
                if pence:
                    ledger.append(LedgerCell(body, service, pool, year, line, basis, pence))
    return ledger
