"""Short ways to write a plan's tables by hand."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import get_args

from optimizer.case.case import Case
from optimizer.plan import ContractState, Membership, Plan, StaffFlow
from optimizer.plan.plan import Flow, PooledContractState

GOLDEN_POOL = "ICT.A.lead_authority.full"


def memberships(pool: str, councils: str, years: Iterable[int]) -> list[Membership]:
    """Return memberships of councils named by one letter each."""
    return [Membership(council, pool, year) for year in years for council in councils]


def contract(
    name: str, state: PooledContractState, years: Iterable[int], pool: str = ""
) -> list[ContractState]:
    return [ContractState(name, year, state, pool if state == "novated" else "") for year in years]


def flow(
    case: Case, kind: Flow, pool: str, council: str, year: int, fte: str, role: str = "all"
) -> StaffFlow:
    """Return one flow; the service is that of the pool, or for rehired named instead of the pool."""
    assert kind in get_args(Flow)
    service = case.arrangements[pool].service if pool in case.arrangements else pool
    return StaffFlow(pool if kind != "rehired" else "", council, service, role, year, kind, Decimal(fte))


def plan_of(
    members: Iterable[Membership] = (),
    contracts: Iterable[ContractState] = (),
    staff: Iterable[StaffFlow] = (),
) -> Plan:
    """Return a plan without a ledger."""
    return Plan(tuple(sorted(members)), tuple(sorted(contracts)), tuple(sorted(staff)), ())


def golden_plan(
    case: Case, first: int = 1, k_a: PooledContractState = "novated", k_b: PooledContractState = "ended"
) -> Plan:
    """Return the best plan of CORE part 3, or one of its alternatives, without a ledger."""
    years = range(first, 4)
    staff = [
        flow(case, "transferred", GOLDEN_POOL, "A", first, "10"),
        flow(case, "transferred", GOLDEN_POOL, "B", first, "7"),
    ]
    if first == 1:
        staff.append(flow(case, "redundant", GOLDEN_POOL, "", 2, "1.3"))
        staff.append(flow(case, "recruited", GOLDEN_POOL, "", 3, "1.4"))
    return plan_of(
        memberships(GOLDEN_POOL, "AB", years),
        [*contract("kA", k_a, years, GOLDEN_POOL), *contract("kB", k_b, years)],
        staff,
    )
