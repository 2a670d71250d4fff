"""Where the reference data are, and what a reader needs of them."""

from __future__ import annotations

import csv
from pathlib import Path

from optimizer.errors import InternalError


def reference_folder() -> Path:
    """Return the folder of the reference data: inside an installed package, else `data/` of the checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "reference", package.parent / "data"):
        if (folder / "dictionary.csv").is_file():
            return folder
    message = "the reference data (dictionary.csv) are missing from the installation"
    raise InternalError(message)


def reference_table(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file of the reference data, as texts by column."""
    with (reference_folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
