"""The headline figures at their edges, with sums small enough to do in the head."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.plan import Plan
from optimizer.verify import verify
from optimizer.verify.costing import tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.exact import half_up, to_decimal, to_pence
from optimizer.verify.history import History
from optimizer.verify.measures import cashable_costs, make_measures, payback, peak_deficit, realised
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import CashCell, Measures, Scenario
from tests.verify import cases
from tests.verify.plans import good_plans


@pytest.mark.parametrize(
    ("savings", "year", "years"),
    [
        ((-100, 50, 50, 50), 2, "2.00"),
        ((-100, 50, 100, 0), 2, "1.50"),
        ((-100, 300, 0, 0), 1, "0.33"),
        # From the start, and never below zero.
        ((0, 50, 50, 50), 0, "0.00"),
        ((10, 0, 0, 0), 0, "0.00"),
        # Above zero in year 1, below again in year 2: only the last return counts.
        ((-100, 150, -100, 60), 3, "2.83"),
        # A saving first, spent in year 2 and earned again.
        ((50, 0, -100, 100), 3, "2.50"),
        # Exactly zero counts as paid back, also at the very end.
        ((-100, 50, 25, 25), 3, "3.00"),
        ((-100, 0, 100, 0), 2, "2.00"),
    ],
)
def test_payback(savings: tuple[int, ...], year: int, years: str) -> None:
    assert payback(savings) == (year, Decimal(years))


@pytest.mark.parametrize("savings", [(-100, 50, 20, 20), (0, 0, 0, 0), (0, 100, -150, 0), (-1, 0, 0, 0)])
def test_no_payback(savings: tuple[int, ...]) -> None:
    assert payback(savings) == (None, None)


@pytest.mark.parametrize(
    ("savings", "deficit"),
    [((-100, -50, 200, 0), 150), ((0, 0, 0, 0), 0), ((10, 20), 0), ((50, -80, 10, -20), 40), ((-5, 5), 5)],
)
def test_peak_cash(savings: tuple[int, ...], deficit: int) -> None:
    assert peak_deficit(savings) == deficit


def test_recorded_realisation_leaves_a_loss_as_it_is() -> None:
    assert realised(Fraction(1000), Fraction("0.35")) == 350
    assert realised(Fraction(1), Fraction("0.35")) == Fraction("0.35")
    assert realised(Fraction(-1000), Fraction("0.35")) == -1000
    assert realised(Fraction(0), Fraction("0.35")) == 0


def cell(scenario: Scenario, year: int, line: str, gbp: int, body: str = "A") -> list[CashCell]:
    return [
        CashCell(scenario, body, "ICT", "", year, line, "real", gbp * 100),
        CashCell(scenario, body, "ICT", "", year, line, "nominal", gbp * 100),
    ]


def nothing_shared(case: Case) -> History:
    return tell(case, decisions_of(Plan((), (), (), ()))).history


def measures(bau: list[CashCell], plan: list[CashCell]) -> Measures:
    case = cases.golden()
    return make_measures(case, make_timeline(case), nothing_shared(case), bau, plan)


def test_figures_of_a_plan_that_only_loses() -> None:
    bau = [c for t in (1, 2, 3) for c in cell("bau", t, "pay", 1000)]
    plan = [c for t in (1, 2, 3) for c in cell("plan", t, "pay", 1100)] + cell("plan", 1, "joining", 50)
    found = measures(bau, plan)
    loss = sum(100 / Fraction("1.035") ** t for t in (1, 2, 3)) + 50 / Fraction("1.035")
    assert found.npv_saving_gbp == to_decimal(-loss, 2)
    # The loss counts in full at the recorded realisation too.
    assert found.npv_saving_at_recorded_realisation_gbp == found.npv_saving_gbp
    assert (found.payback_year, found.payback_years) == (None, None)
    assert found.peak_cash_gbp == Decimal(350)
    assert found.one_off_cost_gbp == Decimal(50)
    assert found.steady_state_saving_gbp == Decimal(-100)
    assert found.worst_council_npv_gbp == found.council_npv_gbp["A"] < found.council_npv_gbp["B"] == 0


def test_steady_state_leaves_out_one_offs_but_not_recruitment() -> None:
    bau = cell("bau", 3, "pay", 1000)
    plan = (
        cell("plan", 3, "pay", 400)
        + cell("plan", 3, "contract_end", 300)
        + cell("plan", 3, "recruitment", 20)
    )
    found = measures(bau, plan)
    assert found.steady_state_saving_gbp == Decimal(580)
    assert found.saving_real_gbp[3] == Decimal(280)
    assert found.one_off_cost_gbp == Decimal(300)


def test_one_off_costs_of_business_as_usual_are_not_the_plans() -> None:
    bau = cell("bau", 1, "pay", 1000) + cell("bau", 1, "contract_end", 30)
    plan = cell("plan", 1, "pay", 1000) + cell("plan", 1, "contract_end", 80)
    found = measures(bau, plan)
    assert found.one_off_cost_gbp == Decimal(50)
    assert found.saving_real_gbp[1] == Decimal(-50)


def test_provider_counts_only_through_what_councils_pay() -> None:
    case, plan = good_plans()["deepening"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    total = Fraction(0)
    for row in accounts.cash:
        if row.basis == "real" and row.body != "P":
            sign = 1 if row.scenario == "bau" else -1
            total += sign * Fraction(row.pence, 100) / Fraction("1.035") ** row.year
    assert accounts.measures.npv_saving_gbp == to_decimal(total, 2)
    one_off = sum(
        (Fraction("1.092") if row.body == "P" else 1) * row.pence
        for row in accounts.cash
        if row.scenario == "plan"
        and row.basis == "real"
        and row.line
        in {
            *("set_up", "joining", "leaving", "contract_end", "contract_extension", "novation"),
            *("redundancy", "strain", "compensation_income"),
        }
    )
    assert accounts.measures.one_off_cost_gbp == to_decimal(Fraction(one_off) / 100, 2)


def test_sum_of_councils_is_the_whole() -> None:
    for case, plan in good_plans().values():
        accounts = verify(case, (), plan).accounts
        assert accounts is not None
        parts = sum(accounts.measures.council_npv_gbp.values())
        assert abs(parts - accounts.measures.npv_saving_gbp) <= Decimal("0.02")


@pytest.mark.parametrize(
    ("gbp", "pence"),
    [("0.005", 1), ("-0.005", -1), ("0.0049999", 0), ("1.235", 124), ("-1.235", -124), ("0", 0), ("2", 200)],
)
def test_half_up_to_a_penny_is_the_same_for_cost_and_income(gbp: str, pence: int) -> None:
    assert to_pence(Fraction(gbp)) == pence


def test_half_up_of_a_third() -> None:
    assert [half_up(Fraction(n, 3)) for n in (-4, -2, -1, 1, 2, 4)] == [-1, -1, 0, 0, 1, 1]


def test_only_the_cashable_share_of_a_line_pays_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = {**cost_lines(), "pay": replace(cost_lines()["pay"], cashable_share=Decimal("0.25"))}
    monkeypatch.setattr("optimizer.verify.measures.cost_lines", lambda: lines)
    cells = [*cell("plan", 1, "pay", 1000), *cell("plan", 1, "joining", 10), *cell("plan", 2, "pool_pay", 4)]
    assert cashable_costs(cases.golden(), cells) == [0, 26_000, 0, 0]
