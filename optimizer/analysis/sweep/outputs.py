"""What a sweep may show of a point: the headline measures of a run, and who is where from when."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.analysis.solving import Solved
from optimizer.case.case import Case

EACH_COUNCIL = "council_npv_saving_gbp"
"""Has one column for each council."""

OUTPUTS = (
    *("npv_saving_gbp", "npv_saving_at_recorded_realisation_gbp", "npv_after_grant_gbp", "bau_npv_gbp"),
    *("bound_gbp", "penalty_gbp", "one_off_cost_gbp", "steady_state_saving_gbp", "payback_year"),
    *("payback_years", "peak_cash_gbp", "cash_cost_gbp", "changes", "rated_gbp"),
    *("worst_council_npv_gbp", EACH_COUNCIL),
)
"""As in summary.csv of a run folder, with the same meaning and unit."""

STAY_COLUMNS = ("council", "service", "arrangement", "host", "delivery_model", "first_year", "last_year")

Stay = tuple[str, str, str, str, str, str, str]
"""A council in one arrangement for a service (blank: in-house) from one financial year to another."""


def outputs_of(case: Case, found: Solved) -> dict[str, str]:
    """Return every measure of a plan as text; blank where it has no value."""
    figures, accounts = found.accounts.measures, found.accounts
    payback = None if figures.payback_year is None else case.year_label(figures.payback_year)
    values: dict[str, object] = {
        "npv_saving_gbp": figures.npv_saving_gbp,
        "npv_saving_at_recorded_realisation_gbp": figures.npv_saving_at_recorded_realisation_gbp,
        "npv_after_grant_gbp": accounts.npv_after_grant_gbp,
        "bau_npv_gbp": figures.bau_npv_gbp,
        "bound_gbp": found.facts.bound_gbp,
        "penalty_gbp": accounts.penalty_gbp,
        "one_off_cost_gbp": figures.one_off_cost_gbp,
        "steady_state_saving_gbp": figures.steady_state_saving_gbp,
        "payback_year": payback,
        "payback_years": figures.payback_years,
        "peak_cash_gbp": figures.peak_cash_gbp,
        "cash_cost_gbp": figures.cash_cost_gbp,
        "changes": figures.changes,
        "rated_gbp": figures.rated_gbp,
        "worst_council_npv_gbp": figures.worst_council_npv_gbp,
    }
    values |= {f"{EACH_COUNCIL}[{name}]": amount for name, amount in figures.council_npv_gbp.items()}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def stays_of(case: Case, found: Solved) -> Iterator[Stay]:
    """Yield every council's stays in the order of the case."""
    chosen: dict[tuple[str, str, int], str] = {}
    for row in found.plan.memberships:
        chosen[row.council, case.arrangements[row.arrangement].service, row.year] = row.arrangement
    last = case.settings.years
    for council, service in case.needs:
        states = [chosen.get((council, service, year), "") for year in range(1, last + 1)]
        start = 1
        for year in range(1, last + 1):
            if year < last and states[year] == states[year - 1]:
                continue
            name = states[year - 1]
            pool = case.arrangements.get(name)
            host, model = (pool.host, pool.model) if pool else ("", "")
            yield council, service, name, host, model, case.year_label(start), case.year_label(year)
            start = year + 1
