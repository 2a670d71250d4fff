"""Who may pull out of which pool and when, and what the smaller pool is then: a case and pinned memberships.

A withdrawal takes one council out of one chain of pools from the change date of a year on. Everybody's other
memberships stay as the plan has them. A pool that its own host leaves, or that keeps fewer members than its
least, closes for good and all go home. Minimum term and notice of the chain do not hold, since a partner that
pulls out breaks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from optimizer.analysis.why.alternatives import forcing_policy
from optimizer.case.case import Arrangement, Case, Policy
from optimizer.plan.plan import Membership, Plan

SET = "stress"
"""Set of the policies that pin memberships; their names hold a full stop, so no user's is the same."""

STAFF_KINDS = ("redundancy_limit", "no_compulsory_redundancy", "minimum_cover", "host_capacity_fte")
"""Agreements on staff bind those who stay, too; all other policies are what a withdrawal breaks."""


SPANNING_KINDS = ("redundancy_limit", "host_capacity_fte")
"""Of these, those that count all services together unless they name one."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One council leaves one chain of pools.

    Attributes:
        council: who leaves.
        service: the service of the chain.
        chain: the chain of pools.
        year: first year in which it is out.
        never_joined: whether that is the year in which the plan lets it join, so that it never is in.
        closes: first year in which a pool is closed for want of host or members; None where none is.
        memberships: who is where instead, in all services.
    """

    council: str
    service: str
    chain: str
    year: int
    never_joined: bool
    closes: int | None
    memberships: tuple[Membership, ...]


def withdrawals(
    case: Case, plan: Plan, services: Iterable[str], council: str | None = None
) -> tuple[Withdrawal, ...]:
    """Return every withdrawal from the pools of a plan, by service, chain, council and year.

    Args:
        case: the case.
        plan: the plan.
        services: services to look at.
        council: the only one that withdraws; None for each.
    """
    found: list[Withdrawal] = []
    for service in services:
        pools = [pool for pool in case.arrangements.values() if pool.service == service]
        for chain in dict.fromkeys(pool.chain for pool in pools):
            for who, years in _inside(case, plan, chain).items():
                if council in (None, who):
                    found += (_withdrawal(case, plan, who, chain, years, t) for t in years if t > 0)
    return tuple(found)


def pools_of(case: Case, chain: str) -> dict[str, Arrangement]:
    """Return the arrangements of a chain."""
    return {name: pool for name, pool in case.arrangements.items() if pool.chain == chain}


def _inside(case: Case, plan: Plan, chain: str) -> dict[str, list[int]]:
    """Return for each council the years 0..H in which it is in the chain, councils in their order."""
    pools = pools_of(case, chain)
    found: dict[str, set[int]] = {council: set() for council in case.councils}
    for need in case.needs.values():
        if need.arrangement_today in pools:
            found[need.council].add(0)
    for row in plan.memberships:
        if row.arrangement in pools:
            found[row.council].add(row.year)
    return {council: sorted(years) for council, years in found.items() if years}


def _withdrawal(case: Case, plan: Plan, council: str, chain: str, inside: list[int], year: int) -> Withdrawal:
    pools = pools_of(case, chain)
    left = [
        row
        for row in plan.memberships
        if not (row.council == council and row.arrangement in pools and row.year >= year)
    ]
    closed = {name: since for name, pool in pools.items() if (since := _closes(pool, left, year)) is not None}
    never = case.settings.years + 1
    return Withdrawal(
        council=council,
        service=next(iter(pools.values())).service,
        chain=chain,
        year=year,
        never_joined=year == inside[0],
        closes=min(closed.values(), default=None),
        memberships=tuple(row for row in left if row.year < closed.get(row.arrangement, never)),
    )


