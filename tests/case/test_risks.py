"""The risk register as it reaches the model: rows of the case, reference class, scenarios, settings."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from optimizer.case import LoadedCase, case_from_json, case_to_json, load_case
from optimizer.case.dictionary import tables
from optimizer.case.drivers import CHAIN_DRIVERS, DRIVERS
from optimizer.case.reference_risks import reference_risks
from optimizer.case.risks import Distribution, Driver, Risk, RiskSettings, ScenarioValue
from optimizer.errors import InputError
from tests.bad.running import consolidate
from tests.case.bad_inputs_risks import OVERRUN, register, risk, triangular
from tests.case.bad_inputs_stress import CHAIN, SHALLOW, keys_of_risk, scenarios
from tests.case.folders import FULL, Edit, both, swap
from tests.case.workbooks import saved, written
from tests.solving import solve

GOLDEN = Path(__file__).resolve().parents[1] / "cases" / "golden"
CAMBRIDGE = GOLDEN.parents[2] / "examples" / "cambridge_3c"
NO_REFERENCE_CLASS = keys_of_risk("reference_class = false")

HAZARD = risk("break_up", "hazard", probability="0.1", early_years="2", early_factor="1.5", loading="0.5")
DISCRETE = risk("realisation", "discrete", values="1;0;0.5", probabilities="0.2;0.5;0.3", loading="-0.4")
REGISTER = register(
    OVERRUN | {"scope": "service:ICT", "loading": "0.25"},
    OVERRUN | {"high": "2", "source": "another guess", "grade": "INF"},
    HAZARD,
    DISCRETE,
)
SCENARIOS = scenarios(
    "late,delay,*,1.5",
    "ends,break_up,service:ICT,2",
    "late,transition_overrun,*,-0.1",
    "b,drop_out,council:B,3",
)


def with_edit(folder: Path, *edits: Edit) -> LoadedCase:
    case = folder / "case"
    shutil.copytree(GOLDEN, case)
    both(*edits)(case)
    return load_case(case)


def test_every_row_of_the_case_comes_first_and_in_order(tmp_path: Path) -> None:
    case = with_edit(tmp_path, REGISTER).case
    assert list(case.risks) == [
        ("transition_overrun", "service:ICT"),
        ("transition_overrun", "*"),
        ("break_up", "*"),
        ("realisation", "*"),
        *(
            (driver, "*")
            for driver in DRIVERS
            if driver not in ("transition_overrun", "break_up", "realisation")
        ),
    ]
    assert [row.from_reference_class for row in case.risks.values()] == [False] * 4 + [True] * 6
    assert case.risks["transition_overrun", "service:ICT"] == Risk(
        driver="transition_overrun",
        scope="service:ICT",
        distribution="triangular",
        low=Decimal(0),
        mode=Decimal("0.2"),
        high=Decimal(1),
        probability=None,
        early_years=0,
        early_factor=Decimal(1),
        values=(),
        probabilities=(),
        loading=Decimal("0.25"),
        source="a guess",
        grade="ASSUMED",
        from_reference_class=False,
    )
    plain = case.risks["transition_overrun", "*"]
    assert (plain.loading, plain.high, plain.source, plain.grade) == (0, 2, "another guess", "INF")


def test_hazards_and_discrete_values(tmp_path: Path) -> None:
    risks = with_edit(tmp_path, REGISTER).case.risks
    hazard, discrete = risks["break_up", "*"], risks["realisation", "*"]
    assert (hazard.probability, hazard.early_years, hazard.early_factor) == (
        Decimal("0.1"),
        2,
        Decimal("1.5"),
    )
    assert (hazard.low, hazard.mode, hazard.high) == (None, None, None)
    # In rising order, each with its own probability.
    assert discrete.values == (0, Decimal("0.5"), 1)
    assert discrete.probabilities == (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))


def test_the_reference_class_speaks_for_a_silent_case() -> None:
    case = load_case(GOLDEN).case
    assert list(case.risks) == [(driver, "*") for driver in DRIVERS]
    assert all(row.from_reference_class and row.source and row.grade for row in case.risks.values())
    assert case.scenarios == {"pessimistic": (ScenarioValue("realisation", "*", Decimal("0.35")),)}
    assert case.settings.risk == RiskSettings(200, 0, Decimal("0.9"), Decimal("0.5"))


def test_without_the_reference_class_a_silent_case_has_no_risks(tmp_path: Path) -> None:
    loaded = with_edit(tmp_path, NO_REFERENCE_CLASS, register(OVERRUN))
    assert list(loaded.case.risks) == [("transition_overrun", "*")]
    assert loaded.case.scenarios == {}
    assert [one for one in loaded.defaults if not one.parameter] == []


def test_a_driver_of_one_thing_only_is_not_filled_up_but_pointed_out(tmp_path: Path) -> None:
    half = register(risk("drop_out", "hazard", probability="0.1", scope="council:A"))
    loaded = with_edit(tmp_path, half)
    assert [scope for driver, scope in loaded.case.risks if driver == "drop_out"] == ["council:A"]
    assert "council:B" in loaded.warnings[0].sentence()
    silent = with_edit(tmp_path / "silent", half, NO_REFERENCE_CLASS)
    assert len(silent.warnings) == len(loaded.warnings) - 1, "neutral is what was asked for"


def test_scenarios_keep_their_order(tmp_path: Path) -> None:
    assert list(with_edit(tmp_path, SCENARIOS).case.scenarios.items()) == [
        (
            "late",
            (
                ScenarioValue("delay", "*", Decimal("1.5")),
                ScenarioValue("transition_overrun", "*", Decimal("-0.1")),
            ),
        ),
        ("ends", (ScenarioValue("break_up", "service:ICT", Decimal(2)),)),
        ("b", (ScenarioValue("drop_out", "council:B", Decimal(3)),)),
    ]


def test_the_scenario_of_a_case_that_names_none_follows_its_recorded_realisation(tmp_path: Path) -> None:
    loaded = with_edit(
        tmp_path, swap("case.toml", "discount_rate", "recorded_realisation = 0.5\ndiscount_rate")
    )
    assert loaded.case.scenarios["pessimistic"][0].value == Decimal("0.5")
    [one] = [one for one in loaded.defaults if one.table == "stress"]
    assert (one.value, one.source) == ("realisation 0.5", "case.recorded_realisation")


def test_settings(tmp_path: Path) -> None:
    keys = keys_of_risk("outcomes = 512\nseed = 7\nlevel = 0.95\nweight = 0")
    assert with_edit(tmp_path, keys).case.settings.risk == RiskSettings(512, 7, Decimal("0.95"), Decimal(0))


@pytest.mark.parametrize(("outcomes", "level"), [(50, "0.9"), (16, "0.6"), (5000, "0.999"), (16, "0")])
def test_a_tail_of_five_outcomes_is_enough(outcomes: int, level: str, tmp_path: Path) -> None:
    keys = keys_of_risk(f"outcomes = {outcomes}\nlevel = {level}")
    assert with_edit(tmp_path, keys).case.settings.risk.outcomes == outcomes


def test_a_tail_of_less_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"give at least 50, or lower risk\.level"):
        with_edit(tmp_path, keys_of_risk("outcomes = 49\nlevel = 0.9"))


def test_arrangements_of_one_chain_may_agree_in_different_rows(tmp_path: Path) -> None:
    rows = [
        triangular("realisation", "0", "0.5", "1", scope=f"arrangement:{FULL}"),
        triangular(
            "realisation", "0.0", "0.50", "1", scope=f"arrangement:{SHALLOW}", source="other", grade="S"
        ),
        OVERRUN | {"scope": f"arrangement:{FULL}"},
        OVERRUN | {"high": "2"},
    ]
    case = with_edit(tmp_path, CHAIN, register(*rows)).case
    assert len(case.risks) == len(rows) + len(DRIVERS) - 2


def test_what_is_used_of_the_reference_class_is_listed_with_source_and_grade(tmp_path: Path) -> None:
    used = {one.column: one for one in with_edit(tmp_path, REGISTER).defaults if not one.parameter}
    assert list(used) == [
        *("delay", "exit_cost", "drop_out", "stranded_cost", "pay_award", "supplier_price"),
        "pessimistic",
    ]
    given = {row.driver: row for row in reference_risks()}
    for driver in list(used)[:-1]:
        assert used[driver].table == "reference_risks"
        assert (used[driver].source, used[driver].grade) == (given[driver].source, given[driver].grade)
    assert used["drop_out"].value == "hazard: probability 0.02, loading 0.5"


def test_check_shows_it(tmp_path: Path) -> None:
    said = consolidate("check", GOLDEN)
    words = " ".join(said.stdout.split())
    assert "Reference class used where the risk register is silent" in words
    for row in reference_risks():
        assert f"- {row.driver}: {row.distribution}: " in words
        assert f"[{row.grade}: {row.source}]" in words
    shutil.copytree(GOLDEN, tmp_path / "case")
    NO_REFERENCE_CLASS(tmp_path / "case")
    assert "Reference class" not in consolidate("check", tmp_path / "case").stdout
    defaults = consolidate("check", GOLDEN, "--json").object["defaults"]
    assert {one["grade"] for one in defaults if one["table"] == "reference_risks"} == {"INF", "OK"}


def test_the_way_through_json_and_a_workbook_changes_nothing(tmp_path: Path) -> None:
    loaded = with_edit(tmp_path, REGISTER, SCENARIOS, keys_of_risk("seed = 3"))
    text = case_to_json(loaded)
    assert case_from_json(text) == loaded
    assert case_to_json(case_from_json(text)) == text
    book = load_case(saved(tmp_path, written(tmp_path / "case")))
    assert (book.case, book.digest, book.defaults) == (loaded.case, loaded.digest, loaded.defaults)


def test_register_and_reference_class_are_part_of_the_digest(tmp_path: Path) -> None:
    digests = {
        load_case(GOLDEN).digest,
        with_edit(tmp_path / "register", register(OVERRUN)).digest,
        with_edit(tmp_path / "other", register(OVERRUN | {"high": "1.1"})).digest,
        with_edit(tmp_path / "none", NO_REFERENCE_CLASS).digest,
        with_edit(tmp_path / "stress", SCENARIOS).digest,
    }
    assert len(digests) == 5


def test_drivers_and_distributions_are_the_same_everywhere() -> None:
    assert tuple(DRIVERS) == get_args(Driver)
    assert set(CHAIN_DRIVERS) < set(DRIVERS)
    for table in ("risks", "stress"):
        assert tables()[table]["driver"].choices == get_args(Driver)
    assert tables()["risks"]["distribution"].choices == get_args(Distribution)


def test_the_register_of_cambridge_names_every_driver() -> None:
    loaded = load_case(CAMBRIDGE)
    assert {driver for driver, _ in loaded.case.risks} == set(DRIVERS)
    assert not any(row.from_reference_class for row in loaded.case.risks.values())
    assert list(loaded.case.scenarios) == [
        *("pessimistic", "as_forecast_2017", "late", "break_up_year_3", "city_withdraws_2018"),
    ]
    assert loaded.warnings == ()


def test_a_register_that_no_policy_reads_changes_no_plan(tmp_path: Path) -> None:
    silent, spoken = solve(load_case(GOLDEN)), solve(with_edit(tmp_path, REGISTER, SCENARIOS))
    assert (spoken.npv_gbp, spoken.plan) == (silent.npv_gbp, silent.plan)
