"""What policies on structure and calendar allow, read off membership histories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from optimizer.case.case import Case, Policy
from tests.brute_force.memberships import History

COUPLING_STRUCTURE = ("same_host", "different_hosts", "precedence", "concentration")
"""Kinds that tie services together."""

MONEY_ROUNDING_GBP = 0.000001


def structure_holds(case: Case, rule: Policy, services: Mapping[str, History]) -> bool:
    """Say whether the histories of all services together keep one of these policies."""
    if rule.kind == "precedence":
        return _in_order(case, rule, services)
    if rule.kind == "concentration":
        return all(_spread(case, rule, services, year) for year in range(1, case.settings.years + 1))
    hosts_of_years = [
        [_host(case, services[one], council, year) for one in rule.parameters["services"]]
        for council in rule.parameters["councils"]
        for year in range(1, case.settings.years + 1)
    ]
    pairs = [pair for hosts in hosts_of_years for pair in combinations(filter(None, hosts), 2)]
    if rule.kind == "same_host":
        return all(one == other for one, other in pairs)
    return all(one != other for one, other in pairs)


def _host(case: Case, history: History, council: str, year: int) -> str | None:
    pool = history.states[year].get(council)
    return case.arrangements[pool].host if pool else None


def _in_order(case: Case, rule: Policy, services: Mapping[str, History]) -> bool:
    told = rule.parameters
    for council in told["councils"]:
        for year in range(1, case.settings.years + 1):
            before = year - told["gap_years"]
            ready = before >= 0 and services[told["first"]].states[before][council]
            if services[told["then"]].joins(council, year) and not ready:
                return False
    return True


def _spread(case: Case, rule: Policy, services: Mapping[str, History], year: int) -> bool:
    spend: Counter[str] = Counter()
    for service, history in services.items():
        for council, pool in history.states[year].items():
            if pool:
                member, posts = case.candidates[council, pool], case.needs[council, service].posts
                moved = {role: float(fte) for role, fte in member.in_scope_fte.items() if fte}
                pay = sum(fte * float(posts[role].pay_gbp_per_fte) for role, fte in moved.items())
                spend[case.arrangements[pool].host] += pay + float(member.in_scope_other_gbp)
    most = float(rule.parameters["most_share"]) * spend.total() + MONEY_ROUNDING_GBP
    limited = [rule.parameters["host"]] if rule.parameters["host"] else list(spend)
    return all(spend[host] <= most for host in limited)


def changes_at(case: Case, histories: Sequence[History], council: str, host: str, year: int) -> int:
    """Return how often the council comes into, deepens in or leaves pools of the host in a year."""
    moves = [(history.joins(council, year), history.stops(council, year)) for history in histories]
    return sum(case.arrangements[pool].host == host for pair in moves for pool in pair if pool)
