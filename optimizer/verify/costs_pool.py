"""Cost lines that the host of a pool bears and recharges (CORE COST LINES, bearer h), one function each."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.verify.exact import ZERO, exact
from optimizer.verify.history import History
from optimizer.verify.postings import Posting
from optimizer.verify.timeline import Timeline
from optimizer.verify.workforce import Workforce


def pool_postings(
    case: Case, timeline: Timeline, history: History, workforce: Workforce
) -> Iterator[Posting]:
    """Post every line that hosts bear."""
    for pool in history.active:
        yield from _pool_pay(case, timeline, pool, workforce)
        yield from _pool_non_staff(case, timeline, history, workforce, pool)
        yield from _pool_novated(case, timeline, history, pool)
        yield from _governance(case, timeline, history, pool)
        yield from _set_up(case, history, pool)
        yield from _staff_events(case, history, workforce, pool)
        yield from _compensation_income(case, history, pool)


def _post(
    case: Case,
    pool: str,
    year: int,
    line: str,
    amount_gbp: Fraction,
    state: int,
    index: str = "",
    contract: str = "",
) -> Posting:
    terms = case.arrangements[pool]
    index = index or cost_lines()[line].index
    return Posting(terms.host, terms.service, pool, year, line, index, amount_gbp, state, contract)


def _running(
    case: Case, timeline: Timeline, pool: str, line: str, yearly_gbp: list[Fraction]
) -> Iterator[Posting]:
    """Post the average of the year: phi by the state of the year, the rest by the state before (R1)."""
    phi = timeline.phi[case.arrangements[pool].service]
    for year in range(1, timeline.last_year + 1):
        yield _post(case, pool, year, line, phi * yearly_gbp[year], year)
        yield _post(case, pool, year, line, (1 - phi) * yearly_gbp[year - 1], year - 1)


def _event(case: Case, history: History, pool: str, year: int, line: str, amount_gbp: Fraction) -> Posting:
    """Post an event line: its year's members pay, or those of the year before where the pool has closed."""
    state = year if history.is_open(pool, year) else year - 1
    return _post(case, pool, year, line, amount_gbp, state)


def _pool_pay(case: Case, timeline: Timeline, pool: str, workforce: Workforce) -> Iterator[Posting]:
    """`pool_pay` = pay_h avg(staff)."""
    for role, terms in case.arrangements[pool].roles.items():
        pay = exact(terms.pay_gbp_per_fte)
        yearly = [pay * staff for staff in workforce.staff[pool, role]]
        yield from _running(case, timeline, pool, "pool_pay", yearly)


def _held(case: Case, history: History, pool: str, year: int) -> tuple[str, ...]:
    """Return the contracts novated to the pool that it displaces."""
    displaced = case.arrangements[pool].displaces
    return tuple(contract for contract in displaced if pool in history.novated_to(contract, year))


def _pool_non_staff(
    case: Case, timeline: Timeline, history: History, workforce: Workforce, pool: str
) -> Iterator[Posting]:
    """`pool_non_staff` = avg(need) - credit1 - credit2; a credit is the smaller of its bounds (K4, E3).

    credit2 <= sum of replaces x p x live2 x nov[t] and <= phi need[t]; credit1 likewise with live1, nov[t-1]
    and (1 - phi) need[t-1].
    """
    need, phi = workforce.need_gbp[pool], timeline.phi[case.arrangements[pool].service]
    yield from _running(case, timeline, pool, "pool_non_staff", list(need))
    for year in range(1, timeline.last_year + 1):
        for state, live, bound in (
            (year, timeline.live_after, phi * need[year]),
            (year - 1, timeline.live_before, (1 - phi) * need[year - 1]),
        ):
            replaced = ZERO
            for contract in _held(case, history, pool, state):
                terms = case.contracts[contract]
                spared = exact(terms.replaces_share) * exact(terms.annual_charge_gbp)
                replaced += spared * live[contract][year]
            credit = min(replaced, bound)
            if credit:
                yield _post(case, pool, year, "pool_non_staff", -credit, state)


def _pool_novated(case: Case, timeline: Timeline, history: History, pool: str) -> Iterator[Posting]:
    """`pool_novated` = p (live2 nov[t] + live1 nov[t-1]), at the contract's own index."""
    for year in range(1, timeline.last_year + 1):
        for state, live in ((year, timeline.live_after), (year - 1, timeline.live_before)):
            for contract in _held(case, history, pool, state):
                terms = case.contracts[contract]
                charge = exact(terms.annual_charge_gbp) * live[contract][year]
                yield _post(case, pool, year, "pool_novated", charge, state, terms.index, contract)


def _governance(case: Case, timeline: Timeline, history: History, pool: str) -> Iterator[Posting]:
    """`governance` = fixed avg(open) + per partner avg(members - open)."""
    terms = case.arrangements[pool]
    fixed, each = exact(terms.governance_gbp_per_year), exact(terms.per_partner_gbp_per_year)
    yearly = [fixed + each * (len(members) - 1) if members else ZERO for members in history.members[pool]]
    yield from _running(case, timeline, pool, "governance", yearly)


def _set_up(case: Case, history: History, pool: str) -> Iterator[Posting]:
    """`set_up` = set-up (opens - credit opens_deeper); the lead share falls in t-1, paid by members of t."""
    terms = case.arrangements[pool]
    lead = exact(terms.setup_lead_share)
    for year in range(1, history.last_year + 1):
        if not history.opens(pool, year):
            continue
        cost = exact(terms.setup_gbp)
        if history.opens_deeper(pool, year):
            cost *= 1 - exact(terms.deepening_credit_share)
        yield _post(case, pool, year, "set_up", (1 - lead) * cost, year)
        yield _post(case, pool, year - 1, "set_up", lead * cost, year)


def _staff_events(case: Case, history: History, workforce: Workforce, pool: str) -> Iterator[Posting]:
    """`redundancy`, `strain` = pay-off, strain x redundant; pool_recruitment = cost x recruited."""
    terms = case.arrangements[pool]
    for role, of_role in terms.roles.items():
        for year in range(1, history.last_year + 1):
            redundant = workforce.flow("redundant", pool, "", terms.service, role, year)
            recruited = workforce.flow("recruited", pool, "", terms.service, role, year)
            for line, price, fte in (
                ("redundancy", of_role.redundancy_gbp_per_fte, redundant),
                ("strain", of_role.strain_gbp_per_fte, redundant),
                ("pool_recruitment", of_role.recruitment_gbp_per_fte, recruited),
            ):
                if fte:
                    yield _event(case, history, pool, year, line, exact(price) * fte)


def _compensation_income(case: Case, history: History, pool: str) -> Iterator[Posting]:
    """compensation_income: what members that stop pay to the pool that they were in."""
    chain = case.arrangements[pool].chain
    for year in range(1, history.last_year + 1):
        for council in history.members[pool][year - 1]:
            if history.leaves(council, pool, year) and history.stops(council, chain, year):
                amount = exact(case.candidates[council, pool].compensation_gbp)
                yield _event(case, history, pool, year, "compensation_income", -amount)
