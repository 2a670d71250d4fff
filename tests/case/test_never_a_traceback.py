"""Whatever stands in the files, the answer is a case or a list of faults."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.case import case_from_json, case_to_json, load_case, sets_from_texts
from optimizer.case.raw import Findings
from optimizer.case.read_csv import read_csv
from optimizer.case.read_toml import settings_tables
from optimizer.errors import Fault, InputError
from tests.builders import CASES, golden_case

TEMPLATE = CASES.parents[1] / "data" / "template"
FILES = sorted(path.name for path in TEMPLATE.iterdir() if path.suffix in (".csv", ".toml"))
NASTY = [
    "",
    "0",
    "-1",
    "999999999999999",
    "0.000001",
    "1e9",
    "NaN",
    "*",
    "shared",
    "a;b",
    "2026/27",
    '"',
    "\ufeff",
]


@settings(max_examples=80)
@given(
    file=st.sampled_from(FILES),
    place=st.integers(0, 10_000),
    text=st.one_of(st.sampled_from(NASTY), st.text(max_size=8)),
)
def test_a_cell_of_anything(
    file: str, place: int, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any") / "case"
    shutil.copytree(TEMPLATE, folder)
    path = folder / file
    parts = path.read_text(encoding="utf-8").split("=" if file.endswith(".toml") else ",")
    parts[place % len(parts)] = text
    with path.open("w", encoding="utf-8", newline="", errors="replace") as out:
        out.write(("=" if file.endswith(".toml") else ",").join(parts))
    for fault in faults_of(lambda: load_case(folder)):
        assert fault.problem
        assert fault.remedy


def faults_of(load: Callable[[], object]) -> tuple[Fault, ...]:
    try:
        load()
    except InputError as error:
        return error.faults
    return ()


@given(st.binary(max_size=200))
def test_bytes_of_anything(data: bytes) -> None:
    read_csv("councils", "councils.csv", data, Findings())
    settings_tables("case.toml", data, Findings())


@given(st.text(max_size=200))
def test_sets_of_anything(text: str) -> None:
    case = golden_case().case
    assert faults_of(lambda: sets_from_texts({"any": text}, case)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"format": 2}',
        "[" * 100_000,
        '{"format": 1, "digest": "", "file_hashes": {}, "tables": {"x": []}, "file_rows": {}}',
        '{"format": 1, "digest": "", "file_hashes": {}, "tables": {"councils": [1]}, "file_rows": {}}',
        '{"format": 1, "digest": "", "file_hashes": {}, "tables": {"case": [{"years": 3}]}, "file_rows": {}}',
    ],
)
def test_json_of_anything(text: str) -> None:
    with pytest.raises(InputError, match=r"case.json: is not a case as a run writes it"):
        case_from_json(text)


def test_a_case_changed_by_hand_is_noticed() -> None:
    document = json.loads(case_to_json(golden_case()))
    document["tables"]["baseline"][0]["fte"] = "11"
    with pytest.raises(InputError, match="was changed after it was written"):
        case_from_json(json.dumps(document))
    document["tables"]["baseline"][0]["fte"] = "-11"
    with pytest.raises(InputError, match=r"case.json, row 2, fte: '-11': is too small"):
        case_from_json(json.dumps(document))


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    shutil.copytree(CASES / "golden", tmp_path / "case")
    (tmp_path / "case" / "councils.csv").unlink()
    (tmp_path / "case" / "councils.csv").mkdir()
    with pytest.raises(InputError, match=r"councils.csv: the file is missing"):
        load_case(tmp_path / "case")