def _closes(pool: Arrangement, left: list[Membership], since: int) -> int | None:
    """Return the first year from `since` on in which the pool has members who cannot run it."""
    members: dict[int, set[str]] = {}
    for row in left:
        if row.arrangement == pool.arrangement and row.year >= since:
            members.setdefault(row.year, set()).add(row.council)
    for year in sorted(members):
        too_few = len(members[year]) < pool.least_members
        if too_few or (pool.hosted_by_member and pool.host not in members[year]):
            return year
    return None


def agreements(
    case: Case, policies: Iterable[Policy], service: str
) -> tuple[tuple[str, ...], tuple[Policy, ...]]:
    """Return the services to be solved with one, and the policies that bind those who stay in them.

    A service is solved by itself, unless a limit on staff counts several together.
    """
    on_staff = [policy for policy in policies if policy.kind in STAFF_KINDS]
    together = any(
        policy.kind in SPANNING_KINDS and policy.parameters.get("service") is None for policy in on_staff
    )
    services = tuple(case.services) if together else (service,)
    binding = [policy for policy in on_staff if policy.parameters.get("service") in (None, *services)]
    return services, tuple(binding)


def lifted(case: Case, chain: str, *, pay_offs: bool = False) -> Case:
    """Return the case in which the terms of a chain no longer hold.

    Args:
        case: the case.
        chain: chain without minimum term and notice; empty for none.
        pay_offs: whether staff seconded to it may be made redundant, which its terms exclude.
    """
    pools = {
        name: replace(
            pool,
            minimum_term_years=1,
            notice_years=0,
            staff_mode="transfer" if pay_offs and pool.staff_mode == "secondment" else pool.staff_mode,
        )
        for name, pool in pools_of(case, chain).items()
    }
    return replace(case, arrangements={**case.arrangements, **pools})


def part_of(case: Case, plan: Plan, services: tuple[str, ...]) -> Case:
    """Return the case of some services, and of the pools that the plan or today has for them, no others.

    Services meet only in policies, so what is left out changes nothing in what is left.
    """
    used = {row.arrangement for row in plan.memberships}
    used |= {need.arrangement_today for need in case.needs.values() if need.arrangement_today is not None}
    pools = {
        name: pool for name, pool in case.arrangements.items() if name in used and pool.service in services
    }
    return replace(
        case,
        services={name: one for name, one in case.services.items() if name in services},
        needs={key: one for key, one in case.needs.items() if one.service in services},
        contracts={name: one for name, one in case.contracts.items() if one.service in services},
        curves={key: one for key, one in case.curves.items() if key[0] in services},
        arrangements=pools,
        candidates={key: one for key, one in case.candidates.items() if key[1] in pools},
        baseline_changes_gbp={
            key: amount for key, amount in case.baseline_changes_gbp.items() if key[1] in services
        },
        risks={},
        scenarios={},
    )


def pins(case: Case, memberships: Iterable[Membership]) -> tuple[Policy, ...]:
    """Return the policies that leave nothing open in who is where, for the services of the case."""
    where = {
        (row.council, case.arrangements[row.arrangement].service, row.year): row.arrangement
        for row in memberships
        if row.arrangement in case.arrangements
    }
    found = [policy for key in case.needs for policy in _pinned(case, *key, where)]
    return tuple(
        replace(policy, policy=f"{place}.{policy.kind}", set=SET, reason="as in the plan")
        for place, policy in enumerate(found, start=1)
    )


def _pinned(
    case: Case, council: str, service: str, where: Mapping[tuple[str, str, int], str]
) -> Iterator[Policy]:
    years = range(1, case.settings.years + 1)
    for pool, run in groupby(years, key=lambda year: where.get((council, service, year), "")):
        span = list(run)
        first, last = span[0], span[-1]
        if pool:
            yield forcing_policy(
                "pool_required",
                service=service,
                councils=(council,),
                arrangement=pool,
                first_year=first,
                last_year=last,
            )
        else:
            yield forcing_policy(
                "pool_forbidden", service=service, councils=(council,), first_year=first, last_year=last
            )
