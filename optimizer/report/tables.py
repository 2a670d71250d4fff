"""The tables of a run folder: every row and column that is published, in the order of the case.

Columns are an interface: other people's scripts read them. Add at the end, rename never.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.dictionary import objectives
from optimizer.plan.plan import Plan
from optimizer.report.csv_text import Cell, csv_text, pounds, trimmed
from optimizer.report.run import Run

MEMBERSHIP_COLUMNS = ("council", "service", "financial_year", "arrangement", "host", "delivery_model")
POLICY_COLUMNS = ("policy", "set", "kind", "hard", "state", "slack", "unit", "penalty_gbp")


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be written: its columns and its rows."""

    columns: tuple[str, ...]
    rows: tuple[Sequence[Cell], ...]

    def to_csv(self) -> str:
        """Return the table as CSV text."""
        return csv_text(self.columns, self.rows)


def tables(run: Run) -> dict[str, Table]:
    """Return every table of the run by its file name without `.csv`."""
    return {
        "summary": Table(("measure", "value", "unit"), tuple(_summary(run))),
        "memberships": Table(
            MEMBERSHIP_COLUMNS,
            tuple(membership_rows(run.loaded.case, run.plan)),
        ),
        "pools": Table(
            (
                *("arrangement", "financial_year", "open", "members", "volume", "needed_fte"),
                *("running_gbp", "one_off_gbp"),
            ),
            tuple(_pools(run)),
        ),
        "staff": Table(
            ("arrangement", "role", "financial_year", "council", "service", "flow", "fte"),
            tuple(_staff(run)),
        ),
        "contracts": Table(
            (
                *("contract", "council", "service", "financial_year", "state", "arrangement"),
                *("charge_gbp", "fee_gbp"),
            ),
            tuple(_contracts(run)),
        ),
        "cash": Table(
            (
                *("scenario", "body", "service", "arrangement", "financial_year", "line", "basis"),
                "amount_gbp",
            ),
            tuple(_cash(run)),
        ),
        "recharges": Table(
            ("arrangement", "council", "financial_year", "kind", "basis", "key", "share", "amount_gbp"),
            tuple(_recharges(run)),
        ),
        "funding": Table(
            ("source", "council", "financial_year", "line", "amount_gbp"),
            tuple(_funding(run)),
        ),
        "policies": Table(POLICY_COLUMNS, tuple(_policies(run))),
    }


def summary(run: Run) -> dict[str, tuple[str | int | Decimal | None, str]]:
    """Return the headline measures, each with its unit, in the order in which they are shown."""
    case, facts, figures = run.loaded.case, run.facts, run.accounts.measures
    settings = case.settings
    payback = None if figures.payback_year is None else case.year_label(figures.payback_year)
    gbp = "GBP"
    return {
        "status": (facts.status, "text"),
        "npv_saving_gbp": (figures.npv_saving_gbp, gbp),
        "npv_saving_at_recorded_realisation_gbp": (figures.npv_saving_at_recorded_realisation_gbp, gbp),
        "npv_after_grant_gbp": (run.accounts.npv_after_grant_gbp, gbp),
        "bau_npv_gbp": (figures.bau_npv_gbp, gbp),
        "bound_gbp": (facts.bound_gbp, gbp),
        "gap_gbp": (facts.gap_gbp, gbp),
        "penalty_gbp": (run.accounts.penalty_gbp, gbp),
        "asked_gap_gbp": (facts.asked_gap_gbp, gbp),
        "one_off_cost_gbp": (figures.one_off_cost_gbp, gbp),
        "steady_state_saving_gbp": (figures.steady_state_saving_gbp, "GBP a year"),
        "payback_year": (payback, "financial year"),
        "payback_years": (figures.payback_years, "years"),
        "peak_cash_gbp": (figures.peak_cash_gbp, gbp),
        "cash_cost_gbp": (figures.cash_cost_gbp, gbp),
        "changes": (figures.changes, "changes"),
        "rated_gbp": (figures.rated_gbp, "rated GBP"),
        "worst_council_npv_gbp": (figures.worst_council_npv_gbp, gbp),
        **_goals(run),
        **{
            f"council_npv_saving_gbp[{council}]": (amount, gbp)
            for council, amount in figures.council_npv_gbp.items()
        },
        # What is needed to add the net present saving up from cash.csv again.
        "base_year": (case.year_label(0), "financial year"),
        "discount_rate": (settings.discount_rate, "share a year"),
        "recorded_realisation": (settings.recorded_realisation, "share"),
        "second_opinion": (facts.second_opinion.answer, "text"),
        "answer": ("second try, as the first was refuted" if facts.first_refuted else "first", "text"),
        **_risk(run),
    }


def _in_sample(run: Run) -> dict[str, tuple[str | int | Decimal | None, str]]:
    """Return the same of the outcomes that the search saw, where it saw any."""
    seen = run.accounts.in_sample
    if seen is None:
        return {}
    return {
        "in_sample_expected_npv_gbp": (seen.expected_gbp, "GBP"),
        "in_sample_risk_adjusted_npv_gbp": (seen.risk_adjusted_gbp, "GBP"),
        "in_sample_outcomes": (run.loaded.case.settings.risk.outcomes, "outcomes"),
    }


