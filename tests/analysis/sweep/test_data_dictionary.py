"""The data dictionary of a sweep's folder says what every column of every table is, whatever the design."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from optimizer.analysis.sweep.columns import DECISION_COLUMNS
from optimizer.analysis.sweep.outputs import MEANINGS, OUTPUTS, RISK_OUTPUTS, STAY_COLUMNS
from optimizer.analysis.sweep.spec import DESIGNS
from optimizer.analysis.sweep.tables import sweep_files
from tests.analysis.sweep.made import made_up, planned, rows
from tests.builders import CASES

ENTRIES = """
[[vary]]
path = "case.discount_rate"
low = 0.01
high = 0.04
name = "rate"

[[vary]]
path = "baseline.fte[*,ICT,all]"
low_percent = 0
high_percent = 9
group = "staff"

[[vary]]
path = "baseline.retained_fte[A,ICT,all]"
low = 0
high = 2.1
group = "staff"

[[vary]]
path = "joining.join_gbp[*,*]"
low = 1000
high = 4000
name = "joins"
"""
SETS = '[[vary]]\npath = "set"\nvalues = ["", "budget"]\n'
SIZES = {
    "one_at_a_time": "",
    "grid": "",
    "latin_hypercube": "points = 4",
    "sobol": "points = 4",
    "random": "points = 4",
    "morris": "trajectories = 3",
    "sobol_indices": "base_points = 4",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(CASES / "golden", tmp_path_factory.mktemp("dictionary") / "golden")


def files_of(case: Path, kind: str) -> dict[str, str]:
    """Return the files of a sweep of a design in which every measure is kept."""
    keep = f"\n[outputs]\nkeep = {list(MEANINGS)}\n".replace("'", '"')
    text = f'{ENTRIES}{"" if kind == "morris" else SETS}[design]\nkind = "{kind}"\n{SIZES[kind]}\n{keep}'
    others = {name: "1.00" for name in MEANINGS} | {f"council_npv_saving_gbp[{one}]": "1.00" for one in "AB"}
    del others["npv_saving_gbp"]
    return sweep_files(made_up(case, text, lambda _: planned(1.0, **others)))


@pytest.mark.parametrize("kind", DESIGNS)
def test_every_column_of_every_table_is_there_once_in_its_order(case: Path, kind: str) -> None:
    files = files_of(case, kind)
    tables = {name: text for name, text in files.items() if name.endswith(".csv")}
    said: dict[str, list[str]] = {}
    for row in csv.DictReader(io.StringIO(files["data_dictionary.csv"])):
        said.setdefault(row["file"], []).append(row["column"])
        assert row["meaning"], row
        assert row["unit"] or not row["column"].endswith("_gbp"), row
    assert said == {name: next(csv.reader(io.StringIO(text))) for name, text in tables.items()}
    own = {"one_at_a_time": {"tornado.csv"}, "morris": {"morris.csv"}, "sobol_indices": {"sobol_indices.csv"}}
    common = {"sweep.csv", "decisions.csv", "failures.csv", "timings.csv", "data_dictionary.csv"}
    assert set(tables) == common | own.get(kind, set())


def test_what_is_said_of_the_columns_of_a_specification(case: Path) -> None:
    table = list(csv.DictReader(io.StringIO(files_of(case, "grid")["data_dictionary.csv"])))
    said = {row["column"]: (row["unit"], row["meaning"]) for row in table if row["file"] == "sweep.csv"}
    assert said["in_rate"] == (
        "share a year",
        "case.discount_rate: real discount rate; year 0 is not discounted",
    )
    unit, meaning = said["in_baseline.fte[*,ICT,all]_percent"]
    assert unit == "%"
    assert meaning.startswith("percent change of baseline.fte[*,ICT,all]: ")
    assert meaning.endswith("; moves with group staff")
    assert said["in_baseline.retained_fte[A,ICT,all]"][0] == "FTE"
    # 20,000 and 40,000 in the case: no one number.
    assert "; blank: as in the case, where the cells are blank or differ" in said["in_joins"][1]
    assert said["in_set"] == ("", "constraint set added to those of the sweep; blank: none")
    assert said["out_council_npv_saving_gbp[A]"] == (
        "GBP",
        "net present saving of one council, recharges included: Council A; blank where there is no plan",
    )


def test_decisions_have_the_columns_of_stays() -> None:
    assert tuple(DECISION_COLUMNS) == ("point", *STAY_COLUMNS)


def test_risk_is_kept_only_where_it_is_asked_for(case: Path) -> None:
    found = made_up(case, f'{ENTRIES}[design]\nkind = "one_at_a_time"\n', lambda _: 1.0)
    assert found.sweep.spec.keep == OUTPUTS
    assert not found.sweep.spec.risk
    assert not {f"out_{name}" for name in RISK_OUTPUTS} & set(rows(found, "sweep.csv")[0])
