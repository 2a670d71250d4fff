"""The sheets about who pays whom, and from what: recharges, fairness, funding."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.read_tables import RechargeRow
from optimizer.report.workbook.sheet import Cell, Column, Formula, Row, Sheet, heading_row

KINDS = {"running": "running", "one_off": "one-off"}
Place = tuple[str, str, int, str]


def recharges_sheet(content: Content) -> Sheet:
    """Return what each member pays to each pool in each year, real and cash side by side."""
    found: dict[Place, dict[str, RechargeRow]] = {}
    for one in content.tables.recharges:
        found.setdefault((one.arrangement, one.council, one.year, one.kind), {})[one.basis] = one
    columns = (
        Column("Arrangement", "text", "identifier of the pool", 34),
        Column("Council", "text", "member that pays", 40),
        Column("Financial year", "year", "year of the charge", 14),
        Column("Kind", "text", "running or one-off", 10),
        Column("Key", "text", "by which the pool's cost is shared out", 18),
        Column("Share", "share", "of the pool's cost, by that key"),
        Column("Charge (real GBP)", "gbp", "base-year prices"),
        Column("Charge (cash GBP)", "gbp", "prices of its year"),
    )
    rows = tuple(
        _recharge(content, place, amounts)
        for place, amounts in sorted(found.items(), key=lambda item: _order(content, item[0]))
    )
    first, last = heading_row(()) + 1, heading_row(()) + len(rows)
    totals = {basis: Decimal(0) for basis in ("real", "nominal")}
    for one in content.tables.recharges:
        totals[one.basis] += one.amount_gbp
    return Sheet(
        name="recharges",
        title="Recharges: what each member pays to each pool",
        purpose="Who pays whom for what, by which key.",
        columns=columns,
        rows=rows,
        total=(
            *("All charges", None, None, None, None, None),
            Formula(f"SUM(G{first}:G{last})", totals["real"]),
            Formula(f"SUM(H{first}:H{last})", totals["nominal"]),
        ),
        empty="No service is shared, so nobody is charged.",
        key_columns=2,
    )


def _order(content: Content, place: Place) -> tuple[str, int, int, str]:
    arrangement, council, year, kind = place
    return arrangement, list(content.body_names).index(council), year, kind


def _recharge(content: Content, place: Place, amounts: Mapping[str, RechargeRow]) -> Row:
    arrangement, council, year, kind = place
    one = amounts.get("real") or amounts["nominal"]
    real, cash = (amounts[basis].amount_gbp if basis in amounts else None for basis in ("real", "nominal"))
    return (
        *(arrangement, content.body_names[council], content.year_labels[year], KINDS[kind]),
        *(one.key.replace("_", " "), one.share, real, cash),
    )


def fairness_sheet(content: Content) -> Sheet:
    """Return what each council pays to pools and gets as host, with its shares of the whole."""
    first = heading_row(()) + 1
    last = first + len(content.fairness) - 1

    def row(place: int) -> Row:
        one = content.fairness[place]
        net = Formula(f"B{first + place}-C{first + place}", one.recharges_gbp - one.recharge_income_gbp)
        return (
            one.name,
            one.recharges_gbp,
            one.recharge_income_gbp,
            net,
            one.share_of_spend,
            one.share_of_saving,
        )

    paid = sum((one.recharges_gbp for one in content.fairness), Decimal(0))
    got = sum((one.recharge_income_gbp for one in content.fairness), Decimal(0))
    total: tuple[Cell, ...] = (
        "All councils",
        Formula(f"SUM(B{first}:B{last})", paid),
        Formula(f"SUM(C{first}:C{last})", got),
        Formula(f"SUM(D{first}:D{last})", paid - got),
        *(None, None),
    )
    return Sheet(
        name="fairness",
        title="Fairness: what each council pays and gets, and its share of spend and saving",
        purpose="Whether those who pay are those who gain.",
        columns=(
            Column("Council", "text", "name of the council", 40),
            Column("Paid to pools (cash GBP)", "gbp", "charges over all years"),
            Column("Received as host (cash GBP)", "gbp", "what the members pay it for running pools"),
            Column("Net paid (cash GBP)", "gbp", "paid less received"),
            Column("Share of spend", "share", "of business as usual, present value"),
            Column("Share of saving", "share", "of the net saving of all; blank where nothing is saved"),
        ),
        rows=tuple(row(place) for place in range(len(content.fairness))),
        total=total,
    )


def funding_sheet(content: Content) -> Sheet:
    """Return what pays for which one-off cost, and what follows from it."""
    return Sheet(
        name="funding",
        title="Funding: what pays for the one-off costs",
        purpose="Sources of one-off money, with interest and repayment.",
        notes=("Financing is never part of the net saving.",),
        columns=(
            Column("Source", "text", "name of the source; blank: the revenue budget of the year", 30),
            Column("Council", "text", "whose cost is paid", 40),
            Column("Financial year", "year", "year of the payment", 14),
            Column("Line", "text", "one-off line, or interest, repayment, debt outstanding", 24),
            Column("Amount (cash GBP)", "gbp", "prices of its year"),
        ),
        rows=tuple(
            (
                *(one.source, content.body_names.get(one.council, one.council)),
                *(content.year_labels[one.year], one.line.replace("_", " "), one.amount_gbp),
            )
            for one in content.tables.funding
        ),
        empty="No policy asks for sources: one-off costs are paid from the revenue budgets of their years.",
    )
