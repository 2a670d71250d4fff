"""Find switching values: all ways are searched at the same time, round by round, each search solved once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from optimizer.analysis.parallel import Broken, default_workers, each
from optimizer.analysis.sweep.points import Base, Changed, Keys
from optimizer.analysis.sweep.sweep import Sweep, point_limit_seconds, prepared
from optimizer.analysis.sweep.work import FAILURES, INFEASIBLE
from optimizer.analysis.switch.inputs import PROBES, Asked, Way, asked_of, check_probes
from optimizer.analysis.switch.kept import Kept
from optimizer.analysis.switch.search import MOST_CHANGES, PRESENT, Ask, Asking, Plans, Search
from optimizer.analysis.switch.work import Answer, Memberships, Task, answered, broken
from optimizer.errors import CheckFailedError, ConsolidateError, InfeasibleError, InternalError, NoPlanError
from optimizer.objectives import in_turn
from optimizer.plan.facts import EXIT_CODES, RunOptions

UNANSWERED_EXIT_CODE = 7

Name = tuple[str, Memberships | None]
"""The key of a point and the decision that is kept there."""

AS_IT_IS = Changed({}, {}, ())

Question = tuple[Changed, Memberships | None]
"""What the case says otherwise, and the decision that is kept; None to choose afresh."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be searched.

    Attributes:
        sweep: the case, the sets and the specification.
        asked: its inputs.
        ways: every way, input by input.
        probes: values tried on each way before anything is narrowed down.
    """

    sweep: Sweep
    asked: Asked
    ways: tuple[Way, ...]
    probes: int

    @property
    def by_saving_alone(self) -> bool:
        """Return whether the best plan is the one that saves most: no objectives, no priced preferences."""
        sets = self.sweep.sets
        return not in_turn(sets.objectives) and all(one.negotiable != "preference" for one in sets.policies)

    @property
    def least(self) -> int:
        """Return the number of searches where nothing changes: the case, and every probe."""
        return 1 + sum(len(way.probed) - 1 for way in self.ways)

    @property
    def with_one_change(self) -> int:
        """Return about how many it takes where on every way the decision changes once, and savings end.

        At every probe the plan is kept as well; then each halving asks for the best plan and the one that is
        kept, and both savings are narrowed down.
        """
        return self.least + sum(len(way.probed) - 1 + 4 * way.halvings for way in self.ways)

    @property
    def most(self) -> int:
        """Return a number that is never passed: the probes twice, and at each halving three searches."""
        return self.least + sum(
            2 * (len(way.probed) - 1) + (3 * MOST_CHANGES + 2) * way.halvings for way in self.ways
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many searches it takes, and how long the case as it is took."""

    prepared: Prepared
    search_seconds: float
    workers: int
    status: str

    def seconds(self, searches: int) -> float:
        """Return the time of so many searches, if each takes as long as the case as it is."""
        return searches * self.search_seconds / self.workers


@dataclass(frozen=True, slots=True)
class Switch:
    """What was found.

    Attributes:
        prepared: what was asked.
        searches: what is known of every way, in their order.
        plans: the decisions by number; the first is the present one.
        present: the present plan.
        solved: how many searches it took.
        statuses: how many of them ended how.
    """

    prepared: Prepared
    searches: tuple[Search, ...]
    plans: Plans
    present: Answer
    solved: int
    statuses: dict[str, int]

    @property
    def break_even_share(self) -> Decimal | None:
        """Return the share of the promised running saving at which the present plan saves nothing.

        One-off costs come in full. None where that is no share: the plan saves nothing now, or no running
        saving is needed for what it saves. From the saving promised and that at the recorded share, since
        between them it is a straight line.
        """
        recorded = self.prepared.sweep.loaded.case.settings.recorded_realisation
        promised = self.present.saving_gbp
        lost = promised - self.present.recorded_gbp
        if promised <= 0 or lost <= 0:
            return None
        share = 1 - promised * (1 - recorded) / lost
        return share.quantize(Decimal("0.0001"), ROUND_HALF_UP) if share > 0 else None

    @property
    def exit_code(self) -> int:
        """Return 7 where searches have no answer, 5 where some were stopped with a plan, else 0."""
        if any(status in FAILURES and status != "refused" for status in self.statuses):
            return UNANSWERED_EXIT_CODE
        return EXIT_CODES["time_limit"] if "time_limit" in self.statuses else 0