def _goals(run: Run) -> dict[str, tuple[str | int | Decimal | None, str]]:
    """Return what came before the net saving: each measure, its best and bound, what may be given up."""
    found: dict[str, tuple[str | int | Decimal | None, str]] = {}
    for number, goal in enumerate(run.facts.goals, start=1):
        unit = objectives()[goal.measure].unit
        found[f"objective_{number}"] = (goal.measure, "text")
        found[f"objective_{number}_best"] = (goal.best, unit)
        found[f"objective_{number}_bound"] = (goal.bound, unit)
        found[f"objective_{number}_tolerance"] = (goal.tolerance, unit)
        found[f"objective_{number}_status"] = (goal.status, "text")
        found[f"objective_{number}_second_opinion"] = (goal.second_opinion.answer, "text")
    return found


def _risk(run: Run) -> dict[str, tuple[str | int | Decimal | None, str]]:
    """Return what the plan is worth over the outcomes of the risk register, on a fresh sample."""
    risk, gbp = run.risk, "GBP"
    return {
        "expected_npv_gbp": (risk.expected_npv_gbp, gbp),
        "expected_npv_standard_error_gbp": (risk.expected_npv_standard_error_gbp, gbp),
        "p10_npv_gbp": (risk.p10_npv_gbp, gbp),
        "p50_npv_gbp": (risk.p50_npv_gbp, gbp),
        "p80_npv_gbp": (risk.p80_npv_gbp, gbp),
        "p90_npv_gbp": (risk.p90_npv_gbp, gbp),
        "chance_of_loss": (risk.chance_of_loss, "share of outcomes"),
        "cvar_npv_gbp": (risk.cvar_npv_gbp, gbp),
        "cvar_npv_standard_error_gbp": (risk.cvar_npv_standard_error_gbp, gbp),
        "cvar_level": (risk.cvar_level, "share of outcomes"),
        "risk_outcomes": (risk.outcomes, "outcomes"),
        **_in_sample(run),
    }


def _summary(run: Run) -> Iterator[Sequence[Cell]]:
    for measure, (value, unit) in summary(run).items():
        yield measure, value, unit


def membership_rows(case: Case, plan: Plan) -> Iterator[Sequence[Cell]]:
    """Return where each council is for each service in each year; blank in-house."""
    chosen: dict[tuple[str, str, int], str] = {}
    for row in plan.memberships:
        chosen[row.council, case.arrangements[row.arrangement].service, row.year] = row.arrangement
    for council, service in case.needs:
        for year in range(1, case.settings.years + 1):
            name = chosen.get((council, service, year), "")
            arrangement = case.arrangements.get(name)
            host, model = (arrangement.host, arrangement.model) if arrangement else ("", "")
            yield council, service, case.year_label(year), name, host, model


def _pools(run: Run) -> Iterator[Sequence[Cell]]:
    case = run.loaded.case
    for row in run.accounts.pools:
        if row.scenario == "plan":
            yield (
                *(row.arrangement, case.year_label(row.year), row.open, row.members, row.volume),
                *(row.needed_fte, pounds(row.running_pence), pounds(row.one_off_pence)),
            )


def _staff(run: Run) -> Iterator[Sequence[Cell]]:
    case = run.loaded.case
    for row in run.accounts.staff:
        yield (
            *(row.arrangement, row.role, case.year_label(row.year), row.council, row.service),
            *(row.flow, row.fte),
        )


def _contracts(run: Run) -> Iterator[Sequence[Cell]]:
    case = run.loaded.case
    for row in run.accounts.contracts:
        yield (
            *(row.contract, row.council, row.service, case.year_label(row.year), row.state),
            *(row.arrangement, pounds(row.charge_pence), pounds(row.fee_pence)),
        )


def _cash(run: Run) -> Iterator[Sequence[Cell]]:
    case = run.loaded.case
    for cell in run.accounts.cash:
        yield (
            *(cell.scenario, cell.body, cell.service, cell.arrangement, case.year_label(cell.year)),
            *(cell.line, cell.basis, pounds(cell.pence)),
        )


def _recharges(run: Run) -> Iterator[Sequence[Cell]]:
    case = run.loaded.case
    for cell in run.accounts.recharges:
        if cell.scenario == "plan":
            yield (
                *(cell.arrangement, cell.council, case.year_label(cell.year), cell.kind, cell.basis),
                *(cell.key, cell.share, pounds(cell.pence)),
            )


def _funding(run: Run) -> Iterator[Sequence[Cell]]:
    for row in run.accounts.funding:
        year = run.loaded.case.year_label(row.year)
        yield row.source, row.council, year, row.line, pounds(row.pence)


def _policies(run: Run) -> Iterator[Sequence[Cell]]:
    for row in run.accounts.policies:
        slack = None if row.slack is None else trimmed(row.slack)
        yield row.policy, row.set, row.kind, row.hard, row.state, slack, row.unit, row.penalty_gbp
