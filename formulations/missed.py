"""How far the terms of a row can be, and are, on the wrong side of its bound: what a preference pays for."""

from __future__ import annotations

from collections.abc import Callable

from formulations.linear import Linear, value


def may_miss(terms: Linear, bound: float | None, sign: float) -> bool:
    """Tell whether the terms can be below (sign 1) or above (sign -1) a bound."""
    return bound is not None and not (terms.is_constant() and sign * (terms.constant - bound) >= 0.0)


def may_miss_by_units(terms: Linear, bound: float | None, sign: float) -> bool:
    """Tell the same of columns that are all bounded: a limit above all that can happen is never missed."""
    return bound is not None and most_missed(terms, bound, sign) > 0.0


def most_missed(terms: Linear, bound: float | None, sign: float) -> float:
    """Return how far columns that are all bounded can be from a bound."""
    assert bound is not None
    pairs = zip(terms.coefficients, terms.variables, strict=True)
    farthest = sum(min(sign * c * v.lb, sign * c * v.ub) for c, v in pairs)
    return float(sign * (bound - terms.constant) - farthest)


def missed_by(terms: Linear, bound: float | None, sign: float) -> Callable[[], float]:
    """Return what tells, of the plan found, how far the terms are below (sign 1) or above (-1) a bound."""
    assert bound is not None
    return lambda: max(0.0, sign * (bound - value(terms)))
