"""The strict reader of single values: text in, a value or the words of a fault out. Nothing is guessed.

A number is digits with an optional minus and decimal point: no thousands separators, currency or percent
signs, exponents, NaN or infinity. Money is exact in pence, FTE in hundredths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from optimizer.case.dictionary import ColumnSpec

Value = str | int | bool | Decimal | date | tuple[str, ...] | tuple[int, ...] | tuple[Decimal, ...] | None

LONGEST_IDENTIFIER = 80
LONGEST_TEXT = 2000
MOST_DIGITS = 15
"""Digits before the decimal point: enough for any budget, few enough for exact work in a solver."""

FIRST_YEAR = 1990
LAST_YEAR = 2200
NUMERIC = ("gbp", "number", "fte", "share", "integer", "shares")
LISTS = ("identifiers", "financial_years", "shares", "memberships")
WITH_UNIT = ("gbp", "number", "fte", "integer")
PLACES = {"gbp": 2, "fte": 2}
MOST_PLACES = 12
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
YEAR = re.compile(r"([0-9]{4})[/-]([0-9]{2})")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MEASURE = re.compile(r"fte:(.+)")
SCOPES = ("service", "model", "arrangement", "council")
"""What a scope may name, besides `*` for everything."""

MEMBERSHIP_PARTS = 4
FORBIDDEN_IN_IDENTIFIERS = "/\\[],;*"
YES = frozenset({"yes", "true"})
NO = frozenset({"no", "false"})


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is not a value, and what would be right; two parts of a sentence.

    `value` is what was found, where that is not the text of a cell.
    """

    problem: str
    remedy: str
    value: str | None = None


def nearest(name: str, known: Collection[str]) -> str:
    """Return `did you mean 'x'?` for the known name nearest to an unknown one, else what there is."""
    lowered = {word.casefold(): word for word in known}
    if name.casefold() in lowered:
        return f"did you mean {lowered[name.casefold()]!r}?"
    found = get_close_matches(name, list(known), n=1, cutoff=0.5)
    if found:
        return f"did you mean {found[0]!r}?"
    if not known:
        return "there is none to choose from"
    listed = ", ".join(repr(word) for word in list(known)[:8])
    return f"use one of {listed}{', ..' if len(known) > 8 else ''}"


def parse(spec: ColumnSpec, text: str) -> Value | Wrong:
    """Return the value of a cell; a blank gives the default (None, or an empty text, where there is none)."""
    if text == "":
        if spec.required:
            return Wrong("nothing is given", f"give {_what(spec)}")
        if spec.default == "":
            return "" if spec.type == "text" else None
        text = spec.default
    if text != text.strip():
        return Wrong("has spaces or line breaks around it", "remove them")
    return READERS[spec.type](spec, text)


def _what(spec: ColumnSpec) -> str:
    """Return what a cell of the column holds, in words: `an amount (GBP a year), 0 or more`."""
    words = {
        "gbp": "an amount",
        "fte": "a number",
        "number": "a number",
        "integer": "a whole number",
        "share": f"a {spec.unit or 'share'}",
        "shares": "shares separated by ';'",
        "date": "a date such as 2028-03-31",
        "financial_year": "a financial year such as 2026/27",
        "financial_years": "financial years such as 2026/27",
        "bool": "yes or no",
        "choice": f"one of {', '.join(spec.choices)}",
        "memberships": "memberships, each as council, arrangement, first year, last year",
        "measure": "fte:ROLE or non_staff",
        "scope": "* or one of " + ", ".join(f"{word}:NAME" for word in SCOPES),
    }.get(spec.type, spec.description.split(";")[0] or f"a {spec.column.replace('_', ' ')}")
    unit = f" ({spec.unit})" if spec.unit and spec.type in WITH_UNIT else ""
    return f"{words}{unit}" + (f", {spec.range_words}" if spec.range_words else "")


