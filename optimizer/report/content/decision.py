"""The decision of a plan in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from optimizer.report.words import TODAY, Decision, in_words

MOST_YEARS = 3
"""A sentence names so many years; where things begin in more, only the first and the last."""

ByYear = dict[str, list[str]]


def decision_sentence(found: tuple[Decision, ...], names: Mapping[str, str]) -> str:
    """Return what is newly shared and when, what is shared otherwise, what goes on, what is not shared.

    Args:
        found: the decisions of a plan, service by service and in order of time.
        names: name of each service for readers.
    """
    by_service: dict[str, list[Decision]] = {}
    for one in found:
        by_service.setdefault(names[one.service], []).append(one)
    new: ByYear = {}
    changed: ByYear = {}
    kept, ended, alone = [], [], []
    for service, parts in by_service.items():
        starts = [one.since for one in parts if one.arrangement and one.since != TODAY]
        today = any(one.arrangement and one.since == TODAY for one in parts)
        last = [one.until for one in parts if one.arrangement][-1:]
        until = "" if parts[-1].arrangement or not last else f" (until {last[0]})"
        if starts:
            (changed if today else new).setdefault(starts[0], []).append(service + until)
        elif not until and today:
            kept.append(service)
        elif today:
            ended.append(service + until.replace("until", "after"))
        else:
            alone.append(service)
    steps = [
        *_sharing(new, found),
        *_begins("change how", " is shared", changed),
        f"go on sharing {in_words(tuple(kept))} as today" if kept else "",
        f"stop sharing {in_words(tuple(ended))}" if ended else "",
        f"keep {in_words(tuple(alone))} in each council" if alone else "",
    ]
    text = "; ".join(step for step in steps if step)
    return f"{text[:1].upper()}{text[1:]}."


def _sharing(new: ByYear, found: tuple[Decision, ...]) -> Iterator[str]:
    """Yield what is newly shared, by year; the host too where it is one service with one."""
    services = [service for shared in new.values() for service in shared]
    hosts = {one.host for one in found if one.host}
    host = f", hosted by {hosts.pop()}" if len(services) == len(hosts) == 1 else ""
    yield from _begins("share", host, new)


def _begins(what: str, tail: str, by_year: ByYear) -> Iterator[str]:
    years = sorted(by_year)
    if len(years) > MOST_YEARS:
        services = tuple(service for year in years for service in by_year[year])
        yield f"between {years[0]} and {years[-1]} {what} {in_words(services)}{tail}"
        return
    for year in years:
        yield f"from {year} {what} {in_words(tuple(by_year[year]))}{tail}"
