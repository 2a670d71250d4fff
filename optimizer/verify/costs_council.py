"""Cost lines that councils bear themselves (CORE COST LINES, bearer c), one function each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.postings import Posting
from optimizer.verify.timeline import Timeline, extension_years
from optimizer.verify.workforce import Workforce, in_scope


def council_postings(
    case: Case, timeline: Timeline, history: History, workforce: Workforce
) -> Iterator[Posting]:
    """Post every line that councils bear."""
    yield from _pay_and_recruitment(case, timeline, workforce)
    yield from _non_staff(case, timeline, history)
    yield from _baseline_changes(case)
    for contract in case.contracts:
        yield from _contract(case, timeline, history, contract)
        yield from _contract_end(case, timeline, history, contract)
        yield from _contract_extension(case, history, contract)
        yield from _novation(case, history, contract)
    for pool in history.active:
        for council in history.candidates(pool):
            yield from _joining(case, history, council, pool)
            yield from _leaving(case, history, council, pool)
            yield from _member_yearly(case, timeline, history, council, pool)
            yield from _protection(case, timeline, history, council, pool)
            yield from _ramp(case, history, council, pool)


def _post(
    council: str, service: str, pool: str, year: int, line: str, amount_gbp: Fraction, contract: str = ""
) -> Posting:
    return Posting(council, service, pool, year, line, cost_lines()[line].index, amount_gbp, year, contract)


def _pay_and_recruitment(case: Case, timeline: Timeline, workforce: Workforce) -> Iterator[Posting]:
    """`pay` = pay_c avg(home); recruitment = cost_r (tau home[t-1] + rehired)."""
    for (council, service, role), home in workforce.home.items():
        post, phi = case.needs[council, service].posts[role], timeline.phi[service]
        pay, cost = exact(post.pay_gbp_per_fte), exact(post.recruitment_gbp_per_fte)
        tau = exact(post.turnover_share)
        for year in range(1, timeline.last_year + 1):
            average = phi * home[year] + (1 - phi) * home[year - 1]
            yield _post(council, service, "", year, "pay", pay * average)
            rehired = workforce.flow("rehired", "", council, service, role, year)
            hired = cost * (tau * home[year - 1] + rehired)
            yield _post(council, service, "", year, "recruitment", hired)


def _non_staff(case: Case, timeline: Timeline, history: History) -> Iterator[Posting]:
    """`non_staff` = avg(other - sum of o over the pools that the council is in)."""
    for (council, service), need in case.needs.items():
        phi, full = timeline.phi[service], exact(need.other_gbp)
        places = history.places.get((council, service), ((),) * (timeline.last_year + 1))
        left = [
            full - sum((exact(case.candidates[council, pool].in_scope_other_gbp) for pool in pools), ZERO)
            for pools in places
        ]
        for year in range(1, timeline.last_year + 1):
            amount = phi * left[year] + (1 - phi) * left[year - 1]
            yield _post(council, service, "", year, "non_staff", amount)


def _baseline_changes(case: Case) -> Iterator[Posting]:
    """Agreed savings and growth, in base prices, in business as usual and plan alike (docs/conventions)."""
    for (council, service, year, line), amount in case.baseline_changes_gbp.items():
        yield _post(council, service, "", year, line, exact(amount))


def _of_contract(case: Case, contract: str, year: int, line: str, amount_gbp: Fraction) -> Posting:
    """Post a line that follows the contract's own index (docs/conventions)."""
    terms = case.contracts[contract]
    return Posting(terms.council, terms.service, "", year, line, terms.index, amount_gbp, year, contract)


def _contract(case: Case, timeline: Timeline, history: History, contract: str) -> Iterator[Posting]:
    """`contract` = p avg(1 - pooled) + p (live2 run[t] + live1 run[t-1])."""
    terms = case.contracts[contract]
    charge, phi = exact(terms.annual_charge_gbp), timeline.phi[terms.service]
    for year in range(1, timeline.last_year + 1):
        share = phi * (1 - history.pooled(contract, year))
        share += (1 - phi) * (1 - history.pooled(contract, year - 1))
        if history.runs_on(contract, year):
            share += timeline.live_after[contract][year]
        if history.runs_on(contract, year - 1):
            share += timeline.live_before[contract][year]
        yield _of_contract(case, contract, year, "contract", charge * share)


def _contract_end(case: Case, timeline: Timeline, history: History, contract: str) -> Iterator[Posting]:
    """`contract_end` = (fee + share x p x years left from the change date) ends."""
    terms = case.contracts[contract]
    for year in range(1, timeline.last_year + 1):
        if history.ends(contract, year):
            left = exact(terms.annual_charge_gbp) * timeline.years_left[contract][year]
            amount = exact(terms.end_early_fee_gbp) + exact(terms.end_early_share) * left
            yield _of_contract(case, contract, year, "contract_end", amount)


