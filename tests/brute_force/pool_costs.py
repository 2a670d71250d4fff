"""What a pool costs its host before the members are charged."""

from __future__ import annotations

from collections.abc import Iterator

from tests.brute_force.calendar_rules import calendar_of
from tests.brute_force.ledger import Item
from tests.brute_force.memberships import History
from tests.brute_force.quantities import needed_spend, required_fte, staffed_roles


def pool_running(history: History, pool: str, year: int) -> Iterator[Item]:
    """Yield pay, spend and governance of both parts of the year, each charged to the members of its part."""
    case, service = history.case, history.service
    phi = calendar_of(case, service).phi
    arrangement = case.arrangements[pool]
    for state_year, part in ((year, phi), (year - 1, 1 - phi)):
        if part == 0 or not history.is_open(pool, state_year):
            continue
        partners = len(history.members(pool, state_year)) - 1
        governance = float(arrangement.governance_gbp_per_year)
        governance += float(arrangement.per_partner_gbp_per_year) * partners
        spend = needed_spend(history, pool, state_year)
        yield Item(
            arrangement.host,
            service,
            pool,
            year,
            "governance",
            "general",
            part * governance,
            shared_in=state_year,
        )
        yield Item(
            arrangement.host,
            service,
            pool,
            year,
            "pool_non_staff",
            "general",
            part * spend,
            shared_in=state_year,
        )
        for role in staffed_roles(case, pool):
            pay = part * float(arrangement.roles[role].pay_gbp_per_fte)
            today = pay * required_fte(history, pool, role, 0) if state_year == 0 else 0.0
            flows = {("staff", pool, role, state_year): pay} if state_year > 0 else {}
            yield Item(
                arrangement.host, service, pool, year, "pool_pay", "pay", today, flows, shared_in=state_year
            )


def pool_events(history: History, pool: str, year: int) -> Iterator[Item]:
    """Yield set-up, pay-offs and recruitment; a pool that has closed charges those who were its members."""
    case, service = history.case, history.service
    arrangement = case.arrangements[pool]
    host = arrangement.host
    if history.opens(pool, year):
        deeper = history.opens_deeper(pool, year)
        cost = float(arrangement.setup_gbp) * (
            1 - (float(arrangement.deepening_credit_share) if deeper else 0.0)
        )
        lead = float(arrangement.setup_lead_share)
        for spent_in, part in ((year - 1, lead), (year, 1 - lead)):
            yield Item(
                host, service, pool, spent_in, "set_up", "general", part * cost,
                shared_in=year, kind="one_off", one_off=True,
            )  # fmt: skip
    was_open, is_open = history.is_open(pool, year - 1), history.is_open(pool, year)
    if not (was_open or is_open):
        return
    shared_in = year if is_open else year - 1
    for role in staffed_roles(case, pool):
        terms = arrangement.roles[role]
        for line, index, flow, cost, one_off in (
            ("redundancy", "pay", "redundant", terms.redundancy_gbp_per_fte, True),
            ("strain", "pay", "redundant", terms.strain_gbp_per_fte, True),
            ("pool_recruitment", "general", "recruited", terms.recruitment_gbp_per_fte, False),
        ):
            flows = {(flow, pool, role, year): float(cost)}
            yield Item(
                host, service, pool, year, line, index, 0.0, flows, shared_in, kind="one_off", one_off=one_off
            )
