"""The saving of a plan in each outcome, as expressions that the objective and limits on risk share.

Each is also computed by the referee, from the plan alone (`optimizer.verify.outcomes`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from formulations.clock import break_ups, clock_of
from formulations.family import Model
from formulations.linear import NOTHING, Linear
from optimizer.model.numbers import Floats, OutcomeNumbers


def sample_savings_k(model: Model) -> list[Linear]:
    """Return the saving of every outcome of the sample in thousand pounds."""
    assert model.numbers.sample is not None
    return _savings_k(model, model.numbers.sample)


def scenario_savings_k(model: Model) -> dict[str, Linear]:
    """Return the saving in every named scenario in thousand pounds, by name."""
    scenarios = model.numbers.scenarios
    assert scenarios is not None
    return dict(zip(scenarios.names, _savings_k(model, scenarios), strict=True))


def expected_saving_k(model: Model) -> Linear:
    """Return the mean saving of the sample in thousand pounds."""
    assert model.numbers.sample is not None
    columns, weights = _weights(model, model.numbers.sample)
    return _linear(model, columns, weights.mean(axis=0))


def _savings_k(model: Model, outcomes: OutcomeNumbers) -> list[Linear]:
    columns, weights = _weights(model, outcomes)
    return [_linear(model, columns, row) for row in weights]


def _linear(model: Model, columns: list[Any], weights: Floats) -> Linear:
    result = Linear((1.0, model.net_saving_k))
    for place in np.flatnonzero(np.abs(weights) > NOTHING).tolist():
        result.add(columns[place], float(weights[place]))
    return result


def _weights(model: Model, outcomes: OutcomeNumbers) -> tuple[list[Any], Floats]:
    """Return the columns that outcomes act on, and their weights, float64[outcomes, columns]."""
    columns: list[Any] = []
    weights: list[Floats] = []
    numbers = model.numbers
    group = next(i for i, other in enumerate(numbers.outcomes) if other is outcomes)
    for (g, u, t), column in model.at_risk.items():
        columns.append(column)
        weights.append(-model.shortfalls[group, g, u][:, t])
    places = {g: place for place, g in enumerate(numbers.chains)}
    for (g, u, t), column in model.exposed.items():
        if t < numbers.last_year and u in clock_of(model, g):
            breaks = break_ups(numbers, outcomes, g, u) == t + 1
            columns.append(column)
            cost = np.where(breaks, outcomes.exit_cost[:, places[g]], 0.0)
            weights.append(-numbers.discount[t + 1] * cost)
    for place, a in enumerate(numbers.pools):
        columns.append(model.transition[a,])
        weights.append(-outcomes.overrun[:, place])
    for place, council in enumerate(numbers.councils):
        for t in numbers.years:
            columns.append(model.brought_in[council, t])
            gone = outcomes.drop_year[:, place] == t
            weights.append(-np.where(gone, outcomes.stranded[:, place], 0.0))
    for t in numbers.years:
        columns.append(model.pay_saving[t,])
        weights.append(numbers.discount[t] * ((1.0 + outcomes.pay_award) ** t - 1.0))
        for place, service in enumerate(numbers.services):
            columns.append(model.supplier_saving[service, t])
            rise = (1.0 + outcomes.supplier_price[:, place]) ** t - 1.0
            weights.append(numbers.discount[t] * rise)
    return columns, np.array(weights).T.reshape(outcomes.number, len(columns))
