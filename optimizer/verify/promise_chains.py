"""What each chain of arrangements promises and exposes (docs/risk.md, "What a plan promises, by chain")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.costing import Costing
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.recharges import mark_up
from optimizer.verify.timeline import Timeline

Years = tuple[Fraction, ...]
"""An amount for each year 0..H."""

Shares = tuple[Mapping[str, Fraction], ...]
"""For each year 0..H the shares of councils in something; they sum to 1 or there are none."""


@dataclass(frozen=True, slots=True)
class ChainPromise:
    """What one chain promises.

    Attributes:
        promised_gbp: running saving of the chain (delta in docs/risk.md); may be below 0.
        opened: first planned year in which it is open; 0 where it is open today; None where it never is.
        exposure_gbp: spend in scope of its members above that of today's, never below 0.
        running_shares: for each year who bears what of it, by council, as running charges are shared; where
            the plan has no members any more those of today, for whom its end saves; empty where there are
            none either.
        exposure_shares: for each year 0..H who brings what part of the spend in scope, by council; empty
            where there are no members.
    """

    promised_gbp: Years
    opened: int | None
    exposure_gbp: Years
    running_shares: Shares
    exposure_shares: Shares


def chain_promises(
    case: Case, timeline: Timeline, history: History, costing: Costing, today: History, bau: Costing
) -> dict[str, ChainPromise]:
    """Return what every chain of the case promises, in the order of their first arrangements."""
    plan = running_savings(case, timeline, history, costing)
    before = running_savings(case, timeline, today, bau)
    chains: dict[str, list[str]] = {}
    for name, arrangement in case.arrangements.items():
        chains.setdefault(arrangement.chain, []).append(name)
    nothing = (ZERO,) * (timeline.last_year + 1)
    promises = {}
    for chain, pools in chains.items():
        now, then = plan.get(chain, nothing), before.get(chain, nothing)
        phi = timeline.phi[case.arrangements[pools[0]].service]
        promises[chain] = ChainPromise(
            promised_gbp=tuple(n - b for n, b in zip(now, then, strict=True)),
            opened=_opened(history, pools),
            exposure_gbp=_exposure(case, history, today, pools),
            running_shares=_running_shares(case, phi, history, today, pools),
            exposure_shares=tuple(
                in_parts(spend_in_scope(case, history, pools, year)) for year in range(timeline.last_year + 1)
            ),
        )
    return promises


def running_savings(
    case: Case, timeline: Timeline, history: History, costing: Costing
) -> dict[str, tuple[Fraction, ...]]:
    """Return released less spent of each chain that is open in some year, by year 0..H, real GBP."""
    saved: dict[str, list[Fraction]] = {}
    for pool in history.active:
        years = saved.setdefault(case.arrangements[pool].chain, [ZERO] * (timeline.last_year + 1))
        for year in range(1, timeline.last_year + 1):
            years[year] += _released(case, timeline, history, pool, year)
    for posting in costing.postings:
        line = cost_lines()[posting.line]
        if posting.arrangement and not line.one_off:
            terms = case.arrangements[posting.arrangement]
            factor = mark_up(case, terms.host) if line.bearer == "host" else 1
            saved[terms.chain][posting.year] -= factor * posting.in_basis(timeline, "real")
    return {chain: tuple(years) for chain, years in saved.items()}


def _released(case: Case, timeline: Timeline, history: History, pool: str, year: int) -> Fraction:
    """Return what the members no longer pay at home: by the state of the year, and of the year before."""
    terms = case.arrangements[pool]
    phi, price = timeline.phi[terms.service], timeline.relative
    amount = ZERO
    for state, weight, live in (
        (year, phi, timeline.live_after),
        (year - 1, 1 - phi, timeline.live_before),
    ):
        for council in history.members[pool][state]:
            candidate = case.candidates[council, pool]
            amount += weight * exact(candidate.in_scope_other_gbp) * price["general"][year]
            for role, fte in candidate.in_scope_fte.items():
                if fte:
                    pay = exact(case.needs[council, terms.service].posts[role].pay_gbp_per_fte)
                    amount += weight * exact(fte) * pay * price["pay"][year]
            for contract in terms.displaces:
                if case.contracts[contract].council == council:
                    runs_on = live[contract][year] if history.runs_on(contract, state) else ZERO
                    charge = exact(case.contracts[contract].annual_charge_gbp)
                    amount += (weight - runs_on) * charge * price[case.contracts[contract].index][year]
    # Vacancies of the state before the change date are filled in the year as a whole, not by parts of it.
    return amount + price[cost_lines()["recruitment"].index][year] * _vacancies(case, history, pool, year - 1)


def _vacancies(case: Case, history: History, pool: str, state: int) -> Fraction:
    """Return what filling the vacancies of a year would have cost in the posts that are in the pool."""
    service, amount = case.arrangements[pool].service, ZERO
    for council in history.members[pool][state]:
        for role, fte in case.candidates[council, pool].in_scope_fte.items():
            if fte:
                post = case.needs[council, service].posts[role]
                amount += exact(post.turnover_share) * exact(fte) * exact(post.recruitment_gbp_per_fte)
    return amount


def spend_in_scope(case: Case, history: History, pools: list[str], state: int) -> dict[str, Fraction]:
    """Return what each member of the pools brings into them in the state of a year, base prices."""
    spend: dict[str, Fraction] = {}
    for pool in pools:
        for council in members_of(history, pool, state):
            spend[council] = spend.get(council, ZERO) + exact(case.in_scope_spend_gbp(council, pool))
    return spend


def members_of(history: History, pool: str, state: int) -> tuple[str, ...]:
    """Return the members in the state of a year; none of a pool that never has any."""
    return history.members[pool][state] if pool in history.members else ()


def in_parts(amounts: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the part of each in the sum of all; none where there is nothing to share."""
    total = sum(amounts.values(), ZERO)
    return {name: amount / total for name, amount in amounts.items()} if total else {}


