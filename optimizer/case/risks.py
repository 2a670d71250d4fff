"""The risk register of a case: what may happen, how it is distributed, for what (docs/risk.md)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Driver = Literal[
    "transition_overrun",
    "realisation",
    "delay",
    "break_up",
    "exit_cost",
    "drop_out",
    "stranded_cost",
    "pay_award",
    "supplier_price",
]
Distribution = Literal["triangular", "uniform", "lognormal", "discrete", "bernoulli", "hazard"]


@dataclass(frozen=True, slots=True)
class Risk:
    """How one driver of risk is distributed for what is in its scope (docs/risk.md).

    `scope` is `*`, `service:S`, `model:M`, `arrangement:A` or `council:C`. Parameters that the distribution
    does not have are None, `values` and `probabilities` empty; `early_years` is 0 and `early_factor` 1 unless
    given. `from_reference_class` tells a row of data/reference_risks.csv from one of the case.
    """

    driver: Driver
    scope: str
    distribution: Distribution
    low: Decimal | None
    mode: Decimal | None
    high: Decimal | None
    probability: Decimal | None
    early_years: int
    early_factor: Decimal
    values: tuple[Decimal, ...]
    probabilities: tuple[Decimal, ...]
    loading: Decimal
    source: str
    grade: str
    from_reference_class: bool


@dataclass(frozen=True, slots=True)
class ScenarioValue:
    """What one driver is in a named stress scenario, for what is in scope; all else is as planned.

    For `break_up` the value is the years that a partnership lives, for `drop_out` the planned year (1 is the
    first) in which the council withdraws.
    """

    driver: Driver
    scope: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """Keys of `[risk]` in case.toml.

    `outcomes` and `seed` make the sample that the search sees; `level` and `weight` are those of the
    risk-adjusted saving.
    """

    outcomes: int
    seed: int
    level: Decimal
    weight: Decimal
