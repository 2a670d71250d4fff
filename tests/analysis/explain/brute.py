"""Conflicts and corrections of random monotone oracles, by trying every subset."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations


def subsets(items: Sequence[str]) -> Iterator[frozenset[str]]:
    """Yield every subset, small ones first."""
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))


def minimal(sets: Iterator[frozenset[str]]) -> set[frozenset[str]]:
    """Return the sets that hold no other; they come small ones first."""
    found: list[frozenset[str]] = []
    for one in sets:
        if not any(other <= one for other in found):
            found.append(one)
    return set(found)


def all_conflicts(together: Callable[[frozenset[str]], bool], items: Sequence[str]) -> set[frozenset[str]]:
    return minimal(one for one in subsets(items) if not together(one))


def all_corrections(together: Callable[[frozenset[str]], bool], items: Sequence[str]) -> set[frozenset[str]]:
    return minimal(one for one in subsets(items) if together(frozenset(items) - one))


class Planted:
    """An oracle of planted conflicts that counts what it is asked."""

    def __init__(self, conflicts: Sequence[frozenset[str]]) -> None:
        self.conflicts = list(conflicts)
        self.questions = 0

    def __call__(self, items: frozenset[str]) -> bool:
        self.questions += 1
        return not any(conflict <= items for conflict in self.conflicts)
