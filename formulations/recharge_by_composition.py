"""Charges where a pool can be few things: given its members, each one's share of a cost is a number.

Rows of the family `recharge`, whose docstring has the maths.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from formulations.composition import composed
from formulations.family import Index, Model, Row
from formulations.ledger import Members
from formulations.linear import Linear, total, value
from formulations.shares import Share, Work, collect, weight

NOTHING_K = 1e-9
"""An amount this small is what rounding leaves of none; solvers drop such coefficients without a word."""
LEAST_ROOM_K = 1e-3
"""A cost that can exceed its least at all may do so by this much: a smaller coefficient helps no solver."""


def charge_by_composition(model: Model, block: Any, work: list[Work]) -> None:
    """Add to the members' charges their shares of these costs, for each allowed set of members."""
    limits = {
        (i, members): _limits(item, members) for i, item in enumerate(work) for members in _sets(model, item)
    }
    several = {i for i, item in enumerate(work) if len(_sets(model, item)) > 1}
    index = {
        (*_key(work[i].share), "+".join(members)): (i, members)
        for (i, members), (_, room) in limits.items()
        if i in several and room > 0.0
    }
    rest = model.amounts(block, "rest", list(index))
    for key, (i, members) in index.items():
        model.determine(rest[key], _rest_of(model, work[i], members, limits[i, members][0]))

    def part_of(i: int, members: Members) -> Linear:
        """Return what the cost is if the pool is made up of these members, else 0."""
        item = work[i]
        if i not in several:
            return item.cost
        here = composed(model, item.share.arrangement, members, item.share.state)
        return Linear((limits[i, members][0], here), (1.0, rest[*_key(item.share), "+".join(members)]))

    def composed_cost(*key: Any) -> Row:
        i = places[key]
        terms = total(part_of(i, members) for members in _sets(model, work[i]))
        return Row(terms.add(work[i].cost, -1.0), lower=0.0, upper=0.0)

    def composed_most(*key: Any) -> Row:
        i, members = index[key]
        share = work[i].share
        here = composed(model, share.arrangement, members, share.state)
        return Row(Linear((1.0, rest[key]), (-limits[i, members][1], here)), upper=0.0)

    places: dict[Index, int] = {_key(work[i].share): i for i in sorted(several)}
    model.rows(block, "composed_cost", list(places), composed_cost)
    model.rows(block, "composed_most", list(index), composed_most)
    for i, item in enumerate(work):
        for members in _sets(model, item):
            share_out(model, item.share, members, part_of(i, members))


def share_out(model: Model, share: Share, members: Members, cost: Linear) -> None:
    """Add to the charges of these members their shares of what they alone bear."""
    weights = sum(weight(model, share, council) for council in members)
    for council in members:
        collect(model, share, council, Linear((weight(model, share, council) / weights, cost)))


def _sets(model: Model, item: Work) -> tuple[Members, ...]:
    return model.compositions[item.share.arrangement, item.share.state]


def _key(share: Share) -> Index:
    # Of one length whether there is a group or not: Pyomo indexes no set by tuples of two lengths.
    part = f"{share.kind}:{share.group}" if share.group else share.kind
    return (share.arrangement, part, share.year, share.state)


def _limits(item: Work, members: Members) -> tuple[float, float]:
    """Return the least that the cost is with these members, and how far it can be above that."""
    least, most = item.bounds.of(members)
    room = most - least
    return (
        least if abs(least) > NOTHING_K else 0.0,
        max(LEAST_ROOM_K, room) if room > NOTHING_K else 0.0,
    )


def _rest_of(model: Model, item: Work, members: Members, least: float) -> Callable[[], float]:
    here = composed(model, item.share.arrangement, members, item.share.state)
    return lambda: max(0.0, value(item.cost) - least) if value(here) > 0.5 else 0.0
