"""The commands of `consolidate`: options in, one call, readable or JSON out.

Each command loads what it needs when it runs, so that `--help` and `check` never wait for the solver.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from optimizer.cli.alternatives import alternatives
from optimizer.cli.compare import compare
from optimizer.cli.explain import explain
from optimizer.cli.frontier import frontier
from optimizer.cli.options import JsonOption, SetsOption
from optimizer.cli.replay import replay
from optimizer.cli.report import report
from optimizer.cli.solve import solve
from optimizer.cli.stress import stress
from optimizer.cli.sweep import sweep
from optimizer.cli.switch import switch
from optimizer.cli.terminal import Terminal, reporting
from optimizer.cli.why import why
from optimizer.errors import UsageError

app = typer.Typer(
    name="consolidate",
    epilog="Start with: consolidate new mycase, then consolidate solve mycase",
    no_args_is_help=True,
    add_completion=False,
    # Plain text: help and usage errors read the same on every terminal, in a pipe and in a log.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"consolidate {version('consolidate')}")
        raise typer.Exit


@app.callback()
def consolidate(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Decide which services councils share: with whom, hosted by whom, under which model, from when."""


@app.command()
def check(
    case: Annotated[
        Path | None,
        typer.Argument(
            metavar="CASE", exists=True, help="Folder of the case, or workbook (.xlsx).", show_default=False
        ),
    ] = None,
    constraints: SetsOption = None,
    solvers: Annotated[
        bool, typer.Option("--solvers", help="Check the installed solvers instead of a case.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Read and check a case; solve nothing.

    Lists the defaults that the case uses, how each council's staff compare with the scale curve, and whatever
    is odd. All faults of all files are reported together (exit code 3).

    With --solvers and no case: which known faults the installed solvers have, and what guards against each.

    Example: consolidate check examples/cambridge_3c
    """
    with reporting(as_json) as terminal:
        if solvers == (case is not None):
            message = "Name either a case to check or --solvers."
            raise UsageError(message)
        if case is None:
            from optimizer.cli.show_solvers import show_solvers, solvers_as_json
            from optimizer.model.self_test import self_test

            findings = self_test()
            show_solvers(terminal, findings)
            terminal.result(solvers_as_json(findings))
            return
        from optimizer.case import load_case, load_sets
        from optimizer.case.workbook_words import naming_sheets
        from optimizer.cli.show_check import check_as_json, show_check
        from optimizer.verify import business_as_usual

        loaded = load_case(case)
        sets = load_sets(case, tuple(constraints or ()), loaded.case)
        # Today carried on must keep every rule of logic, or the case contradicts itself (bad input).
        with naming_sheets(loaded.workbook):
            bau = business_as_usual(loaded.case, sets.policies)
        if as_json:
            terminal.result(check_as_json(loaded, sets, bau))
        else:
            show_check(terminal, loaded, sets, bau)


app.command()(solve)
app.command()(alternatives)
app.command()(compare)
app.command()(explain)
app.command()(frontier)
app.command()(replay)
app.command()(report)
app.command()(stress)
app.command()(sweep)
app.command()(switch)
app.command()(why)


@app.command()
def formulations(as_json: JsonOption = False) -> None:
    """Print the rules that make up the model.

    The catalogue of families, as Markdown: each rule in words and in maths, where it holds and where it
    comes from.

    Example: consolidate formulations
    """
    with reporting(as_json) as terminal:
        from optimizer.model.catalogue import family_pages, render
        from optimizer.report.manifest import plain

        terminal.text(render())
        terminal.result({"status": "ok", "exit_code": 0, "families": plain(family_pages())})


@app.command()
def schema(
    table: Annotated[
        str | None,
        typer.Argument(metavar="[TABLE]", help="One table, such as contracts.", show_default=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print the JSON schema of the input tables.

    Example: consolidate schema contracts
    """
    with reporting(as_json):
        from optimizer.case.template import schema as schema_of

        Terminal(as_json=True).result(schema_of(table))


@app.command()
def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.", show_default=False)],
    workbook: Annotated[
        bool, typer.Option("--workbook", help="Make one workbook, case.xlsx, in place of CSV tables.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make a small case that solves as it is.

    Every table is filled in and explained; change it step by step into your own. With --workbook the tables
    are sheets of one workbook, with notes, units and drop-down lists.

    Example: consolidate new mycase
    """
    with reporting(as_json) as terminal:
        from optimizer.report.folder import make_folder

        if os.path.lexists(directory):
            message = f"{directory} exists already: name a folder that does not."
            raise UsageError(message)
        if workbook:
            from optimizer.case.write_workbook import write_template_workbook

            make_folder(directory, write_template_workbook)
            case = directory / "case.xlsx"
        else:
            from optimizer.case.template import write_template

            make_folder(directory, write_template)
            case = directory
        terminal.text(
            f"Made {case}. Look into it, then:\n  consolidate check {case}\n  consolidate solve {case}"
        )
        terminal.result({"status": "ok", "exit_code": 0, "case_folder": str(directory), "case": str(case)})
