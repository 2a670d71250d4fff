"""Make an output folder that is complete or absent, whatever happens on the way.

Everything is written into a hidden folder beside the target, forced to disk, and renamed in one step. Where
an older run is replaced, it steps aside first and comes back if the new one cannot take its place.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from optimizer.errors import UsageError

RUN_FORMAT = "consolidate run 1"
"""What the manifest of a run folder says it is."""

EXPLANATION_FORMAT = "consolidate explanation 1"
"""What the manifest of a folder of `explain` says it is."""

FORMATS = (RUN_FORMAT, EXPLANATION_FORMAT)
"""Only a folder whose manifest says that it is one of these may be written over."""

MANIFEST = "manifest.json"

TEMPORARY = ".consolidate-"
"""Beginning of the names of folders that are being made."""

Content = str | Callable[[Path], None]
"""The text of a file, or what writes the file to the path that it is given."""


def check_new(target: Path) -> None:
    """Refuse a target that exists, or cannot be written, before any work is done for it.

    Raises:
        UsageError: where that is so; commands with this rule have no option to replace a folder.
    """
    if os.path.lexists(target):
        message = f"{target} exists already: name a folder that does not."
        raise UsageError(message)
    check_target(target, overwrite=False)


def check_target(target: Path, *, overwrite: bool) -> None:
    """Refuse a target that may not be written, before any work is done for it.

    Raises:
        UsageError: where it exists and may not, or is not a run folder.
    """
    if not os.path.lexists(target):
        _check_place(target)
        return
    if not overwrite:
        message = f"{target} exists already: name another folder with -o, or add --overwrite to replace it."
        raise UsageError(message)
    if target.is_symlink() or not target.is_dir():
        message = f"{target} is not a folder, so it is not replaced: name another one with -o."
        raise UsageError(message)
    if any(target.iterdir()) and not is_run_folder(target):
        message = (
            f"{target} is not a folder that an earlier run has made, so it is not replaced: "
            "name another one with -o."
        )
        raise UsageError(message)


def _check_place(target: Path) -> None:
    """Refuse a place that cannot be written now, rather than after an hour of searching."""
    above = next(folder for folder in target.absolute().parents if os.path.lexists(folder))
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        message = f"The folder {target} cannot be written: {above} is not a folder that you may write to."
        raise UsageError(message)
    try:
        names = target.absolute().relative_to(above).parts
        for path in (target.absolute(), *(above / name for name in names)):
            # Nothing is there; a name or path that the file system cannot hold is another error than that.
            with suppress(FileNotFoundError):
                path.lstat()
        # Some places, such as /proc, look as if they could be written to.
        Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=above)).rmdir()
    except (OSError, ValueError) as error:
        raise _cannot_be_written(target, error) from error


def _cannot_be_written(target: Path, error: OSError | ValueError) -> UsageError:
    reason = getattr(error, "strerror", None) or error
    return UsageError(f"The folder {target} cannot be written: {reason}.")


def is_run_folder(folder: Path) -> bool:
    """Return True where the folder's manifest says that a run, or an explanation, made it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") in FORMATS


def write_folder(target: Path, contents: Mapping[str, Content], *, overwrite: bool) -> None:
    """Write all files of a folder, or nothing.

    Args:
        target: folder to be made; folders above it are made too.
        contents: file content by name inside the folder (`sets/legal.toml`).
        overwrite: whether an earlier run folder may be replaced.

    Raises:
        UsageError: where the target may not be written, or cannot be.
    """
    check_target(target, overwrite=overwrite)

    def fill(folder: Path) -> None:
        for name, content in contents.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            else:
                path.write_text(content, encoding="utf-8", newline="")

    make_folder(target, fill)


def make_folder(target: Path, fill: Callable[[Path], object]) -> None:
    """Make a folder whole, or not at all.

    Args:
        target: folder to be made, or replaced; folders above it are made too.
        fill: writes everything into the empty folder that it is given.

    Raises:
        UsageError: where it cannot be written.
    """
    if not os.path.lexists(target):
        _check_place(target)
    temporary = _beside(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
        fill(temporary)
        for path in (*temporary.rglob("*"), temporary):
            _force_to_disk(path)
        _put_in_place(temporary, target)
        _force_to_disk(target.parent)
    except OSError as error:
        raise _cannot_be_written(target, error) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _beside(target: Path, what: str = "new") -> Path:
    """Return the path of a hidden folder beside the target; its name is short, however long the target's."""
    return target.parent / f"{TEMPORARY}{secrets.token_hex(8)}-{what}"


def _force_to_disk(path: Path) -> None:
    """Make sure that a rename cannot reach the disk before what it names."""
    if os.name == "nt" and path.is_dir():
        return  # Windows offers no such call for folders.
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _put_in_place(temporary: Path, target: Path) -> None:
    if not target.exists():
        temporary.rename(target)
        return
    older = _beside(target, "older")
    target.rename(older)
    try:
        temporary.rename(target)
    except BaseException:
        older.rename(target)
        raise
    shutil.rmtree(older, ignore_errors=True)
