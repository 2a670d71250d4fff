"""Read what other commands found about a run: the folders of why, stress, switch, sweep, frontier.

Each folder says itself what it is; it is refused where it belongs to another case, to other constraint sets
or (prices and stress) to another plan.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.case.case import Case
from optimizer.errors import UsageError
from optimizer.report.content.analyses import (
    AlternativePlan,
    AlternativePrice,
    AlternativesContent,
    Analyses,
    FrontierContent,
    FrontierPoint,
    StressContent,
    StressDropOut,
    StressEvent,
    SwitchContent,
    SwitchingValue,
    TornadoBar,
    TornadoContent,
    WhyContent,
)
from optimizer.report.content.councils import body_names
from optimizer.report.content.headline import service_name
from optimizer.report.manifest import sha256
from optimizer.report.read import KeptRun

Json = Mapping[str, Any]

OF_THE_PLAN = ("why.json", "stress.json")
"""Documents that speak of one plan, not only of a case."""

TORNADO = "tornado.csv"


def is_analysis(folder: Path) -> bool:
    """Return True where a command of this program has written something into the folder that reports show."""
    return (folder / TORNADO).is_file() or any((folder / name).is_file() for name in _READERS)


def read_analyses(folders: Iterable[Path], kept: KeptRun) -> Analyses:
    """Return what the folders say about a run; of two of one kind the later counts, sweeps add up.

    Raises:
        UsageError: where a folder is none of these, cannot be read, or is about something else.
    """
    found = Analyses()
    for folder in folders:
        found = _with(found, folder, kept)
    return found


def _with(found: Analyses, folder: Path, kept: KeptRun) -> Analyses:
    name = next((name for name in _READERS if (folder / name).is_file()), None)
    try:
        if name is not None:
            document = _json(folder / name)
            _check(folder, document["case_digest"], document["sets"], kept)
            if name in OF_THE_PLAN:
                _check_plan(folder, document["npv_saving_gbp"], kept)
            return _READERS[name](found, document, kept.loaded.case)
        if (folder / TORNADO).is_file():
            manifest = _json(folder / "manifest.json")
            _check(folder, manifest["case"]["digest"], manifest["sets"], kept)
            return replace(found, tornadoes=(*found.tornadoes, _tornado(folder, manifest)))
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        message = (
            f"{folder} cannot be read as what this version writes ({type(error).__name__}: {error}): run its "
            "command again, or leave the folder out."
        )
        raise UsageError(message) from error
    message = (
        f"{folder} holds nothing that a report shows: name a folder that `why`, `stress`, `switch`, "
        "`alternatives`, `frontier` or a one-at-a-time `sweep` has written with -o."
    )
    raise UsageError(message)


def _json(path: Path) -> Json:
    found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    if not isinstance(found, dict):
        message = f"{path.name} is no object"
        raise TypeError(message)
    return found


def _check(folder: Path, digest: str, sets: Json, kept: KeptRun) -> None:
    if digest != kept.loaded.digest:
        message = f"{folder} is about another case than the run {kept.folder}: leave it out, or run it again."
        raise UsageError(message)
    if sets != {name: sha256(text) for name, text in kept.sets.set_texts.items()}:
        message = (
            f"{folder} was made with other constraint sets than the run {kept.folder} "
            f"({', '.join(sets) or 'none'} instead of {', '.join(kept.sets.set_texts) or 'none'}, or another "
            "text): leave it out, or run it again."
        )
        raise UsageError(message)


def _check_plan(folder: Path, npv_saving_gbp: object, kept: KeptRun) -> None:
    if _number(npv_saving_gbp) != _number(kept.result["npv_saving_gbp"]):
        message = (
            f"{folder} is about another plan (net saving £{npv_saving_gbp:,}) than that of {kept.folder} "
            f"(£{kept.result['npv_saving_gbp']:,}): run its command again on this run."
        )
        raise UsageError(message)


def _number(value: object) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def _amounts(values: Json) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in values.items() if value is not None}


def _why(found: Analyses, document: Json, case: Case) -> Analyses:
    prices = tuple(
        AlternativePrice(
            service=one["service"],
            council=one["council"],
            kind=one["alternative"],
            value=one["value"],
            title=one["title"],
            means=one["means"],
            answer=one["answer"],
            difference_gbp=_number(one["difference_gbp"]),
            by_cause_gbp=_amounts(one["by_cause_gbp"] or {}),
            in_the_way=tuple(one["policies_in_the_way"] or ()),
            message=one["message"],
        )
        for one in document["alternatives"]
    )
    return replace(found, why=WhyContent(prices))


def _stress(found: Analyses, document: Json, case: Case) -> Analyses:
    drop_outs = tuple(
        StressDropOut(
            *(one["council"], one["service"], one["chain"], one["leaves"], one["answer"]),
            others_change_gbp=_number(one["others_change_gbp"]),
            exit_charge_gbp=_number(one["exit_charge_gbp"]),
            others_still_gain=one["others_still_gain"],
            last_safe_exit=one["last_safe_exit"] or "",
            message=one["message"],
        )
        for one in document["drop_outs"]
    )
    return replace(
        found,
        stress=StressContent(
            break_ups=_events("break_up", document["break_ups"], case),
            drop_outs=drop_outs,
            forced_breaks=_events("forced_break", document["forced_breaks"], case),
            scenarios=_events("scenario", document["scenarios"], case),
        ),
    )


def _events(part: str, events: Iterable[Json], case: Case) -> tuple[StressEvent, ...]:
    names = body_names(case)
    partnerships = {
        pool.chain: f"{service_name(pool.service)} at {names[pool.host]}"
        for pool in case.arrangements.values()
    }
    return tuple(
        StressEvent(
            *(part, one["subject"]),
            _event_in_words(part, one["subject"], partnerships),
            *(one["service"], one["financial_year"] or ""),
            cost_gbp=Decimal(str(one["cost_gbp"])),
            saving_left_gbp=Decimal(str(one["saving_left_gbp"])),
            council_cost_gbp=_amounts(one["council_cost_gbp"]),
        )
        for one in events
    )


def _event_in_words(part: str, subject: str, partnerships: Mapping[str, str]) -> str:
    if part == "forced_break":
        return "every partnership ends"
    return partnerships.get(subject, subject) if part == "break_up" else subject.replace("_", " ")


def _switch(found: Analyses, document: Json, case: Case) -> Analyses:
    values = tuple(
        SwitchingValue(
            *(one["input"], one["group"], one["unit"]),
            *(_number(one["value_now"]), _number(one["low"]), _number(one["high"])),
            *(one["direction"], one["what"], one["result"]),
            *(_number(one["value_at"]), _number(one["change_percent"])),
            one["changes_to"],
            _number(one["npv_saving_gbp"]),
        )
        for one in document["switching_values"]
    )
    return replace(found, switch=SwitchContent(values, tuple(document["sentences"])))


def _frontier(found: Analyses, document: Json, case: Case) -> Analyses:
    column, unit = document["column"], document["unit"]
    points = tuple(
        FrontierPoint(
            number=one["point"],
            npv_saving_gbp=_number(one["npv_saving_gbp"]),
            value=_number(one[column]),
            exchange_gbp_per_unit=_number(one["exchange_gbp_per_unit"]),
            dominated=bool(one["dominated"]),
            message=one["message"] or "",
            plan=tuple(one["plan"]),
            figures={name: Decimal(str(value)) for name, value in one.items() if _is_number(value)},
        )
        for one in document["points"]
    )
    frontier = FrontierContent(document["against"], unit, points)
    return replace(found, frontiers=(*found.frontiers, frontier))


def _alternatives(found: Analyses, document: Json, case: Case) -> Analyses:
    plans = tuple(
        AlternativePlan(
            number=one["plan"],
            npv_saving_gbp=Decimal(str(one["npv_saving_gbp"])),
            difference_gbp=Decimal(str(one["difference_gbp"])),
            service_years_unlike=one["service_years_unlike_best"],
            plan=tuple(one["plan_in_words"]),
            differs=tuple(one["differs_from_best"]),
        )
        for one in document["plans"][1:]
    )
    within = Decimal(str(document["within_percent"]))
    return replace(found, alternatives=AlternativesContent(within, plans))


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _tornado(folder: Path, manifest: Json) -> TornadoContent:
    rows = list(csv.DictReader(io.StringIO((folder / TORNADO).read_text(encoding="utf-8"), newline="")))
    bars = tuple(
        TornadoBar(
            *(row["entry"], row["unit"], row["low_value"], row["high_value"]),
            *(_number(row["low_npv_saving_gbp"]), _number(row["high_npv_saving_gbp"])),
            _number(row["swing_gbp"]),
            {"yes": True, "no": False}.get(row["decision_changes"]),
            *(row["low_decision"], row["high_decision"]),
        )
        for row in rows
    )
    bases = {
        Decimal(row["low_npv_saving_gbp"]) - Decimal(row["low_change_gbp"])
        for row in rows
        if row["low_change_gbp"]
    }
    return TornadoContent(manifest["sweep"]["name"], min(bases) if bases else None, bars)


_READERS: Mapping[str, Callable[[Analyses, Json, Case], Analyses]] = {
    "why.json": _why,
    "stress.json": _stress,
    "switch.json": _switch,
    "alternatives.json": _alternatives,
    "frontier.json": _frontier,
}
