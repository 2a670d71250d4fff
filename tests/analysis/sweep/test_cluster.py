"""Sweeps on a Dask cluster: the same bytes as here, whatever dies, and no worker that is another program."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from optimizer.analysis.sweep import cluster as module
from optimizer.analysis.sweep.cluster import Cluster
from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.payload import (
    OTHERWISE_INSTALLED,
    base_text,
    differences,
    installed,
    point_text,
    worked_out,
)
from optimizer.analysis.sweep.points import Changed, changed
from optimizer.analysis.sweep.sweep import Sweep, Swept, prepared, swept
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.sweep.work import Task, answered
from optimizer.analysis.worker import Broken
from optimizer.errors import UsageError
from optimizer.plan.facts import RunOptions
from tests.analysis.sweep.clusters import LocalCluster
from tests.builders import CASES

RATES = """
[[vary]]
path = "case.discount_rate"
low = 0.01
high = 0.06
steps = 6

[design]
kind = "grid"
"""

EVERY_KIND = """
[[vary]]
path = "joining.join_gbp[*,*]"
percent = [-50]

[[vary]]
path = "policy.one_off_pot.pot"
values = ["tight"]

[[vary]]
path = "set"
values = ["alone"]

[design]
kind = "one_at_a_time"

[solve]
gap_gbp = 2.5
"""
ALONE = '[policy.none]\nkind = "pool_forbidden"\nservice = "ICT"\nreason = "Für den Test."\n'


def asked(folder: Path, text: str, sets: tuple[str, ...] = ()) -> Sweep:
    case = folder / "golden"
    if not case.exists():
        shutil.copytree(CASES / "golden", case)
        (case / "sweeps").mkdir()
        (case / "constraints" / "alone.toml").write_text(ALONE, encoding="utf-8")
    (case / "sweeps" / "s.toml").write_text(text, encoding="utf-8")
    return prepared(case, "s", sets)


def tables(found: Swept) -> dict[str, str]:
    files = sweep_files(found)
    del files["timings.csv"]
    return files


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    one = LocalCluster(tmp_path_factory.mktemp("cluster"))
    yield one
    one.end()


def test_two_workers_one_killed_midway_give_the_same_bytes(local: LocalCluster, tmp_path: Path) -> None:
    sweep = asked(tmp_path, RATES)
    first, _ = local.worker(), local.worker()
    local.wait_for_workers(2)
    done: list[int] = []

    def progress(points: int, total: int, failed: int) -> None:
        done.append(points)
        if points == 2:
            first.kill()

    there = swept(sweep, tmp_path / "there", scheduler=local.address, progress=progress)
    assert first.wait() != 0
    assert done == list(range(7))
    assert (there.solved, there.exit_code) == (6, 0)
    here = swept(sweep, tmp_path / "here", workers=0)
    assert tables(there) == tables(here)
    # The ledger is this process's own, and as good as any.
    again = swept(sweep, tmp_path / "there", workers=0)
    assert (again.solved, tables(again)) == (0, tables(here))


@pytest.mark.long
def test_a_scheduler_that_dies_midway_loses_nothing(tmp_path: Path) -> None:
    sweep = asked(tmp_path, RATES)
    one = LocalCluster(tmp_path / "cluster")
    try:
        one.worker()
        one.wait_for_workers(1)

        def progress(points: int, total: int, failed: int) -> None:
            if points == 3:
                one.scheduler.kill()

        with pytest.raises(UsageError, match="no longer answers. Every point that was done is kept"):
            swept(sweep, tmp_path / "out", scheduler=one.address, progress=progress)
    finally:
        one.end()
    found = swept(sweep, tmp_path / "out", workers=0)
    assert found.solved <= 3
    assert tables(found) == tables(swept(sweep, tmp_path / "here", workers=0))


HANGS_ONCE = """
import time
from pathlib import Path
from optimizer.analysis.sweep import payload
from optimizer.analysis.sweep.work import answered

def hangs_once(task):
    if "0.01" in task.change.cells.values() and not Path(MARK).exists():
        Path(MARK).touch()
        time.sleep(3600)
    return answered(task)

