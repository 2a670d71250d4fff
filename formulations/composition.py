r"""Who exactly makes up a pool, in the model only where charges are read and a pool can be few things.

Rule:
    An open pool is made up of exactly one of the sets of councils that it allows.

Maths:
    - R2 one_composition: $\sum_m \mathrm{composed}_{amt} = \mathrm{open}_{at}$; members_composed: $\sum_{m
      \ni c} \mathrm{composed}_{amt} = \mathrm{member}_{cat}$, $\mathrm{composed}_{amt} \in \{0,1\}$

Index and mask:
    For every arrangement a and year t whose cost is shared by members who are not known, and every set m of
    councils that can be its members then: the host among them where it needs the service, no fewer than the
    least, no more than the most, and a volume on the curve. Where there is only one such set nothing is to
    be said; where there can be more than 16, charges go by price (`recharge`) and nothing is built. The host
    has no row of its own: it is a member whenever its pool is open.

Meaning when binding:
    True by definition: whole memberships name their set.

Source:
    CORE.md part 1, R2: keys are data, so for given members every share is a number, and sharing a cost needs
    no prices. The columns are declared binary (SOLVER.md section 1).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb
from typing import Any

import pyomo.environ as pyo

from formulations.family import Family, Model, Row
from formulations.fundable import pieces_of
from formulations.ledger import Members
from formulations.limits import on_curve
from formulations.linear import total, value

MOST_COMPOSITIONS = 16
"""Largest number of sets of members for which they are told apart, measured (docs/quality.md)."""


def build(model: Model) -> None:
    """Declare composed[arrangement, members, year] where charges are read."""
    if not model.charges_read:
        return
    block = model.pyomo.composition = pyo.Block()
    model.compositions = {
        (a, t): _allowed(model, a, t) for a, t in _shared_in(model) if _may_be_told_apart(model, a, t)
    }
    several = {key: sets for key, sets in model.compositions.items() if len(sets) > 1}
    model.composed = model.binaries(
        block, "composed", [(a, "+".join(m), t) for (a, t), sets in several.items() for m in sets]
    )
    for (a, t), sets in several.items():
        for members in sets:
            model.determine(composed(model, a, members, t), _made_up_of(model, a, members, t))

    def one_composition(a: str, t: int) -> Row:
        terms = total(composed(model, a, members, t) for members in several[a, t])
        return Row(terms.add(model.open[a, t], -1.0), lower=0.0, upper=0.0)

    def members_composed(council: str, a: str, t: int) -> Row:
        terms = total(composed(model, a, members, t) for members in several[a, t] if council in members)
        return Row(terms.add(model.member[council, a, t], -1.0), lower=0.0, upper=0.0)

    pools = model.numbers.pools
    guests = [
        (council, a, t)
        for a, t in several
        for council in possible_members(model, a, t)
        if not (pools[a].host_is_member and council == pools[a].host)
    ]
    model.rows(block, "one_composition", list(several), one_composition)
    model.rows(block, "members_composed", guests, members_composed)


def _shared_in(model: Model) -> list[tuple[str, int]]:
    """Return (arrangement, year) of every state whose members share something, last year's included."""
    found: dict[tuple[str, int], None] = {}
    for part, *_ in pieces_of(model):
        states = {"running_before": (part.year - 1,), "one_off": (part.year - 1, part.year)}
        for t in states.get(part.kind, (part.year,)):
            found[part.arrangement, t] = None
    return [key for key in found if not isinstance(model.open[key], float)]


def composed(model: Model, a: str, members: Members, t: int) -> Any:
    """Return whether the pool is made up of exactly these members."""
    return model.composed[a, "+".join(members), t]


def possible_members(model: Model, a: str, t: int) -> tuple[str, ...]:
    """Return the councils that can be members of the pool in the state of the year, in the case's order."""
    states = ((council, model.member[council, a, t]) for council in model.numbers.pools[a].candidates)
    return tuple(council for council, state in states if not isinstance(state, float) or state > 0.0)


def sets_of_members(model: Model, a: str, t: int) -> tuple[Members, ...] | None:
    """Return the sets of members that the pool can have in a state; None where there are too many."""
    return _allowed(model, a, t) if _may_be_told_apart(model, a, t) else None


def _may_be_told_apart(model: Model, a: str, t: int) -> bool:
    """Tell whether the pool can be few things; counted by sizes alone, so that nothing large is listed."""
    pool = model.numbers.pools[a]
    councils, sizes = len(possible_members(model, a, t)), range(pool.least_members, pool.most_members + 1)
    bound = 1 if pool.host_is_member else 0
    ways = sum(comb(councils - bound, size - bound) for size in sizes if size >= max(1, bound))
    return ways <= MOST_COMPOSITIONS


def _allowed(model: Model, a: str, t: int) -> tuple[Members, ...]:
    """Return the sets of members that the pool allows."""
    pool = model.numbers.pools[a]
    councils = possible_members(model, a, t)
    sizes = range(max(1, pool.least_members), min(pool.most_members, len(councils)) + 1)
    return tuple(
        members
        for size in sizes
        for members in combinations(councils, size)
        if (not pool.host_is_member or pool.host in members) and on_curve(model.numbers, pool, members)
    )


def _made_up_of(model: Model, a: str, members: Members, t: int) -> Callable[[], float]:
    councils = possible_members(model, a, t)
    return lambda: float(
        all((value(model.member[council, a, t]) > 0.5) == (council in members) for council in councils)
    )


FAMILY = Family(
    name="composition",
    kind="logic",
    build=build,
    requires=("decisions", "pools", "scale", "workforce", "contracts", "joining"),
)
