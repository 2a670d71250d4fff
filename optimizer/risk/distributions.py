"""From normal scores to what a driver is: the inverse distribution functions of docs/risk.md, over arrays.

A normal score is a draw of the standard normal distribution; it carries how the draw follows the factor that
all drivers have in common. Amounts rise with the score, and events come earlier the higher it is, so that
the sign of a loading means the same for every distribution of a driver.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from optimizer.case.drivers import DRIVERS
from optimizer.case.risks import Risk
from optimizer.errors import InternalError
from optimizer.risk.outcomes import MILLION, Whole
from optimizer.risk.register import NEUTRAL

Floats = npt.NDArray[np.float64]

CELLS_OF_ONE = 2**-30
"""Sobol points are multiples of this (scipy's 30 bits), 0 among them."""


def scores(points: Floats) -> Floats:
    """Return the normal scores of Sobol points, each taken as the middle of its cell: all are finite."""
    from scipy.special import ndtri  # imported here: reading a case should not wait for it

    found: Floats = ndtri(points + CELLS_OF_ONE / 2)
    return found


def chances(normal: Floats) -> Floats:
    """Return the share of all draws that lie below each normal score."""
    from scipy.special import ndtr

    found: Floats = ndtr(normal)
    return found


def millionths(values: Floats) -> Whole:
    """Return values rounded to whole millionths, a half to the even one."""
    return np.rint(values * MILLION).astype(np.int64)


def amounts(risk: Risk, normal: Floats) -> Whole:
    """Return what a row of the register says an amount is at each normal score, in millionths.

    Args:
        risk: a row of a driver that is an amount.
        normal: float64[n].

    Returns:
        int64[n], rising with the score.

    Raises:
        InternalError: where the row lacks what its distribution needs; the checks of a case refuse it.
    """
    return millionths(_AMOUNTS[risk.distribution](risk, normal))


def years(risk: Risk, normal: Floats, planned_years: int) -> Whole:
    """Return in which year an event falls at each normal score: early where the score is high.

    Args:
        risk: a row of a driver that is an event.
        normal: float64[n].
        planned_years: H of the case.

    Returns:
        int64[n], from 1 to H; H + 1 where it does not happen within that time.
    """
    surviving = np.array([float(share) for share in survival(risk, planned_years)])
    # Survived through k years are the draws below survival[k]: these are those of a low score.
    below = chances(normal)
    ascending = surviving[::-1]
    return 1 + planned_years - np.searchsorted(ascending, below, side="left").astype(np.int64)


def survival(risk: Risk, planned_years: int) -> tuple[Fraction, ...]:
    """Return the exact chance that the event has not happened after 1, 2 .. H years.

    A hazard has its probability in every year, in the early years times the early factor and at most 1;
    a Bernoulli event can happen in the first year only.
    """
    probability = Fraction(_given(risk, risk.probability))
    early = min(Fraction(1), probability * Fraction(risk.early_factor))
    staying, share = [], Fraction(1)
    for year in range(1, planned_years + 1):
        if risk.distribution == "bernoulli":
            hazard = probability if year == 1 else Fraction(0)
        else:
            hazard = early if year <= risk.early_years else probability
        share *= 1 - hazard
        staying.append(share)
    return tuple(staying)


def _triangular(risk: Risk, normal: Floats) -> Floats:
    low, high = float(_given(risk, risk.low)), float(_given(risk, risk.high))
    mode = float(_given(risk, risk.mode))
    below = chances(normal)
    if low == high:
        return np.full_like(below, low)
    rising = low + np.sqrt(below * (high - low) * (mode - low))
    # Chances above a score are those below its negative, which keeps their digits near 1.
    falling = high - np.sqrt(chances(-normal) * (high - low) * (high - mode))
    found: Floats = np.where(below < (mode - low) / (high - low), rising, falling)
    return found


def _uniform(risk: Risk, normal: Floats) -> Floats:
    low, high = float(_given(risk, risk.low)), float(_given(risk, risk.high))
    return low + (high - low) * chances(normal)


def _lognormal(risk: Risk, normal: Floats) -> Floats:
    from scipy.special import ndtri

    low, high = np.log(float(_given(risk, risk.low))), np.log(float(_given(risk, risk.high)))
    spread = (high - low) / (2 * ndtri(0.9))
    most = _given(risk, DRIVERS[risk.driver].most)
    # Cut before the exponential, so that no row can overflow; no driver has a least value above 0.
    found: Floats = np.exp(np.minimum((low + high) / 2 + spread * normal, np.log(float(most))))
    return found


def _discrete(risk: Risk, normal: Floats) -> Floats:
    return _steps(list(zip(risk.values, risk.probabilities, strict=True)), normal)


def _bernoulli(risk: Risk, normal: Floats) -> Floats:
    probability = _given(risk, risk.probability)
    return _steps(
        [(_given(risk, risk.high), probability), (NEUTRAL[risk.driver], 1 - probability)],
        normal,
    )


def _steps(shares: Sequence[tuple[Decimal, Decimal]], normal: Floats) -> Floats:
    """Return the values of a distribution on a few values, the lowest for the lowest scores."""
    possible = sorted((value, probability) for value, probability in shares if probability)
    up_to, bounds = Decimal(0), []
    for _, probability in possible[:-1]:
        up_to += probability
        bounds.append(float(up_to))
    values = np.array([float(value) for value, _ in possible])
    found: Floats = values[np.searchsorted(np.array(bounds), chances(normal), side="right")]
    return found


def _hazard(risk: Risk, normal: Floats) -> Floats:
    message = f"The driver {risk.driver} is an amount; a hazard says only when something happens."
    raise InternalError(message)


_AMOUNTS: dict[str, Callable[[Risk, Floats], Floats]] = {
    "triangular": _triangular,
    "uniform": _uniform,
    "lognormal": _lognormal,
    "discrete": _discrete,
    "bernoulli": _bernoulli,
    "hazard": _hazard,
}


def _given(risk: Risk, value: Decimal | None) -> Decimal:
    if value is None:
        message = f"The risk {risk.driver} of {risk.scope} lacks a parameter of its distribution."
        raise InternalError(message)
    return value
