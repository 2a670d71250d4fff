"""The least and the most that lines of a pool cost while it is made up of given members.

Bounds for sharing a cost by composition (`recharge`): the closer they are, the more the relaxation knows of
what each member pays. All in base-year thousand pounds, as booked in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from formulations.ledger import Limits, Members
from optimizer.model.numbers import Band, Numbers, PoolNumbers


def on_curve(numbers: Numbers, pool: PoolNumbers, members: Members) -> bool:
    """Tell whether a pool of these members has a volume for which its curves give what it needs."""
    volume = _volume(numbers, pool, members)
    return any(band.lower <= volume <= band.upper for band in pool.bands)


def need_limits(numbers: Numbers, pool: PoolNumbers, share: float) -> Limits:
    """Return the limits of other spend for a share of a year: given the members it is known."""

    def limits(members: Members) -> tuple[float, float]:
        amount = share * _need(numbers, pool, members)
        return amount, amount

    return limits


def governance_limits(pool: PoolNumbers, share: float) -> Limits:
    """Return the limits of governance for a share of a year: given the members it is known."""

    def limits(members: Members) -> tuple[float, float]:
        amount = share * (pool.governance_k + pool.per_partner_k * (len(members) - 1))
        return amount, amount

    return limits


def pay_limits(numbers: Numbers, pool: PoolNumbers, role: str, rate_k: float) -> Limits:
    """Return the limits of the pay of a role at a rate per FTE: what the curve asks for, all it can hold."""
    most = rate_k * pool.roles[role].staff_limit_fte
    return lambda members: (rate_k * _at(numbers, pool, members, lambda band: band.fte[role]), most)


def held_limits(council: str, rate_k: float) -> Limits:
    """Return the limits of the charge of a contract: only its own council brings it."""
    return lambda members: (0.0, rate_k if council in members else 0.0)


def spared_limits(
    numbers: Numbers, pool: PoolNumbers, replaced: Iterable[tuple[str, float]], share: float
) -> Limits:
    """Return the limits of what novated contracts take off: what members bring, never more than the need.

    Args:
        numbers: the case.
        pool: the pool.
        replaced: (council, thousand pounds) of its contracts.
        share: share of the year.
    """

    def limits(members: Members) -> tuple[float, float]:
        brought = sum(amount for council, amount in replaced if council in members)
        return -min(brought, share * _need(numbers, pool, members)), 0.0

    return limits


def _need(numbers: Numbers, pool: PoolNumbers, members: Members) -> float:
    return _at(numbers, pool, members, lambda band: band.non_staff_k)


def _at(
    numbers: Numbers, pool: PoolNumbers, members: Members, ends_of: Callable[[Band], tuple[float, float]]
) -> float:
    """Return the value of a curve at the volume of the members, which is on it."""
    volume = _volume(numbers, pool, members)
    band = next(band for band in pool.bands if band.lower <= volume <= band.upper)
    at_lower, at_upper = ends_of(band)
    if band.upper == band.lower:
        return at_lower
    return at_lower + (at_upper - at_lower) * (volume - band.lower) / (band.upper - band.lower)


def _volume(numbers: Numbers, pool: PoolNumbers, members: Members) -> int:
    return sum(numbers.needs[council, pool.service].volume for council in members)
