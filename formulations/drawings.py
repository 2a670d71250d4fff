"""From amounts drawn for groups of lines to pence drawn for each line, at the values that columns hold."""

from __future__ import annotations

from collections.abc import Iterator

from formulations.family import Index, Model
from formulations.fundable import groups
from formulations.ledger import OWN_FUNDABLE
from formulations.linear import Linear, value
from formulations.recharge import line_charges

PENCE_PER_K = 100_000


def round_draws(model: Model) -> None:
    """Round what is drawn to pence: the total of a council, year and group half up, then its parts."""
    by_key: dict[Index, list[Index]] = {}
    for key, column in model.draws.items():
        if not isinstance(column, Linear):
            by_key.setdefault(key[1:], []).append(key)
    for keys in by_key.values():
        exact = {key: max(0.0, model.draws[key].value) * PENCE_PER_K for key in keys}
        pence = {key: int(amount) for key, amount in exact.items()}
        left = int(sum(exact.values()) + 0.5) - sum(pence.values())
        for key in sorted(keys, key=lambda key: pence[key] - exact[key])[:left]:
            pence[key] += 1
        for key in keys:
            model.draws[key].set_value(pence[key] / PENCE_PER_K, skip_validation=True)


def drawings(model: Model) -> list[tuple[str, str, int, str, int]]:
    """Return (source, council, year, line, pence) for all that is drawn.

    Inside a group any source may pay any line, so that lines are paid in their order by sources in theirs.
    """
    if not model.draws:
        return []
    spent = _spent_by_line(model)
    lines_of = {group.name: group.lines for group in groups(model.numbers)}
    found: list[tuple[str, str, int, str, int]] = []
    for council, t, name in model.spend:
        lines = {line: _pence(spent.get((council, t, line), 0.0)) for line in lines_of[name]}
        sources = {
            source: _pence(value(amount))
            for (source, *key), amount in model.draws.items()
            if key == [council, t, name]
        }
        paid = ((source, council, t, line, pence) for source, line, pence in _parted(sources, lines))
        found.extend(paid)
    return sorted(found)


def _parted(sources: dict[str, int], lines: dict[str, int]) -> Iterator[tuple[str, str, int]]:
    """Return (source, line, pence) that use the sources up; what rounding leaves goes to the last line."""
    unpaid = {line: pence for line, pence in lines.items() if pence > 0}
    for source, pence in sources.items():
        left = pence
        for line in list(unpaid):
            last = line == next(reversed(unpaid))
            paid = left if last else min(left, unpaid[line])
            if paid > 0:
                yield source, line, paid
            left -= paid
            unpaid[line] -= paid
            if unpaid[line] <= 0 and not last:
                del unpaid[line]


def _pence(amount_k: float) -> int:
    return int(amount_k * PENCE_PER_K + 0.5) if amount_k > 0.0 else 0


def _spent_by_line(model: Model) -> dict[tuple[str, int, str], float]:
    """Return what each council spends on each line in each year, nominal, in thousand pounds."""
    growth = model.numbers.growth
    spent = {key: amount * growth[key[1]] for key, amount in line_charges(model).items()}
    for cell, amount in model.ledger.cells.items():
        if cell.line in OWN_FUNDABLE:
            key = (cell.body, cell.year, cell.line)
            spent[key] = spent.get(key, 0.0) + value(amount) * growth[cell.year]
    return spent
