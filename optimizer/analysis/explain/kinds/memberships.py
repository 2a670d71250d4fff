"""Duties to be in a pool, bans of pools, and agreed hosts: for fewer councils or years, or another host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from optimizer.analysis.explain.changes import Change, ParameterChange
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds.translation import (
    Translation,
    body_name,
    council_names,
    councils_of,
)
from optimizer.case.case import Case, Policy


def _councils_and_years(policy: Policy) -> tuple[tuple[str, ...], int, int]:
    first, last = (policy.parameters[name] for name in ("first_year", "last_year"))
    assert isinstance(first, int)
    assert isinstance(last, int)
    return councils_of(policy), first, last


def _kept_part(policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    """Keep the policy for the councils and the run of years that hold no miss and are most together."""
    councils, first, last = _councils_and_years(policy)
    missed = {(miss.index[0], int(miss.index[-1])) for miss in misses}
    best: tuple[int, tuple[str, ...], int, int] = (0, (), first, last)
    for start in range(first, last + 1):
        for end in range(last, start - 1, -1):
            kept = tuple(
                council
                for council in councils
                if not any((council, year) in missed for year in range(start, end + 1))
            )
            size = len(kept) * (end - start + 1)
            if size > best[0]:
                best = (size, kept, start, end)
    size, kept, start, end = best
    if not size or not missed:
        return ()
    wanted = (("councils", councils, kept), ("first_year", first, start), ("last_year", last, end))
    return tuple(ParameterChange(policy.full_name, name, was, now) for name, was, now in wanted if was != now)


def _changes(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    return _kept_part(policy, misses)


def _later(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    """Yield the same duty a year later, two years later, and so on: it begins later and ends no sooner."""
    _, first, last = _councils_and_years(policy)
    for start in range(first + 1, case.settings.years + 1):
        end = min(last + start - first, case.settings.years)
        changes = [ParameterChange(policy.full_name, "first_year", first, start)]
        if end != last:
            changes.append(ParameterChange(policy.full_name, "last_year", last, end))
        yield tuple(changes)


def _by_parameter(changes: Sequence[Change]) -> dict[str, ParameterChange]:
    return {change.parameter: change for change in changes if isinstance(change, ParameterChange)}


def _left_out(case: Case, change: ParameterChange) -> str:
    assert isinstance(change.was, tuple)
    assert isinstance(change.now, tuple)
    kept = change.now
    return council_names(case, tuple(str(council) for council in change.was if council not in kept))


def _year(case: Case, year: object, later: int = 0) -> str:
    assert isinstance(year, int)
    return case.year_label(year + later)


def _say_required(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    found, service = _by_parameter(changes), policy.parameters["service"]
    _, _, last = _councils_and_years(policy)
    parts = []
    if "councils" in found:
        parts.append(f"excuse {_left_out(case, found['councils'])} from sharing {service}")
    if "first_year" in found:
        first = found["first_year"]
        parts.append(f"let {service} wait until {_year(case, first.now)} (not {_year(case, first.was)})")
    if "last_year" in found and int(str(found["last_year"].now)) < last:
        parts.append(f"ask for {service} to be shared until {_year(case, found['last_year'].now)} only")
    return " and ".join(parts)


def _what_is_forbidden(case: Case, policy: Policy) -> str:
    given = policy.parameters
    if given["arrangement"]:
        return f"the pool {given['arrangement']}"
    words = "pools"
    if given["service"]:
        words += f" for {given['service']}"
    if given["host"]:
        words += f" hosted by {body_name(case, str(given['host']))}"
    if given["model"]:
        words += f" of the model {str(given['model']).replace('_', ' ')}"
    return words


def _say_forbidden(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    found, what = _by_parameter(changes), _what_is_forbidden(case, policy)
    parts = []
    if "councils" in found:
        parts.append(f"for {_left_out(case, found['councils'])}")
    if "first_year" in found:
        parts.append(f"until {_year(case, found['first_year'].now, -1)}")
    if "last_year" in found:
        parts.append(f"from {_year(case, found['last_year'].now, 1)} on")
    return f"allow {what} {' and '.join(parts)}"


def _another_host(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    hosts = {case.arrangements[miss.index[1]].host for miss in misses}
    if len(hosts) != 1:
        return ()
    return (ParameterChange(policy.full_name, "host", policy.parameters["host"], hosts.pop()),)


def _say_host(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = _by_parameter(changes).values()
    now, was = (body_name(case, str(host)) for host in (change.now, change.was))
    return f"let {now} host {policy.parameters['service']} in place of {was}"


POOL_REQUIRED = Translation("total", _changes, _say_required, tries=_later)
POOL_FORBIDDEN = Translation("total", _changes, _say_forbidden)
FIXED_HOST = Translation("total", _another_host, _say_host)
