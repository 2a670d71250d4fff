"""For each rule on sources of money the golden plan, paid for, and a corruption that breaks it alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from optimizer.case.case import SHARED
from optimizer.case.fundable import fundable_lines
from optimizer.plan import Drawing
from tests.verify.broken_rules import EXAMPLES, Example, example, golden
from tests.verify.funded import drawn, paid_by, pot, with_pots

__all__ = ["EXAMPLES"]


def paid(change: Callable[[Drawing], Drawing], **terms: Any) -> Example:
    """The golden plan, all of it paid for from one shared source, with each drawing changed."""
    case, plan = golden()
    return (
        with_pots(case, pot(council=SHARED, **terms)),
        drawn(plan, *(change(row) for row in paid_by("fund", "A", "B"))),
    )


@example("tables.drawing")
def _() -> Example:
    return paid(
        lambda row: row._replace(pence=0) if row.line == "novation" else row, kind="grant", any=300_000
    )


@example("funding.eligible")
def _() -> Example:
    lines = tuple(line for line in fundable_lines() if line != "strain")
    return paid(lambda row: row, kind="capital_receipt", y0=300_000, lines=lines)


@example("funding.limit")
def _() -> Example:
    return paid(lambda row: row, kind="grant", y0=60_000, y1=100_000, y2=300_000)


@example("funding.floor")
def _() -> Example:
    return paid(lambda row: row, kind="reserve", y0=60_000, y1=300_000, floor=1_000)


@example("funding.spent")
def _() -> Example:
    return paid(
        lambda row: row._replace(pence=row.pence + 101) if row.line == "novation" else row,
        kind="grant",
        any=300_000,
    )
