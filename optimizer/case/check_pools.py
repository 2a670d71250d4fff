"""Checks of candidate pools: names, terms, chains, depths, pay, platforms, and whether anybody can join."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from optimizer.case.dates import add_months, change_date
from optimizer.case.dictionary import file_of
from optimizer.case.parse import financial_year_text
from optimizer.case.pool_facts import PoolFacts
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import Resolved, resolved_arrangements
from optimizer.case.tables import CaseTables

FREE = (Decimal(0), Decimal(0))
"""Cost of leaving and compensation where joining.csv has no row."""


def names_are_unique(tables: CaseTables, findings: Findings) -> None:
    """No two candidate pools have one name, given or put together."""
    seen: dict[str, int] = {}
    for pool in resolved_arrangements(tables):
        if pool.given is not None and pool.arrangement in seen:
            place = Place(pool.file, pool.row, "arrangement", pool.arrangement)
            problem = f"is the name of row {seen[pool.arrangement]} too (a blank is service.host.model.depth)"
            findings.fault(place, problem, "give one of the two another name, or remove it")
        seen.setdefault(pool.arrangement, pool.row)


def least_is_no_more_than_most(tables: CaseTables, findings: Findings) -> None:
    """The fewest members are no more than the most."""
    facts = PoolFacts(tables)
    reported = set()
    for pool in facts.pools:
        least, most = pool.terms.least_members, pool.terms.most_members
        if most is not None and least > most:
            place = facts.place_of_term(pool, "most_members", most)
            if place not in reported:
                problem = f"is less than least_members ({least}) of {pool.arrangement}"
                findings.fault(place, problem, f"give {least} or more")
            reported.add(place)


def years_are_in_order(tables: CaseTables, findings: Findings) -> None:
    """The first year of joining is not after the last."""
    for row in tables.arrangements:
        if row.first_year is not None and row.last_year is not None and row.first_year > row.last_year:
            text = financial_year_text(row.last_year)
            place = Place(file_of("arrangements"), row.file_row, "last_year", text)
            first = financial_year_text(row.first_year)
            findings.fault(place, f"is before first_year ({first})", f"give {first} or later")


def chains_are_of_one_kind(tables: CaseTables, findings: Findings) -> None:
    """Arrangements of a chain share service, host, minimum term, notice and what leaving costs."""
    leaving = {
        (row.council, row.arrangement): (row.leave_gbp, row.compensation_gbp) for row in tables.joining
    }
    pools = list(resolved_arrangements(tables))
    named = {pool.arrangement: pool for pool in pools}
    first: dict[str, Resolved] = {}
    for pool in pools:
        start = first.setdefault(pool.chain, pool)
        alone = named.get(pool.chain)
        if alone is not None and alone is not pool and pool.given:
            place = Place(pool.file, pool.row, "chain", pool.chain)
            if alone.given is None or alone.given.chain != pool.chain:
                remedy = f"give {alone.arrangement} the same chain, or use another name"
                findings.fault(place, "is the name of an arrangement that is not in this chain", remedy)
        for column, mine, theirs in (
            ("service", pool.service, start.service),
            ("host", pool.host, start.host),
            ("minimum_term_years", pool.terms.minimum_term_years, start.terms.minimum_term_years),
            ("notice_years", pool.terms.notice_years, start.terms.notice_years),
        ):
            if mine != theirs:
                place = Place(pool.file, pool.row, column, str(mine))
                problem = f"differs from {theirs} of {start.arrangement}, in the same chain {pool.chain!r}"
                findings.fault(place, problem, "arrangements of one chain must be alike in this")
        if start is not pool:
            _same_cost_of_leaving(tables, leaving, start, pool, findings)


def _same_cost_of_leaving(
    tables: CaseTables,
    leaving: Mapping[tuple[str, str], tuple[Decimal, Decimal]],
    start: Resolved,
    pool: Resolved,
    findings: Findings,
) -> None:
    rows = {(row.council, row.arrangement): row.file_row for row in tables.joining}
    for council in tables.councils:
        mine = leaving.get((council.council, pool.arrangement), FREE)
        theirs = leaving.get((council.council, start.arrangement), FREE)
        for column, here, there in zip(("leave_gbp", "compensation_gbp"), mine, theirs, strict=True):
            if here != there:
                row, value = rows.get((council.council, pool.arrangement)), here
                if row is None:
                    row, value = rows.get((council.council, start.arrangement)), there
                place = Place(file_of("joining"), row, column, str(value))
                problem = (
                    f"{council.council} pays {here} for leaving {pool.arrangement} and {there} for "
                    f"{start.arrangement}, which are one chain"
                )
                findings.fault(place, problem, "give both the same amount")


def depths_are_complete(tables: CaseTables, findings: Findings) -> None:
    """Every depth that a pool has says its shares for every role of the service."""
    facts = PoolFacts(tables)
    reported = set()
    for pool in facts.pools:
        for role in facts.roles(pool.service):
            key = (pool.depth, pool.service, role)
            if facts.depths.row(*key) is None and key not in reported:
                reported.add(key)
                place = facts.place(pool, "depth")._replace(value=pool.depth)
                problem = f"has no row in depths.csv for service {pool.service!r} and role {role!r}"
                findings.fault(place, problem, "add one, or a row with * for all services and roles")


def one_non_staff_share(tables: CaseTables, findings: Findings) -> None:
    """Spend other than staff is not split by role, so that its share is one for all roles of a service."""
    facts = PoolFacts(tables)
    reported = set()
    for service in tables.services:
        for depth in facts.depths.rank:
            rows = [facts.depths.row(depth, service.service, role) for role in facts.roles(service.service)]
            known = [row for row in rows if row is not None]
            for row in known:
                if row.non_staff_share != known[0].non_staff_share and row.file_row not in reported:
                    reported.add(row.file_row)
                    text = str(row.non_staff_share)
                    place = Place(file_of("depths"), row.file_row, "non_staff_share", text)
                    problem = (
                        f"differs from {known[0].non_staff_share} in row {known[0].file_row} "
                        f"for another role of {service.service}"
                    )
                    findings.fault(place, problem, "give all roles of a service the same share")


def pay_is_known(tables: CaseTables, findings: Findings) -> None:
    """A pool that somebody moves to has a pay: its own, or its host's for that role."""
    facts = PoolFacts(tables)
    providers = {row.provider for row in tables.providers}
    host_posts = {(row.council, row.service, row.role) for row in tables.baseline}
    for pool in facts.pools:
        if pool.given is not None and pool.given.pool_pay_gbp_per_fte is not None:
            continue
        moved = {row.role for row in facts.posts(pool) if row.fte > row.retained_fte}
        for role in facts.roles(pool.service):
            known = (pool.host, pool.service, role) in host_posts
            if role in moved and facts.staff_share(pool, role) and not known:
                who = (
                    "a provider has no pay of its own"
                    if pool.host in providers
                    else (f"{pool.host} has no posts of role {role!r} for {pool.service}")
                )
                problem = f"nothing is given, and {who}"
                remedy = f"give the pay of {pool.arrangement} in a row of arrangements.csv"
                findings.fault(Place(pool.file, pool.row, "pool_pay_gbp_per_fte"), problem, remedy)
                break


