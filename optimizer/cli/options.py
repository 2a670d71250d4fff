"""Arguments and options that more than one command has, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CaseArgument = Annotated[
    Path,
    typer.Argument(
        metavar="CASE", exists=True, help="Folder of the case, or workbook (.xlsx).", show_default=False
    ),
]
RunArgument = Annotated[
    Path,
    typer.Argument(metavar="RUN", exists=True, file_okay=False, help="Run folder.", show_default=False),
]
SetsOption = Annotated[
    list[str] | None,
    typer.Option(
        "-c",
        "--constraints",
        metavar="SET",
        help="Constraint set: a name in the case's constraints folder, or a .toml file. May be repeated.",
        show_default=False,
    ),
]
SearchLimitOption = Annotated[
    float | None,
    typer.Option("--time-limit", metavar="S", help="Stop each search after S seconds.", show_default=False),
]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", metavar="N", help="Solve N at a time. Default: one a core.", show_default=False
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else there.")
]
