"""The optional analyses of a run as the reports have them: prices, stress, switching values, tornado.

Each is read from the folder that its command wrote (`read_analysis`), and only where it belongs to the run:
same case, same constraint sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AlternativePrice:
    """An alternative that `why` priced.

    `answer` is `solved`, `impossible` or `unanswered` as in why.csv; `difference_gbp` is the net saving of
    the alternative less that of the plan (below 0: dearer), by cause in `by_cause_gbp`; `in_the_way` names
    the policies that make it impossible.
    """

    service: str
    council: str
    kind: str
    title: str
    means: str
    answer: str
    difference_gbp: Decimal | None
    by_cause_gbp: Mapping[str, Decimal]
    in_the_way: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class WhyContent:
    """Prices of the alternatives to the plan, in the order of why.csv."""

    prices: tuple[AlternativePrice, ...]


@dataclass(frozen=True, slots=True)
class StressEvent:
    """A break-up, forced break or named scenario: what it costs, and what is left of the net saving."""

    part: str
    subject: str
    service: str
    financial_year: str
    cost_gbp: Decimal
    saving_left_gbp: Decimal
    council_cost_gbp: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class StressDropOut:
    """A partner that pulls out: what the others lose, and the exit charge that would make them whole."""

    council: str
    service: str
    chain: str
    leaves: str
    answer: str
    others_change_gbp: Decimal | None
    exit_charge_gbp: Decimal | None
    others_still_gain: bool | None
    last_safe_exit: str
    message: str


@dataclass(frozen=True, slots=True)
class StressContent:
    """What `stress` found, each part with the worst first."""

    break_ups: tuple[StressEvent, ...]
    drop_outs: tuple[StressDropOut, ...]
    forced_breaks: tuple[StressEvent, ...]
    scenarios: tuple[StressEvent, ...]


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """Where one input flips the decision, or takes the net saving to nil.

    `turns` says which of the two, in words; `at` is None where nothing flips in the range `low`..`high`.
    """

    path: str
    unit: str
    turns: str
    now: Decimal | None
    at: Decimal | None
    low: Decimal | None
    high: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class SwitchContent:
    """What `switch` found, in its order."""

    values: tuple[SwitchingValue, ...]


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """What the net saving becomes where one input takes its lowest or highest value of a sweep.

    The plan is chosen afresh for each value. `changes` tells whether the decision is another one at either.
    """

    path: str
    low: str
    high: str
    at_low_gbp: Decimal | None
    at_high_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class TornadoContent:
    """A sweep that varied one input after another, the widest bar first."""

    name: str
    base_gbp: Decimal
    bars: tuple[TornadoBar, ...]


@dataclass(frozen=True, slots=True)
class AlternativePlan:
    """Another good plan: what it gives up, and what it does in sentences."""

    number: int
    npv_saving_gbp: Decimal
    difference_gbp: Decimal
    distance: Decimal | None
    plan: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlternativesContent:
    """What `alternatives` found: plans nearly as good that really differ."""

    plans: tuple[AlternativePlan, ...]


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A point of a frontier: the best net saving with the measure held at `value`."""

    number: int
    npv_saving_gbp: Decimal | None
    value: Decimal | None
    exchange_gbp_per_unit: Decimal | None
    dominated: bool
    message: str
    plan: tuple[str, ...]
    figures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class FrontierContent:
    """A trade-off between net saving and one measure."""

    against: str
    unit: str
    points: tuple[FrontierPoint, ...]


@dataclass(frozen=True, slots=True)
class Analyses:
    """Everything optional; None (or nothing) where no folder was given or found."""

    why: WhyContent | None = None
    stress: StressContent | None = None
    switch: SwitchContent | None = None
    alternatives: AlternativesContent | None = None
    tornadoes: tuple[TornadoContent, ...] = field(default=())
    frontiers: tuple[FrontierContent, ...] = field(default=())


NO_ANALYSES = Analyses()
