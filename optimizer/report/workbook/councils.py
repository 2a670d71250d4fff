"""The sheets by council: who gains and who loses, in all and in each year."""

from __future__ import annotations

from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.workbook.data import added_up, of_scenario, present_value
from optimizer.report.workbook.sheet import Chart, Column, Formula, Row, Sheet, heading_row, letter

COUNCILS = "by council"


def councils_sheet(content: Content, data: Sheet, years: Sheet) -> Sheet:
    """Return what each council gains or loses, added up from the data."""
    notes = (
        "Present values over all years, each council's charges for shared services included. A negative net "
        "saving is a council that would lose by agreeing.",
    )
    first, last = heading_row(notes) + 1, heading_row(notes) + len(content.councils)
    columns = (
        Column("Council", "text", "name of the council", 40),
        Column("No.", "count", "its number on the sheet data", 6),
        Column("Business as usual (GBP)", "gbp", "present value of what it pays if it carries on"),
        Column("Plan (GBP)", "gbp", "present value of what it pays under the plan"),
        Column("Net saving (GBP)", "gbp", "business as usual less plan"),
        Column("Share of the saving", "share", "of all councils' net saving"),
        Column("Cash is back in", "year", "year from which its cumulative cash saving stays above 0", 14),
        Column("Expected net saving (GBP)", "gbp", "mean over the outcomes of the risk register"),
        Column("One outcome in ten is below (GBP)", "gbp", "10th percentile over the outcomes"),
        Column("Chance of a loss", "share", "share of the outcomes in which it loses"),
    )
    rows: list[Row] = []
    for number, one in enumerate(content.councils, start=1):
        row = first + number - 1
        of_council = ("council_no", f"$B{row}")
        values = [present_value(data, years, scenario, of_council) for scenario in ("bau", "plan")]
        rows.append(
            (
                *(one.name, number),
                Formula(f"ROUND({values[0]},2)", one.bau_npv_gbp),
                Formula(f"ROUND({values[1]},2)", one.plan_npv_gbp),
                Formula(f"ROUND({values[0]}-{values[1]},2)", one.npv_saving_gbp),
                None
                if one.share_of_saving is None
                else Formula(f"ROUND(E{row}/E${last + 1},4)", one.share_of_saving),
                "not within the case" if one.payback_year is None else content.year_labels[one.payback_year],
                *(one.expected_npv_gbp, one.p10_npv_gbp, one.chance_of_loss),
            )
        )
    gain = sum(1 for one in content.councils if one.npv_saving_gbp >= 0)
    return Sheet(
        name=COUNCILS,
        title=f"By council: if all goes as planned, {gain} of {len(content.councils)} do not lose",
        purpose="Who gains and who loses, and in which years.",
        notes=notes,
        columns=columns,
        rows=tuple(rows),
        total=(
            *("All councils", None),
            *(
                Formula(f"SUM({name}{first}:{name}{last})", value)
                for name, value in (
                    ("C", sum((one.bau_npv_gbp for one in content.councils), Decimal(0))),
                    ("D", sum((one.plan_npv_gbp for one in content.councils), Decimal(0))),
                    ("E", sum((one.npv_saving_gbp for one in content.councils), Decimal(0))),
                )
            ),
            *(None, None, None, None, None),
        ),
        charts=(
            Chart(
                "column",
                "Net saving of each council, present value",
                "Column chart of the net present saving of each council: "
                + "; ".join(f"{one.name} £{one.npv_saving_gbp:,.0f}" for one in content.councils)
                + ".",
                "Council",
                ("Net saving (GBP)",),
                "GBP, present value",
                len(content.councils),
            ),
        ),
    )


def councils_by_year_sheet(content: Content, data: Sheet) -> Sheet:
    """Return each council's saving in cash, year by year, added up from the data."""
    notes = ("Cash, prices of each year; a minus is a year in which the council pays more than today.",)
    first, last = heading_row(notes) + 1, heading_row(notes) + len(content.councils)
    years = range(len(content.year_labels))
    return Sheet(
        name="councils by year",
        title="Councils by year: what each saves in cash, year by year",
        purpose="The cash saving of each council in each year.",
        notes=notes,
        columns=(
            Column("Council", "text", "name of the council", 40),
            Column("No.", "count", "its number on the sheet data", 6),
            *(Column(one, "gbp", f"saving in cash in {one}", 15) for one in content.year_labels),
            Column("All years", "gbp", "all years together"),
        ),
        rows=tuple(
            (
                *(one.name, number),
                *(
                    Formula(_cash_saving(data, year, f"$B{first + number - 1}"), one.saving_nominal_gbp[year])
                    for year in years
                ),
                Formula(
                    f"SUM(C{first + number - 1}:{letter(1 + len(years))}{first + number - 1})",
                    one.cumulative_nominal_gbp[-1],
                ),
            )
            for number, one in enumerate(content.councils, start=1)
        ),
        total=(
            *("All councils", None),
            *(
                Formula(f"SUM({letter(2 + place)}{first}:{letter(2 + place)}{last})", amount)
                for place, amount in enumerate(
                    (
                        *(one.saving_nominal_gbp for one in content.years),
                        content.years[-1].cumulative_nominal_gbp,
                    )
                )
            ),
        ),
    )


def _cash_saving(data: Sheet, year: int, council: str) -> str:
    conditions = (("year", str(year)), ("council_no", council))
    bau, plan = (
        added_up(data, "nominal_gbp", of_scenario(scenario), *conditions) for scenario in ("bau", "plan")
    )
    return f"ROUND({bau}-{plan},2)"
