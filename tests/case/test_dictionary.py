"""The data dictionary says everything once: models, schema, template and documentation follow it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from optimizer.case import Case, CaseTables, load_case, load_sets
from optimizer.case.dictionary import (
    CAUSES,
    GENERATE,
    NOT_OVERRIDDEN,
    SETTINGS,
    cost_lines,
    policy_kinds,
    tables,
)
from optimizer.case.document import dictionary_markdown
from optimizer.case.generate import module_text
from optimizer.case.parse import READERS, Wrong, parse
from optimizer.case.read_toml import key_lines
from optimizer.case.reference_data import reference_folder
from optimizer.case.tables import ROW_MODELS
from optimizer.case.template import schema, write_template
from optimizer.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
UPDATE = "run: python -m optimizer.case.generate"


def test_the_row_models_are_fresh() -> None:
    assert (ROOT / "optimizer/case/tables.py").read_text(encoding="utf-8") == module_text(), UPDATE


def test_the_documentation_is_fresh() -> None:
    assert (ROOT / "docs/data_dictionary.md").read_text(encoding="utf-8") == dictionary_markdown(), UPDATE


def test_every_column_is_complete() -> None:
    for table, columns in tables().items():
        for spec in columns.values():
            where = f"{table}.{spec.column}"
            assert spec.type in READERS, where
            assert spec.description, where
            assert not (spec.required and spec.default), where
            assert bool(spec.choices) == (spec.type == "choice"), where
            assert spec.references in ("", "bodies", *tables()), where
            if spec.type in ("gbp", "fte", "share"):
                assert spec.unit, where
            if spec.default:
                assert not isinstance(parse(spec, ""), Wrong), where


def test_every_parameter_is_complete() -> None:
    assert all(kind.description for kind in policy_kinds().values())
    for kind in policy_kinds().values():
        for spec in kind.parameters.values():
            assert spec.type in READERS
            assert spec.description


def test_every_column_has_a_field_in_its_model() -> None:
    assert set(ROW_MODELS) == set(tables())
    for table, columns in tables().items():
        fields = ROW_MODELS[table].model_fields
        assert set(fields) - {"file_row"} == {spec.field for spec in columns.values()}
        for spec in columns.values():
            assert fields[spec.field].is_required() == spec.required, f"{table}.{spec.column}"
            if spec.default:
                assert fields[spec.field].default == parse(spec, ""), f"{table}.{spec.column}"
    assert set(CaseTables.model_fields) == {"settings", *tables()} - {SETTINGS}


def test_an_arrangement_may_override_every_term_of_its_model() -> None:
    missing = set(tables()["delivery_models"]) - set(tables()["arrangements"])
    assert missing == set(NOT_OVERRIDDEN) - {"model"}


def test_the_cost_lines_are_known() -> None:
    assert {line.bearer for line in cost_lines().values()} == {"council", "host"}
    assert {line.timing for line in cost_lines().values()} == {"running", "event", "transfer"}
    assert "setup_capital_share" in {line.kind for line in cost_lines().values()}


def test_every_cost_line_has_a_cause_and_every_cause_a_line() -> None:
    assert {line.cause for line in cost_lines().values()} == set(CAUSES)
    # What is paid once is transition or a contract; what is shared out is neither.
    for line in cost_lines().values():
        assert (line.cause == "transition") <= line.one_off, line.line
        assert line.one_off <= (line.cause in ("transition", "contracts")), line.line
        assert (line.cause == "recharges") == (line.timing == "transfer"), line.line


@pytest.mark.parametrize("table", [None, *ROW_MODELS])
def test_schemas_are_json_and_closed(table: str | None) -> None:
    found = schema(table)
    json.dumps(found)
    assert found["additionalProperties"] is False
    if table:
        assert set(found["properties"]) == set(tables()[table])


def test_schema_of_an_unknown_table() -> None:
    with pytest.raises(UsageError, match="did you mean 'contracts'"):
        schema("contract")


def test_the_template_has_every_table_and_column() -> None:
    folder = reference_folder() / "template"
    for table, columns in tables().items():
        if table in (SETTINGS, GENERATE):
            continue
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == list(columns)
    lines = key_lines((folder / "case.toml").read_text(encoding="utf-8"))
    keys = {".".join(path) for path in lines}
    assert set(tables()[SETTINGS]) <= keys
    assert {f"generate.ict.{key}" for key in tables()[GENERATE] if key != "service"} <= keys


def test_the_template_is_a_good_case(tmp_path: Path) -> None:
    written = write_template(tmp_path / "new")
    assert (tmp_path / "new" / "README.md") in written
    loaded = load_case(tmp_path / "new")
    assert isinstance(loaded.case, Case)
    assert len(load_sets(tmp_path / "new", ["base"], loaded.case).policies) == 2


def test_the_template_is_not_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("")
    with pytest.raises(UsageError, match="exists and is not empty"):
        write_template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_defaults_are_listed_with_the_number_of_rows() -> None:
    loaded = load_case(ROOT / "tests/cases/golden")
    used = {(default.table, default.column): (default.value, default.rows) for default in loaded.defaults}
    assert used["baseline", "redeployment_places"] == ("0", 2)
    assert used["contracts", "novation_fee_gbp"] == ("10000", 1)
    assert used["case", "recorded_realisation"] == ("0.35", 1)
    assert ("baseline", "turnover_share") not in used
