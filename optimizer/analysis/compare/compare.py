"""Set runs side by side: what each decides, what it saves, and what in money leads from the first to another.

Every plan is checked by the referee again before it is compared. Runs of different cases are compared with
what is comparable, and it is said what is not.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from optimizer.analysis.compare.bridge import Bridge, bridge
from optimizer.analysis.compare.inputs import InputDifference, input_differences
from optimizer.analysis.why.prices import kept_plan
from optimizer.errors import UsageError
from optimizer.plan.plan import Plan
from optimizer.report.read import SUMMARY, KeptRun
from optimizer.report.tables import membership_rows
from optimizer.report.words import Decision, decisions, members
from optimizer.verify.verdict import Accounts


@dataclass(frozen=True, slots=True)
class ComparedRun:
    """A run that is compared.

    Attributes:
        number: its place among those given, from 1.
        name: its folder, as far as is needed to tell the runs apart.
        kept: what its folder holds.
        plan: its plan.
        accounts: the referee's accounts of the plan.
    """

    number: int
    name: str
    kept: KeptRun
    plan: Plan
    accounts: Accounts

    @property
    def sentences(self) -> tuple[Decision, ...]:
        """Return the decisions in words, service by service."""
        return decisions(self.kept.loaded.case, self.plan)

    def lines_of(self, service: str) -> Iterator[str]:
        """Yield what the run decides on a service, a line for each period."""
        case = self.kept.loaded.case
        if service not in case.services:
            yield "not in this case"
        for one in self.sentences:
            if one.service == service:
                when = f"{one.since}: " if one.since else ""
                shared = f"{members(case, one)}, hosted by {one.host} ({one.how})"
                yield f"{when}{shared}" if one.arrangement else f"{when}not shared"

    def name_of(self, body: str) -> str:
        """Return the name of a council or provider for readers."""
        return self.kept.loaded.case.council_names.get(body, body)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one council is for one service in one financial year, in each run.

    `arrangements`, `hosts` and `delivery_models` have an entry for each run: empty in-house, None where the
    run's case has no such council, service or year.
    """

    council: str
    service: str
    financial_year: str
    arrangements: tuple[str | None, ...]
    hosts: tuple[str | None, ...]
    delivery_models: tuple[str | None, ...]

    @property
    def is_same(self) -> bool:
        """Say whether every run decides the same."""
        return len(set(zip(self.arrangements, self.hosts, self.delivery_models, strict=True))) == 1


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of summary.csv in each run, as published; None where a run does not have it."""

    measure: str
    unit: str
    values: tuple[str | None, ...]

    @property
    def is_same(self) -> bool:
        """Say whether every run has the same."""
        return len(set(self.values)) == 1


@dataclass(frozen=True, slots=True)
class Against:
    """The first run against another one.

    Attributes:
        number: of the other run.
        same_case: whether both have the same case.
        bridge: from the first run's net saving to the other's; None where they cannot be subtracted.
        notes: what cannot be compared, and what is to be known of the rest, each a sentence.
        differences: policies, objectives, inputs, options and versions that differ.
    """

    number: int
    same_case: bool
    bridge: Bridge | None
    notes: tuple[str, ...]
    differences: tuple[InputDifference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything side by side; the first run is the one that the others are held against."""

    runs: tuple[ComparedRun, ...]
    places: tuple[Place, ...]
    figures: tuple[Figure, ...]
    against: tuple[Against, ...]


def compare(kept: Sequence[KeptRun]) -> Comparison:
    """Set runs side by side.

    Raises:
        UsageError: where there are fewer than two, one has no plan, or nothing in them is comparable.
        CheckFailedError: where a plan does not hold, or does not save what its folder says.
    """
    if len(kept) < 2:
        message = "Name at least two run folders: one to start from, and others to hold against it."
        raise UsageError(message)
    names = _names(kept)
    runs = tuple(
        ComparedRun(number, name, one, *kept_plan(one))
        for number, (name, one) in enumerate(zip(names, kept, strict=True), start=1)
    )
    first = runs[0]
    for other in runs[1:]:
        _refuse_strangers(first, other)
    return Comparison(
        runs=runs,
        places=tuple(_places(runs)),
        figures=tuple(_figures(runs)),
        against=tuple(_against(first, other) for other in runs[1:]),
    )


