"""What a sweep may show of a point: the headline measures of a run, and who is where from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from optimizer.analysis.solving import Solved
from optimizer.analysis.stress.sampled import searched_sample
from optimizer.case.case import Case
from optimizer.risk.evaluate import ALL
from optimizer.verify import promise

EACH_COUNCIL = "council_npv_saving_gbp"
"""Has one column for each council."""

MEANINGS: Mapping[str, tuple[str, str]] = {
    "npv_saving_gbp": ("GBP", "net present saving of all councils together, as promised"),
    "npv_saving_at_recorded_realisation_gbp": (
        "GBP",
        "the same if only the recorded share of the running saving arrives",
    ),
    "npv_after_grant_gbp": ("GBP", "net present saving with the grants that the plan draws"),
    "bau_npv_gbp": ("GBP", "present value of business as usual"),
    "bound_gbp": ("GBP", "no plan saves more than this, proved"),
    "penalty_gbp": ("GBP", "price of all missed preferences together"),
    "one_off_cost_gbp": ("GBP", "one-off cost above business as usual, real, not discounted"),
    "steady_state_saving_gbp": ("GBP a year", "running saving of the last year, real"),
    "payback_year": (
        "financial year",
        "year from which the cash saved so far stays at or above zero; blank where it never does",
    ),
    "payback_years": ("years", "the same in years from the end of year 0; blank where it never is"),
    "peak_cash_gbp": ("GBP", "largest deficit of the cash saved so far"),
    "cash_cost_gbp": ("GBP", "what all councils pay over all years, in cash (nominal, not discounted)"),
    "changes": ("changes", "joining a pool, deepening and leaving, over all councils and years"),
    "rated_gbp": (
        "rated GBP",
        "risk rating of the arrangement x spend in scope, over all memberships and years",
    ),
    "worst_council_npv_gbp": ("GBP", "net present saving of the council that gains least"),
    EACH_COUNCIL: ("GBP", "net present saving of one council, recharges included"),
    "in_sample_expected_npv_gbp": (
        "GBP",
        "mean of the net present saving over the outcomes that a search sees ([risk] of case.toml)",
    ),
    "in_sample_cvar_npv_gbp": (
        "GBP",
        "mean of it over the worst of these outcomes, at the level of the case",
    ),
    "in_sample_chance_of_loss": ("share of outcomes", "share of these outcomes in which it is below 0"),
}
"""Unit and meaning of every measure; as in summary.csv of a run folder, where that has it."""

RISK_OUTPUTS = ("in_sample_expected_npv_gbp", "in_sample_cvar_npv_gbp", "in_sample_chance_of_loss")
"""Measures that need a draw of outcomes at every point: worked out only where a specification names them."""

OUTPUTS = tuple(name for name in MEANINGS if name not in RISK_OUTPUTS)
"""What a sweep keeps unless its specification says otherwise."""

STAY_COLUMNS = ("council", "service", "arrangement", "host", "delivery_model", "first_year", "last_year")

Stay = tuple[str, str, str, str, str, str, str]
"""A council in one arrangement for a service (blank: in-house) from one financial year to another."""


def kept_measures(keep: Sequence[str], case: Case) -> Iterator[str]:
    """Yield the measures by name, that of each council as many as there are councils."""
    for name in keep:
        if name == EACH_COUNCIL:
            yield from (f"{name}[{council}]" for council in case.councils)
        else:
            yield name


def outputs_of(case: Case, found: Solved, *, risk: bool = False) -> dict[str, str]:
    """Return every measure of a plan as text; blank where it has no value.

    Args:
        case: the case of the point.
        found: its plan.
        risk: whether the measures over outcomes are wanted, too.

    Raises:
        CheckFailedError: where fast and exact evaluation of an outcome differ.
    """
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
    values |= _over_outcomes(case, found) if risk else {}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _over_outcomes(case: Case, found: Solved) -> dict[str, object]:
    seen = searched_sample(case, promise(case, found.plan)).measures[ALL]
    return {
        "in_sample_expected_npv_gbp": _pounds(seen["expected_gbp"].value),
        "in_sample_cvar_npv_gbp": _pounds(seen["cvar_gbp"].value),
        "in_sample_chance_of_loss": Decimal(f"{seen['chance_of_loss'].value:.6f}"),
    }


def _pounds(amount: float) -> Decimal:
    """Return pounds to a penny; nothing has no sign."""
    return Decimal(f"{amount:.2f}") + 0


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
