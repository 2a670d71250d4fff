"""Policies that count: changes in a year, services hosted."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.burden import changes
from optimizer.verify.parameters import councils_of, whole, yes
from optimizer.verify.policies.facts import Facts, Limit, hosts_of


def changes_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """At most so many changes in a year, of each council, of each host's pools or of all together."""
    most = whole(policy, "most_per_year", 0)
    councils = councils_of(policy, facts.case.councils)
    for year in facts.years:
        counts = {council: changes(facts.history, council, year) for council in councils}
        if yes(policy, "each_host"):
            counts = {
                host: sum(changes(facts.history, council, year, host) for council in councils)
                for host in hosts_of(facts.case)
            }
        elif not yes(policy, "each_council"):
            counts = {"all councils": sum(counts.values())}
        for who, count in counts.items():
            yield Limit(Fraction(most - count), f"{who}, {facts.case.year_label(year)}")


def host_fairness(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Each council hosts at least so many open pools in the last year, at most so many in every year."""
    for council in councils_of(policy, facts.case.councils):
        pools = [pool for pool in facts.history.active if facts.case.arrangements[pool].host == council]
        for year in facts.years:
            hosted = sum(facts.history.is_open(pool, year) for pool in pools)
            place = f"{council}, {facts.case.year_label(year)}"
            if policy.parameters["most"] is not None:
                yield Limit(Fraction(whole(policy, "most", 0) - hosted), place)
            if policy.parameters["least"] is not None and year == facts.history.last_year:
                yield Limit(Fraction(hosted - whole(policy, "least", 0)), place)
