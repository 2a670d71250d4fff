"""The sheets about money of all councils together: year by year, and service by service."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from optimizer.report.content import Content
from optimizer.report.content.councils import CAUSES
from optimizer.report.workbook.data import OF_COUNCILS, added_up, discount_factors, of_scenario, present_value
from optimizer.report.workbook.sheet import Cell, Chart, Column, Formula, Row, Sheet, heading_row, letter

REAL = "base-year prices"
CASH = "prices of its year"
YEARS, SERVICES = "cash by year", "by service"

YEAR_COLUMNS = (
    Column("Financial year", "year", "year from 1 April to 31 March", 12),
    Column("Year", "count", "its number; 0 is the base year", 7),
    Column("Discount factor", "factor", "1 / (1 + discount rate) to the power of the year"),
    Column("Business as usual (real GBP)", "gbp", f"cost to all councils of carrying on, {REAL}", 15),
    Column("Plan (real GBP)", "gbp", f"cost to all councils under the plan, {REAL}", 15),
    Column("Net saving (real GBP)", "gbp", "business as usual less plan", 15),
    Column("One-off cost (real GBP)", "gbp", "what the plan spends once, in this year", 15),
    Column("Running saving (real GBP)", "gbp", "net saving before one-off costs", 15),
    Column("Discounted saving (GBP)", "gbp", "net saving times the discount factor", 15),
    Column("Discounted running saving (GBP)", "gbp", "running saving times the discount factor", 15),
    Column("Cumulative discounted saving (GBP)", "gbp", "discounted savings added up so far", 15),
    Column("Business as usual (cash GBP)", "gbp", f"cost to all councils of carrying on, {CASH}", 15),
    Column("Plan (cash GBP)", "gbp", f"cost to all councils under the plan, {CASH}", 15),
    Column("Net saving (cash GBP)", "gbp", "business as usual less plan", 15),
    Column("Cumulative cash saving (GBP)", "gbp", "cash savings added up so far; below 0 money is out", 15),
)


def years_sheet(content: Content, data: Sheet) -> Sheet:
    """Return all councils together, year by year, added up from the data."""
    notes = (
        "All councils together, charges for shared services included. Savings are positive; a minus is a "
        "year that costs more than business as usual.",
    )
    first = heading_row(notes) + 1
    factors = discount_factors(content)
    found: list[Row] = []
    discounted = [d * Fraction(one.saving_real_gbp) for d, one in zip(factors, content.years, strict=True)]
    running = [
        d * Fraction(one.running_saving_real_gbp) for d, one in zip(factors, content.years, strict=True)
    ]
    totals = list(accumulate(discounted))
    for place, one in enumerate(content.years):
        row = first + place

        def cost(scenario: str, column: str, row: int = row) -> str:
            conditions = (of_scenario(scenario), ("year", f"B{row}"), OF_COUNCILS)
            return f"ROUND({added_up(data, column, *conditions)},2)"

        so_far = [f"{name}{row - 1}+" if place else "" for name in ("K", "O")]
        found.append(
            (
                *(one.label, one.year, Formula(f"1/(1+discount_rate)^B{row}", factors[place])),
                Formula(cost("bau", "real_gbp"), one.bau_real_gbp),
                Formula(cost("plan", "real_gbp"), one.plan_real_gbp),
                Formula(f"D{row}-E{row}", one.saving_real_gbp),
                one.one_off_real_gbp,
                Formula(f"F{row}+G{row}", one.running_saving_real_gbp),
                Formula(f"F{row}*C{row}", discounted[place]),
                Formula(f"H{row}*C{row}", running[place]),
                Formula(f"{so_far[0]}I{row}", totals[place]),
                Formula(cost("bau", "nominal_gbp"), one.bau_nominal_gbp),
                Formula(cost("plan", "nominal_gbp"), one.plan_nominal_gbp),
                Formula(f"L{row}-M{row}", one.saving_nominal_gbp),
                Formula(f"{so_far[1]}N{row}", one.cumulative_nominal_gbp),
            )
        )
    return Sheet(
        name=YEARS,
        title="Cash by year: what business as usual and the plan cost, and what that saves",
        purpose="What is paid and saved in each year, in real terms, discounted and in cash.",
        notes=notes,
        columns=YEAR_COLUMNS,
        rows=tuple(found),
        total=_total_of_years(content, first, sum(running, Fraction(0))),
        names={
            "net_present_saving": (-1, "Discounted saving (GBP)"),
            "one_off_cost": (-1, "One-off cost (real GBP)"),
        },
        charts=_charts_of_years(content),
    )


def _total_of_years(content: Content, first: int, running: Fraction) -> tuple[Cell, ...]:
    last, years = first + len(content.years) - 1, content.years
    saving = content.tables.summary["npv_saving_gbp"][0]
    assert isinstance(saving, Decimal)

    def total(column: str, value: Decimal | Fraction) -> Formula:
        return Formula(f"ROUND(SUM({column}{first}:{column}{last}),2)", value)

    return (
        *("All years", None, None),
        total("D", sum((one.bau_real_gbp for one in years), Decimal(0))),
        total("E", sum((one.plan_real_gbp for one in years), Decimal(0))),
        total("F", sum((one.saving_real_gbp for one in years), Decimal(0))),
        total("G", sum((one.one_off_real_gbp for one in years), Decimal(0))),
        total("H", sum((one.running_saving_real_gbp for one in years), Decimal(0))),
        *(total("I", saving), total("J", Fraction(round(running * 100), 100)), None),
        total("L", sum((one.bau_nominal_gbp for one in years), Decimal(0))),
        total("M", sum((one.plan_nominal_gbp for one in years), Decimal(0))),
        *(total("N", sum((one.saving_nominal_gbp for one in years), Decimal(0))), None),
    )


def _charts_of_years(content: Content) -> tuple[Chart, ...]:
    years = content.years
    lowest = min(years, key=lambda one: one.cumulative_nominal_gbp)
    end = years[-1]
    verb = "are ahead by" if end.cumulative_nominal_gbp >= 0 else "are short of"
    return (
        Chart(
            "line",
            f"By {end.label} the councils {verb} £{abs(end.cumulative_nominal_gbp):,.0f} in cash",
            f"Line chart of the cumulative saving by financial year. In cash it is lowest in {lowest.label} "
            f"with £{lowest.cumulative_nominal_gbp:,.0f} and ends in {end.label} at "
            f"£{end.cumulative_nominal_gbp:,.0f}; discounted it ends at "
            f"£{end.cumulative_discounted_gbp:,.0f}.",
            "Financial year",
            ("Cumulative cash saving (GBP)", "Cumulative discounted saving (GBP)"),
            "GBP, all councils, since the base year",
            len(years),
        ),
    )


def services_sheet(content: Content, data: Sheet, years: Sheet) -> Sheet:
    """Return what each service saves all councils, by cause, added up from the data."""
    notes = (
        "Present values over all years, all councils together. The causes of a service add up to its net "
        "saving, but for a penny or two of rounding.",
    )
    first, last = heading_row(notes) + 1, heading_row(notes) + len(content.services)
    columns = (
        Column("Service", "text", "name of the service", 30),
        Column("No.", "count", "its number on the sheet data", 6),
        Column("Business as usual (GBP)", "gbp", "present value of its cost if the councils carry on"),
        Column("Plan (GBP)", "gbp", "present value of its cost under the plan"),
        Column("Net saving (GBP)", "gbp", "business as usual less plan"),
        *(
            Column(f"{cause.capitalize()} (GBP)", "gbp", f"what {_CAUSE_WORDS[cause]} add to the net saving")
            for cause in CAUSES
        ),
    )
    rows: list[Row] = []
    for number, one in enumerate(content.services, start=1):
        row = first + number - 1
        of_service = (("service_no", f"$B{row}"), OF_COUNCILS)

        def value(scenario: str, *more: tuple[str, str], of: tuple[tuple[str, str], ...] = of_service) -> str:
            return f"ROUND({present_value(data, years, scenario, *of, *more)},2)"

        rows.append(
            (
                *(one.name, number),
                *(Formula(value("bau"), one.bau_npv_gbp), Formula(value("plan"), one.plan_npv_gbp)),
                Formula(f"C{row}-D{row}", one.npv_saving_gbp),
                *(
                    Formula(f"{value('bau', caused)}-{value('plan', caused)}", one.by_cause_gbp[caused_by])
                    for caused_by, caused in ((cause, ("cause", f'"{cause}"')) for cause in CAUSES)
                ),
            )
        )
    amounts = [
        [one.bau_npv_gbp, one.plan_npv_gbp, one.npv_saving_gbp, *(one.by_cause_gbp[name] for name in CAUSES)]
        for one in content.services
    ]
    return Sheet(
        name=SERVICES,
        title="By service: what each saves all councils, and through what",
        purpose="What each service saves, and whether through staff, contracts or running cost.",
        notes=notes,
        columns=columns,
        rows=tuple(rows),
        total=(
            *("All services", None),
            *(
                Formula(f"SUM({letter(place)}{first}:{letter(place)}{last})", sum(column, Decimal(0)))
                for place, column in enumerate(zip(*amounts, strict=True), start=2)
            ),
        ),
    )


_CAUSE_WORDS = {
    "running": "running costs other than staff and contracts",
    "staff": "pay and recruitment",
    "contracts": "supplier contracts",
    "transition": "one-off costs of the change (negative: they cost)",
    "recharges": "charges between councils and providers",
}
