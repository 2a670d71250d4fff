"""What a sweep varies and how: the specification once it is understood, every value a text as in a table."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from optimizer.analysis.sweep.outputs import RISK_OUTPUTS
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.loaded import plain
from optimizer.case.parse import PLACES
from optimizer.plan.facts import RunOptions

DesignKind = Literal["one_at_a_time", "grid", "latin_hypercube", "sobol", "random", "morris", "sobol_indices"]
DRAWN: tuple[DesignKind, ...] = ("latin_hypercube", "sobol", "random")
"""Designs of as many points as are asked for."""

INDEXED: tuple[DesignKind, ...] = ("morris", "sobol_indices")
"""Designs that are made for sensitivity indices, of blocks of points."""

FEWEST_BLOCKS = 2
"""Blocks below which there are no indices."""

SAMPLED: tuple[DesignKind, ...] = (*DRAWN, *INDEXED)
DESIGNS: tuple[DesignKind, ...] = ("one_at_a_time", "grid", *SAMPLED)

OTHER_PLACES = 6
"""Decimal places of computed values that are neither money nor FTE nor whole numbers."""

Setting = str | None
"""What a point says of one entry: a value, a percent change or the name of a set; None: as in the case."""

Point = tuple[Setting, ...]
"""One setting for every entry of the specification, in their order."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an entry changes.

    Attributes:
        kind: `cells` of a table, a parameter of a `policy`, or a whole constraint `set`.
        table: the table; empty for the others.
        rows: places of the rows in the table, from 0; of a policy one place only.
        policy: full name of the policy (`set.policy`); empty for the others.
        spec: the column or parameter.
        base: text in the case of every cell; empty texts where it is blank.
    """

    kind: Literal["cells", "policy", "set"]
    spec: ColumnSpec
    table: str = ""
    rows: tuple[int, ...] = ()
    policy: str = ""
    base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vary:
    """One entry `[[vary]]`.

    Attributes:
        name: name of its column in the results.
        path: as it was written.
        group: entries of one group move together; empty for an entry that moves alone.
        target: what it changes.
        levels: the settings that it takes, as texts; empty for a range that is drawn from.
        low: lower end of a range; None where there are levels.
        high: upper end.
        percent: True where settings are percent changes of what the case says.
    """

    name: str
    path: str
    group: str
    target: Target
    levels: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    percent: bool = False

    def at(self, share: Decimal) -> str:
        """Return the setting at a share from 0 to below 1 of the way from the first (low) to the last."""
        if self.levels:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        assert self.low is not None
        assert self.high is not None
        value = self.low + (self.high - self.low) * share
        return plain(rounded(value, OTHER_PLACES if self.percent else places_of(self.target.spec)))

    def texts(self, setting: str) -> tuple[str, ...]:
        """Return what the cells hold at a setting."""
        if not self.percent:
            return (setting,) * max(1, len(self.target.rows))
        factor = 1 + Decimal(setting) / 100
        places = places_of(self.target.spec)
        return tuple(plain(rounded(Decimal(text) * factor, places)) for text in self.target.base)

    @property
    def column(self) -> str:
        """Return the name of its column in sweep.csv."""
        return f"in_{self.name}_percent" if self.percent else f"in_{self.name}"

    @property
    def as_in_the_case(self) -> str:
        """Return what its column shows where the case is as it is; blank where several cells differ."""
        if self.percent:
            return "0"
        return self.target.base[0] if len(set(self.target.base)) == 1 else ""


def places_of(spec: ColumnSpec) -> int:
    """Return the decimal places to which computed values of a column are rounded."""
    if spec.type == "integer":
        return 0
    # A scale curve keeps FTE in hundredths and money in pence; its column holds either.
    return PLACES["fte"] if spec.unit == "FTE or GBP a year" else PLACES.get(spec.type, OTHER_PLACES)


def rounded(value: Decimal, places: int) -> Decimal:
    """Round half away from nil."""
    found = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return found if found else Decimal(0)


@dataclass(frozen=True, slots=True)
class Design:
    """Which points are made.

    Attributes:
        kind: which design.
        points: how many, where points are drawn one by one (`DRAWN`).
        seed: of all that is drawn.
        blocks: trajectories (`morris`) or base points (`sobol_indices`); each makes several points.
    """

    kind: DesignKind
    points: int = 0
    seed: int = 0
    blocks: int = 0


@dataclass(frozen=True, slots=True)
class Spec:
    """A sweep.

    Attributes:
        name: name of its file.
        text: the text of its file.
        varies: the entries, in order.
        design: which points are made of them.
        keep: measures that sweep.csv shows, in order.
        options: how each point is searched.
    """

    name: str
    text: str
    varies: tuple[Vary, ...]
    design: Design
    keep: tuple[str, ...]
    options: RunOptions

    @property
    def risk(self) -> bool:
        """Return whether any measure that is kept needs a draw of outcomes."""
        return any(name in RISK_OUTPUTS for name in self.keep)

    @property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the entries that move together by their places; each entry is in one group."""
        found: dict[object, list[int]] = {}
        for place, vary in enumerate(self.varies):
            found.setdefault(vary.group or place, []).append(place)
        return tuple(tuple(places) for places in found.values())

    @property
    def group_names(self) -> tuple[str, ...]:
        """Return the names of `groups`: that of the group, or of the entry that moves alone."""
        return tuple(self.varies[group[0]].group or self.varies[group[0]].name for group in self.groups)
