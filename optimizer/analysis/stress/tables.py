"""The stress of a plan as tables and as JSON: every figure that is published, with its unit.

Columns are an interface: other people's scripts read them. Add at the end, rename never.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.stress.drop_outs import DropOut
from optimizer.analysis.stress.events import Event
from optimizer.analysis.stress.sampled import Sampled
from optimizer.analysis.stress.stress import Stress
from optimizer.case.case import Case
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.manifest import plain, sha256, to_json, versions
from optimizer.report.outcomes import OUTCOMES, outcome_lines
from optimizer.report.read import KeptRun
from optimizer.risk.evaluate import ALL
from optimizer.risk.outcomes import MILLION
from optimizer.risk.statistics import Estimate

TABLE, DROP_OUTS, DOCUMENT = "stress.csv", "drop_outs.csv", "stress.json"

COLUMNS = ("part", "subject", "service", "financial_year", "council", "measure", "value", "unit")
BEFORE = "before the start"
GBP, SHARE = "GBP", "share"


def stress_files(found: Stress, kept: KeptRun) -> dict[str, str | Callable[[Path], None]]:
    """Return the texts of the files of a folder by name, or what writes them."""
    case = kept.loaded.case

    def write_outcomes(path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(outcome_lines(found.fresh.savings))

    return {
        TABLE: csv_text(COLUMNS, _rows(case, found)),
        OUTCOMES: write_outcomes,
        DROP_OUTS: csv_text(_drop_out_columns(case), _drop_out_rows(case, found)),
        DOCUMENT: to_json(stress_as_json(found, kept) | {"versions": versions()}),
    }


def named(folder: Path) -> str:
    """Return how the terminal names what was written."""
    return f"{folder / TABLE}, {OUTCOMES}, {DROP_OUTS} and {DOCUMENT}"


def when(case: Case, drop_out: DropOut) -> str:
    """Return from when on a partner is out: a financial year, or that it never was in."""
    withdrawal = drop_out.withdrawal
    return BEFORE if withdrawal.never_joined else case.year_label(withdrawal.year)


def _rows(case: Case, found: Stress) -> Iterator[Sequence[Cell]]:
    yield from _sample_rows("fresh", found.fresh)
    if found.searched is not None:
        yield from _sample_rows("searched", found.searched)
    for part, events in (
        ("break_up", found.break_ups),
        ("forced_break", found.forced_breaks),
        ("scenario", found.scenarios),
    ):
        for event in events:
            year = "" if event.year is None else case.year_label(event.year)
            yield from _event_rows(part, event, year)
    for one in found.drop_outs.found:
        yield from _rows_of_drop_out(case, one)


def _sample_rows(subject: str, sample: Sampled) -> Iterator[Sequence[Cell]]:
    head = ("distribution", subject, "", "")
    yield (*head, ALL, "outcomes", sample.outcomes, "outcomes")
    yield (*head, ALL, "seed", sample.seed, "number")
    for council, measures in sample.measures.items():
        for measure, estimate in measures.items():
            unit = SHARE if measure == "chance_of_loss" else GBP
            yield (*head, council, measure, _number(estimate.value, unit), unit)
            error = f"{measure.removesuffix('_gbp')}_standard_error"
            error += "_gbp" if unit == GBP else ""
            yield (*head, council, error, _number(estimate.standard_error, unit), unit)


def _number(value: float, unit: str) -> Decimal | None:
    """Return a figure at two decimals (GBP) or eight; nothing where it is no number."""
    if math.isnan(value):
        return None
    return Decimal(f"{value + 0.0:.2f}" if unit == GBP else f"{value + 0.0:.8f}")


def _event_rows(part: str, event: Event, year: str) -> Iterator[Sequence[Cell]]:
    for council, amount in event.saving_gbp.items():
        head = (part, event.subject, event.service, year, council)
        yield (*head, "cost_gbp", event.cost_gbp[council], GBP)
        yield (*head, "saving_left_gbp", amount, GBP)


def _rows_of_drop_out(case: Case, one: DropOut) -> Iterator[Sequence[Cell]]:
    leaver = one.withdrawal
    subject = f"{leaver.council} leaves {leaver.chain}"
    for council, change in one.change_gbp.items():
        head = ("drop_out", subject, leaver.service, when(case, one), council)
        yield (*head, "change_gbp", change, GBP)
        yield (*head, "service_saving_left_gbp", one.service_saving_gbp[council], GBP)
    if one.answered:
        head = ("drop_out", subject, leaver.service, when(case, one), ALL)
        yield (*head, "others_change_gbp", one.others_change_gbp, GBP)
        yield (*head, "exit_charge_gbp", one.exit_charge_gbp, GBP)
        yield (*head, "others_saving_in_service_gbp", one.others_saving_gbp, GBP)


def _drop_out_columns(case: Case) -> tuple[str, ...]:
    return (
        *("council", "service", "chain", "leaves", "pool_closes", "answer"),
        *("others_change_gbp", "exit_charge_gbp", "others_saving_in_service_gbp", "others_still_gain"),
        *("last_safe_exit", "gap_gbp", "given_up", "message"),
        *(f"change_gbp[{council}]" for council in case.councils),
        *(f"service_saving_left_gbp[{council}]" for council in case.councils),
    )


def _drop_out_rows(case: Case, found: Stress) -> Iterator[Sequence[Cell]]:
    for one in found.drop_outs.found:
        leaver = one.withdrawal
        safe = found.drop_outs.last_safe_year(leaver.council, leaver.chain)
        closes = "" if leaver.closes is None else case.year_label(leaver.closes)
        figures: tuple[Cell, ...] = (None,) * 4
        if one.answered:
            figures = (
                *(one.others_change_gbp, one.exit_charge_gbp, one.others_saving_gbp),
                one.others_still_gain,
            )
        yield (
            *(leaver.council, leaver.service, leaver.chain, when(case, one), closes, _answer(one)),
            *figures,
            *("" if safe is None else when(case, safe), one.gap_gbp, one.conceded, one.message),
            *(one.change_gbp.get(council) for council in case.councils),
            *(one.service_saving_gbp.get(council) for council in case.councils),
        )


def _answer(one: DropOut) -> str:
    if one.answered:
        return "re-costed"
    return "unanswered" if one.failure else "impossible"


def stress_as_json(found: Stress, kept: KeptRun) -> dict[str, Any]:
    """Return the stress as the object that `--json` prints."""
    case = kept.loaded.case
    return {
        "status": "answered" if found.exit_code == 0 else "incomplete",
        "exit_code": found.exit_code,
        "run_folder": str(kept.folder),
        "case_digest": kept.loaded.digest,
        "sets": {name: sha256(text) for name, text in kept.sets.set_texts.items()},
        "npv_saving_gbp": plain(found.accounts.measures.npv_saving_gbp),
        "council_npv_saving_gbp": plain(found.accounts.measures.council_npv_gbp),
        "level": plain(found.level),
        "fresh": _sample(found.fresh),
        "searched": None if found.searched is None else _sample(found.searched),
        "differs_from_searched": [
            {"measure": one.measure, "searched": _estimate(one.searched), "fresh": _estimate(one.fresh)}
            for one in found.curses
        ],
        "exit_cost_share_of_a_years_spend": {
            chain: millionths / MILLION for chain, millionths in found.exit_costs.items()
        },
        "break_ups": [_event(case, one) for one in found.break_ups],
        "drop_outs": [_drop_out(case, one, found) for one in found.drop_outs.found],
        "chosen_afresh_gbp": plain(found.drop_outs.afresh_gbp),
        "forced_breaks": [_event(case, one) for one in found.forced_breaks],
        "scenarios": [_event(case, one) for one in found.scenarios],
    }


def _sample(sample: Sampled) -> dict[str, Any]:
    return {
        "outcomes": sample.outcomes,
        "seed": sample.seed,
        "all_councils": _measures(sample.measures[ALL]),
        "councils": {who: _measures(one) for who, one in sample.measures.items() if who != ALL},
    }


def _measures(measures: Mapping[str, Estimate]) -> dict[str, Any]:
    return {name: _estimate(estimate) for name, estimate in measures.items()}


def _estimate(estimate: Estimate) -> dict[str, float | None]:
    error = estimate.standard_error
    return {"value": estimate.value, "standard_error": None if math.isnan(error) else error}


def _event(case: Case, event: Event) -> dict[str, Any]:
    return {
        "subject": event.subject,
        "service": event.service,
        "financial_year": None if event.year is None else case.year_label(event.year),
        "cost_gbp": plain(event.cost_gbp[ALL]),
        "saving_left_gbp": plain(event.saving_gbp[ALL]),
        "council_cost_gbp": _by_council(event.cost_gbp),
        "council_saving_left_gbp": _by_council(event.saving_gbp),
    }


def _by_council(amounts: Mapping[str, Decimal]) -> dict[str, Any]:
    return {who: plain(amount) for who, amount in amounts.items() if who != ALL}


def _drop_out(case: Case, one: DropOut, found: Stress) -> dict[str, Any]:
    leaver = one.withdrawal
    safe = found.drop_outs.last_safe_year(leaver.council, leaver.chain)
    fields: dict[str, Any] = {
        "council": leaver.council,
        "service": leaver.service,
        "chain": leaver.chain,
        "leaves": when(case, one),
        "pool_closes": None if leaver.closes is None else case.year_label(leaver.closes),
        "answer": _answer(one),
        "change_gbp": one.change_gbp,
        "service_saving_left_gbp": one.service_saving_gbp,
        "others_change_gbp": one.others_change_gbp if one.answered else None,
        "exit_charge_gbp": one.exit_charge_gbp if one.answered else None,
        "others_saving_in_service_gbp": one.others_saving_gbp if one.answered else None,
        "others_still_gain": one.others_still_gain if one.answered else None,
        "last_safe_exit": None if safe is None else when(case, safe),
        "gap_gbp": one.gap_gbp,
        "given_up": one.conceded,
        "message": one.message,
    }
    return {name: plain(value) for name, value in fields.items()}
