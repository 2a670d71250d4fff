"""Checks of today's pools: year 0 must satisfy the rules that every later year has to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.case.curves import curves_of, value_at
from optimizer.case.dictionary import file_of
from optimizer.case.parse import financial_year_text
from optimizer.case.pool_facts import PoolFacts
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import Resolved
from optimizer.case.rounding import EXACT
from optimizer.case.tables import BaselineServicesRow, CaseTables

FILE = file_of("baseline_services")


def member_since_is_known(tables: CaseTables, findings: Findings) -> None:
    """A membership of today has a first year, not after the base year; no membership, no year."""
    base = tables.settings.base_year
    for row in tables.baseline_services:
        place = Place(FILE, row.file_row, "member_since")
        if row.arrangement_today is not None and row.member_since is None:
            problem = f"nothing is given, but {row.council} is a member of {row.arrangement_today}"
            findings.fault(place, problem, "give the first financial year of the membership")
        elif row.member_since is not None:
            place = place._replace(value=financial_year_text(row.member_since))
            if row.arrangement_today is None:
                findings.fault(place, "there is no arrangement_today", "name it, or leave both blank")
            elif row.member_since > base:
                remedy = f"give {financial_year_text(base)} or an earlier year"
                findings.fault(place, "is after the base year, which is today", remedy)


def _pools_of_today(
    tables: CaseTables, facts: PoolFacts
) -> Iterator[tuple[Resolved, list[BaselineServicesRow]]]:
    """Yield every pool that has members today, with them."""
    for pool in facts.pools:
        members = [row for row in tables.baseline_services if row.arrangement_today == pool.arrangement]
        if members:
            yield pool, members


def pools_of_today_are_allowed(tables: CaseTables, findings: Findings) -> None:
    """Today's members are in a pool of their service, with its host, and as many as it allows."""
    facts = PoolFacts(tables)
    for pool, members in _pools_of_today(tables, facts):
        for row in members:
            if row.service != pool.service:
                place = Place(FILE, row.file_row, "arrangement_today", pool.arrangement)
                remedy = f"name an arrangement of {row.service}, or leave it blank"
                findings.fault(place, f"is an arrangement of {pool.service}", remedy)
        inside = [row for row in members if row.service == pool.service]
        if not inside:
            continue
        place = Place(FILE, inside[0].file_row, "arrangement_today", pool.arrangement)
        host = facts.needs.get((pool.host, pool.service))
        if host is not None and host not in inside:
            problem = f"its host {pool.host} needs {pool.service} but is not a member today"
            findings.fault(place, problem, f"give {pool.host} the same arrangement_today, or another host")
        least, most = pool.terms.least_members, pool.terms.most_members
        if len(inside) < least:
            members_words = "1 member" if len(inside) == 1 else f"{len(inside)} members"
            problem = f"has {members_words} today, fewer than its least_members ({least})"
            findings.fault(place, problem, "list every member of today, or lower least_members")
        if most is not None and len(inside) > most:
            problem = f"has {len(inside)} members today, more than its most_members ({most})"
            findings.fault(place, problem, "correct the members, or raise most_members")
        volume = sum(row.volume for row in inside)
        capacity = pool.given.capacity_volume if pool.given else None
        if capacity is not None and volume > capacity:
            problem = f"has a volume of {volume} today, more than its capacity_volume ({capacity})"
            findings.fault(place, problem, "correct the volumes, or raise the capacity")


def pools_of_today_fit(tables: CaseTables, findings: Findings) -> None:
    """Today's volume of a pool lies on its curves, and the staff it needs within its capacity."""
    facts = PoolFacts(tables)
    curves = curves_of(tables)
    for pool, members in _pools_of_today(tables, facts):
        inside = [row.volume for row in members if row.service == pool.service]
        if not inside:
            continue
        volume = sum(inside)
        place = Place(FILE, members[0].file_row, "arrangement_today", pool.arrangement)
        staff = Decimal(0)
        for measure in facts.measures(pool):
            knots = curves.get((pool.service, measure))
            if knots is None:
                continue
            value = value_at(knots, volume)
            if value is None:
                problem = f"has a volume of {volume} today, which is not on the curve {measure} "
                problem += f"({knots[0].volume} to {knots[-1].volume})"
                findings.fault(place, problem, f"let the curve of {pool.service} reach {volume}")
            elif measure != "non_staff":
                role = measure.removeprefix("fte:")
                staff = EXACT.add(staff, EXACT.multiply(facts.staff_share(pool, role), value))
        capacity = pool.given.capacity_fte if pool.given else None
        if capacity is not None and staff > capacity:
            problem = f"needs {staff:.2f} FTE today, more than its capacity_fte ({capacity})"
            findings.fault(place, problem, "raise the capacity, or leave it blank")
