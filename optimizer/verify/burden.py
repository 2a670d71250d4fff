"""How much a plan asks of the councils: changes, and risk-rated spend."""

from __future__ import annotations

from fractions import Fraction

from optimizer.case.case import Case
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History


def changes(history: History, council: str, year: int, host: str | None = None) -> int:
    """Count joins (deepening included) and stops: moving from one host to another is two changes.

    Where a host is named, only changes into or out of its pools.
    """
    hosts = {pool: history.case.arrangements[pool].host for pool in history.active}
    pools = [pool for pool in history.active if host in (None, hosts[pool])]
    chains = [chain for chain, (pool, *_) in history.chains.items() if host in (None, hosts[pool])]
    joined = sum(history.joins(council, pool, year) for pool in pools)
    return joined + sum(history.stops(council, chain, year) for chain in chains)


def rated_gbp(case: Case, history: History) -> Fraction:
    """Return risk rating x spend in scope, over all memberships and years 1..H."""
    rated = ZERO
    for pool in history.active:
        rating = case.arrangements[pool].risk_rating
        for year in range(1, history.last_year + 1):
            for council in history.members[pool][year]:
                rated += rating * exact(case.in_scope_spend_gbp(council, pool))
    return rated


def all_changes(case: Case, history: History) -> int:
    """Return how often councils join (deepening included) or stop, over all years."""
    years = range(1, history.last_year + 1)
    return sum(changes(history, council, year) for council in case.councils for year in years)
