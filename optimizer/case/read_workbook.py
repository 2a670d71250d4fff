"""Reading a workbook: its sheets as the raw tables that a folder of CSV files would give."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from optimizer.case.dictionary import SETTINGS, tables
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place, RawCase, RawTable
from optimizer.case.read_folder import read_bytes
from optimizer.case.workbook_archive import SAVE_AGAIN, SAVE_AS, archive_of, archive_parts
from optimizer.case.workbook_cells import CellValue
from optimizer.case.workbook_sheet import Sheet, settings_of, table_of
from optimizer.case.workbook_words import sheet_file
from optimizer.case.workbook_xml import (
    SheetEntry,
    SheetScan,
    UnusualXmlError,
    percent_styles,
    scan_sheet,
    sheet_entries,
)

SUFFIX = ".xlsx"
OTHER_SUFFIXES = (".xls", ".xlsm", ".xlsb", ".ods")
"""Other workbooks: known, so that they can be refused in plain words."""

MOST_AREA = 10_000_000
"""Cells from A1 to the last one in use; the reader of values holds them all, blank or not."""

FREE_SHEETS = ("notes", "note", "readme", "about", "cover", "contents", "guidance", "instructions", "lists")
"""Beginnings of the names of sheets that are for people and need no warning."""


class CannotReadError(Exception):
    """The reader of values gave up on a sheet."""


def is_workbook(path: Path) -> bool:
    """Tell whether a path means a workbook and not a folder."""
    return path.suffix.lower() in (SUFFIX, *OTHER_SUFFIXES) and not path.is_dir()


def read_workbook(path: Path, findings: Findings) -> tuple[RawCase, dict[str, str]]:
    """Return the raw tables of a workbook and its SHA-256 by its name."""
    nothing = RawCase({}, frozenset(tables()))
    file = path.name
    if not path.exists():
        findings.fault(Place(str(path)), "there is no such file", "name a workbook (.xlsx) or a case folder")
        return nothing, {}
    if path.suffix.lower() != SUFFIX:
        findings.fault(Place(file), f"a case cannot be read from {path.suffix}", SAVE_AS)
        return nothing, {}
    data = read_bytes(path, file, findings)
    parts = None if data is None else archive_parts(file, data, findings)
    if data is None or parts is None:
        return nothing, {}
    hashes = {file: hashlib.sha256(data).hexdigest()}
    try:
        entries = sheet_entries(parts)
        percent = percent_styles(parts.get("xl/styles.xml"))
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(archive_of(parts)))
    except (UnusualXmlError, CalamineError, OSError, ValueError) as error:
        findings.fault(Place(file), f"the workbook cannot be read: {error}", SAVE_AGAIN)
        return nothing, hashes
    wanted = _sheets_of_tables(file, entries, findings)
    found: dict[str, RawTable] = {}
    faulty: set[str] = set()
    for table, entry in wanted.items():
        before = len(findings.faults)
        sheet = _read_sheet(sheet_file(file, table), table, entry, parts, workbook, percent, findings)
        if sheet is not None:
            read = settings_of if table == SETTINGS else table_of
            raw = read(sheet, findings)
            if raw is not None:
                found[table] = raw
        if len(findings.faults) > before:
            faulty.add(table)
    return RawCase(found, frozenset(faulty)), hashes


def _sheets_of_tables(file: str, entries: list[SheetEntry], findings: Findings) -> dict[str, SheetEntry]:
    """Return the sheets that are tables; report those whose names are nearly one, and those of no use."""
    found: dict[str, SheetEntry] = {}
    known = {_bare(table): table for table in tables()}
    for entry in entries:
        name, place = entry.name, Place(f"{file}, sheet {entry.name}")
        if name in tables():
            if name in found:
                findings.fault(place, "there are two sheets of this name", "remove one")
            elif entry.hidden:
                remedy = "unhide it, so that everyone sees what is read, or remove it"
                findings.fault(place, "the sheet is hidden", remedy)
            found[name] = entry
        elif _bare(name) in known:
            findings.fault(place, "is not a table of a case", f"call the sheet {known[_bare(name)]!r}")
        elif not name.casefold().replace(" ", "").startswith(FREE_SHEETS):
            near = get_close_matches(name.casefold(), list(tables()), n=1, cutoff=0.5)
            remedy = nearest(near[0], near) if near else "a sheet called 'notes' may hold anything"
            findings.warning(place, "is not a table of a case, and is not read", remedy)
    return found


def _bare(name: str) -> str:
    """Return a name without what people add or change without meaning to."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _read_sheet(
    file: str,
    table: str,
    entry: SheetEntry,
    parts: Mapping[str, bytes],
    workbook: CalamineWorkbook,
    percent: frozenset[int],
    findings: Findings,
) -> Sheet | None:
    """Return what stands in a sheet; None with a fault where it cannot be read."""
    try:
        # Without the part there is nothing to parse, which is broken XML.
        scan = scan_sheet(parts.get(entry.part, b""))
        values = _values(workbook, entry.name, scan)
    except UnusualXmlError as error:
        findings.fault(
            Place(file), f"the sheet is not as a spreadsheet program writes it: {error}", SAVE_AGAIN
        )
        return None
    except CannotReadError as error:
        findings.fault(Place(file), f"the sheet cannot be read: {error}", SAVE_AGAIN)
        return None
    return None if values is None else Sheet(table, file, scan, values, percent)


def _values(workbook: CalamineWorkbook, name: str, scan: SheetScan) -> list[list[CellValue]]:
    """Return the values of a sheet by row and column.

    Raises:
        UnusualXmlError: cells stand so far apart that the sheet would fill the machine's memory.
        CannotReadError: the reader gave up.
    """
    height = max((row for row, _ in scan.cells), default=0)
    width = max((column for _, column in scan.cells), default=0)
    if height * width > MOST_AREA:
        message = f"cells are in use as far as row {height:,} and column {width:,}"
        raise UnusualXmlError(message)
    try:
        sheet: CalamineSheet = workbook.get_sheet_by_name(name)
        return list(sheet.to_python(skip_empty_area=False))
    except (CalamineError, OSError, ValueError) as error:
        raise CannotReadError(str(error)) from error
