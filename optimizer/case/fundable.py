"""The one-off lines that a source of money may pay for, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from optimizer.case.dictionary import cost_lines

INCOME_LINES = ("compensation_income",)
"""One-off lines that are income of the year: it is not set against what has to be paid for."""


@dataclass(frozen=True, slots=True)
class FundableLine:
    """A line that sources pay for: a one-off line of the ledger, or one of the two parts of it.

    `part` is `whole`, or which part of the line it is where the case splits the line into capital and
    revenue (set-up, by `setup_capital_share`); `capital` tells what the accounts take it for.
    """

    line: str
    ledger_line: str
    part: Literal["whole", "capital", "revenue"]
    capital: bool


@cache
def fundable_lines() -> Mapping[str, FundableLine]:
    """Return every line that a source may pay for, in the order of reports."""
    found: list[FundableLine] = []
    for line in cost_lines().values():
        if not line.one_off or line.line in INCOME_LINES:
            continue
        if line.kind in ("capital", "revenue"):
            found.append(FundableLine(line.line, line.line, "whole", line.kind == "capital"))
        else:
            found.append(FundableLine(f"{line.line}_capital", line.line, "capital", capital=True))
            found.append(FundableLine(f"{line.line}_revenue", line.line, "revenue", capital=False))
    return {line.line: line for line in found}
