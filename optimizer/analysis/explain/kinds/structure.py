"""Kinds on hosts, order and calendar: fewer councils or years, or the next lower number that is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from optimizer.analysis.explain.changes import Change, ParameterChange
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds.translation import (
    Say,
    Translate,
    Translation,
    Try,
    council_names,
    councils_of,
    count,
    named_councils,
)
from optimizer.case.case import Case, Policy
from optimizer.report.words import in_words

_SHARE_STEP = Decimal("0.1")


def _excused(place: int) -> Translate:
    """Return what leaves out the councils that miss the policy; they stand at this place of the index."""

    def changes(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
        councils = councils_of(policy)
        missing = {miss.index[place] for miss in misses}
        kept = tuple(council for council in councils if council not in missing)
        if not kept or kept == councils:
            return ()
        return (ParameterChange(policy.full_name, "councils", councils, kept),)

    return changes


def _say_excused(what: str) -> Say:
    def say(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
        [change] = changes
        assert isinstance(change, ParameterChange)
        assert isinstance(change.now, tuple)
        kept = change.now
        out = [council for council in councils_of(policy) if council not in kept]
        return f"excuse {council_names(case, out)} from {what}"

    return say


def _say_break(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    if change.parameter == "councils":
        return _say_excused(f"the break in {_label(case, policy.parameters['year'])}")(case, policy, changes)
    return f"let the break fall in {_label(case, change.now)} in place of {_label(case, change.was)}"


def _label(case: Case, year: object) -> str:
    assert isinstance(year, int)
    return case.year_label(year)


def _another_year(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    """Yield the same break in another year, the nearest first."""
    was = policy.parameters["year"]
    assert isinstance(was, int)
    years = (year for year in range(1, case.settings.years + 1) if year != was)
    for year in sorted(years, key=lambda year: (abs(year - was), year)):
        yield (ParameterChange(policy.full_name, "year", was, year),)


def _without_years(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    """Return what takes out the years in which something changes."""
    was = policy.parameters["years"]
    assert isinstance(was, tuple)
    changing = {int(miss.index[-1]) for miss in misses}
    kept = tuple(int(year) for year in was if int(year) not in changing)
    if not kept or not changing:
        return ()
    return (ParameterChange(policy.full_name, "years", tuple(int(year) for year in was), kept),)


def _say_years(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    assert isinstance(change.was, tuple)
    assert isinstance(change.now, tuple)
    kept = change.now
    free = in_words(tuple(_label(case, year) for year in change.was if year not in kept))
    return f"allow changes {_scope(case, policy)}in {free}"


def _scope(case: Case, policy: Policy) -> str:
    """Return `to payroll of A and B `, as far as a policy names a service and councils."""
    service, councils = policy.parameters["service"], named_councils(case, policy)
    words = f"to {service} " if service else ""
    return words + (f"of {council_names(case, councils)} " if councils else "")


def _fewer(parameter: str, least: int) -> Try:
    def tries(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
        was = policy.parameters[parameter]
        assert isinstance(was, int)
        for now in range(was - 1, least - 1, -1):
            yield (ParameterChange(policy.full_name, parameter, was, now),)

    return tries


def _higher_rating(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    was = policy.parameters["most_rating"]
    assert isinstance(was, int)
    highest = max((pool.risk_rating for pool in case.arrangements.values()), default=was)
    for now in range(was + 1, highest + 1):
        yield (ParameterChange(policy.full_name, "most_rating", was, now),)


def _larger_share(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    was = policy.parameters["most_share"]
    assert isinstance(was, Decimal)
    now = was
    while now < 1:
        now = min(now + _SHARE_STEP, Decimal(1))
        yield (ParameterChange(policy.full_name, "most_share", was, now),)


def _later(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    """Yield the same duty a year later, and so on: it begins later and ends no sooner."""
    first, last = policy.parameters["first_year"], policy.parameters["last_year"]
    assert isinstance(first, int)
    assert isinstance(last, int)
    for start in range(first + 1, case.settings.years + 1):
        changes = [ParameterChange(policy.full_name, "first_year", first, start)]
        if (end := max(last, start)) != last:
            changes.append(ParameterChange(policy.full_name, "last_year", last, end))
        yield tuple(changes)


def _now(changes: Sequence[Change]) -> int:
    change = changes[0]
    assert isinstance(change, ParameterChange)
    assert isinstance(change.now, int)
    return change.now


def _years(number: int) -> str:
    return f"{count(number)} year{'' if number == 1 else 's'}"


def _say_open(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    return f"let the pool for {policy.parameters['service']} wait until {_label(case, _now(changes))}"


def _say_gap(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    first, then, gap = policy.parameters["first"], policy.parameters["then"], _now(changes)
    when = "in the same year as" if gap == 0 else f"{_years(gap)} after"
    return f"let {then} be shared {when} {first}"


def _say_term(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    return f"let councils leave a pool after {_years(_now(changes))}"


def _say_notice(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    years = _now(changes)
    return f"let councils leave pools after the first {'year' if years == 1 else _years(years)}"


def _say_rating(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    return f"allow {_scope(case, policy).removeprefix('to ')}pools with a risk rating of {_now(changes)}"


def _say_share(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    assert isinstance(change.now, Decimal)
    return f"let one host have {change.now:.0%} of all that is shared"


STRUCTURE = {
    "same_host": Translation("total", _excused(-2), _say_excused("having the services from one host")),
    "different_hosts": Translation(
        "total", _excused(-2), _say_excused("having each service from another host")
    ),
    "blackout_years": Translation("total", _without_years, _say_years),
    "forced_break": Translation("total", _excused(0), _say_break, tries=_another_year),
    "pool_open": Translation("total", None, _say_open, tries=_later),
    "precedence": Translation("total", None, _say_gap, tries=_fewer("gap_years", 0)),
    "minimum_term": Translation("total", None, _say_term, tries=_fewer("years", 1)),
    "notice": Translation("total", None, _say_notice, tries=_fewer("years", 1)),
    "risk_rating_limit": Translation("total", None, _say_rating, tries=_higher_rating),
    "concentration": Translation("total", None, _say_share, tries=_larger_share),
}
