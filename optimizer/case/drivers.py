"""What the drivers of risk are: ranges, scopes, and what each is where all goes as planned (docs/risk.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from optimizer.case.risks import Driver

CHAIN_DRIVERS: tuple[Driver, ...] = ("realisation", "delay", "break_up", "exit_cost")
"""Drivers of which all arrangements of a chain must have one and the same: a partnership has one fate."""


@dataclass(frozen=True, slots=True)
class DriverTerms:
    """What one driver may be.

    Attributes:
        unit: of an amount, or of an event's value in a scenario.
        is_event: True where a draw is the year in which something happens; its values are whole years.
        least, most: range of an amount; of an event `least` is 1 and `most` the years of the case (None).
        neutral: what it is as planned, None of an event: never.
        scopes: words that a scope may have, besides `*`.
        bad_when_high: True or False; None where it depends on the plan.
        thing: what is left as planned where no scope reaches it.
    """

    unit: str
    is_event: bool
    least: Decimal
    most: Decimal | None
    neutral: Decimal | None
    scopes: tuple[str, ...]
    bad_when_high: bool | None
    thing: str


_POOLS = ("service", "model", "arrangement")


def _terms(
    unit: str,
    least: str,
    most: str | None,
    neutral: str | None,
    scopes: tuple[str, ...],
    bad_when_high: bool | None,
    thing: str = "arrangement",
) -> DriverTerms:
    return DriverTerms(
        unit=unit,
        is_event=neutral is None,
        least=Decimal(least),
        most=None if most is None else Decimal(most),
        neutral=None if neutral is None else Decimal(neutral),
        scopes=scopes,
        bad_when_high=bad_when_high,
        thing=thing,
    )


DRIVERS: Mapping[Driver, DriverTerms] = {
    "transition_overrun": _terms("share of the transition cost", "-1", "10", "0", _POOLS, True),
    "realisation": _terms("share of the promised saving", "0", "2", "1", _POOLS, False),
    "delay": _terms("years", "0", "10", "0", _POOLS, True),
    "break_up": _terms("years that the partnership lives", "1", None, None, _POOLS, True),
    "exit_cost": _terms("share of a year's spend in scope", "0", "5", "0", _POOLS, True),
    "drop_out": _terms("planned year of the withdrawal", "1", None, None, ("council",), True, "council"),
    "stranded_cost": _terms("share of its spend in scope", "0", "2", "0", ("council",), True, "council"),
    "pay_award": _terms("share a year", "-0.2", "0.5", "0", (), None, "case"),
    "supplier_price": _terms("share a year", "-0.2", "0.5", "0", ("service",), None, "service"),
}
"""Every driver, in the order of docs/risk.md."""
