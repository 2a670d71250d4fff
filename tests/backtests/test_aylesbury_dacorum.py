"""Aylesbury Vale and Dacorum: what the engine says of one ICT service, held against what became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from itertools import takewhile
from pathlib import Path

import pytest

from optimizer.analysis.sweep.sweep import prepared, swept
from optimizer.analysis.sweep.tables import sweep_files
from optimizer.analysis.why.prices import why
from optimizer.analysis.why.tables import why_files
from optimizer.report.read import read_run
from tests.backtests.record import EXAMPLES, Record

EXAMPLE = "aylesbury_dacorum"
RULES = ("change_load", "risk_limit")
AGREED = (*RULES, "mou")
MEMORANDUM = ("2012/13", "2013/14")
"""Years in which nobody may change employer."""

RunOf = Callable[..., Record]


def first_saving_year(run: Record) -> int:
    """Return the number of the first year (1 is 2012/13) from which on every year saves."""
    years = sorted({row["financial_year"] for row in run.rows("memberships")}, reverse=True)
    saving = list(takewhile(lambda year: run.saving_gbp(year) > 0, years))
    return int(saving[-1][:4]) - int(run.words("base_year")[:4])


def models(run: Record) -> set[str]:
    return {row["delivery_model"] for row in run.rows("memberships") if row["arrangement"]}


def test_nobody_moves_and_no_pay_is_saved_while_the_memorandum_lasts(run_of: RunOf) -> None:
    run = run_of(EXAMPLE, *AGREED)
    for year in MEMORANDUM:
        assert {row["delivery_model"] for row in run.rows("memberships", financial_year=year)} == {
            "shared_management"
        }
        for line in ("pay", "pool_pay", "redundancy", "recruitment"):
            assert run.saving_gbp(year, line=line) == 0, (year, line)
        moved = [row for row in run.rows("staff", financial_year=year) if row["flow"] != "home"]
        assert all(Decimal(row["fte"]) == 0 for row in moved)
    later = run.rows("staff", financial_year="2014/15", flow="transferred")
    assert sum(Decimal(row["fte"]) for row in later) > 0


def test_nothing_is_saved_in_the_first_two_years_and_something_from_the_fourth(run_of: RunOf) -> None:
    """Savings were expected in three to five years, none in the short term."""
    run = run_of(EXAMPLE, *AGREED)
    for year in MEMORANDUM:
        assert run.saving_gbp(year) < 0
    assert first_saving_year(run) == 4


def test_with_an_earlier_transfer_savings_begin_in_year_three(run_of: RunOf) -> None:
    assert first_saving_year(run_of(EXAMPLE, *RULES)) == 3


def test_the_agreed_plan_costs_more_than_it_saves_even_as_promised(run_of: RunOf) -> None:
    """It was ended because it "did not provide sufficient financial benefits"."""
    run = run_of(EXAMPLE, *AGREED)
    assert run.measure("expected_npv_gbp") < run.measure("npv_saving_at_recorded_realisation_gbp")
    assert run.measure("npv_saving_at_recorded_realisation_gbp") < run.measure("npv_saving_gbp") < 0
    assert run.measure("chance_of_loss") > Decimal("0.9")


@pytest.mark.parametrize("horizon_or_realised", ["five_years", "realised"])
def test_not_sharing_or_joint_projects_win(run_of: RunOf, horizon_or_realised: str) -> None:
    """Without the rule the councils would share a service: it is the rule that says no."""
    assert models(run_of(EXAMPLE)) == {"lead_authority"}
    assert models(run_of(EXAMPLE, horizon_or_realised)) <= {"joint_projects"}


def test_the_change_lands_on_dacorum_which_would_lose(run_of: RunOf) -> None:
    """The report on its end names the uneven nature of the relationship."""
    run = run_of(EXAMPLE)
    assert (
        run.measure("council_npv_saving_gbp[dacorum]") < 0 < run.measure("council_npv_saving_gbp[aylesbury]")
    )
    assert not models(run_of(EXAMPLE, "no_loser"))


@pytest.mark.long
@pytest.mark.parametrize(
    ("rule", "policy"),
    [("change_load", "change_load.dacorums_change_load"), ("risk_limit", "risk_limit.no_high_risk")],
)
def test_each_rule_by_itself_puts_the_service_level_agreement_aside(
    run_of: RunOf, rule: str, policy: str
) -> None:
    found = alternatives(run_of(EXAMPLE, rule))["model", "sla_customer"]
    assert found["answer"] == "impossible"
    assert found["policies_in_the_way"] == policy


@pytest.mark.long
def test_money_alone_puts_the_service_level_agreement_aside_too(run_of: RunOf) -> None:
    run = run_of(EXAMPLE)
    found = alternatives(run)["model", "sla_customer"]
    assert run.measure("npv_saving_gbp") + Decimal(found["difference_gbp"]) < 0


def alternatives(run: Record) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rows of why.csv by alternative and value."""
    kept = read_run(run.folder)
    text = why_files(why(kept, "ict", None, workers=1), kept)["why.csv"]
    return {(row["alternative"], row["value"]): row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.long
@pytest.mark.parametrize("sets", [RULES, AGREED])
def test_the_service_level_agreement_returns_where_dacorum_has_little_to_change(
    tmp_path: Path, sets: tuple[str, ...]
) -> None:
    spec = prepared(EXAMPLES / EXAMPLE, "what_matters", sets)
    found = sweep_files(swept(spec, tmp_path / "out", workers=1))
    fixed_by_point = {
        row["point"]: row["in_change_fixed"] for row in csv.DictReader(io.StringIO(found["sweep.csv"]))
    }
    last: dict[str, str] = {}
    for row in csv.DictReader(io.StringIO(found["decisions.csv"])):
        if row["council"] == "dacorum":
            last[row["point"]] = row["delivery_model"]
    assert {last[point] for point, fixed in fixed_by_point.items() if fixed == "15000"} == {"sla_customer"}
    assert "sla_customer" not in {last[point] for point in last if fixed_by_point[point] != "15000"}
    assert last["1"] == "lead_authority"
