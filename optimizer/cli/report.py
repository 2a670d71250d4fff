"""The command `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import JsonOption, RunArgument
from optimizer.cli.terminal import reporting


def report(
    run: RunArgument,
    analyses: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="FOLDER",
            exists=True,
            file_okay=False,
            help="Also show what why, stress, switch, alternatives, frontier or a one-at-a-time sweep wrote "
            "into this folder with -o. May be repeated. Such folders inside RUN are shown without it.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the two reports of a run anew: report.xlsx and report.html.

    The reports are made of what the run folder holds; nothing is solved, and no other file of it changes.
    What other commands found about the same run is shown too, where its folder lies inside RUN or is named.

    Exit codes: 0 written; 1 internal error; 2 not a run with a plan, an analysis of another case or plan, or
    wrong usage; 3 files of the run folder are missing or were changed.

    Example: consolidate report runs/demo --with runs/demo-stress
    """
    with reporting(as_json) as terminal:
        from optimizer.report.read import read_run
        from optimizer.report.reports import analysis_folders, write_reports

        kept = read_run(run)
        folders = analysis_folders(kept, tuple(analyses or ()))
        written = write_reports(kept, folders)
        for folder in folders:
            terminal.text(f"Shown too: {folder}")
        for path in written:
            terminal.text(f"Written: {path}")
        terminal.result(
            {
                "status": "written",
                "exit_code": 0,
                "run_folder": str(run),
                "reports": [str(path) for path in written],
                "analyses": [str(folder) for folder in folders],
            }
        )
