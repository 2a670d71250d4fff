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

    `kind` is `not_shared`, `host`, `model` or `start`, `value` the host, model or year. `answer` is `priced`,
    `impossible` or `unanswered` as in why.csv; `difference_gbp` is the net saving of the alternative less
    that of the plan (below 0: dearer), by cause in `by_cause_gbp`; `in_the_way` names the policies that make
    it impossible.
    """

    service: str
    council: str
    kind: str
    value: str
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
    """A break-up, forced break or named scenario: what it costs, and what is left of the net saving.

    `words` says for readers what happens, `subject` is the chain of arrangements or the scenario.
    """

    part: str
    subject: str
    words: str
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
    """A row of switching_values.csv: where one input flips the decision, or takes the net saving to nil.

    `what` is `decision`, `present_plan_saving` or `best_saving`; `at` is None where nothing flips on the way
    from `now` to the end of the range `low`..`high` in that `direction`. Entries of a `group` move together.
    """

    name: str
    group: str
    unit: str
    now: Decimal | None
    low: Decimal | None
    high: Decimal | None
    direction: str
    what: str
    result: str
    at: Decimal | None
    change_percent: Decimal | None
    changes_to: str
    npv_saving_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class SwitchContent:
    """What `switch` found, in its order; `sentences` say the same in Green Book words."""

    values: tuple[SwitchingValue, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """A row of tornado.csv: the net saving where one input takes its lowest or its highest value.

    The plan is chosen afresh for each value. `decision_changes` tells whether another one is then best, None
    where that is not known; the services in which it differs are in `low_decision` and `high_decision`.
    """

    entry: str
    unit: str
    low: str
    high: str
    at_low_gbp: Decimal | None
    at_high_gbp: Decimal | None
    swing_gbp: Decimal | None
    decision_changes: bool | None
    low_decision: str
    high_decision: str


@dataclass(frozen=True, slots=True)
class TornadoContent:
    """A sweep that varied one input after another, the widest bar first; `base_gbp` is the case as it is."""

    name: str
    base_gbp: Decimal | None
    bars: tuple[TornadoBar, ...]


@dataclass(frozen=True, slots=True)
class AlternativePlan:
    """Another good plan: what it gives up, and what it does otherwise.

    `difference_gbp` is its net saving less that of the best plan (below 0: it saves less),
    `service_years_unlike` how much of it differs; `plan` is all of it in sentences, `differs` what differs.
    """

    number: int
    npv_saving_gbp: Decimal
    difference_gbp: Decimal
    service_years_unlike: int
    plan: tuple[str, ...]
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlternativesContent:
    """What `alternatives` found beside the best plan: plans nearly as good that really differ."""

    within_percent: Decimal
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
