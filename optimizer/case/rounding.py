"""Derived numbers are rounded once, on reading: half up, pounds to 2 decimals and FTE to 6 (CORE, part 1)."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal

EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Fixed context of all derivations, so that no setting of the caller can change a figure."""

PENNY = Decimal("0.01")
MICRO = Decimal("0.000001")


def pounds(value: Decimal) -> Decimal:
    """Return GBP rounded half up to a penny."""
    return EXACT.quantize(value, PENNY)


def micros(value: Decimal) -> Decimal:
    """Return FTE or a share rounded half up to six decimals."""
    return EXACT.quantize(value, MICRO)


def micros_up(value: Decimal) -> Decimal:
    """Return FTE rounded up to six decimals, for a limit that must not cut off what it is the limit of."""
    return value.quantize(MICRO, rounding=ROUND_CEILING, context=EXACT)
