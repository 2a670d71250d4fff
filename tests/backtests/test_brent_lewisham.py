"""Brent and Lewisham: what the engine says of a shared ICT service, held against what was agreed and done."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.analysis.sweep.sweep import prepared, swept
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.why.prices import why
from optimizer.analysis.why.tables import why_files
from optimizer.report.read import read_run
from tests.backtests.record import EXAMPLES, Record

EXAMPLE = "brent_lewisham"
JOINT_BUDGET_GBP = 3_400_000
"""Recorded budget of the first year, shared 50:50."""

RunOf = Callable[..., Record]


def contract_lines_gbp(run: Record, line: str) -> dict[str, Decimal]:
    """Return what a line of Lewisham's contract costs in the plan, by year, where it costs anything."""
    rows = run.rows("cash", scenario="plan", body="lewisham", basis="real", line=line)
    return {row["financial_year"]: Decimal(row["amount_gbp"]) for row in rows if Decimal(row["amount_gbp"])}


def first_year(run: Record) -> str:
    return min(row["financial_year"] for row in run.rows("memberships") if row["arrangement"])


def test_brent_hosts(run_of: RunOf) -> None:
    hosts = {row["host"] for row in run_of(EXAMPLE).rows("memberships") if row["arrangement"]}
    assert hosts == {"brent"}


def test_most_of_the_staff_are_at_brent_already(run_of: RunOf) -> None:
    rows = run_of(EXAMPLE).rows("staff", flow="transferred")
    moved = {row["council"]: Decimal(row["fte"]) for row in rows if Decimal(row["fte"])}
    assert moved["brent"] > 2 * moved["lewisham"] > 0


def test_the_start_is_the_end_of_the_contract_with_rules_and_without(run_of: RunOf) -> None:
    """The contract expired on 1 April 2016 and the service began in April 2016."""
    for sets in ((), ("agreement",), ("agreement", "stands_stress")):
        run = run_of(EXAMPLE, *sets)
        assert first_year(run) == "2016/17"
        assert not contract_lines_gbp(run, "contract_end")
        assert not contract_lines_gbp(run, "contract_extension")


def test_an_earlier_start_pays_for_ending_the_contract(run_of: RunOf) -> None:
    """Of 1,900,000 for the year that is left, 0.9, and 50,000."""
    earlier = run_of(EXAMPLE, "a_year_earlier")
    assert first_year(earlier) == "2015/16"
    assert contract_lines_gbp(earlier, "contract_end") == {"2015/16": Decimal(1_760_000)}
    assert earlier.measure("npv_saving_gbp") < run_of(EXAMPLE).measure("npv_saving_gbp")


def test_a_later_start_pays_for_extending_the_contract(run_of: RunOf) -> None:
    """A tenth of 1,900,000 on top of the charge, for the year between."""
    later = run_of(EXAMPLE, "a_year_later")
    assert first_year(later) == "2017/18"
    assert contract_lines_gbp(later, "contract_extension") == {"2016/17": Decimal(190_000)}
    assert contract_lines_gbp(later, "contract")["2016/17"] == 1_900_000
    assert later.measure("npv_saving_gbp") < run_of(EXAMPLE).measure("npv_saving_gbp")


def test_the_joint_budget_of_the_first_year_is_the_recorded_one(run_of: RunOf) -> None:
    rows = run_of(EXAMPLE).rows("recharges", financial_year="2016/17", kind="running", basis="nominal")
    budget = sum(Decimal(row["amount_gbp"]) for row in rows)
    assert budget == pytest.approx(JOINT_BUDGET_GBP, rel=0.01)


def test_each_pays_half(run_of: RunOf) -> None:
    shares: dict[tuple[str, str], dict[str, Decimal]] = {}
    for row in run_of(EXAMPLE).rows("recharges", basis="nominal"):
        shares.setdefault((row["financial_year"], row["kind"]), {})[row["council"]] = Decimal(
            row["amount_gbp"]
        )
    assert {year for year, _ in shares} >= {"2016/17", "2021/22"}
    for paid in shares.values():
        assert abs(paid["brent"] - paid["lewisham"]) <= Decimal("0.01")


