"""Write the folder of a run: a finished one with all its tables, a failed one with what explains it."""

from __future__ import annotations

from pathlib import Path

from optimizer.case import LoadedCase, LoadedSets, case_to_json
from optimizer.report.folder import MANIFEST, Content, write_folder
from optimizer.report.manifest import failed_manifest, run_manifest, to_json
from optimizer.report.outcomes import OUTCOMES, outcome_lines
from optimizer.report.plan_json import plan_to_json
from optimizer.report.run import FailedRun, Run
from optimizer.report.tables import tables

SAVED_MODEL = "model.mps"
SAVED_ANSWERS = "answers.json"


def write_run(run: Run, folder: Path, *, overwrite: bool = False) -> None:
    """Write everything that is published about a finished run.

    Raises:
        UsageError: where the folder may not be written, or cannot be.
    """
    files = run_texts(run) | inputs_texts(run.loaded, run.sets)
    write_folder(folder, files | {MANIFEST: run_manifest(run, files)}, overwrite=overwrite)


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