def planned(case_path: Path, spec_name: str, set_names: tuple[str, ...], probes: int = PROBES) -> Prepared:
    """Read and check all that is needed, and say what is to be searched.

    Raises:
        InputError: the case, a set or the specification has faults, or a range cannot be asked about.
        UsageError: the number of probes makes no sense.
    """
    check_probes(probes)
    sweep = prepared(case_path, spec_name, set_names, many=True)
    asked = asked_of(sweep.spec)
    return Prepared(sweep, asked, asked.ways(sweep.spec, probes), probes)


def estimated(asked: Prepared, workers: int | None) -> Estimate:
    """Solve the case as it is, and say what all of it would take.

    Raises:
        ConsolidateError: as the case as it is ended without a plan.
    """
    present = _with_a_plan(answered(Task(asked.sweep.base, AS_IT_IS, asked.sweep.spec.options, None)))
    at_a_time = default_workers() if workers is None else max(1, workers)
    return Estimate(asked, present.seconds, at_a_time, present.status)


def switched(
    asked: Prepared,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Switch:
    """Find every switching value.

    Args:
        asked: what to search.
        workers: number of processes; None for one a core.
        progress: told how many searches have ended, and how many are known to be needed by then.
        kept: has answers that were found earlier, and keeps those that are found.

    Raises:
        InfeasibleError, NoPlanError, CheckFailedError: as the case as it is ended without a plan.
        CheckFailedError: where two answers contradict one another.
        InterruptedRun, KeyboardInterrupt: where the user stopped it.
    """
    sweep = asked.sweep
    keys = Keys(sweep.base, sweep.spec.options)
    limit = point_limit_seconds(sweep)
    solver = _Solver(sweep.base, sweep.spec.options, keys, kept or Kept(None), limit, workers, progress)
    plans = Plans()
    [present] = solver.solve([(AS_IT_IS, None)])
    assert plans.number(_with_a_plan(present)) == PRESENT
    searches = tuple(Search(way, plans) for way in asked.ways)
    running: list[tuple[Search, Asking]] = []
    for search in searches:
        search.answers[0, None] = present
        running.append((search, search.run()))
    while running:
        waiting: list[tuple[Search, Ask]] = []
        going = []
        for search, asking in running:
            asks = next(asking, None)
            if asks is not None:
                going.append((search, asking))
                waiting += [(search, ask) for ask in asks]
        running = going
        questions = [
            (search.way.change(position), None if kept is None else plans.of(kept))
            for search, (position, kept) in waiting
        ]
        for (search, ask), answer in zip(waiting, solver.solve(questions), strict=True):
            search.answers[ask] = answer
    return Switch(asked, searches, plans, present, len(solver.known), solver.statuses())


def _with_a_plan(present: Answer) -> Answer:
    """Return the answer for the case as it is, if there is a plan.

    Raises:
        ConsolidateError: as it ended without one.
    """
    if present.memberships is not None:
        return present
    kinds: dict[str, type[ConsolidateError]] = {
        INFEASIBLE: InfeasibleError,
        "no_plan": NoPlanError,
        "check_failed": CheckFailedError,
    }
    raise kinds.get(present.status, InternalError)(present.message)


@dataclass
class _Solver:
    """Solves what is not known yet, as many at a time as there are workers."""

    base: Base
    options: RunOptions
    keys: Keys
    kept: Kept
    limit_seconds: float
    workers: int | None
    progress: Callable[[int, int], None] | None
    known: dict[Name, Answer] = field(default_factory=dict)

    def solve(self, questions: list[Question]) -> list[Answer]:
        names = [(self.keys.of(change), held) for change, held in questions]
        tasks: dict[Name, Task] = {}
        for name, (change, held) in zip(names, questions, strict=True):
            if name in self.known or name in tasks:
                continue
            if (earlier := self.kept.get(*name)) is not None:
                self.known[name] = earlier
            else:
                tasks[name] = Task(self.base, change, self.options, held)
        total, order = len(self.known) + len(tasks), list(tasks)

        def finished(place: int, answer: Answer | Broken) -> None:
            found = broken(answer.message) if isinstance(answer, Broken) else answer
            self.known[order[place]] = found
            self.kept.keep(*order[place], found)
            self.tell(total)

        self.tell(total)
        each(
            answered,
            list(tasks.values()),
            workers=self.workers,
            finished=finished,
            limit_seconds=self.limit_seconds,
        )
        return [self.known[name] for name in names]

    def tell(self, total: int) -> None:
        if self.progress is not None:
            self.progress(len(self.known), total)

    def statuses(self) -> dict[str, int]:
        found = [answer.status for answer in self.known.values()]
        return {status: found.count(status) for status in sorted(set(found))}
