"""The published tables of the golden case: columns that scripts rely on, and sums that must agree."""

import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from optimizer.case import case_from_json, sets_from_texts
from optimizer.pipeline import Run, solve_case
from optimizer.report.plan_json import plan_from_json
from optimizer.report.tables import summary, tables
from optimizer.report.words import decisions
from optimizer.report.write import write_run
from tests.builders import golden_case

# An interface: add at the end, rename never.
COLUMNS = {
    "summary": "measure,value,unit",
    "memberships": "council,service,financial_year,arrangement,host,delivery_model",
    "pools": "arrangement,financial_year,open,members,volume,needed_fte,running_gbp,one_off_gbp",
    "staff": "arrangement,role,financial_year,council,service,flow,fte",
    "contracts": "contract,council,service,financial_year,state,arrangement,charge_gbp,fee_gbp",
    "cash": "scenario,body,service,arrangement,financial_year,line,basis,amount_gbp",
    "recharges": "arrangement,council,financial_year,kind,basis,key,share,amount_gbp",
    "funding": "source,council,financial_year,line,amount_gbp",
    "policies": "policy,set,kind,hard,state,slack,unit,penalty_gbp",
}
MEASURES = {
    *("npv_saving_gbp", "npv_saving_at_recorded_realisation_gbp", "bau_npv_gbp", "bound_gbp", "gap_gbp"),
    *("status", "one_off_cost_gbp", "steady_state_saving_gbp", "payback_year", "payback_years"),
    *("peak_cash_gbp", "worst_council_npv_gbp", "asked_gap_gbp"),
    *("council_npv_saving_gbp[A]", "council_npv_saving_gbp[B]"),
}


@pytest.fixture(scope="module")
def run() -> Run:
    return solve_case(golden_case())


@pytest.fixture(scope="module")
def frames(run: Run) -> dict[str, pd.DataFrame]:
    return {
        name: pd.read_csv(io.StringIO(table.to_csv()), keep_default_na=False)
        for name, table in tables(run).items()
    }


def test_columns_are_frozen(run: Run) -> None:
    assert {name: table.to_csv().splitlines()[0] for name, table in tables(run).items()} == COLUMNS


def test_summary_has_every_promised_measure(frames: dict[str, pd.DataFrame]) -> None:
    summary = frames["summary"].set_index("measure").value
    assert set(summary.index) >= MEASURES
    assert summary["npv_saving_gbp"] == "372588.62"
    assert summary["payback_year"] == "2027/28"


def test_every_council_service_and_year_has_one_membership_row(frames: dict[str, pd.DataFrame]) -> None:
    rows = frames["memberships"]
    counts = Counter(zip(rows.council, rows.service, rows.financial_year, strict=True))
    years = ("2026/27", "2027/28", "2028/29")
    assert counts == {(council, "ICT", year): 1 for council in "AB" for year in years}
    assert set(rows.host) == {"A"}


def test_saving_follows_from_cash_alone(frames: dict[str, pd.DataFrame]) -> None:
    cash = frames["cash"]
    real = cash[(cash.basis == "real") & cash.body.isin(["A", "B"])]
    year = real.financial_year.str[:4].astype(int) - 2025
    saving = real.scenario.map({"bau": 1, "plan": -1}) * real.amount_gbp / 1.035**year
    assert saving.sum() == pytest.approx(372588.62, abs=0.01)


def test_recharges_sum_to_nil_in_cash_and_to_the_pool(frames: dict[str, pd.DataFrame]) -> None:
    cash, pools = frames["cash"], frames["pools"]
    moved = cash[cash.line.isin(["recharge", "recharge_income"])]
    sums = moved.groupby(["scenario", "arrangement", "financial_year", "basis"]).amount_gbp.sum()
    assert (sums.abs() < 0.005).all()
    assert not moved.empty
    paid = frames["recharges"].query("basis == 'real'").amount_gbp.sum()
    assert paid == pytest.approx(pools.running_gbp.sum() + pools.one_off_gbp.sum(), abs=0.01)


def test_run_folder_is_read_again_exactly(run: Run, tmp_path: Path) -> None:
    write_run(run, tmp_path / "out")
    text = (tmp_path / "out" / "case.json").read_text(encoding="utf-8")
    assert case_from_json(text) == run.loaded
    assert plan_from_json((tmp_path / "out" / "plan.json").read_text(encoding="utf-8")) == run.plan
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest) == [
        *("format", "case", "sets", "options", "versions", "platform", "defaults", "warnings", "result"),
        *(
            "reproducible",
            "note",
            "solver",
            "objectives",
            "second_opinion",
            "model",
            "risk",
            "files",
            "times",
        ),
    ]
    assert manifest["result"]["npv_saving_gbp"] == 372588.62
    assert set(manifest["files"]) == {f"{name}.csv" for name in (*COLUMNS, "outcomes")} | {
        "plan.json",
        "case.json",
    }


def test_plan_in_words(run: Run) -> None:
    [decision] = decisions(run.loaded.case, run.plan)
    assert decision.sentence() == (
        "ICT: Council A and Council B share it from 2026/27, hosted by Council A (lead authority, full)"
    )


def test_what_the_search_saw_of_the_register_is_in_the_summary(run: Run) -> None:
    assert not [measure for measure in summary(run) if measure.startswith("in_sample")]
    text = '[policy.p]\nkind = "expected_saving"\nleast_gbp = -100000000\nreason = "a test"\n'
    loaded = golden_case()
    searched = solve_case(loaded, sets_from_texts({"s": text}, loaded.case))
    found = summary(searched)
    assert found["in_sample_outcomes"] == (200, "outcomes")
    seen, error = found["in_sample_expected_npv_gbp"][0], found["expected_npv_standard_error_gbp"][0]
    assert abs(seen - found["expected_npv_gbp"][0]) < 10 * error


def test_figures_of_risk_are_those_of_the_outcomes(run: Run, tmp_path: Path) -> None:
    write_run(run, tmp_path / "run")
    outcomes = pd.read_csv(tmp_path / "run" / "outcomes.csv")
    assert list(outcomes) == ["outcome", "npv_saving_gbp", "npv_saving_gbp[A]", "npv_saving_gbp[B]"]
    saved, found = outcomes.npv_saving_gbp, summary(run)
    assert len(saved) == found["risk_outcomes"][0]
    assert found["expected_npv_gbp"][0] == round(Decimal(saved.mean()), 2)
    assert found["p10_npv_gbp"][0] == round(Decimal(saved.quantile(0.1)), 2)
    assert found["cvar_npv_gbp"][0] == round(Decimal(saved.nsmallest(len(saved) // 10).mean()), 2)
    assert (outcomes["npv_saving_gbp[A]"] + outcomes["npv_saving_gbp[B]"] - saved).abs().max() < 0.011
