"""The command `alternatives`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.options import CaseArgument, JsonOption, SearchLimitOption, SetsOption, WorkersOption
from optimizer.cli.terminal import reporting


def alternatives(
    case: CaseArgument,
    within: Annotated[
        str,
        typer.Option(
            "--within",
            metavar="PCT",
            help="How much less than the best an alternative may save, in percent of the best plan's net "
            "saving: from 0 (as much) to 100.",
            show_default=False,
        ),
    ],
    count: Annotated[
        int,
        typer.Option("--count", metavar="N", help="How many plans besides the best.", show_default=False),
    ],
    constraints: SetsOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Also write alternatives.csv, decisions.csv and alternatives.json into this new folder.",
            show_default=False,
        ),
    ] = None,
    time_limit: SearchLimitOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show good plans that really differ: nearly as good as the best, and as unlike it as can be.

    Plan 1 saves most. Each further plan saves at most PCT percent less and is, of all such plans, the one
    that is furthest from every plan before it, and saves most of those. Two plans are as far apart as there
    are service years (one service of one council in one year) in which the council is in another arrangement,
    or shares in one of them only; money does not count. That none is further away is proved, and put to a
    second solver; every plan is checked to the penny.

    Exit codes: 0 everything is proved (also that there are fewer plans than asked for); 1 internal error; 2
    wrong usage; 3 bad input; 4 no plan keeps the policies; 5 a search was stopped on the time limit with a
    plan; 6 the same without one; 8 a check failed; 130 interrupted, and nothing is written.

    Example: consolidate alternatives examples/cambridge_3c --within 5 --count 3 -o alternatives
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.alternatives.alternatives import alternatives as found_alternatives
        from optimizer.analysis.alternatives.alternatives import percentage
        from optimizer.analysis.alternatives.tables import alternatives_as_json, alternatives_files, named
        from optimizer.case import load_case, load_sets
        from optimizer.cli.progress import counting_up
        from optimizer.cli.show_alternatives import show_alternatives
        from optimizer.plan.facts import RunOptions
        from optimizer.report.folder import check_new, write_folder

        within_percent = percentage(within)
        options = RunOptions(time_limit_seconds=time_limit)
        if output is not None:
            check_new(output)
        loaded = load_case(case)
        sets = load_sets(case, tuple(constraints or ()), loaded.case)
        with counting_up(terminal, "Searches") as progress:
            found = found_alternatives(
                loaded, sets, within_percent, count, options, workers=workers, progress=progress
            )
        if output is not None:
            write_folder(output, alternatives_files(found, loaded, sets), overwrite=False)
        show_alternatives(terminal, loaded.case, found)
        if output is not None:
            terminal.text(f"All of it: {named(output)}")
        terminal.result(alternatives_as_json(found, loaded, sets))
        raise typer.Exit(found.exit_code)
