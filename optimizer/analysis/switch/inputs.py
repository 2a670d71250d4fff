"""What is asked about: the inputs of a sweep specification, and the way from the case to each end of a range.

A way goes from the value now to one end of the range in equal steps; where the value now lies outside the
range, one way leads to its far end, over the near one. Entries of one group go their ways
together. All positions on a way are counted in whole steps from the case, so that a value is the same
however it was come by.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import Literal

from optimizer.analysis.sweep.points import Changed, changed
from optimizer.analysis.sweep.read_spec import VARY
from optimizer.analysis.sweep.read_vary import SCALED
from optimizer.analysis.sweep.spec import OTHER_PLACES, Setting, Spec, Vary, places_of, rounded
from optimizer.case.dictionary import SETTINGS
from optimizer.case.loaded import plain
from optimizer.errors import Fault, InputError, UsageError

Direction = Literal["down", "up"]

PROBES = 4
"""Values that are tried on each way before anything is narrowed down, unless another number is asked for."""

MOST_PROBES = 1000

FINEST = 1000
"""A way has at least so many steps: a switching value is known to about a thousandth of the way."""

HORIZON = "years"
"""Key of case.toml that cannot be asked about: plans over different years are no one decision."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input, or several that move together.

    Attributes:
        name: its name, or that of the group.
        places: places of its entries in the specification.
        varies: its entries.
        now: the value of each in the case; percent changes are 0.
        low: the lower end of each range; of a group, what its entries have first.
        high: the upper end, or what they have last.
    """

    name: str
    places: tuple[int, ...]
    varies: tuple[Vary, ...]
    now: tuple[Decimal, ...]
    low: tuple[Decimal, ...]
    high: tuple[Decimal, ...]

    @property
    def holds_now(self) -> bool:
        """Return whether every range holds the value now."""
        return all(
            min(ends) <= now <= max(ends) for now, *ends in zip(self.now, self.low, self.high, strict=True)
        )

    def end(self, direction: Direction) -> tuple[Decimal, ...]:
        """Return where the way of a direction ends."""
        return self.low if direction == "down" else self.high

    def leads_on(self, direction: Direction) -> bool:
        """Say whether a way leads to where the other one does not come by anyway."""
        other: Direction = "up" if direction == "down" else "down"
        return not all(
            min(now, far) <= end <= max(now, far)
            for now, end, far in zip(self.now, self.end(direction), self.end(other), strict=True)
        )


@dataclass(frozen=True)
class Way:
    """The way from the case to one end of an input's range, in `probes` stretches of equal steps."""

    spec: Spec
    input: Input
    direction: Direction
    probes: int

    @property
    def halvings(self) -> int:
        """Return how often each stretch between two probes is halved, until the steps are fine enough."""
        return max(0, ceil(FINEST / self.probes) - 1).bit_length()

    @property
    def length(self) -> int:
        """Return the number of steps to the end."""
        return self.probes << self.halvings

    @cached_property
    def probed(self) -> tuple[int, ...]:
        """Return the positions of the case and of the probes; probes that fall together are one."""
        found = [0]
        for number in range(1, self.probes + 1):
            position = number << self.halvings
            if self.values(position) != self.values(found[-1]):
                found.append(position)
        return tuple(found)

    def values(self, position: int) -> tuple[Decimal, ...]:
        """Return the value of each entry at a position, to a tenth of a step or as its column is rounded."""
        found = []
        ends = self.input.end(self.direction)
        for vary, now, end in zip(self.input.varies, self.input.now, ends, strict=True):
            step = (end - now) / self.length
            places = OTHER_PLACES if vary.percent else places_of(vary.target.spec)
            if step:
                places = min(places, 1 - step.adjusted())
            # The two ends are as they were written.
            found.append({0: now, self.length: end}.get(position, rounded(now + step * position, places)))
        return tuple(found)

    def change(self, position: int) -> Changed:
        """Return what the case says otherwise at a position."""
        point: list[Setting] = [None] * len(self.spec.varies)
        if position and self.values(position) != self.input.now:
            for place, value in zip(self.input.places, self.values(position), strict=True):
                point[place] = plain(value)
        return changed(self.spec, tuple(point))

    def between(self, inner: int, outer: int) -> int | None:
        """Return the position halfway; None where no value lies between that would be another one."""
        middle = (inner + outer) // 2
        if middle == inner or self.values(middle) in (self.values(inner), self.values(outer)):
            return None
        return middle


