"""The free decisions in the referee's own form, from a plan's tables or from today's position carried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from optimizer.case.case import Case
from optimizer.plan import Plan
from optimizer.verify.curves import value_at
from optimizer.verify.exact import ZERO, exact


class FlowKey(NamedTuple):
    """What one staff flow is of; empty where the flow has no pool or no council."""

    flow: str
    arrangement: str
    council: str
    service: str
    role: str
    year: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """Memberships of the years 1..H, states of contracts, and staff flows in exact FTE.

    `contracts` maps (contract, year) to every (state, pool) given for it: one in any plan that holds.
    """

    memberships: frozenset[tuple[str, str, int]]
    contracts: Mapping[tuple[str, int], tuple[tuple[str, str], ...]]
    flows: Mapping[FlowKey, Fraction]


def decisions_of(plan: Plan) -> Decisions:
    """Read the plan's tables, which must be well-formed."""
    contracts: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
    for row in plan.contracts:
        key = (row.contract, row.year)
        contracts[key] = (*contracts.get(key, ()), (row.state, row.arrangement))
    return Decisions(
        memberships=frozenset((row.council, row.arrangement, row.year) for row in plan.memberships),
        contracts=contracts,
        flows={
            FlowKey(row.flow, row.arrangement, row.council, row.service, row.role, row.year): exact(row.fte)
            for row in plan.staff
            if row.fte
        },
    )


def decisions_of_today(case: Case) -> Decisions:
    """Carry today's memberships on (CORE BAU): contracts run on, and exactly those who go are replaced."""
    years = range(1, case.settings.years + 1)
    today = [need for need in case.needs.values() if need.arrangement_today is not None]
    memberships = {(need.council, str(need.arrangement_today), t) for need in today for t in years}
    contracts: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}
    for need in today:
        for name in case.arrangements[str(need.arrangement_today)].displaces:
            if case.contracts[name].council == need.council:
                contracts.update({(name, t): (("run_on", ""),) for t in years})
    flows: dict[FlowKey, Fraction] = {}
    for pool in sorted({str(need.arrangement_today) for need in today}):
        arrangement = case.arrangements[pool]
        volume = sum(need.volume for need in today if need.arrangement_today == pool)
        for role, terms in arrangement.roles.items():
            if not terms.staff_share:
                continue
            full = value_at(case.curves[arrangement.service, f"fte:{role}"], volume) or ZERO
            recruited = exact(terms.turnover_share) * exact(terms.staff_share) * full
            if recruited:
                keys = [FlowKey("recruited", pool, "", arrangement.service, role, t) for t in years]
                flows.update(dict.fromkeys(keys, recruited))
    return Decisions(frozenset(memberships), contracts, flows)
