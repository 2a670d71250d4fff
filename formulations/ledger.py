"""The accumulators through which families offer their costs; objective, policies and reports read the same.

Families meet only here and in the decisions: a family adds what it costs to named lines, and never asks
another family what it did.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from formulations.linear import Linear, Term
from optimizer.model.numbers import Numbers, PoolNumbers

PoolPart = Literal["running_before", "running_after", "one_off", "recruitment", "ahead", "fundable"]
"""How a pool's cost is recharged: running cost before and after the change date (by the members of the year
before and of the year), one-off costs, recruitment, and set-up spent in the year before an opening;
`fundable` stands for the one-offs, apart by what sources of money may pay for."""

ONE_OFF_PARTS: tuple[PoolPart, ...] = ("one_off", "ahead")


POOL_LINES = frozenset(
    {
        "pool_pay",
        "pool_non_staff",
        "pool_novated",
        "governance",
        "set_up",
        "redundancy",
        "strain",
        "pool_recruitment",
        "compensation_income",
    }
)
"""Lines that are booked at the host and recharged; every other line its body bears itself."""


def running_parts(phi: float, t: int) -> tuple[tuple[PoolPart, float, int], ...]:
    """Return (part, share of the year, state) of a running cost in year t, after and before its change."""
    return (("running_after", phi, t), ("running_before", 1.0 - phi, t - 1))


INCOME = "compensation_income"
"""The one-off line of a pool that is income; it is not set against what sources pay for."""

OWN_FUNDABLE = ("joining", "leaving", "contract_end", "contract_extension", "novation")
POOL_FUNDABLE = ("set_up_capital", "set_up_revenue", "redundancy", "strain")
"""One-off lines that a source of money may pay for; set-up comes in two parts."""


class Cell(NamedTuple):
    """Address of an amount: who pays, for what, when, on which line."""

    body: str
    service: str
    arrangement: str
    year: int
    line: str


class Part(NamedTuple):
    """Address of the part of a pool's cost that one state of membership pays for."""

    arrangement: str
    year: int
    kind: PoolPart


Members = tuple[str, ...]
"""A set of councils that make up a pool, in the order of the case."""

Limits = Callable[[Members], tuple[float, float]]
"""The least and the most that an amount can be while a pool has exactly these members."""


class Range:
    """The least and the most that an amount can be, in real thousand pounds; tight bounds for recharging."""

    __slots__ = ("_by_members", "_otherwise", "least", "most")

    def __init__(self) -> None:
        """Start at nothing."""
        self.least = 0.0
        self.most = 0.0
        self._otherwise = (0.0, 0.0)
        self._by_members: list[tuple[float, Limits]] = []

    def widen(self, least: float, most: float, factor: float = 1.0, limits: Limits | None = None) -> None:
        """Add an amount between two bounds, both times a factor; `limits` hold for given members."""
        self.least += factor * least
        self.most += factor * most
        if limits is None:
            self._otherwise = (self._otherwise[0] + factor * least, self._otherwise[1] + factor * most)
        else:
            self._by_members.append((factor, limits))

    def of(self, members: Members) -> tuple[float, float]:
        """Return the least and the most that the amount can be while the pool has exactly these members."""
        least, most = self._otherwise
        for factor, limits in self._by_members:
            low, high = limits(members)
            least += factor * low
            most += factor * high
        return least, most


class Ledger:
    """Real amounts in thousand pounds, cost positive.

    Attributes:
        cells: every line of every body and year.
        parts: what each pool has to share out, by state of membership; `year` is the year of that state.
        ranges: bounds of the parts.
        lines: the same parts line by line, set-up in its two parts; one-offs only, and only where a policy
            asks what pays for what.
        line_ranges: bounds of the lines.
        own_one_off: one-off lines that a council bears itself, by council and year.
        indexed: what councils pay, charges of providers with their mark-up, by service, year and price index;
            only where outcomes of the risk register move prices.
    """

    def __init__(self, numbers: Numbers, *, by_line: bool = False, by_index: bool = False) -> None:
        """Open an empty ledger at the prices of `numbers`.

        `by_line` asks for the one-off lines of pools, `by_index` for what follows which price index.
        """
        self._numbers = numbers
        self.cells: dict[Cell, Linear] = {}
        self.parts: dict[Part, Linear] = {}
        self.ranges: dict[Part, Range] = {}
        self.lines: dict[Part, dict[str, Linear]] = {}
        self.line_ranges: dict[tuple[Part, str], Range] = {}
        self._by_line = by_line
        self.own_one_off: dict[tuple[str, int], Linear] = {}
        self._by_index = by_index
        self.indexed: dict[tuple[str, int, str], Linear] = {}

    def price(self, index: str, year: int) -> float:
        """Return what a base-year pound on this price index is in real money of the year."""
        return self._numbers.real_price[index][year]

    def council(
        self,
        line: str,
        council: str,
        service: str,
        year: int,
        amount: Term,
        *,
        index: str,
        arrangement: str = "",
        one_off: bool = False,
    ) -> None:
        """Add base-year thousand pounds to a line that a council bears itself."""
        price = self.price(index, year)
        self._cell(Cell(council, service, arrangement, year, line)).add(amount, price)
        if one_off:
            self.own_one_off.setdefault((council, year), Linear()).add(amount, price)
        if self._by_index:
            self.indexed.setdefault((service, year, index), Linear()).add(amount, price)

    def pool(
        self,
        line: str,
        pool: PoolNumbers,
        year: int,
        amount: Term,
        *,
        index: str,
        part: PoolPart,
        most: float,
        least: float = 0.0,
        limits: Limits | None = None,
    ) -> None:
        """Add base-year thousand pounds to a line of a pool, at its host.

        Args:
            line: cost line.
            pool: the pool.
            year: financial year of the cost.
            amount: base-year thousand pounds.
            index: price index of the line.
            part: how it is recharged; the state of `ahead` is that of the next year.
            most: largest amount possible, for bounds.
            least: smallest amount possible (negative for income).
            limits: the smallest and the largest amount possible for given members, where that is closer.
        """
        price = self.price(index, year)
        self._cell(Cell(pool.host, pool.service, pool.arrangement, year, line)).add(amount, price)
        if self._by_index:
            cost = self.indexed.setdefault((pool.service, year, index), Linear())
            cost.add(amount, price * pool.markup)
        key = Part(pool.arrangement, year + 1 if part == "ahead" else year, part)
        self.parts.setdefault(key, Linear()).add(amount, price)
        self.ranges.setdefault(key, Range()).widen(least, most, price, limits)
        if self._by_line and part in ("one_off", "ahead"):
            capital = pool.setup_capital
            shares = {"set_up_capital": capital, "set_up_revenue": 1.0 - capital}
            for name, share in shares.items() if line == "set_up" else ((line, 1.0),):
                if share > 0.0:
                    self.lines.setdefault(key, {}).setdefault(name, Linear()).add(amount, price * share)
                    ends = self.line_ranges.setdefault((key, name), Range())
                    ends.widen(price * share * least, price * share * most)

    def own_costs(self) -> dict[tuple[str, int], Linear]:
        """Return what each body bears itself in each year, its pools excepted, once every line is booked."""
        found: dict[tuple[str, int], Linear] = {}
        for cell, amount in self.cells.items():
            if cell.line not in POOL_LINES:
                found.setdefault((cell.body, cell.year), Linear()).add(amount)
        return found

    def _cell(self, cell: Cell) -> Linear:
        if cell not in self.cells:
            self.cells[cell] = Linear()
        return self.cells[cell]
