"""Write the folder of a run: a finished one with all its tables, a failed one with what explains it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path

from optimizer.case import LoadedCase, LoadedSets, case_to_json
from optimizer.errors import InternalError
from optimizer.report.folder import MANIFEST, Content, write_folder
from optimizer.report.manifest import failed_manifest, run_manifest, to_json
from optimizer.report.outcomes import OUTCOMES, outcome_lines
from optimizer.report.plan_json import plan_to_json
from optimizer.report.reports import reports
from optimizer.report.run import FailedRun, Run
from optimizer.report.tables import tables

SAVED_MODEL = "model.mps"
SAVED_ANSWERS = "answers.json"


def write_run(run: Run, folder: Path, *, overwrite: bool = False, with_reports: bool = True) -> None:
    """Write everything that is published about a finished run.

    A plan is not lost where its reports cannot be made: the tables are written all the same.

    Args:
        run: the run.
        folder: where to.
        overwrite: whether an earlier run folder may be replaced.
        with_reports: whether to write report.xlsx and report.html too.

    Raises:
        UsageError: where the folder may not be written, or cannot be.
        InternalError: where everything but the reports is written.
    """
    files = run_texts(run) | inputs_texts(run.loaded, run.sets)
    manifest = run_manifest(run, files)
    contents: dict[str, Content] = {**files, MANIFEST: manifest}
    failure: Exception | None = None
    if with_reports:
        try:
            contents |= _reports(run, manifest, files)
        except Exception as error:
            failure = error
    write_folder(folder, contents, overwrite=overwrite)
    if failure is not None:
        message = (
            f"The run is in {folder}, with all its tables, but its reports could not be made "
            f"({type(failure).__name__}: {failure}). Please report this, with the run folder."
        )
        raise InternalError(message) from failure


def _reports(run: Run, manifest: str, files: Mapping[str, str]) -> dict[str, Content]:
    """Return what writes each report, made as `consolidate report` makes it from the folder."""
    from optimizer.report.content import content_of

    read = json.loads(manifest, parse_float=Decimal)
    found = reports(content_of(run.loaded, run.sets, read, files))
    return {name: partial(_write_bytes, data=data) for name, data in found.items()}


def _write_bytes(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def run_texts(run: Run) -> dict[str, str]:
    """Return what a finished run found, as the texts of its files by name."""
    files = {f"{name}.csv": table.to_csv() for name, table in tables(run).items()}
    files[OUTCOMES] = "".join(outcome_lines(run.risk.savings_gbp))
    return files | {"plan.json": plan_to_json(run.plan)}


def write_failed_run(failed: FailedRun, folder: Path, *, overwrite: bool = False) -> None:
    """Write what is left of a run that publishes nothing: manifest, inputs and the model, never a plan.

    Where a check failed, also what the solvers answered; where no plan is possible, why.

    Raises:
        UsageError: where the folder may not be written, or cannot be.
    """
    files = inputs_texts(failed.loaded, failed.sets) | dict(failed.explanation)
    if failed.answers is not None:
        files[SAVED_ANSWERS] = to_json(failed.answers)
    contents: dict[str, Content] = {**files, MANIFEST: failed_manifest(failed, files)}
    if failed.save_model is not None:
        contents[SAVED_MODEL] = failed.save_model
    write_folder(folder, contents, overwrite=overwrite)


def inputs_texts(loaded: LoadedCase, sets: LoadedSets) -> dict[str, str]:
    """Return the validated case and its sets: all that later commands need to know of the input."""
    return {"case.json": case_to_json(loaded)} | {
        f"sets/{name}.toml": text for name, text in sets.set_texts.items()
    }
