"""Do many independent pieces of work in worker processes; what comes back does not depend on how many.

Each worker is a fresh process (spawned, never forked: a forked copy of a process that has solved can hang for
ever) that does one piece at a time. Pieces are handed out in their order to whoever is free, and answers are
returned in that order too. A worker that dies takes nobody along: its piece is tried once more in a new one,
and is then an answer of its own (`Broken`); so is the piece of one that hangs, where there is a limit.

No process outlives the call, however it ends. A worker ends as soon as the pipe on which it is given work
closes, even while it works, and its solver ends with it (see `optimizer.model.process`); so they end when
this process is killed, too. Workers ignore Ctrl-C: this process decides.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from optimizer.analysis.worker import FOLDER_PREFIX, Broken, attempt, serve
from optimizer.errors import UsageError

__all__ = ["Broken", "default_workers", "each"]

Task = TypeVar("Task")
Answer = TypeVar("Answer")

ATTEMPTS = 2
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_ENDING_SECONDS = 5.0
_REMOVING_SECONDS = 3.0


def default_workers() -> int:
    """Return the number of cores that this process may use."""
    allowed: Callable[[int], set[int]] | None = getattr(os, "sched_getaffinity", None)  # not everywhere
    return (os.cpu_count() or 1) if allowed is None else len(allowed(0))


def each(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    *,
    workers: int | None = None,
    finished: Callable[[int, Answer | Broken], None] | None = None,
    apart: bool = False,
    limit_seconds: float = math.inf,
) -> list[Answer | Broken]:
    """Return what `work` makes of each task, in the order of the tasks.

    A worker loads the main program's file anew: a script that calls this guards its start by
    `if __name__ == "__main__":`.

    Args:
        work: a function of a module (not a lambda or a closure), so that a worker can import it; tasks and
            answers are plain values.
        tasks: what to work on.
        workers: number of processes; None for one a core. With one (or one task) all is done in this process.
        finished: told the place of each task and its answer as soon as it has one, in this thread.
        apart: a single worker is a process of its own, too: nothing that breaks down ends this one.
        limit_seconds: a worker that is busy with one task for longer has hung, and is ended. What is done in
            this process has no limit.

    Returns:
        The answers. `Broken` stands where the work raised what it should not, or where two workers died of
        it or hung.

    Raises:
        UsageError: where the number of workers makes no sense.
        InterruptedRun: where the user stopped the work that was done in this process.
        KeyboardInterrupt: where the user stopped the workers.
    """
    if workers is not None and workers < 1:
        message = f"The number of workers must be 1 or more, not {workers}."
        raise UsageError(message)
    count = min(default_workers() if workers is None else workers, len(tasks))
    told = finished or _nobody
    if not tasks or (count == 1 and not apart):
        answers: list[Answer | Broken] = []
        for place, task in enumerate(tasks):
            answers.append(attempt(work, task))
            told(place, answers[-1])
        return answers
    with _private_folder() as folder:
        return _Crew(work, tasks, count, folder, limit_seconds).answers(told)


def _nobody(place: int, answer: object) -> None:
    """Be told, and do nothing."""


@dataclass(slots=True)
class _Worker(Generic[Task]):
    """A process, the pipes to and from it, the place of the task that it works on, and since when."""

    process: SpawnProcess
    orders: Connection
    answers: Connection
    place: int | None = None
    since: float = 0.0
    hung: bool = False

    def give(self, place: int, task: Task) -> None:
        self.place, self.since = place, time.monotonic()
        # Where it has died already, waiting for its answer will show it.
        with suppress(OSError):
            self.orders.send(task)


@dataclass(slots=True)
class _Crew(Generic[Task, Answer]):
    """The workers and what is still to be done."""

    work: Callable[[Task], Answer]
    tasks: Sequence[Task]
    count: int
    folder: str
    limit_seconds: float
    waiting: list[int] = field(init=False)
    tries: dict[int, int] = field(default_factory=dict)
    found: dict[int, Answer | Broken] = field(default_factory=dict)
    workers: list[_Worker[Task]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting = list(reversed(range(len(self.tasks))))

    def answers(self, told: Callable[[int, Answer | Broken], None]) -> list[Answer | Broken]:
        try:
            while len(self.found) < len(self.tasks):
                self._give_out()
                for worker in self._heard():
                    place, answer = self._take(worker)
                    if answer is not None:
                        self.found[place] = answer
                        told(place, answer)
        finally:
            self._end()
        return [self.found[place] for place in range(len(self.tasks))]

    def _give_out(self) -> None:
        """Keep every worker busy while there is work, and start as many as may be."""
        for worker in self.workers:
            if worker.place is None and self.waiting:
                worker.give(place := self.waiting.pop(), self.tasks[place])
        while self.waiting and len(self.workers) < self.count:
            self.workers.append(worker := self._start())
            worker.give(place := self.waiting.pop(), self.tasks[place])

    def _heard(self) -> list[_Worker[Task]]:
        busy = [worker for worker in self.workers if worker.place is not None]
        left = min(worker.since for worker in busy) + self.limit_seconds - time.monotonic()
        ready = wait([worker.answers for worker in busy], None if left == math.inf else max(0.0, left))
        for worker in busy:
            if worker.answers not in ready and time.monotonic() - worker.since > self.limit_seconds:
                worker.hung = True
                worker.process.kill()  # its pipe ends with it, and tells
        return [worker for worker in self.workers if worker.answers in ready]

    def _take(self, worker: _Worker[Task]) -> tuple[int, Answer | Broken | None]:
        """Return a worker's answer; None where it died and its task has another try."""
        assert worker.place is not None
        place, worker.place = worker.place, None
        try:
            answer: Answer | Broken = worker.answers.recv()
        except (EOFError, OSError):
            self.workers.remove(worker)
            code = _ended(worker)
            self.tries[place] = self.tries.get(place, 0) + 1
            if self.tries[place] < ATTEMPTS:
                self.waiting.append(place)
                return place, None
            if worker.hung:
                return place, Broken(
                    f"It gave no answer within {self.limit_seconds:,.0f} s, and was ended twice."
                )
            return place, Broken(f"The process that worked on it broke down twice ({_cause(code)}).")
        return place, answer

    def _start(self) -> _Worker[Task]:
        context = multiprocessing.get_context("spawn")
        # Two one-way pipes: a two-way one would be a socket.
        (their_orders, orders), (answers, their_answers) = context.Pipe(False), context.Pipe(False)
        process = context.Process(
            target=serve, args=(self.work, their_orders, their_answers, self.folder), daemon=True
        )
        with _as_workers_start():
            process.start()
        # Only the worker holds its ends now, so that its death is the end of the pipe.
        their_orders.close()
        their_answers.close()
        return _Worker(process, orders, answers)

    def _end(self) -> None:
        for worker in self.workers:
            worker.orders.close()
        for worker in self.workers:
            _ended(worker)


def _ended(worker: _Worker[Any]) -> int | None:
    """See a worker off and return its exit code; one that does not go is ended."""
    worker.orders.close()
    worker.process.join(_ENDING_SECONDS)
    if worker.process.exitcode is None:
        worker.process.kill()
        worker.process.join()
    worker.answers.close()
    return worker.process.exitcode


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


@contextmanager
def _as_workers_start() -> Iterator[None]:
    """Set what a worker takes over when it starts.

    One thread for the numerical libraries, which read that when they load; and no Ctrl-C until it ignores
    it, so that none ends it half-made (in this process it only comes later by that moment).
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    blocked = None
    if sys.platform != "win32":
        # Started with the first worker otherwise, and then it lets Ctrl-C through again.
        resource_tracker.ensure_running()
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


@contextmanager
def _private_folder() -> Iterator[str]:
    """Yield a folder for what the workers and their solvers write on the way, and remove it after them."""
    folder = tempfile.mkdtemp(prefix=FOLDER_PREFIX)
    try:
        yield folder
    finally:
        # A solver that has lost its worker takes a moment to notice, and may still write until then.
        deadline = time.monotonic() + _REMOVING_SECONDS
        while os.path.lexists(folder):
            shutil.rmtree(folder, ignore_errors=True)
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
