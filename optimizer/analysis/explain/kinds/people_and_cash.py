"""Kinds on staff, capacity and yearly cash: their numbers rise or fall, or the year of payback moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from optimizer.analysis.explain.changes import Change, ParameterChange, Value
from optimizer.analysis.explain.kinds.numbers import Number, Phrase, by_numbers
from optimizer.analysis.explain.kinds.translation import (
    Translation,
    Try,
    body_name,
    council_names,
    named_councils,
    thousands,
)
from optimizer.case.case import Case, Policy

_STEP = Decimal("0.1")


def _fte(words: str) -> Phrase:
    """Return a sentence in which `{who}` stands for the host and `{fte}` for the number."""

    def phrase(case: Case, policy: Policy, now: Value) -> str:
        host = policy.parameters.get("host")
        who = body_name(case, str(host)) if host else "each host"
        assert isinstance(now, Decimal)
        return words.format(who=who, fte=f"{now.normalize():f} FTE")

    return phrase


def _volume(case: Case, policy: Policy, now: Value) -> str:
    host, service = policy.parameters["host"], str(policy.parameters["service"])
    who = body_name(case, str(host)) if host else "each host"
    assert isinstance(now, int)
    return f"let {who} handle up to {now:,} {case.services[service].volume_unit} of {service}"


def _who(case: Case, policy: Policy, otherwise: str) -> str:
    councils = named_councils(case, policy)
    return council_names(case, councils) if councils else otherwise


def _worse(case: Case, policy: Policy, now: Value) -> str:
    assert isinstance(now, Decimal)
    return f"let {_who(case, policy, 'a council')} be up to {thousands(now)} worse off in a year, in cash"


def _target(case: Case, policy: Policy, now: Value) -> str:
    assert isinstance(now, Decimal)
    year = policy.parameters["year"]
    assert isinstance(year, int)
    who = _who(case, policy, "a council" if policy.parameters["each_council"] else "all councils together")
    return f"be content with {who} saving {thousands(now)} in {case.year_label(year)}"


def _cover(case: Case, policy: Policy, now: Value) -> str:
    assert isinstance(now, Decimal)
    role = policy.parameters["role"]
    staff = f"staff of the role {role}" if role else "staff of each role"
    return f"be content with {now.normalize():f} FTE {staff} in a pool for {policy.parameters['service']}"


def _later(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
    was = policy.parameters["by_year"]
    assert isinstance(was, int)
    for year in range(was + 1, case.settings.years + 1):
        yield (ParameterChange(policy.full_name, "by_year", was, year),)


def _say_payback(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    assert isinstance(change.now, int)
    return f"let what is spent be paid back by {case.year_label(change.now)}"


def _shares(parameter: str, end: Decimal) -> Try:
    """Return what tries the share nearer to an end, a tenth at a time; the end itself limits nothing."""

    def tries(case: Case, policy: Policy) -> Iterator[tuple[Change, ...]]:
        was = policy.parameters[parameter]
        if not isinstance(was, Decimal):
            return
        now = was
        while now != end:
            now = min(now + _STEP, end) if end > was else max(now - _STEP, end)
            yield (ParameterChange(policy.full_name, parameter, was, now),)

    return tries


def _say_share(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    assert isinstance(change.now, Decimal)
    return f"let {_who(case, policy, 'a council')} have {change.now:.0%} of what all councils save"


_COVER = by_numbers(Number("least_fte", rises=False, phrase=_cover, rule="fte"))


def _say_cover(case: Case, policy: Policy, changes: Sequence[Change]) -> str:
    [change] = changes
    assert isinstance(change, ParameterChange)
    if change.parameter == "least_fte":
        return _COVER.say(case, policy, changes)
    assert isinstance(change.now, Decimal)
    return f"be content with {change.now:.0%} of the posts in a pool for {policy.parameters['service']}"


PEOPLE_AND_CASH: Mapping[str, Translation] = {
    "host_capacity_fte": by_numbers(
        Number("most_fte", rises=True, phrase=_fte("let {who} have {fte} of staff in its pools"), rule="fte"),
        Number(
            "most_transfers_fte_per_year",
            rises=True,
            phrase=_fte("let {who} take in {fte} a year"),
            rule="transfers",
        ),
    ),
    "host_capacity_volume": by_numbers(Number("most_volume", rises=True, phrase=_volume)),
    "affordability": by_numbers(Number("most_worse_gbp", rises=True, phrase=_worse)),
    "savings_target": by_numbers(Number("least_gbp", rises=False, phrase=_target)),
    "redundancy_limit": by_numbers(
        Number(
            "most_per_year_fte",
            rises=True,
            phrase=_fte("allow {fte} of redundancies a year"),
            rule="per_year",
        ),
        Number(
            "most_total_fte", rises=True, phrase=_fte("allow {fte} of redundancies in all"), rule="in_total"
        ),
    ),
    "minimum_cover": Translation(
        "most", _COVER.changes, _say_cover, tries=_shares("least_share", Decimal(0))
    ),
    "payback": Translation("total", None, _say_payback, tries=_later),
    "maximum_share": Translation("total", None, _say_share, tries=_shares("most_share", Decimal(1))),
}
