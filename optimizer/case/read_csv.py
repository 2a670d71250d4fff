"""Reading CSV tables as texts with their lines: strictly, and never more than the caps."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from optimizer.case.raw import Findings, Place, RawRow, RawTable

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 500_000
SAVE_AS = "save the file as 'CSV UTF-8 (comma delimited)'"


def decoded(file: str, data: bytes, findings: Findings) -> str | None:
    """Return the text of a UTF-8 file, with or without the mark that Excel puts first; None with a fault."""
    save_as = SAVE_AS if file.endswith(".csv") else "save the file as UTF-8 text"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:200]:
        findings.fault(Place(file), "the file is not UTF-8 text (it looks like UTF-16)", save_as)
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = "the file is not UTF-8 text (it looks like an old Windows or Latin-1 encoding)"
        findings.fault(
            Place(file, line, None, data[error.start : error.end].decode("latin-1")), problem, save_as
        )
        return None
    if "\x00" in text:
        findings.fault(Place(file), "the file has empty (NUL) characters in it", save_as)
        return None
    return text


def read_csv(table: str, file: str, data: bytes, findings: Findings) -> RawTable | None:
    """Return the rows of a CSV file; None (with a fault) where its header cannot be read.

    Rows that are wholly blank are left out: spreadsheets write them behind the last row.
    """
    text = decoded(file, data, findings)
    if text is None:
        return None
    before = len(findings.faults)
    lines = list(_lines(file, text, findings))
    if not lines:
        if len(findings.faults) == before:
            findings.fault(Place(file), "the file is empty", "write the names of the columns in row 1")
        return None
    header_line, header = lines[0]
    if not _header_is_usable(file, header_line, header, findings):
        return None
    rows = []
    for line, cells in lines[1:]:
        if not any(cells):
            continue
        if len(cells) != len(header):
            few = len(cells) < len(header)
            problem = f"the row has {len(cells)} cells, the header {len(header)}"
            remedy = (
                "add the missing commas"
                if few
                else "put a text that contains a comma in quotation marks, or remove the extra cells"
            )
            findings.fault(Place(file, line), problem, remedy)
            continue
        rows.append(RawRow(line, dict(zip(header, cells, strict=True))))
    if len(rows) > MOST_ROWS:
        findings.fault(Place(file), f"the table has more than {MOST_ROWS:,} rows", "split the case")
        return None
    return RawTable(table, file, tuple(header), tuple(rows))


def _lines(file: str, text: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with the line on which it starts; a record that cannot be read ends the table."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"the row cannot be read ({error})"
            findings.fault(Place(file, start), problem, "close every quotation mark, and double those inside")
            return
        if cells:
            yield start, cells
        start = reader.line_num + 1


def _header_is_usable(file: str, line: int, header: list[str], findings: Findings) -> bool:
    before = len(findings.faults)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        separator = "semicolons" if ";" in header[0] else "tabs"
        problem = f"the columns are separated by {separator}"
        findings.fault(Place(file, line), problem, f"use commas; {SAVE_AS}")
        return False
    for place, column in enumerate(header, start=1):
        if not column.strip():
            findings.fault(Place(file, line), f"column {place} has no name", "name it or remove the column")
        elif header.index(column) != place - 1:
            findings.fault(Place(file, line, column), "the column stands twice", "remove one of the two")
    return len(findings.faults) == before
