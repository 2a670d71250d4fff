"""Costs as items that are linear in staff flows, and what they add up to: ledger cells, charges, savings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from tests.brute_force.memberships import History

Cell = tuple[str, str, str, int, str]
"""Body, service, arrangement, year, line."""

RECRUITMENT_LINES = ("recruitment", "pool_recruitment")


@dataclass(frozen=True)
class Item:
    """A cost in base-year pounds: `constant` plus pounds per FTE of some columns of the workforce model.

    `shared_in` is the year whose members are charged for it by the key `kind` (None on a council's own
    lines). `one_off` counts in transition budgets.
    """

    body: str
    service: str
    arrangement: str
    year: int
    line: str
    index: str
    constant: float
    flows: Mapping[tuple, float] = field(default_factory=dict)
    shared_in: int | None = None
    kind: Literal["running", "one_off"] = "running"
    one_off: bool = False

    @property
    def cell(self) -> Cell:
        return (self.body, self.service, self.arrangement, self.year, self.line)


@dataclass
class Linear:
    """A constant and the weights of columns of the workforce model."""

    constant: float = 0.0
    flows: dict[tuple, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, item: Item, factor: float) -> None:
        self.constant += factor * item.constant
        for column, pounds in item.flows.items():
            self.flows[column] += factor * pounds

    def at(self, values: Mapping[tuple, float]) -> float:
        return self.constant + sum(weight * values[column] for column, weight in self.flows.items())


def real_factor(case: Case, index: str, year: int) -> float:
    """Return what turns base-year pounds of an index into real pounds of a year."""
    settings = case.settings
    own = {
        "general": settings.price_general,
        "pay": settings.price_pay,
        "contract": settings.price_contract,
        "none": 0,
    }[index]
    return ((1 + float(own)) / (1 + float(settings.price_general))) ** year


def nominal_factor(case: Case, index: str, year: int) -> float:
    return real_factor(case, index, year) * (1 + float(case.settings.price_general)) ** year


def discount_factor(case: Case, year: int) -> float:
    return (1 + float(case.settings.discount_rate)) ** -year


def mark_up(case: Case, host: str) -> float:
    """Return what members pay for a pound of a provider's cost (1 where the host is a council)."""
    provider = case.providers.get(host)
    if provider is None:
        return 1.0
    return (1 + float(provider.margin_share)) * (1 + float(provider.irrecoverable_vat_share))


def members_shares(history: History, item: Item) -> dict[str, float]:
    """Return the part of an item that each council pays, the provider's mark-up in it."""
    if item.shared_in is None:
        return {item.body: 1.0}
    case = history.case
    weights = {}
    for council in history.members(item.arrangement, item.shared_in):
        candidate = case.candidates[council, item.arrangement]
        running = item.kind == "running"
        weights[council] = float(candidate.running_weight if running else candidate.one_off_weight)
    factor = mark_up(case, item.body) / sum(weights.values())
    return {council: factor * weight for council, weight in weights.items()}


def council_costs(history: History, items: Iterable[Item]) -> dict[str, Linear]:
    """Return each council's discounted real cost, charges included."""
    costs: dict[str, Linear] = defaultdict(Linear)
    for item in items:
        worth = real_factor(history.case, item.index, item.year) * discount_factor(history.case, item.year)
        for council, share in members_shares(history, item).items():
            costs[council].add(item, share * worth)
    return costs


def transition_costs(history: History, items: Iterable[Item]) -> dict[tuple[str, int], Linear]:
    """Return each council's one-off cost in cash by year, charges included, recruitment not."""
    costs: dict[tuple[str, int], Linear] = defaultdict(Linear)
    for item in items:
        if item.one_off:
            price = nominal_factor(history.case, item.index, item.year)
            for council, share in members_shares(history, item).items():
                costs[council, item.year].add(item, share * price)
    return costs


def whole_cost(history: History, items: Iterable[Item], factor: Callable[[Case, str, int], float]) -> Linear:
    """Return what all councils pay for the items over all years at the prices of a factor."""
    total = Linear()
    for item in items:
        paid = sum(members_shares(history, item).values())
        total.add(item, paid * factor(history.case, item.index, item.year))
    return total


def yearly_costs(history: History, items: Iterable[Item], *, cashable: bool) -> dict[tuple[str, int], Linear]:
    """Return each council's cost in cash by year, charges included; of it what leaves the budget, if asked.

    A charge is as cashable as the line `recharge`, whatever the pool spends it on.
    """
    costs: dict[tuple[str, int], Linear] = defaultdict(Linear)
    for item in items:
        line = item.line if item.shared_in is None else "recharge"
        worth = float(cost_lines()[line].cashable_share) if cashable else 1.0
        price = worth * nominal_factor(history.case, item.index, item.year)
        for council, share in members_shares(history, item).items():
            costs[council, item.year].add(item, share * price)
    return costs


def cells(
    case: Case, items: Iterable[Item], values: Mapping[tuple, float]
) -> dict[Cell, tuple[float, float]]:
    """Return the ledger of the items at given flows: real and nominal pounds by cell."""
    totals: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for item in items:
        pounds = item.constant + sum(weight * values[column] for column, weight in item.flows.items())
        totals[item.cell][0] += pounds * real_factor(case, item.index, item.year)
        totals[item.cell][1] += pounds * nominal_factor(case, item.index, item.year)
    return {cell: (real, nominal) for cell, (real, nominal) in totals.items()}
