"""Policies on what councils save: in a year, by a year, and of the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import accumulate

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import cost_lines
from optimizer.plan.plan import Basis
from optimizer.verify.costing import Costing
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.parameters import councils_of, gbp, whole, yes
from optimizer.verify.parameters import share as share_of
from optimizer.verify.policies.facts import Facts, Limit
from optimizer.verify.timeline import Timeline

CHARGE = "recharge"

Share = Callable[[str], Fraction]
Savings = dict[str, list[Fraction]]
"""Council -> years 0..H, exact GBP."""


def cashable(line: str) -> Fraction:
    """Return the share of a line that leaves the budget."""
    return exact(cost_lines()[line].cashable_share)


def entire(_: str) -> Fraction:
    """Return the whole of any line."""
    return Fraction(1)


def council_costs(case: Case, timeline: Timeline, costing: Costing, basis: Basis, share: Share) -> Savings:
    """Return what each council pays: the share of its own lines, and of what its pools charge it."""
    costs = {council: [ZERO] * (timeline.last_year + 1) for council in case.councils}
    for posting in costing.postings:
        if cost_lines()[posting.line].bearer == "council":
            costs[posting.body][posting.year] += share(posting.line) * posting.in_basis(timeline, basis)
    for charge in costing.charges:
        if charge.basis == basis:
            for council, amount in charge.exact_gbp.items():
                costs[council][charge.year] += share(CHARGE) * amount
    return costs


def savings(facts: Facts, basis: Basis, share: Share = entire) -> Savings | None:
    """Return what each council saves in each year; None where the plan cannot be costed."""
    if facts.costing is None or facts.bau is None:
        return None
    before = council_costs(facts.case, facts.timeline, facts.bau, basis, share)
    after = council_costs(facts.case, facts.timeline, facts.costing, basis, share)
    return {
        council: [b - p for b, p in zip(costs, after[council], strict=True)]
        for council, costs in before.items()
    }


def affordability(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """In no year is a council worse off in cash, financing included, by more than the amount."""
    saved = savings(facts, "nominal")
    if saved is None:
        return
    last = facts.history.last_year
    for council in councils_of(policy, facts.case.councils):
        for year in range(whole(policy, "first_year", 0), whole(policy, "last_year", last) + 1):
            brought_in = facts.funding.net_cash(council, year) if facts.funding else 0
            better = saved[council][year] + Fraction(brought_in, 100)
            place = f"{council}, {facts.case.year_label(year)}"
            yield Limit(better + gbp(policy, "most_worse_gbp"), place)


def savings_target(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The cashable saving of the year is at least the amount, of each council or of all together."""
    year = whole(policy, "year", facts.history.last_year)
    for who, saved in _cashable_savings(facts, policy):
        yield Limit(saved[year] - gbp(policy, "least_gbp"), f"{who}, {facts.case.year_label(year)}")


def payback(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The cumulative cashable saving is not below zero in the year and in every later one."""
    for who, saved in _cashable_savings(facts, policy):
        so_far = list(accumulate(saved))
        for year in range(whole(policy, "by_year", facts.history.last_year), len(so_far)):
            yield Limit(so_far[year], f"{who}, {facts.case.year_label(year)}")


def _cashable_savings(facts: Facts, policy: Policy) -> Iterator[tuple[str, list[Fraction]]]:
    """Yield the nominal cashable savings by year, of each council of the policy or of all together."""
    saved = savings(facts, "nominal", cashable)
    if saved is None:
        return
    councils = councils_of(policy, facts.case.councils)
    if yes(policy, "each_council"):
        yield from ((council, saved[council]) for council in councils)
    else:
        together = [sum(year, ZERO) for year in zip(*(saved[council] for council in councils), strict=True)]
        yield "together", together


def maximum_share(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The net present saving of a council is at most so large a share of that of all."""
    saved = savings(facts, "real")
    if saved is None:
        return
    discount = facts.timeline.discount
    npv = {
        council: sum((d * s for d, s in zip(discount, years, strict=True)), ZERO)
        for council, years in saved.items()
    }
    most = share_of(policy, "most_share") * sum(npv.values(), ZERO)
    for council in councils_of(policy, facts.case.councils):
        yield Limit(most - npv[council], council)
