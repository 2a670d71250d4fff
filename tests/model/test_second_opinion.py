"""What a second solver may and may not say: honest answers of SCIP, and every lie and breakdown by stubs."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.errors import InterruptedRun
from optimizer.model import process, second_opinion
from optimizer.model.matrix import MatrixModel
from optimizer.model.second_opinion import (
    SecondOpinion,
    SecondVerdict,
    ask_about_bound,
    ask_about_infeasible,
)
from tests.model.test_solve import dense, hard

Play = Callable[..., SecondOpinion]


def knapsack() -> MatrixModel:
    """Maximise 5a + 4b + 3c with 2a + 3b + c <= 5, binaries: 9 at a = b = 1."""
    return dense([2, 3, 1], [5, 4, 3], -np.inf, 5)


def test_a_true_bound_is_confirmed() -> None:
    found = ask_about_bound(knapsack(), 9.0, 0.001, 10.0)
    assert (found.verdict, found.values, found.objective) == (SecondVerdict.CONFIRMED, None, None)
    assert found.solver_name == "SCIP"
    assert "PySCIPOpt" in found.solver_version
    assert found.limit_seconds == 10.0


def test_a_bound_that_is_too_low_is_refuted_by_a_point() -> None:
    found = ask_about_bound(knapsack(), 8.0, 0.001, 10.0)
    assert (found.verdict, found.objective) == (SecondVerdict.REFUTED, 9.0)
    assert found.values is not None
    assert found.values.tolist() == [1.0, 1.0, 0.0]


def test_a_point_within_the_tolerance_refutes_nothing() -> None:
    assert ask_about_bound(knapsack(), 8.9995, 0.001, 10.0).verdict is SecondVerdict.CONFIRMED
    # What SCIP's own tolerance lets through is no contradiction either, however little is asked for.
    assert ask_about_bound(knapsack(), 9.0 - 1e-6, 0.0, 10.0).verdict is SecondVerdict.CONFIRMED


def test_the_objective_may_be_constant_and_rows_empty() -> None:
    model = dense([[0, 0, 0], [2, 3, 1]], [0, 0, 0], [-np.inf, 1], 5)
    assert ask_about_bound(model, 0.0, 0.001, 10.0).verdict is SecondVerdict.CONFIRMED
    assert ask_about_bound(model, -1.0, 0.001, 10.0).verdict is SecondVerdict.REFUTED
    impossible = dense([[0, 0, 0], [2, 3, 1]], [0, 0, 0], [1, 1], 5)
    assert ask_about_infeasible(impossible, 10.0).verdict is SecondVerdict.CONFIRMED


def test_infeasible_is_confirmed_or_refuted() -> None:
    assert ask_about_infeasible(dense([2, 4, 6], [5, 4, 3], 5, 5), 10.0).verdict is SecondVerdict.CONFIRMED
    found = ask_about_infeasible(knapsack(), 10.0)
    assert found.verdict is SecondVerdict.REFUTED
    assert found.values is not None
    assert knapsack().violations(found.values, 1e-6) == ()


def test_a_mixed_point_is_settled_with_its_whole_numbers_exact() -> None:
    # 3 n + y with 2 n + y <= 7.3, n whole in 0..5: n = 3 leaves y = 1.3: 10.3.
    model = dense(
        [2, 1], [3, 1], -np.inf, 7.3, upper=np.array([5.0, np.inf]), integer=np.array([True, False])
    )
    found = ask_about_bound(model, 10.2, 0.001, 10.0)
    assert found.verdict is SecondVerdict.REFUTED
    assert found.values is not None
    assert found.values.tolist() == pytest.approx([3.0, 1.3], abs=1e-9)
    assert found.values[0] == 3.0


def test_time_runs_out_without_a_verdict() -> None:
    found = ask_about_bound(hard(), 17_800.0, 0.001, 1.0)
    assert (found.verdict, found.values) == (SecondVerdict.OUT_OF_TIME, None)
    assert "in 1 s, but no proof" in found.message
    assert found.seconds < 8.0


def test_nothing_to_decide_needs_no_solver() -> None:
    none = np.zeros(0)
    empty = MatrixModel((), ("r",), none, 7.5, none, none, none, [0], none, none, [0.0], [0.0])  # type: ignore[arg-type]  # lists become arrays
    assert ask_about_bound(empty, 7.5, 0.0, 10.0).verdict is SecondVerdict.CONFIRMED


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Return a function that asks a stub child, whose body is given, about a bound of 8 of the knapsack."""

    def run(body: str, bound: float | None = 8.0) -> SecondOpinion:
        head = """
            import json, os, pathlib, signal, sys, time
            import numpy as np
            folder = pathlib.Path(sys.argv[1])
            def say(values=None, **fields):
                if values is not None:
                    np.savez(folder / "values.npz", values=np.array(values, dtype=float))
                base = {"status": "found", "settled": "ok", "solver_version": "stub"}
                (folder / "result.json").write_text(json.dumps(base | fields))
        """
        path = tmp_path / "stub.py"
        path.write_text(textwrap.dedent(head) + textwrap.dedent(body), encoding="utf-8")
        monkeypatch.setattr(second_opinion, "_CHILD", path)
        if bound is None:
            return ask_about_infeasible(knapsack(), 10.0)
        return ask_about_bound(knapsack(), bound, 0.001, 10.0)

    return run


