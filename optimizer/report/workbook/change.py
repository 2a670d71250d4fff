"""The sheets about the change: what happens when, who is where, staff and contracts."""

from __future__ import annotations

from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.events import StaffYear
from optimizer.report.workbook.sheet import Cell, Column, Formula, Row, Sheet, heading_row, letter


def transition_sheet(content: Content) -> Sheet:
    """Return what happens, in order of time."""
    return Sheet(
        name="transition plan",
        title="Transition plan: what happens when",
        purpose="Every opening, joining, transfer and contract, in order of time.",
        columns=(
            Column("Financial year", "year", "year in which it happens", 14),
            Column("Service", "text", "name of the service", 20),
            Column("Who", "text", "council, or staff of all councils together", 40),
            Column("What happens", "long_text", "the step", 70),
            Column("Staff (FTE)", "fte", "posts that move"),
            Column("Cost (real GBP)", "gbp", "what ending, extending or handing over a contract costs"),
        ),
        rows=tuple(
            (
                *(content.year_labels[one.year], content.service_names[one.service], one.who, one.words),
                *(one.fte, one.amount_gbp),
            )
            for one in content.transition
        ),
        empty="Nothing changes: every service goes on as today.",
    )


def positions_sheet(content: Content) -> Sheet:
    """Return who is where from when to when."""
    return Sheet(
        name="who is where",
        title="Who is where: each council's place for each service, from when to when",
        purpose="For every service and council: alone or in which pool, from when to when.",
        notes=("The first row of a council is today; changes take effect in the month shown.",),
        columns=(
            Column("Service", "text", "name of the service", 20),
            Column("Council", "text", "name of the council", 40),
            Column("From", "year", "first financial year; the base year is today"),
            Column("To", "year", "last financial year"),
            Column("Month of change", "count", "month in which anything may change (4 = April)"),
            Column("Where", "text", "in-house, or the host of the pool", 40),
            Column("How", "text", "delivery model and depth of the pool", 34),
            Column("Arrangement", "text", "identifier of the pool in the tables", 34),
        ),
        rows=tuple(
            (
                *(one.name, stay.name, content.year_labels[stay.first], content.year_labels[stay.last]),
                *(one.change_month, stay.host or "in-house", stay.how, stay.arrangement),
            )
            for one in content.timelines
            for stay in one.stays
        ),
        key_columns=2,
    )


def staff_sheet(content: Content) -> Sheet:
    """Return posts and movements of staff by year."""
    fields = (
        *("at_home", "in_pools", "posts", "transferred", "returned", "left"),
        *("recruited", "redeployed", "redundant"),
    )
    notes = ("Full-time equivalents of all councils and pools; posts are those after the year's changes.",)
    first, last = heading_row(notes) + 1, heading_row(notes) + len(content.staff_years)
    posts = fields.index("posts") + 1

    def row(place: int, one: StaffYear) -> Row:
        amounts: list[Cell] = [one.label, *(getattr(one, field) for field in fields)]
        amounts[posts] = Formula(f"B{first + place}+C{first + place}", one.posts)
        return tuple(amounts)

    flows = fields[posts:]
    return Sheet(
        name="staff",
        title=_staff_title(content),
        purpose="Posts at home and in pools, and everybody who moves, year by year.",
        notes=notes,
        columns=(
            Column("Financial year", "year", "year from 1 April to 31 March", 14),
            Column("At home (FTE)", "fte", "posts that stay with the councils", 14),
            Column("In pools (FTE)", "fte", "posts of shared services", 14),
            Column("Posts (FTE)", "fte", "both together", 14),
            Column("Transferred (FTE)", "fte", "people who change to a host", 14),
            Column("Returned (FTE)", "fte", "people who come back to their council", 14),
            Column("Left (FTE)", "fte", "turnover in pools", 14),
            Column("Recruited (FTE)", "fte", "vacancies filled, at home and in pools", 14),
            Column("Redeployed (FTE)", "fte", "people who find another post with a council", 14),
            Column("Redundant (FTE)", "fte", "people who lose their post", 14),
        ),
        rows=tuple(row(place, one) for place, one in enumerate(content.staff_years)),
        total=(
            *("All years", None, None, None),
            *(
                Formula(
                    f"SUM({letter(posts + place)}{first}:{letter(posts + place)}{last})",
                    sum((getattr(one, field) for one in content.staff_years), Decimal(0)),
                )
                for place, field in enumerate(flows, start=1)
            ),
        ),
    )


def _staff_title(content: Content) -> str:
    redundant = sum((one.redundant for one in content.staff_years), Decimal(0))
    if redundant:
        return f"Staff: {redundant:,.2f} posts (FTE) become redundant over all years"
    return "Staff: nobody loses their post"


def contracts_sheet(content: Content) -> Sheet:
    """Return what becomes of each supplier contract."""
    return Sheet(
        name="contracts",
        title="Contracts: what becomes of each supplier contract",
        purpose="Which supplier contracts run on, are handed over or end early, and what that costs.",
        columns=(
            Column("Contract", "text", "identifier of the contract", 34),
            Column("Council", "text", "who pays it", 40),
            Column("Service", "text", "service that it supports", 20),
            Column("Charge a year (GBP)", "gbp", "base-year prices"),
            Column("Last day", "year", "on which the contract ends by itself", 12),
            Column("What happens", "long_text", "under the plan", 60),
            Column("In", "year", "financial year of that"),
            Column("One-off cost (real GBP)", "gbp", "of ending, extending or handing over"),
        ),
        rows=tuple(
            (
                *(one.contract, one.council_name, content.service_names[one.service]),
                *(one.annual_charge_gbp, one.end, one.words),
                None if one.changes_in is None else content.year_labels[one.changes_in],
                one.cost_gbp,
            )
            for one in content.contracts
        ),
        empty="The case has no supplier contracts.",
    )
