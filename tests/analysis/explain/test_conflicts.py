"""All minimal conflicts and corrections against trying every subset."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from optimizer.analysis.explain.conflicts import Found, conflicts_and_corrections
from tests.analysis.explain.brute import Planted, all_conflicts, all_corrections

ITEMS = tuple("abcdefg")
some_items = st.frozensets(st.sampled_from(ITEMS), min_size=1)
planted_conflicts = st.lists(some_items, max_size=5)
MANY = 100


def as_sets(found: tuple[tuple[str, ...], ...]) -> set[frozenset[str]]:
    assert len({frozenset(one) for one in found}) == len(found)
    return {frozenset(one) for one in found}


@given(planted_conflicts, st.frozensets(st.sampled_from(ITEMS)))
def test_all_are_found(planted: list[frozenset[str]], fixed: frozenset[str]) -> None:
    together = Planted(planted)
    found = conflicts_and_corrections(together, ITEMS, fixed, MANY)
    assert found.complete
    assert as_sets(found.conflicts) == all_conflicts(together, ITEMS)
    corrections = all_corrections(together, ITEMS) - {frozenset()}
    assert as_sets(found.corrections) == {one for one in corrections if not one & fixed}
    assert all(len(one) <= len(other) for one, other in pairwise(found.corrections))


@given(planted_conflicts, st.integers(1, 3))
def test_a_limit_is_kept_and_nothing_wrong_is_said(planted: list[frozenset[str]], limit: int) -> None:
    together = Planted(planted)
    found = conflicts_and_corrections(together, ITEMS, (), limit)
    conflicts, corrections = all_conflicts(together, ITEMS), all_corrections(together, ITEMS)
    assert as_sets(found.conflicts) <= conflicts
    assert as_sets(found.corrections) <= corrections
    assert found.complete <= (as_sets(found.conflicts) == conflicts)
    if not found.complete:
        assert max(len(found.conflicts), len(found.corrections)) >= limit
        assert found.corrections


def test_ends_where_one_list_grows_without_end() -> None:
    """Eight pairs have 256 corrections; with a limit of 2 the search ends long before."""
    pairs = [frozenset({f"{number}a", f"{number}b"}) for number in range(8)]
    items = sorted(item for pair in pairs for item in pair)
    together = Planted(pairs)
    found = conflicts_and_corrections(together, items, (), 2)
    assert not found.complete
    assert 2 <= len(found.conflicts) <= 8
    assert len(found.corrections) <= 8


def test_a_conflict_of_fixed_items_only_leaves_nothing_to_correct() -> None:
    together = Planted([frozenset("ab"), frozenset("cd")])
    found = conflicts_and_corrections(together, "abcd", "ab", MANY)
    assert found == Found((("a", "b"), ("c", "d")), (), complete=True)


@given(planted_conflicts, st.sets(st.integers(0, 4)))
def test_a_conflict_that_is_not_accepted_is_looked_for_again(
    planted: list[frozenset[str]], wrong: set[int]
) -> None:
    """Some planted conflicts are errors of the oracle, which it learns as soon as somebody contradicts."""
    errors = [planted[place] for place in sorted(wrong) if place < len(planted)]
    truth = [one for one in planted if one not in errors]
    together = Planted(planted)

    def accept(conflict: tuple[str, ...]) -> bool:
        if any(one <= set(conflict) for one in truth):
            return True
        together.conflicts = [one for one in together.conflicts if not one <= set(conflict)]
        return False

    found = conflicts_and_corrections(together, ITEMS, (), MANY, accept)
    assert as_sets(found.conflicts) == all_conflicts(Planted(truth), ITEMS)
