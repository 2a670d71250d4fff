"""Read a sweep specification: strictly, every fault at once, values by the same reader as those of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from optimizer.analysis.sweep.outputs import MEANINGS, OUTPUTS
from optimizer.analysis.sweep.read_design import check_on_levels, read_design
from optimizer.analysis.sweep.read_keys import Places, number_of, number_spec, table_of
from optimizer.analysis.sweep.read_vary import read_vary
from optimizer.analysis.sweep.salib import check_installed
from optimizer.analysis.sweep.spec import SAMPLED, Design, Spec, Vary
from optimizer.case.loaded import LoadedCase
from optimizer.case.parse import nearest
from optimizer.case.raw import Findings, Place
from optimizer.case.read_csv import decoded
from optimizer.case.read_folder import read_bytes
from optimizer.case.read_toml import KEY, read_toml
from optimizer.case.sets import LoadedSets
from optimizer.errors import InputError
from optimizer.plan.facts import SECOND_OPINION_SECONDS, RunOptions

KEYS = ("description", "vary", "design", "outputs", "solve")
VARY = re.compile(r"\s*\[\[\s*vary\s*\]\]")
POINT_SECONDS = 600
"""Limit of the search at one point, unless the specification gives another: no point may stop the rest."""


def read_spec(case_path: Path, name: str, loaded: LoadedCase, sets: LoadedSets) -> Spec:
    """Return the sweep of a name in the case's folder `sweeps`, or of a path.

    Args:
        case_path: case folder, or workbook (the folder `sweeps` lies beside it).
        name: name (`discount`) or path (`other/discount.toml`).
        loaded: the case that it varies.
        sets: the constraint sets in force.

    Raises:
        InputError: it is missing or has faults; all of them are in it.
        UsageError: its design needs a package that is not installed.
    """
    findings = Findings()
    folder = (case_path if case_path.is_dir() else case_path.parent) / "sweeps"
    is_path = name.endswith(".toml") or "/" in name or "\\" in name
    path, shown = (Path(name), name) if is_path else (folder / f"{name}.toml", f"sweeps/{name}.toml")
    if not path.is_file():
        known = sorted(found.stem for found in folder.glob("*.toml")) if folder.is_dir() else []
        findings.fault(Place(shown), "there is no such sweep specification", nearest(path.stem, known))
        raise InputError(tuple(findings.faults))
    data = read_bytes(path, shown, findings)
    spec = None if data is None else spec_of(path.stem, shown, data, loaded, sets, findings)
    if spec is None or findings.faults:
        raise InputError(tuple(findings.faults))
    if spec.design.kind == "morris":
        check_installed()
    return spec


def spec_of(
    name: str, file: str, data: bytes, loaded: LoadedCase, sets: LoadedSets, findings: Findings
) -> Spec | None:
    """Return the sweep of a file's bytes; None, with faults, where it has any."""
    read = read_toml(file, data, findings)
    if read is None:
        return None
    document, lines = read
    text = decoded(file, data, findings) or ""
    places = Places(file, lines, _vary_lines(text))
    for key in document:
        if key not in KEYS:
            findings.fault(places.of(key), "a sweep has no such key", nearest(key, KEYS))
    if not isinstance(document.get("description", ""), str):
        findings.fault(places.of("description"), "is not text", "put it in quotation marks")
    design = read_design(document, places, findings)
    varies = _varies(document, places, design, loaded, sets, findings)
    keep = _keep(document, places, findings)
    options = _options(document, places, findings)
    if design is None or options is None or findings.faults:
        return None
    return Spec(name, text, varies, design, keep, options)


def _vary_lines(text: str) -> tuple[Mapping[str, int], ...]:
    """Return for every `[[vary]]` the lines of its keys; the blank key is the entry itself."""
    found: list[dict[str, int]] = []
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if VARY.match(line):
            found.append({"": number})
            inside = True
        elif line.lstrip().startswith("["):
            inside = False
        elif inside and (key := KEY.match(line)):
            found[-1].setdefault(key[1].strip(), number)
    return tuple(found)


