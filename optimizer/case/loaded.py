"""A case with all that is known about where it came from, and its one canonical form as text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from optimizer.case.case import Case
from optimizer.case.dictionary import SETTINGS, ColumnSpec, tables
from optimizer.case.parse import Value, financial_year_text
from optimizer.case.tables import CaseTables, Row
from optimizer.case.validate import DefaultUsed
from optimizer.errors import Fault

CASE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class CurveRatio:
    """How a council's own staff compare with the scale curve at its own volume (CORE, part 4).

    `ratio` is baseline FTE over curve FTE with 4 decimals, None where the volume is off the curve.
    """

    council: str
    service: str
    role: str
    fte: Decimal
    curve_fte: Decimal | None
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A checked case.

    Attributes:
        case: the resolved case, all that model and referee may know.
        tables: what was given, typed, blanks filled with their defaults.
        warnings: what is odd but can be solved.
        defaults: the defaults of the dictionary that stood in for blanks.
        file_hashes: SHA-256 of every file read, by name.
        digest: SHA-256 of the canonical tables and of the reference data that stand in for what they lack:
            the same for the same content however it was laid out.
        curve_ratios: baseline FTE over curve FTE at own volume for every council, service and role.
    """

    case: Case
    tables: CaseTables
    warnings: tuple[Fault, ...]
    defaults: tuple[DefaultUsed, ...]
    file_hashes: Mapping[str, str]
    digest: str
    curve_ratios: tuple[CurveRatio, ...]

    @property
    def workbook(self) -> str | None:
        """Return the name of the workbook that the case came from; None where it came from a folder."""
        return next((name for name in self.file_hashes if name.lower().endswith(".xlsx")), None)


def text_of(spec: ColumnSpec, value: Value) -> str:
    """Return the one text of a value: what `parse` reads as that value again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return financial_year_text(value) if spec.type == "financial_year" else str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ";".join(_text_of_part(part) for part in value)
    return value


def _text_of_part(part: str | int | Decimal) -> str:
    if isinstance(part, Decimal):
        return plain(part)
    return financial_year_text(part) if isinstance(part, int) else part


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def cells_of(table: str, row: Row) -> dict[str, str]:
    """Return a row as texts by column; blank cells are left out."""
    texts = {spec.column: text_of(spec, getattr(row, spec.field)) for spec in tables()[table].values()}
    return {column: text for column, text in texts.items() if text}


def canonical_tables(given: CaseTables) -> dict[str, list[dict[str, str]]]:
    """Return every table that has rows as texts, in the order of the dictionary."""
    found = {SETTINGS: [cells_of(SETTINGS, given.settings)]}
    for table in tables():
        rows = () if table == SETTINGS else getattr(given, table)
        if rows:
            found[table] = [cells_of(table, row) for row in rows]
    return found


def digest_of(given: CaseTables, reference: Mapping[str, list[dict[str, str]]]) -> str:
    """Return the SHA-256 of the canonical tables and of the reference data that stand in for what they lack.

    Layout of files, order of columns and formatting of numbers do not count; order of rows does, because it
    is the order of every output.
    """
    everything = {**canonical_tables(given), **reference}
    text = json.dumps(everything, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
