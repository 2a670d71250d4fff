"""Every check of a report passes on every kind of run, and fails where a table says something else."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from optimizer.case import LoadedCase
from optimizer.report.content import Content, content_of, content_of_run
from optimizer.report.read import KeptRun
from tests.analysis.runs import kept_run
from tests.formulations.test_funding import HEADER, REST
from tests.formulations.tiny import rows, tiny
from tests.report.page.pages import golden_run


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    return golden_run(tmp_path_factory.mktemp("checks") / "golden")


@pytest.fixture(scope="module")
def funded(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    """Joining costs B 6,000, paid by a grant."""
    pots = rows(HEADER, "award B - 9000 grant - - - -", REST)
    loaded = tiny(joining=rows("council arrangement join_gbp", "B P 6000"), funding=pots)
    policy = '[policy.paid]\nkind = "funded"\nsources = ["award", "rest"]\nreason = "No money of our own."\n'
    return kept_run(tmp_path_factory.mktemp("checks") / "funded", loaded, policy)


def failing(content: Content) -> set[str]:
    return {check.name for check in content.checks if not check.holds}


def changed(kept: KeptRun, table: str, row: Mapping[str, str], cell: Mapping[str, str]) -> set[str]:
    """Return which checks fail where in the one row that is meant a cell says something else."""
    read = list(csv.DictReader(io.StringIO(kept.texts[f"{table}.csv"])))
    [found] = [one for one in read if row.items() <= one.items()]
    assert cell.keys() <= found.keys()
    found |= cell
    text = io.StringIO()
    writer = csv.DictWriter(text, list(read[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(read)
    texts = {**kept.texts, f"{table}.csv": text.getvalue()}
    return failing(content_of(kept.loaded, kept.sets, kept.manifest, texts))


def cash(line: str, body: str, year: str, basis: str = "real") -> dict[str, str]:
    return {"scenario": "plan", "body": body, "financial_year": year, "line": line, "basis": basis}


@pytest.mark.parametrize(
    ("table", "row", "cell", "names"),
    [
        ("summary", {"measure": "bau_npv_gbp"}, {"value": "4794609.47"}, {"bau_npv_gbp"}),
        ("summary", {"measure": "one_off_cost_gbp"}, {"value": "229500.01"}, {"one_off_cost_gbp"}),
        ("summary", {"measure": "steady_state_saving_gbp"}, {"value": "1"}, {"steady_state_saving_gbp"}),
        ("summary", {"measure": "peak_cash_gbp"}, {"value": "115590.01"}, {"peak_cash_gbp"}),
        ("summary", {"measure": "cash_cost_gbp"}, {"value": "1"}, {"cash_cost_gbp"}),
        ("summary", {"measure": "gap_gbp"}, {"value": "5"}, {"gap_gbp"}),
        ("summary", {"measure": "worst_council_npv_gbp"}, {"value": "1"}, {"worst_council_npv_gbp"}),
        ("summary", {"measure": "expected_npv_gbp"}, {"value": "1"}, {"expected_npv_gbp"}),
        ("summary", {"measure": "risk_outcomes"}, {"value": "9999"}, {"risk_outcomes"}),
        (
            "summary",
            {"measure": "council_npv_saving_gbp[A]"},
            {"value": "224150.18"},
            {"councils", "council A"},
        ),
        (
            "summary",
            {"measure": "npv_saving_gbp"},
            {"value": "372587.62"},
            {"npv_saving_gbp", "gap_gbp", "councils", "services", "causes"},
        ),
        (
            "cash",
            cash("novation", "A", "2026/27"),
            {"amount_gbp": "5001.00"},
            {"npv_saving_gbp", "one_off_cost_gbp", "council A", "services", "causes"},
        ),
        (
            "cash",
            cash("recharge_income", "A", "2028/29", "nominal"),
            {"amount_gbp": "-1"},
            {"peak_cash_gbp", "cash_cost_gbp", "recharges cancel out", "recharges pay for pools"},
        ),
        (
            "recharges",
            {"council": "B", "financial_year": "2026/27", "kind": "running", "basis": "real"},
            {"amount_gbp": "1"},
            {"recharges.csv"},
        ),
        ("staff", {"flow": "redundant", "financial_year": "2027/28"}, {"fte": "1"}, {"staff"}),
    ],
)
def test_check_fails_where_a_cell_says_something_else(
    golden: KeptRun, table: str, row: Mapping[str, str], cell: Mapping[str, str], names: set[str]
) -> None:
    assert changed(golden, table, row, cell) == names


def test_check_of_funding_fails_where_it_pays_for_something_else(funded: KeptRun) -> None:
    assert failing(content_of_run(funded)) == set()
    assert "funding" in {check.name for check in content_of_run(funded).checks}
    assert changed(funded, "funding", {"line": "joining"}, {"amount_gbp": "5999.99"}) == {"funding"}


def provider() -> LoadedCase:
    """A provider with a margin is the only host."""
    return tiny(
        arrangements=rows(
            "arrangement service host model pool_pay_gbp_per_fte setup_gbp", "Q S X lead 1000 777"
        ),
        providers=rows("provider margin_share irrecoverable_vat_share", "X 0.103 0.05"),
    )


def sharing() -> LoadedCase:
    """Two councils that share already."""
    today = rows(
        "council service volume non_staff_gbp arrangement_today member_since",
        "A S 600 60000 P 2023/24",
        "B S 400 40000 P 2023/24",
    )
    return tiny(baseline_services=today)


PREFERENCE = (
    '[policy.alone]\nkind = "pool_forbidden"\nservice = "S"\nreason = "Rather not."\n'
    'negotiable = "preference"\nprice_gbp_per_unit = 10\n'
)


@pytest.mark.parametrize(
    ("loaded", "policies"), [(provider(), ""), (sharing(), ""), (tiny(), PREFERENCE), (tiny(), "")]
)
def test_every_check_passes_on_every_kind_of_run(loaded: LoadedCase, policies: str, tmp_path: Path) -> None:
    content = content_of_run(kept_run(tmp_path / "run", loaded, policies))
    assert content.tables.recharges
    assert failing(content) == set()


def test_refuted_plan_fails_its_check(golden: KeptRun) -> None:
    manifest = {
        **golden.manifest,
        "second_opinion": {"answer": "refuted", "message": "A better plan exists."},
    }
    content = content_of(golden.loaded, golden.sets, manifest, golden.texts)
    assert failing(content) == {"second opinion"}
