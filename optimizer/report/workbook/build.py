"""Put the workbook together: which sheets there are, in which order, and how their figures hang together."""

from __future__ import annotations

from datetime import datetime

from optimizer.report.content import Content
from optimizer.report.workbook.analyses import alternatives_sheet, sensitivity_sheet, switching_sheet
from optimizer.report.workbook.change import contracts_sheet, positions_sheet, staff_sheet, transition_sheet
from optimizer.report.workbook.councils import councils_by_year_sheet, councils_sheet
from optimizer.report.workbook.data import data_sheet
from optimizer.report.workbook.front import cover_sheet, figures_sheet, summary_sheet
from optimizer.report.workbook.money import services_sheet, years_sheet
from optimizer.report.workbook.pools import fairness_sheet, funding_sheet, recharges_sheet
from optimizer.report.workbook.risk import histogram_sheet, register_sheet, risk_sheet, stress_sheet
from optimizer.report.workbook.rules import assumptions_sheet, checks_sheet, notes_sheet, policies_sheet
from optimizer.report.workbook.sheet import Sheet, letter
from optimizer.report.workbook.write import workbook_bytes

CREATED = datetime(2000, 1, 1)
"""Date of creation that every workbook has: equal runs have equal workbooks; the manifest has the time."""


def workbook_of(content: Content) -> bytes:
    """Return report.xlsx of a run as bytes, always the same for the same content."""
    return workbook_bytes(sheets_of(content), content.title, CREATED)


def sheets_of(content: Content) -> tuple[Sheet, ...]:
    """Return every sheet, in order."""
    data = data_sheet(content)
    years = years_sheet(content, data)
    councils, services = councils_sheet(content, data, years), services_sheet(content, data, years)
    in_cash = councils_by_year_sheet(content, data)
    checks = checks_sheet(content, _check_formulas(content, years, councils, services))
    parts = [
        summary_sheet(content, _plan_formulas(years, councils)),
        *(years, councils, in_cash, services),
        *(transition_sheet(content), positions_sheet(content), staff_sheet(content)),
        *(contracts_sheet(content), recharges_sheet(content), fairness_sheet(content)),
        *(funding_sheet(content), policies_sheet(content), alternatives_sheet(content)),
        *(sensitivity_sheet(content), switching_sheet(content), risk_sheet(content)),
        *(histogram_sheet(content), register_sheet(content), stress_sheet(content)),
        *(assumptions_sheet(content), checks, figures_sheet(content), data),
    ]
    notes = notes_sheet(content, parts)
    return cover_sheet(content, [*parts, notes]), *parts, notes


def _plan_formulas(years: Sheet, councils: Sheet) -> dict[str, str]:
    """Return how the figures of the plan follow from the other sheets, by measure."""
    running, saved = years.range("Discounted running saving (GBP)"), years.range("Discounted saving (GBP)")
    arrived = f"IF(SUM({running})>0,recorded_realisation,1)*SUM({running})"
    return {
        "cost_npv_gbp": f"{_bau(years)}-net_present_saving",
        "npv_saving_gbp": "net_present_saving",
        "npv_saving_at_recorded_realisation_gbp": f"ROUND({arrived}-(SUM({running})-SUM({saved})),2)",
        "one_off_cost_gbp": "one_off_cost",
        "steady_state_saving_gbp": years.reference("Running saving (real GBP)", len(years.rows) - 1),
        "peak_cash_gbp": f"ROUND(MAX(0,-MIN({years.range('Cumulative cash saving (GBP)')})),2)",
        "worst_council_npv_gbp": f"MIN({councils.range('Net saving (GBP)')})",
    }


def _bau(years: Sheet) -> str:
    """Return the formula of the present value of business as usual."""
    factors, costs = years.range("Discount factor"), years.range("Business as usual (real GBP)")
    return f"ROUND(SUMPRODUCT({factors},{costs}),2)"


def _check_formulas(content: Content, years: Sheet, councils: Sheet, services: Sheet) -> dict[str, str]:
    """Return how the workbook works out what each check compares with the published figure, by its name."""
    plan = _plan_formulas(years, councils)
    saving = "Net saving (GBP)"
    causes = [column.heading for column in services.columns[5:]]
    first = f"{letter(5)}{services.heading_row + 1}"
    last = f"{letter(4 + len(causes))}{services.heading_row + len(services.rows)}"
    found = {
        "npv_saving_gbp": plan["npv_saving_gbp"],
        "bau_npv_gbp": _bau(years),
        **{name: plan[name] for name in ("one_off_cost_gbp", "steady_state_saving_gbp", "peak_cash_gbp")},
        "cash_cost_gbp": years.reference("Plan (cash GBP)", -1),
        "councils": councils.reference(saving, -1),
        "worst_council_npv_gbp": plan["worst_council_npv_gbp"],
        "services": services.reference(saving, -1),
        "causes": f"SUM('{services.name}'!{first}:{last})",
    }
    for place, one in enumerate(content.councils):
        bau, cost = (councils.reference(name, place) for name in ("Business as usual (GBP)", "Plan (GBP)"))
        found[f"council {one.council}"] = f"{bau}-{cost}"
    return found
