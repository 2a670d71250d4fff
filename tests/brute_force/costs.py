"""What a membership history costs, as items (cost lines of the conventions), and business as usual."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.case.case import Case
from tests.brute_force.calendar_rules import calendar_of
from tests.brute_force.contract_costs import contract_items
from tests.brute_force.contract_states import contract_histories
from tests.brute_force.ledger import Item
from tests.brute_force.memberships import History
from tests.brute_force.pool_costs import pool_events, pool_running
from tests.brute_force.quantities import home_fte, in_scope_fte, required_fte, staffed_roles


def membership_items(history: History) -> Iterator[Item]:
    """Yield everything but the costs that depend on what happens to contracts."""
    for year in range(1, history.case.settings.years + 1):
        for council in history.states[0]:
            yield from _running_items_of_council(history, council, year)
            yield from _joining_and_leaving(history, council, year)
            yield from _after_joining(history, council, year)
        for name, arrangement in history.case.arrangements.items():
            if arrangement.service == history.service:
                yield from pool_running(history, name, year)
                yield from pool_events(history, name, year)
    for (council, service, year, line), amount in history.case.baseline_changes_gbp.items():
        if service == history.service:
            index = "general" if line == "non_staff" else line
            yield Item(council, service, "", year, line, index, float(amount))


def _running_items_of_council(history: History, council: str, year: int) -> Iterator[Item]:
    case, service = history.case, history.service
    phi = calendar_of(case, service).phi
    need = case.needs[council, service]
    for role, post in need.posts.items():
        home_before = home_fte(history, council, role, year - 1)
        home = phi * home_fte(history, council, role, year) + (1 - phi) * home_before
        yield Item(council, service, "", year, "pay", "pay", float(post.pay_gbp_per_fte) * home)
        cost = float(post.recruitment_gbp_per_fte)
        vacancies = float(post.turnover_share) * home_before
        rehired = (
            {("rehired", council, service, role, year): cost} if _moves(history, council, role, year) else {}
        )
        yield Item(council, service, "", year, "recruitment", "general", cost * vacancies, rehired)
    for state_year, part in ((year, phi), (year - 1, 1 - phi)):
        pool = history.states[state_year][council]
        moved = float(case.candidates[council, pool].in_scope_other_gbp) if pool else 0.0
        stays = part * (float(need.other_gbp) - moved)
        yield Item(council, service, "", year, "non_staff", "general", stays)
        if pool:
            yearly = float(case.candidates[council, pool].yearly_gbp)
            yield Item(council, service, pool, year, "member_yearly", "general", part * yearly)


def _moves(history: History, council: str, role: str, year: int) -> bool:
    """Say whether posts of the council move in the year, so that some may be filled anew."""
    before, after = history.states[year - 1][council], history.states[year][council]
    return before != after and any(
        in_scope_fte(history.case, council, pool, role) > 0 for pool in (before, after)
    )


def _joining_and_leaving(history: History, council: str, year: int) -> Iterator[Item]:
    case, service = history.case, history.service
    pool = history.joins(council, year)
    if pool:
        arrangement = case.arrangements[pool]
        credit = float(arrangement.deepening_credit_share) if history.deepens(council, year) else 0.0
        cost = float(case.candidates[council, pool].join_gbp) * (1 - credit)
        lead = float(arrangement.join_lead_share)
        for spent_in, part in ((year - 1, lead), (year, 1 - lead)):
            yield Item(council, service, pool, spent_in, "joining", "general", part * cost, one_off=True)
    left = history.stops(council, year)
    if left:
        candidate = case.candidates[council, left]
        cost = float(candidate.leave_gbp) + float(candidate.compensation_gbp)
        yield Item(council, service, left, year, "leaving", "general", cost, one_off=True)
        host = case.arrangements[left].host
        income = -float(candidate.compensation_gbp)
        shared_in = year if history.is_open(left, year) else year - 1
        yield Item(
            host, service, left, year, "compensation_income", "general", income,
            shared_in=shared_in, kind="one_off", one_off=True,
        )  # fmt: skip


def _after_joining(history: History, council: str, year: int) -> Iterator[Item]:
    """Yield pay protection and the spend that a joiner carries on paying, counted from earlier joins."""
    case, service = history.case, history.service
    phi = calendar_of(case, service).phi
    years_protected = case.settings.protection_years
    for joined in range(1, year + 1):
        pool = history.joins(council, joined)
        if not pool:
            continue
        after = year - joined
        arrangement, candidate = case.arrangements[pool], case.candidates[council, pool]
        if years_protected > 0 and after <= years_protected:
            part = {0: phi, years_protected: 1 - phi}.get(after, 1.0)
            for role, post in case.needs[council, service].posts.items():
                pool_role = arrangement.roles[role]
                gap = max(0.0, float(post.pay_gbp_per_fte) - float(pool_role.pay_gbp_per_fte))
                still_there = (
                    in_scope_fte(case, council, pool, role) * (1 - float(pool_role.turnover_share)) ** after
                )
                yield Item(council, service, pool, year, "protection", "pay", part * gap * still_there)
        if after < len(arrangement.ramp_shares):
            kept = float(arrangement.ramp_shares[after]) * float(candidate.in_scope_other_gbp)
            yield Item(council, service, pool, year, "ramp", "general", kept)


def bau_history(case: Case, service: str) -> History:
    """Return the history in which everybody stays where they are today."""
    today = {
        council: need.arrangement_today or ""
        for (council, other), need in case.needs.items()
        if other == service
    }
    return History(case, service, (today,) * (case.settings.years + 1))


def bau_items(case: Case, service: str) -> list[Item]:
    """Return business as usual: today's members stay, contracts run on."""
    history = bau_history(case, service)
    first = next(iter(contract_histories(history)))  # the first state listed is always in-house or running on
    return [*membership_items(history), *contract_items(history, first)]


def bau_flows(case: Case, service: str) -> dict[tuple, float]:
    """Return today's staff, with leavers replaced year by year."""
    history = bau_history(case, service)
    flows: dict[tuple, float] = {}
    for pool in {pool for pool in history.states[0].values() if pool}:
        for role in staffed_roles(case, pool):
            staff = required_fte(history, pool, role, 0)
            turnover = float(case.arrangements[pool].roles[role].turnover_share)
            for year in range(1, case.settings.years + 1):
                flows["staff", pool, role, year] = staff
                flows["recruited", pool, role, year] = turnover * staff
                flows["redundant", pool, role, year] = 0.0
    return flows