@pytest.mark.parametrize("bound", [8.0, None])
def test_an_honest_stub_is_believed(play: Play, bound: float | None) -> None:
    found = play("say([1, 1, 0])", bound)
    assert (found.verdict, found.objective) == (SecondVerdict.REFUTED, 9.0)
    assert play("say(status='infeasible')", bound).verdict is SecondVerdict.CONFIRMED


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("say([1, 1, 1])", "row r[0]"),
        ("say([1, 1, -1])", "column x[2]"),
        ("say([1, 1.00001, 0])", "not whole numbers"),
        ("say([1, 1, float('nan')])", "not numbers"),
        ("say([1, 1, float('inf')])", "not numbers"),
        ("say(settled='fractional')", "not whole numbers"),
        ("say([1, 1, 0], settled='fractional')", "not whole numbers"),
        ("say(settled='fixed_lp_failed')", "once its decisions are whole"),
        ("say()", "once its decisions are whole"),
    ],
)
@pytest.mark.parametrize("bound", [8.0, None])
def test_a_lying_point_neither_refutes_nor_confirms(
    play: Play, body: str, words: str, bound: float | None
) -> None:
    found = play(body, bound)
    assert (found.verdict, found.values, found.objective) == (SecondVerdict.NOT_REFUTED, None, None)
    assert words in found.message
    assert "SCIP that errs" in found.message


@pytest.mark.parametrize("values", [[1, 0, 1], [0, 0, 0]])
def test_a_point_that_is_not_better_refutes_nothing(play: Play, values: list[int]) -> None:
    found = play(f"say({values})")
    assert found.verdict is SecondVerdict.NOT_REFUTED
    assert "not more than the bound" in found.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("os._exit(7)", "exit code 7"),
        ("sys.exit(3)", "pip install consolidate[second-opinion]"),
        ("raise OSError('disk is full')", "disk is full"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "broke down"),
        ("say([1, 1, 0]); os._exit(7)", "exit code 7"),
        ("say(status='infeasible'); os.kill(os.getpid(), signal.SIGKILL)", "broke down"),
        ("pass", "cannot be read"),
        ("(folder / 'result.json').write_text('{\"status\": \"infeas')", "cannot be read"),
        ("(folder / 'result.json').write_text('[\"infeasible\"]')", "cannot be read"),
        ("(folder / 'result.json').write_text('{\"status\": \"infeasible\"}')", "cannot be read"),
        ("(folder / 'result.json').write_bytes(b'\\xff\\xfe')", "cannot be read"),
        ("say([1, 1])", "cannot be read"),
        ("say([1, 1, 0]); (folder / 'values.npz').write_bytes(b'PK')", "cannot be read"),
        ("say(status='certainly')", "certainly"),
        ("say(status='error', verdict='no memory for names')", "no memory for names"),
        ("say(status='out_of_memory')", "out_of_memory"),
        ("say([1, 1, 0], status='infeasible')", "contradicts itself"),
    ],
)
@pytest.mark.parametrize("bound", [8.0, None])
def test_a_breakdown_or_garbage_says_nothing(play: Play, body: str, words: str, bound: float | None) -> None:
    found = play(body, bound)
    assert (found.verdict, found.values, found.objective) == (SecondVerdict.UNAVAILABLE, None, None)
    assert words in found.message


def test_a_hang_says_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SILENCE_SECONDS", 1.0)
    found = play("time.sleep(60)")
    assert found.verdict is SecondVerdict.UNAVAILABLE
    assert "long after it should have" in found.message
    assert found.seconds < 6.0


def test_a_stop_on_the_clock_counts_as_the_time_limit(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process._Watch, "should_stop", lambda self: not self.stop_asked)
    assert play("sys.stdin.readline(); say(status='interrupted')").verdict is SecondVerdict.OUT_OF_TIME


def _press_ctrl_c(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    presses = iter(range(times))

    def pressed(_: Any) -> bool:
        if next(presses, None) is not None:
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr(process._Watch, "should_stop", pressed)


def test_ctrl_c_ends_the_question_and_not_the_run(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    _press_ctrl_c(monkeypatch, 1)
    found = play("sys.stdin.readline(); say(status='interrupted')")
    assert found.verdict is SecondVerdict.NOT_REFUTED
    assert "stopped, as asked" in found.message


def test_a_second_ctrl_c_ends_the_run(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    _press_ctrl_c(monkeypatch, 2)
    with pytest.raises(InterruptedRun):
        play("time.sleep(60)")
