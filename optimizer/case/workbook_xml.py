"""What stands in the XML of a workbook: its sheets, and of a sheet every cell as it is written.

The reader of values (calamine) gives an empty text for error cells and for formulas without a saved result,
knows no number formats but those of dates, and reads only what spreadsheet programs write. So every cell is
looked at here first, and what no such program writes is refused: nothing can be read in two ways.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple
from xml.parsers import expat

MOST_COLUMNS = 16_384
MOST_SHEET_ROWS = 1_048_576
LONGEST_VALUE = 32_767
CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
KINDS = ("n", "s", "str", "inlineStr", "b", "e", "d")
PERCENT_FORMATS = ("9", "10")
NOT_SHOWN_AS_IS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
TRUE = ("1", "true")

Attributes = dict[str, str]


class UnusualXmlError(Exception):
    """The XML is broken, or is not as a spreadsheet program writes it; the message says where."""


class Cell(NamedTuple):
    """A cell that is not blank: kind (`n`, `s`, `b` ..), text of its value, number of its style.

    `unsaved` marks a formula without a saved result.
    """

    kind: str
    text: str
    style: int
    unsaved: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it: name, part that holds it, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(slots=True)
class SheetScan:
    """Cells of a sheet by (row, column), both from 1; merged ranges; what is hidden."""

    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def column_letters(column: int) -> str:
    """Return 1 as A, 28 as AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Return row 5 of column 3 as C5."""
    return f"{column_letters(column)}{row}"


def position(reference: str) -> tuple[int, int]:
    """Return C5 as row 5 and column 3.

    Raises:
        UnusualXmlError: there is no such cell.
    """
    found = CELL.fullmatch(reference)
    row, column = (int(found[2]), column_number(found[1])) if found else (0, 0)
    if not 1 <= row <= MOST_SHEET_ROWS or not 1 <= column <= MOST_COLUMNS:
        message = f"there is no cell {reference[:20]!r}"
        raise UnusualXmlError(message)
    return row, column


@cache
def column_number(letters: str) -> int:
    """Return A as 1, AB as 28."""
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column


def range_corners(reference: str) -> tuple[int, int, int, int]:
    """Return B2:C5 as first row, first column, last row, last column."""
    first, _, last = reference.partition(":")
    return *position(first), *position(last or first)


def _refuse(what: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise UnusualXmlError(what)

    return refuse


def parse_xml(
    data: bytes,
    start: Callable[[str, Attributes], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    comments: bool = True,
) -> None:
    """Parse a part, without document types or entities.

    Raises:
        UnusualXmlError: it is no XML, or declares a document type, or holds comments that may not be there.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse("it declares a document type")
    parser.EntityDeclHandler = _refuse("it declares an entity")
    if not comments:
        parser.CommentHandler = _refuse("it holds a comment in the XML")
        parser.ProcessingInstructionHandler = _refuse("it holds an instruction in the XML")
        parser.StartCdataSectionHandler = _refuse("it holds a CDATA section")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeError, LookupError, ValueError, OverflowError) as error:
        message = f"its XML is broken ({error})"
        raise UnusualXmlError(message) from error


def local(name: str) -> str:
    """Return a name without its prefix, which may be any (`x:row` is `row`)."""
    return name.rpartition(":")[2]


