"""Rules that hold for all services together: counted changes and hosts, and rules that read money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from optimizer.case.case import SHARED, Case, Policy
from tests.brute_force.funding import funding_rows
from tests.brute_force.ledger import Linear
from tests.brute_force.limits import LINEAR_KINDS, Limit, Today, limits_of, share_limits
from tests.brute_force.plan_policies import differs_enough
from tests.brute_force.service_plans import ServicePlan, bau_costs
from tests.brute_force.structure import COUPLING_STRUCTURE, changes_at, structure_holds
from tests.brute_force.workforce import Column

COUPLING_KINDS = (
    *("changes_limit", "host_fairness", "transition_budget", "no_loser"),
    *COUPLING_STRUCTURE,
    *("least_saving", "cash_cost_limit", "one_off_cost_limit", "risk_budget", "total_changes_limit"),
    *("funded", "differs"),
    *LINEAR_KINDS,
)

ROUNDING = 1e-9
"""Of a thousand pounds or an FTE: far below what tests compare, far above the rounding of floats."""


class CoupledRules:
    """The coupling policies of a case, asked of one combination of service plans at a time."""

    def __init__(self, case: Case, policies: Sequence[Policy]) -> None:
        self.case = case
        self.policies = [rule for rule in policies if rule.kind in COUPLING_KINDS]
        self.bau: Counter[str] = Counter()
        for service in case.services:
            self.bau.update(bau_costs(case, service))
        self.today = Today(case)

    def best(self, plans: Sequence[ServicePlan]) -> tuple[float, Mapping[Column, float]] | None:
        """Return the best saving of a combination under all the rules with its flows, or None."""
        if not all(self._counts_hold(rule, plans) for rule in self.policies):
            return None
        flows = {column: value for plan in plans for column, value in plan.flows.items()}
        saving = sum(plan.value_gbp for plan in plans)
        asking = [rule for rule in self.policies if rule.kind == "funded"]
        rows = funding_rows(self.case, asking, plans)
        drawn = [column for column in rows.bounds if column[0] == "draw"]
        limits = [limit for rule in self.policies for limit in self._limits(rule, plans, drawn)]
        if not asking and all(amount.at(flows) <= most + ROUNDING * scale for amount, most, scale in limits):
            return saving, flows
        cost = Linear()
        for plan in plans:
            rows.extend(plan.rows)
            for council_cost in plan.council_costs.values():
                _add(cost, council_cost)
        for amount, most, scale in limits:
            weights = {column: weight / scale for column, weight in amount.flows.items() if weight}
            rows.at_most.append((weights, (most - amount.constant) / scale))
        cheapest = rows.cheapest(cost)
        return None if cheapest is None else (sum(self.bau.values()) - cheapest[0], cheapest[1])

    def _counts_hold(self, rule: Policy, plans: Sequence[ServicePlan]) -> bool:
        told = rule.parameters
        years = range(1, self.case.settings.years + 1)
        if rule.kind in COUPLING_STRUCTURE:
            return structure_holds(self.case, rule, {plan.history.service: plan.history for plan in plans})
        if rule.kind == "changes_limit" and told["each_host"]:
            hosts = {one.host for one in self.case.arrangements.values()}
            return all(
                sum(self._changes_at(plans, council, host, year) for council in told["councils"])
                <= told["most_per_year"]
                for host in hosts
                for year in years
            )
        if rule.kind == "changes_limit":
            for year in years:
                changes = [self._changes(plans, council, year) for council in told["councils"]]
                counted = max(changes, default=0) if told["each_council"] else sum(changes)
                if counted > told["most_per_year"]:
                    return False
        if rule.kind == "total_changes_limit":
            made = [self._changes(plans, council, year) for council in self.case.councils for year in years]
            return sum(made) <= told["most"]
        if rule.kind == "differs":
            return differs_enough(self.case, rule, {plan.history.service: plan.history for plan in plans})
        if rule.kind == "risk_budget":
            return sum(map(self._rated, plans)) <= float(told["most_gbp"]) + ROUNDING
        if rule.kind == "host_fairness":
            for year in years:
                hosted = self._hosted(plans, year)
                for council in told["councils"]:
                    if told["most"] is not None and hosted[council] > told["most"]:
                        return False
                    last = year == self.case.settings.years
                    if last and told["least"] is not None and hosted[council] < told["least"]:
                        return False
        return True

    def _changes(self, plans: Sequence[ServicePlan], council: str, year: int) -> int:
        histories = [plan.history for plan in plans if council in plan.history.states[0]]
        return sum(history.changes(council, year) for history in histories)

    def _changes_at(self, plans: Sequence[ServicePlan], council: str, host: str, year: int) -> int:
        histories = [plan.history for plan in plans if council in plan.history.states[0]]
        return changes_at(self.case, histories, council, host, year)

    def _rated(self, plan: ServicePlan) -> float:
        """Return risk rating x spend in scope over the years of a service."""
        rated = 0.0
        for year in range(1, self.case.settings.years + 1):
            for council, pool in plan.history.states[year].items():
                if pool:
                    posts = self.case.needs[council, self.case.arrangements[pool].service].posts
                    member = self.case.candidates[council, pool]
                    moved = {role: float(fte) for role, fte in member.in_scope_fte.items() if fte}
                    spend = sum(fte * float(posts[role].pay_gbp_per_fte) for role, fte in moved.items())
                    spend += float(member.in_scope_other_gbp)
                    rated += self.case.arrangements[pool].risk_rating * spend
        return rated

    def _hosted(self, plans: Sequence[ServicePlan], year: int) -> Counter[str]:
        pools = {pool for plan in plans for pool in plan.history.states[year].values() if pool}
        return Counter(self.case.arrangements[pool].host for pool in pools)

    def _limits(self, rule: Policy, plans: Sequence[ServicePlan], drawn: Sequence[Column]) -> list[Limit]:
        told = rule.parameters
        if rule.kind == "no_loser":
            limits = []
            for council in told["councils"]:
                total = Linear()
                for plan in plans:
                    _add(total, plan.council_costs.get(council, Linear()))
                limits.append(Limit(total, self.bau[council] + float(told["most_loss_gbp"])))
            return limits
        if rule.kind == "least_saving":
            total = Linear()
            for plan in plans:
                for cost in plan.council_costs.values():
                    _add(total, cost)
            return [Limit(total, sum(self.bau.values()) - float(told["least_gbp"]))]
        if rule.kind in ("cash_cost_limit", "one_off_cost_limit"):
            total = Linear()
            for plan in plans:
                _add(total, plan.cash_cost if rule.kind == "cash_cost_limit" else plan.one_off_cost)
            return [Limit(total, float(told["most_gbp"]))]
        if rule.kind == "transition_budget":
            return [
                Limit(self._transition(plans, who, year), float(amount))
                for (who, year, pot), amount in self.case.budgets_gbp.items()
                if pot == told["pot"] and (who == SHARED or who in told["councils"])
            ]
        if rule.kind == "maximum_share":
            return list(share_limits(rule, plans, self.bau))
        return list(limits_of(rule, self.today, plans, drawn))

    def _transition(self, plans: Sequence[ServicePlan], who: str, year: int) -> Linear:
        councils = self.case.councils if who == SHARED else (who,)
        total = Linear()
        for plan in plans:
            for council in councils:
                _add(total, plan.transition_costs.get((council, year), Linear()))
        return total


def _add(total: Linear, more: Linear) -> None:
    total.constant += more.constant
    for column, weight in more.flows.items():
        total.flows[column] += weight
