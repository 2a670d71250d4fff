"""The golden plan paid for from sources: pots and drawings as tests write them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from optimizer.case.case import BorrowingTerms, Case, FundingKind, FundingPot
from optimizer.case.fundable import fundable_lines
from optimizer.plan import Drawing, Plan

SPEND: Mapping[tuple[str, int, str], int] = {
    # Set-up of 60,000 ahead by in-scope FTE 10:7, all of it revenue.
    ("A", 0, "set_up_revenue"): 35_294_12,
    ("B", 0, "set_up_revenue"): 24_705_88,
    # Year 1 at 1.02: A's fee of 5,000 and 20,000 of joining; B's 72,000 and 40,000.
    ("A", 1, "novation"): 5_100_00,
    ("A", 1, "joining"): 20_400_00,
    ("B", 1, "contract_end"): 73_440_00,
    ("B", 1, "joining"): 40_800_00,
    # Year 2 at 1.0404: 26,000 is 27,050.40, 10/17 of it 15,912.00; 6,500 is 6,762.60, 3,978.00.
    ("A", 2, "redundancy"): 15_912_00,
    ("B", 2, "redundancy"): 11_138_40,
    ("A", 2, "strain"): 3_978_00,
    ("B", 2, "strain"): 2_784_60,
}
"""What the golden plan spends once, nominal, in pence."""


def pot(
    source: str = "fund",
    council: str = "B",
    kind: FundingKind = "reserve",
    lines: tuple[str, ...] | None = None,
    floor: int = 0,
    loan: tuple[str, int] | None = None,
    **years: int,
) -> FundingPot:
    """Return a pot; `y1=5000` is an amount of year 1, `any=5000` one of any year."""
    amounts = {None if name == "any" else int(name[1:]): Decimal(gbp) for name, gbp in years.items()}
    terms = {} if loan is None else dict.fromkeys(amounts, BorrowingTerms(Decimal(loan[0]), loan[1]))
    return FundingPot(
        source=source,
        council=council,
        kind=kind,
        lines=tuple(fundable_lines()) if lines is None else lines,
        floor_gbp=Decimal(floor),
        amounts_gbp=amounts,
        borrowing_terms=terms,
    )


def with_pots(case: Case, *pots: FundingPot) -> Case:
    return replace(case, funding={(one.source, one.council): one for one in pots})


def drawing(source: str, council: str, year: int, line: str, pence: int) -> Drawing:
    return Drawing(source, council, year, line, pence)


def drawn(plan: Plan, *drawings: Drawing) -> Plan:
    return replace(plan, drawings=tuple(sorted(drawings)))


def paid_by(source: str, *councils: str) -> list[Drawing]:
    """Return drawings that pay for all that these councils spend."""
    return [Drawing(source, *key, pence) for key, pence in SPEND.items() if key[0] in councils]