payload.answered = hangs_once
"""
"""The worker as it is, but it hangs at the first point, once."""


@pytest.mark.long
def test_a_worker_that_hangs_is_started_anew_and_its_point_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optimizer.analysis.sweep.sweep.point_limit_seconds", lambda sweep: 20.0)
    sweep = asked(tmp_path, RATES)
    mark, program = tmp_path / "mark", tmp_path / "hangs.py"
    program.write_text(f"MARK = {str(mark)!r}\n{HANGS_ONCE}", encoding="utf-8")
    one = LocalCluster(tmp_path / "cluster")
    try:
        one.worker("--nanny", "--preload", str(program))
        one.wait_for_workers(1)
        found = swept(sweep, tmp_path / "out", scheduler=one.address)
    finally:
        one.end()
    assert mark.exists()
    assert (found.solved, found.exit_code) == (6, 0)
    assert tables(found) == tables(swept(sweep, tmp_path / "here", workers=0))


def test_a_point_is_the_same_after_its_travel(tmp_path: Path) -> None:
    """Cells, a parameter of a policy, a set, its options: the text leads to the same answer."""
    sweep = asked(tmp_path, EVERY_KIND, ("budget",))
    seen = set()
    for point in points(sweep.spec):
        task = Task(sweep.base, changed(sweep.spec, point), sweep.spec.options, sweep.spec.risk)
        found = json.loads(worked_out(base_text(task.base), point_text(task)))
        expected = answered(task)
        for one in (found, expected):
            one.pop("seconds"), one.pop("solver_seconds")
        assert found == json.loads(json.dumps(expected))
        seen.add(found["outputs"]["npv_saving_gbp"])
    # Half the joining costs; the pot that is too small; nothing shared at all.
    assert seen == {"372588.62", f"{372588.62 + 30000 / 1.035:.2f}", "305767.93", "0.00"}
    assert task.options.gap_gbp == Decimal("2.5")


def test_a_worker_that_came_later_and_is_another_program_answers_nothing(tmp_path: Path) -> None:
    sweep = asked(tmp_path, RATES)
    task = Task(sweep.base, Changed({}, {}, ()), sweep.spec.options)
    text = point_text(task).replace(f'"highspy": "{installed()["highspy"]}"', '"highspy": "1.14.0"')
    found = json.loads(worked_out(base_text(task.base), text))
    assert found["status"] == OTHERWISE_INSTALLED
    assert found["message"] == f"highspy is {installed()['highspy']} and here 1.14.0"


def test_what_must_be_the_same_everywhere() -> None:
    here = installed()
    assert {"consolidate", "highspy", "numpy", "pyomo", "python", "program files", "system"} <= set(here)
    assert differences(here, dict(here)) == ""
    there = here | {"python": "3.9.0"}
    del there["numpy"]
    assert differences(here, there) == (
        f"python is 3.9.0 and here {here['python']}, numpy is missing and here {here['numpy']}"
    )


def test_no_address_and_no_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = asked(tmp_path, RATES)
    for address in ("10.0.0.5:8786", "http://10.0.0.5:8786", "tcp://10.0.0.5", "tcp://:8786"):
        with pytest.raises(UsageError, match="is no address of a scheduler"):
            swept(sweep, tmp_path / "out", scheduler=address)
    with pytest.raises(UsageError, match="--scheduler and --workers do not go together"):
        swept(sweep, tmp_path / "out", scheduler="tcp://127.0.0.1:1", workers=2)
    with pytest.raises(UsageError, match="tls://127.0.0.1:1 needs certificates"):
        swept(sweep, tmp_path / "out", scheduler="tls://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"not installed here: install the extra `cluster`"):
        swept(sweep, tmp_path / "out", scheduler="tcp://127.0.0.1:1")
    assert not (tmp_path / "out").exists()


def test_nobody_or_somebody_else_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed port, and one whose owner speaks otherwise; the folder of an earlier start stays as it was."""
    monkeypatch.setattr(module, "CONNECT_SECONDS", 2.0)
    sweep = asked(tmp_path, RATES)
    swept(sweep, tmp_path / "out", workers=0)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for address in (f"tcp://127.0.0.1:{port}", "tcp://127.0.0.1:1"):
            began = time.monotonic()
            with pytest.raises(UsageError, match=f"No Dask scheduler answers at {address} .tried for 2 s"):
                swept(sweep, tmp_path / "out", scheduler=address)
            assert time.monotonic() - began < 20
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@dataclass
class Future:
    """What a scheduler gives back for a piece of work."""

    key: str
    status: str = "finished"
    found: Any = None
    cancelled: bool = False

    def done(self) -> bool:
        return self.status != "pending"

    def add_done_callback(self, tell: Any) -> None:
        if self.done():
            tell(self)

    def result(self) -> Any:
        return self.found

    exception = result

    def cancel(self) -> None:
        self.cancelled = True


class KilledWorker(Exception):  # noqa: N818 (the name that it has there)
    """What the scheduler says of work whose workers all died."""


