"""Run a sweep: every point that the ledger does not know yet, then the tables made from the ledger."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from optimizer.analysis.parallel import Broken, each
from optimizer.analysis.sweep.cluster import connected
from optimizer.analysis.sweep.design import count, points
from optimizer.analysis.sweep.ledger import LEDGER, Ledger
from optimizer.analysis.sweep.points import Base, Changed, Keys, base_of, changed
from optimizer.analysis.sweep.read_spec import read_spec
from optimizer.analysis.sweep.spec import Point, Spec
from optimizer.analysis.sweep.work import FAILED, FAILURES, Answer, Task, answer, answered
from optimizer.case import LoadedCase, LoadedSets, load_case, load_sets
from optimizer.case.raw import Findings
from optimizer.case.read_toml import read_toml
from optimizer.errors import InterruptedRun, UsageError
from optimizer.report.folder import MANIFEST, TEMPORARY

MOST_POINTS = 1_000_000
FAILED_POINTS_EXIT_CODE = 7
BESIDE_SECONDS = 600.0
"""What reading, building and checking a point may take in all."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that is understood and not begun.

    Attributes:
        loaded: the case.
        sets: the constraint sets in force at every point.
        spec: what is varied.
        base: what every point starts from.
        count: number of points.
    """

    loaded: LoadedCase
    sets: LoadedSets
    spec: Spec
    base: Base
    count: int


@dataclass(frozen=True, slots=True)
class Swept:
    """A finished sweep.

    Attributes:
        sweep: what was asked.
        points: every point in the order of the design.
        keys: their keys.
        answers: their answers.
        solved: how many searches this call took; the rest was in the ledger, or the same as another point.
        set_aside: where a damaged ledger was put; None where there was none.
        seconds: time of this call.
    """

    sweep: Sweep
    points: tuple[Point, ...]
    keys: tuple[str, ...]
    answers: tuple[Answer, ...]
    solved: int
    set_aside: Path | None
    seconds: float

    @property
    def failures(self) -> int:
        """Return the number of points without an answer."""
        return sum(one["status"] in FAILURES for one in self.answers)

    @property
    def exit_code(self) -> int:
        """Return 0, or 7 where points failed."""
        return FAILED_POINTS_EXIT_CODE if self.failures else 0


def prepared(case_path: Path, spec_name: str, set_names: Sequence[str], *, many: bool = False) -> Sweep:
    """Read and check all that a sweep needs.

    Args:
        case_path: folder of the case, or workbook.
        spec_name: name or path of the specification.
        set_names: constraint sets in force at every point.
        many: whether more than a million points are meant.

    Raises:
        InputError: the case, a set or the specification has faults.
        UsageError: there are more than a million points, and they are not meant.
    """
    loaded = load_case(case_path)
    sets = load_sets(case_path, tuple(set_names), loaded.case)
    spec = read_spec(case_path, spec_name, loaded, sets)
    base = base_of(case_path, set_names, loaded, spec)
    size = count(spec)
    if size > MOST_POINTS and not many:
        message = f"The sweep has {size:,} points: take values out, or add --yes if so many are meant."
        raise UsageError(message)
    return Sweep(loaded, sets, spec, base, size)


def swept(
    sweep: Sweep,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int, int], None] | None = None,
    publish: Callable[[Swept, Path], None] | None = None,
) -> Swept:
    """Solve every point that has no answer yet, each answer committed before its point counts as done.

    Args:
        sweep: what to do.
        folder: the sweep's folder; made where it is not there, gone on with where it is.
        workers: number of processes; None for one a core; 0 to do all in this one, where nothing is done
            about what hangs or crashes outside the solver.
        scheduler: address of a Dask cluster that does the work instead; None for none.
        progress: told how many points have their answer, how many there are, and how many failed.
        publish: writes the tables into the folder, while no other process can.

    Raises:
        UsageError: where the folder is not a sweep's, is another sweep's or is in use; where the cluster is
            not there or not as it must be.
        InterruptedRun: where the user stopped it; the ledger has every point that was done.
    """
    began = time.monotonic()
    if scheduler is not None and workers is not None:
        message = "--scheduler and --workers do not go together: how many workers a cluster has is its own."
        raise UsageError(message)
    there = nullcontext() if scheduler is None else connected(scheduler)
    with there as cluster, _opened(sweep, folder) as ledger:
        spec, keys = sweep.spec, Keys(sweep.base, sweep.spec.options, risk=sweep.spec.risk)
        made = tuple(points(spec))
        changes = [changed(spec, point) for point in made]
        names = tuple(keys.of(change) for change in changes)
        waiting: dict[str, Changed] = {}
        for key, change in zip(names, changes, strict=True):
            # What broke down has another chance whenever the sweep is started again.
            known = ledger.get(key)
            if known is None or known["status"] == FAILED:
                waiting.setdefault(key, change)
        times = Counter(names)
        order, copies = list(waiting), {key: times[key] for key in waiting}
        done = len(made) - sum(copies.values())
        failures = sum(
            ledger_answer["status"] in FAILURES
            for key in names
            if key not in waiting and (ledger_answer := ledger.get(key)) is not None
        )

        def finished(place: int, one: Answer | Broken) -> None:
            nonlocal done, failures
            kept = answer(FAILED, message=one.message) if isinstance(one, Broken) else one
            ledger.keep(order[place], kept)
            done += copies[order[place]]
            failures += copies[order[place]] * (kept["status"] in FAILURES)
            if progress is not None:
                progress(done, len(made), failures)

        tasks = [Task(sweep.base, change, spec.options, spec.risk) for change in waiting.values()]
        with _stopped_with_a_word(lambda: f"{done} of {len(made)}", folder):
            if progress is not None:
                progress(done, len(made), failures)
            limit = point_limit_seconds(sweep)
            if cluster is not None:
                cluster.each(tasks, finished=finished, limit_seconds=limit)
            elif workers == 0:
                each(answered, tasks, workers=1, finished=finished)
            else:
                each(answered, tasks, workers=workers, finished=finished, apart=True, limit_seconds=limit)
        answers = tuple(one for key in names if (one := ledger.get(key)) is not None)
        assert len(answers) == len(made)
        seconds = time.monotonic() - began
        found = Swept(sweep, made, names, answers, len(order), ledger.set_aside, seconds)
        if publish is not None:
            publish(found, folder)
        return found


def point_limit_seconds(sweep: Sweep) -> float:
    """Return how long a worker may be busy with a point: longer than anything that ends by itself.

    Every search, and every second opinion, is ended by its own watchdog (`optimizer.model.process`), has a
    second try, and all of that again where the point broke down. What is beside them takes seconds.
    """
    options, sets = sweep.spec.options, (*sweep.base.sets, *sweep.base.other_sets.values())
    limits = (options.time_limit_seconds or 0.0, options.second_opinion_seconds)
    search = sum(1.5 * limit + 30.0 for limit in limits)
    read = [read_toml(one.file, one.data, Findings()) for one in sets]
    searches = 1 + sum(len(one[0].get("objective", ())) for one in read if one is not None)
    return BESIDE_SECONDS + 4 * searches * search


def _opened(sweep: Sweep, folder: Path) -> Ledger:
    """Return the ledger, held; what an earlier start left half-written is taken away."""
    _check_folder(folder)
    ledger = Ledger(folder / LEDGER, identity(sweep))
    for path in folder.glob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)
    return ledger


@contextmanager
def _stopped_with_a_word(done: Callable[[], str], folder: Path) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, InterruptedRun):
        message = (
            f"Stopped as asked: {done()} points are kept in {folder}. Start the same command again to go on."
        )
        raise InterruptedRun(message) from None


def identity(sweep: Sweep) -> dict[str, str]:
    """Return what tells a sweep from others: a folder belongs to one of them."""
    return {
        "case": sweep.loaded.case.settings.name,
        "sets": "+".join(sweep.sets.set_texts) or "none",
        "sweep": sweep.spec.name,
    }


def _check_folder(folder: Path) -> None:
    """Make the folder, or make sure that it is a sweep's.

    Raises:
        UsageError: where it is not, or cannot be made.
    """
    try:
        if os.path.lexists(folder) and not folder.is_dir():
            message = f"{folder} is not a folder: name another one with -o."
            raise UsageError(message)
        folder.mkdir(parents=True, exist_ok=True)
        names = {path.name for path in folder.iterdir()}
    except OSError as error:
        message = f"The folder {folder} cannot be written: {error.strerror}."
        raise UsageError(message) from error
    if names and LEDGER not in names and not any(name.startswith(LEDGER) for name in names):
        word = "a run's or another's" if MANIFEST in names else "no sweep's"
        message = f"{folder} has files in it and no {LEDGER}: it is {word} folder. Name another one with -o."
        raise UsageError(message)
