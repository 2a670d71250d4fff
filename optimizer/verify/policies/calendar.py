"""Policies on time: which service first, years without changes, breaks, terms and notice."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.exact import ZERO
from optimizer.verify.parameters import councils_of, text, whole, year_indices
from optimizer.verify.policies.facts import Facts, Limit


def precedence(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Who joins a pool of the one service was in a pool of the other, so many years before."""
    first, then = str(text(policy, "first")), str(text(policy, "then"))
    yield Limit(ZERO, "all joining")
    for council in councils_of(policy, facts.case.councils):
        for year in facts.years:
            pools = facts.pools_of(council, then, year)
            joins = sum(facts.history.joins(council, pool, year) for pool in pools)
            before = year - whole(policy, "gap_years", 0)
            ready = len(facts.pools_of(council, first, before)) if before >= 0 else 0
            if joins > ready:
                yield Limit(Fraction(ready - joins), f"{then}, {council}, {facts.case.year_label(year)}")


def blackout_years(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Nobody joins, deepens or leaves in the years."""
    service, years = text(policy, "service"), year_indices(policy, "years")
    yield Limit(ZERO, "all changes")
    for council in councils_of(policy, facts.case.councils):
        for year in years:
            for pool in facts.history.active:
                if service in (None, facts.case.arrangements[pool].service) and facts.history.joins(
                    council, pool, year
                ):
                    yield Limit(Fraction(-1), f"{pool}, {council}, {facts.case.year_label(year)}")
            yield from _departures(facts, council, service, year)


def forced_break(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No membership in the state of the year."""
    councils = councils_of(policy, facts.case.councils)
    broken_off = whole(policy, "year", 0)
    yield Limit(ZERO, "all memberships")
    for council, pool, year in facts.memberships():
        if text(policy, "service") not in (None, pool.service) or council not in councils:
            continue
        if year == broken_off:
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def minimum_term(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Who starts in a chain is in it so many years, as far as the case goes."""
    history = facts.history
    yield Limit(ZERO, "all memberships")
    for council in councils_of(policy, facts.case.councils):
        for chain in _chains(facts, text(policy, "service")):
            for start in facts.years:
                if not history.starts(council, chain, start):
                    continue
                until = min(start + whole(policy, "years", 1) - 1, history.last_year)
                for year in range(start + 1, until + 1):
                    if not history.is_in_chain(council, chain, year):
                        place = f"{chain} from {facts.case.year_label(start)}, {council}"
                        yield Limit(Fraction(-1), f"{place}, {facts.case.year_label(year)}")


def notice(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Nobody leaves a chain in the first so many years."""
    yield Limit(ZERO, "all leaving")
    for council in councils_of(policy, facts.case.councils):
        for year in facts.years:
            if year <= whole(policy, "years", 0):
                yield from _departures(facts, council, text(policy, "service"), year)


def _departures(facts: Facts, council: str, service: str | None, year: int) -> Iterator[Limit]:
    for chain in _chains(facts, service):
        if facts.history.stops(council, chain, year):
            yield Limit(Fraction(-1), f"leaving {chain}, {council}, {facts.case.year_label(year)}")


def _chains(facts: Facts, service: str | None) -> list[str]:
    """Return the chains of a service (None = of every one) in which somebody is in some year."""
    return [
        chain
        for chain, (pool, *_) in facts.history.chains.items()
        if service in (None, facts.case.arrangements[pool].service)
    ]
