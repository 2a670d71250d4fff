"""Solve small models with known optima, and stop, limit and interrupt real solves."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.errors import InternalError, UsageError
from optimizer.model.matrix import MatrixModel
from optimizer.model.self_test import OPTIMUM, feasible_model, optimal_model
from optimizer.model.solve import Progress, SolveOptions, SolveStatus, solve

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


def dense(
    matrix: Any,
    objective: Any,
    row_lower: Any,
    row_upper: Any,
    *,
    lower: Any = 0.0,
    upper: Any = 1.0,
    integer: Any = True,
) -> MatrixModel:
    a = np.atleast_2d(np.asarray(matrix, dtype=float))
    rows, columns = a.shape
    return MatrixModel(
        column_names=tuple(f"x[{column}]" for column in range(columns)),
        row_names=tuple(f"r[{row}]" for row in range(rows)),
        objective=np.asarray(objective, dtype=float),
        objective_constant=0.0,
        column_lower=np.broadcast_to(lower, columns),
        column_upper=np.broadcast_to(upper, columns),
        integer=np.broadcast_to(integer, columns),
        matrix_start=np.arange(columns + 1) * rows,
        matrix_index=np.tile(np.arange(rows), columns),
        matrix_value=a.T.ravel(),
        row_lower=np.broadcast_to(row_lower, rows),
        row_upper=np.broadcast_to(row_upper, rows),
    )


def hard(*, exact: bool = False) -> MatrixModel:
    """Return a knapsack of 60 things and 6 budgets that takes minutes; `exact`: spend to the pound."""
    random = np.random.default_rng(1)
    a = random.integers(100, 1000, (6, 60)).astype(float)
    budget = np.floor(a.sum(axis=1) / 2)
    return dense(a, a.sum(axis=0) / 6 + random.integers(0, 50, 60), budget if exact else -np.inf, budget)


def test_a_knapsack_with_its_known_optimum() -> None:
    # 5a + 4b + 3c, 2a + 3b + c <= 5: b and a fit exactly (9); a and c give 8.
    outcome = solve(dense([2, 3, 1], [5, 4, 3], -np.inf, 5), SolveOptions())
    assert outcome.status is SolveStatus.OPTIMAL
    assert outcome.values is not None
    assert outcome.values.tolist() == [1.0, 1.0, 0.0]
    assert outcome.objective == 9.0
    assert outcome.bound == pytest.approx(9.0, abs=1e-6)
    assert (outcome.solver_name, outcome.warnings) == ("HiGHS", ())
    assert outcome.solver_version.startswith("1.")


def test_the_constant_counts_in_objective_and_bound() -> None:
    outcome = solve(
        replace(dense([2, 3, 1], [5, 4, 3], -np.inf, 5), objective_constant=-100.5), SolveOptions()
    )
    assert outcome.objective == -91.5
    assert outcome.bound == pytest.approx(-91.5, abs=1e-6)


def test_a_mixed_model_returns_exact_whole_numbers() -> None:
    # 3 n + y with 2 n + y <= 7.3, n whole in 0..5: n = 3 leaves y = 1.3: 10.3.
    model = dense(
        [2, 1], [3, 1], -np.inf, 7.3, upper=np.array([5.0, np.inf]), integer=np.array([True, False])
    )
    outcome = solve(model, SolveOptions())
    assert outcome.values is not None
    assert outcome.values[0] == 3.0
    assert outcome.objective == pytest.approx(10.3, abs=1e-9)


def test_a_model_without_whole_numbers() -> None:
    outcome = solve(dense([2, 3, 1], [5, 4, 3], -np.inf, 5, integer=False), SolveOptions())
    # a and c whole, then 2/3 of b: 8 + 8/3.
    assert outcome.status is SolveStatus.OPTIMAL
    assert outcome.objective == pytest.approx(8 + 8 / 3, abs=1e-9)
    assert outcome.bound == pytest.approx(8 + 8 / 3, abs=1e-9)


def test_stored_noughts_do_no_harm() -> None:
    assert solve(dense([[2, 0, 1], [0, 1, 0]], [5, 4, 3], -np.inf, 2), SolveOptions()).objective == 9.0


def test_a_model_without_columns() -> None:
    none = np.zeros(0)
    empty = MatrixModel((), ("r",), none, 7.5, none, none, none, [0], none, none, [0.0], [0.0])  # type: ignore[arg-type]  # lists become arrays
    outcome = solve(empty, SolveOptions())
    assert (outcome.status, outcome.objective, outcome.bound) == (SolveStatus.OPTIMAL, 7.5, 7.5)
    impossible = replace(empty, row_lower=np.array([1.0]), row_upper=np.array([1.0]))
    assert solve(impossible, SolveOptions()).status is SolveStatus.INFEASIBLE
    assert solve(impossible, SolveOptions(), known_feasible=True).status is SolveStatus.ERROR
    assert solve(empty, SolveOptions(), known_objective=8.0).status is SolveStatus.ERROR


def test_a_model_without_rows() -> None:
    one, none = dense([[1.0, 1.0]], [2, -1], -np.inf, 1), np.zeros(0)
    arrays = {"matrix_index": none, "matrix_value": none, "row_lower": none, "row_upper": none}
    free = replace(one, row_names=(), matrix_start=np.zeros(3), **arrays)  # type: ignore[arg-type]  # fields by name
    assert solve(free, SolveOptions()).objective == 2.0


def test_infeasible_and_unbounded_are_told_apart() -> None:
    infeasible = solve(dense([1, 1], [1, 1], 3, np.inf), SolveOptions())
    assert (infeasible.status, infeasible.values, infeasible.bound) == (SolveStatus.INFEASIBLE, None, None)
    unbounded = solve(dense([1, -1], [1, 0], -np.inf, 1, upper=np.inf, integer=False), SolveOptions())
    assert unbounded.status is SolveStatus.UNBOUNDED


def test_the_lint_comes_first() -> None:
    with pytest.raises(InternalError, match="not finite"):
        solve(dense([2, np.nan, 1], [5, 4, 3], -np.inf, 5), SolveOptions())
    assert (
        "3e+06 in row r[0], column x[1]"
        in solve(dense([2, 3e6, 1], [5, 4, 3], -np.inf, 5), SolveOptions()).warnings[0]
    )


@pytest.mark.parametrize(
    "wrong",
    [{"gap": -1.0}, {"gap": np.nan}, {"time_limit_seconds": 0.0}, {"seed": -1}, {"memory_limit_bytes": 0}],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="must be"):
        SolveOptions(**wrong)


def test_a_start_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(InternalError, match="starting plan"):
        solve(dense([2, 3, 1], [5, 4, 3], -np.inf, 5), SolveOptions(), start=np.zeros(2))


def test_a_time_limit_leaves_the_best_plan_and_reports_progress() -> None:
    messages: list[Progress] = []
    outcome = solve(hard(), SolveOptions(time_limit_seconds=1.0), progress=messages.append)
    assert outcome.status is SolveStatus.TIME_LIMIT
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.bound > outcome.objective > 17000
    assert outcome.wall_seconds < 6.0
    assert messages
    assert messages[-1].bound is not None


def test_a_time_limit_without_a_plan_reads_no_values() -> None:
    outcome = solve(hard(exact=True), SolveOptions(time_limit_seconds=1.0))
    assert (outcome.status, outcome.values, outcome.objective) == (SolveStatus.TIME_LIMIT, None, None)
    assert "before a plan" in outcome.message


def test_the_first_plan_is_not_called_optimal() -> None:
    outcome = solve(hard(), SolveOptions(stop_at_first_feasible=True))
    assert outcome.status is SolveStatus.FEASIBLE
    assert outcome.objective is not None


def test_a_start_is_used_even_when_partial() -> None:
    best = solve(hard(), SolveOptions(time_limit_seconds=1.0))
    assert best.values is not None
    assert best.objective is not None
    again = solve(hard(), SolveOptions(time_limit_seconds=0.2), start=best.values)
    assert again.objective is not None
    assert again.objective >= best.objective
    part = np.where(np.arange(60) < 50, best.values, np.nan)
    assert solve(hard(), SolveOptions(time_limit_seconds=0.5), start=part).objective is not None


@pytest.mark.parametrize(("model", "optimum"), [(feasible_model(), 0.0), (optimal_model(), OPTIMUM)])
def test_without_presolve_the_models_of_the_self_test_are_right(model: MatrixModel, optimum: float) -> None:
    # HiGHS 1.15.1 gets both wrong with presolve, whatever the seed.
    outcome = solve(model, SolveOptions(presolve=False))
    assert (outcome.status, outcome.objective) == (SolveStatus.OPTIMAL, optimum)


def test_too_little_memory_has_a_status_of_its_own() -> None:
    pytest.importorskip("resource")
    random = np.random.default_rng(2)
    large = dense(random.integers(100, 1000, (300, 2000)), np.ones(2000), -np.inf, 300_000)
    outcome = solve(large, SolveOptions(memory_limit_bytes=200_000_000))
    assert outcome.status is SolveStatus.OUT_OF_MEMORY
    assert "memory" in outcome.message


def test_the_same_seed_gives_the_same_bytes() -> None:
    random = np.random.default_rng(3)
    model = dense(random.integers(10, 99, (4, 25)), random.integers(10, 99, 25), -np.inf, 400)
    outcomes = [solve(model, SolveOptions(seed=7)) for _ in range(3)]
    assert {one.status for one in outcomes} == {SolveStatus.OPTIMAL}
    assert len({one.values.tobytes() for one in outcomes if one.values is not None}) == 1
    assert len({one.bound for one in outcomes}) == 1


@posix
def test_ctrl_c_keeps_the_best_plan() -> None:
    timer = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    outcome = solve(hard(), SolveOptions())
    timer.join()
    assert outcome.status is SolveStatus.INTERRUPTED
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.wall_seconds < 6.0


def program(tmp_path: Path, body: str) -> Path:
    """Write a program that solves the hard model, and return its path."""
    path = tmp_path / "parent.py"
    source = f"""
        import sys, tempfile, pathlib
        sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
        tempfile.tempdir = {str(tmp_path)!r}
        from optimizer.model.matrix import MatrixModel
        from optimizer.model.solve import SolveOptions, solve
        model = MatrixModel.from_npz(pathlib.Path({str(tmp_path / "hard.npz")!r}))
        def said(progress):
            if progress.objective is not None:  # from now on there is a plan to keep
                sys.stdout.write("going\\n"), sys.stdout.flush()
    """
    hard().to_npz(tmp_path / "hard.npz")
    path.write_text(textwrap.dedent(source) + textwrap.dedent(body), encoding="utf-8")
    return path


@posix
def test_an_interrupted_parent_process_gets_its_plan_and_leaves_nothing(tmp_path: Path) -> None:
    body = """
        outcome = solve(model, SolveOptions(), progress=said)
        sys.stdout.write(f"{outcome.status} {outcome.objective}\\n")
    """
    with subprocess.Popen(
        [sys.executable, str(program(tmp_path, body))],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "going\n"
        os.killpg(parent.pid, signal.SIGINT)
        rest = parent.stdout.read().splitlines()
    assert parent.returncode == 0
    assert rest[-1].startswith("interrupted 1")
    assert list(tmp_path.glob("consolidate-solve-*")) == []


@posix
def test_the_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, str(program(tmp_path, "solve(model, SolveOptions(), progress=said)"))],
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "going\n"
        assert len(list(tmp_path.glob("consolidate-solve-*"))) == 1
        parent.kill()
        parent.stdout.read()
    # The abandoned child removes its folder as the last thing that it does.
    deadline = time.monotonic() + 10.0
    while list(tmp_path.glob("consolidate-solve-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(tmp_path.glob("consolidate-solve-*")) == []


def test_no_folder_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    solve(dense([2, 3, 1], [5, 4, 3], -np.inf, 5), SolveOptions())

    def fail(_: Progress) -> None:
        message = "from the progress display"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="progress display"):
        solve(hard(), SolveOptions(), progress=fail)
    assert list(tmp_path.iterdir()) == []
