"""Points that break down in their worker, in a module that a worker can import."""

import os
import signal
import time
from collections.abc import Callable

from optimizer.analysis.sweep.work import Answer, Task, answered

BAD = "0.05"


def _unless_bad(task: Task, breakdown: Callable[[], object]) -> Answer:
    if BAD in task.change.cells.values():
        breakdown()
    return answered(task)


def crash(task: Task) -> Answer:
    return _unless_bad(task, lambda: os.kill(os.getpid(), signal.SIGKILL))


def memory(task: Task) -> Answer:
    return _unless_bad(task, lambda: bytearray(1 << 60))


def _for_ever() -> None:
    while True:
        time.sleep(1)


def hang(task: Task) -> Answer:
    return _unless_bad(task, _for_ever)
