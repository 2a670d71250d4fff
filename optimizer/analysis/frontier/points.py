"""One point of a frontier, and what the points say of one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from optimizer import guards
from optimizer.analysis.frontier.measures import PENNY, Measure
from optimizer.analysis.solving import Solved
from optimizer.errors import CheckFailedError


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the frontier.

    Attributes:
        number: from 1, the end that saves most.
        limit: what the measure is limited to; None for the ends, which have none.
        status: `optimal`, `time_limit`, `infeasible`, `no_plan`, `check_failed` or `failed`.
        found: the plan; None without one.
        figures: the figure of every measure by column; empty without a plan.
        message: why there is no plan; empty with one.
        duplicate_of: number of the earlier point that has the same memberships; None for none.
        dominated: whether another point is at least as good in both and better in one.
        exchange_gbp: what a unit of the measure costs in net saving, from the last point before this one that
            is neither a duplicate nor dominated; None where there is none, or for such a point itself.
    """

    number: int
    limit: Decimal | None
    status: str
    found: Solved | None
    figures: Mapping[str, Decimal]
    message: str = ""
    duplicate_of: int | None = None
    dominated: bool = False
    exchange_gbp: Decimal | None = None

    @property
    def value_gbp(self) -> Decimal | None:
        """Return what the search was for: the net saving, less the price of missed preferences."""
        return None if self.found is None else self.found.accounts.objective_gbp

    @property
    def gap_gbp(self) -> Decimal | None:
        """Return how much more another plan may reach under the same limit; None where it is not known."""
        gap = None if self.found is None else self.found.facts.gap_gbp
        return None if gap is None else abs(gap)  # never -0.00


def marked(measure: Measure, points: Sequence[Point]) -> tuple[Point, ...]:
    """Say of each point whether it is a duplicate or dominated, and what moving to it costs."""
    found: list[Point] = []
    before: Point | None = None
    for point in points:
        if point.found is None:
            found.append(point)
            continue
        same = next((one.number for one in found if one.found and _same(measure, one, point)), None)
        others = [one for one in points if one.found and one is not point]
        dominated = same is None and any(_beats(measure, one, point) for one in others)
        point = replace(point, duplicate_of=same, dominated=dominated, exchange_gbp=None)
        if same is None and not dominated:
            if before is not None:
                point = replace(point, exchange_gbp=_exchange(measure, before, point))
            before = point
        found.append(point)
    return tuple(found)


def _same(measure: Measure, one: Point, other: Point) -> bool:
    """Say whether two points are one plan: the same memberships, and both figures the same to a pound."""
    assert one.found is not None
    assert other.found is not None
    assert one.value_gbp is not None
    assert other.value_gbp is not None
    tolerance = guards.tolerance_gbp(one.found.accounts)
    close = tolerance if "GBP" in measure.unit else measure.step
    return (
        set(one.found.plan.memberships) == set(other.found.plan.memberships)
        and abs(one.value_gbp - other.value_gbp) <= tolerance
        and abs(one.figures[measure.column] - other.figures[measure.column]) < close + PENNY
    )


def _beats(measure: Measure, one: Point, other: Point) -> bool:
    """Say whether one point is at least as good as the other in both, and better in one.

    What differs by no more than a search leaves open (a pound) is no difference in saving.
    """
    assert one.found is not None
    assert one.value_gbp is not None
    assert other.value_gbp is not None
    tolerance = guards.tolerance_gbp(one.found.accounts)
    saves_more = one.value_gbp - other.value_gbp
    mine, theirs = one.figures[measure.column], other.figures[measure.column]
    if not measure.no_worse(mine, theirs) or saves_more < 0 or _same(measure, one, other):
        return False
    return saves_more > tolerance or mine != theirs


def _exchange(measure: Measure, before: Point, point: Point) -> Decimal | None:
    assert before.value_gbp is not None
    assert point.value_gbp is not None
    gained = point.figures[measure.column] - before.figures[measure.column]
    if not gained:
        return None
    exact = (before.value_gbp - point.value_gbp) / abs(gained)
    return exact.quantize(PENNY, ROUND_HALF_UP) + 0


def refuse_contradictions(measure: Measure, points: tuple[Point, ...]) -> None:
    """Raise where two points cannot both be right.

    The plan of a point keeps every looser limit, too. So no plan under a tighter limit saves more than is
    possible under a looser one, and where a plan keeps a limit, it is not impossible.

    Raises:
        CheckFailedError: where they cannot.
    """
    for point in points:
        if point.found is None or point.value_gbp is None:
            continue
        tolerance = guards.tolerance_gbp(point.found.accounts)
        for other in points:
            limit = other.limit
            if limit is not None and not _clearly_keeps(measure, point, limit, tolerance):
                continue
            # The last end is under no looser limit than what it reaches itself.
            if limit is None and other is points[-1]:
                continue
            where = f"points {point.number} and {other.number} of the frontier contradict one another"
            if other.status == "infeasible":
                message = (
                    f"The {where}: the plan of the first keeps the limit that the other says nobody can."
                )
                raise CheckFailedError(message)
            bound = None if other.found is None else other.found.facts.bound_gbp
            # The end that saves most may have given up a pound for the measure, and the search has its own.
            allowed = 2 * tolerance if limit is None else tolerance
            if bound is not None and point.value_gbp > bound + allowed:
                message = (
                    f"The {where}, so nothing is published: the first saves £{point.value_gbp:,.2f}, but "
                    f"the search for the other found that none saves over £{bound:,.2f}. Please report this, "
                    "with the case."
                )
                raise CheckFailedError(message)


def _clearly_keeps(measure: Measure, point: Point, limit: Decimal, tolerance: Decimal) -> bool:
    """Say whether a point keeps a limit by more than what rounding to pence can make of it."""
    margin = tolerance if "GBP" in measure.unit else Decimal(0) if measure.unit == "changes" else PENNY
    figure = point.figures[measure.column]
    return measure.no_worse(figure - margin if measure.more_is_better else figure + margin, limit)
