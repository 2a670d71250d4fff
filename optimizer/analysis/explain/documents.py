"""An explanation as files: `explanation.json` for programs, `explanation.csv` for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from optimizer.analysis.explain.changes import CellChange, Change, ParameterChange, Value
from optimizer.analysis.explain.explanation import (
    Conflict,
    Explanation,
    Infeasible,
    Price,
    Repair,
    Resolved,
    exit_code,
)
from optimizer.case import LoadedCase, LoadedSets
from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import policy_kinds
from optimizer.plan.facts import RunOptions
from optimizer.report.csv_text import Cell, csv_text, trimmed
from optimizer.report.folder import EXPLANATION_FORMAT, MANIFEST
from optimizer.report.manifest import plain, platform_name, sha256, to_json, versions
from optimizer.report.write import inputs_texts

TABLE, DOCUMENT = "explanation.csv", "explanation.json"

COLUMNS = (
    *("part", "number", "policy", "kind", "negotiable", "owner", "reason", "source"),
    *("sentence", "changes", "was", "now", "state", "slack", "unit"),
    *("npv_saving_gbp", "less_than_best_gbp", "saving_gained_gbp", "gap_gbp", "outcome", "second_opinion"),
)
"""One row for each policy of each conflict, each change of each repair, each policy that has a price."""


def explanation_files(explanation: Explanation, loaded: LoadedCase, sets: LoadedSets) -> dict[str, str]:
    """Return the texts of the files by name."""
    document = explanation_as_json(explanation, loaded, sets) | {"versions": versions()}
    return {TABLE: csv_text(COLUMNS, _rows(explanation, loaded.case)), DOCUMENT: to_json(document)}


def folder_files(
    explanation: Explanation, loaded: LoadedCase, sets: LoadedSets, options: RunOptions
) -> dict[str, str]:
    """Return the texts of a whole folder by name: the explanation, what it is of, and a manifest."""
    files = explanation_files(explanation, loaded, sets) | inputs_texts(loaded, sets)
    manifest = {
        "format": EXPLANATION_FORMAT,
        "case": {"name": loaded.case.settings.name, "digest": loaded.digest, "files": loaded.file_hashes},
        "sets": {name: sha256(text) for name, text in sets.set_texts.items()},
        "options": options,
        "versions": versions(),
        "platform": platform_name(),
        "files": {name: sha256(text) for name, text in sorted(files.items())},
    }
    return files | {MANIFEST: to_json(manifest)}


def explanation_as_json(explanation: Explanation, loaded: LoadedCase, sets: LoadedSets) -> dict[str, Any]:
    """Return the explanation as the object that `--json` prints."""
    case = loaded.case
    head = {
        "status": "infeasible" if isinstance(explanation, Infeasible) else "feasible",
        "exit_code": exit_code(explanation),
        "case": case.settings.name,
        "case_digest": loaded.digest,
        "sets": {name: sha256(text) for name, text in sets.set_texts.items()},
    }
    if isinstance(explanation, Infeasible):
        return head | {
            "conflicts": [
                _conflict(number, one) for number, one in enumerate(explanation.conflicts, start=1)
            ],
            "all_conflicts": explanation.all_conflicts,
            "repairs": [
                _repair(number, one, explanation.repairs, case)
                for number, one in enumerate(explanation.repairs, start=1)
            ],
            "all_repairs": explanation.all_repairs,
            "broken_today": list(explanation.broken_today),
            "solves": explanation.solves,
        }
    return head | {
        "npv_saving_gbp": plain(explanation.npv_saving_gbp),
        "gap_gbp": plain(explanation.facts.gap_gbp),
        "second_opinion": explanation.facts.second_opinion.answer,
        "conflicts": [],
        "repairs": [],
        "policies": [_price(price) for price in explanation.prices],
    }


def less_than_best(repair: Repair, repairs: Sequence[Repair]) -> Decimal | None:
    """Return by how much a repair saves less than the best one; None where one of the two is not proved."""
    best, this = repairs[0].resolved, repair.resolved
    if (best.outcome, this.outcome) != ("solved", "solved"):
        return None
    assert best.npv_saving_gbp is not None
    assert this.npv_saving_gbp is not None
    return best.npv_saving_gbp - this.npv_saving_gbp


def _policy(policy: Policy) -> dict[str, str]:
    return {
        "policy": policy.full_name,
        "kind": policy.kind,
        "negotiable": policy.negotiable,
        "owner": policy.owner,
        "reason": policy.reason,
        "source": policy.source,
    }


def _conflict(number: int, conflict: Conflict) -> dict[str, Any]:
    return {
        "number": number,
        "policies": [_policy(policy) for policy in conflict.policies],
        "only_hard": conflict.only_hard,
        "why": conflict.why,
        "second_opinion": conflict.confirmation.answer,
        "message": conflict.confirmation.message,
    }


def _repair(number: int, repair: Repair, repairs: Sequence[Repair], case: Case) -> dict[str, Any]:
    return {
        "number": number,
        "sentence": repair.sentence,
        "gives_way": [_policy(policy) for policy in repair.gives_way],
        "changes": [_change(case, repair, change) for change in repair.changes],
        "smallest": repair.smallest,
        **_resolved(repair.resolved),
        "less_than_best_gbp": plain(less_than_best(repair, repairs)),
    }


def _resolved(resolved: Resolved) -> dict[str, Any]:
    return {
        "outcome": resolved.outcome,
        "npv_saving_gbp": plain(resolved.npv_saving_gbp),
        "gap_gbp": plain(resolved.gap_gbp),
        "message": resolved.note,
    }


def _change(case: Case, repair: Repair, change: Change) -> dict[str, Any]:
    match change:
        case ParameterChange():
            was, now = (_as_in_a_set(case, repair, change, value) for value in (change.was, change.now))
            return {
                "policy": change.policy,
                "parameter": change.parameter,
                "was": plain(was),
                "now": plain(now),
            }
        case CellChange():
            return {
                "policy": change.policy,
                "table": change.table,
                "key": dict(change.key),
                "column": change.column,
                "was": plain(change.was),
                "now": plain(change.now),
            }
        case _:
            return {"policy": change.policy, "set_aside": True}


def _as_in_a_set(case: Case, repair: Repair, change: ParameterChange, value: Value) -> Value:
    """Return a parameter as a set writes it: a year by its label."""
    [kind] = (policy.kind for policy in repair.gives_way if policy.full_name == change.policy)
    is_year = policy_kinds()[kind].parameters[change.parameter].type == "financial_year"
    return case.year_label(value) if is_year and isinstance(value, int) else value


def _price(price: Price) -> dict[str, Any]:
    row, resolved = price.row, price.resolved
    return {
        **_policy(price.policy),
        "state": row.state,
        "slack": None if row.slack is None else plain(trimmed(row.slack)),
        "unit": row.unit,
        "without": _resolved(resolved),
        "saving_gained_gbp": plain(price.gained_gbp),
        "within_gap": price.within_gap,
    }


def _rows(explanation: Explanation, case: Case) -> Iterator[Sequence[Cell]]:
    if isinstance(explanation, Infeasible):
        for number, conflict in enumerate(explanation.conflicts, start=1):
            for policy in conflict.policies:
                yield _row(
                    part="conflict",
                    number=number,
                    **_policy(policy),
                    sentence=conflict.why,
                    second_opinion=conflict.confirmation.answer,
                )
        for number, repair in enumerate(explanation.repairs, start=1):
            for change in repair.changes:
                yield _repair_row(number, repair, explanation.repairs, change, case)
        return
    for number, price in enumerate(explanation.prices, start=1):
        without = price.resolved
        yield _row(
            part="price",
            number=number,
            **_policy(price.policy),
            state=price.row.state,
            slack=None if price.row.slack is None else trimmed(price.row.slack),
            unit=price.row.unit,
            npv_saving_gbp=without.npv_saving_gbp,
            saving_gained_gbp=price.gained_gbp,
            gap_gbp=without.gap_gbp,
            outcome=without.outcome,
        )


def _repair_row(
    number: int, repair: Repair, repairs: Sequence[Repair], change: Change, case: Case
) -> Sequence[Cell]:
    [policy] = (one for one in repair.gives_way if one.full_name == change.policy)
    what, was, now = "set aside", None, None
    if isinstance(change, ParameterChange):
        what = change.parameter
        was, now = (_text(_as_in_a_set(case, repair, change, one)) for one in (change.was, change.now))
    elif isinstance(change, CellChange):
        what = f"{change.table}.{change.column}[{', '.join(cell for _, cell in change.key)}]"
        was, now = _text(change.was), _text(change.now)
    return _row(
        part="repair",
        number=number,
        **_policy(policy),
        sentence=repair.sentence,
        changes=what,
        was=was,
        now=now,
        npv_saving_gbp=repair.resolved.npv_saving_gbp,
        less_than_best_gbp=less_than_best(repair, repairs),
        gap_gbp=repair.resolved.gap_gbp,
        outcome=repair.resolved.outcome,
    )


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(trimmed(value), "f")
        case tuple():
            return ";".join(str(part) for part in value)
        case _:
            return str(value)


def _row(**cells: Cell) -> Sequence[Cell]:
    return [cells.get(column) for column in COLUMNS]
