"""Registers of risk for the tiny case: the same in every outcome, or in about half of them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.formulations.tiny import rows

HEADER = (
    "driver scope distribution low mode high probability early_years early_factor values probabilities"
    " loading source grade"
)
BREAKS_AT_ONCE = "break_up * hazard - - - 1 - - - - 0 t S"
BREAKS_OR_NOT = "break_up * bernoulli - - - 0.5 - - - - 0 t S"


def certain(driver: str, value: float, scope: str = "*") -> str:
    """Return a row of the register: the driver has this value in every outcome."""
    return f"{driver} {scope} discrete - - - - - - {value} 1 0 t S"


def register(*lines: str) -> list[dict[str, str]]:
    """Return the table of risks."""
    return rows(HEADER, *lines)


def outcomes(number: int = 50) -> Mapping[str, object]:
    """Return settings: so many outcomes, and nothing that the register does not say."""
    return {"risk.outcomes": number, "risk.reference_class": "no"}
