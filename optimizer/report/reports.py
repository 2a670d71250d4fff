"""The two reports of a run, report.xlsx and report.html: derived files, which can be made again at any time.

They stand beside the files that the manifest lists, and are not among them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import UsageError
from optimizer.report.folder import TEMPORARY
from optimizer.report.read import KeptRun

if TYPE_CHECKING:
    from optimizer.report.content import Content

WORKBOOK, PAGE = "report.xlsx", "report.html"

NEEDED = (
    *("summary.csv", "cash.csv", "pools.csv", "staff.csv", "contracts.csv", "recharges.csv", "funding.csv"),
    *("policies.csv", "outcomes.csv"),
)
"""Files of the run that the reports are made of; runs of early versions lack some."""


def reports(content: Content) -> dict[str, bytes]:
    """Return both reports by their names: always the same bytes for the same content."""
    # Each brings a library that no other part of the program needs.
    from optimizer.report.page import page_of
    from optimizer.report.workbook.build import workbook_of

    return {WORKBOOK: workbook_of(content), PAGE: page_of(content).encode("utf-8")}


def analysis_folders(kept: KeptRun, given: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Return the folders of analyses inside a run folder, by name, and then those that are given."""
    from optimizer.report.content.read_analyses import is_analysis

    inside = sorted(folder for folder in kept.folder.iterdir() if folder.is_dir() and is_analysis(folder))
    known = {folder.resolve() for folder in given}
    return (*(folder for folder in inside if folder.resolve() not in known), *given)


def write_reports(kept: KeptRun, folders: Sequence[Path]) -> tuple[Path, ...]:
    """Make both reports of a run anew, with what other commands found about it, and return their paths.

    Args:
        kept: the run.
        folders: of analyses.

    Raises:
        UsageError: where the run has no plan, an analysis is about something else, or nothing can be written.
    """
    from optimizer.report.content import content_of_run
    from optimizer.report.content.read_analyses import read_analyses

    if not kept.has_plan:
        message = (
            f"The run in {kept.folder} has no plan (it ended with {kept.status}), so there is nothing to "
            "report: name a run that found one."
        )
        raise UsageError(message)
    missing = [name for name in NEEDED if name not in kept.texts]
    if missing:
        message = (
            f"The run in {kept.folder} was made by another version of this program, which did not write "
            f"{', '.join(missing)}: solve the case again."
        )
        raise UsageError(message)
    files = reports(content_of_run(kept, read_analyses(folders, kept)))
    _replace(kept.folder, files)
    return tuple(kept.folder / name for name in files)


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files in the place of older ones, none of them before all are on the disk."""
    waiting = {folder / name: folder / f"{TEMPORARY}{secrets.token_hex(8)}" for name in files}
    try:
        for path, temporary in waiting.items():
            with temporary.open("wb") as file:
                file.write(files[path.name])
                file.flush()
                os.fsync(file.fileno())
        for path, temporary in waiting.items():
            temporary.replace(path)
    except OSError as error:
        message = (
            f"The reports in {folder} cannot be written ({error.strerror}): close them where they are open, "
            "or make room, and start the same command again."
        )
        raise UsageError(message) from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)
