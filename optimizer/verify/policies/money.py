"""Policies on money: what is spent once in a year, and what each council saves."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import SHARED, Policy
from optimizer.case.dictionary import cost_lines
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.parameters import councils_of, gbp, text
from optimizer.verify.policies.facts import Facts, Limit
from optimizer.verify.recharges import exact_charges


def one_off_spend(facts: Facts) -> dict[tuple[str, int], Fraction]:
    """Return what each council spends one-off in each year, nominal GBP: its own lines and its charges.

    Without pool_recruitment, which recurs.
    """
    if facts.costing is None:
        return {}
    lines = cost_lines()
    one_off = [posting for posting in facts.costing.postings if lines[posting.line].one_off]
    hosted = [posting for posting in one_off if lines[posting.line].bearer == "host"]
    spend = exact_charges(facts.case, facts.timeline, facts.history, hosted, "nominal")
    for posting in one_off:
        if lines[posting.line].bearer == "council":
            key = (posting.body, posting.year)
            spend[key] = spend.get(key, ZERO) + posting.in_basis(facts.timeline, "nominal")
    return spend


def transition_budget(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The one-off spend of a year stays within the pot, council by council and, in a shared row, together."""
    if facts.costing is None:
        return
    spend = one_off_spend(facts)
    rows = {
        (who, year): exact(amount)
        for (who, year, pot), amount in facts.case.budgets_gbp.items()
        if pot == text(policy, "pot") and 0 <= year <= facts.history.last_year
    }
    kept = {SHARED, *councils_of(policy, [who for who, _ in rows])}
    for (who, year), amount in rows.items():
        if who not in kept:
            continue
        spenders = facts.case.councils if who == SHARED else (who,)
        spent = sum((spend.get((council, year), ZERO) for council in spenders), ZERO)
        yield Limit(amount - spent, f"{who}, {facts.case.year_label(year)}")


def no_loser(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The net present saving of each council, recharges included, plus the loss allowed is not below 0."""
    if facts.council_npv_gbp is None:
        return
    for council in councils_of(policy, facts.case.councils):
        yield Limit(facts.council_npv_gbp[council] + gbp(policy, "most_loss_gbp"), council)
