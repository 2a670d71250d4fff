"""Every kind of policy (data/policy_kinds.csv), one function each: what is left until the limit, and where.

A limit is kept where what is left (the slack) is not below zero; money limits tolerate 1 GBP (CORE E7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from optimizer.case.case import SHARED, Arrangement, Case, Policy
from optimizer.case.dictionary import cost_lines
from optimizer.verify.costing import Costing
from optimizer.verify.exact import MONEY_TOLERANCE_GBP, ZERO, exact, pounds, to_decimal
from optimizer.verify.history import History
from optimizer.verify.parameters import councils_of, gbp, text, whole, yes
from optimizer.verify.recharges import exact_charges
from optimizer.verify.rules import broken
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import PolicyRow, Violation


class Limit(NamedTuple):
    """One thing that a policy limits: what is left until the limit (below 0: broken), and where."""

    slack: Fraction
    place: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What policies read: memberships, costs, and what each council saves (None if not costed)."""

    case: Case
    timeline: Timeline
    history: History
    costing: Costing | None
    council_npv_gbp: Mapping[str, Fraction] | None

    @property
    def years(self) -> range:
        """Return the planned years 1..H."""
        return range(1, self.history.last_year + 1)


def _memberships(facts: Facts) -> Iterator[tuple[str, Arrangement, int]]:
    for pool in facts.history.active:
        for year in facts.years:
            for council in facts.history.members[pool][year]:
                yield council, facts.case.arrangements[pool], year


def _pool_required(facts: Facts, policy: Policy) -> Iterator[Limit]:
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


def _pool_forbidden(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No matching membership in the years."""
    councils = councils_of(policy, facts.case.councils)
    years = range(whole(policy, "first_year", 1), whole(policy, "last_year", facts.history.last_year) + 1)
    yield Limit(ZERO, "all memberships")
    for council, pool, year in _memberships(facts):
        matches = (
            text(policy, "service") in (None, pool.service)
            and text(policy, "host") in (None, pool.host)
            and text(policy, "model") in (None, pool.model)
            and text(policy, "arrangement") in (None, pool.arrangement)
        )
        if matches and council in councils and year in years:
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def _fixed_host(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """No membership in an arrangement of the service with another host."""
    yield Limit(ZERO, "all memberships")
    for council, pool, year in _memberships(facts):
        if pool.service == text(policy, "service") and pool.host != text(policy, "host"):
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def _start_window(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """Nobody joins before the earliest or after the latest year."""
    councils = councils_of(policy, facts.case.councils)
    earliest, latest = whole(policy, "earliest", 1), whole(policy, "latest", facts.history.last_year)
    yield Limit(ZERO, "all joining")
    for council, pool, year in _memberships(facts):
        if text(policy, "service") not in (None, pool.service) or council not in councils:
            continue
        if facts.history.joins(council, pool.arrangement, year) and not earliest <= year <= latest:
            yield Limit(Fraction(-1), f"{pool.arrangement}, {council}, {facts.case.year_label(year)}")


def _partners(facts: Facts, policy: Policy) -> Iterator[Limit]:
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


def changes(history: History, council: str, year: int) -> int:
    """Count joins (deepening included) and stops: moving from one host to another is two changes."""
    joined = sum(history.joins(council, pool, year) for pool in history.active)
    return joined + sum(history.stops(council, chain, year) for chain in history.chains)


def _changes_limit(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """At most so many changes in a year, of each council or of all together."""
    most = whole(policy, "most_per_year", 0)
    councils = councils_of(policy, facts.case.councils)
    for year in facts.years:
        counts = {council: changes(facts.history, council, year) for council in councils}
        if not yes(policy, "each_council"):
            counts = {"all councils": sum(counts.values())}
        for who, count in counts.items():
            yield Limit(Fraction(most - count), f"{who}, {facts.case.year_label(year)}")


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


def _transition_budget(facts: Facts, policy: Policy) -> Iterator[Limit]:
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


def _host_fairness(facts: Facts, policy: Policy) -> Iterator[Limit]:
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


def _no_loser(facts: Facts, policy: Policy) -> Iterator[Limit]:
    """The net present saving of each council, recharges included, plus the loss allowed is not below 0."""
    if facts.council_npv_gbp is None:
        return
    for council in councils_of(policy, facts.case.councils):
        yield Limit(facts.council_npv_gbp[council] + gbp(policy, "most_loss_gbp"), council)


class Kind(NamedTuple):
    """How a kind of policy is checked, and the unit of its slack."""

    limits: Callable[[Facts, Policy], Iterator[Limit]]
    unit: str


KINDS: Mapping[str, Kind] = {
    "pool_required": Kind(_pool_required, "memberships"),
    "pool_forbidden": Kind(_pool_forbidden, "memberships"),
    "fixed_host": Kind(_fixed_host, "memberships"),
    "start_window": Kind(_start_window, "changes"),
    "partners": Kind(_partners, "members"),
    "changes_limit": Kind(_changes_limit, "changes"),
    "transition_budget": Kind(_transition_budget, "GBP"),
    "host_fairness": Kind(_host_fairness, "services"),
    "no_loser": Kind(_no_loser, "GBP"),
}
"""Every kind of policy that the referee knows."""


def check_policy(facts: Facts, policy: Policy) -> tuple[PolicyRow, tuple[Violation, ...]]:
    """Return how close the plan is to the policy, and every place where it breaks it."""
    kind = KINDS[policy.kind]
    tolerance = MONEY_TOLERANCE_GBP if kind.unit == "GBP" else ZERO
    limits = list(kind.limits(facts, policy))
    smallest = min((limit.slack for limit in limits), default=None)
    tight = smallest is not None and smallest <= tolerance
    slack = None
    if smallest is not None:
        slack = pounds(smallest) if kind.unit == "GBP" else to_decimal(smallest, 0)
    row = PolicyRow(
        policy.policy, policy.set, policy.kind, True, "tight" if tight else "slack", slack, kind.unit
    )
    violations = tuple(
        broken(
            f"policy.{policy.kind}",
            f"{policy.full_name}: {limit.place}",
            f"misses it by {_amount(-limit.slack, kind.unit)}",
        )
        for limit in limits
        if limit.slack < -tolerance
    )
    return row, violations


def _amount(amount: Fraction, unit: str) -> str:
    """Return an amount in words: £1,234.50, 1 membership, 3 changes."""
    if unit == "GBP":
        return f"£{pounds(amount):,.2f}"
    number = to_decimal(amount, 0)
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"
