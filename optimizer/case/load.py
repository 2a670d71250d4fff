"""Load a case: read, type, check, derive; report all faults together, or return the checked case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import localcontext
from pathlib import Path
from typing import Any

from optimizer.case.check import check_derived, check_tables
from optimizer.case.check_derived import curve_ratios
from optimizer.case.derive import derive
from optimizer.case.derive_risks import reference_defaults, reference_tables
from optimizer.case.dictionary import SETTINGS, tables
from optimizer.case.loaded import CASE_FORMAT, LoadedCase, canonical_tables, digest_of
from optimizer.case.raw import Findings, Place, RawCase, RawRow, RawTable
from optimizer.case.read_folder import read_folder
from optimizer.case.read_workbook import is_workbook, read_workbook
from optimizer.case.rounding import EXACT
from optimizer.case.validate import DefaultUsed, typed_tables
from optimizer.case.workbook_words import in_a_workbook, naming_sheets
from optimizer.errors import Fault, InputError


def load_case(path: Path | str) -> LoadedCase:
    """Return the checked case of a folder or of a workbook.

    Args:
        path: folder with case.toml and the CSV tables, or an .xlsx with the same tables as sheets.

    Raises:
        InputError: the case has faults; all of them are in it.
    """
    findings = Findings()
    path = Path(path)
    if not is_workbook(path):
        raw, file_hashes = read_folder(path, findings)
        return understood(raw, file_hashes, findings)
    raw, file_hashes = read_workbook(path, findings)
    with naming_sheets(path.name):
        loaded = understood(raw, file_hashes, findings)
    return replace(loaded, warnings=tuple(in_a_workbook(fault, path.name) for fault in loaded.warnings))


def understood(raw: RawCase, file_hashes: Mapping[str, str], findings: Findings) -> LoadedCase:
    """Return the checked case of raw tables, whatever kind of file they came from.

    Raises:
        InputError: the case has faults, those that reading found among them.
    """
    with localcontext(EXACT):
        return _understood(raw, file_hashes, findings)


def _understood(raw: RawCase, file_hashes: Mapping[str, str], findings: Findings) -> LoadedCase:
    typed = typed_tables(raw, findings)
    check_tables(typed, findings)
    if findings.faults:
        raise InputError(tuple(findings.faults))
    case = derive(typed.tables)
    ratios = curve_ratios(case)
    check_derived(typed.tables, case, ratios, findings)
    if findings.faults:
        raise InputError(tuple(findings.faults))
    return LoadedCase(
        case=case,
        tables=typed.tables,
        warnings=tuple(findings.warnings),
        defaults=(*typed.defaults, *reference_defaults(typed.tables)),
        file_hashes=dict(file_hashes),
        digest=digest_of(typed.tables, reference_tables(typed.tables)),
        curve_ratios=ratios,
    )


def case_to_json(loaded: LoadedCase) -> str:
    """Return a case as JSON text: every value a string as in a table, so that nothing is rounded."""
    document = {
        "format": CASE_FORMAT,
        "digest": loaded.digest,
        "file_hashes": dict(loaded.file_hashes),
        "tables": canonical_tables(loaded.tables),
        "reference": reference_tables(loaded.tables),
        "file_rows": {
            table: [row.file_row for row in getattr(loaded.tables, table)]
            for table in tables()
            if table != SETTINGS and getattr(loaded.tables, table)
        },
        "defaults": [asdict(default) for default in loaded.defaults],
        "warnings": [
            {name: getattr(warning, name) for name in Fault.__dataclass_fields__}
            for warning in loaded.warnings
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def case_from_json(text: str, file: str = "case.json") -> LoadedCase:
    """Return the case that `case_to_json` wrote, equal to the one written.

    Raises:
        InputError: the text is not such a case, or was changed by hand.
    """
    try:
        document = json.loads(text)
        raw = raw_from_json(document, file)
        digest, file_hashes, reference = (document[key] for key in ("digest", "file_hashes", "reference"))
        reference = dict(reference)
        defaults = tuple(DefaultUsed(**default) for default in document["defaults"])
        warnings = tuple(Fault(**warning) for warning in document["warnings"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = f"is not a case as a run writes it ({type(error).__name__})"
        fault = Fault(file, None, None, None, problem, "run `consolidate solve` again")
        raise InputError((fault,)) from error
    findings = Findings()
    loaded = understood(raw, file_hashes, findings)
    if digest_of(loaded.tables, reference) != digest:
        findings.fault(Place(file), "was changed after it was written", "run `consolidate solve` again")
    elif loaded.digest != digest:
        problem = "rests on a reference class of risks other than that of this version of the program"
        findings.fault(Place(file), problem, "run `consolidate solve` again")
    if findings.faults:
        raise InputError(tuple(findings.faults))
    return LoadedCase(
        case=loaded.case,
        tables=loaded.tables,
        warnings=warnings,
        defaults=defaults,
        file_hashes=loaded.file_hashes,
        digest=loaded.digest,
        curve_ratios=loaded.curve_ratios,
    )


def raw_from_json(document: Mapping[str, Any], file: str) -> RawCase:
    """Return the tables of a case in JSON as texts."""
    if document["format"] != CASE_FORMAT:
        message = "unknown format"
        raise ValueError(message)
    found = {}
    for table, rows in document["tables"].items():
        if not all(isinstance(text, str) for row in rows for text in row.values()):
            message = "a value is not a string"
            raise TypeError(message)
        lines = document["file_rows"].get(table) or [0] * len(rows)
        cells = [RawRow(int(line), row) for line, row in zip(lines, rows, strict=True)]
        found[table] = RawTable(table, file, tuple(tables()[table]), tuple(cells))
    return RawCase(found)
