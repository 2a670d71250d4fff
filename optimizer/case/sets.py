"""Constraint sets: files of named policies, combined in the order in which they are asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from optimizer.case.case import Case, Objective, Policy
from optimizer.case.dictionary import ColumnSpec
from optimizer.case.objectives import read_objectives
from optimizer.case.parse import Wrong, nearest, parse
from optimizer.case.policies import Entry, find_clashes, typed_policy
from optimizer.case.raw import Findings, Place
from optimizer.case.read_csv import decoded
from optimizer.case.read_folder import read_bytes
from optimizer.case.read_toml import read_toml
from optimizer.case.read_workbook import is_workbook
from optimizer.case.workbook_words import naming_sheets
from optimizer.errors import Fault, InputError

KEPT_BY_WINDOWS = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))]
)
"""Names that no file can have there, whatever its suffix."""

NAME = ColumnSpec("", "", False, True, "identifier", "", None, False, None, (), "", "", "a name")


@dataclass(frozen=True, slots=True)
class LoadedSets:
    """The policies of all sets together.

    Attributes:
        policies: every policy that is in force, in the order of the sets and of their files.
        objectives: what the plan is to be best at, in order; empty for the net present saving alone.
        set_texts: the text of every set, by its name, so that a run can be repeated.
        descriptions: the description of every set, blank where it has none.
        file_hashes: SHA-256 of every file, by the name that the user knows it by.
        warnings: what is odd but can be solved.
    """

    policies: tuple[Policy, ...]
    objectives: tuple[Objective, ...]
    set_texts: Mapping[str, str]
    descriptions: Mapping[str, str]
    file_hashes: Mapping[str, str]
    warnings: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class SetFile:
    """One file of a set, as it was found."""

    name: str
    file: str
    data: bytes


def load_sets(case_path: Path | str, names: Sequence[str], case: Case) -> LoadedSets:
    """Return the policies of the named sets.

    Args:
        case_path: case folder (or workbook); the sets lie in `constraints` in it (or beside it).
        names: name of a set (`base`) or path of a file (`other/base.toml`), in the order that counts.
        case: the case that the policies speak of.

    Raises:
        InputError: a set is missing or has faults; all of them are in it.
    """
    findings = Findings()
    path = Path(case_path)
    folder = (path if path.is_dir() else path.parent) / "constraints"
    files = [found for name in names if (found := find_set(folder, name, findings))]
    with naming_sheets(path.name if is_workbook(path) else None):
        return combined(files, case, findings)


def sets_from_texts(texts: Mapping[str, str], case: Case) -> LoadedSets:
    """Return the policies of sets whose texts were kept, in their order.

    Raises:
        InputError: a text has faults.
    """
    files = [SetFile(name, f"sets/{name}.toml", text.encode("utf-8")) for name, text in texts.items()]
    return combined(files, case, Findings())


def find_set(folder: Path, name: str, findings: Findings) -> SetFile | None:
    """Return the file of a set by name or path; None with a fault where there is none."""
    is_path = name.endswith(".toml") or "/" in name or "\\" in name
    path = Path(name) if is_path else folder / f"{name}.toml"
    shown = name if is_path else f"constraints/{name}.toml"
    if is_path and not _is_file(path) and _is_file(folder / name):
        path, shown = folder / name, f"constraints/{name}"
    if not _is_file(path):
        known = sorted(found.stem for found in folder.glob("*.toml")) if folder.is_dir() else []
        findings.fault(Place(shown), "there is no such constraint set", nearest(path.stem, known))
        return None
    data = read_bytes(path, shown, findings)
    return None if data is None else SetFile(path.stem, shown, data)


def _is_file(path: Path) -> bool:
    """Tell whether there is such a file; there is none of a name that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def combined(
    files: Iterable[SetFile],
    case: Case,
    findings: Findings,
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> LoadedSets:
    """Return the policies of files, later ones replacing earlier ones where they say so.

    Args:
        files: the files, in the order that counts.
        case: the case that the policies speak of.
        findings: what reading has found already.
        changes: keys that policies have in place of those in their files, by full name (`set.policy`).

    Raises:
        InputError: something is wrong with a file, with a policy, or between them.
    """
    texts: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    hashes: dict[str, str] = {}
    seen: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    policies: dict[str, Policy] = {}
    objectives: tuple[Objective, ...] = ()
    for found in files:
        # Some file systems do not tell Base from base, and a run keeps each set in a file of its name.
        name = found.name.casefold()
        if name in seen:
            remedy = "give each set once, and each its own file name"
            findings.fault(Place(found.file), f"a set of this name is there already ({seen[name]})", remedy)
            continue
        seen[name] = found.file
        hashes[found.file] = hashlib.sha256(found.data).hexdigest()
        read = read_set(found, findings)
        if read is None:
            continue
        texts[found.name] = decoded(found.file, found.data, findings) or ""
        descriptions[found.name] = read.description
        if read.objectives and objectives:
            problem = f"the set {objectives[0].set} says already what the plan is to be best at"
            findings.fault(Place(found.file, None, "objective"), problem, "leave one of the two sets out")
        objectives = objectives or read.objectives
        for stated in read.entries:
            other = (changes or {}).get(f"{stated.set}.{stated.policy}", {})
            entry = replace(stated, keys={**stated.keys, **other})
            make_room(entry, entries, policies, findings)
            entries[f"{entry.set}.{entry.policy}"] = entry
            policy = typed_policy(entry, case, findings)
            if policy is not None:
                policies[policy.full_name] = policy
    if not findings.faults:
        find_clashes([(entries[name], policy) for name, policy in policies.items()], case, findings)
    if findings.faults:
        raise InputError(tuple(findings.faults))
    return LoadedSets(
        tuple(policies.values()), objectives, texts, descriptions, hashes, tuple(findings.warnings)
    )


@dataclass(frozen=True, slots=True)
class ReadSet:
    """What a file of a set holds, policies not yet understood."""

    description: str
    objectives: tuple[Objective, ...]
    entries: tuple[Entry, ...]


def read_set(found: SetFile, findings: Findings) -> ReadSet | None:
    """Return what a file holds; None with a fault where it cannot be read."""
    place = Place(found.file, None, None, found.name)
    check_name(found.name, place, findings)
    if found.name.upper() in KEPT_BY_WINDOWS:
        findings.fault(place, "Windows keeps this name for itself", "give the file of the set another name")
    read = read_toml(found.file, found.data, findings)
    if read is None:
        return None
    document, lines = read
    for key in document:
        if key not in ("description", "objective", "policy"):
            nearest_key = nearest(key, ["description", "objective", "policy"])
            remedy = f"{nearest_key} (a policy is a table [policy.NAME])"
            findings.fault(Place(found.file, lines.get((key,)), key), "a set has no such key", remedy)
    description = document.get("description", "")
    if not isinstance(description, str):
        place = Place(found.file, lines.get(("description",)), "description", str(description))
        findings.fault(place, "is not text", "put it in quotation marks")
        description = ""
    objectives = read_objectives(found.name, found.file, document, lines, findings)
    tables: Any = document.get("policy", {})
    if not isinstance(tables, dict):
        place = Place(found.file, lines.get(("policy",)), "policy")
        findings.fault(place, "is not a table of policies", "write [policy.NAME] above each policy")
        return ReadSet(description, objectives, ())
    if not tables and not objectives:
        findings.warning(Place(found.file), "the set has no policies", "add some, or leave the set out")
    entries = []
    for name, keys in tables.items():
        entry = Entry(found.name, found.file, name, keys, lines)
        check_name(name, entry.place(None, name), findings)
        if isinstance(keys, dict):
            entries.append(entry)
        else:
            findings.fault(entry.place(), "is not a policy", f"write [policy.{name}] above its parameters")
    return ReadSet(description, objectives, tuple(entries))


def check_name(name: str, place: Place, findings: Findings) -> None:
    """Report a name of a set or policy that could not be told apart in `set.policy`."""
    wrong = parse(NAME, name)
    if isinstance(wrong, Wrong):
        findings.fault(place, wrong.problem, wrong.remedy)
    elif "." in name:
        findings.fault(place, "a name cannot contain a full stop", "use '_' or '-' in its place")


def make_room(
    entry: Entry, entries: dict[str, Entry], policies: dict[str, Policy], findings: Findings
) -> None:
    """Take out the policy that the entry replaces; report a replacement of nothing, and a clash of names."""
    replaced = entry.keys.get("replaces")
    if replaced is not None:
        if isinstance(replaced, str) and replaced in entries and entries[replaced].set != entry.set:
            entries.pop(replaced)
            policies.pop(replaced, None)
        else:
            earlier = [name for name, other in entries.items() if other.set != entry.set]
            problem = "no set before this one has such a policy"
            findings.fault(entry.place("replaces", replaced), problem, nearest(str(replaced), earlier))
    for name, other in entries.items():
        if other.policy == entry.policy:
            line = other.place().row
            where = f"{other.file}, row {line}" if line else other.file
            remedy = f'rename one of the two, or say replaces = "{name}" to take its place'
            findings.fault(entry.place(), f"a policy of this name is there already ({where})", remedy)
