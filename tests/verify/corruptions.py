"""Plans made wrong in one cell, each with the rules of which at least one must be named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from optimizer.case.case import Case
from optimizer.plan import ContractState, Membership, Plan, StaffFlow
from tests.verify.plans import good_plans

LINES = {
    "redundant": ("ledger.redundancy", "ledger.strain"),
    "recruited": ("ledger.pool_recruitment",),
    "redeployed": ("ledger.pool_pay",),
}
"""Ledger lines that show a pool flow even where no rule of the workforce is broken."""

JOINT_LINES = ("ledger.governance", "ledger.pool_non_staff")
"""Ledger lines that show a member of a pool that moves nobody."""

LOGIC = ("membership.", "terms.", "pools.", "capacity.", "scale.", "workforce.", "contracts.")


@dataclass(frozen=True)
class Corruption:
    """One wrong cell. `expected` are beginnings of rule names; with `exactly` there may be no other rule."""

    name: str
    case: Case
    plan: Plan
    expected: tuple[str, ...]
    exactly: bool = False


def _moves_staff(case: Case, pool: str) -> bool:
    return case.arrangements[pool].staff_mode != "none"


def memberships(name: str, case: Case, plan: Plan) -> Iterator[Corruption]:
    """Leave each membership out, and put it into every other arrangement; add those that are not there."""
    rows = set(plan.memberships)
    for row in plan.memberships:
        rest = replace(plan, memberships=tuple(sorted(rows - {row})))
        shown = LOGIC if _moves_staff(case, row.arrangement) else (*LOGIC, *JOINT_LINES)
        yield Corruption(f"{name}: without {row}", case, rest, shown)
    taken = {(row.council, case.arrangements[row.arrangement].service, row.year) for row in rows}
    for (council, pool), _ in case.candidates.items():
        service = case.arrangements[pool].service
        for year in range(1, case.settings.years + 1):
            row = Membership(council, pool, year)
            if row in rows:
                continue
            expected: tuple[str, ...] = LOGIC if _moves_staff(case, pool) else (*LOGIC, *JOINT_LINES)
            if (council, service, year) in taken:
                expected = ("membership.one_arrangement",)
            more = replace(plan, memberships=tuple(sorted({*rows, row})))
            yield Corruption(f"{name}: also {row}", case, more, expected)


def contracts(name: str, case: Case, plan: Plan) -> Iterator[Corruption]:
    """Leave each state out, change it, and give one to contracts that are in-house."""
    rows = set(plan.contracts)

    def changed(old: ContractState, new: ContractState, *expected: str) -> Corruption:
        table = tuple(sorted((rows - {old}) | {new}))
        return Corruption(f"{name}: {old} as {new[2:]}", case, replace(plan, contracts=table), expected)

    for row in plan.contracts:
        table = tuple(sorted(rows - {row}))
        missing = replace(plan, contracts=table)
        yield Corruption(f"{name}: without {row}", case, missing, ("contracts.state_given",))
        terms = case.contracts[row.contract]
        pools = [m.arrangement for m in plan.memberships if (m.council, m.year) == (terms.council, row.year)]
        held_by = next(p for p in pools if row.contract in case.arrangements[p].displaces)
        if row.state != "novated":
            rule = ("contracts.",) if not terms.novation_allowed else ("contracts.", "ledger.novation")
            yield changed(row, row._replace(state="novated", arrangement=held_by), *rule)
        else:
            for other in [pool for pool in case.arrangements if pool != held_by][:1]:
                yield changed(row, row._replace(arrangement=other), "contracts.held_by_own_pool")
        if row.state != "ended":
            rule = ("contracts.",) if not terms.end_early_allowed else ("contracts.", "ledger.contract_end")
            yield changed(row, row._replace(state="ended", arrangement=""), *rule)
        if row.state != "run_on":
            wrong = row._replace(state="run_on", arrangement="")
            yield changed(row, wrong, "contracts.", "ledger.contract", "ledger.contract_end")
    given = {(row.contract, row.year) for row in rows}
    for contract in case.contracts:
        for year in range(1, case.settings.years + 1):
            if (contract, year) not in given:
                row = ContractState(contract, year, "run_on", "")
                more = replace(plan, contracts=tuple(sorted({*rows, row})))
                yield Corruption(f"{name}: also {row}", case, more, ("contracts.state_given",))


def staff(name: str, case: Case, plan: Plan) -> Iterator[Corruption]:
    """Change each flow by a hundredth, by its whole, by its year, its kind and its council."""
    rows = set(plan.staff)

    def changed(what: str, old: StaffFlow, new: StaffFlow | None, *expected: str) -> Corruption:
        table = tuple(sorted((rows - {old}) | ({new} if new else set())))
        return Corruption(f"{name}: {old} {what}", case, replace(plan, staff=table), expected)

    for row in plan.staff:
        shown: tuple[str, ...] = () if row.council else ("workforce.", *LINES[row.flow])
        rules = shown or ("workforce.home_balance",)
        yield changed("+0.01", row, row._replace(fte=row.fte + Decimal("0.01")), *rules)
        yield changed("-0.01", row, row._replace(fte=abs(row.fte - Decimal("0.01"))), *rules)
        yield changed("left out", row, None, *rules)
        other = 1 if row.year == case.settings.years else row.year + 1
        if not any(row[:4] == r[:4] and (r.year, r.flow) == (other, row.flow) for r in rows):
            yield changed("in another year", row, row._replace(year=other), *rules)
        if row.flow == "recruited":
            yield changed("as redundant", row, row._replace(flow="redundant"), "workforce.")
        if row.flow == "transferred":
            yield changed("as returned", row, row._replace(flow="returned"), "workforce.")


def ledger(name: str, case: Case, plan: Plan) -> Iterator[Corruption]:
    """Claim 2p more or less in a cell, leave a cell out, claim one that is not there: exactly that line."""
    cells = list(plan.ledger)
    seen: set[tuple[str, str]] = set()
    for index, cell in enumerate(cells):
        if (cell.line, cell.basis) in seen and index % 40:
            continue
        seen.add((cell.line, cell.basis))
        rule = (f"ledger.{cell.line}",)

        def claimed(what: str, *new: Any, index: int = index, rule: tuple[str, ...] = rule) -> Corruption:
            table = (*cells[:index], *new, *cells[index + 1 :])
            words = f"{name}: {cells[index]} {what}"
            return Corruption(words, case, replace(plan, ledger=table), rule, exactly=True)

        yield claimed("+2p", cell._replace(pence=cell.pence + 2))
        yield claimed("-2p", cell._replace(pence=cell.pence - 2))
        yield claimed("left out")
    stray = cells[0]._replace(
        service=list(case.services)[-1], arrangement="", line="novation", year=0, pence=2
    )
    more = replace(plan, ledger=(*cells, stray))
    yield Corruption(f"{name}: also {stray}", case, more, ("ledger.novation",), exactly=True)


def tables(name: str, case: Case, plan: Plan) -> Iterator[Corruption]:
    """Malform one cell of a row of each table."""
    wrong: Any = "nobody"
    last = case.settings.years
    for table, field, value, rule in (
        ("memberships", "council", wrong, "tables.known_names"),
        ("memberships", "arrangement", wrong, "tables.known_names"),
        ("memberships", "year", 0, "tables.year_in_range"),
        ("memberships", "year", last + 1, "tables.year_in_range"),
        ("contracts", "contract", wrong, "tables.known_names"),
        ("contracts", "year", last + 1, "tables.year_in_range"),
        ("contracts", "state", wrong, "tables.state_known"),
        ("staff", "service", wrong, "tables.known_names"),
        ("staff", "role", wrong, "tables.known_names"),
        ("staff", "arrangement", wrong, "tables.known_names"),
        ("staff", "year", 0, "tables.year_in_range"),
        ("staff", "flow", wrong, "tables.flow_known"),
        ("staff", "fte", Decimal("0.123456789"), "tables.fte_decimals"),
        ("staff", "fte", Decimal(-1), "tables.flow_not_negative"),
        ("ledger", "body", wrong, "tables.known_names"),
        ("ledger", "service", wrong, "tables.known_names"),
        ("ledger", "line", wrong, "tables.ledger_line"),
        ("ledger", "basis", wrong, "tables.ledger_line"),
        ("ledger", "pence", Decimal("1.5"), "tables.ledger_line"),
        ("ledger", "year", last + 1, "tables.year_in_range"),
    ):
        rows = list(getattr(plan, table))
        change: dict[str, Any] = {field: value}
        index = next((i for i, row in enumerate(rows) if row.arrangement), 0)
        rows[index] = rows[index]._replace(**change)
        bad = replace(plan, **{table: tuple(rows)})
        yield Corruption(f"{name}: {table}.{field} = {value}", case, bad, (rule,))


def all_corruptions(step: int = 1) -> list[Corruption]:
    """Return every corruption of the golden plan, and every so many-th of those of the richer plans."""
    makers = (memberships, contracts, staff, ledger, tables)
    found = [bad for make in makers for bad in make("golden", *good_plans()["golden"])]
    for name in ("deepening", "break_up"):
        for make in makers:
            found += list(make(name, *good_plans()[name]))[::step]
    return found
