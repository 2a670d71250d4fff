"""The decisions by ranges: from which value to which one plan is the best, and what it saves at both ends."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from optimizer.analysis.switch.inputs import Input
from optimizer.analysis.switch.search import Label, Search
from optimizer.analysis.switch.switch import Switch
from optimizer.analysis.switch.work import Answer


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: a value that was solved.

    Attributes:
        values: of each entry of the input.
        best: the answer there.
        plan: the answer for the plan of the range there; as `best` where there is none.
    """

    values: tuple[Decimal, ...]
    best: Answer
    plan: Answer


@dataclass(frozen=True, slots=True)
class Range:
    """Values between whose two ends every value that was solved has the same best plan.

    Attributes:
        input: the input.
        label: number of the plan; `infeasible`, `refused` or `no_answer` where there is none.
        low: the end nearer to the lower end of the input's range.
        high: the other one.
        open_after: whether other values lie between this range and the next that were not solved.
    """

    input: Input
    label: Label
    low: End
    high: End
    open_after: bool


@dataclass(frozen=True, slots=True)
class _Spot:
    search: Search
    position: int

    @property
    def label(self) -> Label:
        return self.search.labels[self.position]

    def end(self) -> End:
        best = self.search.best(self.position)
        kept = self.search.kept(self.position, self.label) if isinstance(self.label, int) else None
        return End(self.search.way.values(self.position), best, kept or best)


def ranges_of(found: Switch) -> tuple[Range, ...]:
    """Return the ranges of every input, from its lower end to its upper one."""
    return tuple(one for asked in found.prepared.asked.inputs for one in _ranges(found, asked))


def _ranges(found: Switch, asked: Input) -> list[Range]:
    down, up = (
        next((one for one in found.searches if one.way.input is asked and one.way.direction == way), None)
        for way in ("down", "up")
    )
    spots = [_Spot(down, position) for position in sorted(down.labels, reverse=True)] if down else []
    spots += [_Spot(up, position) for position in sorted(up.labels) if position or not down] if up else []
    if not spots:  # Rounding leaves no other value than the one now.
        return []
    groups = [list(group) for _, group in groupby(spots, key=lambda spot: spot.label)]
    return [
        Range(
            asked, group[0].label, group[0].end(), group[-1].end(), after is not None and _open(group, after)
        )
        for group, after in zip(groups, [*groups[1:], None], strict=True)
    ]


def _open(group: list[_Spot], after: list[_Spot]) -> bool:
    """Say whether values that were not solved lie between two ranges."""
    low, high = group[-1], after[0]
    # Where the two are on different ways, one of them is the case itself.
    search = low.search if low.position else high.search
    inner, outer = sorted((low.position, high.position))
    return search.way.between(inner, outer) is not None
