"""A point that crashes, hangs or runs out of memory outside the solver is tried twice, and the others go on.

(What goes wrong inside the solver, in a process of its own, is in `tests/cli/test_solver_breakdowns.py`.)
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optimizer.analysis.sweep import sweep as module
from optimizer.analysis.sweep.sweep import BESIDE_SECONDS, point_limit_seconds, prepared, swept
from tests.analysis.sweep import breaking
from tests.analysis.sweep.faults import asked

RATES = '[[vary]]\npath = "case.discount_rate"\nvalues = [0.02, 0.05]\n[design]\nkind = "grid"\n'

BREAKDOWNS = {
    "crash": "The process that worked on it broke down twice (SIGKILL).",
    "memory": "The program failed inside (MemoryError: ).",
    "hang": "It gave no answer within 30 s, and was ended twice.",
}


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.parametrize(
    "kind", ["crash", *(pytest.param(kind, marks=pytest.mark.long) for kind in ("memory", "hang"))]
)
def test_a_point_that_breaks_down(
    kind: str, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(tmp_path)
    (tmp_path / "golden" / "sweeps" / "rates.toml").write_text(RATES, encoding="utf-8")
    sweep = prepared(tmp_path / "golden", "rates", ())
    monkeypatch.setattr(module, "answered", getattr(breaking, kind))
    monkeypatch.setattr(module, "point_limit_seconds", lambda sweep: 30.0)  # to load the program counts too
    found = swept(sweep, tmp_path / "out", workers=workers)
    assert [one["status"] for one in found.answers] == ["optimal", "failed"]
    assert found.answers[1]["message"] == BREAKDOWNS[kind]
    assert (found.failures, found.exit_code) == (1, 7)
    if kind == "crash":
        monkeypatch.undo()
        again = swept(sweep, tmp_path / "out", workers=0)
        assert (again.solved, again.exit_code) == (1, 0)


def test_the_limit_of_a_point_is_beyond_whatever_ends_by_itself(tmp_path: Path) -> None:
    """600 s a search and 30 s a second opinion, each ended by its watchdog at 1.5 times that and 30 s more.

    With second tries, and all of it once more after a breakdown: 4 x (930 + 75) = 4,020 s for an objective.
    """
    sweep = asked(tmp_path)
    assert point_limit_seconds(sweep) == BESIDE_SECONDS + 4020
    goals = '[[objective]]\nmeasure = "worst_off_council"\ntolerance = 0\nreason = "Fair."\n'
    (tmp_path / "golden" / "constraints" / "fair.toml").write_text(goals, encoding="utf-8")
    fair = prepared(tmp_path / "golden", "rates", ("fair",))
    assert point_limit_seconds(fair) == BESIDE_SECONDS + 8040
