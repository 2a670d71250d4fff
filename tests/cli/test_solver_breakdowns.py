"""Whatever the solver's process does: break down, hang, run out of memory or time, or prove what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from optimizer.model import process
from optimizer.model import solve as solve_module
from tests.cli.conftest import Run
from tests.cli.solver_stubs import ALONE, MEMORY, NPV_GBP, assert_ended, program

Stub = Callable[[str], None]
EXAMPLE = Path(__file__).parents[2] / "examples" / "cambridge_3c"


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Put a program in the place of the solver's child."""
    return lambda body: monkeypatch.setattr(solve_module, "_CHILD", program(tmp_path, body))


BREAKDOWNS = {
    "exit": ("os._exit(3)", 1, "The solver's process broke down (exit code 3)."),
    "exception": ("raise OSError('disk is full')", 1, "disk is full"),
    "segmentation fault": ("os.kill(os.getpid(), signal.SIGSEGV)", 1, "broke down (SIGSEGV)."),
    "crash after its answer": ("say(*honest()); os.kill(os.getpid(), signal.SIGSEGV)", 1, "(SIGSEGV)."),
    "killed by the system": ("os.kill(os.getpid(), signal.SIGKILL)", 1, "answer to lack of memory."),
    "out of memory": ("raise MemoryError", 1, MEMORY),
    "out of memory in C++": (
        "sys.stderr.write('std::bad_alloc'); sys.stderr.flush(); os.abort()",
        *(1, MEMORY),
    ),
    "hang": ("time.sleep(60)", 1, "The solver gave no answer long after it should have, and was ended."),
    "no result": ("pass", 8, "The solver ended, but its result cannot be read"),
    "torn result": (
        "say(*honest()); (folder / 'result.json').write_text('{\"status\": \"opt')",
        *(8, "The solver ended, but its result cannot be read"),
    ),
    "torn values": (
        "say(*honest()); (folder / 'values.npz').write_bytes(b'PK')",
        *(8, "The solver ended, but its result cannot be read"),
    ),
}


@pytest.mark.parametrize("kind", BREAKDOWNS)
def test_no_breakdown_is_published(
    run: Run, case: Path, stub: Stub, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SILENCE_SECONDS", 5.0)
    body, code, words = BREAKDOWNS[kind]
    stub(body)
    assert_ended(run("solve", case, "-o", "out", *ALONE), code, words)


DOING_NOTHING = """
if integer.any() and {when}:
    say(
        {{"status": "optimal", "bound": 0.0, "settled": "ok", "solver_version": "stub"}},
        np.load(folder / "start.npz")["values"],
    )
else:
    honest()
"""
"""Hand the start back as optimal: business as usual at first, with nothing that contradicts it."""


def test_a_wrong_proof_that_only_a_second_solver_can_find_is_put_right(
    run: Run, case: Path, stub: Stub
) -> None:
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")
    stub(DOING_NOTHING.format(when="options['presolve']"))
    ended = run("solve", case, "-o", "out")
    assert_ended(ended, 0, "Warning: The first answer was refuted and is not used.")
    found: dict[str, Any] = json.loads(Path("out", "manifest.json").read_text(encoding="utf-8"))["result"]
    assert found["npv_saving_gbp"] == NPV_GBP
    assert (found["answer"], found["second_opinion"]) == ("second try, as the first was refuted", "confirmed")


def test_a_wrong_proof_that_is_repeated_is_not_published(run: Run, case: Path, stub: Stub) -> None:
    pytest.importorskip("pyscipopt", reason="PySCIPOpt has no wheel for this platform")
    stub(DOING_NOTHING.format(when="True"))
    ended = run("solve", case, "-o", "out")
    assert_ended(ended, 8, "A second try brought no proof either: Refuted bound: ")
    answers = json.loads(Path("out", "answers.json").read_text(encoding="utf-8"))
    assert answers["first"]["bound_thousand_gbp"] == 0.0
    assert answers["second"]["reached_gbp_by_referee"] > 1
    assert answers["second_try"]["first"]["status"] == "error"


def test_a_real_time_limit_with_a_plan(run: Run) -> None:
    ended = run("solve", EXAMPLE, "--time-limit", "0.5", "-o", "out")
    assert_ended(ended, 5, "Not proved: the time limit was reached")
    assert "Second opinion: not asked." in ended.stdout


def test_a_real_time_limit_without_a_plan(run: Run, tmp_path: Path) -> None:
    required = '[policy.must]\nkind = "pool_required"\nservice = "ict"\nreason = "They want it."\n'
    (tmp_path / "must.toml").write_text(required, encoding="utf-8")
    ended = run("solve", EXAMPLE, "-c", "must.toml", "--time-limit", "0.1", "-o", "out")
    assert_ended(ended, 6, "The time limit was reached before a plan was found. Give it more time with")
