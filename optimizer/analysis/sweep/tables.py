"""The tables of a sweep, from the ledger in the order of the design: equal bytes whatever the workers."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.sweep.outputs import EACH_COUNCIL, STAY_COLUMNS
from optimizer.analysis.sweep.spec import Point, Setting, Vary
from optimizer.analysis.sweep.sweep import Estimate, Sweep, Swept
from optimizer.analysis.sweep.work import FAILURES
from optimizer.case.parse import NUMBER
from optimizer.errors import UsageError
from optimizer.report.csv_text import Cell, csv_text
from optimizer.report.folder import MANIFEST, TEMPORARY
from optimizer.report.manifest import plain, platform_name, sha256, to_json, versions

SWEEP_FORMAT = "consolidate sweep 1"
TABLE, DECISIONS, FAILED_POINTS, TIMINGS = "sweep.csv", "decisions.csv", "failures.csv", "timings.csv"


def sweep_files(found: Swept) -> dict[str, str]:
    """Return the texts of the files of a sweep's folder by name; of equal sweeps only the times differ."""
    files = {
        TABLE: csv_text(_columns(found.sweep), _rows(found)),
        DECISIONS: csv_text(("point", *STAY_COLUMNS), _stays(found)),
        FAILED_POINTS: csv_text(("point", *_in_columns(found.sweep), "status", "message"), _failures(found)),
    }
    manifest = to_json(_manifest(found) | {"files": {name: sha256(text) for name, text in files.items()}})
    return files | {
        TIMINGS: csv_text(("point", "seconds", "solver_seconds"), _times(found)),
        MANIFEST: manifest,
    }


def write_sweep(found: Swept, folder: Path) -> None:
    """Write the tables, each whole or not at all, the manifest last.

    Raises:
        UsageError: where they cannot be written; the ledger has everything all the same.
    """
    for name, text in sweep_files(found).items():
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
        "damaged_ledger": None if found.set_aside is None else str(found.set_aside),
        "seconds": round(found.seconds, 3),
    }


def estimate_as_json(estimate: Estimate) -> dict[str, Any]:
    """Return the object that `--dry-run --json` prints."""
    return {
        "status": "estimated",
        "exit_code": 0,
        "points": estimate.points,
        "point_seconds": round(estimate.point_seconds, 3),
        "workers": estimate.workers,
        "seconds": round(estimate.seconds, 1),
        "case_status": estimate.status,
    }


def _in_columns(sweep: Sweep) -> tuple[str, ...]:
    return tuple(vary.column for vary in sweep.spec.varies)


def _measures(sweep: Sweep) -> Iterator[str]:
    for name in sweep.spec.keep:
        if name == EACH_COUNCIL:
            yield from (f"{name}[{council}]" for council in sweep.loaded.case.councils)
        else:
            yield name


def _columns(sweep: Sweep) -> tuple[str, ...]:
    outputs = (f"out_{name}" for name in _measures(sweep))
    return ("point", *_in_columns(sweep), *outputs, "status", "gap_gbp", "second_opinion")


def _rows(found: Swept) -> Iterator[Sequence[Cell]]:
    measures = tuple(_measures(found.sweep))
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
        "second_opinion": "asked where no plan is possible, not about the bounds of plans",
        "versions": versions(),
        "platform": platform_name(),
        "points": len(found.points),
        "by_status": {status: statuses.count(status) for status in sorted(set(statuses))},
    }
