"""Ctrl-C once and twice, SIGTERM and a kill, on a real process that has a real search to do."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from optimizer.cli import signals

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")

ROOT = Path(__file__).resolve().parents[2]
SEARCHING_SECONDS = 60.0
ORPHAN_SECONDS = 5.0

WATCHED = """
import sys
from optimizer import pipeline
honest = pipeline.solve

def solve(*given, progress=None, **options):
    def tell(message):
        if message.objective is not None:
            print("searching", file=sys.stderr, flush=True)
    return honest(*given, progress=tell, **options)

pipeline.solve = solve
from optimizer.cli import main
sys.argv[0] = "consolidate"
main()
"""
"""The command as it is, but it says when the search has a plan, so that no test has to guess."""


class Solving:
    """A process that solves a case which takes some ten seconds, in a folder of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.temporary = folder, folder / "temporary"
        self.temporary.mkdir()
        words = ("solve", str(ROOT / "examples" / "cambridge_3c"), "-o", "out", *options)
        self.process = subprocess.Popen(
            [sys.executable, "-c", WATCHED, *words],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait_for_the_search(self) -> None:
        """Wait until there is a plan that could be kept."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if line == "searching\n":
                return
        message = f"the command ended before it searched ({self.process.wait()})"
        raise AssertionError(message)

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Wait for the end; return the code and the last line on stderr that is no word about the search."""
        _, errors = self.process.communicate(timeout=SEARCHING_SECONDS)
        said = [line for line in errors.splitlines() if line != "searching"]
        return self.process.returncode, said[-1] if said else ""

    def solvers(self) -> list[int]:
        """Return the processes that run a solver for this one; each has its folder in ours."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = path.read_bytes()
            except OSError:
                continue
            if str(self.temporary).encode() in command:
                found.append(int(path.parent.name))
        return found

    def assert_no_orphan(self) -> None:
        deadline = time.monotonic() + ORPHAN_SECONDS
        while (self.solvers() or list(self.temporary.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.solvers() == []
        assert list(self.temporary.iterdir()) == []

    def assert_nothing_is_written(self) -> None:
        assert {path.name for path in self.folder.iterdir()} == {"temporary"}

    def assert_the_plan_is_kept(self) -> None:
        assert {path.name for path in self.folder.iterdir()} == {"temporary", "out"}
        manifest = json.loads((self.folder / "out" / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["result"]["status"] == "interrupted"
        assert manifest["result"]["exit_code"] == 130
        assert manifest["reproducible"] is False
        for name in manifest["files"]:
            assert (self.folder / "out" / name).is_file()


@pytest.fixture
def solving(tmp_path: Path) -> Iterator[Solving]:
    one = Solving(tmp_path, "-c", "base")
    yield one
    one.process.kill()
    one.process.communicate()


needs_proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "sigterm"])
def test_once_keeps_the_best_plan(solving: Solving, number: int) -> None:
    solving.wait_for_the_search()
    assert len(solving.solvers()) == 1  # or what follows could not fail
    solving.send(number)
    assert solving.end()[0] == 130
    solving.assert_the_plan_is_kept()
    solving.assert_no_orphan()


@needs_proc
def test_sigterm_to_every_process_of_a_service_keeps_the_best_plan(solving: Solving) -> None:
    solving.wait_for_the_search()
    [solver] = solving.solvers()
    os.kill(solver, signal.SIGTERM)
    solving.send(signal.SIGTERM)
    solving.send(signal.SIGTERM)
    assert solving.end()[0] == 130
    solving.assert_the_plan_is_kept()
    solving.assert_no_orphan()


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl_c", "sigterm"])
def test_twice_ends_at_once_and_writes_nothing(solving: Solving, number: int) -> None:
    solving.wait_for_the_search()
    [solver] = solving.solvers()
    os.kill(solver, signal.SIGSTOP)  # a solver that does not hear the first request
    solving.send(number)
    time.sleep(1.5 * signals.AGAIN_SECONDS)
    assert solving.process.poll() is None
    solving.send(number)
    code, said = solving.end()
    assert (code, said) == (130, "Stopped at once, as asked; the search's plan so far is lost.")
    solving.assert_nothing_is_written()
    solving.assert_no_orphan()


@needs_proc
def test_before_the_search_writes_nothing(solving: Solving) -> None:
    time.sleep(0.5)
    solving.send(signal.SIGINT)
    code, _ = solving.end()
    assert code in {130, -signal.SIGINT}  # the second before the interpreter had started
    solving.assert_nothing_is_written()
    solving.assert_no_orphan()


@needs_proc
def test_a_process_that_is_killed_leaves_nothing_behind(solving: Solving) -> None:
    solving.wait_for_the_search()
    solving.send(signal.SIGKILL)
    solving.process.wait()
    solving.assert_nothing_is_written()
    solving.assert_no_orphan()


@pytest.fixture
def _default_sigterm() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_default_sigterm")
def test_a_request_that_comes_twice_at_once_counts_once(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(signals.time, "monotonic", lambda: clock[0])
    signals.end_like_ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    clock[0] += 0.9 * signals.AGAIN_SECONDS
    signal.raise_signal(signal.SIGTERM)
    clock[0] += signals.AGAIN_SECONDS
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.usefixtures("_default_sigterm")
def test_a_signal_that_is_ignored_on_purpose_stays_ignored() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signals.end_like_ctrl_c()
    signal.raise_signal(signal.SIGTERM)
