"""Policies on who is in which pool: required, forbidden, host, window, partners."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.exact import ZERO
from optimizer.verify.parameters import councils_of, text, whole
from optimizer.verify.policies.facts import Facts, Limit


def pool_required(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Each council is a member (of the arrangement where given) in every year from first to last."""
    service, only = text(policy, "service"), text(policy, "arrangement")
    needing = [council for council in facts.case.councils if (council, service) in facts.case.needs]
    last = facts.history.last_year
    for council in councils_of(policy, needing):
        places = facts.history.places.get((council, str(service)))
        for year in range(whole(policy, "first_year", last), whole(policy, "last_year", last) + 1):
            pools = places[year] if places is not None else ()
            count = sum(only in (None, pool) for pool in pools)
            yield Limit(Fraction(count - 1), f"{service}, {council}, {facts.case.year_label(year)}")


def pool_forbidden(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No matching membership in the years."""
    councils = councils_of(policy, facts.case.councils)
    years = range(whole(policy, "first_year", 1), whole(policy, "last_year", facts.history.last_year) + 1)
    yield Limit(ZERO, "all memberships")
    for council, pool, year in facts.memberships():
        matches = (
            text(policy, "service") in (None, pool.service)
            and text(policy, "host") in (None, pool.host)
            and text(policy, "model") in (None, pool.model)
            and text(policy, "arrangement") in (None, pool.arrangement)
        )
        if matches and council in councils and year in years:
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def fixed_host(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No membership in an arrangement of the service with another host."""
    yield Limit(ZERO, "all memberships")
    for council, pool, year in facts.memberships():
        if pool.service == text(policy, "service") and pool.host != text(policy, "host"):
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def start_window(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Nobody joins before the earliest or after the latest year."""
    councils = councils_of(policy, facts.case.councils)
    earliest, latest = whole(policy, "earliest", 1), whole(policy, "latest", facts.history.last_year)
    yield Limit(ZERO, "all joining")
    for council, pool, year in facts.memberships():
        if text(policy, "service") not in (None, pool.service) or council not in councils:
            continue
        if facts.history.joins(council, pool.arrangement, year) and not earliest <= year <= latest:
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def partners(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """An open pool has at least and at most so many members, the host included."""
    for pool in facts.history.active:
        if text(policy, "service") not in (None, facts.case.arrangements[pool].service):
            continue
        for year in facts.years:
            members = len(facts.history.members[pool][year])
            place = f"{pool}, {facts.case.year_label(year)}"
            if members and policy.parameters["least"] is not None:
                yield Limit(Fraction(members - whole(policy, "least", 0)), place)
            if members and policy.parameters["most"] is not None:
                yield Limit(Fraction(whole(policy, "most", 0) - members), place)
