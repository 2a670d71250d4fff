"""What the reports of a run say: frozen values, no layout. Workbook and page are made of nothing else.

Everything is computed from what a run folder holds, so that `solve` and `consolidate report` say the same to
the byte. Money is `Decimal` pounds, as published to the penny; years are indices (0 is the base year) with
their labels in `Content.year_labels`; councils, services and arrangements are identifiers, and `name` is what
a reader sees. Positive savings are good, positive costs are costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.report.content.analyses import Analyses
from optimizer.report.content.events import ContractFate, ServiceTimeline, StaffYear, TransitionStep
from optimizer.report.content.figures import CouncilRow, Headline, Measure, OptionRow, ServiceRow, YearRow
from optimizer.report.content.read_tables import RunTables
from optimizer.report.content.rules import Assumption, Check, FairnessRow, PolicyRow, RiskContent


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the reports say.

    Attributes:
        title: name of the case.
        about: where the run comes from, for a cover and a foot: word -> text (case digest, sets, versions).
        year_labels: financial year of each index 0..H.
        body_names: name for readers of every council and provider.
        service_names: the same of every service.
        headline: the decision in sentences, its proof, its warnings.
        measures: summary.csv with plain words.
        options: business as usual, do minimum and plan side by side.
        do_minimum_note: what do minimum is here, or what would tell.
        councils: who gains and loses.
        services: what each service saves, by cause.
        years: all councils, year by year.
        timelines: each service, who is where when.
        transition: what happens, in order of time.
        staff_years: posts and movements by year.
        contracts: what becomes of each supplier contract.
        fairness: recharges and shares by council.
        policies: the rules and how close the plan is to each.
        risk: what the register does to the plan.
        assumptions: what the plan rests on, given first.
        checks: every reconciliation.
        notes: limits of the work, and what was odd about the input.
        tables: the published tables, row by row.
        analyses: what other commands found.
    """

    title: str
    about: Mapping[str, str]
    year_labels: tuple[str, ...]
    body_names: Mapping[str, str]
    service_names: Mapping[str, str]
    headline: Headline
    measures: tuple[Measure, ...]
    options: tuple[OptionRow, ...]
    do_minimum_note: str
    councils: tuple[CouncilRow, ...]
    services: tuple[ServiceRow, ...]
    years: tuple[YearRow, ...]
    timelines: tuple[ServiceTimeline, ...]
    transition: tuple[TransitionStep, ...]
    staff_years: tuple[StaffYear, ...]
    contracts: tuple[ContractFate, ...]
    fairness: tuple[FairnessRow, ...]
    policies: tuple[PolicyRow, ...]
    risk: RiskContent
    assumptions: tuple[Assumption, ...]
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    tables: RunTables
    analyses: Analyses
