"""QuickXplain (Junker, AAAI 2004): one minimal set of items that cannot hold together.

The algorithm halves the items again and again, and asks an oracle whether a set of them can hold together;
for a conflict of k among n items that takes in the order of k log2(n / k) + 2k questions. It knows nothing of
councils: items are names, and the oracle is whatever answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Together = Callable[[frozenset[str]], bool]
"""Tells whether these items can hold together; what holds with more items holds with fewer."""


def minimal_conflict(together: Together, items: Sequence[str]) -> tuple[str, ...] | None:
    """Return a minimal conflict: its items cannot hold together, but do as soon as any one is left out.

    Args:
        together: the oracle.
        items: what to look among, each once. Of several conflicts the one is found that does without the
            items at the end.

    Returns:
        The conflict in the order of the items; None where all items can hold together. Empty where not even
        no item at all can hold.
    """
    if together(frozenset(items)):
        return None
    if not together(frozenset()):
        return ()
    found = frozenset(_needed(together, (), added=False, items=tuple(items)))
    return tuple(item for item in items if item in found)


def _needed(
    together: Together, kept: tuple[str, ...], *, added: bool, items: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the items that a minimal conflict needs beside those kept, which are known to need some.

    `added` says that the last items were put to those kept without asking whether a conflict is among them.
    """
    if added and not together(frozenset(kept)):
        return ()
    if len(items) == 1:
        return items
    middle = (len(items) + 1) // 2
    first, second = items[:middle], items[middle:]
    from_second = _needed(together, kept + first, added=True, items=second)
    from_first = _needed(together, kept + from_second, added=bool(from_second), items=first)
    return from_first + from_second
