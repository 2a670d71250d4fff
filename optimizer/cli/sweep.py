"""The command `sweep`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import CaseArgument, JsonOption
from optimizer.cli.solve import default_folder
from optimizer.cli.terminal import reporting


def sweep(
    case: CaseArgument,
    spec: Annotated[
        str,
        typer.Argument(
            metavar="SPEC",
            help="What to vary: a name in the case's sweeps folder, or a .toml file.",
            show_default=False,
        ),
    ],
    constraints: Annotated[
        list[str] | None,
        typer.Option(
            "-c",
            "--constraints",
            metavar="SET",
            help="Constraint set in force at every point. May be repeated.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Folder of the sweep; where it holds this sweep already, it is gone on with. Default: "
            "runs/CASE-SET-sweep-SPEC.",
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            help="Solve N at a time, each in a process of its own (0: one after the other in this one). "
            "Default: one a core.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Solve on the workers of a Dask cluster instead of here, such as tcp://10.0.0.5:8786. "
            "Needs the package distributed.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Count the points and the answers, estimate the time of the rest; write nothing.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="More than a million points are meant.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Solve a case at many points: one value after another, every combination, or a sample.

    Every point is a case of its own, read, checked, solved and verified like any other. Each answer is kept
    on disk before the next: started again with the same folder, the sweep goes on where it was, and solves
    only what a changed input touches. One row a point in sweep.csv, who shares what in decisions.csv.

    Exit codes: 0 every point has its answer; 1 internal error; 2 wrong usage, or the folder is another
    sweep's or in use; 3 bad input; 7 finished, but points failed (failures.csv says why); 130 interrupted.

    Example: consolidate sweep mycase rates -c base --workers 2
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.sweep.estimate import estimated
        from optimizer.analysis.sweep.sweep import prepared, swept
        from optimizer.analysis.sweep.tables import estimate_as_json, sweep_as_json, write_sweep
        from optimizer.cli.progress import sweeping
        from optimizer.cli.show_sweep import show_estimate, show_sweep
        from optimizer.cli.signals import noticing_a_stop

        names = tuple(constraints or ())
        asked = prepared(case, spec, names, many=yes)
        plain = default_folder(case, names)
        folder = output or plain.with_name(f"{plain.name}-sweep-{asked.spec.name}")
        if dry_run:
            estimate = estimated(asked, workers, folder)
            show_estimate(terminal, estimate)
            terminal.result(estimate_as_json(estimate))
            return
        with sweeping(terminal) as bar, noticing_a_stop() as look:

            def progress(done: int, total: int, failed: int) -> None:
                if bar is not None:
                    bar(done, total, failed)
                look()

            found = swept(
                asked, folder, workers=workers, scheduler=scheduler, progress=progress, publish=write_sweep
            )
        show_sweep(terminal, found, folder)
        terminal.result(sweep_as_json(found, folder))
        raise typer.Exit(found.exit_code)
