"""What is no workbook, or one made to do harm, is refused in words and with exit code 3."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from optimizer.cli.app import app
from tests.case.workbooks import GOLDEN, assert_located, book_of, faults_of, saved, written, zipped


def with_part(name: str, data: bytes) -> bytes:
    return zipped(book_of(GOLDEN).parts() | {name: data})


def declaring(declared: bytes) -> bytes:
    """Return an archive whose directory says that a part is of another length."""
    data = bytearray(with_part("xl/media/x.bin", b"x" * 1000))
    place = data.rindex(b"PK\x01\x02") + 24
    data[place : place + 4] = declared
    return bytes(data)


BOMB_OF_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
ENTITY_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]><sst><si><t>&x;</t></si></sst>'
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

ARCHIVES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty file": (lambda: b"", "there is nothing in the file"),
    "text": (
        lambda: b"council,name\nA,\n",
        "is not a workbook, whatever its name says; save it as 'Excel Workbook",
    ),
    "web page": (lambda: b"<html><table><tr><td>A</td></tr></table></html>", "is not a workbook"),
    "old workbook": (lambda: OLE + b"\0" * 2000, "is an old workbook (.xls); save it as"),
    "encrypted": (
        lambda: OLE + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"),
        "is protected by a password",
    ),
    "cut off": (lambda: written(GOLDEN)[:-3000], "the workbook is damaged or cut off"),
    "only its beginning": (lambda: written(GOLDEN)[:300], "the workbook is damaged or cut off"),
    "archive of something else": (
        lambda: zipped({"councils.csv": b"council\nA\n"}),
        "is an archive, but not a workbook",
    ),
    "text document": (
        lambda: zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
        "is an archive, but not",
    ),
    "binary workbook": (
        lambda: zipped({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
        "is a binary workbook (.xlsb)",
    ),
    "open document": (
        lambda: zipped({"mimetype": b"", "content.xml": b""}),
        "of another format (such as .ods)",
    ),
    "too large": (
        lambda: with_part("xl/media/x.bin", bytes(201 * 1024 * 1024)),
        "is larger than 200 MB when unzipped",
    ),
    "zip bomb": (
        lambda: with_part("xl/media/x.bin", bytes(8 * 1024 * 1024)),
        "-fold when unzipped, as no real one does",
    ),
    "declared too large": (lambda: declaring(b"\xff\xff\xff\xf0"), "is larger than 200 MB when unzipped"),
    "declared falsely": (lambda: declaring(b"\x10\x00\x00\x00"), "the workbook is damaged or cut off"),
    "too many parts": (lambda: zipped({f"{n}": b"" for n in range(5001)}), "is not put together as one"),
    "document type": (
        lambda: with_part("xl/worksheets/s1.xml", BOMB_OF_ENTITIES),
        "'xl/worksheets/s1.xml': a part declares a document type or entities",
    ),
    "entity outside": (
        lambda: with_part("xl/sharedStrings.xml", ENTITY_OUTSIDE),
        "'xl/sharedStrings.xml': a part declares",
    ),
    "document type in UTF-16": (
        lambda: with_part("xl/workbook.xml", BOMB_OF_ENTITIES.decode().encode("utf-16")),
        "it declares a document type",
    ),
    "other workbooks": (
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
        "takes values from other workbooks; break the links",
    ),
    "broken styles": (
        lambda: with_part("xl/styles.xml", b"<styleSheet>"),
        "the workbook cannot be read: its XML is broken",
    ),
    "no relations": (
        lambda: with_part("xl/_rels/workbook.xml.rels", b"nonsense"),
        "the workbook cannot be read",
    ),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_what_is_no_workbook(what: str, tmp_path: Path) -> None:
    make, words = ARCHIVES[what]
    found = faults_of(saved(tmp_path, make(), "mycase.xlsx"))
    assert_located(found, (None, None, None, words))
    assert len(found) == 1, "one cause, one fault"


def test_a_part_locked_by_a_password(tmp_path: Path) -> None:
    data = bytearray(written(GOLDEN))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert_located(
        faults_of(saved(tmp_path, bytes(data), "mycase.xlsx")), (None, None, None, "by a password")
    )


@pytest.mark.parametrize("name", ["case.xls", "case.XLSM", "case.ods", "case.xlsb"])
def test_other_kinds_of_workbook(name: str, tmp_path: Path) -> None:
    found = faults_of(saved(tmp_path, written(GOLDEN), name))
    assert "a case cannot be read from" in found[0].sentence()


def test_no_such_workbook(tmp_path: Path) -> None:
    assert "there is no such file" in faults_of(tmp_path / "none.xlsx")[0].sentence()


def test_a_workbook_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, written(GOLDEN))
    monkeypatch.setattr("optimizer.case.read_folder.MOST_BYTES", 100)
    assert "larger than" in faults_of(path)[0].sentence()


def test_a_table_of_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.case.workbook_sheet.MOST_ROWS", 1)
    assert "has more than 1 rows" in faults_of(saved(tmp_path, written(GOLDEN)))[0].sentence()


def test_a_folder_that_is_called_like_a_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "case.xlsx"
    folder.mkdir()
    assert "case.toml" in " ".join(fault.sentence() for fault in faults_of(folder))


@pytest.mark.parametrize("make", [ARCHIVES["cut off"][0], lambda: zipped({"a": b""}), lambda: OLE])
def test_the_command_ends_with_3(make: Callable[[], bytes], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(saved(tmp_path, make()))])
    assert done.exit_code == 3
    assert done.stdout == ""
    assert "case.xlsx" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_commands_take_a_workbook(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["new", str(tmp_path / "book"), "--workbook", "--json"])
    assert made.exit_code == 0, made.output
    path = tmp_path / "book" / "case.xlsx"
    assert path.is_file()
    done = CliRunner().invoke(app, ["check", str(path), "-c", "base"])
    assert done.exit_code == 0, done.output
