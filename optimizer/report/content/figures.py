"""The figures of a plan as the reports have them: headline, councils, services, years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Value = str | int | Decimal | None
"""A published figure: a number, a text, or None where there is none."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of summary.csv as published; `words` says in plain English what it is, empty where unknown."""

    measure: str
    value: Value
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """Who shares a service from when, hosted by whom and how; `host` is empty where nobody shares it."""

    service: str
    name: str
    since: str
    who: str
    host: str
    how: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The decision in sentences, and what a reader must know before anything else.

    Attributes:
        decision: what is to be done, one sentence.
        consequence: what that saves as promised, and where a part of it arrives only, one sentence.
        aims: what the plan was made best at before its net saving, one sentence each.
        warnings: what must be read with it: a search that was stopped, a check that fails, a likely loss.
        decisions: one row for each service and period.
        plan_lines: the same in sentences, as the terminal prints them.
        status: `optimal`, `time_limit` or `interrupted`.
        proof: how far from the best the plan can be, in pounds, one sentence.
        second_opinion: what another solver says of that, one sentence.
        gap_gbp: the distance; None where nothing is known about better plans.
    """

    decision: str
    consequence: str
    aims: tuple[str, ...]
    warnings: tuple[str, ...]
    decisions: tuple[DecisionRow, ...]
    plan_lines: tuple[str, ...]
    status: str
    proof: str
    second_opinion: str
    gap_gbp: Decimal | None


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One measure of business as usual, do minimum and the plan side by side.

    `do_minimum` is None throughout where it is not known (`Content.do_minimum_note` says what would tell);
    `better` says which way is good, empty where neither is.
    """

    measure: str
    words: str
    unit: str
    business_as_usual: Value
    do_minimum: Value
    plan: Value
    better: Literal["more", "less", ""]


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """What one council gains or loses: net present values, recharges included.

    Attributes:
        council: identifier.
        name: for readers.
        bau_npv_gbp: what it pays under business as usual, present value.
        plan_npv_gbp: what it pays under the plan.
        npv_saving_gbp: the difference, as in summary.csv.
        share_of_saving: of all councils' net saving; None where that is not above 0.
        saving_real_gbp: by year 0..H, base-year prices, undiscounted.
        saving_nominal_gbp: by year 0..H, cash.
        cumulative_nominal_gbp: running total of it.
        payback_year: index of the first year from which that total stays at or above 0; None where never.
        expected_npv_gbp: mean over the outcomes of the risk register.
        p10_npv_gbp: what one outcome in ten stays below.
        chance_of_loss: share of the outcomes below 0.
    """

    council: str
    name: str
    bau_npv_gbp: Decimal
    plan_npv_gbp: Decimal
    npv_saving_gbp: Decimal
    share_of_saving: Decimal | None
    saving_real_gbp: tuple[Decimal, ...]
    saving_nominal_gbp: tuple[Decimal, ...]
    cumulative_nominal_gbp: tuple[Decimal, ...]
    payback_year: int | None
    expected_npv_gbp: Decimal
    p10_npv_gbp: Decimal
    chance_of_loss: Decimal


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """What one service saves all councils, net present values, by cause (data/cost_lines.csv).

    `by_cause_gbp` has every cause that `why` has but `knock_on`; the causes of a service add up to its
    `npv_saving_gbp` and the services to the plan's, each rounded by itself.
    """

    service: str
    name: str
    bau_npv_gbp: Decimal
    plan_npv_gbp: Decimal
    npv_saving_gbp: Decimal
    by_cause_gbp: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class YearRow:
    """All councils together in one year; `year` is the index, real is base-year prices.

    `discounted_gbp` is the real saving times `discount_factor`; its sum is the net present saving.
    """

    year: int
    label: str
    discount_factor: Decimal
    bau_real_gbp: Decimal
    plan_real_gbp: Decimal
    saving_real_gbp: Decimal
    one_off_real_gbp: Decimal
    running_saving_real_gbp: Decimal
    discounted_gbp: Decimal
    cumulative_discounted_gbp: Decimal
    bau_nominal_gbp: Decimal
    plan_nominal_gbp: Decimal
    saving_nominal_gbp: Decimal
    cumulative_nominal_gbp: Decimal
