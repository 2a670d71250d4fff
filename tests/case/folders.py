"""Edits that spoil a good case folder, one at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

Edit = Callable[[Path], None]

Expected = tuple[str, int | None, str | None, str]
"""File, row, column, and words of the sentence."""

FULL = "ICT.A.lead_authority.full"
"""The one arrangement of the golden case."""


def cell(file: str, row: int, column: str, value: str) -> Edit:
    """Set one cell; rows count as in a spreadsheet, the header is row 1. A new column is added."""

    def edit(folder: Path) -> None:
        path = folder / file
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
        if column not in rows[0]:
            for number, cells in enumerate(rows):
                cells.append(column if number == 0 else "")
        rows[row - 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        path.write_text(out.getvalue(), encoding="utf-8")

    return edit


def line(file: str, text: str) -> Edit:
    """Add a line at the end."""

    def edit(folder: Path) -> None:
        path = folder / file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(before + text + "\n", encoding="utf-8")

    return edit


def swap(file: str, old: str, new: str) -> Edit:
    """Put one text in the place of another, everywhere in the file."""

    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return edit


def whole(file: str, data: bytes | str) -> Edit:
    """Write a file anew."""

    def edit(folder: Path) -> None:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))

    return edit


def encoded(file: str, encoding: str, old: str = "", new: str = "") -> Edit:
    """Save a file in another encoding, as an old or careless program would."""

    def edit(folder: Path) -> None:
        path = folder / file
        text = path.read_text(encoding="utf-8").replace(old, new) if old else path.read_text(encoding="utf-8")
        path.write_bytes(text.encode(encoding))

    return edit


def gone(file: str) -> Edit:
    """Remove a file."""

    def edit(folder: Path) -> None:
        (folder / file).unlink()

    return edit


def both(*edits: Edit) -> Edit:
    """Do several edits."""

    def edit(folder: Path) -> None:
        for one in edits:
            one(folder)

    return edit
