"""Reconciliations of what flows between councils, pools, sources and years: charges, staff, funding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from optimizer.case.dictionary import cost_lines
from optimizer.report.content.amounts import NIL
from optimizer.report.content.ledger import Ledger
from optimizer.report.content.read_tables import RunTables
from optimizer.report.content.rules import Check

SMALLEST_FTE = Decimal("0.000001")
"""Staff are published at eight decimals."""

OWN_LINES = ("joining", "leaving", "contract_end", "contract_extension", "novation")
"""One-off lines that a council pays itself, so that cash.csv has them under its name."""


def equal(
    name: str, words: str, left: Decimal, right: Decimal, tolerance: Decimal = NIL, unit: str = "GBP"
) -> Check:
    """Return the check that two figures agree within a tolerance."""
    return Check(name, words, left, right, tolerance, unit, abs(left - right) <= tolerance)


def flow_checks(ledger: Ledger, tables: RunTables) -> tuple[Check, ...]:
    """Return the checks, each of the largest difference that was found anywhere."""
    return (*_of_recharges(ledger, tables), *_of_staff(tables), *_of_funding(ledger, tables))


def _none(name: str, words: str, differences: Iterable[Decimal], tolerance: Decimal, unit: str) -> Check:
    return equal(name, words, max(map(abs, differences), default=NIL), NIL, tolerance, unit)


def _of_recharges(ledger: Ledger, tables: RunTables) -> Iterator[Check]:
    """Yield that charges are nil in all, pay for what pools cost, and are the same in both tables."""
    charges: dict[tuple[str, int, str], Decimal] = defaultdict(lambda: NIL)
    hosted: dict[tuple[str, int, str], Decimal] = defaultdict(lambda: NIL)
    paid: dict[tuple[str, str, int, str], Decimal] = defaultdict(lambda: NIL)
    for row in ledger.cash:
        if row.scenario != "plan":
            continue
        place = (row.arrangement, row.year, row.basis)
        if row.line in ("recharge", "recharge_income"):
            charges[place] += row.amount_gbp
        if row.line == "recharge":
            paid[row.arrangement, row.body, row.year, row.basis] += row.amount_gbp
        elif cost_lines()[row.line].bearer == "host" and row.body in ledger.case.council_names:
            hosted[place] += row.amount_gbp
    for one in tables.recharges:
        paid[one.arrangement, one.council, one.year, one.basis] -= one.amount_gbp
    words = "charges and income of every pool and year add up to nil"
    yield _none("recharges cancel out", words, charges.values(), NIL, "GBP")
    words = "members pay what their pool costs its host, in every year"
    yield _none("recharges pay for pools", words, hosted.values(), NIL, "GBP")
    words = "every charge is the same in recharges.csv and cash.csv"
    yield _none("recharges.csv", words, paid.values(), NIL, "GBP")


def _of_staff(tables: RunTables) -> Iterator[Check]:
    """Yield that the staff of every pool are those of the year before and who came, less who went."""
    signs = {"transferred": 1, "recruited": 1, "returned": -1, "left": -1, "redundant": -1, "redeployed": -1}
    staff: dict[tuple[str, str, int], Decimal] = {}
    moved: dict[tuple[str, str, int], Decimal] = defaultdict(lambda: NIL)
    for row in tables.staff:
        place = (row.arrangement, row.role, row.year)
        if row.flow == "staff":
            staff[place] = row.fte
        elif row.arrangement and row.flow in signs:
            moved[place] += signs[row.flow] * row.fte
    left = []
    for (pool, role, year), fte in staff.items():
        before = staff.get((pool, role, year - 1))
        # What a pool of today has at the start is not in the table.
        if before is not None:
            left.append(fte - before - moved[pool, role, year])
    words = "staff of every pool are those of the year before and who came, less who went"
    yield _none("staff", words, left, SMALLEST_FTE, "FTE")


def _of_funding(ledger: Ledger, tables: RunTables) -> Iterator[Check]:
    """Yield that what sources pay of a council's own one-off lines is what it spends on them."""
    left: dict[tuple[str, int, str], Decimal] = defaultdict(lambda: NIL)
    for one in tables.funding:
        if one.line in OWN_LINES:
            left[one.council, one.year, one.line] += one.amount_gbp
    if not tables.funding:
        return
    for row in ledger.cash:
        place = (row.body, row.year, row.line)
        if row.scenario == "plan" and row.basis == "nominal" and place in left:
            left[place] -= row.amount_gbp
    words = "what pays for a council's own one-off costs is what it spends on them"
    yield _none("funding", words, left.values(), NIL, "GBP")
