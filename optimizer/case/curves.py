"""Scale curves: what a pool of full depth needs at each volume, as breakpoints with straight lines between.

Breakpoints are given (`scale_curves`) or made once, on reading, from a rule (`scale_rules`): at the least
member volume doubled again and again, the efficient volume and the largest sum of volumes (CORE, part 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from optimizer.case.case import Knot
from optimizer.case.rounding import EXACT, micros, pounds
from optimizer.case.tables import CaseTables, ScaleRulesRow


def curves_of(tables: CaseTables) -> dict[tuple[str, str], tuple[Knot, ...]]:
    """Return the curve of every (service, measure) that has one, in the order of the tables."""
    found: dict[tuple[str, str], list[Knot]] = {}
    for row in tables.scale_curves:
        knot = Knot(row.volume, rounded(row.measure, row.value))
        found.setdefault((row.service, row.measure), []).append(knot)
    curves = {
        # A step has two knots at one volume, the lower value first.
        key: tuple(sorted(knots, key=lambda knot: (knot.volume, knot.value)))
        for key, knots in found.items()
    }
    volumes = volumes_by_service(tables)
    for rule in tables.scale_rules:
        if (rule.service, rule.measure) not in curves:
            curves[rule.service, rule.measure] = knots_of_rule(rule, volumes.get(rule.service, ()))
    return curves


def volumes_by_service(tables: CaseTables) -> Mapping[str, Sequence[int]]:
    """Return the volumes of all councils that need each service."""
    volumes: dict[str, list[int]] = {}
    for row in tables.baseline_services:
        volumes.setdefault(row.service, []).append(row.volume)
    return volumes


def rounded(measure: str, value: Decimal) -> Decimal:
    """Return a value of a curve: FTE with 6 decimals, GBP with 2."""
    return pounds(value) if measure == "non_staff" else micros(value)


def knots_of_rule(rule: ScaleRulesRow, volumes: Sequence[int]) -> tuple[Knot, ...]:
    """Return the breakpoints that a rule makes for the volumes of its councils.

    A volume of 0 cannot be doubled: the least *positive* volume is the first breakpoint. There are always two
    breakpoints, so that a service of one council has a curve too.
    """
    positive = [volume for volume in volumes if volume > 0]
    least = min(positive, default=1)
    largest = max(sum(positive), 2 * least)
    places = {least, largest}
    if rule.core is None:
        volume = least
        while volume < largest:
            places.add(volume)
            volume *= 2
        if rule.efficient_volume is not None and least < rule.efficient_volume < largest:
            places.add(rule.efficient_volume)
    return tuple(Knot(place, rounded(rule.measure, rule_value(rule, place))) for place in sorted(places))


def rule_value(rule: ScaleRulesRow, volume: int) -> Decimal:
    """Return what a rule gives at a volume, unrounded.

    Either core + per_unit x volume; or reference_value x (volume / reference_volume)^elasticity up to the
    efficient volume, from where the average cost stays as it is there.
    """
    if rule.core is not None and rule.per_unit is not None:
        return EXACT.add(rule.core, EXACT.multiply(rule.per_unit, Decimal(volume)))
    if rule.elasticity is None or rule.reference_volume is None or rule.reference_value is None:
        message = "a scale rule without its columns must not pass the checks"
        raise ValueError(message)
    on_curve = volume if rule.efficient_volume is None else min(volume, rule.efficient_volume)
    ratio = EXACT.divide(Decimal(on_curve), Decimal(rule.reference_volume))
    value = EXACT.multiply(rule.reference_value, EXACT.power(ratio, rule.elasticity))
    return EXACT.divide(EXACT.multiply(value, Decimal(volume)), Decimal(on_curve))


def value_at(knots: Sequence[Knot], volume: int) -> Decimal | None:
    """Return the value of a curve at a volume (the lower one at a step), None off the curve."""
    for low, high in zip(knots, knots[1:], strict=False):
        if low.volume == volume:
            return low.value
        if low.volume < volume < high.volume:
            return between(low, high, volume)
    last = knots[-1]
    if last.volume != volume:
        return None
    return min(knot.value for knot in knots if knot.volume == volume)


def between(low: Knot, high: Knot, volume: int) -> Decimal:
    """Return the value on the straight line through two breakpoints."""
    rise = EXACT.multiply(high.value - low.value, Decimal(volume - low.volume))
    return EXACT.add(low.value, EXACT.divide(rise, Decimal(high.volume - low.volume)))


def largest_value(knots: Sequence[Knot], most_volume: int) -> Decimal:
    """Return the largest value of a curve at any whole volume up to `most_volume` (0 if it begins above)."""
    values = [Decimal(0)]
    for low, high in zip(knots, knots[1:], strict=False):
        if low.volume == high.volume:
            continue
        # On a straight line the largest value is at an end; behind a step the line begins one unit on.
        behind_step = any(knot.volume == low.volume and knot.value < low.value for knot in knots)
        first = low.volume + 1 if behind_step else low.volume
        last = min(high.volume, most_volume)
        if first <= last:
            values += [between(low, high, first), between(low, high, last)]
    end = knots[-1]
    if end.volume <= most_volume:
        values.append(min(knot.value for knot in knots if knot.volume == end.volume))
    return max(values)
