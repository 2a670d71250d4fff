"""Read single keys of a sweep specification, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from optimizer.case.dictionary import ColumnSpec
from optimizer.case.parse import Wrong, nearest, parse
from optimizer.case.raw import Findings, Place
from optimizer.case.read_toml import KeyPath, toml_text


@dataclass(frozen=True, slots=True)
class Places:
    """Where the keys of a specification stand, for messages."""

    file: str
    lines: Mapping[KeyPath, int]
    vary_lines: tuple[Mapping[str, int], ...] = field(default=())

    def of(self, *path: str, value: object = None) -> Place:
        """Return the place of a key such as `("design", "kind")`."""
        line = self.lines.get(path) or self.lines.get(path[:1])
        return Place(self.file, line, ".".join(path) or None, None if value is None else str(value))

    def of_vary(self, number: int, key: str | None = None, value: object = None) -> Place:
        """Return the place of a key of an entry `[[vary]]`, counted from 1."""
        lines = self.vary_lines[number - 1] if number <= len(self.vary_lines) else {}
        column = f"vary {number}" + (f".{key}" if key else "")
        line = lines.get(key or "", lines.get(""))
        return Place(self.file, line, column, None if value is None else str(value))


def table_of(
    document: Mapping[str, Any], key: str, known: tuple[str, ...], places: Places, findings: Findings
) -> Mapping[str, Any]:
    """Return a table of the specification; empty where it is absent or none. Unknown keys are reported."""
    given = document.get(key, {})
    if not isinstance(given, dict):
        findings.fault(places.of(key), "is not a table", f"write [{key}] above its keys")
        return {}
    for inner in given:
        if inner not in known:
            findings.fault(places.of(key, inner), f"[{key}] has no such key", nearest(inner, known))
    return given


def number_of(
    given: Mapping[str, Any], spec: ColumnSpec, places: Places, findings: Findings
) -> int | Decimal | None:
    """Return a number of a table of the specification; None where it is blank or has a fault."""
    text = "" if spec.column not in given else toml_text(spec, given[spec.column])
    value = text if isinstance(text, Wrong) else parse(spec, text)
    if isinstance(value, Wrong):
        place = places.of(spec.table, spec.column, value=given.get(spec.column))
        findings.fault(place, value.problem, value.remedy)
        return None
    return value if isinstance(value, int | Decimal) else None


def number_spec(
    table: str, key: str, type_: str, least: int, most: int | None, default: str = ""
) -> ColumnSpec:
    """Return what a key of such a table holds: a number from `least` to `most`."""
    low, high = Decimal(least), None if most is None else Decimal(most)
    return ColumnSpec(table, key, False, False, type_, "", low, False, high, (), default, "", key)
