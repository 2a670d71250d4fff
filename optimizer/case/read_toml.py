"""Reading TOML as texts with their lines, so that the strict reader of cells understands them too."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from optimizer.case.dictionary import GENERATE, SETTINGS, ColumnSpec, tables
from optimizer.case.parse import LISTS, NUMERIC, Wrong
from optimizer.case.raw import Findings, Place, RawRow, RawTable
from optimizer.case.read_csv import decoded

KEY = re.compile(r"""\s*([A-Za-z0-9_.\-"' ]+?)\s*=""")
TABLE = re.compile(r"\s*\[{1,2}\s*([^\]\[]+?)\s*\]")
AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")

KeyPath = tuple[str, ...]


class FloatText(str):
    """A TOML float as it was written: exact, and never NaN or infinity unnoticed."""

    __slots__ = ()


def read_toml(file: str, data: bytes, findings: Findings) -> tuple[dict[str, Any], dict[KeyPath, int]] | None:
    """Return the document and the line of every key in it; None with a fault where it cannot be read."""
    text = decoded(file, data, findings)
    if text is None:
        return None
    try:
        return tomllib.loads(text, parse_float=FloatText), key_lines(text)
    except tomllib.TOMLDecodeError as error:
        words = str(error)
        at = re.search(r"at line (\d+)", words)
        problem = f"cannot be read: {AT_LINE.sub('', words)}"
        if words.startswith("Cannot overwrite a value") or "twice" in words:
            problem = "the key or table stands twice"
        remedy = "every key once, texts in quotation marks, numbers with digits and a decimal point only"
        findings.fault(Place(file, int(at[1]) if at else None), problem, remedy)
    except ValueError:
        # Python reads no whole number of more than 4,300 digits.
        findings.fault(Place(file), "cannot be read: a number is too long", "write numbers that are meant")
    except RecursionError:
        findings.fault(Place(file), "cannot be read: too many brackets inside brackets", "remove some")
    return None


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every key and table, as far as a simple look at the lines tells."""
    found: dict[KeyPath, int] = {}
    above: KeyPath = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if table := TABLE.match(line):
            above = _parts(table[1])
            for end in range(1, len(above) + 1):
                found.setdefault(above[:end], number)
        elif key := KEY.match(line):
            path = (*above, *_parts(key[1]))
            found.setdefault(path, number)
    return found


def _parts(dotted: str) -> KeyPath:
    """Return the parts of a dotted key, without quotation marks."""
    found = re.findall(r"(\"[^\"]*\"|'[^']*')|([^.\s]+)", dotted)
    return tuple((quoted or plain).strip("\"'") for quoted, plain in found)


def toml_text(spec: ColumnSpec, value: object) -> str | Wrong:
    """Return a TOML value as the text of a cell, if it is of the right sort."""
    if isinstance(value, bool):
        if spec.type == "bool":
            return "yes" if value else "no"
        if spec.type in NUMERIC:
            return Wrong("is true or false, not a number", "write the number", str(value).lower())
        return Wrong("is true or false, not text", "put the text in quotation marks", str(value).lower())
    if isinstance(value, FloatText):
        return str(value) if spec.type in NUMERIC else _not_text(value)
    if isinstance(value, int):
        return str(value) if spec.type in NUMERIC else _not_text(value)
    if isinstance(value, str):
        if spec.type in NUMERIC:
            return Wrong("is text", "write the number without quotation marks", value)
        if spec.type == "bool":
            return Wrong("is text", "write true or false without quotation marks", value)
        return value
    if isinstance(value, date):
        return value.isoformat() if spec.type == "date" else _not_text(value)
    if isinstance(value, list):
        return _list_text(spec, value)
    return Wrong("is a table or a time where a single value belongs", "write one value")


def _not_text(value: object) -> Wrong:
    return Wrong("is not text", "put it in quotation marks", str(value))


def _list_text(spec: ColumnSpec, values: list[object]) -> str | Wrong:
    if spec.type not in LISTS:
        return Wrong("is a list where a single value belongs", "remove the square brackets")
    if not values:
        return Wrong("the list is empty", "name at least one, or leave the key out to mean its default", "[]")
    texts = []
    for value in values:
        a_float = isinstance(value, FloatText)
        a_number = a_float or (isinstance(value, int) and not isinstance(value, bool))
        wanted = a_number if spec.type == "shares" else isinstance(value, str) and not a_float
        if not wanted or ";" in str(value):
            return Wrong("does not belong in this list", "write texts in quotation marks", str(value))
        texts.append(str(value))
    return ";".join(texts)


def settings_tables(file: str, data: bytes, findings: Findings) -> dict[str, RawTable]:
    """Return case.toml as two tables: `case` with one row, and `generate` with one row for every service."""
    read = read_toml(file, data, findings)
    if read is None:
        return {}
    document, lines = read
    wanted = document.pop(GENERATE, {})
    result = {SETTINGS: settings_table(file, document, lines)}
    if not isinstance(wanted, dict) or not all(isinstance(entry, dict) for entry in wanted.values()):
        place = Place(file, lines.get((GENERATE,)), GENERATE)
        findings.fault(place, "is not a table for every service", "write [generate.SERVICE]")
    elif wanted:
        result[GENERATE] = generate_table(file, wanted, lines)
    return result


def settings_table(file: str, document: Mapping[str, Any], lines: Mapping[KeyPath, int]) -> RawTable:
    """Return the keys of case.toml as one row; the key `general` of `[prices]` is `prices.general`."""
    flat: dict[str, object] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            flat.update({f"{key}.{inner}": innermost for inner, innermost in value.items()})
        elif "." not in key:
            flat[key] = value
        else:
            # A dotted name in quotation marks is another key to TOML; two of one name would hide one another.
            flat[f'"{key}"'] = value
    specs = tables()[SETTINGS]
    cells = {key: toml_text(specs[key], value) for key, value in flat.items() if key in specs}
    cell_lines = {key: lines.get(tuple(key.split(".")), 1) for key in flat}
    return RawTable(SETTINGS, file, tuple(flat), (RawRow(0, cells, cell_lines),))


def generate_table(
    file: str, wanted: Mapping[str, Mapping[str, Any]], lines: Mapping[KeyPath, int]
) -> RawTable:
    """Return every `[generate.SERVICE]` as a row with its service."""
    specs = tables()[GENERATE]
    header = dict.fromkeys(["service"])
    rows = []
    for service, keys in wanted.items():
        header.update(dict.fromkeys(keys))
        cells: dict[str, str | Wrong] = {"service": service}
        cells.update({key: toml_text(specs[key], value) for key, value in keys.items() if key in specs})
        line = lines.get((GENERATE, service), 1)
        cell_lines = {key: lines.get((GENERATE, service, key), line) for key in keys}
        rows.append(RawRow(line, cells, cell_lines))
    required = [spec.column for spec in specs.values() if spec.required]
    return RawTable(GENERATE, file, tuple(dict.fromkeys([*header, *required])), tuple(rows))
