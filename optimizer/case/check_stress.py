"""Checks of the risk register as a whole, and of stress scenarios: a partnership has one fate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import TypeVar

from optimizer.case.check_risks import outside, range_words, scope_fits
from optimizer.case.dictionary import file_of
from optimizer.case.drivers import CHAIN_DRIVERS, DRIVERS
from optimizer.case.loaded import plain
from optimizer.case.raw import Findings, Place
from optimizer.case.resolve import Resolved, resolved_arrangements
from optimizer.case.tables import CaseTables, RisksRow, StressRow

AnyRow = TypeVar("AnyRow", RisksRow, StressRow)

PLANNED = "as planned"


def scopes_reach_everything(tables: CaseTables, findings: Findings) -> None:
    """Point out what a register that names a driver leaves as planned: certain, where it is silent."""
    if not tables.settings.risk_reference_class:
        return
    things: dict[str, list[tuple[str, ...]]] = {
        "arrangement": [_scopes_of_pool(pool) for pool in resolved_arrangements(tables)],
        "council": [(f"council:{row.council}", "*") for row in tables.councils],
        "service": [(f"service:{row.service}", "*") for row in tables.services],
        "case": [("*",)],
    }
    for driver, terms in DRIVERS.items():
        rows = {row.scope: row for row in tables.risks if row.driver == driver}
        left = [scopes[0] for scopes in things[terms.thing] if not set(scopes) & set(rows)]
        if rows and left:
            first = next(iter(rows.values()))
            others = f" and {len(left) - 1} more" if left[1:] else ""
            problem = f"no row of {driver} reaches {left[0]}{others}, so there it is certain to be {PLANNED}"
            remedy = "add a row with scope *, or make sure that this is meant"
            findings.warning(Place(file_of("risks"), first.file_row, "scope", first.scope), problem, remedy)


def chains_have_one_fate(tables: CaseTables, findings: Findings) -> None:
    """Arrangements of one chain agree on what happens to their partnership."""
    _agree(tables, "risks", tables.risks, _fate_of_risk, findings)


def chains_have_one_fate_under_stress(tables: CaseTables, findings: Findings) -> None:
    """Arrangements of one chain agree in every scenario."""
    for scenario in dict.fromkeys(row.scenario for row in tables.stress):
        rows = tuple(row for row in tables.stress if row.scenario == scenario)
        _agree(tables, "stress", rows, lambda row: row.value, findings)


def _fate_of_risk(row: RisksRow) -> object:
    """Return all of a row that a draw depends on."""
    return row.model_dump(exclude={"file_row", "driver", "scope", "source", "grade"})


def _agree(
    tables: CaseTables,
    table: str,
    rows: tuple[AnyRow, ...],
    fate_of: Callable[[AnyRow], object],
    findings: Findings,
) -> None:
    for driver in CHAIN_DRIVERS:
        of_driver = {row.scope: row for row in rows if row.driver == driver}
        for chain, pools in _chains(tables) if of_driver else ():
            closest = {pool.arrangement: _closest(of_driver, pool) for pool in pools}
            first_name, first = next(iter(closest.items()))
            for name, row in closest.items():
                fates = [None if one is None else fate_of(one) for one in (first, row)]
                if fates[0] == fates[1]:
                    continue
                at = row or first
                if at is None:
                    continue
                problem = (
                    f"{first_name} ({_source(first)}) and {name} ({_source(row)}) are of one chain, {chain}, "
                    f"and differ in {driver}"
                )
                remedy = "a partnership has one fate: give all arrangements of the chain the same"
                findings.fault(Place(file_of(table), at.file_row, "scope", at.scope), problem, remedy)
                break


def _chains(tables: CaseTables) -> Iterator[tuple[str, list[Resolved]]]:
    """Yield the chains of more than one arrangement."""
    found: dict[str, list[Resolved]] = {}
    for pool in resolved_arrangements(tables):
        found.setdefault(pool.chain, []).append(pool)
    yield from ((chain, pools) for chain, pools in found.items() if pools[1:])


def _scopes_of_pool(pool: Resolved) -> tuple[str, ...]:
    """Return the scopes that an arrangement lies in, the closest first."""
    return (f"arrangement:{pool.arrangement}", f"model:{pool.model}", f"service:{pool.service}", "*")


def _closest(rows: Mapping[str, AnyRow], pool: Resolved) -> AnyRow | None:
    return next((rows[scope] for scope in _scopes_of_pool(pool) if scope in rows), None)


def _source(row: RisksRow | StressRow | None) -> str:
    return PLANNED if row is None else f"row {row.file_row}"


def scenarios_can_happen(tables: CaseTables, findings: Findings) -> None:
    """The values of scenarios are such as their drivers can have, and of things that they are said of."""
    last = Decimal(tables.settings.years)
    for row in tables.stress:
        terms = next(terms for driver, terms in DRIVERS.items() if driver == row.driver)
        scope_fits(
            Place(file_of("stress"), row.file_row, "scope", row.scope), row.driver, row.scope, findings
        )
        place = Place(file_of("stress"), row.file_row, "value", plain(row.value))
        most = last if terms.is_event else terms.most
        remedy = f"give {terms.unit}, {range_words(terms.least, most)}"
        if outside(row.value, terms.least, most):
            problem = f"{row.driver} cannot be {plain(row.value)}"
            if terms.is_event and row.value > last:
                problem = f"is after the last year of the case, so that {row.driver} never happens"
            findings.fault(place, problem, remedy)
        elif terms.is_event and row.value % 1:
            findings.fault(place, "is not a whole number of years", remedy)
