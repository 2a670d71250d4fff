"""Exact numbers: how a decimal is read, and how an amount becomes pence and pounds (CORE E1, E4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

ZERO = Fraction(0)
FTE_TOLERANCE = Fraction(1, 1_000_000)
"""What an FTE rule may be missed by (CORE E7)."""

MONEY_TOLERANCE_GBP = Fraction(1)
"""What a money limit may be missed by (CORE E7)."""

CELL_TOLERANCE_PENCE = 1
"""What a claimed cell of the ledger may differ by (CORE E4, E7)."""


@lru_cache(maxsize=65536)
def exact(value: Decimal) -> Fraction:
    """Return the decimal as the fraction that it is."""
    return Fraction(value)


def half_up(value: Fraction) -> int:
    """Round to a whole number, halves away from zero (as cost and income must round alike)."""
    magnitude = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return magnitude if value >= 0 else -magnitude


def to_pence(amount_gbp: Fraction) -> int:
    """Round an amount in GBP half up to a penny (CORE E4)."""
    return half_up(amount_gbp * 100)


def to_decimal(value: Fraction, places: int) -> Decimal:
    """Round half up to so many decimal places."""
    return Decimal(half_up(value * 10**places)).scaleb(-places)


def pounds(amount_gbp: Fraction) -> Decimal:
    """Return an exact amount as a decimal with two places, half up."""
    return to_decimal(amount_gbp, 2)
