"""Parameters of a policy: read by their type in the dictionary, names looked up, years as indices."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from optimizer.case.case import Case
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.parse import Value, Wrong, nearest, parse
from optimizer.case.policies.entry import Entry
from optimizer.case.policies.membership_years import membership_years
from optimizer.case.raw import Findings
from optimizer.case.read_toml import toml_text

WORDS = {"funding": "sources", "stress": "stress scenarios"}
"""What the names of a table are names of, where the table is not called so."""


def typed_parameter(entry: Entry, spec: ColumnSpec, case: Case, findings: Findings) -> Any:
    """Return the value of a parameter, years as indices; `Wrong` after a fault has been reported."""
    given = entry.keys.get(spec.column, "")
    text = "" if given == "" else toml_text(spec, given)
    value: Value | Wrong = text if isinstance(text, Wrong) else parse(spec, text)
    found = given if given != "" else None
    if isinstance(value, Wrong):
        shown = found if value.value is None else value.value
        findings.fault(entry.place(spec.column, shown), value.problem, value.remedy)
        return value
    if value is None or value == "":
        return None
    if spec.type in ("financial_year", "financial_years"):
        return _year_indices(entry, spec, value, case, findings)
    if spec.type == "memberships":
        assert isinstance(value, tuple)
        return membership_years(entry, spec, tuple(map(str, value)), case, findings)
    if spec.references:
        known = known_names(spec.references, case)
        names = (value,) if isinstance(value, str) else value
        unknown = [name for name in names if name not in known] if isinstance(names, tuple) else []
        for name in unknown:
            what = WORDS.get(spec.references, spec.references.replace("_", " "))
            problem = f"is not among the {what} of the case"
            findings.fault(entry.place(spec.column, name), problem, nearest(str(name), known))
        if unknown:
            return Wrong("unknown", "")
    return value


def _year_indices(
    entry: Entry, spec: ColumnSpec, value: Value, case: Case, findings: Findings
) -> int | tuple[int, ...] | Wrong:
    """Return a financial year, or a list of them, as indices; `Wrong` after those outside the case."""
    starts = value if isinstance(value, tuple) else (value,)
    years = [start - case.settings.base_year for start in starts if isinstance(start, int)]
    outside = [year for year in years if not 1 <= year <= case.settings.years]
    problem = "is outside the years of the case"
    remedy = f"use {case.year_label(1)} to {case.year_label(case.settings.years)}"
    for year in outside:
        findings.fault(entry.place(spec.column, case.year_label(year)), problem, remedy)
    if outside:
        return Wrong(problem, remedy)
    return tuple(years) if isinstance(value, tuple) else years[0]


def known_names(table: str, case: Case) -> Collection[str]:
    """Return the names that a parameter may refer to; of delivery models those that an arrangement has."""
    if table == "councils":
        return case.councils
    if table == "services":
        return case.services.keys()
    if table == "service_groups":
        return dict.fromkeys(one.service_group for one in case.services.values() if one.service_group)
    if table == "arrangements":
        return case.arrangements.keys()
    if table == "funding":
        return dict.fromkeys(source for source, _ in case.funding)
    if table == "stress":
        return case.scenarios.keys()
    if table == "roles":
        return dict.fromkeys(role for service in case.services.values() for role in service.roles)
    if table == "delivery_models":
        return dict.fromkeys(pool.model for pool in case.arrangements.values())
    return [*case.councils, *case.providers]
