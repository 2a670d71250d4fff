"""How much of a promise does not arrive in an outcome, by year: what outcomes weigh the promise with.

Source: docs/risk.md, "What it is worth in an outcome".
"""

from __future__ import annotations

import numpy as np

from formulations.clock import break_ups, clock_of
from formulations.family import Model
from optimizer.model.numbers import Floats, Numbers, OutcomeNumbers


def weigh_shortfalls(model: Model) -> None:
    """Work out the weights of every chain and opening in every group of outcomes."""
    for group, outcomes in enumerate(model.numbers.outcomes):
        for g in model.numbers.chains:
            for u in clock_of(model, g):
                model.shortfalls[group, g, u] = shortfall_weights(model.numbers, outcomes, g, u)


def shortfall_weights(numbers: Numbers, outcomes: OutcomeNumbers, chain: str, opening: int) -> Floats:
    r"""Return $d_t - \rho \sum_i \lambda_i d_{t+i} [t+i \le H] [t+i < u + \ell]$.

    Returns:
        float64[outcomes, years 0..H].

    Args:
        numbers: the case.
        outcomes: one row an outcome.
        chain: the partnership.
        opening: year u from which the life of the partnership counts.
    """
    last, place = numbers.last_year, list(numbers.chains).index(chain)
    discount = np.array(numbers.discount)
    realised, delay = outcomes.realised[:, place], outcomes.delay_years[:, place]
    end = break_ups(numbers, outcomes, chain, opening)
    whole = np.floor(delay).astype(np.int64)
    late = delay - whole
    weights = np.zeros((outcomes.number, last + 1))
    for t in range(max(1, opening), last + 1):
        arrives = np.zeros(outcomes.number)
        for years, share in ((t + whole, 1.0 - late), (t + whole + 1, late)):
            factor = discount[np.minimum(years, last)]
            arrives += np.where(years < end, share * factor, 0.0)
        weights[:, t] = discount[t] - realised * arrives
    return weights
