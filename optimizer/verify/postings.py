"""One amount of one cost line, exact and in base-year prices, before it becomes a cell of the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from optimizer.plan import LedgerCell
from optimizer.plan.plan import Basis
from optimizer.verify.exact import ZERO, to_pence
from optimizer.verify.timeline import Timeline

BASES: tuple[Basis, ...] = ("nominal", "real")


class Posting(NamedTuple):
    """An exact amount in base-year prices.

    `price_index` moves its price. `state` is the state whose members pay, on lines of a pool: that of the
    year, of the year before (the part before the change date, and events of a pool that closes), or of the
    year after (set-up paid ahead). `contract` names the contract that the amount is of, else empty.
    """

    body: str
    service: str
    arrangement: str
    year: int
    line: str
    price_index: str
    amount_gbp: Fraction
    state: int
    contract: str

    def in_basis(self, timeline: Timeline, basis: Basis) -> Fraction:
        """Return the amount at the prices of its year: real x rel, nominal x rel x G (CORE LEDGER)."""
        prices = timeline.relative if basis == "real" else timeline.cash
        return self.amount_gbp * prices[self.price_index][self.year]


def ledger_of(timeline: Timeline, postings: Iterable[Posting]) -> tuple[LedgerCell, ...]:
    """Add the postings up to cells, round each half up to a penny (CORE E4), leave those of 0 out, sort."""
    base: dict[tuple[str, str, str, int, str], dict[str, Fraction]] = {}
    for posting in postings:
        cell = base.setdefault(posting[:5], {})
        cell[posting.price_index] = cell.get(posting.price_index, ZERO) + posting.amount_gbp
    cells = []
    for (body, service, arrangement, year, line), amounts in base.items():
        for basis in BASES:
            prices = timeline.relative if basis == "real" else timeline.cash
            amount = sum((gbp * prices[index][year] for index, gbp in amounts.items()), ZERO)
            if pence := to_pence(amount):
                cells.append(LedgerCell(body, service, arrangement, year, line, basis, pence))
    return tuple(sorted(cells))