def running_parts(case: Case, history: History, pools: list[str], state: int) -> dict[str, Fraction]:
    """Return the running share of each member of the pools together in the state of a year."""
    weights: dict[str, Fraction] = {}
    for pool in pools:
        for council in members_of(history, pool, state):
            weight = exact(case.candidates[council, pool].running_weight)
            weights[council] = weights.get(council, ZERO) + weight
    return in_parts(weights)


def _opened(history: History, pools: list[str]) -> int | None:
    years = range(history.last_year + 1)
    return next((year for year in years if any(members_of(history, pool, year) for pool in pools)), None)


def _exposure(case: Case, history: History, today: History, pools: list[str]) -> Years:
    """Return for each year by how much the spend in scope of the members exceeds that of today's."""
    at_present = sum(spend_in_scope(case, today, pools, 0).values(), ZERO)
    return tuple(
        max(ZERO, sum(spend_in_scope(case, history, pools, year).values(), ZERO) - at_present)
        for year in range(history.last_year + 1)
    )


def _running_shares(
    case: Case, phi: Fraction, history: History, today: History, pools: list[str]
) -> tuple[dict[str, Fraction], ...]:
    """Return the shares of each year: phi those of its state, the rest those of the state before.

    Where one of the two has no members, all by the other.
    """
    years: list[dict[str, Fraction]] = [{}]
    for year in range(1, history.last_year + 1):
        now, before = (running_parts(case, history, pools, state) for state in (year, year - 1))
        found: dict[str, Fraction] = {}
        for weight, shares in ((phi, now), (1 - phi, before)):
            for council, share in shares.items():
                found[council] = found.get(council, ZERO) + weight * share
        # With phi = 1 a pool that has just closed has members of no weight; what it still saves is theirs.
        years.append(in_parts(found) or before or running_parts(case, today, pools, 0))
    return tuple(years)
