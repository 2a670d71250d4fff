"""What can be wrong with a cell of a workbook: an edit of a good one, and the fault that comes of it."""

from __future__ import annotations

from tests.case.workbooks import (
    DATE,
    DATE_AND_TIME,
    OWN_PERCENT,
    PERCENT,
    Edit,
    Expected,
    number,
    put,
    text,
)


def error(value: str) -> str:
    return f'<c r="@" t="e"><f>1/0</f><v>{value}</v></c>'


UNSAVED = '<c r="@"><f>6*2</f></c>'
UNSAVED_BUT_EMPTY = '<c r="@"><f>6*2</f><v></v></c>'
TRUE_CELL = '<c r="@" t="b"><v>1</v></c>'


def key(name: str, xml: str) -> Edit:
    return lambda book: book.put("case", book.row_of(name), "value", xml)


CELLS: dict[str, tuple[Edit, Expected]] = {
    "error in a number": (
        put("baseline", 3, "fte", error("#N/A")),
        ("baseline", 3, "fte", "'#N/A': cell D3 shows an error; correct its formula"),
    ),
    "error in a default": (
        put("baseline", 2, "turnover_share", error("#DIV/0!")),
        ("baseline", 2, "turnover_share", "cell G2 shows an error"),
    ),
    "error in a name": (
        put("contracts", 2, "contract", error("#REF!")),
        ("contracts", 2, "contract", "'#REF!': cell A2 shows an error"),
    ),
    "error in a setting": (key("years", error("#NAME?")), ("case", 4, "years", "cell B4 shows an error")),
    "error in the header": (
        put("baseline", 1, "fte", error("#VALUE!")),
        ("baseline", 1, None, "'#VALUE!': the name of a column is not text (cell D1)"),
    ),
    "formula without result": (
        put("baseline", 2, "fte", UNSAVED),
        (
            "baseline",
            2,
            "fte",
            "cell D2 has a formula without a saved result; let the spreadsheet program calculate",
        ),
    ),
    "formula with an empty result": (
        put("baseline", 2, "fte", UNSAVED_BUT_EMPTY),
        ("baseline", 2, "fte", "cell D2 has a formula without a saved result"),
    ),
    "formula without result in an optional cell": (
        put("baseline", 2, "redeployment_places", UNSAVED),
        ("baseline", 2, "redeployment_places", "cell K2 has a formula"),
    ),
    "formula without result in a text": (
        put("services", 2, "volume_unit", '<c r="@" t="str"><f>A1</f></c>'),
        ("services", 2, "volume_unit", "cell B2 has a formula"),
    ),
    "number as identifier": (
        put("councils", 2, "council", number("123")),
        (
            "councils",
            2,
            "council",
            "'123': is a number cell; an identifier is text, so that 007 and 7 stay apart; format the cell",
        ),
    ),
    "number as reference": (
        put("baseline", 2, "council", number("7")),
        ("baseline", 2, "council", "an identifier is text"),
    ),
    "number as text": (
        put("services", 2, "volume_unit", number("5")),
        ("services", 2, "volume_unit", "'5': is a number cell, not text"),
    ),
    "number as choice": (
        put("contracts", 2, "index", number("1")),
        ("contracts", 2, "index", "'1': is a number cell, not text"),
    ),
    "number as financial year": (
        key("base_year", number("2025")),
        (
            "case",
            3,
            "base_year",
            "'2025': is a number cell, not a financial year; format the cell as text and type it again",
        ),
    ),
    "financial year that became a date": (
        put("budgets", 2, "financial_year", number("40483", DATE)),
        ("budgets", 2, "financial_year", "'2010-11-01': is a date cell, not a financial year"),
    ),
    "number as date": (
        put("contracts", 2, "end_date", number("46477")),
        ("contracts", 2, "end_date", "'46477': is a number cell, not a date; give the cell a date format"),
    ),
    "number as yes": (
        put("contracts", 2, "novation_allowed", number("1")),
        ("contracts", 2, "novation_allowed", "'1': is a number cell; write yes or no"),
    ),
    "date as number": (
        put("baseline", 2, "fte", number("12", DATE)),
        ("baseline", 2, "fte", "is a date cell, not a number"),
    ),
    "date as identifier": (
        put("councils", 2, "council", number("46477", DATE)),
        ("councils", 2, "council", "is a date cell; an identifier is text"),
    ),
    "date with a time": (
        put("contracts", 2, "end_date", number("46477.5", DATE_AND_TIME)),
        ("contracts", 2, "end_date", "is a time of day, or a date with one"),
    ),
    "time alone": (
        put("contracts", 2, "end_date", number("0.5", DATE_AND_TIME)),
        ("contracts", 2, "end_date", "is a time of day"),
    ),
    "date of long ago": (
        put("contracts", 2, "end_date", number("1000", DATE)),
        ("contracts", 2, "end_date", "is not a day of our time"),
    ),
    "TRUE as number": (
        put("baseline", 2, "fte", TRUE_CELL),
        ("baseline", 2, "fte", "'TRUE': is TRUE or FALSE, not a number"),
    ),
    "TRUE as identifier": (
        put("councils", 2, "council", TRUE_CELL),
        ("councils", 2, "council", "'TRUE': is TRUE or FALSE; an identifier is text"),
    ),
    "TRUE as date": (
        key("decision_date", TRUE_CELL),
        ("case", 5, "decision_date", "'TRUE': is TRUE or FALSE, not a date"),
    ),
    "per cent in pounds": (
        put("baseline", 2, "pay_gbp_per_fte", number("0.05", PERCENT)),
        (
            "baseline",
            2,
            "pay_gbp_per_fte",
            "'5%': is shown as a percentage, but is no share (the cell holds 0.05)",
        ),
    ),
    "per cent of one's own making": (
        put("baseline", 2, "fte", number("12", OWN_PERCENT)),
        ("baseline", 2, "fte", "'1200%': is shown as a percentage"),
    ),
    "per cent as text": (
        put("baseline", 2, "turnover_share", text("5%")),
        ("baseline", 2, "turnover_share", "'5%': a percent sign is not part of a number (5% is 0.05)"),
    ),
    "share above one": (
        put("baseline", 2, "turnover_share", number("5", PERCENT)),
        ("baseline", 2, "turnover_share", "'5': is too large"),
    ),
    "pounds as text": (
        put("baseline", 2, "pay_gbp_per_fte", text("£1,234")),
        ("baseline", 2, "pay_gbp_per_fte", "'£1,234': a currency sign"),
    ),
    "space behind a number as text": (
        put("baseline", 2, "fte", text("12 ")),
        ("baseline", 2, "fte", "has spaces or line breaks around it"),
    ),
    "hard space behind a name": (
        put("contracts", 2, "council", text("A\u00a0")),
        ("contracts", 2, "council", "has spaces"),
    ),
    "parts of a penny": (
        put("baseline", 2, "pay_gbp_per_fte", number("333.3333333333333")),
        ("baseline", 2, "pay_gbp_per_fte", "has parts of a penny; round it to 2 decimal places"),
    ),
    "half a user": (
        put("baseline_services", 2, "volume", number("600.5")),
        ("baseline_services", 2, "volume", "'600.5': is not a whole number"),
    ),
    "number too large for a cell": (
        put("baseline", 2, "fte", number("1e400")),
        ("baseline", 2, "fte", "'1e400': cell D2 holds no number that a cell can hold"),
    ),
    "large number": (
        put("baseline", 2, "fte", number("1e300")),
        ("baseline", 2, "fte", "the number is too large to be meant"),
    ),
    "NaN": (
        put("baseline", 2, "fte", number("NaN")),
        ("baseline", 2, "fte", "'NaN': cell D2 holds no number"),
    ),
    "infinity": (
        put("baseline", 2, "fte", number("inf")),
        ("baseline", 2, "fte", "'inf': cell D2 holds no number"),
    ),
    "letters in a number cell": (
        put("baseline", 2, "fte", number("12abc")),
        ("baseline", 2, "fte", "'12abc': cell D2 holds no number"),
    ),
    "a number in disguise": (
        put("baseline", 2, "fte", number("&#49;2")),
        ("baseline", 2, "fte", "'12': the cell cannot be read with certainty"),
    ),
}
