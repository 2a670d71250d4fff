"""What a sample of savings says: mean, percentiles, chance of a loss, the tail; and how sure that is.

Definitions and standard errors: docs/risk.md, "Measures". All outcomes weigh the same; amounts are pounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from optimizer.errors import InternalError
from optimizer.risk.distributions import Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure of a sample, and the standard error that it would have of independent draws.

    The error is `nan` where one outcome is all there is.
    """

    value: float
    standard_error: float


def expected(savings_gbp: Floats) -> Estimate:
    """Return the mean."""
    savings = _checked(savings_gbp)
    return Estimate(float(savings.mean()), _deviation(savings) / math.sqrt(len(savings)))


def percentile(savings_gbp: Floats, percent: int) -> Estimate:
    """Return the saving that so many per cent of the outcomes stay below, linear between order statistics.

    Its standard error is half the distance between the order statistics that lie one binomial standard
    deviation of their number below and above it.
    """
    savings = np.sort(_checked(savings_gbp))
    share = percent / 100
    either_side = math.sqrt(share * (1 - share) / len(savings))
    below, above = np.quantile(savings, [max(0.0, share - either_side), min(1.0, share + either_side)])
    error = float(above - below) / 2 if len(savings) > 1 else math.nan
    return Estimate(float(np.quantile(savings, share)), error)


def chance_of_loss(savings_gbp: Floats, below_gbp: float = 0.0) -> Estimate:
    """Return the share of outcomes that save less than an amount."""
    savings = _checked(savings_gbp)
    share = float((savings < below_gbp).mean())
    error = math.sqrt(share * (1 - share) / len(savings)) if len(savings) > 1 else math.nan
    return Estimate(share, error)


def cvar(savings_gbp: Floats, level: Decimal) -> Estimate:
    """Return the mean of the worst 1 - level of the outcomes, the one at the border counted in part.

    Args:
        savings_gbp: float64[n].
        level: from 0 (the mean) to 1 (the worst outcome).
    """
    savings = np.sort(_checked(savings_gbp))
    tail = (1 - Fraction(level)) * len(savings)
    if tail <= 1:
        return Estimate(float(savings[0]), math.nan)
    whole = math.floor(tail)
    border = float(savings[math.ceil(tail) - 1])
    value = (float(savings[:whole].sum()) + float(tail - whole) * border) / float(tail)
    shortfalls: Floats = np.maximum(0.0, border - savings)
    return Estimate(value, _deviation(shortfalls) * math.sqrt(len(savings)) / float(tail))


def _deviation(values: Floats) -> float:
    """Return the standard deviation as estimated from a sample."""
    return float(values.std(ddof=1)) if len(values) > 1 else math.nan


def _checked(savings_gbp: Floats) -> Floats:
    if not len(savings_gbp) or not np.isfinite(savings_gbp).all():
        message = "Statistics were asked of no outcomes at all, or of savings that are no numbers."
        raise InternalError(message)
    return savings_gbp
