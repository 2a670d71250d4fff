"""The command `stress`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import JsonOption, RunArgument, WorkersOption
from optimizer.cli.terminal import reporting
from optimizer.errors import CheckFailedError


def stress(
    run: RunArgument,
    samples: Annotated[
        int,
        typer.Option("--samples", metavar="N", help="Outcomes of the fresh sample, 100 to 1,000,000."),
    ] = 10_000,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            help="Seed of the fresh sample. Default: one that no search has seen.",
            show_default=False,
        ),
    ] = None,
    service: Annotated[
        str | None,
        typer.Option(
            "--service", metavar="S", help="Break-ups and drop-outs of this service only.", show_default=False
        ),
    ] = None,
    council: Annotated[
        str | None,
        typer.Option("--council", metavar="C", help="Drop-outs of this council only.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write stress.csv, outcomes.csv, drop_outs.csv and stress.json into this new folder.",
            show_default=False,
        ),
    ] = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is left of the plan of a run when things go wrong, before anybody signs.

    On a fresh sample of the risk register: expected saving, how bad one outcome in ten is, chance of a loss,
    in all and for each council. For each partnership: what its break-up costs in any year. For each partner:
    what its pulling out costs the others, re-costed with the smaller pool, the exit charge that would make
    them whole, and the last year in which it could go without harm. What is left if every partnership ends
    in one year, and in each named scenario of the case.

    Exit codes: 0 every question has its answer; 1 internal error; 2 not a run with a plan, or wrong usage;
    3 files of the run folder are missing or were changed; 6 a search ran out of time without an answer; 8 a
    check failed; 130 interrupted.

    Example: consolidate stress runs/demo --samples 20000 -o stress
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.stress.stress import stress as stressed
        from optimizer.analysis.stress.tables import named, stress_as_json, stress_files
        from optimizer.cli.progress import counting
        from optimizer.cli.show_stress import show_stress
        from optimizer.report.folder import check_new, write_folder
        from optimizer.report.read import read_run

        if output is not None:
            check_new(output)
        kept = read_run(run)
        with counting(terminal, "Re-costing the drop-outs") as progress:
            found = stressed(kept, samples, seed, service, council, workers=workers, progress=progress)
        written = output if found.exit_code != CheckFailedError.exit_code else None
        if written is not None:
            write_folder(written, stress_files(found, kept), overwrite=False)
        show_stress(terminal, kept.loaded.case, found)
        if written is not None:
            terminal.text(f"All of it: {named(written)}")
        terminal.result(stress_as_json(found, kept))
        raise typer.Exit(found.exit_code)
