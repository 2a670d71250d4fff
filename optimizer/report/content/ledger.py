"""Adds the published cells up: costs and savings by council, service and year, and present values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.report.content.amounts import NIL
from optimizer.report.content.read_tables import CashRow
from optimizer.verify.exact import exact, pounds
from optimizer.verify.recharges import mark_up


@dataclass(frozen=True)
class Ledger:
    """The rows of cash.csv with what is needed to add them up. Sums of decimals are exact."""

    case: Case
    cash: tuple[CashRow, ...]

    @cached_property
    def years(self) -> range:
        """Return the year indices 0..H."""
        return range(self.case.settings.years + 1)

    @cached_property
    def discount(self) -> tuple[Fraction, ...]:
        """Return the exact discount factor of each year."""
        rate = 1 + exact(self.case.settings.discount_rate)
        return tuple(1 / rate**year for year in self.years)

    def present_value(self, amounts_gbp: Sequence[Decimal]) -> Decimal:
        """Return the sum of discounted amounts of the years 0..H, rounded once."""
        return pounds(
            sum((d * exact(one) for d, one in zip(self.discount, amounts_gbp, strict=True)), Fraction(0))
        )

    def by_year(self, rows: Iterable[CashRow]) -> tuple[Decimal, ...]:
        """Return the sum of the rows in each year."""
        totals = [NIL for _ in self.years]
        for row in rows:
            totals[row.year] += row.amount_gbp
        return tuple(totals)

    @cached_property
    def of_councils(self) -> Mapping[tuple[str, str, str], tuple[Decimal, ...]]:
        """Return (scenario, basis, council) -> cost by year; "" stands for all councils together."""
        found = {
            (scenario, basis, council): [NIL for _ in self.years]
            for scenario in ("bau", "plan")
            for basis in ("real", "nominal")
            for council in ("", *self.case.councils)
        }
        for row in self.cash:
            key = (row.scenario, row.basis, row.body)
            if row.body and key in found:
                found[key][row.year] += row.amount_gbp
                found[row.scenario, row.basis, ""][row.year] += row.amount_gbp
        return {key: tuple(amounts) for key, amounts in found.items()}

    def cost(self, scenario: str, basis: str, council: str = "") -> tuple[Decimal, ...]:
        """Return what the council (all of them) pays in each year, charges of pools included."""
        return self.of_councils[scenario, basis, council]

    def saving(self, basis: str, council: str = "") -> tuple[Decimal, ...]:
        """Return business as usual less plan in each year."""
        bau, plan = self.cost("bau", basis, council), self.cost("plan", basis, council)
        return tuple(before - after for before, after in zip(bau, plan, strict=True))

    @cached_property
    def one_off(self) -> tuple[Decimal, ...]:
        """Return the real one-off cost of each year, plan less business as usual, a provider's marked up."""
        totals = [Fraction(0) for _ in self.years]
        for row in self.cash:
            if row.basis == "real" and cost_lines()[row.line].one_off:
                sign = 1 if row.scenario == "plan" else -1
                totals[row.year] += sign * exact(row.amount_gbp) * mark_up(self.case, row.body)
        return tuple(pounds(total) for total in totals)


def running_totals(amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Return the cumulative sums."""
    total, found = NIL, []
    for amount in amounts:
        total += amount
        found.append(total)
    return tuple(found)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return the part of the whole to 4 places; None where the whole is not above 0."""
    return (part / whole).quantize(Decimal("0.0001")) if whole > 0 else None