@dataclass(frozen=True, slots=True)
class Asked:
    """The inputs that are asked about, and the names of the entries that have no range to ask about."""

    inputs: tuple[Input, ...]
    left_out: tuple[str, ...]

    def ways(self, spec: Spec, probes: int) -> tuple[Way, ...]:
        """Return every way that leads anywhere, input by input, down first."""
        return tuple(
            way
            for one in self.inputs
            for way in (Way(spec, one, "down", probes), Way(spec, one, "up", probes))
            if one.leads_on(way.direction) and len(way.probed) > 1
        )


def check_probes(probes: int) -> None:
    """Refuse a number of probes that makes no sense.

    Raises:
        UsageError: where it is out of range.
    """
    if not 1 <= probes <= MOST_PROBES:
        message = f"--steps must be a whole number from 1 to {MOST_PROBES:,}, not {probes:,}."
        raise UsageError(message)


def asked_of(spec: Spec) -> Asked:
    """Return what a specification asks about.

    An entry of words, of whole sets, or with one value only is left out: it has no range. A list of values
    stands for the range from its least to its largest (in a group: from the first to the last).

    Raises:
        InputError: where there is no one value now, the horizon is asked about, or nothing is left to ask
            about.
    """
    faults: list[Fault] = []
    inputs, left_out = [], []
    for places in spec.groups:
        varies = [spec.varies[place] for place in places]
        if not all(_is_range(vary) for vary in varies):
            left_out += [vary.name for vary in varies]
            continue
        before = len(faults)
        nows = [_now(spec, place, faults) for place in places]
        if len(faults) > before:
            continue
        ends = [_ends(vary, alone=len(places) == 1) for vary in varies]
        now = tuple(one for one in nows if one is not None)
        inputs.append(
            Input(
                name=varies[0].group or varies[0].name,
                places=places,
                varies=tuple(varies),
                now=now,
                low=tuple(low for low, _ in ends),
                high=tuple(high for _, high in ends),
            )
        )
    if not inputs and not faults:
        words = f"no entry has a range ({', '.join(left_out)})"
        remedy = "give an input low and high, or low_percent and high_percent"
        faults.append(Fault(f"{spec.name}.toml", None, "vary", None, words, remedy))
    if faults:
        raise InputError(tuple(faults))
    return Asked(tuple(inputs), tuple(left_out))


def _fault(spec: Spec, place: int, problem: str, remedy: str) -> Fault:
    lines = [number for number, line in enumerate(spec.text.splitlines(), start=1) if VARY.match(line)]
    line = lines[place] if place < len(lines) else None
    column = f"vary {place + 1}.path"
    return Fault(f"{spec.name}.toml", line, column, spec.varies[place].path, problem, remedy)


def _is_range(vary: Vary) -> bool:
    return vary.target.spec.type in SCALED and (vary.low is not None or len(vary.levels) > 1)


def _ends(vary: Vary, *, alone: bool) -> tuple[Decimal, Decimal]:
    if vary.low is not None and vary.high is not None:
        return vary.low, vary.high
    values = [Decimal(text) for text in vary.levels]
    return (min(values), max(values)) if alone else (values[0], values[-1])


def _now(spec: Spec, place: int, faults: list[Fault]) -> Decimal | None:
    """Return the value of an entry in the case; None, with a fault, where there is none."""
    vary = spec.varies[place]
    target = vary.target
    if (target.table, target.spec.column) == (SETTINGS, HORIZON):
        problem = "plans over different numbers of years cannot be told apart as decisions"
        faults.append(_fault(spec, place, problem, "leave it out, or sweep it instead"))
        return None
    if vary.percent:
        return Decimal(0)
    if not all(target.base):
        problem = "is blank in the case, so there is no value now from which it could change"
        faults.append(_fault(spec, place, problem, "fill it in, or leave it out"))
        return None
    found = {Decimal(text) for text in target.base}
    if len(found) > 1:
        problem = f"stands for {len(target.base)} cells of different values, so there is no one value now"
        faults.append(_fault(spec, place, problem, "give low_percent and high_percent"))
        return None
    return found.pop()
