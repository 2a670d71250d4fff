"""What two runs were given that differs: cells of the case, policies, objectives, options and versions."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import SETTINGS, ColumnSpec, policy_kinds, tables
from optimizer.case.loaded import canonical_tables, text_of
from optimizer.report.read import KeptRun

What = Literal["policy", "objective", "input", "option", "version"]


@dataclass(frozen=True, slots=True)
class InputDifference:
    """One thing that differs.

    Attributes:
        what: what kind of thing it is.
        place: where, such as `baseline.fte [city, ict, all]` or `base.fair.most_gbp`.
        first: what the first run was given; None where it has no such thing.
        other: what the other run was given; None likewise.
    """

    what: What
    place: str
    first: str | None
    other: str | None

    def sentence(self) -> str:
        """Return the difference as one line."""
        first, other = ("not there" if text is None else text or "blank" for text in (self.first, self.other))
        return f"{self.what} {self.place}: {first} -> {other}"


def input_differences(first: KeptRun, other: KeptRun) -> Iterator[InputDifference]:
    """Yield everything that differs, what people decide first."""
    yield from _of("policy", *_policies(first, other))
    yield from _of("objective", _objectives(first), _objectives(other))
    yield from _of("input", _cells(first), _cells(other))
    yield from _of("option", _options(first), _options(other))
    yield from _of("version", dict(first.versions), dict(other.versions))


def _of(what: What, first: Mapping[str, str], other: Mapping[str, str]) -> Iterator[InputDifference]:
    for place in dict.fromkeys((*first, *other)):
        if first.get(place) != other.get(place):
            yield InputDifference(what, place, first.get(place), other.get(place))


def _policies(*runs: KeptRun) -> list[dict[str, str]]:
    """Return the policies of each run as texts by place; what explains a policy only is left out.

    A policy that every run has is told by its parameters, another one in a single line.
    """
    policies = [{one.full_name: one for one in kept.sets.policies} for kept in runs]
    everywhere = set(policies[0]).intersection(*policies[1:])
    found: list[dict[str, str]] = []
    for kept, mine in zip(runs, policies, strict=True):
        places: dict[str, str] = {}
        for name, policy in mine.items():
            parameters = _parameters(kept.loaded.case, policy)
            if name in everywhere:
                places[name] = f"{policy.kind}, {_firmness(policy)}"
                places |= {f"{name}.{parameter}": text for parameter, text in parameters.items()}
            else:
                words = "; ".join(f"{parameter} {text}" for parameter, text in parameters.items())
                places[name] = f"{policy.kind}, {_firmness(policy)}" + (f": {words}" if words else "")
        found.append(places)
    return found


def _parameters(case: Case, policy: Policy) -> dict[str, str]:
    specs = policy_kinds()[policy.kind].parameters
    return {
        name: _parameter(case, specs[name], value)
        for name, value in policy.parameters.items()
        if value is not None
    }


def _firmness(policy: Policy) -> str:
    if policy.price_gbp_per_unit is None:
        return policy.negotiable
    return f"{policy.negotiable} at {policy.price_gbp_per_unit} GBP a unit"


def _parameter(case: Case, spec: ColumnSpec, value: object) -> str:
    """Return a value of a policy as text; years are indices there."""
    if spec.type.startswith("financial_year"):
        if isinstance(value, tuple):
            return ", ".join(case.year_label(year) for year in value)
        return case.year_label(value) if isinstance(value, int) else str(value)
    return text_of(spec, value).replace(";", ", ")  # type: ignore[arg-type]


def _objectives(kept: KeptRun) -> dict[str, str]:
    return {
        str(place): f"{one.measure}, of which {one.tolerance} may be given up"
        for place, one in enumerate(kept.sets.objectives, start=1)
    }


def _cells(kept: KeptRun) -> dict[str, str]:
    """Return every cell of the case by its place, blanks filled with their defaults."""
    found: dict[str, str] = {}
    for table, rows in canonical_tables(kept.loaded.tables).items():
        keys = [spec.column for spec in tables()[table].values() if spec.key]
        seen: Counter[str] = Counter()
        for row in rows:
            about = ", ".join(row.get(column, "") for column in keys)
            seen[about] += 1
            where = f" [{about}]" if table != SETTINGS else ""
            where += f" (no. {seen[about]})" if seen[about] > 1 else ""
            for column, text in row.items():
                if column not in keys:
                    found[f"{table}.{column}{where}"] = text
            if set(row) <= set(keys):
                found[f"{table}{where}"] = "a row"
    return found


def _options(kept: KeptRun) -> dict[str, str]:
    asked = dataclasses.asdict(kept.options)
    return {name: "none" if value is None else str(value) for name, value in asked.items()}