def _number(spec: ColumnSpec, text: str) -> Decimal | Wrong:
    if not NUMBER.fullmatch(text):
        return Wrong(_why_no_number(text), f"use digits and a decimal point only: {_what(spec)}")
    if len(text.lstrip("-").split(".")[0].lstrip("0")) > MOST_DIGITS:
        return Wrong("the number is too large to be meant", f"give {_what(spec)}")
    value = Decimal(text)
    places = PLACES.get(spec.type, MOST_PLACES)
    if len(text.partition(".")[2].rstrip("0")) > places:
        problem = "has parts of a penny" if spec.type == "gbp" else f"has more than {places} decimal places"
        return Wrong(problem, f"round it to {places} decimal places")
    return _in_range(spec, value)


def _why_no_number(text: str) -> str:
    lowered = text.casefold()
    if any(sign in text for sign in "£$€"):
        return "a currency sign is not part of a number"
    if "%" in text:
        return "a percent sign is not part of a number (5% is 0.05)"
    if lowered in ("nan", "na", "n/a", "#n/a", "-nan", "null", "none", "-"):
        return "is not a number (leave the cell blank where the default is meant)"
    if lowered.lstrip("+-") in ("inf", "infinity"):
        return "infinity is not a number of anything"
    if lowered in YES | NO:
        return "yes/no is not a number"
    if re.fullmatch(r"[+-]?[0-9.]+e[+-]?[0-9]+", lowered):
        return "is in scientific notation"
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        return "has thousands separators"
    if re.fullmatch(r"-?[0-9]+,[0-9]+", text):
        return "has a comma where the decimal point belongs"
    return "is not a number"


def _in_range(spec: ColumnSpec, value: Decimal) -> Decimal | Wrong:
    low = spec.least is not None and (value < spec.least or (spec.least_excluded and value == spec.least))
    high = spec.most is not None and value > spec.most
    if low or high:
        return Wrong(f"is too {'small' if low else 'large'}", f"give {_what(spec)}")
    # -0 and 0 are one value.
    return value if value else Decimal(0)


def _integer(spec: ColumnSpec, text: str) -> int | Wrong:
    value = _number(spec, text)
    if isinstance(value, Wrong):
        return value
    if "." in text:
        return Wrong("is not a whole number", f"write it without a decimal point: {_what(spec)}")
    return int(value)


