"""Switching values as tables and as JSON: every figure that is published, with its unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from optimizer.analysis.sweep.columns import DICTIONARY_COLUMNS, dictionary_rows
from optimizer.analysis.switch.columns import COLUMNS, DECISION_COLUMNS, RANGE_COLUMNS
from optimizer.analysis.switch.inputs import Input
from optimizer.analysis.switch.ranges import Range, ranges_of
from optimizer.analysis.switch.search import PRESENT, Crossing, Search
from optimizer.analysis.switch.switch import Estimate, Switch
from optimizer.analysis.switch.words import change_in_words, change_percent, plan_in_words, sentences
from optimizer.analysis.switch.work import Answer
from optimizer.report.csv_text import Cell, csv_text, trimmed
from optimizer.report.folder import MANIFEST
from optimizer.report.manifest import plain, platform_name, sha256, to_json, versions

SWITCH_FORMAT = "consolidate switch 1"
TABLE, RANGES, DECISIONS, DOCUMENT = "switching_values.csv", "ranges.csv", "decisions.csv", "switch.json"
DATA_DICTIONARY = "data_dictionary.csv"

_RESULTS = {"positive": "rises_above_zero", "not_positive": "falls_to_zero", "infeasible": "no_plan_possible"}


def switch_files(found: Switch) -> dict[str, str]:
    """Return the texts of the files of a folder by name."""
    case = found.prepared.sweep.loaded.case
    described = {TABLE: COLUMNS, RANGES: RANGE_COLUMNS, DECISIONS: DECISION_COLUMNS}
    rows = {TABLE: _rows(found), RANGES: _range_rows(found), DECISIONS: _stays(found)}
    files = {name: csv_text(tuple(columns), rows[name]) for name, columns in described.items()}
    files |= {
        DATA_DICTIONARY: csv_text(tuple(DICTIONARY_COLUMNS), dictionary_rows(described, DATA_DICTIONARY)),
        DOCUMENT: to_json(switch_as_json(found)),
    }
    sweep = found.prepared.sweep
    manifest = {
        "format": SWITCH_FORMAT,
        "case": {"name": case.settings.name, "digest": sweep.loaded.digest},
        "sets": {name: sha256(text) for name, text in sweep.sets.set_texts.items()},
        "specification": {"name": sweep.spec.name, "sha256": sha256(sweep.spec.text)},
        "steps": found.prepared.probes,
        "options": plain(sweep.spec.options),
        "second_opinion": "asked where no plan is possible, not about the bounds of plans",
        "versions": versions(),
        "platform": platform_name(),
        "searches": found.solved,
        "by_status": found.statuses,
        "files": {name: sha256(text) for name, text in files.items()},
    }
    return files | {MANIFEST: to_json(manifest)}


def switch_as_json(found: Switch) -> dict[str, Any]:
    """Return the switching values as the object that `--json` prints."""
    sweep, case = found.prepared.sweep, found.prepared.sweep.loaded.case
    alone = found.prepared.by_saving_alone
    return {
        "status": "answered" if found.exit_code == 0 else "incomplete",
        "exit_code": found.exit_code,
        "case_digest": sweep.loaded.digest,
        "sets": {name: sha256(text) for name, text in sweep.sets.set_texts.items()},
        "steps": found.prepared.probes,
        "searches": found.solved,
        "left_out": list(found.prepared.asked.left_out),
        "present_plan": {
            "plan": list(plan_in_words(case, found.plans, PRESENT)),
            "npv_saving_gbp": plain(found.present.saving_gbp),
            "gap_gbp": plain(found.present.gap_gbp),
            "break_even_realised_share": plain(found.break_even_share),
        },
        "by_saving_alone": alone,
        "sentences": [
            sentence
            for search in found.searches
            for sentence in sentences(case, search, by_saving_alone=alone)
        ],
        "switching_values": [dict(zip(COLUMNS, plain(list(row)), strict=True)) for row in _rows(found)],
        "ranges": [dict(zip(RANGE_COLUMNS, plain(list(row)), strict=True)) for row in _range_rows(found)],
    }


def estimate_as_json(estimate: Estimate) -> dict[str, Any]:
    """Return the object that `--dry-run --json` prints."""
    asked = estimate.prepared
    return {
        "status": "estimated",
        "exit_code": 0,
        "inputs": len(asked.asked.inputs),
        "ways": len(asked.ways),
        "search_seconds": round(estimate.search_seconds, 3),
        "workers": estimate.workers,
        "case_status": estimate.status,
    } | {
        name: {"searches": count, "seconds": round(estimate.seconds(count), 1)}
        for name, count in (
            ("nothing_changes", asked.least),
            ("one_change_each_way", asked.with_one_change),
            ("at_most", asked.most),
        )
    }


def _rows(found: Switch) -> Iterator[Sequence[Cell]]:
    for search in found.searches:
        for what, crossing in (
            ("decision", search.decision),
            ("present_plan_saving", search.of_the_plan),
            ("best_saving", search.of_the_best),
        ):
            yield from _crossing_rows(found, search, what, crossing)


def _crossing_rows(found: Switch, search: Search, what: str, crossing: Crossing) -> Iterator[Sequence[Cell]]:
    way, asked = search.way, search.way.input
    position = crossing.before if crossing.after is None else crossing.after
    best, kept = search.answers.get((position, None)), search.kept(position, PRESENT)
    shown = kept if what == "present_plan_saving" else best
    number = crossing.to if isinstance(crossing.to, int) else None
    words = "" if number is None else change_in_words(found.prepared.sweep.loaded.case, found.plans, number)
    for place, vary in enumerate(asked.varies):
        before = trimmed(way.values(crossing.before)[place])
        after = None if crossing.after is None else trimmed(way.values(crossing.after)[place])
        yield (
            *_names(asked, place),
            *(asked.now[place], asked.low[place], asked.high[place], way.direction, what),
            *(_result(what, crossing), before, after),
            None if after is None else change_percent(asked.now[place], after, vary),
            *(crossing.narrowed, number, words),
            *(_saving(shown), None if shown is None else shown.gap_gbp, _saving(kept)),
            "" if after is None or shown is not best else _one_line(shown),
        )


def _result(what: str, crossing: Crossing) -> str:
    if crossing.after is None:
        return "none"
    if isinstance(crossing.to, int):
        return "changes"
    if what == "present_plan_saving" and crossing.to == "infeasible":
        return "plan_breaks_a_rule"
    return _RESULTS.get(str(crossing.to), str(crossing.to))


def _names(asked: Input, place: int) -> tuple[str, str, str]:
    vary = asked.varies[place]
    return vary.name, vary.group, "%" if vary.percent else vary.target.spec.unit


def _saving(answer: Answer | None) -> Decimal | None:
    return None if answer is None or answer.memberships is None else answer.saving_gbp


def _one_line(answer: Answer | None) -> str:
    return "" if answer is None else " ".join(answer.message.split())


def _range_rows(found: Switch) -> Iterator[Sequence[Cell]]:
    for one in ranges_of(found):
        number = one.label if isinstance(one.label, int) else None
        words = (
            ""
            if number is None
            else "; ".join(plan_in_words(found.prepared.sweep.loaded.case, found.plans, number))
        )
        for place in range(len(one.input.varies)):
            yield (
                *_names(one.input, place),
                *(trimmed(one.low.values[place]), trimmed(one.high.values[place]), number),
                *(number == PRESENT, _status(one), words),
                *(_saving(one.low.plan), _saving(one.high.plan)),
                *(one.low.best.gap_gbp, one.high.best.gap_gbp, one.open_after),
            )


def _status(one: Range) -> str:
    if isinstance(one.label, str):
        return _RESULTS.get(one.label, one.label)
    stopped = "time_limit" in (one.low.best.status, one.high.best.status)
    return "time_limit" if stopped else "optimal"


def _stays(found: Switch) -> Iterator[Sequence[Cell]]:
    for number, stays in enumerate(found.plans.stays.values(), start=1):
        for stay in stays:
            yield (number, *stay)
