"""Words about a workbook: the checks speak of the files of a folder, and a workbook has sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from optimizer.case.dictionary import GENERATE, SETTINGS, tables
from optimizer.errors import Fault, InputError

FILE = re.compile(r"\b([a-z_]+)\.csv\b")
WORDS = (
    ("the file is missing", "the sheet is missing"),
    ("tables [generate.SERVICE]", "rows of the sheet generate"),
    ("[generate.SERVICE]", "a row of the sheet generate"),
    ("case.toml", "the sheet case"),
)


def sheet_file(workbook: str, sheet: str) -> str:
    """Return the words for a sheet in the place of a file: `mycase.xlsx, sheet baseline`."""
    return f"{workbook}, sheet {sheet}"


@contextmanager
def naming_sheets(workbook: str | None) -> Iterator[None]:
    """Let the faults found meanwhile name sheets of this workbook; None where the case is a folder.

    Raises:
        InputError: as it was raised, in these words.
    """
    try:
        yield
    except InputError as error:
        if workbook is None:
            raise
        raise InputError(tuple(in_a_workbook(fault, workbook) for fault in error.faults)) from None


def in_a_workbook(fault: Fault, workbook: str) -> Fault:
    """Return a fault that names files of a folder as one that names sheets of the workbook."""
    return replace(
        fault,
        file=_sheet_of(fault, workbook),
        problem=_in_words(fault.problem),
        remedy=_in_words(fault.remedy),
    )


def _sheet_of(fault: Fault, workbook: str) -> str:
    if fault.file == "case.toml":
        # The settings as a whole have no row; what has one is a row of the sheet generate.
        return sheet_file(workbook, SETTINGS if fault.row is None else GENERATE)
    table = fault.file.removesuffix(".csv")
    return sheet_file(workbook, table) if fault.file.endswith(".csv") and table in tables() else fault.file


def _in_words(text: str) -> str:
    for old, new in WORDS:
        text = text.replace(old, new)
    return FILE.sub(lambda found: f"sheet {found[1]}" if found[1] in tables() else found[0], text)
