"""Policies on the plan as a whole: one limit on what all councils save, pay, spend once, risk or change."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Policy
from optimizer.verify.burden import all_changes, rated_gbp
from optimizer.verify.exact import ZERO
from optimizer.verify.measures import council_costs, one_off_costs
from optimizer.verify.parameters import gbp, names, whole
from optimizer.verify.policies.facts import Facts, Limit

ALL = "all councils"


def least_saving(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The net present saving of all councils is at least the amount."""
    if facts.council_npv_gbp is not None:
        yield Limit(sum(facts.council_npv_gbp.values(), ZERO) - gbp(policy, "least_gbp"), ALL)


def cash_cost_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """What all councils pay over all years, nominal, is at most the amount."""
    if facts.costing is not None:
        pence = sum(map(sum, council_costs(facts.case, facts.costing.cash, "nominal").values()))
        yield Limit(gbp(policy, "most_gbp") - Fraction(pence, 100), ALL)


def one_off_cost_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """One-off costs of all years, real, above those of business as usual, are at most the amount."""
    if facts.costing is not None and facts.bau is not None:
        plan, bau = (sum(one_off_costs(facts.case, one.cash), ZERO) for one in (facts.costing, facts.bau))
        yield Limit(gbp(policy, "most_gbp") - (plan - bau) / 100, ALL)


def risk_budget(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Risk rating x spend in scope, over all memberships and years, is at most the budget."""
    yield Limit(gbp(policy, "most_gbp") - rated_gbp(facts.case, facts.history), ALL)


def total_changes_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """All councils together change at most so often, over all years."""
    yield Limit(Fraction(whole(policy, "most", 0) - all_changes(facts.case, facts.history)), ALL)


def differs(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """At least so many of the councils' service years are arranged otherwise than in the known plan."""
    known: dict[tuple[str, str, int], str] = {}
    for who, pool, number in (one.split(",") for one in names(policy, "memberships")):
        known[who, facts.case.arrangements[pool].service, int(number)] = pool
    differing = 0
    for council, service in facts.case.needs:
        for year in facts.years:
            there = known.get((council, service, year))
            now = facts.pools_of(council, service, year)
            differing += bool(now) if there is None else there not in now
    yield Limit(Fraction(differing - whole(policy, "least", 1)), ALL)
