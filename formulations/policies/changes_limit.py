r"""At most so many changes in a year.

Rule:
    In no year do the named councils together (or each of them) make more changes than they can manage:
    joining a pool, deepening, or leaving a chain of pools; moving from one host to another is two.

Maths:
    limit: $\sum_{c,a} \mathrm{joins}_{cat} + \sum_{c,g} \mathrm{stops}_{cgt} \le \mathrm{most\_per\_year}$

Index and mask:
    For every year t; over all councils of the policy together, or for each of them (each_council).

Meaning when binding:
    One more change in that year would be worth its price.

Source:
    Policy: the capacity of councils for change (DOMAIN.md C13, C21).
"""

from __future__ import annotations

from typing import Any

from formulations.family import Family, Model, Params, Row
from formulations.linear import Linear


class Parameters(Params):
    """Most changes a year, councils counted, and whether the limit holds for each of them apart."""

    most_per_year: int
    councils: tuple[str, ...]
    each_council: bool


def build(model: Model, block: Any, params: Parameters) -> None:
    """Add the rows of one policy."""
    limit = float(params.most_per_year)
    if params.each_council:
        model.rows(
            block,
            "limit",
            [(council, t) for council in params.councils for t in model.numbers.years],
            lambda council, t: Row(_changes(model, (council,), t), upper=limit),
        )
    else:
        model.rows(
            block,
            "limit",
            [(t,) for t in model.numbers.years],
            lambda t: Row(_changes(model, params.councils, t), upper=limit),
        )


def _changes(model: Model, councils: tuple[str, ...], t: int) -> Linear:
    result = Linear()
    for council, a in model.numbers.candidates:
        if council in councils:
            result.add(model.joins[council, a, t])
    for name, chain in model.numbers.chains.items():
        for council in model.numbers.pools[chain.arrangements[0]].candidates:
            if council in councils:
                result.add(model.stops(council, name, t))
    return result


FAMILY = Family(name="changes_limit", kind="policy", build=build, params=Parameters)