def _date(spec: ColumnSpec, text: str) -> date | Wrong:
    if DATE.fullmatch(text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return Wrong("is not a day of the calendar", "write year-month-day such as 2028-03-31")
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            return Wrong("is not a day of our time", "write year-month-day such as 2028-03-31")
        return day
    return Wrong("is not a date", "write year-month-day such as 2028-03-31")


def _financial_year(spec: ColumnSpec, text: str) -> int | Wrong:
    """Return the calendar year in which the financial year begins."""
    found = YEAR.fullmatch(text)
    if not found:
        return Wrong("is not a financial year", "write it such as 2026/27")
    start = int(found[1])
    if (start + 1) % 100 != int(found[2]):
        return Wrong("the two years do not follow one another", f"write {financial_year_text(start)}")
    if not FIRST_YEAR <= start <= LAST_YEAR:
        return Wrong("is not a year of our time", "write it such as 2026/27")
    return start


def _financial_years(spec: ColumnSpec, text: str) -> tuple[int, ...] | Wrong:
    """Return the calendar years in which the financial years begin, in the order in which they stand."""
    years: list[int] = []
    for part in text.split(";"):
        year = _financial_year(spec, part)
        if isinstance(year, Wrong):
            return Wrong(year.problem, year.remedy, part)
        if year in years:
            return Wrong(f"{financial_year_text(year)!r} stands twice in the list", "remove one")
        years.append(year)
    return tuple(years)


def financial_year_text(start: int) -> str:
    """Return 2026 as `2026/27`."""
    return f"{start}/{(start + 1) % 100:02d}"


def _bool(spec: ColumnSpec, text: str) -> bool | Wrong:
    lowered = text.casefold()
    if lowered in YES | NO:
        return lowered in YES
    return Wrong("is neither yes nor no", "write yes or no")


def _choice(spec: ColumnSpec, text: str) -> str | Wrong:
    if text in spec.choices:
        return text
    return Wrong("is not one of the words allowed", nearest(text, spec.choices))


def _text(spec: ColumnSpec, text: str) -> str | Wrong:
    if any(ord(letter) < 32 or 127 <= ord(letter) < 160 or "\ud800" <= letter <= "\udfff" for letter in text):
        return Wrong("has a line break, a tab or another character that cannot be shown", "remove it")
    if len(text) > LONGEST_TEXT:
        return Wrong("is too long", f"use at most {LONGEST_TEXT} characters")
    return text


def _identifier(spec: ColumnSpec, text: str) -> str | Wrong:
    checked = _text(spec, text)
    if isinstance(checked, Wrong):
        return checked
    if len(text) > LONGEST_IDENTIFIER:
        return Wrong("is too long for an identifier", f"use at most {LONGEST_IDENTIFIER} characters")
    bad = [letter for letter in FORBIDDEN_IN_IDENTIFIERS if letter in text]
    if bad:
        return Wrong(f"an identifier cannot contain {bad[0]!r}", "use letters, digits, '-', '_', '.' or ' '")
    return text


def _identifier_or_star(spec: ColumnSpec, text: str) -> str | Wrong:
    return text if text == "*" else _identifier(spec, text)


def _identifiers(spec: ColumnSpec, text: str) -> tuple[str, ...] | Wrong:
    names = []
    for part in text.split(";"):
        name = _identifier(spec, part) if part else Wrong("has an empty place in the list", "remove it")
        if isinstance(name, Wrong):
            return name
        if name in names:
            return Wrong(f"{name!r} stands twice in the list", "remove one")
        names.append(name)
    return tuple(names)


def _memberships(spec: ColumnSpec, text: str) -> tuple[str, ...] | Wrong:
    """Return texts `council,arrangement,first,last`, the years as the calendar years in which they begin."""
    found = []
    for part in text.split(";"):
        cells = [cell.strip() for cell in part.split(",")]
        if len(cells) != MEMBERSHIP_PARTS:
            remedy = 'write "council, arrangement, first year, last year"'
            return Wrong(f"a membership has four parts, not {len(cells)}", remedy, part)
        names = [_identifier(spec, name) if name else Wrong("a name is blank", "") for name in cells[:2]]
        years = [_financial_year(spec, year) for year in cells[2:]]
        for value in (*names, *years):
            if isinstance(value, Wrong):
                return Wrong(value.problem, value.remedy or "name council and arrangement", part)
        found.append(",".join(map(str, (*names, *years))))
    return tuple(found)


def _shares(spec: ColumnSpec, text: str) -> tuple[Decimal, ...] | Wrong:
    shares = []
    for part in text.split(";"):
        share = _number(spec, part.strip())
        if isinstance(share, Wrong):
            return share
        shares.append(share)
    return tuple(shares)


def _measure(spec: ColumnSpec, text: str) -> str | Wrong:
    if text == "non_staff":
        return text
    found = MEASURE.fullmatch(text)
    if not found:
        return Wrong("is not a measure", "write fte:ROLE (such as fte:all) or non_staff")
    role = _identifier(spec, found[1])
    return role if isinstance(role, Wrong) else text


def _scope(spec: ColumnSpec, text: str) -> str | Wrong:
    if text == "*":
        return text
    word, colon, name = text.partition(":")
    if not colon or word not in SCOPES:
        near = get_close_matches(word.casefold(), SCOPES, n=1, cutoff=0.5)
        remedy = f"did you mean '{near[0]}:{name or 'NAME'}'?" if near else f"write {_what(spec)}"
        return Wrong("is not a scope", remedy)
    if not name:
        return Wrong(f"names no {word}", f"write {word}:NAME, or * for everything")
    checked = _identifier(spec, name)
    return checked if isinstance(checked, Wrong) else text


READERS: Mapping[str, Callable[[ColumnSpec, str], Value | Wrong]] = {
    "text": _text,
    "path": _text,
    "identifier": _identifier,
    "identifier_or_shared": _identifier,
    "identifier_or_star": _identifier_or_star,
    "identifiers": _identifiers,
    "memberships": _memberships,
    "measure": _measure,
    "scope": _scope,
    "choice": _choice,
    "bool": _bool,
    "date": _date,
    "financial_year": _financial_year,
    "financial_years": _financial_years,
    "integer": _integer,
    "number": _number,
    "share": _number,
    "gbp": _number,
    "fte": _number,
    "shares": _shares,
}
