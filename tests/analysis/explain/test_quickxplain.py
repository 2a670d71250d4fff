"""QuickXplain on oracles whose conflicts are known: minimal, first in order, and few questions."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.explain.quickxplain import minimal_conflict
from tests.analysis.explain.brute import Planted, all_conflicts

ITEMS = tuple("abcdefgh")
some_items = st.frozensets(st.sampled_from(ITEMS), min_size=1)


@given(st.lists(some_items, max_size=6))
def test_finds_one_of_the_minimal_conflicts(planted: list[frozenset[str]]) -> None:
    together = Planted(planted)
    found = minimal_conflict(together, ITEMS)
    everything = all_conflicts(together, ITEMS)
    if not planted:
        assert found is None
        return
    assert found is not None
    assert frozenset(found) in everything
    assert list(found) == sorted(found)


@given(st.lists(some_items, min_size=1, max_size=6))
def test_does_without_the_last_items_where_it_can(planted: list[frozenset[str]]) -> None:
    """The shortest beginning of the items that holds a conflict ends with an item of the one found."""
    found = minimal_conflict(Planted(planted), ITEMS)
    assert found is not None
    last = min(max(ITEMS.index(item) for item in conflict) for conflict in planted)
    assert found[-1] == ITEMS[last]


@pytest.mark.parametrize("size", [1, 2, 3, 5])
@pytest.mark.parametrize("spread", [1, 7, 13])
def test_asks_few_questions(size: int, spread: int) -> None:
    """Junker's bound: 2k log2(n / k) + 2k questions, and two to begin with."""
    items = tuple(f"p{number:02d}" for number in range(40))
    together = Planted([frozenset(items[(3 + spread * place) % 40] for place in range(size))])
    found = minimal_conflict(together, items)
    assert found is not None
    assert frozenset(found) == together.conflicts[0]
    assert together.questions <= 2 * size * math.log2(40 / size) + 2 * size + 2


def test_no_item_at_all_can_hold() -> None:
    assert minimal_conflict(lambda items: False, ITEMS) == ()
