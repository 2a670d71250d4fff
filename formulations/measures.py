"""What a plan can be measured by: expressions that the objective and limits on whole plans share.

Each measure is also computed by the referee, from the plan alone (`optimizer.verify.measures`).
"""

from __future__ import annotations

from formulations.family import Model
from formulations.linear import Linear
from formulations.recharge import ALL_PARTS, ONE_OFF_PARTS, charged


def net_saving_k(model: Model) -> Linear:
    """Return the net present saving of all councils in thousand pounds.

    A council's own pools count at cost (their recharges add up to it); a provider's at what members pay.
    """
    numbers = model.numbers
    result = Linear()
    for costs in numbers.bau_real_k.values():
        for t, cost in enumerate(costs):
            result.add(cost, numbers.discount[t])
    return result.add(_cost_k(model, numbers.discount), -1.0)


def cash_cost_k(model: Model) -> Linear:
    """Return what all councils pay over all years, nominal and undiscounted, in thousand pounds."""
    return _cost_k(model, model.numbers.growth)


def council_savings_k(model: Model, councils: tuple[str, ...]) -> dict[str, Linear]:
    """Return the net present saving of each of the councils, its charges included, in thousand pounds."""
    numbers = model.numbers
    own = model.ledger.own_costs()
    found = {}
    for council in councils:
        saving = found[council] = Linear()
        for t, factor in enumerate(numbers.discount):
            saving.add(numbers.bau_real_k[council][t], factor)
            saving.add(own.get((council, t), 0.0), -factor)
            saving.add(charged(model, council, t, ALL_PARTS), -factor)
    return found


def one_off_cost_k(model: Model) -> Linear:
    """Return the one-off cost of all years, real and undiscounted, in thousand pounds."""
    result = Linear()
    for amount in model.ledger.own_one_off.values():
        result.add(amount)
    for part, amount in model.ledger.parts.items():
        if part.kind in ONE_OFF_PARTS:
            result.add(amount, model.numbers.pools[part.arrangement].markup)
    return result


def risk_k(model: Model) -> Linear:
    """Return risk rating x spend in scope, over all memberships and years, in thousand rated pounds."""
    numbers = model.numbers
    result = Linear()
    for council, arrangement, t in model.member:
        if t > 0:
            spend_k = numbers.candidates[council, arrangement].in_scope_spend_k
            rating = numbers.pools[arrangement].risk_rating
            result.add(model.member[council, arrangement, t], rating * spend_k)
    return result


def changes(model: Model) -> Linear:
    """Return how often councils join (deepening included) or stop, over all years."""
    result = Linear()
    for column in model.joins.values():
        result.add(column)
    for name, chain in model.numbers.chains.items():
        for council in model.numbers.pools[chain.arrangements[0]].candidates:
            for t in model.numbers.years:
                result.add(model.stops(council, name, t))
    return result


def _cost_k(model: Model, factors: tuple[float, ...]) -> Linear:
    """Return the real cost of all councils, the cost of each year times its factor."""
    pools = model.numbers.pools.values()
    providers = {pool.host: pool.markup for pool in pools if pool.host_is_provider}
    result = Linear()
    for cell, amount in model.ledger.cells.items():
        result.add(amount, factors[cell.year] * providers.get(cell.body, 1.0))
    return result
