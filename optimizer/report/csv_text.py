r"""Write a table as CSV text: one way for every file, so that equal tables are equal bytes.

Lines end in `\n` and the encoding is UTF-8. Money is exact decimal text (`-1234.50`), other numbers have at
most eight decimals and no trailing zeros. A text that a spreadsheet would run as a formula gets an apostrophe
in front; numbers stay numbers, so a negative amount is not touched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

Cell = str | int | Decimal | Fraction | bool | None
"""What a table may hold. `Decimal` is written as it is, `Fraction` at eight decimals, None as nothing."""

DECIMAL_PLACES = 8
_DANGEROUS_FIRST = ("=", "+", "-", "@", "\t", "\r")


def pounds(pence: int) -> Decimal:
    """Return pence as pounds with exactly two decimals."""
    return Decimal(pence).scaleb(-2)


def rounded(value: Fraction, places: int = DECIMAL_PLACES) -> Decimal:
    """Round half up (away from nil) at so many decimals, without trailing zeros."""
    scale = 10**places
    doubled = 2 * abs(value) * scale
    units = (int(doubled) + 1) // 2
    result = Decimal(units if value >= 0 else -units).scaleb(-places)
    return trimmed(result)


def trimmed(value: Decimal) -> Decimal:
    """Return the same number without trailing zeros and without an exponent; nil is 0."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        normal = normal.quantize(Decimal(1))
    return normal if normal else Decimal(0)


def harmless(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS_FIRST) else text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV text with a heading line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return buffer.getvalue()


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return harmless(value)
        case int():
            return str(value)
        case Fraction():
            return format(rounded(value), "f")
        case Decimal():
            return format(value, "f")
