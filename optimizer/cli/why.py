"""The command `why`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import JsonOption, RunArgument, WorkersOption
from optimizer.cli.terminal import reporting
from optimizer.errors import CheckFailedError


def why(
    run: RunArgument,
    service: Annotated[
        str | None,
        typer.Option("--service", metavar="S", help="Only this service.", show_default=False),
    ] = None,
    council: Annotated[
        str | None,
        typer.Option(
            "--council",
            metavar="C",
            help="Ask of this council alone: out of the pool, in another one, joining in another year.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write why.csv and why.json into this new folder.",
            show_default=False,
        ),
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Price every alternative to the plan of a run.

    For each service: not sharing it, every other host, every other delivery model, every other start year.
    Each is forced by itself, everything else is chosen afresh, and the difference in net saving is split by
    cause: running, staff, contracts, transition, recharges, and what changes in other services. An impossible
    alternative names the policies in its way.

    Exit codes: 0 every alternative has its answer; 1 internal error; 2 not a run with a plan, or wrong usage;
    3 files of the run folder are missing or were changed; 6 a search ran out of time without an answer; 8 a
    check failed, or an alternative is better than the run proved possible; 130 interrupted.

    Example: consolidate why runs/demo --service legal
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.why.prices import why as priced
        from optimizer.analysis.why.tables import named, why_as_json, why_files
        from optimizer.cli.progress import counting
        from optimizer.cli.show_why import show_why
        from optimizer.report.folder import check_new, write_folder
        from optimizer.report.read import read_run

        if output is not None:
            check_new(output)
        kept = read_run(run)
        with counting(terminal, "Solving the alternatives") as progress:
            found = priced(kept, service, council, workers=workers, progress=progress)
        written = output if found.exit_code != CheckFailedError.exit_code else None
        if written is not None:
            write_folder(written, why_files(found, kept), overwrite=False)
        show_why(terminal, kept.loaded.case, found)
        if written is not None:
            terminal.text(f"All of it: {named(written)}")
        terminal.result(why_as_json(found, kept))
        raise typer.Exit(found.exit_code)
