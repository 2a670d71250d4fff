"""In which decisions two plans differ, in words: `legal from 2018/19 on: hosted by A instead of B`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from optimizer.analysis.alternatives.distance import places
from optimizer.case.case import Case
from optimizer.plan.plan import Plan
from optimizer.report.words import in_words


@dataclass(frozen=True, slots=True)
class Differing:
    """Years in a row in which councils are elsewhere for a service than in the best plan.

    Attributes:
        service: the service.
        was: arrangement in the best plan; empty in-house.
        now: arrangement in the alternative; empty in-house.
        first: first year (index).
        last: last year.
        councils: whom it concerns.
    """

    service: str
    was: str
    now: str
    first: int
    last: int
    councils: tuple[str, ...]

    @property
    def service_years(self) -> int:
        """Return how many service years they make."""
        return (self.last - self.first + 1) * len(self.councils)


def differing(case: Case, best: Plan, other: Plan) -> tuple[Differing, ...]:
    """Return all of it, service by service in the order of the case, the earliest first."""
    mine, theirs = places(case, best), places(case, other)
    spells: dict[tuple[str, int, int, str, str], list[str]] = {}
    for council, service in case.needs:
        years = range(1, case.settings.years + 1)
        pairs = [(mine[council, service, year], theirs[council, service, year]) for year in years]
        for (was, now), spell in groupby(years, key=lambda year: pairs[year - 1]):
            if was != now:
                held = list(spell)
                spells.setdefault((service, held[0], held[-1], was, now), []).append(council)
    order = list(case.services)
    return tuple(
        Differing(service, was, now, first, last, tuple(councils))
        for (service, first, last, was, now), councils in sorted(
            spells.items(), key=lambda item: (order.index(item[0][0]), item[0][1:3])
        )
    )


def in_sentences(case: Case, found: Sequence[Differing]) -> tuple[str, ...]:
    """Return them as sentences without full stops."""
    return tuple(_sentences(case, found))


def _sentences(case: Case, found: Sequence[Differing]) -> Iterator[str]:
    for one in found:
        was, now = (case.arrangements.get(name) for name in (one.was, one.now))
        if was is None and now is not None:
            what = f"shared, hosted by {_hosted(case, one.now)}, instead of not shared"
        elif now is None:
            what = f"not shared, instead of hosted by {_hosted(case, one.was)}"
        elif was is not None and was.host != now.host:
            what = f"hosted by {_hosted(case, one.now)} instead of {_hosted(case, one.was)}"
        elif was is not None and (was.model, was.depth) != (now.model, now.depth):
            host = case.council_names.get(now.host, now.host)
            what = f"{_how(case, one.now)} instead of {_how(case, one.was)}, hosted by {host} in both"
        else:
            what = f"in the arrangement {one.now} instead of {one.was}"
        yield f"{one.service}{_when(case, one)}{_whom(case, one)}: {what}"


def _hosted(case: Case, arrangement: str) -> str:
    host = case.arrangements[arrangement].host
    return f"{case.council_names.get(host, host)} ({_how(case, arrangement)})"


def _how(case: Case, arrangement: str) -> str:
    pool = case.arrangements[arrangement]
    return f"{pool.model}, {pool.depth}".replace("_", " ")


def _whom(case: Case, one: Differing) -> str:
    """Return the councils, unless it is all that need the service."""
    needing = [council for council, service in case.needs if service == one.service]
    if len(one.councils) == len(needing):
        return ""
    return ", " + in_words(tuple(case.council_names.get(council, council) for council in one.councils))


def _when(case: Case, one: Differing) -> str:
    if (one.first, one.last) == (1, case.settings.years):
        return ""
    if one.first == one.last:
        return f" in {case.year_label(one.first)}"
    if one.last == case.settings.years:
        return f" from {case.year_label(one.first)} on"
    return f" from {case.year_label(one.first)} to {case.year_label(one.last)}"
