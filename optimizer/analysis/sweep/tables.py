"""The tables of a sweep, from the ledger in the order of the design: equal bytes whatever the workers."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.sweep import salib, tornado
from optimizer.analysis.sweep.columns import (
    DECISION_COLUMNS,
    DICTIONARY_COLUMNS,
    TIMING_COLUMNS,
    Described,
    dictionary_rows,
    failure_columns,
    sweep_columns,
)
from optimizer.analysis.sweep.estimate import Estimate
from optimizer.analysis.sweep.indices import (
    MORRIS_COLUMNS,
    SOBOL_COLUMNS,
    indexed_measures,
    morris_rows,
    notes,
    sobol_rows,
)
from optimizer.analysis.sweep.outputs import kept_measures
from optimizer.analysis.sweep.spec import INDEXED, Point, Setting, Vary
from optimizer.analysis.sweep.sweep import Sweep, Swept
from optimizer.analysis.sweep.work import FAILURES
from optimizer.case.parse import NUMBER
from optimizer.errors import UsageError
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.folder import MANIFEST, TEMPORARY
from optimizer.report.manifest import plain, platform_name, sha256, to_json, versions

SWEEP_FORMAT = "consolidate sweep 1"
TABLE, DECISIONS, FAILED_POINTS, TIMINGS = "sweep.csv", "decisions.csv", "failures.csv", "timings.csv"
TORNADO, MORRIS, SOBOL = "tornado.csv", "morris.csv", "sobol_indices.csv"
DATA_DICTIONARY = "data_dictionary.csv"
OF_SOME_DESIGNS = (TORNADO, MORRIS, SOBOL)
"""Tables that a folder may hold of an earlier design of the same specification, and that are removed then."""


@dataclass(frozen=True, slots=True)
class SweepTable:
    """A table of a sweep: its columns with their units and meanings, in order, and its rows."""

    columns: Described
    rows: tuple[Sequence[Cell], ...]

    def to_csv(self) -> str:
        """Return the table as CSV text."""
        return csv_text(tuple(self.columns), self.rows)


def sweep_tables(found: Swept) -> dict[str, SweepTable]:
    """Return every table of a sweep by the name of its file, all but the data dictionary."""
    sweep, kind = found.sweep, found.sweep.spec.design.kind
    tables = {
        TABLE: SweepTable(sweep_columns(sweep), tuple(_rows(found))),
        DECISIONS: SweepTable(DECISION_COLUMNS, tuple(_stays(found))),
        FAILED_POINTS: SweepTable(failure_columns(sweep), tuple(_failures(found))),
    }
    if kind == "one_at_a_time":
        tables[TORNADO] = SweepTable(tornado.COLUMNS, tuple(tornado.tornado_rows(found)))
    if kind == "morris":
        tables[MORRIS] = SweepTable(MORRIS_COLUMNS, tuple(morris_rows(found, indexed_measures(found))))
    if kind == "sobol_indices" and salib.installed():
        tables[SOBOL] = SweepTable(SOBOL_COLUMNS, tuple(sobol_rows(found, indexed_measures(found))))
    return tables | {TIMINGS: SweepTable(TIMING_COLUMNS, tuple(_times(found)))}


def sweep_files(found: Swept) -> dict[str, str]:
    """Return the texts of the files of a sweep's folder by name; of equal sweeps only the times differ."""
    tables = sweep_tables(found)
    described = {name: table.columns for name, table in tables.items()}
    files = {name: table.to_csv() for name, table in tables.items()}
    files[DATA_DICTIONARY] = csv_text(tuple(DICTIONARY_COLUMNS), dictionary_rows(described, DATA_DICTIONARY))
    lasting = {name: sha256(text) for name, text in files.items() if name != TIMINGS}
    return files | {MANIFEST: to_json(_manifest(found) | {"files": lasting})}


def write_sweep(found: Swept, folder: Path) -> None:
    """Write the tables, each whole or not at all, the manifest last; remove those of an earlier design.

    Raises:
        UsageError: where they cannot be written; the ledger has everything all the same.
    """
    files = sweep_files(found)
    for name in OF_SOME_DESIGNS:
        if name not in files:
            (folder / name).unlink(missing_ok=True)
    for name, text in files.items():
        temporary = folder / f"{TEMPORARY}{secrets.token_hex(8)}"
        try:
            with temporary.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(folder / name)
        except OSError as error:
            message = (
                f"{folder / name} cannot be written ({error.strerror}). All points are kept in the ledger: "
                "close the file elsewhere or make room, and start the same command again."
            )
            raise UsageError(message) from error
        finally:
            temporary.unlink(missing_ok=True)


