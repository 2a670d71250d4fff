"""The command `solve`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.explain import Failures
from optimizer.cli.options import CaseArgument, JsonOption, SetsOption
from optimizer.cli.terminal import reporting
from optimizer.errors import InfeasibleError, UsageError
from optimizer.plan.facts import SECOND_OPINION_SECONDS


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        message = f"{text!r} is not an amount such as 500 or 0.5"
        raise typer.BadParameter(message) from None


def solve(
    case: CaseArgument,
    constraints: SetsOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Run folder to write. Default: runs/CASE, with the names of the sets added (runs/CASE-SET).",
            show_default=False,
        ),
    ] = None,
    gap_gbp: Annotated[
        Decimal | None,
        typer.Option(
            "--gap-gbp",
            metavar="X",
            parser=_decimal,
            help="Stop when no plan can save over X pounds more. Default: the larger of 1 pound and a ten "
            "millionth of the cost of business as usual.",
            show_default=False,
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="S",
            help="Stop the search after S seconds with the best plan so far (exit code 5).",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Seed of the search.")] = 0,
    second_opinion_seconds: Annotated[
        float,
        typer.Option(
            "--second-opinion-seconds",
            metavar="N",
            help="Give a second solver N seconds to find what would refute the answer; 0 asks none.",
        ),
    ] = SECOND_OPINION_SECONDS,
    write_model: Annotated[
        Path | None,
        typer.Option(
            "--write-model",
            metavar="FILE.mps",
            help="Also write the model to this file, for another solver. A file that does not end in .mps "
            "is replaced with --overwrite only.",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the run folder, and the file of --write-model.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Find the best plan, prove and check it.

    The plan with the largest net saving that keeps every policy is searched for, checked by a second
    implementation to the penny, and written to a folder with all its tables.

    Ctrl-C, or SIGTERM, ends the search and keeps the best plan so far (exit code 130); twice, nothing is
    written.

    Exit codes: 0 solved within the asked gap, 1 internal error, 2 wrong usage, 3 bad input, 4 no plan keeps
    every rule, 5 stopped on the time limit with a plan, 6 the same without one, 8 a check failed, 130
    interrupted.

    Example: consolidate solve examples/cambridge_3c -o runs/demo
    """
    with reporting(as_json) as terminal:
        from optimizer.case import load_case, load_sets
        from optimizer.model_file import check_model_file
        from optimizer.plan.facts import RunOptions
        from optimizer.report.folder import check_target

        options = RunOptions(
            gap_gbp=gap_gbp,
            time_limit_seconds=time_limit,
            seed=seed,
            second_opinion_seconds=second_opinion_seconds,
        )
        names = tuple(constraints or ())
        folder = output or default_folder(case, names)
        check_target(folder, overwrite=overwrite)
        if write_model is not None:
            check_model_file(write_model, overwrite=overwrite)
        loaded = load_case(case)
        sets = load_sets(case, names, loaded.case)

        from functools import partial

        from optimizer.cli.progress import watching
        from optimizer.cli.show_run import run_as_json, show_run, warnings
        from optimizer.pipeline import solve_case
        from optimizer.report.write import write_failed_run, write_run

        with watching(terminal) as progress:
            failures = Failures(
                terminal, progress, partial(write_failed_run, folder=folder, overwrite=overwrite)
            )
            try:
                run = solve_case(
                    loaded, sets, options, progress, write_model=write_model, keep_failure=failures.keep
                )
            except InfeasibleError as error:
                raise failures.explained(error, folder) from None
        write_run(run, folder, overwrite=overwrite)
        for warning in warnings(run):
            terminal.note(f"Warning: {warning}")
        if as_json:
            terminal.result(run_as_json(run, folder))
        else:
            show_run(terminal, run, folder)
        raise typer.Exit(run.facts.exit_code)


def default_folder(case: Path, sets: tuple[str, ...]) -> Path:
    """Return `runs/CASE`, with the names of the sets added; `mycase/case.xlsx` is called as its folder."""
    path = case.resolve()
    path = path.with_suffix("") if path.is_file() else path
    name = path.parent.name if path.name == "case" and case.is_file() else path.name
    if not name:
        message = "The case has no name to make a run folder of: name one with -o."
        raise UsageError(message)
    return Path("runs", "-".join((name, *(Path(one).stem for one in sets))))
