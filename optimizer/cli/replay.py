"""The command `replay`."""

from __future__ import annotations

import typer

from optimizer.cli.options import JsonOption, RunArgument
from optimizer.cli.terminal import reporting


def replay(
    run: RunArgument,
    as_json: JsonOption = False,
) -> None:
    """Solve a run again and say whether it comes out the same.

    Everything is taken from the run folder: case, constraint sets and options. The same inputs, versions and
    options give the same decisions, and the same bytes in every table. Where it is not the same and need not
    be (other versions, a search that was stopped), the reasons are given. Nothing is written.

    Exit codes: 0 the same, or not and it need not be; 1 internal error; 2 not a run folder; 3 files of the
    run folder are missing or were changed; 8 not the same although it should be; 130 interrupted.

    Example: consolidate replay runs/demo
    """
    with reporting(as_json) as terminal:
        from optimizer.analysis.replay import replay as replayed
        from optimizer.cli.progress import watching
        from optimizer.cli.show_replay import replay_as_json, show_replay
        from optimizer.report.read import read_run

        kept = read_run(run)
        with watching(terminal) as progress:
            found = replayed(kept, progress)
        show_replay(terminal, found)
        terminal.result(replay_as_json(found, run))
        raise typer.Exit(found.exit_code)