def platforms_have_costs(tables: CaseTables, findings: Findings) -> None:
    """Joining a pool on another platform has a cost: in joining, or for the pair of platforms."""
    for row in tables.platform_changes:
        if row.from_platform == row.to_platform:
            place = Place(file_of("platform_changes"), row.file_row, "to_platform", row.to_platform)
            findings.fault(
                place, "is the platform that the change is from", "name another, or remove the row"
            )
    facts = PoolFacts(tables)
    changes = {(row.from_platform, row.to_platform) for row in tables.platform_changes}
    given = {(row.council, row.arrangement) for row in tables.joining if row.join_gbp is not None}
    reported = set()
    for pool in facts.pools:
        host = facts.needs.get((pool.host, pool.service))
        target = (pool.given.platform if pool.given else "") or (host.platform if host else "")
        for member in facts.members(pool):
            pair = (member.platform, target)
            if not all(pair) or pair[0] == pair[1] or pair in changes or pair in reported:
                continue
            if (member.council, pool.arrangement) not in given:
                reported.add(pair)
                place = Place(file_of("platform_changes"), None, "from_platform", member.platform)
                problem = (
                    f"there is no row for the change from {pair[0]!r} to {pair[1]!r}, which {member.council} "
                    f"would need for {pool.arrangement}"
                )
                findings.fault(place, problem, "add one, or give join_gbp in joining.csv")


