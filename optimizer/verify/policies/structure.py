"""Policies on structure: hosts of services, pools that must be open, risk ratings, concentration."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from optimizer.case.case import Policy
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.parameters import councils_of, names, share, text, whole
from optimizer.verify.policies.facts import Facts, Limit, hosts_of


def same_host(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Two of the services that a council shares in a year have one host."""
    return _pairs(facts, policy, same=True)


def different_hosts(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Two of the services that a council shares in a year have two hosts."""
    return _pairs(facts, policy, same=False)


def _pairs(facts: Facts, policy: Policy, *, same: bool) -> Iterator[Limit]:
    yield Limit(ZERO, "all memberships")
    for council in councils_of(policy, facts.case.councils):
        for one, other in combinations(names(policy, "services"), 2):
            for year in facts.years:
                hosts, others = _hosts(facts, council, one, year), _hosts(facts, council, other, year)
                if hosts and others and (hosts == others) != same:
                    place = f"{one} and {other}, {council}, {facts.case.year_label(year)}"
                    yield Limit(Fraction(-1), place)


def _hosts(facts: Facts, council: str, service: str, year: int) -> set[str]:
    return {facts.case.arrangements[pool].host for pool in facts.pools_of(council, service, year)}


def pool_open(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """A pool that matches is open in every year from first to last."""
    last = facts.history.last_year
    matching = [
        pool
        for pool in facts.history.active
        if all(
            text(policy, name) in (None, getattr(facts.case.arrangements[pool], name))
            for name in ("service", "host", "model", "arrangement")
        )
    ]
    for year in range(whole(policy, "first_year", last), whole(policy, "last_year", last) + 1):
        count = sum(facts.history.is_open(pool, year) for pool in matching)
        yield Limit(Fraction(count - 1), f"{text(policy, 'service')}, {facts.case.year_label(year)}")


def risk_rating_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No membership in an arrangement rated above the limit."""
    councils = councils_of(policy, facts.case.councils)
    yield Limit(ZERO, "all memberships")
    for council, pool, year in facts.memberships():
        if text(policy, "service") not in (None, pool.service) or council not in councils:
            continue
        if pool.risk_rating > whole(policy, "most_rating", 5):
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def concentration(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The spend in scope of the members of one host's pools is at most a share of that of all pools."""
    only, most = text(policy, "host"), share(policy, "most_share")
    for year in facts.years:
        spend = dict.fromkeys(hosts_of(facts.case), ZERO)
        for council, pool, when in facts.memberships():
            if when == year:
                spend[pool.host] += exact(facts.case.in_scope_spend_gbp(council, pool.arrangement))
        everything = sum(spend.values(), ZERO)
        for host, amount in spend.items():
            if amount and only in (None, host):
                yield Limit(most * everything - amount, f"{host}, {facts.case.year_label(year)}")
