"""formulations/notation.md has every symbol of the families' maths, and says where it is in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import formulations
from formulations import family, ledger
from optimizer.model import numbers
from optimizer.model.catalogue import FamilyPage, family_pages

TEXT = (Path(formulations.__file__).parent / "notation.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in TEXT.splitlines() if line.startswith("| ") and "|---" not in line]


def names_in(maths: str) -> set[str]:
    """Return the names in upright letters, as the code writes them: `real_bau`, `own one-offs`."""
    found = re.findall(r"\\mathrm\{((?:[^{}]|\{[^{}]*\})*)\}", maths)
    plain = (re.sub(r"\\text\{(.*?)\}", r"\1", name) for name in found)
    return {" ".join(name.replace("\\_", "_").replace("\\ ", " ").split()) for name in plain}


def letters_in(maths: str) -> set[str]:
    """Return the letters of the formulas; an index such as `cat` is three of them."""
    formulas = re.findall(r"\$([^$]*)\$", re.sub(r"\\mathrm\{(?:[^{}]|\{[^{}]*\})*\}", "", maths))
    greek = {letter for formula in formulas for letter in re.findall(r"\\(?:tau|varphi)", formula)}
    plain = (re.sub(r"\\[a-z]+|S\^\{max\}", "", formula) for formula in formulas)
    return greek | {letter for formula in plain for letter in formula if letter.isalpha()}


def first_cells() -> str:
    return "\n".join(row[0].removeprefix("| ") for row in ROWS)


@pytest.mark.parametrize("page", family_pages(), ids=lambda page: page.name)
def test_every_name_has_its_row(page: FamilyPage) -> None:
    listed = {name for cell in first_cells().splitlines() for name in cell.split(", ")}
    assert names_in(page.sections["Maths"]) <= listed


@pytest.mark.parametrize("page", family_pages(), ids=lambda page: page.name)
def test_every_letter_has_its_row(page: FamilyPage) -> None:
    assert letters_in(page.sections["Maths"]) <= letters_in(TEXT)


def test_the_symbols_are_found_at_all() -> None:
    maths = {page.name: page.sections["Maths"] for page in family_pages()}
    assert {"own", "most_loss", "charges", "bau"} <= names_in(maths["no_loser"])
    assert "\\tau" in letters_in(maths["workforce"])
    assert "own one-offs" in names_in(maths["transition_budget"])
    assert {"c", "a", "t", "g", "u", "L"} <= letters_in(maths["terms"])


def test_every_place_in_the_code_exists() -> None:
    places = re.findall(r"`([A-Z]\w+)\.(\w+)`", TEXT)
    assert len(places) > 60
    for name, field in places:
        owner = next(module for module in (numbers, family, ledger) if hasattr(module, name))
        kind = getattr(owner, name)
        fields = {*dir(kind), *getattr(kind, "__dataclass_fields__", {})}
        if name == "Ledger":
            fields |= set(vars(ledger.Ledger(None)))  # type: ignore[arg-type]  # names only, no model
        assert field in fields, f"{name}.{field}"


def test_no_symbol_is_explained_twice() -> None:
    cells = [name for cell in first_cells().splitlines() for name in cell.split(", ") if name != "symbol"]
    assert len(set(cells)) == len(cells)
