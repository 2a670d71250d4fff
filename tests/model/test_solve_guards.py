"""Every way in which a solver's process can lie, break or hang, played by stub programs."""

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer.model import process
from optimizer.model import solve as solve_module
from optimizer.model.matrix import MatrixModel
from optimizer.model.solve import Outcome, SolveOptions, SolveStatus, solve

Play = Callable[..., Outcome]


def knapsack() -> MatrixModel:
    """Maximise 5a + 4b + 3c with 2a + 3b + c <= 5, binaries: 9 at a = b = 1."""
    return MatrixModel(
        column_names=("a", "b", "c"),
        row_names=("budget",),
        objective=np.array([5.0, 4.0, 3.0]),
        objective_constant=0.0,
        column_lower=np.zeros(3),
        column_upper=np.ones(3),
        integer=np.ones(3),
        matrix_start=np.arange(4),
        matrix_index=np.zeros(3),
        matrix_value=np.array([2.0, 3.0, 1.0]),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([5.0]),
    )


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Return a function that solves the knapsack with a stub child whose body is given."""

    def run(body: str, options: SolveOptions | None = None, **known: Any) -> Outcome:
        head = """
            import json, os, pathlib, signal, sys, time
            import numpy as np
            folder = pathlib.Path(sys.argv[1])
            def say(values=None, **fields):
                if values is not None:
                    np.savez(folder / "values.npz", values=np.array(values, dtype=float))
                base = {"status": "optimal", "bound": 9.0, "settled": "ok", "solver_version": "stub"}
                (folder / "result.json").write_text(json.dumps(base | fields))
        """
        path = tmp_path / "stub.py"
        path.write_text(textwrap.dedent(head) + textwrap.dedent(body), encoding="utf-8")
        monkeypatch.setattr(solve_module, "_CHILD", path)
        return solve(knapsack(), options or SolveOptions(), **known)

    return run


def test_an_honest_child_is_believed(play: Play) -> None:
    outcome = play("say([1, 1, 0])", known_objective=0.0)
    assert (outcome.status, outcome.objective, outcome.bound) == (SolveStatus.OPTIMAL, 9.0, 9.0)
    assert outcome.solver_version == "stub"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("say([1, 1, 0], bound=None)", "no bound"),
        ("say([1, 0, 1])", "9.0 and its plan 8.0"),
        ("say([1, 1, 0], bound=9.01)", "asked gap"),
        ("say([1, 1, 0], bound=8.9)", "Refuted bound"),
        ("say([1, 1, 0], bound=8.9, status='time_limit')", "Refuted bound"),
        ("say([1, 1, 1], bound=12.0)", "row budget"),
        ("say([1, 1, 1], bound=12.0, status='time_limit')", "row budget"),
        ("say([1, 1.0001, 0])", "whole numbers"),
        ("say([1, 1, -1], bound=6.0)", "column c"),
        ("say([1, 1, float('nan')])", "not numbers"),
        ("say([1, 1, float('inf')])", "not numbers"),
        ("say([1, 1])", "cannot be read"),
        ("say(None)", "no plan"),
        ("say(None, status='feasible')", "no plan"),
        ("say(None, settled='fractional')", "neither yes nor no"),
        ("say(None, settled='fixed_lp_failed')", "breaks a rule"),
        ("say(None, status='unbounded')", "no limit"),
        ("say(None, status='error', verdict='kSolveError')", "kSolveError"),
        ("say(None, status='certainly')", "certainly"),
        ("say([1, 1, 0], bound=float('nan'))", "NaN"),
        ("say([1, 1, 0], bound=float('inf'))", "Infinity"),
        ("say([1, 1, 0], bound='nine')", "cannot be read"),
        ("(folder / 'result.json').write_text('{\"status\": \"opt')", "cannot be read"),
        ("(folder / 'result.json').write_text('[]')", "cannot be read"),
        ("pass", "cannot be read"),
        ("say([1, 1, 0]); (folder / 'values.npz').write_bytes(b'PK')", "cannot be read"),
    ],
)
def test_an_answer_that_cannot_be_believed_is_an_error(play: Play, body: str, words: str) -> None:
    outcome = play(body)
    assert (outcome.status, outcome.values, outcome.objective) == (SolveStatus.ERROR, None, None)
    assert words in outcome.message


def test_a_gap_within_what_was_asked_is_accepted(play: Play) -> None:
    outcome = play("say([1, 0, 1])", SolveOptions(gap=1.0))
    assert (outcome.status, outcome.objective, outcome.bound) == (SolveStatus.OPTIMAL, 8.0, 9.0)


def test_a_bound_below_a_known_objective_is_refuted(play: Play) -> None:
    outcome = play("say([1, 0, 1], bound=8.0)", known_objective=8.5)
    assert outcome.status is SolveStatus.ERROR
    assert "Refuted bound" in outcome.message


@pytest.mark.parametrize(
    "known", [{"known_feasible": True}, {"known_objective": 0.0}, {"start": np.zeros(3)}]
)
@pytest.mark.parametrize("word", ["infeasible", "unbounded_or_infeasible"])
def test_infeasible_is_refuted_by_a_known_plan(play: Play, known: dict[str, Any], word: str) -> None:
    outcome = play(f"say(None, status={word!r}, bound=None)", **known)
    assert outcome.status is SolveStatus.ERROR
    assert "a known plan does" in outcome.message


def test_a_start_that_breaks_a_row_proves_nothing(play: Play) -> None:
    outcome = play("say(None, status='infeasible', bound=None)", start=np.ones(3))
    assert outcome.status is SolveStatus.INFEASIBLE


def test_a_better_start_refutes_the_bound(play: Play) -> None:
    outcome = play("say([1, 0, 1], bound=8.0)", start=np.array([1.0, 1.0, 0.0]))
    assert outcome.status is SolveStatus.ERROR
    assert "9.0" in outcome.message


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("os._exit(3)", SolveStatus.CRASHED, "exit code 3"),
        ("raise OSError('disk is full')", SolveStatus.CRASHED, "disk is full"),
        ("raise MemoryError", SolveStatus.OUT_OF_MEMORY, "memory"),
        (
            "sys.stderr.write('std::bad_alloc'); sys.stderr.flush(); os.abort()",
            SolveStatus.OUT_OF_MEMORY,
            "memory",
        ),
        ("os.kill(os.getpid(), signal.SIGSEGV)", SolveStatus.CRASHED, "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", SolveStatus.CRASHED, "lack of memory"),
        ("say([1, 1, 0]); os.kill(os.getpid(), signal.SIGSEGV)", SolveStatus.CRASHED, "SIGSEGV"),
        ("say(None, status='out_of_memory', bound=None)", SolveStatus.OUT_OF_MEMORY, "memory"),
    ],
)
def test_a_child_that_breaks_down(play: Play, body: str, status: SolveStatus, words: str) -> None:
    outcome = play(body)
    assert (outcome.status, outcome.values) == (status, None)
    assert words in outcome.message


@pytest.mark.parametrize("body", ["time.sleep(60)", "os.close(1); time.sleep(0.2); say([1, 1, 0])"])
def test_silence_is_a_hang_but_a_closed_output_is_not(
    play: Play, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setattr(process, "SILENCE_SECONDS", 1.0)
    outcome = play(body)
    expected = SolveStatus.HUNG if "60" in body else SolveStatus.OPTIMAL
    assert outcome.status is expected
    assert outcome.wall_seconds < 5.0


def test_signs_of_life_keep_a_silent_solver_alive(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "SILENCE_SECONDS", 1.0)
    beats = """
        for _ in range(8):
            sys.stdout.write('{"event": "beat"}\\n'); sys.stdout.flush(); time.sleep(0.25)
        say([1, 1, 0])
    """
    assert play(beats).status is SolveStatus.OPTIMAL


def test_the_watchdog_asks_before_it_ends_a_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(process.time, "monotonic", lambda: now[0])
    watch = process._Watch(100.0)
    answers = []
    for now[0] in (100.0, 116.0, 179.0, 181.0):
        watch.heard = now[0]
        answers.append((watch.should_stop(), watch.is_hung()))
    assert answers == [(False, False), (True, False), (True, False), (True, True)]
    without = process._Watch(None)
    now[0] += 599.0
    assert not without.is_hung()
    now[0] += 2.0
    assert without.is_hung()
    assert not without.should_stop()


def test_a_stop_on_the_clock_counts_as_the_time_limit(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process._Watch, "should_stop", lambda self: not self.stop_asked)
    outcome = play(
        "sys.stdin.readline(); say([1, 0, 1], status='interrupted')", SolveOptions(time_limit_seconds=1.0)
    )
    assert (outcome.status, outcome.objective) == (SolveStatus.TIME_LIMIT, 8.0)


def test_a_second_ctrl_c_ends_the_child(play: Play) -> None:
    def press(_: object) -> None:
        raise KeyboardInterrupt

    lines = """
        for _ in range(2):
            sys.stdout.write('{"event": "progress", "seconds": 1.0}\\n'); sys.stdout.flush()
        time.sleep(60)
    """
    outcome = play(lines, progress=press)
    assert (outcome.status, outcome.values) == (SolveStatus.INTERRUPTED, None)
    assert outcome.wall_seconds < 5.0


def test_noise_on_the_channel_is_ignored(play: Play) -> None:
    heard: list[object] = []
    noise = """
        sys.stdout.write('Coin0506I Presolve\\n[1]\\n{"event": "progress", "seconds": "soon"}\\n')
        sys.stdout.flush()
        say([1, 1, 0])
    """
    assert play(noise, progress=heard.append).status is SolveStatus.OPTIMAL
    assert heard == []
