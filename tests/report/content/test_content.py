"""What the reports say of the golden case (CORE, part 3), held to sums by hand."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from optimizer.report.content import Analyses, Content, content_of_run
from optimizer.report.content.analyses import FrontierContent, FrontierPoint
from tests.analysis.runs import kept_run
from tests.formulations.tiny import tiny
from tests.report.page.pages import golden_run


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return content_of_run(golden_run(tmp_path_factory.mktemp("content") / "run"))


def pounds(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


def test_decision_says_what_when_and_where(content: Content) -> None:
    head = content.headline
    assert head.decision == "From 2026/27 share ICT, hosted by Council A."
    assert head.consequence.startswith(
        "If everything goes as planned, this saves £372,589 over 3 years, to 2028/29; if only 35% of the"
    )
    assert [(row.since, row.who, row.host) for row in head.decisions] == [
        ("2026/27", "Council A and Council B", "Council A")
    ]
    assert head.proof.startswith("Proved: no plan that keeps the rules saves more by over £0.0")
    assert head.second_opinion.startswith("Second opinion: not asked.")


def test_years_are_those_of_the_golden_tables(content: Content) -> None:
    """Savings real and nominal as printed in CORE; one-off 60,000, then 137,000 (5,000 novation, 60,000
    joining, 72,000 ending kB), then 32,500 (redundancy and strain).
    """
    years = content.years
    assert content.year_labels == ("2025/26", "2026/27", "2027/28", "2028/29")
    real = pounds("-60000", "-54500", "214300", "316200")
    assert tuple(one.saving_real_gbp for one in years) == real
    nominal = pounds("-60000.00", "-55590.00", "222957.72", "335553.97")
    assert tuple(one.saving_nominal_gbp for one in years) == nominal
    assert tuple(one.one_off_real_gbp for one in years) == pounds("60000", "137000", "32500", "0")
    assert tuple(one.running_saving_real_gbp for one in years) == pounds("0", "82500", "246800", "316200")
    assert tuple(one.cumulative_nominal_gbp for one in years) == pounds(
        "-60000.00", "-115590.00", "107367.72", "442921.69"
    )
    assert years[-1].cumulative_discounted_gbp == Decimal("372588.62")
    assert tuple(one.bau_real_gbp for one in years) == pounds("0", "1711360", "1711360", "1711360")


def test_councils_gain_as_in_the_golden_tables(content: Content) -> None:
    first, second = content.councils
    assert (first.npv_saving_gbp, second.npv_saving_gbp) == pounds("224149.18", "148439.44")
    assert first.saving_real_gbp == pounds("-35294.12", "12500.00", "104882.35", "165705.88")
    assert second.saving_real_gbp == pounds("-24705.88", "-67000.00", "109417.65", "150494.12")
    # 224,149.18 of 372,588.62.
    assert (first.share_of_saving, second.share_of_saving) == pounds("0.6016", "0.3984")
    # B is 93,045.88 down in cash after year 1 and gains 113,838.12 in year 2.
    assert (first.payback_year, second.payback_year) == (2, 2)


def test_options_stand_side_by_side(content: Content) -> None:
    rows = {row.measure: (row.business_as_usual, row.do_minimum, row.plan) for row in content.options}
    bau, nil = Decimal("4794609.46"), Decimal("0.00")
    assert rows["cost_npv_gbp"] == (bau, bau, bau - Decimal("372588.62"))
    assert rows["npv_saving_gbp"] == (nil, nil, Decimal("372588.62"))
    assert rows["payback_years"] == (None, None, Decimal("1.52"))
    # -60,000 - 54,500 x 0.966184 = -112,657.00; 214,300 x 0.933511 = 200,051.34 in year 2: 1 + 0.5631.
    assert rows["discounted_payback_years"] == (None, None, Decimal("1.56"))
    assert rows["peak_cash_gbp"] == (nil, nil, Decimal("115590.00"))
    assert content.do_minimum_note == (
        "Do minimum: business as usual keeps every rule, so the least that can be done is nothing."
    )


def test_causes_of_a_service_add_up(content: Content) -> None:
    """Contracts: BAU pays 220,000 a year; the plan 110,000 (in-house halves), 5,000 for the novation, 72,000
    for ending kB and 50,000 novated, then 100,000 and 100,000 novated. Saved -17,000, 120,000, 120,000:
    -16,425.12 + 120,000 x (0.9335107 + 0.9019427) = 203,829.29.
    """
    [service] = content.services
    assert service.name == "ICT"
    assert service.by_cause_gbp["contracts"] == Decimal("203829.29")
    assert service.by_cause_gbp["recharges"] == 0
    assert abs(sum(service.by_cause_gbp.values()) - Decimal("372588.62")) <= Decimal("0.05")


def test_timeline_has_stays_moves_and_contracts(content: Content) -> None:
    [timeline] = content.timelines
    assert [(one.name, one.first, one.last, one.host, one.hosts) for one in timeline.stays] == [
        ("Council A", 0, 0, "", False),
        ("Council A", 1, 3, "Council A", True),
        ("Council B", 0, 0, "", False),
        ("Council B", 1, 3, "Council A", False),
    ]
    assert timeline.change_month == 10
    assert timeline.transferred_fte == (0, 17, 0, 0)
    assert timeline.returned_fte == (0, 0, 0, 0)
    first, second = content.contracts
    assert (first.words, first.cost_gbp) == ("handed over to Council A in 2026/27", Decimal("5000.00"))
    assert (second.words, second.cost_gbp) == ("ended early in 2026/27", Decimal("72000.00"))
    # Year 0 begins on 1 April 2025; kA ends on 31 March 2029, kB a year before.
    assert (first.ends_after_years, second.ends_after_years) == (4, 3)


def test_staff_by_year(content: Content) -> None:
    rows = [
        (one.at_home, one.in_pools, one.transferred, one.left, one.redundant) for one in content.staff_years
    ]
    assert [tuple(map(float, row)) for row in rows] == [
        (3.4, 17, 17, 0, 0),
        (3.4, 14, 0, 1.7, 1.3),
        (3.4, 14, 0, 1.4, 0),
    ]


def test_histogram_counts_every_outcome_once(content: Content) -> None:
    bins = content.risk.histogram
    savings = content.tables.outcomes_gbp[""]
    assert sum(one.outcomes for one in bins) == content.risk.outcomes == len(savings)
    assert {one.to_gbp - one.from_gbp for one in bins} == {bins[0].to_gbp - bins[0].from_gbp}
    assert all(one.to_gbp == after.from_gbp for one, after in zip(bins, bins[1:], strict=False))
    for one in bins:
        inside = (savings >= float(one.from_gbp)) & (savings < float(one.to_gbp))
        assert one.outcomes == int(inside.sum())
    below = sum(one.outcomes for one in bins if one.to_gbp <= 0)
    assert below == int((savings < 0).sum())


def test_assumptions_are_given_or_defaults(content: Content) -> None:
    origins = {one.origin for one in content.assumptions}
    assert "default" in origins
    assert all(one.source for one in content.assumptions if one.origin != "given")


def test_every_check_passes(content: Content) -> None:
    assert [check.name for check in content.checks if not check.holds] == []
    names = {check.name for check in content.checks}
    assert names >= {"npv_saving_gbp", "services", "staff", "recharges pay for pools", "expected_npv_gbp"}


DUTY = '[policy.duty]\nkind = "pool_required"\nservice = "S"\nfirst_year = "2027/28"\nreason = "Agreed."\n'


def test_do_minimum_is_the_least_change_that_keeps_the_rules(tmp_path: Path) -> None:
    """Where sharing is a duty, doing nothing is no option: a frontier against changes tells what is."""
    kept = kept_run(tmp_path / "run", tiny(), DUTY)
    unknown = content_of_run(kept)
    assert {row.do_minimum for row in unknown.options} == {None}
    assert "is found by `consolidate frontier CASE --against changes`" in unknown.do_minimum_note
    points = tuple(
        FrontierPoint(number, Decimal(saving), None, None, False, "", (), {"changes": Decimal(changes)})
        for number, saving, changes in ((1, 38_000, 2), (2, 30_000, 2))
    )
    frontier = FrontierContent("changes", "changes", points)
    known = content_of_run(kept, Analyses(frontiers=(replace(frontier, against="redundancies"), frontier)))
    rows = {row.measure: row for row in known.options}
    # Business as usual costs 400,000 over both years (nothing is discounted).
    assert rows["cost_npv_gbp"].do_minimum == Decimal("370000.00")
    assert rows["npv_saving_gbp"].do_minimum == 30_000
    assert rows["changes"].do_minimum == 2
    assert rows["peak_cash_gbp"].do_minimum is None
    assert "the plan with the fewest changes" in known.do_minimum_note
