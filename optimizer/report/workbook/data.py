"""The sheet `data`: every cost of every body and year in one tidy table, which all totals are added up from.

A row is a cell of cash.csv; its real and its nominal amount stand side by side, so that nobody adds the two.
Councils and services have numbers besides their names, since names may be words that a formula reads as
conditions.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from optimizer.case.dictionary import cost_lines
from optimizer.report.content import Content
from optimizer.report.workbook.sheet import Column, Sheet

NAME = "data"
Key = tuple[str, str, str, str, int, str]

COLUMNS = (
    Column("scenario", "text", "bau = business as usual, plan = the plan", 10),
    Column("body", "text", "council or provider that pays (identifier)", 22),
    Column("council_no", "count", "place of the council on the sheet by council; 0 for a provider", 11),
    Column("service", "text", "service (identifier)", 18),
    Column("service_no", "count", "place of the service on the sheet by service", 11),
    Column("arrangement", "text", "pool (identifier); empty for what a council spends by itself", 30),
    Column("financial_year", "year", "year from 1 April to 31 March", 14),
    Column("year", "count", "its number; 0 is the base year", 8),
    Column("line", "text", "cost line; docs/data_dictionary.md says what each is", 20),
    Column("cause", "text", "under which differences between plans are explained", 14),
    Column("one_off", "text", "yes for what is paid once", 9),
    Column("real_gbp", "gbp", "base-year prices; cost positive, income negative", 16),
    Column("nominal_gbp", "gbp", "cash, prices of its year; cost positive, income negative", 16),
)


def discount_factors(content: Content) -> tuple[Fraction, ...]:
    """Return the exact discount factor of each year 0..H."""
    rate = 1 + Fraction(str(content.tables.summary["discount_rate"][0]))
    return tuple(1 / rate**year for year in range(len(content.year_labels)))


def data_sheet(content: Content) -> Sheet:
    """Return the sheet."""
    amounts: dict[Key, list[Decimal]] = {}
    for row in content.tables.cash:
        key = (row.scenario, row.body, row.service, row.arrangement, row.year, row.line)
        pair = amounts.setdefault(key, [Decimal(0), Decimal(0)])
        pair[row.basis == "nominal"] += row.amount_gbp
    councils = {one.council: number for number, one in enumerate(content.councils, start=1)}
    services = {one.service: number for number, one in enumerate(content.services, start=1)}
    lines = cost_lines()
    return Sheet(
        name=NAME,
        title="Data for pivot tables: every cost line of every body and year",
        purpose="Every cost, tidy, for pivot tables of your own; all totals are added up from it.",
        columns=COLUMNS,
        rows=tuple(
            (
                *(scenario, body, councils.get(body, 0), service, services[service], arrangement),
                *(content.year_labels[year], year, line, lines[line].cause),
                *("yes" if lines[line].one_off else "no", real, nominal),
            )
            for (scenario, body, service, arrangement, year, line), (real, nominal) in amounts.items()
        ),
        key_columns=2,
        is_data=True,
    )


def added_up(data: Sheet, column: str, *conditions: tuple[str, str]) -> str:
    """Return the formula of a sum over the rows of the data that keep all conditions.

    Args:
        data: the sheet.
        column: heading of what is added up.
        conditions: heading, and what its cells must be: a reference, a number, or a text in quotes.
    """
    parts = [data.range(column)]
    for heading, wanted in conditions:
        parts += [data.range(heading), wanted]
    return f"SUMIFS({','.join(parts)})"


OF_COUNCILS = ("council_no", '">0"')
"""The condition that a council pays: only that counts in a saving."""


def of_scenario(scenario: str) -> tuple[str, str]:
    """Return the condition that a row belongs to business as usual, or to the plan."""
    return "scenario", f'"{scenario}"'


def present_value(data: Sheet, years: Sheet, scenario: str, *conditions: tuple[str, str]) -> str:
    """Return the formula of a present value: real cost of each year times its discount factor."""
    of_year = ("year", years.range("Year"))
    costs = added_up(data, "real_gbp", of_scenario(scenario), of_year, *conditions)
    return f"SUMPRODUCT({costs},{years.range('Discount factor')})"