def _names(kept: Sequence[KeptRun]) -> list[str]:
    """Return the last parts of the paths, as many as tell them apart; a run named twice keeps one name."""
    paths = [one.folder.resolve().parts for one in kept]
    longest = max(map(len, paths))
    for count in range(1, longest + 1):
        names = ["/".join(parts[-count:]) for parts in paths]
        if len(set(names)) == len(set(paths)):
            return names
    return [str(one.folder) for one in kept]


def _refuse_strangers(first: ComparedRun, other: ComparedRun) -> None:
    one, two = first.kept.loaded.case, other.kept.loaded.case
    if not set(one.needs) & set(two.needs):
        message = (
            f"{first.kept.folder} and {other.kept.folder} have nothing to compare: no council needs the same "
            f"service in both. The cases are {one.settings.name!r} and {two.settings.name!r}; name runs of "
            "the same case, or of versions of it."
        )
        raise UsageError(message)


def _against(first: ComparedRun, other: ComparedRun) -> Against:
    one, two = first.kept.loaded, other.kept.loaded
    same_case = one.digest == two.digest
    notes: list[str] = []
    spans = [(case.case.settings.base_year, case.case.settings.years) for case in (one, two)]
    if not same_case:
        notes.append(
            f"Run {other.number} is of another case than run {first.number}: part of the difference comes "
            "from the inputs, not from the decisions."
        )
    if spans[0] != spans[1]:
        words = [f"{case.case.year_label(0)} with {case.case.settings.years} years" for case in (one, two)]
        notes.append(
            f"Run {first.number} starts from {words[0]}, run {other.number} from {words[1]}: present values "
            "are not of the same years, so they are not subtracted, and there is no bridge."
        )
    for run in (first, other):
        if run.kept.status != "optimal":
            notes.append(
                f"The search of run {run.number} was stopped before its proof: a better plan may exist, and "
                "part of the difference may come from that."
            )
    return Against(
        number=other.number,
        same_case=same_case,
        bridge=_bridge(first, other) if spans[0] == spans[1] else None,
        notes=tuple(notes),
        differences=tuple(input_differences(first.kept, other.kept)),
    )


def _bridge(first: ComparedRun, other: ComparedRun) -> Bridge:
    pairs = [(run.kept.loaded.case, run.accounts) for run in (first, other)]
    return bridge(pairs[0], pairs[1])


def _places(runs: Sequence[ComparedRun]) -> Iterator[Place]:
    of_runs = [_memberships(run) for run in runs]
    for key in sorted({key for found in of_runs for key in found}, key=_Order(runs)):
        found = [places.get(key, (None, None, None)) for places in of_runs]
        arrangements, hosts, models = zip(*found, strict=True)
        yield Place(*key, arrangements, hosts, models)


class _Order:
    """The order of councils, services and years: that of the first case which has them."""

    def __init__(self, runs: Sequence[ComparedRun]) -> None:
        """Number the councils and services of all cases."""
        cases = [run.kept.loaded.case for run in runs]
        councils = dict.fromkeys(name for case in cases for name in case.councils)
        services = dict.fromkeys(name for case in cases for name in case.services)
        self.councils = {name: place for place, name in enumerate(councils)}
        self.services = {name: place for place, name in enumerate(services)}

    def __call__(self, key: tuple[str, str, str]) -> tuple[int, int, str]:
        """Return the place of a council, service and year: service by service."""
        council, service, year = key
        return self.services[service], self.councils[council], year


def _memberships(run: ComparedRun) -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return (council, service, financial year) -> arrangement, host, delivery model; blank in-house."""
    rows = membership_rows(run.kept.loaded.case, run.plan)
    return {(str(row[0]), str(row[1]), str(row[2])): (str(row[3]), str(row[4]), str(row[5])) for row in rows}


def _figures(runs: Sequence[ComparedRun]) -> Iterator[Figure]:
    tables = [_summary(run.kept) for run in runs]
    for measure in dict.fromkeys(name for table in tables for name in table):
        units = Counter(table[measure][1] for table in tables if measure in table)
        values = tuple(table[measure][0] if measure in table else None for table in tables)
        yield Figure(measure, next(iter(units)), values)


def _summary(kept: KeptRun) -> Mapping[str, tuple[str, str]]:
    rows = csv.DictReader(io.StringIO(kept.texts[SUMMARY], newline=""))
    return {row["measure"]: (row["value"], row["unit"]) for row in rows}
