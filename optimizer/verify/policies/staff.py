"""Policies on people and on what hosts can take on."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.exact import ZERO
from optimizer.verify.parameters import number, text, whole
from optimizer.verify.policies.facts import Facts, Limit
from optimizer.verify.workforce import in_scope


def _hosts(facts: Facts, policy: Policy) -> list[str]:
    """Return the host of the policy, or every body that hosts a candidate pool."""
    pools = facts.case.arrangements.values()
    only = text(policy, "host")
    return list(dict.fromkeys(pool.host for pool in pools if only in (None, pool.host)))


def _active(facts: Facts, service: str | None, host: str | None) -> list[str]:
    """Return the pools of a service and host (None = any) that ever have members or staff."""
    return [
        pool
        for pool in facts.history.active
        if service in (None, facts.case.arrangements[pool].service)
        and host in (None, facts.case.arrangements[pool].host)
    ]


def _flow(facts: Facts, flow: str, pools: list[str], year: int) -> Fraction:
    """Return the FTE of a flow in a year over all councils and roles of the pools."""
    flows = facts.story.workforce.flows.items()
    amounts = (f for key, f in flows if (key.flow, key.year) == (flow, year) and key.arrangement in pools)
    return sum(amounts, ZERO)


def _staff(facts: Facts, pools: list[str], year: int) -> Fraction:
    staff = facts.story.workforce.staff.items()
    return sum((years[year] for (pool, _), years in staff if pool in pools), ZERO)


def host_capacity_fte(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Staff in post in all pools of a host, and staff transferred into them in a year."""
    most, most_moved = number(policy, "most_fte"), number(policy, "most_transfers_fte_per_year")
    for host in _hosts(facts, policy):
        pools = _active(facts, None, host)
        for year in facts.years:
            place = f"{host}, {facts.case.year_label(year)}"
            if most is not None:
                yield Limit(most - _staff(facts, pools, year), f"{place}, staff in post")
            if most_moved is not None:
                moved = _flow(facts, "transferred", pools, year)
                yield Limit(most_moved - moved, f"{place}, transfers")


def host_capacity_volume(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The volume of all members of a host's pools of the service."""
    service = text(policy, "service")
    for host in _hosts(facts, policy):
        pools = _active(facts, service, host)
        for year in facts.years:
            volume = sum(facts.history.volume(pool, year) for pool in pools)
            place = f"{service}, {host}, {facts.case.year_label(year)}"
            yield Limit(Fraction(whole(policy, "most_volume", 0) - volume), place)


def redundancy_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """FTE made redundant in a year, and in all years."""
    pools = _active(facts, text(policy, "service"), text(policy, "host"))
    by_year = {year: _flow(facts, "redundant", pools, year) for year in facts.years}
    most, most_in_all = number(policy, "most_per_year_fte"), number(policy, "most_total_fte")
    if most is not None:
        for year, fte in by_year.items():
            yield Limit(most - fte, facts.case.year_label(year))
    if most_in_all is not None:
        yield Limit(most_in_all - sum(by_year.values(), ZERO), "all years")


def no_compulsory_redundancy(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Nobody is made redundant."""
    yield Limit(ZERO, "all pools")
    for pool in _active(facts, text(policy, "service"), text(policy, "host")):
        for year in facts.years:
            if fte := _flow(facts, "redundant", [pool], year):
                yield Limit(-fte, f"{pool}, {facts.case.year_label(year)}")


def minimum_cover(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The staff of a role in an open pool: FTE, or the share of what its members have put in."""
    case, only = facts.case, text(policy, "role")
    least, share = number(policy, "least_fte"), number(policy, "least_share")
    for pool in _active(facts, text(policy, "service"), None):
        roles = case.arrangements[pool].roles
        for role in (role for role in roles if roles[role].staff_share > 0 and only in (None, role)):
            for year in facts.years:
                members = facts.history.members[pool][year]
                if not members:
                    continue
                staff = facts.story.workforce.staff[pool, role][year]
                place = f"{pool}, {role}, {case.year_label(year)}"
                if least is not None:
                    yield Limit(staff - least, place)
                if share is not None:
                    put_in = sum((in_scope(case, council, pool, role) for council in members), ZERO)
                    yield Limit(staff - share * put_in, place)
