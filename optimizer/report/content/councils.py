"""Who gains and who loses, what each service saves, and all councils year by year."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.report.content.amounts import NIL, gbp
from optimizer.report.content.figures import CouncilRow, ServiceRow, YearRow
from optimizer.report.content.headline import service_name
from optimizer.report.content.ledger import Ledger, running_totals, share
from optimizer.report.content.read_tables import CashRow, RunTables
from optimizer.report.content.rules import FairnessRow
from optimizer.risk.distributions import Floats
from optimizer.risk.statistics import chance_of_loss, expected, percentile
from optimizer.verify.exact import exact, pounds
from optimizer.verify.measures import payback

CAUSES = ("running", "staff", "contracts", "transition", "recharges")
"""Causes of cost lines, in the order in which they are shown."""


def councils(ledger: Ledger, tables: RunTables) -> tuple[CouncilRow, ...]:
    """Return a row for each council in the order of the case."""
    return tuple(_council(ledger, tables, council) for council in ledger.case.councils)


def _council(ledger: Ledger, tables: RunTables, council: str) -> CouncilRow:
    npv = gbp(tables.summary[f"council_npv_saving_gbp[{council}]"][0])
    nominal, outcomes = ledger.saving("nominal", council), tables.outcomes_gbp[council]
    year, _ = payback([exact(amount) for amount in nominal])
    bau = ledger.present_value(ledger.cost("bau", "real", council))
    return CouncilRow(
        council=council,
        name=ledger.case.council_names.get(council, council),
        bau_npv_gbp=bau,
        plan_npv_gbp=ledger.present_value(ledger.cost("plan", "real", council)),
        npv_saving_gbp=npv,
        share_of_saving=share(npv, gbp(tables.summary["npv_saving_gbp"][0])),
        saving_real_gbp=ledger.saving("real", council),
        saving_nominal_gbp=nominal,
        cumulative_nominal_gbp=running_totals(nominal),
        payback_year=year,
        expected_npv_gbp=_pounds(expected(outcomes).value),
        p10_npv_gbp=_pounds(percentile(outcomes, 10).value),
        chance_of_loss=_share_below_nil(outcomes),
    )


def _share_below_nil(outcomes: Floats) -> Decimal:
    return Decimal(f"{chance_of_loss(outcomes).value:.6f}")


def _pounds(amount: float) -> Decimal:
    """Return pounds to a penny; nothing has no sign."""
    return Decimal(f"{amount:.2f}") + 0


def services(ledger: Ledger) -> tuple[ServiceRow, ...]:
    """Return a row for each service in the order of the case."""
    case = ledger.case
    rows: dict[str, list[CashRow]] = {service: [] for service in case.services}
    for row in ledger.cash:
        if row.basis == "real" and row.body in case.council_names:
            rows[row.service].append(row)
    return tuple(_service(ledger, service, found) for service, found in rows.items())


def _service(ledger: Ledger, service: str, rows: Sequence[CashRow]) -> ServiceRow:
    def value(scenario: str, cause: str = "") -> Decimal:
        return ledger.present_value(
            ledger.by_year(
                row
                for row in rows
                if row.scenario == scenario and (not cause or cost_lines()[row.line].cause == cause)
            )
        )

    bau, plan = value("bau"), value("plan")
    return ServiceRow(
        service=service,
        name=service_name(service),
        bau_npv_gbp=bau,
        plan_npv_gbp=plan,
        npv_saving_gbp=bau - plan,
        by_cause_gbp={cause: value("bau", cause) - value("plan", cause) for cause in CAUSES},
    )


def years(ledger: Ledger) -> tuple[YearRow, ...]:
    """Return all councils together, year by year."""
    real, nominal, one_off = ledger.saving("real"), ledger.saving("nominal"), ledger.one_off
    discounted = [d * exact(amount) for d, amount in zip(ledger.discount, real, strict=True)]
    totals = running_totals(nominal)
    return tuple(
        YearRow(
            year=year,
            label=ledger.case.year_label(year),
            discount_factor=Decimal(f"{float(ledger.discount[year]):.6f}"),
            bau_real_gbp=ledger.cost("bau", "real")[year],
            plan_real_gbp=ledger.cost("plan", "real")[year],
            saving_real_gbp=real[year],
            one_off_real_gbp=one_off[year],
            running_saving_real_gbp=real[year] + one_off[year],
            discounted_gbp=pounds(discounted[year]),
            cumulative_discounted_gbp=pounds(sum(discounted[: year + 1], exact(NIL))),
            bau_nominal_gbp=ledger.cost("bau", "nominal")[year],
            plan_nominal_gbp=ledger.cost("plan", "nominal")[year],
            saving_nominal_gbp=nominal[year],
            cumulative_nominal_gbp=totals[year],
        )
        for year in ledger.years
    )


def fairness(ledger: Ledger, found: Sequence[CouncilRow]) -> tuple[FairnessRow, ...]:
    """Return what each council pays to pools and gets as host, with its shares of the whole."""
    paid = dict.fromkeys(ledger.case.councils, NIL)
    got = dict(paid)
    for row in ledger.cash:
        if row.scenario == "plan" and row.basis == "nominal" and row.body in paid:
            if row.line == "recharge":
                paid[row.body] += row.amount_gbp
            elif row.line == "recharge_income":
                got[row.body] -= row.amount_gbp
    spend = sum((one.bau_npv_gbp for one in found), NIL)
    return tuple(
        FairnessRow(
            *(one.council, one.name, paid[one.council], got[one.council]),
            *(share(one.bau_npv_gbp, spend), one.share_of_saving),
        )
        for one in found
    )


def body_names(case: Case) -> dict[str, str]:
    """Return the name of every council and provider."""
    return {council: case.council_names.get(council, council) for council in case.councils} | {
        provider: provider for provider in case.providers
    }
