"""Pounds, in which cases are written, as thousand pounds, in which the model calculates."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

POUNDS_PER_K = 1000


def to_k(pounds: Decimal | Fraction) -> float:
    """Return pounds as thousand pounds."""
    return float(Fraction(pounds) / POUNDS_PER_K)
