"""Workbooks made cell by cell, so that a test can put into them what no spreadsheet program would write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

from optimizer.case import load_case
from optimizer.case.dictionary import SETTINGS, tables
from optimizer.case.parse import NUMERIC
from optimizer.case.raw import Findings
from optimizer.case.read_folder import read_folder
from optimizer.case.workbook_xml import address
from optimizer.case.write_workbook import workbook_bytes
from optimizer.errors import Fault, InputError
from tests.builders import CASES

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATE, PERCENT, OWN_PERCENT, TEXT, DATE_AND_TIME, QUOTED_PERCENT, POUNDS = range(1, 8)
FORMATS = {
    DATE: "yyyy\\-mm\\-dd",
    OWN_PERCENT: "0.0%;[Red]-0.0%",
    DATE_AND_TIME: "yyyy\\-mm\\-dd hh:mm",
    QUOTED_PERCENT: '0.00" % of a post"',
    POUNDS: '"£"#,##0.00',
}

GOLDEN = CASES / "golden"
TEMPLATE = CASES.parents[1] / "data" / "template"

Edit = Callable[["Book"], None]

Expected = tuple[str | None, int | None, str | None, str]
"""Sheet (None for the workbook), row, column, and words of the sentence."""


def text(value: str) -> str:
    """Return the XML of a text cell; `@` stands for its address."""
    return f'<c r="@" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(value: str, style: int = 0) -> str:
    return f'<c r="@" s="{style}"><v>{value}</v></c>'


def serial(day: str, epoch: int) -> str:
    """Return the number of a day in the calendar that begins in 1900 or 1904."""
    first = date(1904, 1, 1) if epoch == 1904 else date(1899, 12, 30)
    return str((date.fromisoformat(day) - first).days)


@dataclass
class Book:
    """A workbook under construction: the XML of each cell by sheet and place, and what goes around them."""

    sheets: dict[str, dict[tuple[int, int], str]]
    epoch: int = 1900
    states: dict[str, str] = field(default_factory=dict)
    hidden_rows: set[tuple[str, int]] = field(default_factory=set)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    extra: dict[str, bytes] = field(default_factory=dict)

    def put(self, sheet: str, row: int, column: str | int, xml: str) -> None:
        """Put the XML of a cell in a named column, or take the cell out."""
        place = column if isinstance(column, int) else self.column(sheet, column)
        self.sheets[sheet][row, place] = xml
        if not xml:
            del self.sheets[sheet][row, place]

    def column(self, sheet: str, name: str) -> int:
        columns = ("key", "value") if sheet == SETTINGS else tuple(tables()[sheet])
        return columns.index(name) + 1

    def row_of(self, key: str) -> int:
        """Return the row of a key of the sheet `case`."""
        return list(tables()[SETTINGS]).index(key) + 2

    def sheet_xml(self, name: str) -> str:
        rows: dict[int, list[str]] = {}
        for (row, column), xml in sorted(self.sheets[name].items()):
            rows.setdefault(row, []).append(xml.replace('r="@"', f'r="{address(row, column)}"'))
        body = "".join(
            f'<row r="{row}"{HIDDEN if (name, row) in self.hidden_rows else ""}>{"".join(cells)}</row>'
            for row, cells in rows.items()
        )
        before, after = self.before.get(name, ""), self.after.get(name, "")
        return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'

    def parts(self) -> dict[str, bytes]:
        entries = "".join(
            f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}" '
            f'state="{self.states.get(name, "visible")}"/>'
            for number, name in enumerate(self.sheets, start=1)
        )
        targets = "".join(
            f'<Relationship Id="r{number}" Type="{RELATIONS}/worksheet" Target="worksheets/s{number}.xml"/>'
            for number in range(1, len(self.sheets) + 1)
        )
        formats = "".join(
            f'<numFmt numFmtId="{170 + style}" formatCode={quoteattr(code)}/>'
            for style, code in FORMATS.items()
        )
        ids = {0: 0, PERCENT: 9, TEXT: 49} | {style: 170 + style for style in FORMATS}
        styles = "".join(f'<xf numFmtId="{ids[style]}" applyNumberFormat="1"/>' for style in sorted(ids))
        overrides = "".join(
            f'<Override PartName="/xl/{part}" ContentType="application/vnd.openxmlformats-officedocument.'
            f'spreadsheetml.{kind}+xml"/>'
            for part, kind in [
                ("workbook.xml", "sheet.main"),
                ("styles.xml", "styles"),
                *((f"worksheets/s{n}.xml", "worksheet") for n in range(1, len(self.sheets) + 1)),
            ]
        )
        epoch = f'<workbookPr date1904="{int(self.epoch == 1904)}"/>'
        documents = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{overrides}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{epoch}'
            f"<sheets>{entries}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{targets}'
            "</Relationships>",
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts>'
            f'<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        }
        documents |= {
            f"xl/worksheets/s{n}.xml": self.sheet_xml(name) for n, name in enumerate(self.sheets, start=1)
        }
        found = {name: f"{DECLARATION}{xml}".encode() for name, xml in documents.items()}
        return found | self.extra

    def data(self) -> bytes:
        return zipped(self.parts())


HIDDEN = ' hidden="1"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def book_of(folder: Path, epoch: int = 1900) -> Book:
    """Return a case folder as a workbook: numbers in number cells, dates in date cells, inline texts."""
    raw, _ = read_folder(folder, Findings())
    book = Book({}, epoch)
    for name, table in raw.tables.items():
        cells: dict[tuple[int, int], str] = {}
        specs = tables()[name]
        if name == SETTINGS:
            cells |= {(1, 1): text("key"), (1, 2): text("value")}
            for row, spec in enumerate(specs.values(), start=2):
                cells[row, 1] = text(spec.column)
                cells[row, 2] = _cell(spec.type, str(table.rows[0].cells.get(spec.column, "")), epoch)
        else:
            cells |= {(1, column): text(header) for column, header in enumerate(specs, start=1)}
            for line, given in enumerate(table.rows, start=2):
                for column, spec in enumerate(specs.values(), start=1):
                    cells[line, column] = _cell(spec.type, str(given.cells.get(spec.column, "")), epoch)
        book.sheets[name] = {place: xml for place, xml in cells.items() if xml}
    return book


def _cell(kind: str, value: str, epoch: int) -> str:
    if not value:
        return ""
    if kind == "date":
        return number(serial(value, epoch), DATE)
    return number(value) if kind in NUMERIC and ";" not in value else text(value)


def put(sheet: str, row: int, column: str | int, xml: str) -> Edit:
    return lambda book: book.put(sheet, row, column, xml)


def saved(folder: Path, data: bytes, name: str = "case.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def written(folder: Path) -> bytes:
    """Return a case folder as our own writer makes a workbook of it."""
    return workbook_bytes(read_folder(folder, Findings())[0])


def faults_of(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        load_case(path)
    return caught.value.faults


def assert_located(found: tuple[Fault, ...], expected: Expected) -> None:
    name, row, column, words = expected
    file = "mycase.xlsx" if name is None else f"mycase.xlsx, sheet {name}"
    there = [fault for fault in found if (fault.file, fault.row, fault.column) == (file, row, column)]
    assert any(words in fault.sentence() for fault in there), "\n".join(fault.sentence() for fault in found)
    for fault in found:
        assert ".csv" not in fault.sentence(), "a workbook has sheets"
        assert ".toml" not in fault.sentence()
