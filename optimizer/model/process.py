"""Run the solver's child process: start it, listen to it, ask it to stop, end it whatever happens.

The solver never runs in this process: a crash, a hang or memory that runs out would take the whole engine
along, and a forked copy of a process that has solved can hang for ever. The child is therefore a fresh
program (never a fork) with pipes for requests and progress and a private folder for data.

The watchdog, in seconds since the start: with a time limit T the child is asked to stop at 1.1 T + 5 (a
solver that overlooks its own limit then still hands its plan over) and ended at 1.5 T + 30. With or without a
limit it is ended after ten minutes without a sign of life; the child gives one every few seconds, but only
while it uses the processor, so that a solver that waits for itself is found and one that thinks hard is left
alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

SILENCE_SECONDS = 600.0
_POLL_SECONDS = 0.1
_STDERR_CHARACTERS = 2000


@dataclass(frozen=True)
class Ended:
    """How the child ended.

    Attributes:
        code: exit code of the process; negative for a signal on POSIX systems.
        killed: why it was ended from outside: "" (it was not), "hung" or "interrupted".
        stop_asked: who asked it to stop: "" (nobody), "user" or "time".
        errors: the last part of what it wrote to standard error.
    """

    code: int
    killed: Literal["", "hung", "interrupted"]
    stop_asked: Literal["", "user", "time"]
    errors: str


def run_child(
    program: Path,
    folder: Path,
    time_limit_seconds: float | None,
    on_message: Callable[[dict[str, Any]], None],
) -> Ended:
    """Run `program` on `folder` until it ends; it never outlives this call.

    The first Ctrl-C (KeyboardInterrupt) asks the child to stop and goes on waiting, the second ends it. HiGHS
    reads the request within about 0.1 s in the search, but not before a linear program inside the search is
    solved.

    Args:
        program: path of the child program.
        folder: private folder with the child's input, and its output afterwards.
        time_limit_seconds: the limit that the child was given, for the watchdog; None for none.
        on_message: called in this thread with every JSON object that the child sends, except signs of life.

    Raises:
        OSError: where the process cannot be started.
    """
    errors_path = folder / "stderr.txt"
    with errors_path.open("wb") as errors:
        process = _start(program, folder, errors)
    assert process.stdout is not None
    lines: queue.Queue[bytes | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stdout, lines), daemon=True)
    reader.start()
    killed: Literal["", "hung", "interrupted"] = ""
    watch = _Watch(time_limit_seconds)
    try:
        while not killed:
            try:
                if not _take(lines, watch, on_message):
                    break
                if watch.should_stop():
                    watch.stop_asked = watch.stop_asked or "time"
                    _ask_to_stop(process)
                if watch.is_hung():
                    killed = "hung"
            except KeyboardInterrupt:
                if watch.stop_asked == "user":
                    killed = "interrupted"
                watch.stop_asked = "user"
                _ask_to_stop(process)
        if not killed:
            # Its output has ended, so it is about to; a process that closes its output and stays is a hang
            # too.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10.0)
            killed = "hung" if process.poll() is None else ""
    finally:
        _end(process, reader)
    text = errors_path.read_text(encoding="utf-8", errors="replace")
    return Ended(process.returncode, killed, watch.stop_asked, text[-_STDERR_CHARACTERS:])


class _Watch:
    """The watchdog's clock."""

    def __init__(self, limit: float | None) -> None:
        self._limit = limit
        self._began = self.heard = time.monotonic()
        self.stop_asked: Literal["", "user", "time"] = ""

    def should_stop(self) -> bool:
        spent = time.monotonic() - self._began
        return self._limit is not None and not self.stop_asked and spent > 1.1 * self._limit + 5.0

    def is_hung(self) -> bool:
        now = time.monotonic()
        late = self._limit is not None and now - self._began > 1.5 * self._limit + 30.0
        return late or now - self.heard > SILENCE_SECONDS


def _start(program: Path, folder: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    # Read by the numerical libraries when they load: one thread is all that a solve uses.
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    # A group of its own, so that a terminal's Ctrl-C reaches the parent only, which then decides.
    group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return subprocess.Popen(
        [sys.executable, "-I", str(program), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=os.environ | threads,
        **group,
    )


def _read(stream: IO[bytes], lines: queue.Queue[bytes | None]) -> None:
    try:
        for line in stream:
            lines.put(line)
    finally:
        lines.put(None)


def _take(
    lines: queue.Queue[bytes | None], watch: _Watch, on_message: Callable[[dict[str, Any]], None]
) -> bool:
    """Wait a moment for one line and pass it on; return False when the child has closed its output."""
    try:
        line = lines.get(timeout=_POLL_SECONDS)
    except queue.Empty:
        return True
    if line is None:
        return False
    try:
        message = json.loads(line)
    except ValueError:
        return True
    watch.heard = time.monotonic()
    if isinstance(message, dict) and message.get("event") != "beat":
        on_message(message)
    return True


def _ask_to_stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    # A child that has just ended no longer reads; that is no error.
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(b"stop\n")
        process.stdin.flush()


def _end(process: subprocess.Popen[bytes], reader: threading.Thread) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    if process.poll() is None:
        process.kill()
    process.wait()
    with contextlib.suppress(OSError):
        process.stdin.close()
    reader.join(timeout=5.0)
    process.stdout.close()
