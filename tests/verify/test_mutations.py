"""The referee rejects every plan that is wrong in one cell, and says which rule."""

from __future__ import annotations

import pytest

from optimizer.verify import RULES, verify
from tests.verify.corruptions import Corruption, all_corruptions
from tests.verify.plans import good_plans

LEAST = 200


def judged(corruption: Corruption) -> str | None:
    """Return why the referee failed at a corruption, None where it did not."""
    found = {violation.rule for violation in verify(corruption.case, (), corruption.plan).violations}
    if not any(rule.startswith(corruption.expected) for rule in found):
        return f"{corruption.name}: expected {' or '.join(corruption.expected)}, found {sorted(found)}"
    if corruption.exactly and found != set(corruption.expected):
        return f"{corruption.name}: expected {corruption.expected[0]} alone, found {sorted(found)}"
    return None


@pytest.mark.parametrize("step", [10, pytest.param(1, marks=pytest.mark.long)])
def test_every_corruption_is_rejected_for_the_right_reason(step: int) -> None:
    corruptions = all_corruptions(step)
    assert len({(corruption.plan, id(corruption.case)) for corruption in corruptions}) == len(corruptions)
    assert len(corruptions) >= LEAST
    # A tenth of the richer plans', of every kind, is tried each time; all of them with the long tests.
    failures = [failure for corruption in corruptions if (failure := judged(corruption))]
    assert not failures, "\n".join(failures)


def test_good_plans_have_a_cell_of_every_line_of_the_ledger() -> None:
    # Else the corruption of that line would never be tried.
    lines = {f"ledger.{cell.line}" for _, plan in good_plans().values() for cell in plan.ledger}
    assert lines == {rule for rule in RULES if rule.startswith("ledger.")}
