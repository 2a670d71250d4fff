"""The risk-adjusted saving: the mean of all outcomes, weighed with the mean of the worst.

Its rows belong to whoever asks: the objective, or the policy `cvar_limit`, whose docstring has the maths.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from formulations.family import Model, Row
from formulations.linear import Linear, total, value
from formulations.outcomes import expected_saving_k, sample_savings_k


def risk_adjusted_k(model: Model, block: Any, level: float, weight: float) -> Linear:
    """Add the rows, and return (1 - weight) x expected + weight x CVaR at the level, in thousand pounds.

    Pressed upwards it is that exactly; it may be less where nothing presses it.
    """
    result = Linear((1.0 - weight, expected_saving_k(model)))
    if weight == 0.0:
        return result
    savings = sample_savings_k(model)
    tail = (1.0 - level) * len(savings)
    border = model.balances(block, "border", [("all",)])["all",]
    short = model.amounts(block, "short", [(w,) for w in range(len(savings))])

    def short_row(w: int) -> Row:
        return Row(Linear((1.0, short[w,]), (-1.0, border), (1.0, savings[w])), lower=0.0)

    # These define the worst outcomes; where the limit is a preference, it is the limit that may be missed.
    softness, model.softness = model.softness, None
    model.rows(block, "short_from", list(short), short_row)
    model.softness = softness
    model.determine(border, _border_of(savings, tail))
    for (w,), column in short.items():
        model.determine(column, _short_of(border, savings[w]))
    return result.add(border, weight).add(total(short.values()), -weight / tail)


def _border_of(savings: list[Linear], tail: float) -> Callable[[], float]:
    """Return the saving at the border of the worst outcomes."""
    place = min(floor(tail), len(savings) - 1)
    return lambda: sorted(map(value, savings))[place]


def _short_of(border: Any, saving: Linear) -> Callable[[], float]:
    return lambda: max(0.0, value(border) - value(saving))
