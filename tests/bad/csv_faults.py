"""Bad inputs in CSV tables: what is spoilt in the golden case, and the fault that must come of it."""

from __future__ import annotations

from tests.case.folders import FULL, Edit, Expected, cell, line, swap, whole


def fte(value: str, words: str) -> tuple[Edit, Expected]:
    """A staff number written in a way that is not one."""
    return cell("baseline.csv", 2, "fte", value), ("baseline.csv", 2, "fte", words)


def end(value: str, words: str) -> tuple[Edit, Expected]:
    """The end of a contract written in a way that is no date."""
    return cell("contracts.csv", 3, "end_date", value), ("contracts.csv", 3, "end_date", words)


def year(value: str, words: str) -> tuple[Edit, Expected]:
    return cell("budgets.csv", 3, "financial_year", value), ("budgets.csv", 3, "financial_year", words)


def terms(column: str, value: str, words: str) -> tuple[Edit, Expected]:
    """A term of a delivery model that is out of its range."""
    return cell("delivery_models.csv", 2, column, value), ("delivery_models.csv", 2, column, words)


CSV: dict[str, tuple[Edit, Expected]] = {
    # Numbers as people and programs write them
    "digits of another script": fte("\uff11\uff12", "is not a number; use digits and a decimal point only"),
    "space that does not break": fte("12\u00a0", "has spaces or line breaks around it; remove them"),
    "space between thousands": fte("1 200", "is not a number"),
    "minus sign of a typesetter": fte("\u22121", "is not a number"),
    "plus sign": fte("+12", "is not a number"),
    "point without digits": fte("12.", "is not a number"),
    "digits only behind the point": fte(".5", "is not a number"),
    "two points": fte("1.2.0", "is not a number"),
    "thousandths of a post": fte("12.005", "has more than 2 decimal places; round it to 2 decimal places"),
    "accountant's brackets": fte("(12)", "is not a number"),
    "error of a spreadsheet": fte("#REF!", "is not a number"),
    "formula": fte("=6*2", "is not a number"),
    "hexadecimal": fte("0x0C", "is not a number"),
    "underscores": fte("1_2", "is not a number"),
    "none": fte("None", "is not a number (leave the cell blank where the default is meant)"),
    "dash for nothing": fte("-", "is not a number (leave the cell blank where the default is meant)"),
    "minus infinity": fte("-inf", "infinity is not a number of anything"),
    "dollars": fte("$12", "a currency sign is not part of a number"),
    # Dates and years
    "month 13": end("2028-13-01", "is not a day of the calendar"),
    "date of a spreadsheet": end("31-Mar-28", "is not a date; write year-month-day such as 2028-03-31"),
    "serial number of a day": end("46843", "is not a date"),
    "day of long ago": end("1899-12-31", "is not a day of our time"),
    "day and time": end("2028-03-31 00:00", "is not a date"),
    "year in full": year("2026/2027", "is not a financial year; write it such as 2026/27"),
    "year of two digits": year("26/27", "is not a financial year"),
    "year before the case": year("2024/25", "is outside the years of the case; use 2025/26 to 2028/29"),
    # Ranges of terms
    "month 0": (
        cell("services.csv", 2, "change_month", "0"),
        ("services.csv", 2, "change_month", "is too small; give a whole number (month), from 1 to 12"),
    ),
    "months before the decision": terms("lead_months", "-1", "is too small; give a whole number (months)"),
    "dip above all posts": terms("dip_share", "1.5", "is too large; give a share, from 0 to 1"),
    "no members": terms("least_members", "0", "is too small; give a whole number"),
    "rating of six": terms("risk_rating", "6", "is too large; give a whole number (rating), from 1 to 5"),
    "ramp of one bad share": terms("ramp_shares", "0.5;half", "is not a number"),
    "ramp with a gap": terms("ramp_shares", "0.5;;0.25", "is not a number"),
    "weight of nothing": (
        cell("councils.csv", 2, "custom_weight", "0"),
        ("councils.csv", 2, "custom_weight", "is too small; give a number, more than 0"),
    ),
    "half a person": (
        cell("councils.csv", 3, "population", "1.5"),
        ("councils.csv", 3, "population", "is not a whole number"),
    ),
    "depth of more than all": (
        cell("depths.csv", 3, "staff_share", "1.01"),
        ("depths.csv", 3, "staff_share", "is too large; give a share, from 0 to 1"),
    ),
    "unknown index": (
        cell("contracts.csv", 2, "index", "cpi"),
        ("contracts.csv", 2, "index", "is not one of the words allowed; use one of 'pay', 'contract'"),
    ),
    # Identifiers
    "identifier of 300 letters": (
        cell("councils.csv", 2, "council", "x" * 300),
        ("councils.csv", 2, "council", "is too long for an identifier; use at most 80 characters"),
    ),
    "identifier that climbs": (
        cell("councils.csv", 2, "council", "../A"),
        ("councils.csv", 2, "council", "an identifier cannot contain '/'; use letters, digits"),
    ),
    "identifier that climbs on Windows": (
        cell("councils.csv", 2, "council", "..\\A"),
        ("councils.csv", 2, "council", "an identifier cannot contain '\\\\'; use letters, digits"),
    ),
    "identifier of two lines": (
        cell("councils.csv", 2, "council", "A\nB"),
        ("councils.csv", 2, "council", "has a line break, a tab or another character that cannot be shown"),
    ),
    "identifier with a comma": (
        cell("councils.csv", 2, "council", "A, B"),
        ("councils.csv", 2, "council", "an identifier cannot contain ','; use letters, digits"),
    ),
    "identifier with a bell": (
        cell("services.csv", 2, "service", "ICT\a"),
        ("services.csv", 2, "service", "another character that cannot be shown; remove it"),
    ),
    "no identifier": (
        cell("councils.csv", 3, "council", ""),
        ("councils.csv", 3, "council", "nothing is given; give identifier of an authority"),
    ),
    "name of 3,000 letters": (
        cell("councils.csv", 2, "name", "x" * 3000),
        ("councils.csv", 2, "name", "is too long; use at most 2000 characters"),
    ),
    # Headers and rows
    "header in capitals": (
        swap("baseline.csv", ",fte,", ",FTE,"),
        ("baseline.csv", 1, "FTE", "there is no such column in baseline.csv; did you mean 'fte'?"),
    ),
    "header with a space": (
        swap("baseline.csv", ",fte,", ", fte,"),
        ("baseline.csv", 1, " fte", "there is no such column in baseline.csv; did you mean 'fte'?"),
    ),
    "no header": (
        swap("services.csv", "service,volume_unit,change_month\n", ""),
        ("services.csv", 1, "service", "the column is missing; add it"),
    ),
    "mark of UTF-8 only": (
        whole("services.csv", b"\xef\xbb\xbf"),
        ("services.csv", None, None, "the file is empty; write the names of the columns in row 1"),
    ),
    "invalid byte in the middle": (
        whole("services.csv", b"service,volume_unit\nICT,us\xffers\n"),
        ("services.csv", 2, None, "it looks like an old Windows or Latin-1 encoding"),
    ),
    "empty character far down": (
        line("services.csv", "\n" * 300 + "HR,\0,4"),
        ("services.csv", None, None, "the file has empty (NUL) characters in it"),
    ),
    "text after a quotation mark": (
        line("councils.csv", '"C"x,Council C'),
        ("councils.csv", 4, None, "the row cannot be read"),
    ),
    "cell of 200,000 letters": (
        line("councils.csv", "C," + "x" * 200_000),
        ("councils.csv", 4, None, "the row cannot be read"),
    ),
    "page of the web": (
        whole("services.csv", "<html><body>Please log in</body></html>\n"),
        ("services.csv", 1, "service", "the column is missing"),
    ),
    "mark of a merge": (
        line("services.csv", "<<<<<<< HEAD"),
        ("services.csv", 3, None, "the row has 1 cells, the header 3; add the missing commas"),
    ),
    # Keys and references
    "contract twice": (
        cell("contracts.csv", 3, "contract", "kA"),
        ("contracts.csv", 3, "contract", "'kA': repeats row 2; remove one of the two"),
    ),
    "budget twice": (
        cell("budgets.csv", 3, "pot", "transition"),
        ("budgets.csv", 3, "council, financial_year, pot", "'B, 2026, transition': repeats row 2"),
    ),
    "joining twice": (
        cell("joining.csv", 3, "council", "A"),
        ("joining.csv", 3, "council, arrangement", f"'A, {FULL}': repeats row 2"),
    ),
    "budget of nobody": (
        cell("budgets.csv", 2, "council", "C"),
        ("budgets.csv", 2, "council", "'C': is not in councils"),
    ),
    "joining of nobody": (
        cell("joining.csv", 2, "council", "C"),
        ("joining.csv", 2, "council", "'C': is not in councils"),
    ),
    "depth of no service": (
        cell("depths.csv", 2, "service", "HR"),
        ("depths.csv", 2, "service", "'HR': is not in services"),
    ),
}
