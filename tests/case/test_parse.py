"""The strict reader of single values, by examples and by properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.case.dictionary import ColumnSpec
from optimizer.case.loaded import text_of
from optimizer.case.parse import READERS, Wrong, financial_year_text, nearest, parse


def spec(kind: str, **changes: object) -> ColumnSpec:
    plain = ColumnSpec("t", "c", False, True, kind, "", None, False, None, ("a", "b"), "", "", "a thing")
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("gbp", "12.30", Decimal("12.3")),
        ("gbp", "-0", Decimal(0)),
        ("gbp", "0012", Decimal(12)),
        ("gbp", "1.500", Decimal("1.5")),
        ("gbp", "-000" + "1" * 15 + ".25", Decimal("-" + "1" * 15 + ".25")),
        ("fte", "8.4", Decimal("8.4")),
        ("share", "0.134", Decimal("0.134")),
        ("number", "0.000001", Decimal("0.000001")),
        ("number", "0.1234567890120", Decimal("0.123456789012")),
        ("integer", "42", 42),
        ("date", "2028-02-29", date(2028, 2, 29)),
        ("date", "1990-01-01", date(1990, 1, 1)),
        ("date", "2200-12-31", date(2200, 12, 31)),
        ("financial_year", "2026/27", 2026),
        ("financial_year", "2026-27", 2026),
        ("financial_year", "1999/00", 1999),
        ("financial_year", "1990/91", 1990),
        ("financial_year", "2200/01", 2200),
        ("financial_years", "2027/28;2026-27", (2027, 2026)),
        ("financial_years", "2026/27", (2026,)),
        ("bool", "yes", True),
        ("bool", "FALSE", False),
        ("choice", "a", "a"),
        ("identifier", "NA", "NA"),
        ("identifier", "Môn & Gwynedd", "Môn & Gwynedd"),
        ("identifier", "x" * 80, "x" * 80),
        ("identifier", "a\xa0b", "a\xa0b"),
        ("identifier_or_star", "*", "*"),
        ("identifiers", "a;b", ("a", "b")),
        ("memberships", "A, P, 2026/27,2028-29", ("A,P,2026,2028",)),
        ("measure", "fte:all", "fte:all"),
        ("measure", "non_staff", "non_staff"),
        ("scope", "*", "*"),
        ("scope", "arrangement:ICT.A: full", "arrangement:ICT.A: full"),
        ("shares", "0.5;0.25", (Decimal("0.5"), Decimal("0.25"))),
        ("shares", "0.5", (Decimal("0.5"),)),
        ("text", "a, b", "a, b"),
        ("text", "x" * 2000, "x" * 2000),
    ],
)
def test_good(kind: str, text: str, value: object) -> None:
    found = parse(spec(kind), text)
    assert found == value
    assert type(found) is type(value)


DIGITS = "use digits and a decimal point only: an amount"
DAY = "write year-month-day such as 2028-03-31"
YEAR = "write it such as 2026/27"
SCOPE = "* or one of service:NAME, model:NAME, arrangement:NAME, council:NAME"
MEASURE = "write fte:ROLE (such as fte:all) or non_staff"
LETTERS = "use letters, digits, '-', '_', '.' or ' '"
NOTHING = "is not a number (leave the cell blank where the default is meant)"
HIDDEN = "has a line break, a tab or another character that cannot be shown"

BAD: list[tuple[str, tuple[str, ...], str, str]] = [
    ("gbp", ("",), "nothing is given", "give an amount"),
    ("gbp", ("1.234", "-0.005"), "has parts of a penny", "round it to 2 decimal places"),
    (
        "gbp",
        ("1" * 16, "-" + "1" * 16, "1" * 16 + ".5"),
        "the number is too large to be meant",
        "give an amount",
    ),
    ("gbp", ("1,000", "-1,234,567.89", "12,345.5"), "has thousands separators", DIGITS),
    ("gbp", ("12,5", "-1,50", "1,0000"), "has a comma where the decimal point belongs", DIGITS),
    ("gbp", ("£1", "$1", "1€", "£1,000"), "a currency sign is not part of a number", DIGITS),
    ("gbp", ("5%", "1,5 %"), "a percent sign is not part of a number (5% is 0.05)", DIGITS),
    ("gbp", ("1e3", "-1.5E+3", "2e-7", "+1e10"), "is in scientific notation", DIGITS),
    ("gbp", ("nan", "-NaN", "NA", "n/a", "#N/A", "null", "None", "-"), NOTHING, DIGITS),
    ("gbp", ("inf", "-INF", "+infinity"), "infinity is not a number of anything", DIGITS),
    ("gbp", ("TRUE", "no"), "yes/no is not a number", DIGITS),
    ("gbp", ("1 000", "+1", ".5", "5.", "٣", "1_0", "0x1", "--1", "1-", "(5)"), "is not a number", DIGITS),
    ("gbp", ("1.0.0", "½", "1,00,000", "e3", "X1"), "is not a number", DIGITS),
    ("fte", ("1.005",), "has more than 2 decimal places", "round it to 2 decimal places"),
    ("fte", ("one",), "is not a number", DIGITS.replace("an amount", "a number")),
    ("number", ("0." + "1" * 13,), "has more than 12 decimal places", "round it to 12 decimal places"),
    ("integer", ("",), "nothing is given", "give a whole number"),
    ("integer", ("1.0", "1.5"), "is not a whole number", "write it without a decimal point: a whole number"),
    ("integer", ("true",), "yes/no is not a number", DIGITS.replace("an amount", "a whole number")),
    ("share", ("1/2",), "is not a number", DIGITS.replace("an amount", "a share")),
    ("shares", ("0.5;", "a;b"), "is not a number", DIGITS.replace("an amount", "shares separated by ';'")),
    ("date", ("2028-13-01", "2027-02-29"), "is not a day of the calendar", DAY),
    ("date", ("2028-2-1", "28-02-01", "20280201", "2028/02/01"), "is not a date", DAY),
    ("date", ("0001-01-01", "1989-12-31", "2201-01-01"), "is not a day of our time", DAY),
    ("financial_year", ("2026", "2026/2027", "26/27", "2026 27", "2026/7"), "is not a financial year", YEAR),
    ("financial_year", ("2026/26",), "the two years do not follow one another", "write 2026/27"),
    ("financial_year", ("1999/01",), "the two years do not follow one another", "write 1999/00"),
    ("financial_year", ("1066/67", "1989/90", "2201/02"), "is not a year of our time", YEAR),
    ("financial_years", ("",), "nothing is given", "give financial years such as 2026/27"),
    (
        "financial_years",
        ("2026/27;2026/27", "2026/27;2026-27"),
        "'2026/27' stands twice in the list",
        "remove one",
    ),
    ("bool", ("1", "y", "ja", "0"), "is neither yes nor no", "write yes or no"),
    ("choice", ("A",), "is not one of the words allowed", "did you mean 'a'?"),
    ("choice", ("c",), "is not one of the words allowed", "use one of 'a', 'b'"),
    ("choice", ("a ", "\na"), "has spaces or line breaks around it", "remove them"),
    ("identifier", ("",), "nothing is given", "give a thing"),
    ("identifier", (" a", "a\n"), "has spaces or line breaks around it", "remove them"),
    ("identifier", ("a/b",), "an identifier cannot contain '/'", LETTERS),
    ("identifier", ("a,[b",), "an identifier cannot contain '['", LETTERS),
    ("identifier", ("*",), "an identifier cannot contain '*'", LETTERS),
    ("identifier_or_star", ("a*",), "an identifier cannot contain '*'", LETTERS),
    ("identifier", ("x" * 81,), "is too long for an identifier", "use at most 80 characters"),
    ("identifier", ("a\x07b", "a\x1fb", "a\x7fb", "a\x85b", "a\x9fb"), HIDDEN, "remove it"),
    ("text", ("a\tb", "a\ud800b", "a\udfffb"), HIDDEN, "remove it"),
    ("text", ("x" * 2001,), "is too long", "use at most 2000 characters"),
    ("identifiers", ("a;;b", ";", "a;"), "has an empty place in the list", "remove it"),
    ("identifiers", ("a;b;a",), "'a' stands twice in the list", "remove one"),
    ("identifiers", ("a;b/c",), "an identifier cannot contain '/'", LETTERS),
    ("measure", ("fte", "fte:", "staff", "NON_STAFF"), "is not a measure", MEASURE),
    ("measure", ("fte:a/b",), "an identifier cannot contain '/'", LETTERS),
    ("scope", ("ICT", "pool:ICT", "**"), "is not a scope", f"write {SCOPE}"),
    ("scope", ("Service:ICT",), "is not a scope", "did you mean 'service:ICT'?"),
    ("scope", ("models:",), "is not a scope", "did you mean 'model:NAME'?"),
    ("scope", ("council:",), "names no council", "write council:NAME, or * for everything"),
    ("scope", ("service:a/b",), "an identifier cannot contain '/'", LETTERS),
]


@pytest.mark.parametrize(
    ("kind", "text", "problem", "remedy"),
    [(kind, text, problem, remedy) for kind, texts, problem, remedy in BAD for text in texts],
)
def test_bad(kind: str, text: str, problem: str, remedy: str) -> None:
    assert parse(spec(kind), text) == Wrong(problem, remedy)


def test_a_wrong_year_of_a_list_is_shown_alone() -> None:
    found = parse(spec("financial_years"), "2026/27;2027/29")
    assert found == Wrong("the two years do not follow one another", "write 2027/28", "2027/29")


FOUR_PARTS = 'write "council, arrangement, first year, last year"'
NAMES = "name council and arrangement"


@pytest.mark.parametrize(
    ("text", "problem", "remedy"),
    [
        ("A, P, 2026/27", "a membership has four parts, not 3", FOUR_PARTS),
        ("A, P, 2026/27, 2026/27, 2027/28", "a membership has four parts, not 5", FOUR_PARTS),
        ("", "a membership has four parts, not 1", FOUR_PARTS),
        ("A,, 2026/27, 2026/27", "a name is blank", NAMES),
        (", P, 2026/27, 2026/27", "a name is blank", NAMES),
        ("A, P/Q, 2026/27, 2026/27", "an identifier cannot contain '/'", LETTERS),
        ("A, P, 2026/27, ", "is not a financial year", YEAR),
        ("A, P, 2026/28, 2027/28", "the two years do not follow one another", "write 2026/27"),
    ],
)
def test_a_wrong_membership_of_a_list_is_shown_alone(text: str, problem: str, remedy: str) -> None:
    found = parse(spec("memberships"), f"B, P, 2026/27, 2027/28;{text};A, P, 2026/27, 2027/28")
    assert found == Wrong(problem, remedy, text)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (spec("gbp", unit="GBP a year", least=Decimal(0)), "an amount (GBP a year), 0 or more"),
        (spec("number", unit="years"), "a number (years)"),
        (spec("fte", unit="FTE"), "a number (FTE)"),
        (spec("integer", unit="months"), "a whole number (months)"),
        # The unit of a share is its name.
        (spec("share", unit="part of it", least=Decimal(0), most=Decimal(1)), "a part of it, from 0 to 1"),
        (spec("shares", unit="share"), "shares separated by ';'"),
        (spec("date"), "a date such as 2028-03-31"),
        (spec("financial_year"), "a financial year such as 2026/27"),
        (spec("bool"), "yes or no"),
        (spec("choice"), "one of a, b"),
        (spec("measure"), "fte:ROLE or non_staff"),
        (spec("scope"), SCOPE),
        # What has no words of its own is what the data dictionary calls it, else its column.
        (spec("identifier", description="a council; see councils.csv"), "a council"),
        (spec("identifier", column="member_since_then", description=""), "a member since then"),
    ],
)
def test_what_is_missing_is_said_in_words(changed: ColumnSpec, words: str) -> None:
    assert parse(changed, "") == Wrong("nothing is given", f"give {words}")


def test_every_type_is_tested_and_documented() -> None:
    assert set(READERS) == {
        *(
            "text",
            "path",
            "identifier",
            "identifier_or_shared",
            "identifier_or_star",
            "identifiers",
            "memberships",
            "measure",
            "scope",
        ),
        *(
            "choice",
            "bool",
            "date",
            "financial_year",
            "financial_years",
            "integer",
            "number",
            "share",
            "gbp",
            "fte",
            "shares",
        ),
    }


def test_blanks() -> None:
    assert parse(spec("gbp", required=False), "") is None
    assert parse(spec("text", required=False), "") == ""
    assert parse(spec("gbp", required=False, default="12500"), "") == Decimal(12500)
    assert isinstance(parse(spec("gbp"), ""), Wrong)


def test_ranges() -> None:
    positive = spec("number", least=Decimal(0), least_excluded=True)
    small = Wrong("is too small", "give a number, more than 0")
    assert [parse(positive, text) for text in ("0", "-1")] == [small, small]
    assert parse(positive, "0.1") == Decimal("0.1")
    share = spec("share", least=Decimal(0), most=Decimal(1))
    assert [parse(share, text) for text in ("0", "1")] == [0, 1]
    assert parse(share, "1.0000001") == Wrong("is too large", "give a share, from 0 to 1")
    assert parse(share, "-0.1") == Wrong("is too small", "give a share, from 0 to 1")


def test_there_is_one_nought() -> None:
    assert str(parse(spec("gbp"), "-0.00")) == "0"


@given(st.decimals(-(10**14), 10**14, allow_nan=False, places=2))
def test_every_amount_comes_back(amount: Decimal) -> None:
    money = spec("gbp")
    assert parse(money, format(amount, "f")) == amount
    assert parse(money, text_of(money, amount)) == amount


@given(st.integers(1990, 2199))
def test_every_year_comes_back(start: int) -> None:
    year = spec("financial_year")
    assert parse(year, financial_year_text(start)) == start
    assert parse(year, financial_year_text(start).replace("/", "-")) == start


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)))
def test_every_date_comes_back(day: date) -> None:
    assert parse(spec("date"), day.isoformat()) == day


@given(st.sampled_from(sorted(READERS)), st.text())
def test_no_text_is_ever_an_error_of_the_program(kind: str, text: str) -> None:
    found = parse(spec(kind), text)
    if isinstance(found, Decimal):
        assert found.is_finite()
    if not isinstance(found, Wrong):
        assert parse(spec(kind), text_of(spec(kind), found)) == found


@given(st.text(alphabet="0123456789.,-+eE£% naif", max_size=12))
def test_what_is_read_as_money_is_what_it_says(text: str) -> None:
    found = parse(spec("gbp"), text)
    if not isinstance(found, Wrong):
        assert isinstance(found, Decimal)
        assert found == Decimal(text)
        assert found == round(found, 2)


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=10))
def test_nearest_always_has_words(name: str, known: list[str]) -> None:
    assert nearest(name, known)


def test_nearest_prefers_the_same_word_in_other_letters() -> None:
    assert nearest("ict", ["act", "ICT"]) == "did you mean 'ICT'?"
    assert nearest("x", []) == "there is none to choose from"


def test_nearest_names_one_alike_or_else_the_first_eight() -> None:
    assert nearest("Lincon", ["Linton", "Lincoln", "York"]) == "did you mean 'Lincoln'?"
    letters = list("abcdefghi")
    assert nearest("x", letters[:8]) == "use one of 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'"
    assert nearest("x", letters) == "use one of 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', .."
    # Half of the letters in common is the least.
    assert nearest("abcd", ["cdab"]) == "did you mean 'cdab'?"
    assert nearest("abcd", ["axyz"]) == "use one of 'axyz'"