def test_equal_shares_leave_both_better_off(run_of: RunOf) -> None:
    for sets in ((), ("agreement",)):
        for council in ("brent", "lewisham"):
            assert run_of(EXAMPLE, *sets).measure(f"council_npv_saving_gbp[{council}]") > 0


def test_lewisham_saves_about_a_million_a_year_and_brent_misses_its_target(run_of: RunOf) -> None:
    """Lewisham reported over 1m by February 2017; Brent aimed at 1.62m, restructuring of its own included."""
    run = run_of(EXAMPLE, "agreement")
    assert 900_000 < run.saving_gbp("2017/18", body="lewisham") < 1_200_000
    years = {row["financial_year"] for row in run.rows("memberships")}
    assert all(run.saving_gbp(year, "nominal", body="brent") < 1_620_000 for year in years)


def test_it_still_pays_if_a_third_arrives(run_of: RunOf) -> None:
    assert run_of(EXAMPLE, "agreement").measure("npv_saving_at_recorded_realisation_gbp") > 0


def test_it_is_the_host_that_carries_the_risk(run_of: RunOf) -> None:
    """Half of the cost each, and the smaller saving: Brent loses on average over the outcomes."""
    rows = run_of(EXAMPLE, "agreement").rows("outcomes")
    mean = {
        council: sum(Decimal(row[f"npv_saving_gbp[{council}]"]) for row in rows) / len(rows)
        for council in ("brent", "lewisham")
    }
    assert mean["brent"] < 0 < mean["lewisham"]


@pytest.mark.long
def test_why_prices_host_and_starts(run_of: RunOf) -> None:
    kept = read_run(run_of(EXAMPLE).folder)
    text = why_files(why(kept, "ict", None, workers=1), kept)["why.csv"]
    found = {(row["alternative"], row["value"]): row for row in csv.DictReader(io.StringIO(text))}
    best = run_of(EXAMPLE).measure("npv_saving_gbp")
    for year, question in (("2015/16", "a_year_earlier"), ("2017/18", "a_year_later")):
        priced = Decimal(found["start", year]["difference_gbp"])
        assert priced == run_of(EXAMPLE, question).measure("npv_saving_gbp") - best < 0
        assert Decimal(found["start", year]["contracts_gbp"]) != 0
    host = found["host", "lewisham"]
    assert Decimal(host["difference_gbp"]) == Decimal(host["transition_gbp"]) < 0


@pytest.mark.long
def test_the_agreement_leaves_no_earlier_start(run_of: RunOf) -> None:
    kept = read_run(run_of(EXAMPLE, "agreement").folder)
    text = why_files(why(kept, "ict", None, workers=1), kept)["why.csv"]
    [earlier] = [row for row in csv.DictReader(io.StringIO(text)) if row["value"] == "2015/16"]
    assert earlier["answer"] == "impossible"
    assert earlier["policies_in_the_way"] == "agreement.decided_in_2015"


@pytest.mark.long
def test_the_start_follows_the_contract_wherever_it_ends(tmp_path: Path) -> None:
    found = sweep_files(swept(prepared(EXAMPLES / EXAMPLE, "what_matters", ()), tmp_path / "out", workers=1))
    points = list(csv.DictReader(io.StringIO(found["sweep.csv"])))
    stays = [row for row in csv.DictReader(io.StringIO(found["decisions.csv"])) if row["arrangement"]]
    starts = {row["point"]: row["first_year"] for row in stays}

    def start_by(column: str) -> dict[str, str]:
        # The first point is the case as it is, and every other one differs from it in one entry.
        differing = [point for point in points if point[column] != points[0][column]]
        return {point[column]: starts[point["point"]] for point in (points[0], *differing)}

    assert start_by("in_contract_end") == {
        "2015-03-31": "2015/16",
        "2016-03-31": "2016/17",
        "2017-03-31": "2017/18",
        "2018-03-31": "2018/19",
    }
    exit_shares = start_by("in_contract_exit_share")
    assert {share for share, start in exit_shares.items() if start == "2015/16"} == {"0.25", "0.5", "0.75"}
    assert {share for share, start in exit_shares.items() if start == "2016/17"} == {"0.85", "0.9", "1"}
    assert set(start_by("in_extension_premium").values()) == {"2016/17"}
    assert {row["host"] for row in stays} == {"brent"}
