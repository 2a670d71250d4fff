"""Scale curves as bands: the breakpoints of all measures of a service merged, ready for the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from optimizer.case.case import Arrangement, Case, Knot
from optimizer.model.money import POUNDS_PER_K
from optimizer.model.numbers import Band

NON_STAFF = "non_staff"


def value_at(knots: tuple[Knot, ...], volume: int) -> Fraction:
    """Return the value of a curve at a volume on it; at a step the lower (first) value holds."""
    for left, right in pairwise(knots):
        if left.volume == volume:
            return Fraction(left.value)
        if left.volume < volume < right.volume:
            return _chord(left, right, volume)
    return Fraction(knots[-1].value if knots[-1].volume != knots[-2].volume else knots[-2].value)


def _chord(left: Knot, right: Knot, volume: int) -> Fraction:
    slope = Fraction(right.value - left.value) / (right.volume - left.volume)
    return Fraction(left.value) + slope * (volume - left.volume)


def _line(knots: tuple[Knot, ...], lower: int, upper: int) -> tuple[Fraction, Fraction]:
    """Return the values at `lower` and `upper` of the straight piece that covers the open stretch between."""
    for left, right in pairwise(knots):
        if left.volume <= lower and upper <= right.volume and left.volume < right.volume:
            return _chord(left, right, lower), _chord(left, right, upper)
    msg = f"no piece of the curve covers {lower} to {upper}"
    raise ValueError(msg)


def needs_at(case: Case, arrangement: Arrangement, volume: int) -> tuple[dict[str, Fraction], Fraction]:
    """Return the FTE per role and the non-staff pounds that a pool of this volume needs."""
    measures = measures_of(case, arrangement)
    fte = {
        role: Fraction(share) * value_at(measures[f"fte:{role}"], volume)
        for role, share in staff_shares(arrangement).items()
    }
    non_staff = Fraction(0)
    if NON_STAFF in measures:
        non_staff = Fraction(arrangement.non_staff_share) * value_at(measures[NON_STAFF], volume)
    return fte, non_staff


def staff_shares(arrangement: Arrangement) -> dict[str, Decimal]:
    """Return the staff share of every role that moves."""
    return {name: role.staff_share for name, role in arrangement.roles.items() if role.staff_share > 0}


def measures_of(case: Case, arrangement: Arrangement) -> Mapping[str, tuple[Knot, ...]]:
    """Return the curves that the arrangement's depth uses, by measure."""
    used = [f"fte:{role}" for role in staff_shares(arrangement)]
    if arrangement.non_staff_share > 0:
        used.append(NON_STAFF)
    return {measure: case.curves[arrangement.service, measure] for measure in used}


def bands(case: Case, arrangement: Arrangement, largest_volume: int) -> tuple[Band, ...]:
    """Return the bands of an arrangement up to the largest volume that its candidates could bring.

    A step at knot q ends a band at q with the lower value; the next begins at q + 1 on the chord that starts
    from the upper value (CORE S2).
    """
    measures = measures_of(case, arrangement)
    if not measures:
        return (Band(0, largest_volume, {}, (0.0, 0.0)),)
    first = max(knots[0].volume for knots in measures.values())
    last = min(knots[-1].volume for knots in measures.values())
    breaks = sorted({k.volume for knots in measures.values() for k in knots if first <= k.volume <= last})
    steps = {q for knots in measures.values() for q in _steps(knots)}
    result: list[Band] = []
    if first in steps or len(breaks) == 1:
        result.append(_point(case, arrangement, first))
    for start, end in pairwise(breaks):
        lower = start + 1 if start in steps else start
        if lower <= largest_volume:
            result.append(_band(arrangement, measures, start, lower, end))
    return tuple(result)


def _steps(knots: Iterable[Knot]) -> set[int]:
    return {left.volume for left, right in pairwise(knots) if left.volume == right.volume}


def _point(case: Case, arrangement: Arrangement, volume: int) -> Band:
    fte, non_staff = needs_at(case, arrangement, volume)
    pounds_k = float(non_staff / POUNDS_PER_K)
    return Band(volume, volume, {r: (float(v), float(v)) for r, v in fte.items()}, (pounds_k, pounds_k))


def _band(
    arrangement: Arrangement, measures: Mapping[str, tuple[Knot, ...]], start: int, lower: int, upper: int
) -> Band:
    """Return the band lower..upper of the piece between the breaks `start` and `upper`."""

    def ends(measure: str, share: Decimal) -> tuple[Fraction, Fraction]:
        at_start, at_upper = _line(measures[measure], start, upper)
        at_lower = at_start + (at_upper - at_start) * (lower - start) / (upper - start)
        return Fraction(share) * at_lower, Fraction(share) * at_upper

    fte = {}
    for role, share in staff_shares(arrangement).items():
        low, high = ends(f"fte:{role}", share)
        fte[role] = (float(low), float(high))
    non_staff = (0.0, 0.0)
    if NON_STAFF in measures:
        low, high = ends(NON_STAFF, arrangement.non_staff_share)
        non_staff = (float(low / POUNDS_PER_K), float(high / POUNDS_PER_K))
    return Band(lower, upper, fte, non_staff)