def sweep_as_json(found: Swept, folder: Path) -> dict[str, Any]:
    """Return the object that `--json` prints."""
    statuses = [str(one["status"]) for one in found.answers]
    return {
        "status": "finished with failed points" if found.failures else "finished",
        "exit_code": found.exit_code,
        "sweep_folder": str(folder),
        "points": len(found.points),
        "solved_now": found.solved,
        "failed": found.failures,
        "by_status": {status: statuses.count(status) for status in sorted(set(statuses))},
        "tornado": tornado.tornado_as_json(found),
        "notes": list(notes(found)),
        "damaged_ledger": None if found.set_aside is None else str(found.set_aside),
        "seconds": round(found.seconds, 3),
    }


def estimate_as_json(estimate: Estimate) -> dict[str, Any]:
    """Return the object that `--dry-run --json` prints."""
    return {
        "status": "estimated",
        "exit_code": 0,
        "points": estimate.points,
        "answered": estimate.answered,
        "remaining": estimate.remaining,
        "point_seconds": round(estimate.point_seconds, 3),
        "workers": estimate.workers,
        "seconds": round(estimate.seconds, 1),
        "case_status": estimate.status or None,
        "ledger_read": not estimate.unread,
    }


def _rows(found: Swept) -> Iterator[Sequence[Cell]]:
    measures = tuple(kept_measures(found.sweep.spec.keep, found.sweep.loaded.case))
    for number, (point, one) in enumerate(zip(found.points, found.answers, strict=True), start=1):
        outputs = (_cell(one["outputs"].get(name, "")) for name in measures)
        ends = (one["status"], _cell(one["gap_gbp"]), one["second_opinion"])
        yield (number, *_settings(found.sweep, point), *outputs, *ends)


def _settings(sweep: Sweep, point: Point) -> Iterator[Cell]:
    for vary, setting in zip(sweep.spec.varies, point, strict=True):
        yield _cell(_shown(vary, setting))


def _shown(vary: Vary, setting: Setting) -> str:
    return vary.as_in_the_case if setting is None else setting


def _cell(text: str) -> Cell:
    """Return a number as one, so that no apostrophe is put before its minus."""
    return Decimal(text) if NUMBER.fullmatch(text) else text


def _stays(found: Swept) -> Iterator[Sequence[Cell]]:
    for number, one in enumerate(found.answers, start=1):
        for stay in one["stays"]:
            yield (number, *stay)


def _failures(found: Swept) -> Iterator[Sequence[Cell]]:
    for number, (point, one) in enumerate(zip(found.points, found.answers, strict=True), start=1):
        if one["status"] in FAILURES:
            message = " ".join(str(one["message"]).split())
            yield (number, *_settings(found.sweep, point), one["status"], message)


def _times(found: Swept) -> Iterator[Sequence[Cell]]:
    for number, one in enumerate(found.answers, start=1):
        yield number, Decimal(str(one["seconds"])), Decimal(str(one["solver_seconds"]))


def _manifest(found: Swept) -> dict[str, Any]:
    sweep = found.sweep
    statuses = [str(one["status"]) for one in found.answers]
    return {
        "format": SWEEP_FORMAT,
        "case": {"name": sweep.loaded.case.settings.name, "digest": sweep.loaded.digest},
        "sets": {name: sha256(text) for name, text in sweep.sets.set_texts.items()},
        "sweep": {"name": sweep.spec.name, "sha256": sha256(sweep.spec.text), "design": sweep.spec.design},
        "options": plain(sweep.spec.options),
        **({"salib": salib.installed_version()} if sweep.spec.design.kind in INDEXED else {}),
        "second_opinion": "asked where no plan is possible, not about the bounds of plans",
        "versions": versions(),
        "platform": platform_name(),
        "points": len(found.points),
        "by_status": {status: statuses.count(status) for status in sorted(set(statuses))},
    }
