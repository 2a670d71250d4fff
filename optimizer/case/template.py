"""A filled-in case to start from, and the JSON schemas of its tables."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from optimizer.case.dictionary import SETTINGS, tables
from optimizer.case.parse import nearest
from optimizer.case.reference_data import reference_folder
from optimizer.case.tables import ROW_MODELS, CaseTables
from optimizer.errors import UsageError


def write_template(folder: Path) -> tuple[Path, ...]:
    """Write a small valid case with every table and column, and return the files written.

    Raises:
        UsageError: the folder exists and is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} exists and is not empty; name a new folder"
        raise UsageError(message)
    source = reference_folder() / "template"
    written = []
    for path in sorted(source.rglob("*")):
        target = folder / path.relative_to(source)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            written.append(target)
    return tuple(written)


def schema(table: str | None = None) -> dict[str, Any]:
    """Return the JSON schema of one table's rows, or of all tables together.

    Raises:
        UsageError: there is no such table.
    """
    if table is None:
        found = CaseTables.model_json_schema()
        for definition in found["$defs"].values():
            _as_in_the_files(definition)
        return found
    if table not in ROW_MODELS:
        message = f"there is no table {table!r}; {nearest(table, list(ROW_MODELS))}"
        raise UsageError(message)
    found = ROW_MODELS[table].model_json_schema()
    _as_in_the_files(found)
    return found


def _as_in_the_files(found: dict[str, Any]) -> None:
    """Name keys as the files do (`prices.general`), and leave out the line of the row, which no file has."""
    names = {spec.field: spec.column for spec in tables()[SETTINGS].values()}
    fields = found["properties"]
    fields.pop("file_row", None)
    found["properties"] = {names.get(name, name): words for name, words in fields.items()}
