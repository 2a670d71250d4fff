"""What councils save in cash, year by year: nominal expressions that several policies read.

A council's cost is what it bears itself and what its pools charge it; what its own pools spend at their host
is in the charges. Cashable is the share of a line that leaves the budget (data/cost_lines.csv); a charge
counts with the share of the line `recharge`, whatever the pool spends it on.
"""

from __future__ import annotations

from formulations.family import Model
from formulations.ledger import POOL_LINES
from formulations.linear import Linear
from formulations.recharge import ALL_PARTS, charged

CHARGE = "recharge"

Savings = dict[tuple[str, int], Linear]
"""By council and year 0..H, in nominal thousand pounds."""


def council_savings_k(model: Model, councils: tuple[str, ...], *, cashable: bool) -> Savings:
    """Return what each of the councils saves in each year against business as usual; reads all charges."""
    numbers = model.numbers
    saved = _own_savings_k(model, councils, cashable=cashable)
    share = numbers.cashable_share[CHARGE] if cashable else 1.0
    for (council, t), saving in saved.items():
        saving.add(charged(model, council, t, ALL_PARTS), -share * numbers.growth[t])
    return saved


def common_savings_k(model: Model) -> dict[int, Linear]:
    """Return the cashable saving of all councils together in each year; reads no charges."""
    numbers = model.numbers
    saved = {t: Linear() for t in range(numbers.last_year + 1)}
    for (_, t), saving in _own_savings_k(model, numbers.councils, cashable=True).items():
        saved[t].add(saving)
    for part, cost in model.ledger.parts.items():
        t = part.year - 1 if part.kind == "ahead" else part.year
        charge = numbers.pools[part.arrangement].markup * numbers.growth[t]
        saved[t].add(cost, -numbers.cashable_share[CHARGE] * charge)
    return saved


def _own_savings_k(model: Model, councils: tuple[str, ...], *, cashable: bool) -> Savings:
    """Return business as usual, charges included, less what each council bears itself under the plan."""
    numbers = model.numbers
    bau = numbers.bau_cashable_k if cashable else numbers.bau_real_k
    saved = {
        (council, t): Linear((growth, bau[council][t]))
        for council in councils
        for t, growth in enumerate(numbers.growth)
    }
    for cell, amount in model.ledger.cells.items():
        saving = saved.get((cell.body, cell.year))
        if saving is not None and cell.line not in POOL_LINES:
            share = numbers.cashable_share[cell.line] if cashable else 1.0
            saving.add(amount, -share * numbers.growth[cell.year])
    return saved
