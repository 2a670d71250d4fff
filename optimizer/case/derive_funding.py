"""From the rows of the funding table to pots: what each source of money holds, for whom and for what."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from optimizer.case.case import BorrowingTerms, FundingPot
from optimizer.case.fundable import fundable_lines
from optimizer.case.tables import CaseTables, FundingRow

CARRIED_OVER = ("capital_receipt", "reserve")
"""Kinds of which what is not spent in a year is there in the next."""


def funding_of(tables: CaseTables) -> Mapping[tuple[str, str], FundingPot]:
    """Return the pots of checked tables by source and council."""
    pots: dict[tuple[str, str], list[FundingRow]] = {}
    for row in tables.funding:
        pots.setdefault((row.source, row.council), []).append(row)
    base_year = tables.settings.base_year
    return {key: _pot(rows, base_year) for key, rows in pots.items()}


def _pot(rows: list[FundingRow], base_year: int) -> FundingPot:
    first = rows[0]
    amounts: dict[int | None, Decimal] = {}
    terms: dict[int | None, BorrowingTerms] = {}
    for row in rows:
        year = None if row.financial_year is None else row.financial_year - base_year
        if year is None and first.kind in CARRIED_OVER:
            year = 0
        amounts[year] = amounts.get(year, Decimal(0)) + row.amount_gbp
        if row.rate is not None and row.life_years is not None:
            terms[year] = BorrowingTerms(row.rate, row.life_years)
    return FundingPot(
        source=first.source,
        council=first.council,
        kind=first.kind,
        lines=tuple(line for line in fundable_lines() if first.lines is None or line in first.lines),
        floor_gbp=first.floor_gbp,
        amounts_gbp=amounts,
        borrowing_terms=terms,
    )
