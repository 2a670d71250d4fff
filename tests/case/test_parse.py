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
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("gbp", "12.30", Decimal("12.3")),
        ("gbp", "-0", Decimal(0)),
        ("gbp", "0012", Decimal(12)),
        ("gbp", "1.500", Decimal("1.5")),
        ("fte", "8.4", Decimal("8.4")),
        ("share", "0.134", Decimal("0.134")),
        ("number", "0.000001", Decimal("0.000001")),
        ("integer", "42", 42),
        ("date", "2028-02-29", date(2028, 2, 29)),
        ("financial_year", "2026/27", 2026),
        ("financial_year", "2026-27", 2026),
        ("financial_year", "1999/00", 1999),
        ("financial_years", "2027/28;2026-27", (2027, 2026)),
        ("financial_years", "2026/27", (2026,)),
        ("bool", "yes", True),
        ("bool", "FALSE", False),
        ("choice", "a", "a"),
        ("identifier", "NA", "NA"),
        ("identifier", "Môn & Gwynedd", "Môn & Gwynedd"),
        ("identifier_or_star", "*", "*"),
        ("identifiers", "a;b", ("a", "b")),
        ("measure", "fte:all", "fte:all"),
        ("measure", "non_staff", "non_staff"),
        ("shares", "0.5;0.25", (Decimal("0.5"), Decimal("0.25"))),
        ("shares", "0.5", (Decimal("0.5"),)),
        ("text", "a, b", "a, b"),
    ],
)
def test_good(kind: str, text: str, value: object) -> None:
    found = parse(spec(kind), text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *[
            ("gbp", t)
            for t in ("", "1.234", "1,000", "£1", "1 000", "1e3", "+1", ".5", "5.", "٣", "1_0", "0x1")
        ],
        *[("gbp", t) for t in ("--1", "1-", "nan", "Infinity", "TRUE", "5%", "1" * 16, "(5)", "1.0.0", "½")],
        *[("fte", t) for t in ("1.005", "one")],
        *[("integer", t) for t in ("1.0", "1.5", "true", "")],
        *[("share", t) for t in ("NaN", "-inf", "1/2")],
        *[
            ("date", t)
            for t in ("2028-13-01", "2028-2-1", "28-02-01", "20280201", "2028/02/01", "0001-01-01")
        ],
        *[
            ("financial_year", t)
            for t in ("2026", "2026/2027", "26/27", "2026/26", "2026 27", "2026/7", "1066/67")
        ],
        *[("bool", t) for t in ("1", "y", "ja", "0")],
        *[("choice", t) for t in ("A", "c", "a ")],
        *[
            ("identifier", t)
            for t in ("", " a", "a\n", "a/b", "a[b", "a,b", "*", "x" * 81, "a\x07b", "a\u0085b")
        ],
        *[("identifiers", t) for t in ("a;;b", "a;a", ";")],
        *[("financial_years", t) for t in ("2026/27;", "2026/28", "2026/27;2026-27", "2026/27, 2027/28")],
        *[("measure", t) for t in ("fte", "fte:", "staff", "fte:a/b", "NON_STAFF")],
        *[("shares", t) for t in ("0.5;", "a;b")],
        *[("text", t) for t in ("a\tb", "x" * 2001)],
    ],
)
def test_bad(kind: str, text: str) -> None:
    found = parse(spec(kind), text)
    assert isinstance(found, Wrong)
    assert found.problem
    assert found.remedy


def test_every_type_is_tested_and_documented() -> None:
    assert set(READERS) == {
        *(
            "text",
            "path",
            "identifier",
            "identifier_or_shared",
            "identifier_or_star",
            "identifiers",
            "measure",
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
    assert isinstance(parse(positive, "0"), Wrong)
    assert parse(positive, "0.1") == Decimal("0.1")
    share = spec("share", least=Decimal(0), most=Decimal(1))
    assert parse(share, "1") == 1
    assert isinstance(parse(share, "1.0000001"), Wrong)


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
