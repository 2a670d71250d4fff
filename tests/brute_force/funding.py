"""What pays for one-off costs, as columns and rows of the same linear programme as the staff flows.

A column for every source, council, year and line, whatever sources tell apart; amounts in thousand pounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from optimizer.case.case import SHARED, Case, FundingPot, Policy
from optimizer.plan.plan import Drawing
from tests.brute_force.draft import Tables, year_label
from tests.brute_force.draw import Draw
from tests.brute_force.ledger import Linear, members_shares, nominal_factor
from tests.brute_force.service_plans import ServicePlan
from tests.brute_force.workforce import Column, Rows

LINES = (
    *("joining", "leaving", "contract_end", "contract_extension", "novation"),
    *("set_up_capital", "set_up_revenue", "redundancy", "strain"),
)
Spend = dict[tuple[str, int, str], Linear]


def spend_of(case: Case, plans: Sequence[ServicePlan]) -> Spend:
    """Return what each council spends on each line in each year, in cash, in pounds."""
    spend: Spend = defaultdict(Linear)
    for plan in plans:
        for item in plan.items:
            if not item.one_off or item.line == "compensation_income":
                continue
            parts = {item.line: 1.0}
            if item.line == "set_up":
                capital = float(case.arrangements[item.arrangement].setup_capital_share)
                parts = {"set_up_capital": capital, "set_up_revenue": 1 - capital}
            price = nominal_factor(case, item.index, item.year)
            for council, share in members_shares(plan.history, item).items():
                for line, part in parts.items():
                    spend[council, item.year, line].add(item, share * price * part)
    return spend


def funding_rows(case: Case, rules: Sequence[Policy], plans: Sequence[ServicePlan]) -> Rows:
    """Return the rows of all rules that ask for sources: covered, not overdrawn, not more than is spent."""
    rows = Rows()
    draws: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for (council, year, line), spent in spend_of(case, plans).items():
        asking = [rule for rule in rules if council in rule.parameters["councils"]]
        if not asking or not (spent.constant or spent.flows):
            continue
        weights = {column: weight / 1000 for column, weight in spent.flows.items()}
        needed = {column: -weight for column, weight in weights.items()}
        sources = dict.fromkeys(source for rule in asking for source in rule.parameters["sources"])
        paid: dict[str, Column] = {}
        for (source, who), pot in case.funding.items():
            if source in sources and who in (council, SHARED) and line in pot.lines:
                paid[source] = rows.column("draw", source, council, year, line)
                draws[source, who].append(paid[source])
        rows.at_most.append(({**needed, **dict.fromkeys(paid.values(), 1.0)}, spent.constant / 1000))
        for rule in asking:
            named = [column for source, column in paid.items() if source in rule.parameters["sources"]]
            rows.at_most.append(({**weights, **dict.fromkeys(named, -1.0)}, -spent.constant / 1000))
    for key, columns in draws.items():
        rows.at_most.extend(_limits(case, case.funding[key], columns))
    return rows


def _limits(
    case: Case, pot: FundingPot, columns: Sequence[Column]
) -> Iterator[tuple[dict[Column, float], float]]:
    amounts = {year: float(amount) / 1000 for year, amount in pot.amounts_gbp.items()}
    if None in amounts:
        yield dict.fromkeys(columns, 1.0), amounts[None]
        return
    for year in range(case.settings.years + 1):
        if pot.kind in ("grant", "borrowing"):
            yield {column: 1.0 for column in columns if column[3] == year}, amounts.get(year, 0.0)
        else:
            until = {column: 1.0 for column in columns if column[3] <= year}
            held = sum(amount for when, amount in amounts.items() if when is not None and when <= year)
            there = any(when is not None and when <= year for when in amounts)
            yield until, held - (float(pot.floor_gbp) / 1000 if there else 0.0)


def brought_in(case: Case, column: Column, year: int) -> float:
    """Return what a pound drawn brings in a year: itself, less repayment in equal parts and interest."""
    _, source, council, drawn, _ = column
    if year <= drawn:
        return 1.0 if year == drawn else 0.0
    pot = case.funding.get((source, council)) or case.funding[source, SHARED]
    terms = pot.borrowing_terms.get(drawn) or pot.borrowing_terms.get(None)
    if terms is None or year > drawn + terms.life_years:
        return 0.0
    owed = 1 - (year - drawn - 1) / terms.life_years
    return -1 / terms.life_years - float(terms.rate) * owed


def drawings_of(flows: dict[Column, float]) -> tuple[Drawing, ...]:
    """Return the columns of what is drawn as a table of the plan."""
    drawn = ((column, round(100_000 * amount)) for column, amount in flows.items() if column[0] == "draw")
    return tuple(sorted(Drawing(*column[1:], pence) for column, pence in drawn if pence > 0))


def add_funding(tables: Tables, draw: Draw) -> None:
    """Add a table of sources; they matter only where a policy asks for them."""
    councils = [str(row["council"]) for row in tables.rows["councils"]]
    for source, kind in (
        *(("award", "grant"), ("gift", "grant"), ("receipts", "capital_receipt")),
        *(("reserve", "reserve"), ("fund", "reserve"), ("loan", "borrowing")),
    ):
        if source != "gift" and not draw.chance(0.7):
            continue
        lines = ";".join(draw.sample(LINES, draw.integer(3, 8))) if draw.chance(0.6) else ""
        shared = source == "gift" or draw.chance(0.4)
        owners = ["shared"] if shared else [one for one in councils if draw.chance(0.8)]
        for owner in owners:
            undated = draw.chance(0.5)
            years = [None] if undated else draw.sample(range(tables.years + 1), draw.integer(1, 2))
            least = 60_000
            for year in years:
                amount = draw.pounds(0, 60_000)
                least = min(least, int(float(amount)))
                tables.add(
                    "funding",
                    source=source,
                    council=owner,
                    financial_year="" if year is None else year_label(year),
                    amount_gbp=amount,
                    kind=kind,
                    lines=lines,
                    rate="0.05" if kind == "borrowing" else "",
                    life_years="3" if kind == "borrowing" else "",
                    floor_gbp="",
                )
            if kind == "reserve" and draw.chance(0.6):
                floor = draw.integer(0, least)
                for row in tables.rows["funding"]:
                    if (row["source"], row["council"]) == (source, owner):
                        row["floor_gbp"] = str(floor)
