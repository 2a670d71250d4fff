"""The command `compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import JsonOption
from optimizer.cli.terminal import reporting


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN RUN...",
            exists=True,
            file_okay=False,
            help="Run folders; the first is the one that the others are held against.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write tables, comparison.json and the page comparison.html into this new folder.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Set the plans of runs side by side.

    What each decides for each service, the headline figures, a bridge in pounds from the first plan's net
    saving to each other's (by cause, adding up to the penny), and the policies, inputs and options that
    differ. Every plan is checked again before it is compared. Runs of different cases are compared with what
    is comparable, and it is said what is not.

    Exit codes: 0 compared; 1 internal error; 2 not runs with plans, nothing comparable, or wrong usage; 3
    files of a run folder are missing or were changed; 8 a plan does not hold.

    Example: consolidate compare runs/demo runs/cautious
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.compare.compare import compare as compared
        from optimizer.analysis.compare.page import comparison_page
        from optimizer.analysis.compare.tables import PAGE, comparison_as_json, comparison_files, named
        from optimizer.cli.show_compare import show_comparison
        from optimizer.report.folder import check_new, write_folder
        from optimizer.report.read import read_run

        if output is not None:
            check_new(output)
        found = compared([read_run(folder) for folder in runs])
        if output is not None:
            files = comparison_files(found) | {PAGE: comparison_page(found)}
            write_folder(output, files, overwrite=False)
        show_comparison(terminal, found)
        if output is not None:
            terminal.text(f"All of it: {named(output)}")
        terminal.result(comparison_as_json(found))
