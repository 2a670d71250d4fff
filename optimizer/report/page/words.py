"""Figures and names as a reader of the page sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that show nothing themselves, but may turn round what stands beside them, figures too."""


def seen(text: str) -> str:
    """Return the text without characters that control direction or are no text at all."""
    return _UNSEEN.sub("", text)


def money(amount_gbp: Decimal) -> str:
    """Return whole pounds with thousands separators: `£1,234`, with a minus sign where it is below nil."""
    whole = amount_gbp.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{MINUS if whole < 0 else ''}£{abs(whole):,}"


def short_money(amount_gbp: Decimal) -> str:
    """Return the amount for an axis: `£1.5m`, `£250k`, `£0`."""
    size = abs(amount_gbp)
    for least, divisor, unit in ((1_000_000, 1_000_000, "m"), (1_000, 1_000, "k")):
        if size >= least:
            return f"{MINUS if amount_gbp < 0 else ''}£{plain_number(size / divisor)}{unit}"
    return f"{MINUS if amount_gbp < 0 else ''}£{plain_number(size)}"


def plain_number(value: Decimal, places: int = 2) -> str:
    """Return a number with at most so many decimals, without trailing zeros, with separators."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(rounded):,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if rounded < 0 else text


def exactly(amount: Decimal, unit: str) -> str:
    """Return an amount to the penny, or another number with as many decimals as it has."""
    if unit != "GBP":
        return plain_number(amount, 6)
    return f"{MINUS if amount < 0 else ''}£{abs(amount):,.2f}"


def percent(share: Decimal) -> str:
    """Return a share as a percentage: `87%`, `under 1%`, `over 99%`; only none and all are 0% and 100%."""
    if 0 < share < Decimal("0.005"):
        return "under 1%"
    if Decimal("0.995") <= share < 1:
        return "over 99%"
    whole = (share * 100).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{MINUS if whole < 0 else ''}{abs(whole)}%"


def day(iso: str) -> str:
    """Return `2018-06-30` as `30 June 2018`."""
    found = date.fromisoformat(iso)
    return f"{found.day} {found:%B %Y}"


def shortened(text: str, most: int) -> str:
    """Return at most so many characters of a text, for a place where it cannot wrap."""
    text = seen(text)
    return text if len(text) <= most else text[: most - 1].rstrip() + ELLIPSIS


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return `A, B and C`, or how many there are where they are more than so many."""
    if len(names) > most:
        return f"{len(names)} councils"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
