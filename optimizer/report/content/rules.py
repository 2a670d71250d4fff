"""Rules, risks, assumptions and checks as the reports have them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Origin = Literal["given", "default", "reference class"]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy of the run with its state: `tight`, `slack` or `missed` (preferences only).

    `slack` is how much room is left, in `unit`, None where the plan has nothing that the policy limits.
    `penalty_gbp` is the price of what is missed, None for what may not be missed.
    """

    policy: str
    set: str
    kind: str
    meaning: str
    reason: str
    owner: str
    source: str
    negotiable: str
    hard: bool
    state: str
    slack: Decimal | None
    unit: str
    penalty_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class RiskFigure:
    """A figure over the outcomes of the risk register; `words` says what it is."""

    measure: str
    words: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class HistogramBin:
    """So many outcomes save at least `from_gbp` and less than `to_gbp` (the last one: at most)."""

    from_gbp: Decimal
    to_gbp: Decimal
    outcomes: int


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row of the risk register; `distribution` is in words."""

    driver: str
    scope: str
    distribution: str
    loading: Decimal
    source: str
    grade: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class RiskContent:
    """What the plan is worth over the outcomes of the risk register, on a sample that no search has seen."""

    outcomes: int
    figures: tuple[RiskFigure, ...]
    histogram: tuple[HistogramBin, ...]
    register: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that the plan rests on: given with its reason, or a default that stood in for a blank.

    `cells` is how many cells have it (defaults only, else 0); `grade` S (public source), OK (general
    knowledge), INF (inference), ASSUMED, or empty where it was not said.
    """

    what: str
    value: str
    unit: str
    reason: str
    source: str
    grade: str
    origin: Origin
    cells: int


@dataclass(frozen=True, slots=True)
class Check:
    """A reconciliation: two ways to the same figure, which must agree within `tolerance`.

    `left` and `right` are None where the check is not one of numbers (`words` then says what was found).
    """

    name: str
    words: str
    left: Decimal | None
    right: Decimal | None
    tolerance: Decimal
    unit: str
    holds: bool

    @property
    def verdict(self) -> str:
        """Return PASS or FAIL."""
        return "PASS" if self.holds else "FAIL"


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """What a council pays to pools and gets as host, in cash over all years, and its shares of the whole.

    Shares are of business as usual (present value) and of the net saving; None where that is not above 0.
    """

    council: str
    name: str
    recharges_gbp: Decimal
    recharge_income_gbp: Decimal
    share_of_spend: Decimal | None
    share_of_saving: Decimal | None
