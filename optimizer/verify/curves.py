"""What a pool needs at full depth: the scale curves, read exactly at whole volumes (CORE S1, S2)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from optimizer.case.case import Knot
from optimizer.verify.exact import exact


def value_at(knots: Sequence[Knot], volume: int) -> Fraction | None:
    """Return the curve's value at a volume, None where the volume is off the curve.

    Between knots the chord holds. Of two knots at one volume the first is the value there, and the chord
    that follows starts from the second.
    """
    for knot in knots:
        if knot.volume == volume:
            return exact(knot.value)
    for left, right in zip(knots, knots[1:], strict=False):
        if left.volume < volume < right.volume:
            way = Fraction(volume - left.volume, right.volume - left.volume)
            return exact(left.value) + way * (exact(right.value) - exact(left.value))
    return None
