"""The command `frontier`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import CaseArgument, JsonOption, SearchLimitOption, SetsOption, WorkersOption
from optimizer.cli.terminal import reporting


def frontier(
    case: CaseArgument,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="MEASURE",
            help="one_off_cost, redundancies, changes, worst_council, risk (rating x spend), expected_saving "
            "or cvar (mean saving of the worst outcomes).",
            show_default=False,
        ),
    ],
    points: Annotated[
        int,
        typer.Option("--points", metavar="N", help="Points between the two ends.", show_default=False),
    ],
    constraints: SetsOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write frontier.csv, frontier_decisions.csv and frontier.json into this new folder.",
            show_default=False,
        ),
    ] = None,
    time_limit: SearchLimitOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what more of one thing costs in net saving: plans from the one end to the other.

    The first point saves most; the last is best by the measure, and saves most of those that are. Between
    them the measure is limited at N evenly spaced amounts, and each point is the plan that saves most within
    its limit. What moving on to the next point costs is shown in pounds for a unit. Points that repeat an
    earlier plan, or that another point beats, are marked. Every plan is checked to the penny.

    Exit codes: 0 every point is proved; 1 internal error; 2 wrong usage; 3 bad input; 4 no plan keeps the
    policies; 5 a search was stopped on the time limit with a plan; 6 the same without one; 8 a check failed;
    130 interrupted, and nothing is written.

    Example: consolidate frontier examples/cambridge_3c --against one_off_cost --points 5 -o frontier
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.frontier.frontier import frontier as found_frontier
        from optimizer.analysis.frontier.tables import frontier_as_json, frontier_files, named
        from optimizer.case import load_case, load_sets
        from optimizer.cli.progress import counting
        from optimizer.cli.show_frontier import show_frontier
        from optimizer.plan.facts import RunOptions
        from optimizer.report.folder import check_new, write_folder

        options = RunOptions(time_limit_seconds=time_limit)
        if output is not None:
            check_new(output)
        loaded = load_case(case)
        sets = load_sets(case, tuple(constraints or ()), loaded.case)
        with counting(terminal, "Solving the points") as progress:
            found = found_frontier(loaded, sets, against, points, options, workers=workers, progress=progress)
        if output is not None:
            write_folder(output, frontier_files(found, loaded, sets), overwrite=False)
        show_frontier(terminal, loaded.case, found)
        if output is not None:
            terminal.text(f"All of it: {named(output)}")
        terminal.result(frontier_as_json(found, loaded, sets))
        raise typer.Exit(found.exit_code)
