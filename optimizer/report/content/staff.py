"""Posts and movements of staff by year."""

from __future__ import annotations

from decimal import Decimal

from optimizer.case.case import Case
from optimizer.report.content.events import StaffYear
from optimizer.report.content.read_tables import RunTables

FLOWS = ("home", "staff", "transferred", "returned", "left", "recruited", "redeployed", "redundant")


def staff_years(case: Case, tables: RunTables) -> tuple[StaffYear, ...]:
    """Return the years 1..H; people rehired by a council count as recruited."""
    totals = {(year, flow): Decimal(0) for year in range(case.settings.years + 1) for flow in FLOWS}
    for row in tables.staff:
        flow = "recruited" if row.flow == "rehired" else row.flow
        if (row.year, flow) in totals:
            totals[row.year, flow] += row.fte
    return tuple(
        StaffYear(
            year=year,
            label=case.year_label(year),
            at_home=totals[year, "home"],
            in_pools=totals[year, "staff"],
            posts=totals[year, "home"] + totals[year, "staff"],
            transferred=totals[year, "transferred"],
            returned=totals[year, "returned"],
            left=totals[year, "left"],
            recruited=totals[year, "recruited"],
            redeployed=totals[year, "redeployed"],
            redundant=totals[year, "redundant"],
        )
        for year in range(1, case.settings.years + 1)
    )
