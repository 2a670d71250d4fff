"""A request to end (SIGTERM) means what Ctrl-C means: the best plan so far is kept."""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

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
