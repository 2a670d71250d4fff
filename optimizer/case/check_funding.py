"""Checks of the sources of money for one-off costs."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import SHARED
from optimizer.case.check_baseline import money, year_in_case
from optimizer.case.derive_funding import CARRIED_OVER
from optimizer.case.dictionary import file_of
from optimizer.case.fundable import fundable_lines
from optimizer.case.parse import financial_year_text, nearest
from optimizer.case.raw import Findings, Place
from optimizer.case.tables import CaseTables, FundingRow

PAYS_CAPITAL = {"borrowing": "a capitalisation direction", "capital_receipt": "the flexible use of receipts"}
"""Kinds that by law pay for capital, and what lets them pay for revenue all the same."""

ALIKE = ("kind", "lines", "floor_gbp")
"""What is a property of a source, and not of one of its amounts."""


def _place(row: FundingRow, column: str, value: object = None) -> Place:
    return Place(file_of("funding"), row.file_row, column, None if value is None else str(value))


def funding_lies_in_case(tables: CaseTables, findings: Findings) -> None:
    """Amounts are of years of the case, the base year too: costs paid ahead may fall in it."""
    for row in tables.funding:
        if row.financial_year is not None:
            year_in_case(tables, _place(row, "financial_year"), row.financial_year, 0, findings)


def lines_are_fundable(tables: CaseTables, findings: Findings) -> None:
    """A source names lines that are one-off costs, and capital money that may pay revenue is pointed out."""
    known = fundable_lines()
    warned: set[str] = set()
    for row in tables.funding:
        unknown = [name for name in row.lines or () if name not in known]
        for name in unknown:
            problem = "is not a one-off line that a source can pay"
            findings.fault(_place(row, "lines", name), problem, _remedy(name))
        revenue = [name for name in row.lines or known if name in known and not known[name].capital]
        if row.kind in PAYS_CAPITAL and revenue and not unknown and row.source not in warned:
            warned.add(row.source)
            kind = row.kind.replace("_", " ")
            problem = f"{kind} may pay lines that are revenue ({', '.join(revenue)})"
            remedy = (
                f"make sure that {PAYS_CAPITAL[row.kind]} covers them in every year, "
                "or name lines of capital only: set_up_capital"
            )
            findings.warning(_place(row, "lines", ";".join(row.lines or ()) or None), problem, remedy)


def _remedy(name: str) -> str:
    parts = [line for line, fundable in fundable_lines().items() if fundable.ledger_line == name]
    return f"name {' and '.join(parts)}" if parts else nearest(name, fundable_lines())


def terms_fit_the_kind(tables: CaseTables, findings: Findings) -> None:
    """Borrowing has interest and a life, a reserve may have a floor, and nothing else has any of these."""
    for row in tables.funding:
        kind = "borrowing" if row.kind == "borrowing" else "a " + row.kind.replace("_", " ")
        for column in ("rate", "life_years"):
            value = getattr(row, column)
            if row.kind == "borrowing" and value is None:
                remedy = "give the interest a year" if column == "rate" else "give the years of repayment"
                findings.fault(_place(row, column), "nothing is given, but the source is borrowing", remedy)
            if row.kind != "borrowing" and value is not None:
                problem = f"is of borrowing only, and the source is {kind}"
                findings.fault(_place(row, column, value), problem, "leave it blank, or correct the kind")
        if row.kind != "reserve" and row.floor_gbp:
            problem = f"is of a reserve only, and the source is {kind}"
            remedy = "leave it blank, or correct the kind"
            findings.fault(_place(row, "floor_gbp", row.floor_gbp), problem, remedy)


def sources_are_of_one_kind(tables: CaseTables, findings: Findings) -> None:
    """The rows of a source agree on what it is; it is either shared or of councils, dated or not."""
    first_of_source: dict[str, FundingRow] = {}
    first_of_pot: dict[tuple[str, str], FundingRow] = {}
    for row in tables.funding:
        first = first_of_source.setdefault(row.source, row)
        pot = first_of_pot.setdefault((row.source, row.council), row)
        for column in ALIKE:
            other = pot if column == "floor_gbp" else first
            if _alike(getattr(row, column)) != _alike(getattr(other, column)):
                problem = f"differs from row {other.file_row} of the same source"
                remedy = "give all its rows the same, or this part of it a name of its own"
                findings.fault(_place(row, column, _text(getattr(row, column))), problem, remedy)
        if (row.council == SHARED) != (first.council == SHARED):
            problem = f"the source is {'of a council' if row.council == SHARED else 'shared'} in row "
            remedy = "give the shared pot and the pots of councils names of their own"
            findings.fault(_place(row, "council", row.council), problem + str(first.file_row), remedy)
        if row is pot or row.kind in CARRIED_OVER:
            continue
        if row.financial_year is None and pot.financial_year is None:
            findings.fault(
                _place(row, "financial_year"), f"repeats row {pot.file_row}", "remove one of the two"
            )
        elif (row.financial_year is None) != (pot.financial_year is None):
            problem = f"is blank in one row and not in another (row {pot.file_row})"
            remedy = "date every amount, or give the undated one a name of its own"
            year = row.financial_year
            text = None if year is None else financial_year_text(year)
            findings.fault(_place(row, "financial_year", text), problem, remedy)


def _alike(value: object) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _text(value: object) -> str | None:
    return ";".join(value) if isinstance(value, tuple) else None if value is None else str(value)


def floors_are_below_balances(tables: CaseTables, findings: Findings) -> None:
    """A reserve holds its floor from its first amount on, or it would be broken before anything is drawn."""
    base = tables.settings.base_year
    balances: dict[tuple[str, str], dict[int, Decimal]] = {}
    rows: dict[tuple[str, str], FundingRow] = {}
    for row in tables.funding:
        if row.kind == "reserve":
            key, year = (row.source, row.council), row.financial_year or base
            amounts = balances.setdefault(key, {})
            amounts[year] = amounts.get(year, Decimal(0)) + row.amount_gbp
            rows.setdefault(key, row)
    for key, amounts in balances.items():
        row, first = rows[key], min(amounts)
        if row.floor_gbp > amounts[first]:
            problem = (
                f"is above the {money(amounts[first])} that the reserve holds in {financial_year_text(first)}"
            )
            remedy = f"give {money(amounts[first])} at most, or correct the amounts"
            findings.fault(_place(row, "floor_gbp", row.floor_gbp), problem, remedy)
