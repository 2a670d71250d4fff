"""What has to be shared out among the members of a pool, and where each member's charge is gathered."""

from __future__ import annotations

from typing import NamedTuple

from formulations.composition import possible_members
from formulations.family import Model
from formulations.ledger import Range
from formulations.linear import Linear, value


class Share(NamedTuple):
    """One part of a pool's cost with the state of membership that shares it.

    `group` names the lines of a one-off part that are charged apart, because sources of money tell them
    apart; empty for the whole part.
    """

    arrangement: str
    year: int
    kind: str
    state: int
    weight: str
    group: str = ""


class Work(NamedTuple):
    """A cost to be shared, with its bounds (real thousand pounds)."""

    share: Share
    cost: Linear
    bounds: Range


def councils(model: Model, share: Share) -> tuple[str, ...]:
    """Return the councils that can be members in the state of the share."""
    return possible_members(model, share.arrangement, share.state)


def weight(model: Model, share: Share, council: str) -> float:
    """Return the weight of a council in the key by which the cost is shared."""
    return float(getattr(model.numbers.candidates[council, share.arrangement], share.weight))


def total_weight(model: Model, share: Share) -> float:
    """Return the weights of those who are members at the values that the columns now hold."""
    return sum(
        weight(model, share, council) * value(model.member[council, share.arrangement, share.state])
        for council in councils(model, share)
    )


def collect(model: Model, share: Share, council: str, charge: Linear) -> None:
    """Add a charge to charges[council, financial year, part], with the provider's mark-up.

    One of a group of lines is added under the name of the group too, which is the name of no part.
    """
    year = share.year - 1 if share.kind == "ahead" else share.year
    keys = [(council, year, share.kind)] if share.kind in model.charges_read else []
    for key in [*keys, *([(council, year, share.group)] if share.group else [])]:
        if key not in model.charges:
            model.charges[key] = Linear()
        model.charges[key].add(charge, model.numbers.pools[share.arrangement].markup)
