"""Many pieces of work in worker processes: the order of answers, workers that die, and no process left."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.analysis.parallel import Broken, default_workers, each
from optimizer.errors import InterruptedRun, UsageError
from tests.analysis import work
from tests.analysis.processes import ROOT, Working

SQUARES = [0, 1, 4, 9, 16, 25, 36, 49]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_the_order_of_the_tasks(workers: int) -> None:
    told: dict[int, object] = {}
    order: list[int] = []

    def finished(place: int, answer: object) -> None:
        told[place] = answer
        order.append(place)

    assert each(work.square, range(8), workers=workers, finished=finished) == SQUARES
    assert [told[place] for place in range(8)] == SQUARES
    if workers > 1:
        assert order != sorted(order)  # or the order of the answers would be nobody's merit


def test_work_is_done_by_as_many_processes_as_asked_for_with_one_thread_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    found = each(work.where, range(4), workers=2)
    processes = {one[0] for one in found if not isinstance(one, Broken)}
    assert len(processes) == 2
    assert os.getpid() not in processes
    assert {one[1] for one in found if not isinstance(one, Broken)} == {"1"}
    assert "OMP_NUM_THREADS" not in os.environ
    [folder] = {Path(one[2]) for one in found if not isinstance(one, Broken)}
    assert folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []  # and it is gone
    [alone] = each(work.where, range(1), workers=2)
    assert not isinstance(alone, Broken)
    assert alone[0] == os.getpid()


@pytest.mark.parametrize(
    ("bad", "words"), [(work.stubborn, "exit code 3"), (work.killed_at_2, "SIGKILL")], ids=["exit", "kill"]
)
@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_worker_that_dies_is_an_answer_and_the_others_go_on(bad: object, words: str) -> None:
    found = each(bad, range(5), workers=2)  # type: ignore[arg-type]
    assert found[:2] + found[3:] == [0, 1, 9, 16]
    assert found[2] == Broken(f"The process that worked on it broke down twice ({words}).")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_hangs_is_ended_and_the_others_go_on(workers: int) -> None:
    began = time.monotonic()
    found = each(work.hangs_at_2, range(5), workers=workers, apart=True, limit_seconds=4.0)
    assert found[:2] + found[3:] == [0, 1, 9, 16]
    assert found[2] == Broken("It gave no answer within 4 s, and was ended twice.")
    assert time.monotonic() - began >= 8.0


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_a_single_worker_may_be_a_process_of_its_own() -> None:
    assert each(work.who, range(1), workers=1) == [os.getpid()]
    [other] = each(work.who, range(1), workers=1, apart=True)
    assert isinstance(other, int)
    assert other != os.getpid()
    found = each(work.killed_at_2, range(4), workers=1, apart=True)
    assert found == [0, 1, Broken("The process that worked on it broke down twice (SIGKILL)."), 9]


def test_a_task_whose_worker_died_is_tried_once_more(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a", "b", "c")]
    assert each(work.once, paths, workers=2) == ["done"] * 3


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_inside_is_an_answer(workers: int) -> None:
    found = each(work.wrong, range(4), workers=workers)
    assert found == [0, 1, Broken("The program failed inside (ValueError: two is too much)."), 9]


def test_an_answer_that_cannot_be_sent_is_said_to_be_so() -> None:
    found = each(work.unsendable, range(4), workers=2)
    assert found[:2] + found[3:] == [0, 1, 9]
    assert isinstance(found[2], Broken)
    assert found[2].message.startswith("The answer cannot be sent (")


def interrupted(number: int) -> int:
    message = "stopped"
    raise InterruptedRun(message)


def test_an_interruption_in_this_process_ends_everything() -> None:
    with pytest.raises(InterruptedRun):
        each(interrupted, range(3), workers=1)


def test_no_task_no_worker() -> None:
    assert each(work.square, [], workers=4) == []


def test_a_number_of_workers_that_makes_no_sense() -> None:
    with pytest.raises(UsageError, match="must be 1 or more, not 0"):
        each(work.square, range(3), workers=0)


def test_all_cores_unless_told_otherwise() -> None:
    assert 1 <= default_workers() <= (os.cpu_count() or 1)


SOLVING = """
import sys
from optimizer.analysis.parallel import each
from optimizer.analysis.solving import Question, solved
from optimizer.case import load_case, load_sets
from optimizer.cli.signals import end_like_ctrl_c
from optimizer.plan.facts import RunOptions

if __name__ == "__main__":
    end_like_ctrl_c()
    loaded = load_case(sys.argv[1])
    policies = load_sets(sys.argv[1], ["base"], loaded.case).policies
    options = [RunOptions(seed=seed, second_opinion_seconds=0) for seed in range(8)]
    each(solved, [Question(loaded.case, policies, one) for one in options], workers=2)
"""
"""Eight searches of some ten seconds each, by two workers."""


@pytest.fixture
def working(tmp_path: Path) -> Iterator[Working]:
    program = tmp_path / "program.py"
    program.write_text(SOLVING, encoding="utf-8")
    one = Working(tmp_path, str(program), str(ROOT / "examples" / "cambridge_3c"))
    yield one
    one.process.kill()
    one.process.communicate()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    ("number", "to_all"),
    [
        (signal.SIGINT, True),  # as from a terminal
        pytest.param(signal.SIGTERM, False, marks=pytest.mark.long),
        (signal.SIGKILL, False),
    ],
    ids=["ctrl_c", "sigterm", "sigkill"],
)
def test_however_it_ends_it_leaves_no_process_and_no_file(
    working: Working, number: int, to_all: bool
) -> None:
    working.wait_for_two_solvers()
    (os.killpg if to_all else os.kill)(working.process.pid, number)
    _, errors = working.process.communicate(timeout=60)
    assert working.process.returncode != 0
    if number == signal.SIGINT:
        assert errors.count("Traceback") <= 1  # of this program, none of its workers
        assert errors.rstrip().endswith("KeyboardInterrupt")
    working.assert_nothing_is_left()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_a_worker_that_is_killed_takes_its_solver_along(working: Working) -> None:
    working.wait_for_two_solvers()
    [first, second] = [process for process, command in working.others().items() if b"spawn_main" in command]
    before = set(working.solvers())
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(before & set(working.solvers())) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(before & set(working.solvers())) == 1
    assert second in working.others()
    working.wait_for_two_solvers()  # a new worker has taken its place


STARTING = """
import os
from optimizer.analysis.parallel import each
from tests.analysis.work import square

if __name__ == "__main__":
    os.write(1, b"starting\\n")
    print(each(square, range(4), workers=2))
else:
    os.write(1, b"loading\\n")  # in a worker that does not yet ignore anything
    import time
    time.sleep(2)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")
def test_ctrl_c_while_workers_start_is_the_parents_alone(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(STARTING, encoding="utf-8")
    working = Working(tmp_path, str(program), out=subprocess.PIPE)
    assert working.process.stdout is not None
    heard = [working.process.stdout.readline() for _ in range(3)]
    assert heard == ["starting\n", "loading\n", "loading\n"]
    os.killpg(working.process.pid, signal.SIGINT)
    _, errors = working.process.communicate(timeout=60)
    assert working.process.returncode != 0
    assert errors.count("Traceback") == 1
    assert "spawn_main" not in errors
    working.assert_nothing_is_left()
