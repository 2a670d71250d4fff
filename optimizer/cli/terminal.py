"""How a command speaks: results on stdout, everything else on stderr, errors as sentences and exit codes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from optimizer.errors import ConsolidateError, InfeasibleError, InputError, InternalError, InterruptedRun

DEBUG_VARIABLE = "CONSOLIDATE_DEBUG"


@dataclass(frozen=True)
class Terminal:
    """Where one command writes.

    `out` is for the readable result, `err` for progress, notes and errors. With `as_json` the readable
    result is left out and exactly one JSON object goes to stdout.
    """

    as_json: bool
    out: Console = field(default_factory=lambda: Console(highlight=False, markup=False, emoji=False))
    err: Console = field(
        default_factory=lambda: Console(stderr=True, highlight=False, markup=False, emoji=False)
    )

    def result(self, fields: Mapping[str, Any]) -> None:
        """Write the one JSON object, if JSON was asked for."""
        if self.as_json:
            sys.stdout.write(json.dumps(fields, ensure_ascii=False, indent=2, allow_nan=False) + "\n")

    def text(self, text: str) -> None:
        """Write text to stdout as it is, whatever the width, unless JSON was asked for."""
        if not self.as_json:
            sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def note(self, text: str) -> None:
        """Write a line to stderr."""
        sys.stderr.write(text + "\n")

    def fail(self, error: ConsolidateError) -> None:
        """Say what went wrong: sentences on stderr, and one object on stdout if JSON was asked for."""
        if isinstance(error, InputError):
            count = len(error.faults)
            self.note(f"The input has {count} fault{'s' if count != 1 else ''}; nothing was written.")
            for fault in error.faults:
                self.note(f"- {fault.sentence()}")
        else:
            self.note(str(error))
        fields: dict[str, Any] = {
            "status": "error",
            "exit_code": error.exit_code,
            "error": type(error).__name__,
            "message": str(error),
        }
        if isinstance(error, InputError):
            fields["faults"] = [asdict(fault) for fault in error.faults]
        if isinstance(error, InfeasibleError):
            fields |= error.explanation
        self.result(fields)


def titled_table(title: str) -> Table:
    """Return an empty table in the one look of all commands."""
    return Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", show_edge=False)


@contextmanager
def reporting(as_json: bool) -> Iterator[Terminal]:
    """Run a command's body and turn every error into sentences and the exit code that belongs to it.

    Raises:
        typer.Exit: with the exit code.
    """
    terminal = Terminal(as_json)
    try:
        yield terminal
        sys.stdout.flush()
    except ConsolidateError as error:
        if isinstance(error, InternalError) and _debugging():
            raise
        terminal.fail(error)
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        stopped = InterruptedRun("Stopped as asked; nothing was written.")
        terminal.fail(stopped)
        raise typer.Exit(stopped.exit_code) from None
    except BrokenPipeError:
        # The reader of a pipe (such as `head`) has seen enough; the flush at exit must not complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except typer.Exit:
        raise
    except Exception as problem:
        # The last line of defence: whatever it is, the user reads a sentence and not a traceback.
        if _debugging():
            raise
        failed = InternalError(
            f"The program failed inside ({type(problem).__name__}: {problem}). This is not your fault; "
            f"please report it with the output of the same command after setting {DEBUG_VARIABLE}=1."
        )
        terminal.fail(failed)
        raise typer.Exit(failed.exit_code) from None


def _debugging() -> bool:
    return bool(os.environ.get(DEBUG_VARIABLE))
