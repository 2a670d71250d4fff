"""The command `switch`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import CaseArgument, JsonOption, WorkersOption
from optimizer.cli.terminal import reporting


def switch(
    case: CaseArgument,
    spec: Annotated[
        str,
        typer.Argument(
            metavar="SPEC",
            help="The inputs and their ranges: a sweep in the case's sweeps folder, or a .toml file. Its "
            "design does not count here.",
            show_default=False,
        ),
    ],
    constraints: Annotated[
        list[str] | None,
        typer.Option(
            "-c",
            "--constraints",
            metavar="SET",
            help="Constraint set in force throughout. May be repeated.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write switching_values.csv, ranges.csv, decisions.csv and switch.json into this new "
            "folder. Stopped on the way, the same command goes on where it was.",
            show_default=False,
        ),
    ] = None,
    steps: Annotated[
        int,
        typer.Option(
            "--steps",
            metavar="N",
            help="Try N evenly spaced values on the way to each end before narrowing down.",
        ),
    ] = 4,
    workers: WorkersOption = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Count the searches, time the case as it is, and write nothing."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find switching values: where an input changes the decision, or takes the saving to zero.

    Each input is moved from its value in the case to both ends of its range, everything else as it is.
    Found are the value at which another plan (other partners, host or years) is first worth more than the
    present one, the value at which the present plan no longer saves anything, and the value at which no plan
    does; and the decisions by ranges. Each is narrowed down by solving again, to a thousandth of the way.

    Exit codes: 0 answered; 1 internal error; 2 wrong usage; 3 bad input; 4 no plan keeps the policies; 5 some
    search was stopped on the time limit with a plan; 6 the case itself was, without one; 7 answered, but some
    search has no answer; 8 a check failed; 130 interrupted: with -o, the same command goes on where it was.

    Example: consolidate switch mycase rates -c base -o switching
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.switch.kept import keeping
        from optimizer.analysis.switch.switch import estimated, planned, switched
        from optimizer.analysis.switch.tables import estimate_as_json, switch_as_json, switch_files
        from optimizer.cli.progress import counting
        from optimizer.cli.show_switch import show_estimate, show_switch
        from optimizer.cli.signals import noticing_a_stop
        from optimizer.report.folder import check_new, write_folder

        if output is not None:
            check_new(output)
        plan = planned(case, spec, tuple(constraints or ()), steps)
        if dry_run:
            estimate = estimated(plan, workers)
            show_estimate(terminal, estimate)
            terminal.result(estimate_as_json(estimate))
            return
        with counting(terminal, "Searching") as bar, noticing_a_stop() as look:

            def progress(done: int, total: int) -> None:
                if bar is not None:
                    bar(done, total)
                look()

            with keeping(output) as (kept, finished):
                if kept.set_aside is not None:
                    terminal.note(
                        "Warning: what was kept of an earlier start was damaged, so nothing of it was used; "
                        f"it is now {kept.set_aside}."
                    )
                found = switched(plan, workers=workers, progress=progress, kept=kept)
                if output is not None:
                    write_folder(output, switch_files(found), overwrite=False)
                finished()
        show_switch(terminal, found)
        if output is not None:
            terminal.text(f"All of it: {output}")
        terminal.result(switch_as_json(found))
        raise typer.Exit(found.exit_code)
