"""A request to end (SIGTERM) means what Ctrl-C means: the best plan so far is kept."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from optimizer.errors import InterruptedRun

AGAIN_SECONDS = 1.0
"""What comes sooner after the last request is the same request: `timeout`, for one, sends it twice, to the
process and to its group."""


def end_like_ctrl_c() -> None:
    """Let SIGTERM raise KeyboardInterrupt, in the main thread and unless it is ignored on purpose.

    On Windows nothing sends it; there it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        return
    last = -AGAIN_SECONDS

    def asked(number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.monotonic()
        before, last = last, now
        if now - before >= AGAIN_SECONDS:
            raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, asked)


@contextmanager
def noticing_a_stop() -> Iterator[Callable[[], None]]:
    """Yield what raises InterruptedRun once the user has asked to stop.

    A solver that is asked to stop while it hands over its answer answers all the same: enough for one solve,
    but whoever goes on to the next has to look between them.
    """
    asked = False

    def look() -> None:
        if asked:
            message = "Stopped as asked; nothing was written."
            raise InterruptedRun(message)

    if threading.current_thread() is not threading.main_thread():
        yield look
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def noticed(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, noticed)
    try:
        yield look
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)
