"""Pieces of work for the tests of workers, in a module that a worker can import."""

import os
import signal
import time
from pathlib import Path


def square(number: int) -> int:
    """Return the square; small numbers take longest, so that later ones overtake them."""
    time.sleep(0.02 * max(0, 5 - number))
    return number * number


def stubborn(number: int) -> int:
    """Return the square, but take the worker down at 2, always."""
    if number == 2:
        os._exit(3)
    return number * number


def killed_at_2(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def hangs_at_2(number: int) -> int:
    """Return the square, but never at 2, and be deaf to polite requests there."""
    while number == 2:
        time.sleep(1)
    return number * number


def who(number: int) -> int:
    return os.getpid()


def once(path: str) -> str:
    """Take the worker down the first time; the second time the file is there."""
    if Path(path).exists():
        return "done"
    Path(path).write_text("tried", encoding="utf-8")
    os._exit(3)


def wrong(number: int) -> int:
    if number == 2:
        message = "two is too much"
        raise ValueError(message)
    return number * number


def unsendable(number: int) -> object:
    return (lambda: number) if number == 2 else number * number


def where(number: int) -> tuple[int, str | None, str]:
    """Return the process, its limit of threads, and its folder for temporary files."""
    import tempfile

    time.sleep(0.2)
    return os.getpid(), os.environ.get("OMP_NUM_THREADS"), tempfile.gettempdir()