def sheet_entries(parts: Mapping[str, bytes]) -> list[SheetEntry]:
    """Return the worksheets of a workbook in order.

    Raises:
        UnusualXmlError: the parts do not fit together.
    """
    targets: dict[str, str] = {}
    found: list[SheetEntry] = []

    def relation(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            targets[attributes.get("Id", "")] = path

    def sheet(name: str, attributes: Attributes) -> None:
        if local(name) == "sheet":
            key = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append(SheetEntry(attributes.get("name", ""), targets.get(key, ""), hidden))

    parse_xml(parts.get("xl/_rels/workbook.xml.rels", b""), relation)
    parse_xml(parts["xl/workbook.xml"], sheet)
    return found


def percent_styles(data: bytes | None) -> frozenset[int]:
    """Return the numbers of the cell styles that show a number as a percentage.

    Raises:
        UnusualXmlError: the styles cannot be read.
    """
    if data is None:
        return frozenset()
    percent = set(PERCENT_FORMATS)
    found: set[int] = set()
    count = 0
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal count, inside
        name = local(name)
        if name == "numFmt" and "%" in NOT_SHOWN_AS_IS.sub("", attributes.get("formatCode", "")):
            percent.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            if attributes.get("numFmtId") in percent:
                found.add(count)
            count += 1

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    parse_xml(data, start, end)
    return frozenset(found)


def scan_sheet(data: bytes) -> SheetScan:
    """Return what stands in a sheet.

    Raises:
        UnusualXmlError: it is not written as a spreadsheet program writes it.
    """
    scanner = _Scanner()
    parse_xml(data, scanner.start, scanner.end, scanner.text, comments=False)
    return scanner.found


class _Scanner:
    """Walks through the XML of a sheet."""

    def __init__(self) -> None:
        self.found = SheetScan()
        self.row = 0
        self.column = 0
        self.in_cell = False
        self.kind = "n"
        self.style = 0
        self.formula = False
        self.values = 0
        self.text_inside = ""
        self.reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self.begin_cell(attributes)
        elif self.in_cell:
            if name in ("v", "is"):
                self.values += 1
                self.reading = name == "v"
            elif name == "f":
                self.formula = True
        elif name == "row":
            self.begin_row(attributes)
        elif name == "col":
            if attributes.get("hidden") in TRUE:
                first, last = attributes.get("min", ""), attributes.get("max", "")
                self.found.hidden_columns.append((_whole(first), _whole(last)))
        elif name == "mergeCell":
            self.found.merged.append(attributes.get("ref", ""))

    def begin_row(self, attributes: Attributes) -> None:
        row = _whole(attributes["r"]) if "r" in attributes else self.row + 1
        if not self.row < row <= MOST_SHEET_ROWS:
            message = f"row {row} is out of order"
            raise UnusualXmlError(message)
        self.row, self.column = row, 0
        if attributes.get("hidden") in TRUE:
            self.found.hidden_rows.add(row)

    def begin_cell(self, attributes: Attributes) -> None:
        if "r" in attributes:
            row, column = position(attributes["r"])
        else:
            row, column = self.row, self.column + 1
        if row != self.row or not self.column < column <= MOST_COLUMNS:
            message = f"cell {attributes.get('r', column)} is out of order"
            raise UnusualXmlError(message)
        self.kind = attributes.get("t", "n")
        if self.kind not in KINDS:
            message = f"cell {address(row, column)} is of no known kind"
            raise UnusualXmlError(message)
        self.column, self.in_cell, self.formula, self.values, self.text_inside = column, True, False, 0, ""
        self.style = _whole(attributes["s"]) if "s" in attributes else 0

    def text(self, text: str) -> None:
        if self.reading:
            self.text_inside += text
            if len(self.text_inside) > LONGEST_VALUE:
                message = f"cell {address(self.row, self.column)} is longer than a cell can be"
                raise UnusualXmlError(message)

    def end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name == "v":
            self.reading = False
        elif name == "c" and self.in_cell:
            self.in_cell = False
            if self.values > 1:
                message = f"cell {address(self.row, self.column)} has two values"
                raise UnusualXmlError(message)
            empty = not self.text_inside and self.kind not in ("str", "inlineStr")
            unsaved = self.formula and (not self.values or empty)
            if unsaved or self.kind == "e" or (self.values and not empty):
                cell = Cell(self.kind, self.text_inside, self.style, unsaved)
                self.found.cells[self.row, self.column] = cell


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        message = f"{text[:20]!r} stands where a number belongs"
        raise UnusualXmlError(message)
    return int(text)
