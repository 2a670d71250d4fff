"""Charges where a pool can be many things: every member pays its weight times a price that the model finds.

Rows R3 of the family `recharge`, whose docstring has the maths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from formulations.family import Model, Row
from formulations.linear import Linear, Term, value
from formulations.shares import Share, Work, collect, councils, total_weight, weight


def charge_by_price(model: Model, block: Any, work: list[Work]) -> None:
    """Add to the members' charges their weights times the price of each of these costs."""
    price = model.amounts(block, "price", [(i,) for i, _ in enumerate(work)])
    income = model.amounts(
        block, "income_price", [(i,) for i, item in enumerate(work) if item.bounds.least < 0]
    )
    paid = model.amounts(
        block, "paid", [(c, i) for i, item in enumerate(work) for c in councils(model, item.share)]
    )
    received = model.amounts(block, "received", [(c, i) for c, i in paid if work[i].bounds.least < 0])
    rows: dict[str, dict[tuple[Any, ...], Row]] = {}

    def add(name: str, key: tuple[Any, ...], row: Row) -> None:
        rows.setdefault(name, {})[key] = row

    for i, (share, cost, bounds) in enumerate(work):
        # In this unit of weight the price is never more than the cost.
        unit = _least_weight(model, share)
        upper, lower = bounds.most, bounds.least
        each = Linear((1.0, price[(i,)]), (-1.0, income[(i,)]))
        everybody = Linear((-1.0, cost))
        for council in councils(model, share):
            own = weight(model, share, council) / unit
            # A row of a large weight is divided by it, so that no coefficient is above the cost.
            scale = 1.0 / max(1.0, own)
            part = min(1.0, own)
            member = model.member[council, share.arrangement, share.state]
            charge = Linear((1.0, paid[council, i]), (-1.0, received[council, i]))
            everybody.add(charge)
            gap = Linear((scale, charge), (-part, each))
            add("price_cost", (council, i), Row(_with(gap, member, -part * lower), upper=-part * lower))
            add("price_member", (council, i), Row(_with(gap, member, -part * upper), lower=-part * upper))
            add("outsider_most", (council, i), Row(_with(charge, member, -part * upper), upper=0.0))
            if bounds.least < 0:
                add("outsider_least", (council, i), Row(_with(charge, member, -part * lower), lower=0.0))
            _determine(model, share, cost, council, (paid[council, i], received[council, i]))
            collect(model, share, council, charge)
        _determine_price(model, share, cost, unit, (price[(i,)], income[(i,)]))
        state = model.open[share.arrangement, share.state]
        add("all_shared", (i,), Row(everybody, lower=0.0, upper=0.0))
        add("open_most", (i,), Row(_with(each, state, -upper), upper=0.0))
        if bounds.least < 0:
            add("open_least", (i,), Row(_with(each, state, -lower), lower=0.0))
    for name, keyed in rows.items():
        model.rows(block, name, list(keyed), lambda *key, rows=keyed: rows[key])


def _with(terms: Linear, term: Term, coefficient: float) -> Linear:
    return Linear((1.0, terms), (coefficient, term))


def _least_weight(model: Model, share: Share) -> float:
    """Return the least sum of weights of an allowed membership."""
    pool = model.numbers.pools[share.arrangement]
    weights = {council: weight(model, share, council) for council in councils(model, share)}
    host = weights.pop(pool.host) if pool.host_is_member and pool.host in weights else None
    others = sorted(weights.values())
    if host is not None:
        return host + sum(others[: pool.least_members - 1])
    return sum(others[: max(1, pool.least_members)])


def _determine(model: Model, share: Share, cost: Linear, council: str, columns: tuple[Any, Any]) -> None:
    member = model.member[council, share.arrangement, share.state]

    def charge() -> float:
        weights = total_weight(model, share)
        part = weight(model, share, council) * value(member)
        return value(cost) * part / weights if weights > 0 else 0.0

    model.determine(columns[0], _positive(charge))
    model.determine(columns[1], _positive(lambda: -charge()))


def _determine_price(model: Model, share: Share, cost: Linear, unit: float, columns: tuple[Any, Any]) -> None:
    def price() -> float:
        weights = total_weight(model, share)
        return value(cost) * unit / weights if weights > 0 else 0.0

    model.determine(columns[0], _positive(price))
    model.determine(columns[1], _positive(lambda: -price()))


def _positive(amount: Callable[[], float]) -> Callable[[], float]:
    return lambda: max(0.0, amount())
