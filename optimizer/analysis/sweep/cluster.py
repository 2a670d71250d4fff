"""The points of a sweep on the workers of a Dask cluster; the ledger and the tables stay in this process.

Only text goes over the wire (`payload`). Before anything is solved, every worker has to have the same program
and packages, and one thread: what is worked on beside one another belongs in processes of their own. A worker
that dies takes nobody along, the scheduler gives its points to the others; one that hangs is started anew.

A point that broke down on every worker that tried it is `Broken`, as in `optimizer.analysis.parallel`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from optimizer.analysis.sweep.payload import (
    OTHERWISE_INSTALLED,
    base_text,
    differences,
    installed,
    point_text,
    worked_out,
)
from optimizer.analysis.sweep.work import Answer, Task
from optimizer.analysis.worker import Broken
from optimizer.errors import UsageError

ADDRESS = re.compile(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:.]+\]):\d{1,5}")
CONNECT_SECONDS = 10.0
"""How long to look for the scheduler, and then for a first worker."""

WITHOUT_WORKERS_SECONDS = 60.0
"""How long to wait for a worker once there was one."""

ATTEMPTS = 2
_AHEAD = 2  # points given out per worker, so that none waits for its next one
_LOOK_SECONDS = 1.0
_LOGGERS = (
    "distributed",
    "distributed.client",
    "distributed.core",
    "distributed.comm",
    "tornado.application",
)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Yield the cluster at an address, its workers looked at.

    Args:
        address: of the scheduler, `tcp://HOST:PORT`.

    Raises:
        UsageError: where the package `distributed` is not installed, the address is none, nothing answers
            there in time, or there are no workers or other ones than are needed.
    """
    if not ADDRESS.fullmatch(address):
        message = f"--scheduler: {address!r} is no address of a scheduler; write it as tcp://10.0.0.5:8786."
        raise UsageError(message)
    try:
        import distributed
    except ImportError as error:
        message = (
            "--scheduler needs the package distributed, which is not installed here: install the extra "
            '`cluster` (pip install "distributed>=2025.1"), or leave --scheduler out to use this computer.'
        )
        raise UsageError(message) from error
    for name in _LOGGERS:  # What matters is said here, once.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        asyncio.run(asyncio.wait_for(_knock(address), CONNECT_SECONDS))
        client = distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except TypeError as error:
        message = f"{address} needs certificates: name them in Dask's configuration (distributed.comm.tls)."
        raise UsageError(message) from error
    except (OSError, ValueError) as error:
        message = (
            f"No Dask scheduler answers at {address} (tried for {CONNECT_SECONDS:.0f} s). Start one "
            f"(dask scheduler), or look at the address. Nothing was changed."
        )
        raise UsageError(message) from error
    try:
        cluster = Cluster(client, address)
        cluster.refuse_unlike_workers()
        yield cluster
    finally:
        with suppress(Exception):  # The answers are in the ledger; how the line goes dead is no matter.
            client.close(timeout=5)


async def _knock(address: str) -> None:
    """Greet the scheduler: a client would wait without end for the answer of one that speaks otherwise."""
    from distributed import Security
    from distributed.comm import connect

    line = await connect(address, timeout=CONNECT_SECONDS, **Security().get_connection_args("client"))
    line.abort()


@dataclass(slots=True)
class _Given:
    """A point that was given out: what waits for its answer, since when, and which try it is."""

    future: Any
    since: float
    attempt: int


