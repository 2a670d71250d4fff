"""Good plans from memberships and contract states: the least staff flows that the workforce rules ask for.

A plain re-telling of CORE W1 to W8 for tests, year by year; it shares no code with the referee.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_DOWN, ROUND_UP, Decimal, localcontext

from optimizer.case.case import Case
from optimizer.plan import ContractState, Membership, Plan, StaffFlow
from optimizer.plan.plan import FTE_PLACES, Flow
from optimizer.verify import claimed_ledger

NONE = Decimal(0)
DUST = FTE_PLACES * 10
"""What rounding leaves behind in a pool that closes."""


def _down(value: Decimal) -> Decimal:
    return value.quantize(FTE_PLACES, ROUND_DOWN)


def _up(value: Decimal) -> Decimal:
    return value.quantize(FTE_PLACES, ROUND_UP)


def _curve(case: Case, service: str, measure: str, volume: int) -> Decimal:
    knots = case.curves[service, measure]
    value = knots[0].value
    for left, right in zip(knots, knots[1:], strict=False):
        if left.volume < volume <= right.volume:
            value = left.value + (right.value - left.value) * (volume - left.volume) / (
                right.volume - left.volume
            )
    return value


class Planner:
    """Walks through the years of one service and role, keeping staff by pool."""

    def __init__(
        self, case: Case, members: Iterable[Membership], service: str, role: str, cut: Decimal
    ) -> None:
        self.case, self.service, self.role, self.cut = case, service, role, cut
        self.inside: dict[tuple[str, int], set[str]] = {}
        for row in members:
            if case.arrangements[row.arrangement].service == service:
                self.inside.setdefault((row.arrangement, row.year), set()).add(row.council)
        for need in case.needs.values():
            if need.service == service and need.arrangement_today:
                self.inside.setdefault((need.arrangement_today, 0), set()).add(need.council)
        self.pools = sorted({pool for pool, _ in self.inside})
        self.flows: list[StaffFlow] = []
        self.redeployed: dict[int, Decimal] = {}
        posts = [
            need.posts[role] for need in case.needs.values() if need.service == service and role in need.posts
        ]
        self.places = sum((post.redeployment_places for post in posts), NONE)
        self.staff = {pool: self.needed(pool, 0) for pool in self.pools}

    def at(self, pool: str, year: int) -> set[str]:
        return self.inside.get((pool, year), set())

    def n(self, council: str, pool: str) -> Decimal:
        return self.case.candidates[council, pool].in_scope_fte[self.role]

    def needed(self, pool: str, year: int) -> Decimal:
        members = self.at(pool, year)
        share = self.case.arrangements[pool].roles[self.role].staff_share
        if not members or not share:
            return NONE
        volume = sum(self.case.needs[council, self.service].volume for council in members)
        dip = self.case.arrangements[pool].dip_share if year else NONE
        joined = sum((self.n(council, pool) for council in members - self.at(pool, year - 1)), NONE)
        return share * _curve(self.case, self.service, f"fte:{self.role}", volume) + dip * joined

    def add(self, kind: Flow, pool: str, council: str, year: int, fte: Decimal) -> None:
        if fte:
            self.flows.append(StaffFlow(pool, council, self.service, self.role, year, kind, fte))

    def year(self, year: int) -> None:
        left = {
            p: self.staff[p] * (1 - self.case.arrangements[p].roles[self.role].turnover_share)
            for p in self.pools
        }
        moved = dict.fromkeys(self.pools, NONE)
        for council in self.case.councils:
            before = [pool for pool in self.pools if council in self.at(pool, year - 1)]
            now = [pool for pool in self.pools if council in self.at(pool, year)]
            if before == now:
                continue
            back, forth = NONE, NONE
            for pool in before:
                leaving = sum((self.n(c, pool) for c in self.at(pool, year - 1) - self.at(pool, year)), NONE)
                n = self.n(council, pool)
                back = _down(min(n, left[pool] * n / leaving)) if leaving else NONE
                self.add("returned", pool, council, year, back)
                moved[pool] -= back
            change = sum((self.n(council, p) for p in before), NONE) - sum(
                (self.n(council, p) for p in now), NONE
            )
            for pool in now:
                forth = max(NONE, min(back - change, self.n(council, pool)))
                self.add("transferred", pool, council, year, forth)
                moved[pool] += forth
            self.add("rehired", "", council, year, change - back + forth)
        for pool in self.pools:
            self.level(pool, year, left[pool], moved[pool])

    def remove(self, pool: str, year: int, fte: Decimal) -> Decimal:
        """Redeploy as many as there are places; the others are made redundant, unless they are seconded."""
        redeployed = min(fte, self.places - self.redeployed.get(year, NONE))
        self.redeployed[year] = self.redeployed.get(year, NONE) + redeployed
        self.add("redeployed", pool, "", year, redeployed)
        if self.case.arrangements[pool].staff_mode == "secondment":
            return redeployed
        self.add("redundant", pool, "", year, fte - redeployed)
        return fte

    def level(self, pool: str, year: int, left: Decimal, moved: Decimal) -> None:
        """Recruit up to what is needed; let a share (`cut`) of any surplus go; empty a pool that closes."""
        staff, needed = left + moved, self.needed(pool, year)
        transferred = self.case.settings.redundancy_wait_years == 0
        removable = staff if transferred else min(staff, left + min(moved, NONE))
        if staff < needed:
            hired = _up(needed - staff)
            self.add("recruited", pool, "", year, hired)
            staff += hired
        elif self.at(pool, year):
            staff -= self.remove(pool, year, _down(self.cut * min(removable, staff - needed)))
        elif staff > DUST:
            staff -= self.remove(pool, year, _down(staff))
        self.staff[pool] = staff


def good_plan(
    case: Case,
    members: Iterable[Membership],
    contracts: Iterable[ContractState] = (),
    cut: str = "1",
) -> Plan:
    """Return a plan with staff flows that hold and the ledger that the referee finds for it."""
    members = sorted(members)
    flows: list[StaffFlow] = []
    with localcontext() as context:
        context.prec = 60
        for service, terms in case.services.items():
            for role in terms.roles:
                planner = Planner(case, members, service, role, Decimal(cut))
                for year in range(1, case.settings.years + 1):
                    planner.year(year)
                flows += planner.flows
    return claimed_ledger(case, Plan(tuple(members), tuple(sorted(contracts)), tuple(sorted(flows)), ()))


def with_own_ledger(case: Case, plan: Plan) -> Plan:
    """Return the plan with its ledger found afresh, so that only its decisions can be wrong."""
    return claimed_ledger(case, replace(plan, ledger=()))
