"""One class of error for each way in which a command can end.

Every message is a sentence for a finance officer: where, what is wrong, what would be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class ConsolidateError(Exception):
    """Base of every error that a command reports; `exit_code` is what the process returns."""

    exit_code: int = 1


class InternalError(ConsolidateError):
    """The program broke a promise of its own; never the user's fault."""

    exit_code = 1


class UsageError(ConsolidateError):
    """The command line asks for something that cannot be done, such as writing over a run."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong (or, as a warning, odd) in the input.

    Attributes:
        file: file as the user knows it, such as `contracts.csv`.
        row: line of the file as an editor or a spreadsheet counts it, from 1; None for the whole file.
        column: column or key; None where the row or the file as a whole is meant.
        value: the text that was found, None where nothing was.
        problem: what is wrong.
        remedy: what would be right.
        warning: True where the case can be solved all the same.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    remedy: str
    warning: bool = False

    def sentence(self) -> str:
        """Return the fault as one line: place, value, problem, remedy."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", {self.column}"
        # Files and columns may have any name; the fault is one line all the same.
        place = place if place.isprintable() else repr(place)[1:-1]
        found = "" if self.value is None else f" {self.value!r}:"
        return f"{place}:{found} {self.problem}; {self.remedy}"


class InputError(ConsolidateError):
    """The input has faults; all of them are here, none was repaired."""

    exit_code = 3

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """Keep the faults, sorted by file and row, and make the message of all of them."""
        self.faults = tuple(sorted(faults, key=lambda f: (f.file, f.row or 0, f.column or "")))
        super().__init__("\n".join(fault.sentence() for fault in self.faults))


class InfeasibleError(ConsolidateError):
    """No plan satisfies every rule; `explanation` says in plain values why, where that was found out."""

    exit_code = 4

    def __init__(self, message: str, explanation: Mapping[str, object] | None = None) -> None:
        """Keep the message and the explanation."""
        self.explanation = dict(explanation or {})
        super().__init__(message)


class NoPlanError(ConsolidateError):
    """The search stopped on a limit before it had a plan."""

    exit_code = 6


class CheckFailedError(ConsolidateError):
    """The referee or a second opinion contradicts the answer; nothing may be published."""

    exit_code = 8


class InterruptedRun(ConsolidateError):
    """The user stopped the run before there was a plan."""

    exit_code = 130