@dataclass
class Client:
    """A scheduler that does as it is told, without any processes."""

    workers: dict[str, int] = field(default_factory=lambda: {"w1": 1, "w2": 1})
    installed: dict[str, Any] = field(default_factory=dict)
    answers: list[Future] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    restarted: list[str] = field(default_factory=list)
    scheduler_lacks: Exception | None = None
    nanny: bool = True
    status: str = "running"

    def wait_for_workers(self, count: int, timeout: float) -> None:
        if not self.workers:
            raise TimeoutError

    def run(self, function: Any, on_error: str) -> dict[str, Any]:
        return {worker: self.installed.get(worker, installed()) for worker in self.workers}

    def run_on_scheduler(self, function: Any) -> dict[str, str]:
        if self.scheduler_lacks is not None:
            raise self.scheduler_lacks
        return installed()

    def nthreads(self) -> dict[str, int]:
        return self.workers

    def submit(self, function: Any, *given: Any, key: str) -> Future:
        if function is str:
            return Future(key, "finished", given[0])
        future = self.answers.pop(0)
        future.key = key
        self.asked.append(key)
        return future

    def processing(self) -> dict[str, list[str]]:
        return {"w1": ["another"], "w2": self.asked}

    def restart_workers(self, workers: list[str]) -> None:
        if not self.nanny:
            message = "Restarting workers requires a nanny"
            raise ValueError(message)
        self.restarted += workers


def test_workers_that_are_missing_unlike_or_threaded_are_refused() -> None:
    def refused(**what: Any) -> str:
        with pytest.raises(UsageError) as error:
            Cluster(Client(**what), "tcp://h:1").refuse_unlike_workers()
        return str(error.value)

    Cluster(Client(), "tcp://h:1").refuse_unlike_workers()
    assert "has no workers. Start some" in refused(workers={})
    told = refused(installed={"w2": installed() | {"highspy": "1.14.0"}})
    assert f"w2: highspy is 1.14.0 and here {installed()['highspy']}. Nothing was solved." in told
    told = refused(installed={"w1": ModuleNotFoundError("No module named 'optimizer'")})
    assert "w1 cannot run this program (No module named 'optimizer')" in told
    told = refused(scheduler_lacks=ModuleNotFoundError("No module named 'optimizer'"))
    assert "the scheduler cannot load this program (No module named 'optimizer')" in told
    assert "The workers at w2 have several threads" in refused(workers={"w1": 1, "w2": 8})


def worked(client: Client, tmp_path: Path, count: int = 1, limit_seconds: float = 60.0) -> list[Any]:
    sweep = asked(tmp_path, RATES)
    tasks = [Task(sweep.base, Changed({}, {}, ()), RunOptions())] * count
    told: dict[int, Any] = {}
    Cluster(client, "tcp://h:1").each(tasks, finished=told.__setitem__, limit_seconds=limit_seconds)
    assert sorted(told) == list(range(count))
    return [told[place] for place in range(count)]


def test_what_fails_there_is_tried_once_more(tmp_path: Path) -> None:
    well, ill = Future("", found='{"status": "optimal"}'), Future("", "error", MemoryError("no room"))
    assert worked(Client(answers=[ill, well]), tmp_path) == [{"status": "optimal"}]
    [broken] = worked(Client(answers=[ill, ill]), tmp_path)
    assert broken == Broken("The cluster failed (MemoryError: no room).")
    # The scheduler has tried that one often enough, and the other point is nobody's loss.
    dead = Future("", "error", KilledWorker())
    assert worked(Client(answers=[dead, well]), tmp_path, 2) == [
        Broken("Every worker that worked on it broke down."),
        {"status": "optimal"},
    ]


def test_a_scheduler_or_the_last_worker_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WITHOUT_WORKERS_SECONDS", 0.0)
    for client, words in (
        (Client(answers=[Future("", "cancelled")]), "no longer answers. Every point that was done is kept"),
        (Client(status="connecting"), "no longer answers"),
        (Client(workers={}, answers=[Future("", "pending")]), "has had no worker for"),
        (
            Client(answers=[Future("", found='{"status": "otherwise installed", "message": "m"}')]),
            "A worker that came later is not installed as this program is",
        ),
    ):
        with pytest.raises(UsageError, match=words):
            worked(client, tmp_path)


def test_a_worker_that_hangs_is_started_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its point is given two tries, and is then an answer; without a nanny it has to be somebody's work."""
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.01)

    stuck = Future("", "pending")
    client = Client(answers=[stuck])
    assert worked(client, tmp_path, limit_seconds=0.01) == [Broken("It gave no answer within 0 s, twice.")]
    assert (client.restarted, stuck.cancelled) == (["w2", "w2"], True)
    with pytest.raises(UsageError, match="hangs and cannot be started anew from here"):
        worked(Client(answers=[Future("", "pending")], nanny=False), tmp_path, limit_seconds=0.01)
