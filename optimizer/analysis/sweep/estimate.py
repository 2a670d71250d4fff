"""What a sweep would take, and how much of it its folder holds already; nothing is written."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from optimizer.analysis.parallel import default_workers
from optimizer.analysis.sweep.design import points
from optimizer.analysis.sweep.ledger import COMMITTED_BESIDE, LEDGER, Ledger
from optimizer.analysis.sweep.points import Changed, Keys, changed
from optimizer.analysis.sweep.sweep import Sweep, identity
from optimizer.analysis.sweep.work import FAILED, Task, answered


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a sweep would take.

    Attributes:
        points: number of points.
        answered: how many of them have their answer in the folder.
        remaining: searches that are left; equal points take one.
        point_seconds: what a point takes: the mean of those answered, else what the case as it is took.
        workers: how many points are solved at a time.
        status: how the search of the case as it is ended; empty where it was not asked.
        unread: whether the folder has a ledger that could not be read.
    """

    points: int
    answered: int
    remaining: int
    point_seconds: float
    workers: int
    status: str
    unread: bool = False

    @property
    def seconds(self) -> float:
        """Return the time of what remains, if every point takes as long as one has taken."""
        return self.remaining * self.point_seconds / self.workers


def estimated(sweep: Sweep, workers: int | None, folder: Path | None = None) -> Estimate:
    """Count the points, and say what those without an answer would take.

    Args:
        sweep: what would be done.
        workers: how many points would be solved at a time; None for one a core.
        folder: the sweep's folder, which may have been begun; None for none.

    Raises:
        InterruptedRun: where the user stopped the search of the case as it is.
        UsageError: where the folder is another sweep's.
    """
    keys = Keys(sweep.base, sweep.spec.options, risk=sweep.spec.risk)
    path = None if folder is None else folder / LEDGER
    there = path is not None and path.exists()
    # Without a ledger no keys are needed: those of a million points take a while.
    names = [keys.of(changed(sweep.spec, point)) for point in points(sweep.spec)] if there else []
    kept = _kept_seconds(sweep, path, names) if path is not None and there else {}
    done = sum(name in kept for name in names) if kept else 0
    remaining = len(set(names)) - len(kept) if kept else sweep.count
    seconds = list(kept.values()) if kept else []
    status = ""
    if remaining and not seconds:
        task = Task(sweep.base, Changed({}, {}, ()), sweep.spec.options, sweep.spec.risk)
        found = answered(task)
        seconds, status = [float(found["seconds"])], str(found["status"])
    at_a_time = default_workers() if workers is None else max(1, workers)
    return Estimate(
        points=sweep.count,
        answered=done,
        remaining=remaining,
        point_seconds=statistics.fmean(seconds) if seconds else 0.0,
        workers=max(1, min(at_a_time, remaining)),
        status=status,
        unread=kept is None,
    )


def _kept_seconds(sweep: Sweep, path: Path, names: Sequence[str]) -> dict[str, float] | None:
    """Return what each point took whose answer stays, by key; None where the ledger cannot be read.

    A copy is looked at: to open a ledger is to hold it, to mend it after a crash, or to put it aside.
    """
    with tempfile.TemporaryDirectory(prefix="consolidate-ledger-") as folder:
        copy = Path(folder) / LEDGER
        try:
            shutil.copyfile(path, copy)
            for suffix in COMMITTED_BESIDE:
                # Gone where the process that wrote it ends at this moment.
                with suppress(FileNotFoundError):
                    shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
        except OSError:
            return None
        with Ledger(copy, identity(sweep)) as ledger:
            if ledger.set_aside is not None:
                return None
            answers = {name: one for name in names if (one := ledger.get(name)) is not None}
    return {name: float(one["seconds"]) for name, one in answers.items() if one["status"] != FAILED}
