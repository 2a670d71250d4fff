"""All minimal conflicts, and all minimal corrections, by the duality of hitting sets.

A correction is a set of items without which the rest can hold together; it hits every conflict. So each
smallest set that hits all conflicts known so far is tried: either the rest can hold together, and the set is
a minimal correction, or the rest holds a conflict that was not known. When no set is left to try, both lists
are complete (Reiter, Artificial Intelligence 32, 1987; Liffiton and Sakallah, Journal of Automated Reasoning
40, 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from optimizer.analysis.explain.quickxplain import Together, minimal_conflict

_SEVERAL = 4

Accept = Callable[[tuple[str, ...]], bool]
"""Told of a conflict before it is believed; False where its items turned out to hold together after all."""


@dataclass(frozen=True, slots=True)
class Found:
    """Conflicts and corrections, each minimal and in the order of the items; the smallest corrections first.

    `complete` says that there are no others.
    """

    conflicts: tuple[tuple[str, ...], ...]
    corrections: tuple[tuple[str, ...], ...]
    complete: bool


def conflicts_and_corrections(
    together: Together,
    items: Sequence[str],
    fixed: Collection[str],
    limit: int,
    accept: Accept = lambda conflict: True,
) -> Found:
    """Return minimal conflicts of the items and the minimal corrections that leave out no fixed item.

    The search ends when all are found, or when both lists are as long as the limit: a correction has to hit
    every conflict, so some need more conflicts than are asked for. It ends too when one list has grown to
    several times the limit while the other has not reached it, but not before there is a correction.

    Args:
        together: the oracle. It may change its mind, from no to yes, when `accept` says False.
        items: what to look among.
        fixed: items that no correction may leave out.
        limit: how many of each to look for, 1 or more.
        accept: asked before a conflict is believed.

    Returns:
        What was found; no conflicts where all items can hold together.
    """
    conflicts: list[tuple[str, ...]] = []
    corrections: list[frozenset[str]] = []
    tried: list[frozenset[str]] = []
    free = [item for item in items if item not in fixed]
    # First what can be left out; then everything, which makes the list of conflicts complete.
    for allowed in (free, list(items)):
        while (candidate := next(_smallest(conflicts, tried, allowed), None)) is not None:
            counts = (len(conflicts), len(corrections) if allowed is free else limit)
            longest = max(len(conflicts), len(tried)) if tried or allowed is not free else 0
            if min(counts) >= limit or longest >= _SEVERAL * limit:
                return _found(conflicts, corrections, items, complete=False)
            rest = [item for item in items if item not in candidate]
            conflict = _believed(together, rest, accept)
            if conflict is not None:
                conflicts.append(conflict)
                continue
            tried.append(candidate)
            if allowed is free:
                corrections.append(candidate)
    return _found(conflicts, corrections, items, complete=True)


def _believed(together: Together, items: Sequence[str], accept: Accept) -> tuple[str, ...] | None:
    """Return a minimal conflict that is accepted, or None where the items can hold together after all."""
    while True:
        conflict = minimal_conflict(together, items)
        if conflict is None or accept(conflict):
            return conflict


def _found(
    conflicts: list[tuple[str, ...]],
    corrections: list[frozenset[str]],
    items: Sequence[str],
    *,
    complete: bool,
) -> Found:
    kept = tuple(
        tuple(item for item in items if item in correction) for correction in corrections if correction
    )
    return Found(tuple(conflicts), kept, complete)


def _smallest(
    conflicts: Sequence[Collection[str]], tried: Sequence[frozenset[str]], allowed: Sequence[str]
) -> Iterator[frozenset[str]]:
    """Yield sets of allowed items that hit every conflict and hold no set already tried, small ones first."""
    may = frozenset(allowed)
    for size in range(len(allowed) + 1):
        seen: set[frozenset[str]] = set()
        for hitting in _hitting(conflicts, tried, may, size, frozenset()):
            if hitting not in seen:
                seen.add(hitting)
                yield hitting
        if size >= len(conflicts):
            return  # A minimal set has at most one item for each conflict.


def _hitting(
    conflicts: Sequence[Collection[str]],
    tried: Sequence[frozenset[str]],
    may: frozenset[str],
    size: int,
    chosen: frozenset[str],
) -> Iterator[frozenset[str]]:
    """Yield the sets of at most `size` items that extend the chosen ones and hit every conflict."""
    if any(done <= chosen for done in tried):
        return
    missed = next((conflict for conflict in conflicts if chosen.isdisjoint(conflict)), None)
    if missed is None:
        yield chosen
    elif size:
        for item in missed:
            if item in may:
                yield from _hitting(conflicts, tried, may, size - 1, chosen | {item})
