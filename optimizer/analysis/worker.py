"""The worker's side of `optimizer.analysis.parallel`: light to import, since it comes before everything else.

A worker reads tasks from one pipe in a thread, works on them one at a time in its main thread, and sends the
answers back through another. The end of the first pipe means that nobody wants its work any more.
"""

from __future__ import annotations

import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeVar

from optimizer.errors import InterruptedRun

Task = TypeVar("Task")
Answer = TypeVar("Answer")

FOLDER_PREFIX = "consolidate-work-"
"""Beginning of the names of the folders in which workers keep what they need on the way."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The answer where there is none: its worker died, or it raised what it should not; why, in words."""

    message: str


def attempt(work: Callable[[Task], Answer], task: Task) -> Answer | Broken:
    """Return what the work makes of the task; whatever goes wrong inside is an answer too.

    Raises:
        InterruptedRun: where the user stopped it.
    """
    try:
        return work(task)
    except InterruptedRun:
        raise
    except Exception as problem:  # One piece of work must not take the others along.
        return Broken(f"The program failed inside ({type(problem).__name__}: {problem}).")


def serve(
    work: Callable[[Task], Answer],
    orders: Connection,
    answers: Connection,
    folder: str,
) -> None:
    """Be a worker: answer every task until the pipe of orders ends, and then end at once.

    Args:
        work: what to do with a task.
        orders: pipe that gives tasks.
        answers: pipe that takes the answers.
        folder: where temporary files go; removed when the work is no longer wanted.
    """
    _leave_ctrl_c_to_the_parent()
    tempfile.tempdir = folder
    inbox: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(orders, inbox, folder), daemon=True).start()
    while True:
        answer = attempt(work, inbox.get())
        try:
            answers.send(answer)
        except OSError:
            return
        except Exception as problem:  # An answer that is no plain value cannot be sent at all.
            answers.send(Broken(f"The answer cannot be sent ({type(problem).__name__}: {problem})."))


def _listen(orders: Connection, inbox: queue.SimpleQueue[Task], folder: str) -> None:
    try:
        while True:
            inbox.put(orders.recv())
    except (EOFError, OSError):
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        # At once, in the middle of the work; a solver at work sees its parent gone and ends too.
        os._exit(1)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
