"""Are the plan's tables well-formed: known names, years, states, decimals, no duplicates?

Everything after this file trusts that they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from optimizer.case.case import SHARED, Case
from optimizer.case.dictionary import cost_lines
from optimizer.case.fundable import fundable_lines
from optimizer.plan import ContractState, Drawing, LedgerCell, Membership, Plan, StaffFlow
from optimizer.verify.exact import exact
from optimizer.verify.rules import broken
from optimizer.verify.verdict import Violation

MOST_PLACES = 8
STATES = ("run_on", "novated", "ended")
POOL_AND_COUNCIL = ("transferred", "returned")
POOL_ONLY = ("redundant", "redeployed", "recruited")
COUNCIL_ONLY = ("rehired",)


def check_decisions(case: Case, plan: Plan) -> Iterator[Violation]:
    """Check the four tables of decisions."""
    for membership in plan.memberships:
        yield from _check_membership(case, membership)
    for state in plan.contracts:
        yield from _check_contract(case, state)
    for flow in plan.staff:
        yield from _check_flow(case, flow)
    for drawing in plan.drawings:
        yield from _check_drawing(case, drawing)
    yield from _duplicates("memberships", plan.memberships)
    yield from _duplicates("contracts", plan.contracts)
    yield from _duplicates("staff", (flow[:6] for flow in plan.staff))
    yield from _duplicates("drawings", (drawing[:4] for drawing in plan.drawings))


def check_ledger(case: Case, plan: Plan) -> Iterator[Violation]:
    """Check the names and keys of the claimed ledger; its amounts are compared later."""
    for cell in plan.ledger:
        yield from _check_cell(case, cell)
    yield from _duplicates("ledger", (cell[:6] for cell in plan.ledger))


def _duplicates(table: str, rows: Iterable[tuple[object, ...]]) -> Iterator[Violation]:
    for row, count in Counter(rows).items():
        if count > 1:
            yield broken("tables.no_duplicates", f"{table}: {_words(row)}", f"given {count} times")


def _words(row: Iterable[object]) -> str:
    return ", ".join(str(item) for item in row if item != "")


def _unknown(place: str, detail: str) -> Violation:
    return broken("tables.known_names", place, detail)


def _check_year(case: Case, place: str, year: object, first: int = 1) -> Iterator[Violation]:
    last = case.settings.years
    # bool is an int to Python, but True is no year.
    if not isinstance(year, int) or isinstance(year, bool) or not first <= year <= last:
        yield broken("tables.year_in_range", place, f"year {year} is not one of {first} to {last}")


def _check_membership(case: Case, row: Membership) -> Iterator[Violation]:
    place = f"memberships: {_words(row)}"
    if (row.council, row.arrangement) not in case.candidates:
        yield _unknown(place, f"{row.council} is no candidate member of {row.arrangement}")
    yield from _check_year(case, place, row.year)


def _check_contract(case: Case, row: ContractState) -> Iterator[Violation]:
    place = f"contracts: {_words(row)}"
    if row.contract not in case.contracts:
        yield _unknown(place, f"there is no contract {row.contract}")
    if row.state not in STATES:
        yield broken("tables.state_known", place, f"{row.state} is none of {', '.join(STATES)}")
    elif (row.state == "novated") != bool(row.arrangement):
        yield broken("tables.state_known", place, "the pool is named where, and only where, it is novated")
    if row.arrangement and row.arrangement not in case.arrangements:
        yield _unknown(place, f"there is no arrangement {row.arrangement}")
    yield from _check_year(case, place, row.year)


def _check_flow(case: Case, row: StaffFlow) -> Iterator[Violation]:
    place = f"staff: {_words(row[:6])}"
    yield from _check_year(case, place, row.year)
    yield from _check_fte(place, row.fte)
    if row.flow not in (*POOL_AND_COUNCIL, *POOL_ONLY, *COUNCIL_ONLY):
        yield broken("tables.flow_known", place, f"{row.flow} is no flow of staff")
        return
    if bool(row.arrangement) == (row.flow in COUNCIL_ONLY) or bool(row.council) == (row.flow in POOL_ONLY):
        yield broken("tables.flow_known", place, f"{row.flow} names the wrong ones of pool and council")
        return
    if row.service not in case.services or row.role not in case.services[row.service].roles:
        yield _unknown(place, f"{row.service} with role {row.role} is not in the case")
    if row.arrangement:
        arrangement = case.arrangements.get(row.arrangement)
        if arrangement is None or arrangement.service != row.service:
            yield _unknown(place, f"{row.arrangement} is no arrangement of {row.service}")
        elif row.council and (row.council, row.arrangement) not in case.candidates:
            yield _unknown(place, f"{row.council} is no candidate member of {row.arrangement}")
    elif (row.council, row.service) not in case.needs:
        yield _unknown(place, f"{row.council} does not need {row.service}")


def _check_drawing(case: Case, row: Drawing) -> Iterator[Violation]:
    place = f"drawings: {_words(row[:4])}"
    yield from _check_year(case, place, row.year, first=0)
    if row.council not in case.councils:
        yield _unknown(place, f"there is no council {row.council}")
    elif not {(row.source, row.council), (row.source, SHARED)} & set(case.funding):
        yield _unknown(place, f"{row.council} has no source {row.source}, and none is shared")
    if row.line not in fundable_lines():
        yield broken("tables.drawing", place, f"{row.line} is no line that a source can pay for")
    if isinstance(row.pence, bool) or not isinstance(row.pence, int) or row.pence <= 0:
        yield broken("tables.drawing", place, f"{row.pence} is no whole number of pence above 0")


def _check_fte(place: str, fte: object) -> Iterator[Violation]:
    if not isinstance(fte, Decimal) or not fte.is_finite():
        yield broken("tables.fte_decimals", place, f"{fte} is no finite decimal")
        return
    if (exact(fte) * 10**MOST_PLACES).denominator != 1:
        yield broken("tables.fte_decimals", place, f"{fte} has more than {MOST_PLACES} decimals")
    if fte < 0:
        yield broken("tables.flow_not_negative", place, f"{fte} FTE")


def _check_cell(case: Case, cell: LedgerCell) -> Iterator[Violation]:
    place = f"ledger: {_words(cell)}"
    yield from _check_year(case, place, cell.year, first=0)
    line = cost_lines().get(cell.line)
    if line is None or line.timing == "transfer" or cell.basis not in ("real", "nominal"):
        yield broken("tables.ledger_line", place, f"{cell.line}, {cell.basis} is no line of the ledger")
        return
    if isinstance(cell.pence, bool) or not isinstance(cell.pence, int):
        yield broken("tables.ledger_line", place, f"{cell.pence} is no whole number of pence")
    if cell.body not in case.councils and cell.body not in case.providers:
        yield _unknown(place, f"there is no body {cell.body}")
    if cell.service not in case.services:
        yield _unknown(place, f"there is no service {cell.service}")
    if not cell.arrangement:
        return
    arrangement = case.arrangements.get(cell.arrangement)
    if arrangement is None or arrangement.service != cell.service:
        yield _unknown(place, f"{cell.arrangement} is no arrangement of {cell.service}")
    elif line.bearer == "host" and arrangement.host != cell.body:
        yield broken("tables.ledger_line", place, f"{cell.line} is borne by the host, {arrangement.host}")
