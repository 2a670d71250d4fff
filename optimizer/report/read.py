"""Read a run folder back: only what the run wrote, byte for byte, and nothing else.

Every file that the manifest names must be there and have the SHA-256 that it names; the case must be the one
whose digest it holds. All that is wrong is reported together, and a folder with a fault is not used at all.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from optimizer.case import LoadedCase, LoadedSets, case_from_json, sets_from_texts
from optimizer.errors import Fault, InputError, UsageError
from optimizer.plan.facts import EXIT_CODES, RunOptions
from optimizer.report.folder import MANIFEST, RUN_FORMAT

CASE, PLAN, SUMMARY = "case.json", "plan.json", "summary.csv"
_REMEDY = "solve the case again, or fetch the folder from where it is whole"


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run as its folder holds it.

    Attributes:
        folder: where it is.
        loaded: the case that was solved.
        sets: the constraint sets, in the order in which they were given.
        options: what was asked for.
        option_notes: in what these options are not those of the manifest, because another version wrote it.
        versions: versions of the program and its parts by name.
        platform: system and machine.
        result: exit code, status and, where there is a plan, the measures.
        model_digest: SHA-256 of the model; empty where the run published nothing.
        texts: the text files of the folder by name, the manifest left out.
        manifest: the manifest, its numbers as decimals.
    """

    folder: Path
    loaded: LoadedCase
    sets: LoadedSets
    options: RunOptions
    option_notes: tuple[str, ...]
    versions: Mapping[str, str]
    platform: str
    result: Mapping[str, Any]
    model_digest: str
    texts: Mapping[str, str]
    manifest: Mapping[str, Any]

    @property
    def status(self) -> str:
        """Return `optimal`, `time_limit` or `interrupted`, or the error that ended the run without a plan."""
        return str(self.result["status"])

    @property
    def has_plan(self) -> bool:
        """Return True where the run published a plan."""
        return self.status in EXIT_CODES


def read_run(folder: Path) -> KeptRun:
    """Return the run of a folder.

    Raises:
        UsageError: where no run has made the folder.
        InputError: where files are missing or were changed; every fault is in it.
    """
    manifest = _manifest(folder)
    faults: list[Fault] = []
    try:
        texts = _texts(folder, dict(manifest["files"]), faults)
        set_hashes, result = dict(manifest["sets"]), dict(manifest["result"])
        versions, platform = dict(manifest["versions"]), str(manifest["platform"])
        digest, status = str(manifest["case"]["digest"]), str(result["status"])
        model_digest = str(manifest["model"]["digest"]) if status in EXIT_CODES else ""
        options, notes = _options(dict(manifest["options"]))
    except (KeyError, TypeError, ValueError, InvalidOperation, UsageError) as error:
        raise InputError((_fault(MANIFEST, f"is not as a run writes it ({error})"),)) from error
    needed = [CASE, *(f"sets/{name}.toml" for name in set_hashes)]
    needed += [PLAN, SUMMARY] if status in EXIT_CODES else []
    listed = set(manifest["files"])
    faults += [_fault(MANIFEST, f"does not name {name}") for name in needed if name not in listed]
    if faults:
        raise InputError(tuple(faults))
    loaded = case_from_json(texts[CASE], CASE)
    if loaded.digest != digest:
        raise InputError((_fault(CASE, "is not the case of the manifest"),))
    sets = sets_from_texts({name: texts[f"sets/{name}.toml"] for name in set_hashes}, loaded.case)
    return KeptRun(
        folder=folder,
        loaded=loaded,
        sets=sets,
        options=options,
        option_notes=notes,
        versions={name: str(number) for name, number in versions.items()},
        platform=platform,
        result=result,
        model_digest=model_digest,
        texts=texts,
        manifest=manifest,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        if (folder / CASE).is_file():
            raise InputError((_fault(MANIFEST, "is missing"),))
        message = f"{folder} is not a run folder: it has no {MANIFEST}. Name a folder that `solve` has made."
        raise UsageError(message)
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError, RecursionError) as error:
        raise InputError((_fault(MANIFEST, f"cannot be read ({type(error).__name__})"),)) from error
    if not isinstance(found, dict) or found.get("format") != RUN_FORMAT:
        message = f"{folder} is not a run folder: its {MANIFEST} is not that of a run ({RUN_FORMAT!r})."
        raise UsageError(message)
    return found


def _texts(folder: Path, hashes: Mapping[str, str], faults: list[Fault]) -> dict[str, str]:
    """Return the text files that the manifest names; report those that are missing or changed."""
    found = {}
    for name, wanted in hashes.items():
        if not _is_inside(name):
            faults.append(_fault(MANIFEST, f"names a file outside the folder ({name!r})"))
            continue
        try:
            data = (folder / name).read_bytes()
        except OSError:
            faults.append(_fault(name, "is missing"))
            continue
        if hashlib.sha256(data).hexdigest() != wanted:
            faults.append(_fault(name, "was changed after it was written"))
        elif PurePosixPath(name).suffix in {".csv", ".json", ".toml"}:
            found[name] = data.decode("utf-8")
    return found


def _is_inside(name: str) -> bool:
    path = PureWindowsPath(name)  # which knows both kinds of slash, and drives
    return not (path.anchor or ".." in path.parts)


def _options(given: Mapping[str, Any]) -> tuple[RunOptions, tuple[str, ...]]:
    """Return the options of a manifest, and what of them this version cannot take over."""
    fields = {field.name: field for field in dataclasses.fields(RunOptions)}
    values: dict[str, Any] = {}
    notes = [
        f"the run had the option {name}, which this version lacks" for name in given if name not in fields
    ]
    for name, field in fields.items():
        if name not in given or (given[name] is None and field.default is not None):
            notes.append(f"the run does not say its {name}, so it is {field.default}")
        elif given[name] is None:
            values[name] = None
        elif isinstance(given[name], bool) or (name == "seed" and not isinstance(given[name], int)):
            message = f"{name} is {given[name]!r}"
            raise ValueError(message)
        elif name == "seed":
            values[name] = given[name]
        else:
            number = Decimal(str(given[name]))
            values[name] = number if name == "gap_gbp" else float(number)
    return RunOptions(**values), tuple(notes)


def _fault(file: str, problem: str) -> Fault:
    return Fault(file, None, None, None, problem, _REMEDY)
