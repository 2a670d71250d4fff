"""From the rows of the risk register to the case; the reference class speaks where the case is silent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from optimizer.case.check_risks import PARAMETERS
from optimizer.case.drivers import DRIVERS
from optimizer.case.loaded import cells_of
from optimizer.case.reference_risks import REFERENCE, reference_rows
from optimizer.case.risks import Driver, Risk, RiskSettings, ScenarioValue
from optimizer.case.tables import CaseTables, RisksRow
from optimizer.case.validate import DefaultUsed

PESSIMISTIC = "pessimistic"
"""The scenario that a case has which names none: of every promise arrives what real schemes delivered."""


def risks_of(tables: CaseTables) -> Mapping[tuple[Driver, str], Risk]:
    """Return the register of checked tables: the rows of the case, then those of the reference class."""
    rows = [(row, False) for row in tables.risks] + [(row, True) for row in reference_rows(tables)]
    return {(row.driver, row.scope): _risk(row, from_reference) for row, from_reference in rows}


def scenarios_of(tables: CaseTables) -> Mapping[str, tuple[ScenarioValue, ...]]:
    """Return the stress scenarios in order; where there are none, the built-in one of the reference class."""
    found: dict[str, list[ScenarioValue]] = {}
    for row in tables.stress:
        found.setdefault(row.scenario, []).append(ScenarioValue(row.driver, row.scope, row.value))
    if not found and tables.settings.risk_reference_class:
        found[PESSIMISTIC] = [ScenarioValue("realisation", "*", tables.settings.recorded_realisation)]
    return {scenario: tuple(values) for scenario, values in found.items()}


def risk_settings_of(tables: CaseTables) -> RiskSettings:
    """Return the keys of `[risk]`."""
    row = tables.settings
    return RiskSettings(row.risk_outcomes, row.risk_seed, row.risk_level, row.risk_weight)


def reference_defaults(tables: CaseTables) -> Iterator[DefaultUsed]:
    """Yield what of the reference class stands in for the case's own register and scenarios."""
    for row in reference_rows(tables):
        yield DefaultUsed(
            table=REFERENCE,
            column=row.driver,
            value=_words(row),
            rows=1,
            description=f"the reference class, for {row.scope}: {DRIVERS[row.driver].unit}",
            source=row.source,
            grade=row.grade,
        )
    if tables.settings.risk_reference_class and not tables.stress:
        yield DefaultUsed(
            table="stress",
            column=PESSIMISTIC,
            value=f"realisation {tables.settings.recorded_realisation.normalize():f}",
            rows=1,
            description="the scenario of a case that names none: all promised savings arrive in part",
            source="case.recorded_realisation",
            grade="INF",
        )


def reference_tables(tables: CaseTables) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the reference class that are used as texts, by the name of their file."""
    rows = reference_rows(tables)
    return {REFERENCE: [cells_of("risks", row) for row in rows]} if rows else {}


def _words(row: RisksRow) -> str:
    """Return a distribution in words: `hazard: probability 0.11, early years 2, early factor 1.5`."""
    given = cells_of("risks", row)
    parts = [
        f"{column.replace('_', ' ')} {given[column]}"
        for column in (*PARAMETERS, "loading")
        if column in given
    ]
    return f"{row.distribution}: {', '.join(parts)}"


def _risk(row: RisksRow, from_reference_class: bool) -> Risk:
    # In rising order, so that a high draw is a high value.
    discrete = sorted(zip(row.values or (), row.probabilities or (), strict=True))
    return Risk(
        driver=row.driver,
        scope=row.scope,
        distribution=row.distribution,
        low=row.low,
        mode=row.mode,
        high=row.high,
        probability=row.probability,
        early_years=row.early_years or 0,
        early_factor=Decimal(1) if row.early_factor is None else row.early_factor,
        values=tuple(value for value, _ in discrete),
        probabilities=tuple(probability for _, probability in discrete),
        loading=row.loading,
        source=row.source,
        grade=row.grade,
        from_reference_class=from_reference_class,
    )
