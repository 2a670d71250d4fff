"""Policies on what pays for what: one-off costs from named sources."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.parameters import councils_of, names
from optimizer.verify.policies.facts import Facts, Limit


def funded(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """What each council spends on a one-off line in a year is drawn from sources that the policy names."""
    if facts.funding is None:
        return
    councils = councils_of(policy, facts.case.councils)
    drawn = facts.funding.drawn(names(policy, "sources"))
    for (council, year, line), spent in facts.funding.spend.items():
        if council in councils and spent:
            left = Fraction(drawn.get((council, year, line), 0) - spent, 100)
            yield Limit(left, f"{council}, {facts.case.year_label(year)}, {line}")