def joining_belongs_to_a_need(tables: CaseTables, findings: Findings) -> None:
    """Only who needs the service of an arrangement can join it; other rows would be read for nothing."""
    facts = PoolFacts(tables)
    services = {pool.arrangement: pool.service for pool in facts.pools}
    for row in tables.joining:
        service = services[row.arrangement]
        if (row.council, service) not in facts.needs:
            place = Place(file_of("joining"), row.file_row, "council", row.council)
            remedy = "correct the council or the arrangement, or remove the row"
            findings.fault(place, f"{row.council} does not need {service}, so it cannot join", remedy)


def some_membership_is_allowed(tables: CaseTables, findings: Findings) -> None:
    """Every candidate pool could be held by somebody: enough candidates, and a capacity for them."""
    facts = PoolFacts(tables)
    for pool in facts.pools:
        if facts.volumes(pool) is not None:
            continue
        candidates = len(facts.members(pool))
        host_needs = (pool.host, pool.service) in facts.needs
        least = pool.terms.least_members
        if candidates < least or (pool.terms.most_members or least) < least:
            place = facts.place_of_term(pool, "least_members", least)
            problem = (
                f"no membership of {pool.arrangement} is allowed: {candidates} "
                f"{'council needs' if candidates == 1 else 'councils need'} {pool.service}"
            )
            findings.fault(place, problem, "lower it, or remove the arrangement")
        elif pool.terms.most_members == 1 and host_needs:
            place = facts.place_of_term(pool, "most_members", 1)
            findings.fault(place, f"leaves {pool.arrangement} to its host alone", "give 2 or more")
        else:
            text = str(pool.given.capacity_volume) if pool.given else None
            place = Place(pool.file, pool.row, "capacity_volume", text)
            problem = (
                f"{pool.host} can host nothing: every allowed membership of {pool.arrangement} is larger"
            )
            findings.fault(place, problem, "raise it, leave it blank, or remove the arrangement")


def some_year_is_left(tables: CaseTables, findings: Findings) -> None:
    """Warn where the lead time and the years of joining leave no year of the case in which to join."""
    months = {row.service: row.change_month for row in tables.services}
    members = {row.arrangement_today for row in tables.baseline_services}
    settings = tables.settings
    for pool in resolved_arrangements(tables):
        earliest = add_months(settings.decision_date, pool.terms.lead_months)
        first = (pool.given.first_year if pool.given else None) or settings.base_year + 1
        last = (pool.given.last_year if pool.given else None) or settings.base_year + settings.years
        if not _may_join(months[pool.service], earliest, first, last) and pool.arrangement not in members:
            place = Place(pool.file, pool.row, None, pool.arrangement)
            problem = f"nobody can join within the case: the lead time ends on {earliest.isoformat()}"
            findings.warning(place, problem, "decide earlier, shorten the lead, or let the case look further")


def _may_join(change_month: int, earliest: date, first: int, last: int) -> bool:
    return any(change_date(year, change_month) >= earliest for year in range(first, last + 1))
