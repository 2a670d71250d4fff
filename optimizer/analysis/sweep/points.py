"""From a point to a case that the user could have typed, and to the key under which its answer is kept.

Cells are replaced as texts in the canonical tables, and the result is read, checked and derived as any case
is. The key is the SHA-256 of everything that the answer can depend on: every table as it is at the point,
the policies in force, the options, the versions and the program itself. So equal points have one answer, and
a changed input leaves the answers standing that it does not touch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from optimizer.analysis.solving import Question
from optimizer.analysis.sweep.program import program
from optimizer.analysis.sweep.spec import Point, Spec
from optimizer.case.dictionary import SETTINGS, ColumnSpec, file_of, tables
from optimizer.case.load import understood
from optimizer.case.loaded import LoadedCase, canonical_tables, cells_of, text_of
from optimizer.case.parse import LISTS, NUMERIC, Wrong, parse
from optimizer.case.raw import Findings, RawCase, RawRow, RawTable
from optimizer.case.read_toml import FloatText, read_toml
from optimizer.case.reference_risks import reference_risks
from optimizer.case.sets import SetFile, combined, find_set
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import InputError
from optimizer.plan.facts import RunOptions
from optimizer.report.manifest import plain, versions

_NO_PART_OF_THE_ANSWER = ("reason", "source", "owner")


@dataclass(frozen=True, slots=True)
class Base:
    """The case as it is, as plain texts: what every point starts from.

    Attributes:
        tables: cells of every row by table, as `canonical_tables` has them.
        lines: line of every row in its file, by table.
        workbook: name of the workbook; None where the case is a folder.
        sets: the files of the constraint sets that are in force at every point.
        other_sets: the files of the sets that some points add, by the name in the specification.
    """

    tables: Mapping[str, Sequence[Mapping[str, str]]]
    lines: Mapping[str, Sequence[int]]
    workbook: str | None
    sets: tuple[SetFile, ...]
    other_sets: Mapping[str, SetFile]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a point says otherwise than the case.

    Attributes:
        cells: new text by table, place of the row and column.
        policies: new text by full name of the policy and parameter.
        sets: names of sets that are added, in order.
    """

    cells: Mapping[tuple[str, int, str], str]
    policies: Mapping[tuple[str, str], tuple[ColumnSpec, str]]
    sets: tuple[str, ...]


def base_of(case_path: Path, names: Sequence[str], loaded: LoadedCase, spec: Spec) -> Base:
    """Return what every point starts from.

    Raises:
        InputError: where there is no such constraint set as an entry names.
    """
    findings = Findings()
    folder = (case_path if case_path.is_dir() else case_path.parent) / "constraints"
    files = [found for name in names if (found := find_set(folder, name, findings))]
    wanted = [name for vary in spec.varies if vary.target.kind == "set" for name in vary.levels if name]
    others = {name: found for name in wanted if (found := find_set(folder, name, findings))}
    if findings.faults:
        raise InputError(tuple(findings.faults))
    given = canonical_tables(loaded.tables)
    lines = {
        table: [0] if table == SETTINGS else [row.file_row for row in getattr(loaded.tables, table)]
        for table in given
    }
    return Base(given, lines, loaded.workbook, tuple(files), others)


def changed(spec: Spec, point: Point) -> Changed:
    """Return what a point changes."""
    cells: dict[tuple[str, int, str], str] = {}
    policies: dict[tuple[str, str], tuple[ColumnSpec, str]] = {}
    added: list[str] = []
    for vary, setting in zip(spec.varies, point, strict=True):
        target = vary.target
        if setting is None:
            continue
        if target.kind == "set":
            added += [setting] if setting else []
            continue
        texts = vary.texts(setting)
        if target.kind == "policy":
            policies[target.policy, target.spec.column] = (target.spec, texts[0])
        else:
            for row, text in zip(target.rows, texts, strict=True):
                cells[target.table, row, target.spec.column] = text
    return Changed(cells, policies, tuple(added))


def question(base: Base, change: Changed, options: RunOptions) -> Question:
    """Return the case and the policies of a point.

    Raises:
        InputError: where the case or a policy has faults at this point.
    """
    findings = Findings()
    with naming_sheets(base.workbook):
        case = understood(_raw(base, change), {}, findings).case
        sets = combined(_files(base, change), case, Findings(), _policy_keys(change))
    return Question(case, sets.policies, options, sets.objectives)