def _contract_extension(case: Case, history: History, contract: str) -> Iterator[Posting]:
    """`contract_extension`, in each year u <= t: premium x p x part of u that is bridged, if displaced."""
    terms = case.contracts[contract]
    premium = exact(terms.extension_premium_share) * exact(terms.annual_charge_gbp)
    for displaced_in in range(1, history.last_year + 1):
        if not history.displaced(contract, displaced_in):
            continue
        for year in range(displaced_in + 1):
            if part := extension_years(case, terms, displaced_in, year):
                yield _of_contract(case, contract, year, "contract_extension", premium * part)


def _novation(case: Case, history: History, contract: str) -> Iterator[Posting]:
    """`novation` = fee x novates."""
    terms = case.contracts[contract]
    for year in range(1, history.last_year + 1):
        if times := history.novates(contract, year):
            amount = times * exact(terms.novation_fee_gbp)
            yield _post(terms.council, terms.service, "", year, "novation", amount, contract)


def _joining(case: Case, history: History, council: str, pool: str) -> Iterator[Posting]:
    """`joining` = join cost (joins - credit deepens); the lead share of it falls in the year before."""
    terms = case.arrangements[pool]
    lead = exact(terms.join_lead_share)
    for year in range(1, history.last_year + 1):
        if not history.joins(council, pool, year):
            continue
        cost = exact(case.candidates[council, pool].join_gbp)
        if history.deepens(council, pool, year):
            cost *= 1 - exact(terms.deepening_credit_share)
        yield _post(council, terms.service, pool, year, "joining", (1 - lead) * cost)
        yield _post(council, terms.service, pool, year - 1, "joining", lead * cost)


def _leaving(case: Case, history: History, council: str, pool: str) -> Iterator[Posting]:
    """`leaving` = (leave cost + compensation) stops, from the arrangement in which it was in t-1."""
    terms, candidate = case.arrangements[pool], case.candidates[council, pool]
    cost = exact(candidate.leave_gbp) + exact(candidate.compensation_gbp)
    for year in range(1, history.last_year + 1):
        if history.leaves(council, pool, year) and history.stops(council, terms.chain, year):
            yield _post(council, terms.service, pool, year, "leaving", cost)


def _member_yearly(
    case: Case, timeline: Timeline, history: History, council: str, pool: str
) -> Iterator[Posting]:
    """`member_yearly` = yearly cost x avg(member)."""
    service = case.arrangements[pool].service
    cost, phi = exact(case.candidates[council, pool].yearly_gbp), timeline.phi[service]
    for year in range(1, history.last_year + 1):
        now = history.is_member(council, pool, year)
        before = history.is_member(council, pool, year - 1)
        yield _post(council, service, pool, year, "member_yearly", cost * (phi * now + (1 - phi) * before))


def _protection(
    case: Case, timeline: Timeline, history: History, council: str, pool: str
) -> Iterator[Posting]:
    """`protection` = sum over j = 0..P of f(j) max(0, pay_c - pay_h) n (1 - tau)^j joins[t-j].

    f(0) = phi, f(P) = 1 - phi, else 1; P = 0 means none; it runs P years whatever happens.
    """
    terms = case.arrangements[pool]
    phi, length = timeline.phi[terms.service], case.settings.protection_years
    if length == 0:
        return
    for role, post in case.needs[council, terms.service].posts.items():
        of_role = terms.roles[role]
        gap = exact(post.pay_gbp_per_fte) - exact(of_role.pay_gbp_per_fte)
        yearly = gap * in_scope(case, council, pool, role)
        if yearly <= 0:
            continue
        stay = 1 - exact(of_role.turnover_share)
        for joined in range(1, history.last_year + 1):
            if not history.joins(council, pool, joined):
                continue
            for later in range(min(length, history.last_year - joined) + 1):
                part = phi if later == 0 else 1 - phi if later == length else Fraction(1)
                amount = part * yearly * stay**later
                yield _post(council, terms.service, pool, joined + later, "protection", amount)


def _ramp(case: Case, history: History, council: str, pool: str) -> Iterator[Posting]:
    """`ramp` = sum over j of ramp[a,j] o joins[t-j]."""
    terms = case.arrangements[pool]
    other = exact(case.candidates[council, pool].in_scope_other_gbp)
    for joined in range(1, history.last_year + 1):
        if not history.joins(council, pool, joined):
            continue
        for later, share in enumerate(terms.ramp_shares[: history.last_year - joined + 1]):
            yield _post(council, terms.service, pool, joined + later, "ramp", exact(share) * other)
