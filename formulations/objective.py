r"""The net present saving of all councils together against business as usual.

Rule:
    The best plan saves the councils most, in real money, discounted to the base year.

Maths:
    $\max \sum_{t=0}^{H} d_t \sum_{c} (\mathrm{real\_bau} - \mathrm{real\_plan})_{ct}$, $d_t = (1 +
    \mathrm{rate})^{-t}$. A council's own pools count at cost (their recharges add up to it); a provider's
    pools at what their members pay. What preferences are missed by is taken off at its price.

Index and mask:
    One objective over every cell of the ledger.

Meaning when binding:
    Not a limit.

Source:
    CORE.md part 1, OBJECTIVE; financing is never part of it.
"""

from __future__ import annotations

import pyomo.environ as pyo

from formulations.family import Family, Model
from formulations.linear import Linear


def saving(model: Model) -> Linear:
    """Return the net present saving in thousand pounds."""
    numbers = model.numbers
    result = Linear()
    for costs in numbers.bau_real_k.values():
        for t, cost in enumerate(costs):
            result.add(cost, numbers.discount[t])
    providers = {pool.host: pool.markup for pool in numbers.pools.values() if pool.host_is_provider}
    for cell, amount in model.ledger.cells.items():
        result.add(amount, -numbers.discount[cell.year] * providers.get(cell.body, 1.0))
    return result


def objective(model: Model) -> Linear:
    """Return the net present saving less the price of missed preferences, in thousand pounds."""
    return saving(model).add(model.penalty_k, -1.0)


def build(model: Model) -> None:
    """Add the objective."""
    terms = objective(model).collected()
    model.pyomo.objective = pyo.Objective(expr=terms.body() + terms.constant, sense=pyo.maximize)


FAMILY = Family(name="objective", kind="logic", build=build)
