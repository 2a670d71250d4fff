"""Rules on money and people as linear limits of one combination of service plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from optimizer.case.case import Case, Policy
from tests.brute_force.funding import brought_in
from tests.brute_force.ledger import Linear
from tests.brute_force.quantities import in_scope_fte, staffed_roles
from tests.brute_force.service_plans import ServicePlan, bau_yearly_costs
from tests.brute_force.workforce import Column

PEOPLE_KINDS = ("host_capacity_fte", "redundancy_limit", "no_compulsory_redundancy", "minimum_cover")
CASH_KINDS = ("affordability", "savings_target", "payback", "maximum_share")
LINEAR_KINDS = (*PEOPLE_KINDS, *CASH_KINDS)

POUNDS = 1000.0
"""Money goes into the linear programme in thousands, so that its tolerance is far below a pound."""

FTE = 1.0

Plans = Sequence[ServicePlan]
Values = Mapping[tuple[str, int], float]


class Limit(NamedTuple):
    """Something that may be at most so much; `scale` is what goes into a linear programme as one."""

    amount: Linear
    most: float
    scale: float = POUNDS


class Today:
    """What each council pays in each year under business as usual, in cash."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.costs: dict[bool, Values] = {
            cashable: _added(bau_yearly_costs(case, service, cashable=cashable) for service in case.services)
            for cashable in (False, True)
        }


def _added(parts: Iterator[Values]) -> Values:
    total: dict[tuple[str, int], float] = {}
    for part in parts:
        for key, pounds in part.items():
            total[key] = total.get(key, 0.0) + pounds
    return total


def limits_of(rule: Policy, today: Today, plans: Plans, drawn: Sequence[Column]) -> Iterator[Limit]:
    """Yield every limit of a rule; a rule of another kind has none here.

    `drawn` are the columns of what is drawn from sources, in thousand pounds; they count in affordability.
    """
    told, years = rule.parameters, range(1, today.case.settings.years + 1)
    match rule.kind:
        case "host_capacity_fte":
            yield from _host_limits(rule, today.case, plans)
        case "redundancy_limit":
            by_year = [_redundant(rule, plans, (year,)) for year in years]
            if told["most_per_year_fte"] is not None:
                yield from (Limit(amount, float(told["most_per_year_fte"]), FTE) for amount in by_year)
            if told["most_total_fte"] is not None:
                yield Limit(_redundant(rule, plans, tuple(years)), float(told["most_total_fte"]), FTE)
        case "no_compulsory_redundancy":
            yield Limit(_redundant(rule, plans, tuple(years)), 0.0, FTE)
        case "minimum_cover":
            yield from _cover_limits(rule, today.case, plans)
        case "affordability":
            for council in told["councils"]:
                for year in range(told["first_year"], told["last_year"] + 1):
                    worse = _worse(today, plans, (council,), year, cashable=False)
                    for column in (column for column in drawn if column[2] == council):
                        worse.flows[column] -= 1000 * brought_in(today.case, column, year)
                    yield Limit(worse, float(told["most_worse_gbp"]))
        case "savings_target":
            for councils in _groups(rule, today.case):
                worse = _worse(today, plans, councils, told["year"], cashable=True)
                yield Limit(worse, -float(told["least_gbp"]))
        case "payback":
            for councils in _groups(rule, today.case):
                by_year = [_worse(today, plans, councils, t, cashable=True) for t in (0, *years)]
                for owed in list(accumulate(by_year, _sum))[told["by_year"] :]:
                    yield Limit(owed, 0.0)


def _sum(first: Linear, second: Linear) -> Linear:
    total = Linear()
    for part in (first, second):
        _add(total, part, 1.0)
    return total


def _add(total: Linear, more: Linear, factor: float) -> None:
    total.constant += factor * more.constant
    for column, weight in more.flows.items():
        total.flows[column] += factor * weight


def _groups(rule: Policy, case: Case) -> list[tuple[str, ...]]:
    """Return whose saving counts as one: all the rule's councils, or each on its own."""
    councils = rule.parameters["councils"] or case.councils
    return [(council,) for council in councils] if rule.parameters["each_council"] else [councils]


def _worse(today: Today, plans: Plans, councils: tuple[str, ...], year: int, *, cashable: bool) -> Linear:
    """Return what the councils pay in a year above what they would pay under business as usual."""
    total = Linear()
    for council in councils:
        total.constant -= today.costs[cashable].get((council, year), 0.0)
        for plan in plans:
            costs = plan.cashable_costs if cashable else plan.cash_costs
            _add(total, costs.get((council, year), Linear()), 1.0)
    return total


def share_limits(rule: Policy, plans: Plans, bau_gbp: Mapping[str, float]) -> Iterator[Limit]:
    """Yield that no council saves more than its share: its saving less the share of all is at most 0."""
    most_share = float(rule.parameters["most_share"])
    for council in rule.parameters["councils"]:
        excess = Linear()
        for other, before in bau_gbp.items():
            factor = (1.0 if other == council else 0.0) - most_share
            excess.constant += factor * before
            for plan in plans:
                _add(excess, plan.council_costs.get(other, Linear()), -factor)
        yield Limit(excess, 0.0)


def _columns(plans: Plans, flow: str) -> Iterator[tuple[tuple, ServicePlan]]:
    return ((column, plan) for plan in plans for column in plan.rows.bounds if column[0] == flow)


def _is_meant(rule: Policy, plan: ServicePlan, pool: str) -> bool:
    arrangement = plan.history.case.arrangements[pool]
    told = rule.parameters
    return told["service"] in (None, arrangement.service) and told["host"] in (None, arrangement.host)


def _redundant(rule: Policy, plans: Plans, years: tuple[int, ...]) -> Linear:
    total = Linear()
    for column, plan in _columns(plans, "redundant"):
        if column[-1] in years and _is_meant(rule, plan, column[1]):
            total.flows[column] += 1.0
    return total


def _host_limits(rule: Policy, case: Case, plans: Plans) -> Iterator[Limit]:
    told = rule.parameters
    hosts = {one.host for one in case.arrangements.values() if told["host"] in (None, one.host)}
    for host in sorted(hosts):
        for year in range(1, case.settings.years + 1):
            for flow, limit in (("staff", "most_fte"), ("transferred", "most_transfers_fte_per_year")):
                total = Linear()
                for column, _ in _columns(plans, flow):
                    if column[-1] == year and case.arrangements[column[1]].host == host:
                        total.flows[column] += 1.0
                if told[limit] is not None:
                    yield Limit(total, float(told[limit]), FTE)


def _cover_limits(rule: Policy, case: Case, plans: Plans) -> Iterator[Limit]:
    told = rule.parameters
    for (_, pool, role, year), plan in _columns(plans, "staff"):
        history = plan.history
        if history.service != told["service"] or told["role"] not in (None, role):
            continue
        assert role in staffed_roles(case, pool)
        least = float(told["least_fte"] or 0)
        if told["least_share"] is not None:
            members = history.members(pool, year)
            least = float(told["least_share"]) * sum(in_scope_fte(case, c, pool, role) for c in members)
        missing = Linear(least)
        missing.flows["staff", pool, role, year] -= 1.0
        yield Limit(missing, 0.0, FTE)