@dataclass(slots=True)
class Cluster:
    """A scheduler that answers."""

    client: Any
    address: str
    _given: dict[int, _Given] = field(default_factory=dict)
    _news: Event = field(default_factory=Event)
    _without_since: float | None = None

    def refuse_unlike_workers(self) -> None:
        """Look at every worker before anything is solved.

        Raises:
            UsageError: where there is none, or one of them has other versions or several threads.
        """
        try:
            self.client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            message = (
                f"The scheduler at {self.address} has no workers. Start some on each computer: "
                f"dask worker {self.address} --nworkers 4 --nthreads 1"
            )
            raise UsageError(message) from error
        here = installed()
        faults = []
        try:
            self.client.run_on_scheduler(installed)  # it reads what it hands on
        except Exception as error:  # Whatever it is, it could hand on nothing.
            faults.append(f"the scheduler cannot load this program ({error})")
        for worker, there in sorted(self._asked(self.client.run, installed, on_error="return").items()):
            if isinstance(there, Exception):
                faults.append(f"{worker} cannot run this program ({there})")
            elif told := differences(here, there):
                faults.append(f"{worker}: {told}")
        if faults:
            message = (
                "Scheduler and workers must be installed as this program is, or answers could differ: "
                f"{'; '.join(faults)}. Nothing was solved."
            )
            raise UsageError(message)
        several = [worker for worker, threads in self._workers().items() if threads > 1]
        if several:
            message = (
                f"The workers at {', '.join(sorted(several))} have several threads, and a point needs a "
                f"process of its own: start them as dask worker {self.address} --nworkers 4 --nthreads 1"
            )
            raise UsageError(message)

    def each(
        self,
        tasks: Sequence[Task],
        *,
        finished: Callable[[int, Answer | Broken], None],
        limit_seconds: float,
    ) -> None:
        """Have every point worked out, and tell the place of each and its answer as soon as it has one.

        Args:
            tasks: the points, which all start from the same.
            finished: told, in this thread.
            limit_seconds: a worker that is busy with one point for longer has hung.

        Raises:
            UsageError: where the scheduler or the last worker is gone, or a worker is not as it should be.
        """
        name = f"consolidate-{uuid.uuid4().hex}"
        # Text of the graph, so that the scheduler can hand it to a worker again whichever of them dies.
        shared = self.client.submit(str, base_text(tasks[0].base), key=f"{name}-base") if tasks else None
        waiting = [(place, 1) for place in reversed(range(len(tasks)))]
        while waiting or self._given:
            room = _AHEAD * max(1, len(self._workers())) - len(self._given)
            while waiting and room > 0:
                place, attempt = waiting.pop()
                key = f"{name}-{place}-{attempt}"
                future = self.client.submit(worked_out, shared, point_text(tasks[place]), key=key)
                future.add_done_callback(lambda _: self._news.set())
                self._given[place] = _Given(future, time.monotonic(), attempt)
                room -= 1
            self._news.wait(_LOOK_SECONDS)
            self._news.clear()
            for place, given in [(at, one) for at, one in self._given.items() if one.future.done()]:
                del self._given[place]
                found = self._answer(given)
                if found is None:
                    waiting.append((place, given.attempt + 1))
                else:
                    finished(place, found)
            self._start_anew_what_hangs(limit_seconds, finished)

    def _answer(self, given: _Given) -> Answer | Broken | None:
        """Return the answer of a point that has come to its end; None where it has another try."""
        status = given.future.status
        if status == "finished":
            found: Answer = json.loads(given.future.result())
            if found["status"] == OTHERWISE_INSTALLED:
                message = (
                    "A worker that came later is not installed as this program is, so its answers could "
                    f"differ: {found['message']}. Every point before it is kept: take the worker away, and "
                    "start the same command again."
                )
                raise UsageError(message)
            return found
        if status != "error":
            raise self._lost()
        error = given.future.exception()
        if given.attempt < ATTEMPTS and type(error).__name__ != "KilledWorker":
            return None
        if type(error).__name__ == "KilledWorker":  # the scheduler has tried it several times by then
            return Broken("Every worker that worked on it broke down.")
        return Broken(f"The cluster failed ({type(error).__name__}: {error}).")

    def _start_anew_what_hangs(
        self, limit_seconds: float, finished: Callable[[int, Answer | Broken], None]
    ) -> None:
        """Start the workers anew that work on one point for too long; after its last try it is an answer."""
        now = time.monotonic()
        late = {
            given.future.key: place
            for place, given in self._given.items()
            if now - given.since > _AHEAD * limit_seconds
        }
        if not late:
            return
        for worker, keys in self._asked(self.client.processing).items():
            there = [place for key, place in late.items() if key in keys]
            if not there:
                continue
            try:
                self.client.restart_workers([worker])
            except ValueError as error:
                message = (
                    f"The worker {worker} hangs and cannot be started anew from here, since it has no nanny. "
                    "Every point before it is kept: start the worker anew, and the same command again."
                )
                raise UsageError(message) from error
            for place in there:
                self._given[place].since = time.monotonic()
            # It works in the order in which points were given out: the others only waited for the first one.
            hung = self._given[there[0]]
            hung.attempt += 1
            if hung.attempt > ATTEMPTS:
                del self._given[there[0]]
                hung.future.cancel()
                finished(there[0], Broken(f"It gave no answer within {limit_seconds:,.0f} s, twice."))

    def _workers(self) -> Mapping[str, int]:
        """Return the threads of every worker by its address.

        Raises:
            UsageError: where the scheduler is gone, or there has been no worker for too long.
        """
        found: Mapping[str, int] = self._asked(self.client.nthreads)
        if found:
            self._without_since = None
        elif self._without_since is None:
            self._without_since = time.monotonic()
        elif time.monotonic() - self._without_since > WITHOUT_WORKERS_SECONDS:
            message = (
                f"The scheduler at {self.address} has had no worker for {WITHOUT_WORKERS_SECONDS:.0f} s. "
                "Every point that was done is kept: start workers, and the same command again."
            )
            raise UsageError(message)
        return found

    def _asked(self, question: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Ask the scheduler; raise UsageError where it is gone."""
        if self.client.status != "running":
            raise self._lost()
        try:
            return question(*given, **named)
        except (OSError, RuntimeError) as error:
            raise self._lost() from error

    def _lost(self) -> UsageError:
        message = (
            f"The scheduler at {self.address} no longer answers. Every point that was done is kept: start it "
            "and its workers anew, and the same command again."
        )
        return UsageError(message)
