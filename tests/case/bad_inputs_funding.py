"""Bad funding tables: each is added to the golden case, which has none."""

from __future__ import annotations

from tests.case.folders import Edit, Expected, whole

HEADER = "source,council,financial_year,amount_gbp,kind,lines,rate,life_years,floor_gbp"


def funding(*rows: str) -> Edit:
    """Add a funding table with these rows; the first is row 2."""
    return whole("funding.csv", "\n".join((HEADER, *rows)) + "\n")


def at(row: int, column: str, words: str) -> Expected:
    return ("funding.csv", row, column, words)


FAULTS_OF_FUNDING: dict[str, tuple[Edit, Expected]] = {
    "source of a council that is not there": (
        funding("fund,C,,100,grant,,,,"),
        at(2, "council", "'C': is not in councils"),
    ),
    "source of no kind": (
        funding("fund,A,,100,loan,,,,"),
        at(2, "kind", "'loan': is not one of the words allowed"),
    ),
    "source without an amount": (funding("fund,A,,,grant,,,,"), at(2, "amount_gbp", "nothing is given")),
    "source of less than nothing": (
        funding("fund,A,,-100,grant,,,,"),
        at(2, "amount_gbp", "is too small; give an amount (GBP), 0 or more"),
    ),
    "source in parts of a penny": (
        funding("fund,A,,0.005,grant,,,,"),
        at(2, "amount_gbp", "has parts of a penny"),
    ),
    "source before the case": (
        funding("fund,A,2024/25,100,grant,,,,"),
        at(2, "financial_year", "is outside the years of the case; use 2025/26 to 2028/29"),
    ),
    "source of a line that is none": (
        funding("fund,A,,100,grant,joiing,,,"),
        at(2, "lines", "'joiing': is not a one-off line that a source can pay; did you mean 'joining'?"),
    ),
    "source of a line in two parts": (
        funding("fund,A,,100,grant,set_up,,,"),
        at(2, "lines", "name set_up_capital and set_up_revenue"),
    ),
    "source of a running line": (
        funding("fund,A,,100,grant,pay,,,"),
        at(2, "lines", "'pay': is not a one-off line"),
    ),
    "source of income": (
        funding("fund,A,,100,grant,compensation_income,,,"),
        at(2, "lines", "'compensation_income': is not a one-off line"),
    ),
    "borrowing without interest": (
        funding("loan,A,,100,borrowing,set_up_capital,,10,"),
        at(2, "rate", "nothing is given, but the source is borrowing; give the interest a year"),
    ),
    "borrowing that is never repaid": (
        funding("loan,A,,100,borrowing,set_up_capital,0.05,,"),
        at(2, "life_years", "nothing is given, but the source is borrowing; give the years of repayment"),
    ),
    "borrowing for no time": (
        funding("loan,A,,100,borrowing,set_up_capital,0.05,0,"),
        at(2, "life_years", "is too small"),
    ),
    "interest in per cent": (
        funding("loan,A,,100,borrowing,set_up_capital,5,10,"),
        at(2, "rate", "is too large"),
    ),
    "interest on a grant": (
        funding("fund,A,,100,grant,,0.05,,"),
        at(2, "rate", "is of borrowing only, and the source is a grant; leave it blank"),
    ),
    "life of a capital receipt": (
        funding("fund,A,,100,capital_receipt,set_up_capital,,3,"),
        at(2, "life_years", "is of borrowing only, and the source is a capital receipt"),
    ),
    "floor of borrowing": (
        funding("loan,A,,100,borrowing,set_up_capital,0.05,10,5"),
        at(2, "floor_gbp", "is of a reserve only, and the source is borrowing"),
    ),
    "floor above the balance": (
        funding("fund,A,2026/27,100,reserve,,,,150", "fund,A,2027/28,100,reserve,,,,150"),
        at(2, "floor_gbp", "is above the 100.00 that the reserve holds in 2026/27; give 100.00 at most"),
    ),
    "source of two kinds": (
        funding("fund,A,,100,reserve,,,,", "fund,B,,100,grant,,,,"),
        at(3, "kind", "'grant': differs from row 2 of the same source; give all its rows the same"),
    ),
    "source of two lists of lines": (
        funding("fund,A,,100,grant,joining;novation,,,", "fund,B,,100,grant,joining,,,"),
        at(3, "lines", "'joining': differs from row 2 of the same source"),
    ),
    "reserve with two floors": (
        funding("fund,A,,100,reserve,,,,10", "fund,A,2026/27,100,reserve,,,,20"),
        at(3, "floor_gbp", "'20': differs from row 2 of the same source"),
    ),
    "shared and of a council": (
        funding("fund,A,,100,grant,,,,", "fund,,,100,grant,,,,"),
        at(3, "council", "'shared': the source is of a council in row 2; give the shared pot"),
    ),
    "of a council and shared": (
        funding("fund,shared,,100,grant,,,,", "fund,B,,100,grant,,,,"),
        at(3, "council", "'B': the source is shared in row 2"),
    ),
    "source twice": (
        funding("fund,A,2026/27,100,grant,,,,", "fund,A,2026/27,100,grant,,,,"),
        at(3, "source, council, financial_year", "'fund, A, 2026': repeats row 2; remove one of the two"),
    ),
    "undated source twice": (
        funding("fund,A,,100,grant,,,,", "fund,A,,100,grant,,,,"),
        at(3, "financial_year", "repeats row 2; remove one of the two"),
    ),
    "grant with and without a year": (
        funding("fund,A,,100,grant,,,,", "fund,A,2026/27,100,grant,,,,"),
        at(3, "financial_year", "'2026/27': is blank in one row and not in another (row 2)"),
    ),
}

WARNINGS_OF_FUNDING: list[tuple[Edit, Expected]] = [
    (
        funding("loan,A,,100,borrowing,set_up_capital;redundancy,0.05,10,"),
        at(2, "lines", "borrowing may pay lines that are revenue (redundancy); make sure that a capital"),
    ),
    (
        funding("fund,A,,100,capital_receipt,,,,", "fund,B,,100,capital_receipt,,,,"),
        at(2, "lines", "make sure that the flexible use of receipts covers them in every year"),
    ),
]
