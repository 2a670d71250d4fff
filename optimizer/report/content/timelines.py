"""Who is where when: stays of councils, fates of contracts, and what happens in order of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from optimizer.case.case import Case, Contract
from optimizer.plan.plan import Plan
from optimizer.report.content.amounts import NIL
from optimizer.report.content.councils import body_names
from optimizer.report.content.events import ContractFate, ServiceTimeline, Stay, TransitionStep
from optimizer.report.content.headline import service_name
from optimizer.report.content.read_tables import ContractRow, RunTables
from optimizer.verify.exact import to_decimal
from optimizer.verify.timeline import FIRST_MONTH, MONTHS, position

ZERO = Decimal(0)


def timelines(case: Case, plan: Plan, tables: RunTables) -> tuple[ServiceTimeline, ...]:
    """Return each service in the order of the case."""
    fates = contracts(case, tables)
    return tuple(
        ServiceTimeline(
            service=service,
            name=service_name(service),
            change_month=facts.change_month,
            stays=tuple(_stays(case, plan, service)),
            contracts=tuple(fate for fate in fates if fate.service == service),
            transferred_fte=_net_moves(case, tables, service, 1),
            returned_fte=_net_moves(case, tables, service, -1),
        )
        for service, facts in case.services.items()
    )


def _stays(case: Case, plan: Plan, service: str) -> Iterator[Stay]:
    where = {
        (row.council, row.year): row.arrangement
        for row in plan.memberships
        if case.arrangements[row.arrangement].service == service
    }
    names = body_names(case)
    for council, needed in case.needs:
        if needed != service:
            continue
        today = case.needs[council, service].arrangement_today or ""
        states = [today] + [where.get((council, year), "") for year in range(1, case.settings.years + 1)]
        first = 0
        for year in range(1, len(states) + 1):
            if year < len(states) and states[year] == states[first]:
                continue
            pool = case.arrangements.get(states[first])
            yield Stay(
                council=council,
                name=names[council],
                first=first,
                last=year - 1,
                arrangement=states[first],
                host=names[pool.host] if pool else "",
                how=f"{pool.model}, {pool.depth}".replace("_", " ") if pool else "",
                hosts=pool is not None and pool.host == council,
            )
            first = year


def _net_moves(case: Case, tables: RunTables, service: str, sign: int) -> tuple[Decimal, ...]:
    """Return by year who moves from a council to a pool (sign 1) or back (-1), after both are set off.

    Where a council goes from one pool to another, the tables have everybody return and transfer again.
    """
    net: dict[tuple[str, str, int], Decimal] = defaultdict(lambda: ZERO)
    signs = {"transferred": sign, "returned": -sign}
    for row in tables.staff:
        if row.flow in signs and case.arrangements[row.arrangement].service == service:
            net[row.council, row.role, row.year] += signs[row.flow] * row.fte
    totals = [ZERO for _ in range(case.settings.years + 1)]
    for (_, _, year), fte in net.items():
        totals[year] += max(fte, ZERO)
    return tuple(totals)


def contracts(case: Case, tables: RunTables) -> tuple[ContractFate, ...]:
    """Return what becomes of each supplier contract, in the order of the case."""
    rows: dict[str, list[ContractRow]] = {contract: [] for contract in case.contracts}
    for row in tables.contracts:
        rows[row.contract].append(row)
    return tuple(_fate(case, case.contracts[contract], found) for contract, found in rows.items())


def _fate(case: Case, contract: Contract, rows: Sequence[ContractRow]) -> ContractFate:
    ends = position(contract.end_date + timedelta(days=1))
    start = MONTHS * case.settings.base_year + FIRST_MONTH - 1
    displaced = next((row for row in rows if row.state != "in_house"), None)
    turned = next((row for row in rows if row.state in ("ended", "novated")), None)
    change = turned or displaced
    return ContractFate(
        contract=contract.contract,
        council=contract.council,
        council_name=case.council_names.get(contract.council, contract.council),
        service=contract.service,
        annual_charge_gbp=contract.annual_charge_gbp,
        end=contract.end_date.isoformat(),
        ends_after_years=to_decimal((ends - start) / MONTHS, 4),
        words=_fate_in_words(case, displaced, turned),
        changes_in=None if change is None else change.year,
        cost_gbp=sum((row.fee_gbp for row in rows), NIL),
    )


def _fate_in_words(case: Case, displaced: ContractRow | None, turned: ContractRow | None) -> str:
    if displaced is None:
        return "stays with the council"
    if turned is None:
        return f"the council pays it to its end; the pool takes over from {case.year_label(displaced.year)}"
    when = case.year_label(turned.year)
    if turned.state == "ended":
        return f"ended early in {when}"
    host = body_names(case)[case.arrangements[turned.arrangement].host]
    return f"handed over to {host} in {when}"


def transition(case: Case, found: Sequence[ServiceTimeline]) -> tuple[TransitionStep, ...]:
    """Return what happens, in order of time, then of services."""
    steps = [step for timeline in found for step in _steps(case, timeline)]
    return tuple(sorted(steps, key=lambda step: step.year))


def _steps(case: Case, timeline: ServiceTimeline) -> Iterator[TransitionStep]:
    service = timeline.service
    for stay in timeline.stays:
        if stay.first == 0:
            continue
        words = f"joins {stay.host} ({stay.how})" if stay.arrangement else "takes the service back in-house"
        if stay.hosts:
            words = f"hosts the shared service ({stay.how})"
        yield TransitionStep(stay.first, service, stay.name, words, None, None)
    for year in range(case.settings.years + 1):
        for flow, words in ((timeline.transferred_fte, "transfer"), (timeline.returned_fte, "return")):
            if flow[year]:
                where = "to the host" if words == "transfer" else "to their council"
                yield TransitionStep(year, service, "staff", f"posts {words} {where}", flow[year], None)
    for fate in timeline.contracts:
        if fate.changes_in is not None:
            yield TransitionStep(
                *(fate.changes_in, service, fate.council_name),
                *(f"contract {fate.contract}: {fate.words}", None, fate.cost_gbp or None),
            )
