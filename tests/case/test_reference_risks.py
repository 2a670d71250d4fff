"""The reference class of risks: what its sources say, where it is damaged, and old runs with another one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from optimizer.case import case_from_json, case_to_json, load_case
from optimizer.case.dictionary import tables
from optimizer.case.drivers import DRIVERS
from optimizer.case.reference_data import reference_folder
from optimizer.case.reference_risks import reference_risks
from optimizer.errors import InputError, InternalError

GOLDEN = Path(__file__).resolve().parents[1] / "cases" / "golden"


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the reference class be a copy that a test may spoil."""
    tables()  # the dictionary stays the one of the installation
    shutil.copyfile(reference_folder() / "reference_risks.csv", tmp_path / "reference_risks.csv")
    monkeypatch.setattr("optimizer.case.reference_risks.reference_folder", lambda: tmp_path)
    reference_risks.cache_clear()
    yield tmp_path / "reference_risks.csv"
    reference_risks.cache_clear()


def test_a_run_with_another_reference_class_is_not_read_as_if_it_were_the_same(reference: Path) -> None:
    text = case_to_json(load_case(GOLDEN))
    rows = reference.read_text(encoding="utf-8")
    assert rows.count("drop_out_chance") == 1
    reference.write_text(rows.replace("drop_out_chance", "turnover_share"), encoding="utf-8")
    reference_risks.cache_clear()
    with pytest.raises(
        InputError, match="rests on a reference class of risks other than that of this version"
    ):
        case_from_json(text)


def test_a_reference_class_changed_by_hand_in_a_run_is_found() -> None:
    document = json.loads(case_to_json(load_case(GOLDEN)))
    document["reference"]["reference_risks"][0]["high"] = "0.5"
    with pytest.raises(InputError, match="was changed after it was written"):
        case_from_json(json.dumps(document))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("driver,scope", "driver,scopes", "reference_risks.csv, row 1, scopes: there is no such column"),
        (
            "drop_out_chance",
            "break_up_early_years",
            "reference_risks.csv, row 7, probability: '2': is too large",
        ),
        ("optimism_bias_equipment_cost.high", "nothing", "is more than high"),
        ("drop_out_chance", "drop_outs", r"reference data (parameters\.csv) have no value for 'drop_outs'"),
        ("drop_out_chance", "0.02", r"reference data (parameters\.csv) have no value for '0\.02'"),
        ("exit_cost_share.low", "exit_cost_share", "have no value for 'exit_cost_share'"),
        ("delay,*", "delay,service:ICT", "do not have one row for every driver of risk, in order"),
        ("delay,", "realisation,", "repeats row 3"),
    ],
)
def test_a_damaged_reference_class_is_an_internal_error(
    old: str, new: str, words: str, reference: Path
) -> None:
    text = reference.read_text(encoding="utf-8")
    assert old in text
    reference.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InternalError, match=words.replace("(", r"\(").replace(")", r"\)")):
        load_case(GOLDEN)


def test_a_missing_reference_class_is_an_internal_error(reference: Path) -> None:
    reference.unlink()
    with pytest.raises(InternalError, match=r"reference_risks\.csv\) are missing from the installation"):
        load_case(GOLDEN)


def test_the_reference_class_says_what_its_sources_say() -> None:
    rows = {row.driver: row for row in reference_risks()}
    # Ten schemes, of which the median delivered 0.35: half way between the fifth and the sixth.
    values = rows["realisation"].values
    assert values is not None
    assert len(values) == 10
    assert (values[4] + values[5]) / 2 == Decimal("0.35")
    assert (values[0], values[-1]) == (0, Decimal("1.3"))
    assert all(one < other for one, other in pairwise(values))
    # About 0.11 a year on average over nine years: ends per year that a partnership lives.
    hazard = rows["break_up"]
    assert hazard.probability is not None
    assert (hazard.early_years, hazard.early_factor) == (2, 2)
    alive, years = Decimal(1), Decimal(0)
    for year in range(9):
        years += alive
        alive *= 1 - hazard.probability * (2 if year < 2 else 1)
    assert round((1 - alive) / years, 2) == Decimal("0.11")
    # What is bad when high follows the common factor, realisation goes against it, prices do neither.
    for driver, terms in DRIVERS.items():
        loading = rows[driver].loading
        assert (loading > 0, loading < 0) == (terms.bad_when_high is True, terms.bad_when_high is False)
