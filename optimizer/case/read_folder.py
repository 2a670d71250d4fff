"""Reading a case folder: case.toml and the CSV tables of the dictionary."""

from __future__ import annotations

import hashlib
from pathlib import Path

from optimizer.case.dictionary import GENERATE, SETTINGS, tables
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place, RawCase, RawTable
from optimizer.case.read_csv import MOST_BYTES, read_csv
from optimizer.case.read_toml import settings_tables


def read_folder(folder: Path, findings: Findings) -> tuple[RawCase, dict[str, str]]:
    """Return the raw tables of a folder and the SHA-256 of every file read, by name."""
    if not folder.is_dir():
        problem = "there is no such folder" if not folder.exists() else "is not a folder"
        findings.fault(Place(str(folder)), problem, "name a folder that holds case.toml and the CSV tables")
        return RawCase({}, frozenset(tables())), {}
    found: dict[str, RawTable] = {}
    faulty: set[str] = set()
    hashes: dict[str, str] = {}
    try:
        names = {path.name: path for path in sorted(folder.iterdir()) if path.is_file()}
    except OSError as error:
        findings.fault(
            Place(str(folder)), f"cannot be opened ({error.strerror})", "check access to the folder"
        )
        return RawCase({}, frozenset(tables())), {}
    settings = [SETTINGS, GENERATE]
    if "case.toml" in names:
        before = len(findings.faults)
        data = read_bytes(names["case.toml"], "case.toml", findings)
        if data is not None:
            hashes["case.toml"] = hashlib.sha256(data).hexdigest()
            found.update(settings_tables("case.toml", data, findings))
        if len(findings.faults) > before:
            faulty.update(settings)
    for table in tables():
        name = f"{table}.csv"
        if table in settings or name not in names:
            continue
        before = len(findings.faults)
        data = read_bytes(names[name], name, findings)
        if data is not None:
            hashes[name] = hashlib.sha256(data).hexdigest()
            raw = read_csv(table, name, data, findings)
            if raw is not None:
                found[table] = raw
        if len(findings.faults) > before:
            faulty.add(table)
    _check_names(names, findings)
    return RawCase(found, frozenset(faulty)), hashes


def read_bytes(path: Path, name: str, findings: Findings) -> bytes | None:
    """Return the bytes of a file, None with a fault where the system does not give them."""
    try:
        if path.stat().st_size > MOST_BYTES:
            problem = f"the file is larger than {MOST_BYTES // 1024 // 1024} MB"
            findings.fault(Place(name), problem, "leave out what the case does not need")
            return None
        return path.read_bytes()
    except OSError as error:
        findings.fault(
            Place(name), f"cannot be opened ({error.strerror})", "close it elsewhere and check access"
        )
        return None


def _check_names(names: dict[str, Path], findings: Findings) -> None:
    """Report files that look like tables and are none: a misspelt name would leave a table out unnoticed."""
    known = [f"{table}.csv" for table in tables() if table not in (SETTINGS, GENERATE)]
    for name in names:
        if name.lower().endswith(".csv") and name not in known:
            findings.fault(Place(name), "is not a table of a case", nearest(name, known))
        elif name.lower().endswith(".toml") and name != "case.toml":
            remedy = f"{nearest(name, ['case.toml'])} (constraint sets belong in the folder constraints)"
            findings.fault(Place(name), "is not a file of a case", remedy)
