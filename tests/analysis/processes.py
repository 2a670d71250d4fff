"""A program with workers which have solvers, watched from outside."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Working:
    """A process that has workers which have solvers, all in a folder of their own."""

    def __init__(self, folder: Path, *words: str, out: int = subprocess.DEVNULL) -> None:
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, *words],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)},
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def others(self) -> dict[int, bytes]:
        """Return every other process of ours with its command: workers, solvers, and Python's own tracker."""
        wanted = f"TMPDIR={self.temporary}".encode()
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                environment, command = (path / "environ").read_bytes(), (path / "cmdline").read_bytes()
            except OSError:
                continue
            if wanted in environment and int(path.name) != self.process.pid:
                found[int(path.name)] = command
        return found

    def solvers(self) -> list[int]:
        return [process for process, command in self.others().items() if b"highs.py" in command]

    def wait_for_two_solvers(self) -> None:
        deadline = time.monotonic() + 60
        while len(self.solvers()) < 2:
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def assert_nothing_is_left(self) -> None:
        deadline = time.monotonic() + 5
        while (self.others() or list(self.temporary.iterdir())) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.others() == {}
        assert list(self.temporary.iterdir()) == []
