"""Published amounts as numbers and in sentences."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from optimizer.report.content.figures import Value

NIL = Decimal("0.00")


def gbp(value: Value) -> Decimal:
    """Return a published amount; nothing counts as 0."""
    return value if isinstance(value, Decimal) else NIL


def pounds_in_words(amount_gbp: Decimal) -> str:
    """Return whole pounds with thousands separators: £1,234 or -£1,234."""
    whole = amount_gbp.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'-' if whole < 0 else ''}£{abs(whole):,}"


def saves(amount_gbp: Decimal) -> str:
    """Return `saves £1,234` or `costs £1,234`: nobody should have to know which sign is good."""
    verb = "costs" if amount_gbp < 0 else "saves"
    return f"{verb} {pounds_in_words(abs(amount_gbp))}"