def _raw(base: Base, change: Changed) -> RawCase:
    found = {}
    for table, rows in base.tables.items():
        cells = _cells(table, rows, change)
        raw = tuple(RawRow(line, row) for line, row in zip(base.lines[table], cells, strict=True))
        found[table] = RawTable(table, file_of(table), tuple(tables()[table]), raw)
    return RawCase(found)


def _cells(table: str, rows: Sequence[Mapping[str, str]], change: Changed) -> list[dict[str, str]]:
    cells = [dict(row) for row in rows]
    for (where, row, column), text in change.cells.items():
        if where == table:
            cells[row][column] = text
    return cells


def _files(base: Base, change: Changed) -> list[SetFile]:
    return [*base.sets, *(base.other_sets[name] for name in change.sets)]


def _policy_keys(change: Changed) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for (policy, parameter), (spec, text) in change.policies.items():
        found.setdefault(policy, {})[parameter] = _as_in_toml(spec, text)
    return found


def _as_in_toml(spec: ColumnSpec, text: str) -> object:
    """Return a text as the value that a set's file would hold."""
    if spec.type in LISTS:
        return [FloatText(part) if spec.type == "shares" else part for part in text.split(";")]
    if spec.type == "bool":
        return text == "yes"
    if spec.type in NUMERIC:
        return FloatText(text) if "." in text else int(text)
    return text


class Keys:
    """Makes the key of a point; what points have in common is hashed once."""

    def __init__(self, base: Base, options: RunOptions, *, risk: bool = False) -> None:
        """Take what all points have in common; answers with measures over outcomes have keys of their own."""
        self._base, self._options, self._risk = base, options, risk

    def of(self, change: Changed) -> str:
        """Return the SHA-256 of all that the answer at a point depends on."""
        texts: dict[str, list[str]] = {}
        cells: dict[tuple[str, int], dict[str, str]] = {}
        for (table, place, column), text in change.cells.items():
            row = cells.setdefault((table, place), dict(self._base.tables[table][place]))
            row[column] = _one_text(tables()[table][column], text)
        for (table, place), row in cells.items():
            texts.setdefault(table, list(self._rows[table]))[place] = _row_text(table, row)
        hashes = self._tables | {table: _sha256(rows) for table, rows in texts.items()}
        policies = {
            f"{policy}.{parameter}": text for (policy, parameter), (_, text) in change.policies.items()
        }
        sets = [self._policies[found.file] for found in _files(self._base, change)]
        return _sha256([hashes, sorted(policies.items()), sets, self._common])

    @cached_property
    def _rows(self) -> dict[str, list[str]]:
        return {table: [_row_text(table, row) for row in rows] for table, rows in self._base.tables.items()}

    @cached_property
    def _tables(self) -> dict[str, str]:
        # What explains the case is no part of any answer.
        return {table: _sha256(rows) for table, rows in self._rows.items() if table != "assumptions"}

    @cached_property
    def _policies(self) -> dict[str, str]:
        """Return the hash of every set by its file, as far as it counts."""
        found = {}
        for one in (*self._base.sets, *self._base.other_sets.values()):
            read = read_toml(one.file, one.data, Findings())
            document = one.data.decode("latin-1") if read is None else _what_counts(read[0])
            found[one.file] = _sha256([one.name, document])
        return found

    @cached_property
    def _common(self) -> list[object]:
        reference = [cells_of("risks", row) for row in reference_risks()]
        asked = ["risk"] if self._risk else []
        return [plain(self._options), versions(), program(), _sha256(reference), *asked]


def _what_counts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _what_counts(one) for key, one in value.items() if key not in _NO_PART_OF_THE_ANSWER}
    if isinstance(value, list):
        return [_what_counts(one) for one in value]
    return value if isinstance(value, str | int) else str(value)


def _row_text(table: str, row: Mapping[str, str]) -> str:
    """Return the text of a canonical row; what the case is called is no part of any answer."""
    counting = {
        column: text for column, text in row.items() if text and (table, column) != (SETTINGS, "name")
    }
    return json.dumps(counting, ensure_ascii=False, sort_keys=True)


def _one_text(spec: ColumnSpec, text: str) -> str:
    """Return the one text of equal values, such as 0.03 for 0.030."""
    value = parse(spec, text)
    return text if isinstance(value, Wrong) else text_of(spec, value)


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
