"""Opening a workbook as the archive of XML texts that it is: bounded, whole, without outside references."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping

from optimizer.case.raw import Findings, Place

MOST_UNZIPPED = 200 * 1024 * 1024
MOST_RATIO = 250
"""Times that the parts may be larger than the file; real workbooks stay below 50."""

RATIO_COUNTS_FROM = 1024 * 1024
MOST_PARTS = 5_000
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of the container that old (`.xls`) and encrypted workbooks are."""

SAVE_AS = "save it as 'Excel Workbook (.xlsx)'"
SAVE_AGAIN = "open it in a spreadsheet program and save it again"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises for archives that are damaged, cut off or of an unknown kind."""

DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def archive_parts(file: str, data: bytes, findings: Findings) -> Mapping[str, bytes] | None:
    """Return the XML parts of a workbook by name; None with a fault where it must not or cannot be read."""
    if not _is_archive(file, data, findings):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if not _is_modest(file, len(data), archive.infolist(), findings):
                return None
            # Reading a part to its end compares it with its checksum; no part is longer than it declares.
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except UNREADABLE:
        remedy = f"{SAVE_AGAIN}, or take an earlier copy"
        findings.fault(Place(file), "the workbook is damaged or cut off", remedy)
        return None
    return parts if _is_workbook(file, parts, findings) else None


def _is_archive(file: str, data: bytes, findings: Findings) -> bool:
    """Tell by the first bytes what else the file is, if it is no archive."""
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            findings.fault(Place(file), "the workbook is protected by a password", "save it without one")
        else:
            findings.fault(Place(file), "is an old workbook (.xls)", SAVE_AS)
    elif not data:
        findings.fault(Place(file), "there is nothing in the file", "take an earlier copy")
    elif not data.startswith(b"PK"):
        findings.fault(Place(file), "is not a workbook, whatever its name says", SAVE_AS)
    else:
        return True
    return False


def _is_modest(file: str, size: int, parts: list[zipfile.ZipInfo], findings: Findings) -> bool:
    """Refuse, before anything is unzipped, archives that are made to fill the machine's memory."""
    unzipped = sum(part.file_size for part in parts)
    names = [part.filename for part in parts]
    if any(part.flag_bits & 1 for part in parts):
        findings.fault(Place(file), "the workbook is protected by a password", "save it without one")
    elif unzipped > MOST_UNZIPPED:
        limit = f"{MOST_UNZIPPED // 1024 // 1024} MB"
        problem = f"the workbook is larger than {limit} when unzipped ({unzipped // 1024 // 1024:,} MB)"
        findings.fault(Place(file), problem, "leave out what the case does not need")
    elif unzipped > RATIO_COUNTS_FROM and unzipped > MOST_RATIO * size:
        problem = f"the workbook grows {unzipped // size:,}-fold when unzipped, as no real one does"
        findings.fault(Place(file), problem, "use a workbook that a spreadsheet program has saved")
    elif len(parts) > MOST_PARTS or len(set(names)) < len(names):
        findings.fault(Place(file), "the workbook is not put together as one", SAVE_AGAIN)
    else:
        return True
    return False


def _is_workbook(file: str, parts: Mapping[str, bytes], findings: Findings) -> bool:
    if "xl/workbook.bin" in parts:
        findings.fault(Place(file), "is a binary workbook (.xlsb)", SAVE_AS)
    elif "mimetype" in parts:
        findings.fault(Place(file), "is a workbook of another format (such as .ods)", SAVE_AS)
    elif "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        findings.fault(Place(file), "is an archive, but not a workbook", SAVE_AS)
    elif links := [name for name in parts if name.startswith("xl/externalLinks/")]:
        remedy = "break the links (in Excel: Data, Edit Links), so that the values stand in this workbook"
        findings.fault(Place(file, None, None, links[0]), "takes values from other workbooks", remedy)
    elif declared := [name for name, data in parts.items() if DECLARATION.search(data) and _is_xml(name)]:
        problem = "a part declares a document type or entities, as no spreadsheet program does"
        findings.fault(Place(file, None, None, declared[0]), problem, SAVE_AGAIN)
    else:
        return True
    return False


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


def archive_of(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of these very parts, so that whoever reads it reads what was checked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()