def _varies(
    document: Mapping[str, Any],
    places: Places,
    design: Design | None,
    loaded: LoadedCase,
    sets: LoadedSets,
    findings: Findings,
) -> tuple[Vary, ...]:
    entries = document.get("vary", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        findings.fault(places.of("vary"), "is not a list of entries", "write [[vary]] above each entry")
        return ()
    if not entries:
        remedy = "add [[vary]] with a path and its values"
        findings.fault(places.of("vary"), "nothing is varied, so there are no points", remedy)
        return ()
    found: list[Vary] = []
    numbers: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):

        def place(key: str | None = None, value: object = None, at: int = number) -> Place:
            return places.of_vary(at, key, value)

        vary = read_vary(entry, place, loaded, sets, findings)
        if vary is None:
            continue
        if vary.name in numbers:
            problem = f"entry {numbers[vary.name]} has the same name"
            findings.fault(place("name", vary.name), problem, "give one of the two another name")
        numbers.setdefault(vary.name, number)
        _check_overlap(vary, found, place("path", vary.path), findings)
        _check_group(vary, found, design, place("group", vary.group), findings)
        if design is not None and design.kind == "morris":
            check_on_levels(vary, place("path", vary.path), findings)
        found.append(vary)
    _check_group_names(found, places, findings)
    return tuple(found)


def _check_overlap(vary: Vary, before: list[Vary], place: Place, findings: Findings) -> None:
    """Report a cell that two entries would change: the later one would win unnoticed."""
    for other in before:
        mine, theirs = vary.target, other.target
        same = (mine.kind, mine.table, mine.spec.column, mine.policy) == (
            *(theirs.kind, theirs.table, theirs.spec.column, theirs.policy),
        )
        if same and mine.kind != "set" and set(mine.rows) & set(theirs.rows):
            findings.fault(place, f"changes what {other.path!r} changes too", "vary each cell in one entry")


def _check_group(
    vary: Vary, before: list[Vary], design: Design | None, place: Place, findings: Findings
) -> None:
    first = next((other for other in before if vary.group and other.group == vary.group), None)
    if first is None:
        return
    # A range without steps has its two ends, where points are not drawn.
    drawn = design is not None and design.kind in SAMPLED
    sizes = [len(one.levels) or (0 if drawn else 2) for one in (first, vary)]
    if sizes[0] != sizes[1]:
        problem = f"has not as many values as {first.name!r}, with which it moves"
        findings.fault(place, problem, "give all entries of a group equally many values, or all a range")


def _check_group_names(varies: Sequence[Vary], places: Places, findings: Findings) -> None:
    """Report a group of one entry, most likely a slip, and one called like an entry that is not in it."""
    members = Counter(vary.group for vary in varies if vary.group)
    alone = {vary.name for vary in varies if not vary.group}
    for name, count in members.items():
        if count == 1:
            others = [other for other in members if other != name]
            remedy = nearest(name, others) if others else "leave the key out, or put others in the group"
            findings.fault(places.of("vary", value=name), "only one entry is in this group", remedy)
        if name in alone:
            problem = "the group has the name of an entry that is not in it"
            findings.fault(places.of("vary", value=name), problem, "give one of the two another name")


def _keep(document: Mapping[str, Any], places: Places, findings: Findings) -> tuple[str, ...]:
    given = table_of(document, "outputs", ("keep",), places, findings)
    keep = given.get("keep", list(OUTPUTS))
    if not isinstance(keep, list) or not keep:
        remedy = 'write a list such as ["npv_saving_gbp"], or leave the key out to keep all'
        findings.fault(places.of("outputs", "keep"), "is not a list of measures", remedy)
        return ()
    for one in keep:
        if one not in MEANINGS:
            place = places.of("outputs", "keep", value=one)
            findings.fault(place, "there is no such measure", nearest(str(one), MEANINGS))
        elif keep.count(one) > 1:
            findings.fault(places.of("outputs", "keep", value=one), "stands twice", "remove one")
    return tuple(str(one) for one in keep)


def _options(document: Mapping[str, Any], places: Places, findings: Findings) -> RunOptions | None:
    keys = ("gap_gbp", "time_limit_seconds", "seed", "second_opinion_seconds")
    given = table_of(document, "solve", keys, places, findings)
    before = len(findings.faults)
    gap = number_of(given, number_spec("solve", "gap_gbp", "gbp", 0, None), places, findings)
    limit_spec = number_spec("solve", "time_limit_seconds", "number", 1, 86400, str(POINT_SECONDS))
    limit = number_of(given, limit_spec, places, findings)
    seed = number_of(given, number_spec("solve", "seed", "integer", 0, 2**31 - 1, "0"), places, findings)
    second_spec = number_spec(
        "solve", "second_opinion_seconds", "number", 0, 86400, str(int(SECOND_OPINION_SECONDS))
    )
    second = number_of(given, second_spec, places, findings)
    if len(findings.faults) > before:
        return None
    assert limit is not None
    assert second is not None
    assert isinstance(seed, int)
    return RunOptions(
        gap_gbp=None if gap is None else Decimal(gap),
        time_limit_seconds=float(limit),
        seed=seed,
        second_opinion_seconds=float(second),
    )
