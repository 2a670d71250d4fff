"""Windows of years: they open earlier or close later."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.analysis.explain.changes import Change, ParameterChange
from optimizer.analysis.explain.elastic import Miss
from optimizer.analysis.explain.kinds.translation import Translation, council_names, named_councils
from optimizer.case.case import Case, Policy


def _bound(policy: Policy, parameter: str) -> int | None:
    year = policy.parameters[parameter]
    assert year is None or isinstance(year, int)
    return year


def _years_outside(case: Case, policy: Policy, miss: Miss) -> float:
    """Return how many years outside the window somebody joins."""
    year = int(miss.index[-1])
    earliest, latest = _bound(policy, "earliest") or 1, _bound(policy, "latest") or case.settings.years
    return float(max(earliest - year, year - latest))


def _changes(case: Case, policy: Policy, misses: Sequence[Miss]) -> tuple[Change, ...]:
    years = [int(miss.index[-1]) for miss in misses]
    earliest, latest = _bound(policy, "earliest"), _bound(policy, "latest")
    found: list[Change] = []
    if earliest is not None and min(years, default=earliest) < earliest:
        found.append(ParameterChange(policy.full_name, "earliest", earliest, min(years)))
    if latest is not None and max(years, default=latest) > latest:
        found.append(ParameterChange(policy.full_name, "latest", latest, max(years)))
    return tuple(found)


def _say(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    service, councils = policy.parameters["service"], named_councils(case, policy)
    what = str(service) if service else "sharing"
    if councils:
        what += f" in {council_names(case, councils)}"
    parts = []
    for change in changes:
        assert isinstance(change, ParameterChange)
        now, was = (case.year_label(int(year)) for year in (change.now, change.was) if isinstance(year, int))
        if change.parameter == "earliest":
            parts.append(f"start in {now}, not only from {was}")
        else:
            parts.append(f"start as late as {now}, not only until {was}")
    return f"let {what} " + " and ".join(parts)


START_WINDOW = Translation("most", _changes, _say, _years_outside)
