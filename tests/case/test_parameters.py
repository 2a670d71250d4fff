"""Reference parameters: complete, their sources listed, and the only place in which a default stands."""

from __future__ import annotations

import ast
import csv
import re
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from itertools import chain
from pathlib import Path
from types import ModuleType

import pytest

from optimizer.case import case, load_case, risks
from optimizer.case.dictionary import policy_keys, policy_kinds, tables
from optimizer.case.parameters import parameters, reference_text
from optimizer.case.reference_data import reference_folder
from optimizer.case.reference_risks import VALUED
from optimizer.errors import InternalError

ROOT = Path(__file__).resolve().parents[2]
GRADES = {"S", "OK", "INF", "ASSUMED"}
KEY = re.compile(r"\bS\d+\b|\bNews \d{3}\b")

TELLING = {
    *("discount_rate", "recorded_realisation", "turnover_share", "pay_inflation"),
    *("redundancy_gbp_per_fte", "recruitment_gbp_per_fte"),
}
"""Defaults whose numbers can hardly mean something else where they stand in the code."""


def rows_of(name: str) -> list[dict[str, str]]:
    with (reference_folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def test_every_parameter_has_a_grade_a_meaning_and_a_value_in_its_range() -> None:
    assert len(parameters()) == len(rows_of("parameters.csv"))
    for name, one in parameters().items():
        assert one.grade in GRADES, name
        assert one.meaning, name
        # A range without a value is knowledge too; a row with neither is none.
        assert one.value or (one.low and one.high), name
        assert one.source or one.grade in ("OK", "ASSUMED"), name
        known = [found for text in (one.low, one.value, one.high) if (found := number(text)) is not None]
        assert known == sorted(known), name


def test_every_source_named_is_listed_and_every_source_listed_is_named() -> None:
    listed = {row["source"]: row["where"] for row in rows_of("sources.csv")}
    assert all(listed.values())
    named = {
        key
        for file in ("parameters.csv", "reference_risks.csv", "councils.csv")
        for row in rows_of(file)
        for column in row
        if "source" in column
        for key in KEY.findall(row[column])
    }
    assert named == set(listed)
    graded_s = [one for one in parameters().values() if one.grade == "S"]
    for one in graded_s:
        assert KEY.search(one.source) or "sums seen" in one.source, one.parameter


def test_defaults_are_named_where_they_are_used_and_have_values_here_only() -> None:
    cells = [
        *(row["default"] for file in ("dictionary.csv", "policy_kinds.csv") for row in rows_of(file)),
        *(row[column].partition(".")[0] for row in rows_of("reference_risks.csv") for column in VALUED),
    ]
    assert {cell for cell in cells if cell} <= set(parameters())
    kinds = (kind.parameters for kind in policy_kinds().values())
    for spec in chain.from_iterable(found.values() for found in (*tables().values(), *kinds, policy_keys())):
        assert bool(spec.default) == bool(spec.parameter), spec
        if spec.parameter:
            assert spec.default == parameters()[spec.parameter].value


@pytest.mark.parametrize("name", ["0.035", "discount", "discount_rate.mode", "elasticity_professional"])
def test_what_has_no_value_is_a_fault_of_the_installation(name: str) -> None:
    with pytest.raises(InternalError, match=f"have no value for '{re.escape(name)}'"):
        reference_text(name)


@pytest.mark.parametrize("module", [case, risks])
def test_nothing_in_a_case_has_a_default_of_its_own(module: ModuleType) -> None:
    classes = [
        one for one in vars(module).values() if is_dataclass(one) and one.__module__ == module.__name__
    ]
    assert classes
    for one in classes:
        if one is case.Policy:
            continue  # an analysis makes policies too; those that are read always say how firm they are
        given = {field.name: field.default for field in fields(one) if field.default is not MISSING}
        assert set(given.values()) <= {None, "", False, ()}, f"{one}: {given}"


def test_no_code_has_the_number_of_a_default() -> None:
    numbers = {Decimal(parameters()[name].value): name for name in TELLING}
    files = [path for package in ("optimizer", "formulations") for path in (ROOT / package).rglob("*.py")]
    assert len(files) > 100
    for path in files:
        if path == ROOT / "optimizer/case/tables.py":
            continue  # made from the dictionary, which a test of its own keeps fresh
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str):
                found = number(str(node.value))
                assert found not in numbers, f"{path}:{node.lineno} has {found}: {numbers.get(found)}"


def test_a_run_lists_its_defaults_with_their_grades() -> None:
    for one in load_case(ROOT / "tests/cases/golden").defaults:
        assert one.grade in GRADES
        if one.parameter:
            known = parameters()[one.parameter]
            assert (one.value, one.grade, one.source) == (known.value, known.grade, known.source)


def test_the_councils_of_the_schemes_have_code_type_region_and_population() -> None:
    rows = rows_of("councils.csv")
    codes = [row["ons_code"] for row in rows]
    assert len(set(codes)) == len(codes)
    kinds = {"E09": "London borough", "E07": "non-metropolitan district"}
    for row in rows:
        assert re.fullmatch(r"E0\d{7}", row["ons_code"]), row["name"]
        assert row["type"] == kinds[row["ons_code"][:3]]
        assert (row["region"] == "London") == (row["type"] == "London borough")
        assert 50_000 < int(row["population"]) < 500_000
        assert row["population_year"] == "2011"
        assert row["grade"] in GRADES


def test_every_council_of_an_example_is_among_them_with_the_same_code() -> None:
    known = {row["ons_code"]: row["name"] for row in rows_of("councils.csv")}
    found = [
        one for path in sorted((ROOT / "examples").glob("*/case.toml")) for one in councils_of(path.parent)
    ]
    assert found
    for one in found:
        assert one["ons_code"] in known, one


def councils_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "councils.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
