"""One policy of a constraint set: typed by its kind, checked, blanks replaced by what they mean."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from optimizer.case.case import SHARED, Case, Policy
from optimizer.case.dictionary import ColumnSpec, PolicyKind, policy_kinds
from optimizer.case.parse import Value, Wrong, nearest, parse
from optimizer.case.raw import Findings, Place
from optimizer.case.read_toml import KeyPath, toml_text

COMMON = ("kind", "reason", "source", "replaces")
"""Keys that every policy may have, whatever its kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The table `[policy.NAME]` of a set, with the lines of its keys."""

    set: str
    file: str
    policy: str
    keys: Mapping[str, Any]
    lines: Mapping[KeyPath, int]

    def place(self, key: str | None = None, value: object = None) -> Place:
        """Return where a key stands, or the whole policy."""
        line = self.lines.get(("policy", self.policy))
        if key is not None:
            line = self.lines.get(("policy", self.policy, key), line)
        column = f"policy.{self.policy}" + (f".{key}" if key else "")
        return Place(self.file, line, column, None if value is None else str(value))


def typed_policy(entry: Entry, case: Case, findings: Findings) -> Policy | None:
    """Return the policy of an entry with every parameter resolved; None with faults where it has some."""
    before = len(findings.faults)
    kinds = policy_kinds()
    name = entry.keys.get("kind")
    if not isinstance(name, str) or name not in kinds:
        problem = "the key is missing" if name is None else "there is no such kind of policy"
        findings.fault(entry.place("kind", name), problem, nearest(str(name or ""), kinds))
        return None
    kind = kinds[name]
    for key in entry.keys:
        if key not in COMMON and key not in kind.parameters:
            hint = nearest(key, [*kind.parameters, *COMMON])
            findings.fault(entry.place(key), f"a policy of kind {name} has no such parameter", hint)
    texts = {key: _text(entry, key, findings, required=key == "reason") for key in ("reason", "source")}
    values = {
        spec.column: value
        for spec in kind.parameters.values()
        if not isinstance(value := typed_parameter(entry, spec, case, findings), Wrong)
    }
    if len(findings.faults) > before:
        return None
    filled = with_blanks_filled(kind, values, case)
    for label, rule in RULES.get(name, ()):
        remedy = rule(filled, case)
        if remedy:
            findings.fault(entry.place(), label, remedy)
    if name == "fixed_host" and not any(
        (pool.service, pool.host) == (filled["service"], filled["host"])
        for pool in case.arrangements.values()
    ):
        problem = f"{filled['host']} hosts no candidate pool for {filled['service']}, so nobody may share it"
        findings.warning(
            entry.place("host", filled["host"]), problem, "add an arrangement, if that is not meant"
        )
    return Policy(entry.policy, entry.set, name, texts["reason"], texts["source"], filled)


def _text(entry: Entry, key: str, findings: Findings, *, required: bool) -> str:
    value = entry.keys.get(key, "")
    if not isinstance(value, str):
        findings.fault(entry.place(key, value), "is not text", "put it in quotation marks")
    elif required and not value.strip():
        findings.fault(
            entry.place(key), "nothing is given", "say who wants the policy and why, in a sentence"
        )
    return value.strip() if isinstance(value, str) else ""


def typed_parameter(entry: Entry, spec: ColumnSpec, case: Case, findings: Findings) -> Any:
    """Return the value of a parameter, years as indices; `Wrong` after a fault has been reported."""
    given = entry.keys.get(spec.column, "")
    text = "" if given == "" else toml_text(spec, given)
    value: Value | Wrong = text if isinstance(text, Wrong) else parse(spec, text)
    found = given if given != "" else None
    if isinstance(value, Wrong):
        findings.fault(entry.place(spec.column, found), value.problem, value.remedy)
        return value
    if value is None:
        return None
    if spec.type == "financial_year" and isinstance(value, int):
        year = value - case.settings.base_year
        if not 1 <= year <= case.settings.years:
            problem = "is outside the years of the case"
            remedy = f"use {case.year_label(1)} to {case.year_label(case.settings.years)}"
            findings.fault(entry.place(spec.column, found), problem, remedy)
            return Wrong(problem, remedy)
        return year
    if spec.references:
        known = known_names(spec.references, case)
        names = (value,) if isinstance(value, str) else value
        unknown = [name for name in names if name not in known] if isinstance(names, tuple) else []
        for name in unknown:
            what = spec.references.replace("_", " ")
            problem = f"is not among the {what} of the case"
            findings.fault(entry.place(spec.column, name), problem, nearest(str(name), known))
        if unknown:
            return Wrong("unknown", "")
    return value


def known_names(table: str, case: Case) -> Collection[str]:
    """Return the names that a parameter may refer to; of delivery models those that an arrangement has."""
    if table == "councils":
        return case.councils
    if table == "services":
        return case.services.keys()
    if table == "arrangements":
        return case.arrangements.keys()
    if table == "delivery_models":
        return dict.fromkeys(pool.model for pool in case.arrangements.values())
    return [*case.councils, *case.providers]


def with_blanks_filled(kind: PolicyKind, values: Mapping[str, Any], case: Case) -> dict[str, Any]:
    """Return the parameters with blank councils and years replaced by what the dictionary says they mean."""
    filled = dict(values)
    last = case.settings.years
    if kind.kind == "pool_required":
        filled["first_year"] = last if values["first_year"] is None else values["first_year"]
    elif kind.kind == "pool_forbidden":
        filled["first_year"] = 1 if values["first_year"] is None else values["first_year"]
    if "last_year" in kind.parameters:
        filled["last_year"] = last if values["last_year"] is None else values["last_year"]
    if "councils" in kind.parameters and values["councils"] is None:
        filled["councils"] = tuple(
            council for council in case.councils if _meant_by_blank(kind.kind, council, values, case)
        )
    return filled


def _meant_by_blank(kind: str, council: str, values: Mapping[str, Any], case: Case) -> bool:
    if kind == "pool_required":
        return (council, values["service"]) in case.needs
    if kind == "transition_budget":
        return any(who == council and pot == values["pot"] for who, _, pot in case.budgets_gbp)
    return True


Parameters = Mapping[str, Any]


def _years_in_order(given: Parameters, case: Case) -> str | None:
    if given["first_year"] <= given["last_year"]:
        return None
    return (
        "let first_year come before last_year (a blank first_year or last_year is the last year of the case)"
    )


def _earliest_before_latest(given: Parameters, case: Case) -> str | None:
    if given["earliest"] is None and given["latest"] is None:
        return "give earliest, latest or both"
    if None not in (given["earliest"], given["latest"]) and given["earliest"] > given["latest"]:
        return "let earliest come before latest"
    return None


def _least_or_most(given: Parameters, case: Case) -> str | None:
    if given["least"] is None and given["most"] is None:
        return "give least, most or both"
    if None not in (given["least"], given["most"]) and given["least"] > given["most"]:
        return "let least be no more than most"
    return None


def _councils_need_the_service(given: Parameters, case: Case) -> str | None:
    without = [council for council in given["councils"] if (council, given["service"]) not in case.needs]
    return f"leave out {', '.join(without)}, or add baseline_services rows" if without else None


def _arrangement_is_of_the_service(given: Parameters, case: Case) -> str | None:
    name = given["arrangement"]
    if name is None or given["service"] is None or case.arrangements[name].service == given["service"]:
        return None
    return f"name an arrangement of {given['service']}, or the service {case.arrangements[name].service}"


def _something_is_forbidden(given: Parameters, case: Case) -> str | None:
    pools = [
        pool
        for pool in case.arrangements.values()
        if all(
            given[parameter] in (None, getattr(pool, parameter))
            for parameter in ("service", "host", "model", "arrangement")
        )
    ]
    return None if pools else "let service, host, model and arrangement fit one candidate pool at least"


def _pot_has_rows(given: Parameters, case: Case) -> str | None:
    holders = {council for council, _, pot in case.budgets_gbp if pot == given["pot"]}
    if not holders:
        pots = dict.fromkeys(pot for _, _, pot in case.budgets_gbp)
        return f"give the pot {given['pot']!r} rows in budgets.csv, or {nearest(given['pot'], pots)}"
    without = [council for council in given["councils"] if council not in holders]
    if without and SHARED not in holders:
        return (
            f"give {', '.join(without)} a row for the pot {given['pot']!r} in budgets.csv, or leave them out"
        )
    return None


RULES: Mapping[str, tuple[tuple[str, Callable[[Parameters, Case], str | None]], ...]] = {
    "pool_required": (
        ("the years are in the wrong order", _years_in_order),
        ("a council is named that does not need the service", _councils_need_the_service),
        ("the arrangement is for another service", _arrangement_is_of_the_service),
    ),
    "pool_forbidden": (
        ("the years are in the wrong order", _years_in_order),
        ("no candidate pool is of the kind that is forbidden", _something_is_forbidden),
    ),
    "start_window": (("the years do not make a window", _earliest_before_latest),),
    "partners": (("the numbers do not make a limit", _least_or_most),),
    "host_fairness": (("the numbers do not make a limit", _least_or_most),),
    "transition_budget": (("there is no budget to keep", _pot_has_rows),),
}
"""What must hold for the parameters of a kind: the problem, and a function that returns the remedy."""
