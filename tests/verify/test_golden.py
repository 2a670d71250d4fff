"""The golden test of CORE part 3, from hand-written tables: every printed figure."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from optimizer.case.case import Policy
from optimizer.plan import LedgerCell, Plan
from optimizer.plan.plan import PooledContractState
from optimizer.verify import Accounts, Verdict, business_as_usual, claimed_ledger, verify
from tests.verify import cases
from tests.verify.tables import GOLDEN_POOL, golden_plan

A, B, POOL = "A", "B", GOLDEN_POOL
REAL_GBP: dict[tuple[str, str, str], tuple[int, int, int, int]] = {
    (A, "", "pay"): (0, 350_000, 100_000, 100_000),
    (A, "", "non_staff"): (0, 180_000, 60_000, 60_000),
    (A, "", "contract"): (0, 50_000, 0, 0),
    (A, "", "recruitment"): (0, 4_800, 800, 800),
    (A, "", "novation"): (0, 5_000, 0, 0),
    (A, POOL, "joining"): (0, 20_000, 0, 0),
    (B, "", "pay"): (0, 235_200, 67_200, 67_200),
    (B, "", "non_staff"): (0, 108_000, 36_000, 36_000),
    (B, "", "contract"): (0, 60_000, 0, 0),
    (B, "", "contract_end"): (0, 72_000, 0, 0),
    (B, "", "recruitment"): (0, 3_360, 560, 560),
    (B, POOL, "joining"): (0, 40_000, 0, 0),
    (A, POOL, "pool_pay"): (0, 425_000, 775_000, 700_000),
    (A, POOL, "pool_non_staff"): (0, 155_000, 310_000, 310_000),
    (A, POOL, "pool_novated"): (0, 50_000, 100_000, 100_000),
    (A, POOL, "governance"): (0, 7_500, 15_000, 15_000),
    (A, POOL, "set_up"): (60_000, 0, 0, 0),
    (A, POOL, "redundancy"): (0, 0, 26_000, 0),
    (A, POOL, "strain"): (0, 0, 6_500, 0),
    (A, POOL, "pool_recruitment"): (0, 0, 0, 5_600),
}
"""Every cell of the table of CORE part 3, real GBP by year 0..3."""

RECHARGES = {
    "running": {
        A: ("0", "382500.00", "720000.00", "675000.00"),
        B: ("0", "255000.00", "480000.00", "450000.00"),
    },
    "one_off": {
        A: ("35294.12", "0", "19117.65", "3294.12"),
        B: ("24705.88", "0", "13382.35", "2305.88"),
    },
}


def written_ledger() -> tuple[LedgerCell, ...]:
    """The table above as cells; nominal = real x 1.02^t, as every price rises by 2%."""
    cells = []
    for (body, pool, line), years in REAL_GBP.items():
        for year, gbp in enumerate(years):
            nominal = Fraction(gbp * 100) * Fraction(102, 100) ** year
            pence = (2 * nominal.numerator + nominal.denominator) // (2 * nominal.denominator)
            if gbp:
                cells.append(LedgerCell(body, "ICT", pool, year, line, "real", gbp * 100))
                cells.append(LedgerCell(body, "ICT", pool, year, line, "nominal", pence))
    return tuple(sorted(cells))


@pytest.fixture
def verdict() -> Verdict:
    case = cases.golden()
    plan = golden_plan(case)
    return verify(case, (), Plan(plan.memberships, plan.contracts, plan.staff, written_ledger()))


@pytest.fixture
def accounts(verdict: Verdict) -> Accounts:
    assert verdict.accounts is not None
    return verdict.accounts


def pence(gbp: str) -> int:
    return int(Decimal(gbp) * 100)


def test_plan_with_the_ledger_written_by_hand_holds(verdict: Verdict) -> None:
    assert verdict.violations == ()
    assert verdict.holds


def test_ledger_of_the_referee_is_the_one_written_by_hand() -> None:
    case = cases.golden()
    assert claimed_ledger(case, golden_plan(case)).ledger == written_ledger()


def test_cash_is_the_ledger_and_the_recharges(accounts: Accounts) -> None:
    lines = ("recharge", "recharge_income")
    own = [cell[1:] for cell in accounts.cash if cell.scenario == "plan" and cell.line not in lines]
    assert own == [tuple(cell) for cell in written_ledger()]
    assert list(accounts.cash) == sorted(accounts.cash)
    income = {c.year: c.pence for c in accounts.cash if c.line == "recharge_income" and c.basis == "real"}
    assert income == {0: -6_000_000, 1: -63_750_000, 2: -123_250_000, 3: -113_060_000}


@pytest.mark.parametrize("kind", ["running", "one_off"])
@pytest.mark.parametrize("council", [A, B])
def test_recharges_to_the_penny(accounts: Accounts, kind: str, council: str) -> None:
    found = {
        cell.year: cell.pence
        for cell in accounts.recharges
        if (cell.council, cell.kind, cell.basis) == (council, kind, "real")
    }
    expected = {year: pence(gbp) for year, gbp in enumerate(RECHARGES[kind][council]) if gbp != "0"}
    assert found == expected


def test_keys_and_exact_shares(accounts: Accounts) -> None:
    shares = {(cell.council, cell.key): cell.share for cell in accounts.recharges}
    assert shares == {
        (A, "volume"): Fraction(3, 5),
        (B, "volume"): Fraction(2, 5),
        (A, "in_scope_fte"): Fraction(10, 17),
        (B, "in_scope_fte"): Fraction(7, 17),
    }


@pytest.mark.parametrize(
    ("council", "costs", "savings"),
    [
        (A, "35294.12 992300.00 899917.65 839094.12", "-35294.12 12500.00 104882.35 165705.88"),
        (B, "24705.88 773560.00 597142.35 556065.88", "-24705.88 -67000.00 109417.65 150494.12"),
    ],
)
def test_cost_and_saving_of_each_council(accounts: Accounts, council: str, costs: str, savings: str) -> None:
    totals = {
        scenario: [
            sum(
                cell.pence
                for cell in accounts.cash
                if (cell.scenario, cell.body, cell.year, cell.basis) == (scenario, council, year, "real")
            )
            for year in range(4)
        ]
        for scenario in ("bau", "plan")
    }
    assert totals["plan"] == [pence(gbp) for gbp in costs.split()]
    assert [b - p for b, p in zip(totals["bau"], totals["plan"], strict=True)] == [
        pence(gbp) for gbp in savings.split()
    ]


def test_results(accounts: Accounts) -> None:
    measures = accounts.measures
    assert measures.npv_saving_gbp == Decimal("372588.62")
    assert measures.council_npv_gbp == {A: Decimal("224149.18"), B: Decimal("148439.44")}
    assert measures.worst_council_npv_gbp == Decimal("148439.44")
    assert measures.bau_npv_gbp == Decimal("4794609.46")
    assert measures.one_off_cost_gbp == Decimal("229500.00")
    assert measures.steady_state_saving_gbp == Decimal("316200.00")
    assert measures.saving_real_gbp == dict(
        enumerate(map(Decimal, ("-60000.00", "-54500.00", "214300.00", "316200.00")))
    )
    assert measures.saving_nominal_gbp == dict(
        enumerate(map(Decimal, ("-60000.00", "-55590.00", "222957.72", "335553.97")))
    )
    assert measures.peak_cash_gbp == Decimal("115590.00")
    assert (measures.payback_year, measures.payback_years) == (2, Decimal("1.52"))


def test_saving_at_recorded_realisation(accounts: Accounts) -> None:
    # One-offs 60,000 + 137,000 d1 + 32,500 d2; running savings 82,500, 246,800 and 316,200, of them 35%.
    discount = 1 / Fraction("1.035")
    one_off = 60_000 + 137_000 * discount + 32_500 * discount**2
    running = 82_500 * discount + 246_800 * discount**2 + 316_200 * discount**3
    expected = float(Fraction("0.35") * running - one_off)
    assert float(accounts.measures.npv_saving_at_recorded_realisation_gbp) == pytest.approx(
        expected, abs=0.005
    )


def test_staff_of_the_pool(accounts: Accounts) -> None:
    found = {(row.flow, row.year): row.fte for row in accounts.staff if row.arrangement and not row.council}
    assert {year: found["required", year] for year in (1, 2, 3)} == {1: Fraction("15.7"), 2: 14, 3: 14}
    assert {year: found["left", year] for year in (1, 2, 3)} == {1: 0, 2: Fraction("1.7"), 3: Fraction("1.4")}
    assert {year: found["staff", year] for year in (1, 2, 3)} == {1: 17, 2: 14, 3: 14}
    assert (found["redundant", 2], found["recruited", 3]) == (Fraction("1.3"), Fraction("1.4"))
    homes = {(row.council, row.year): row.fte for row in accounts.staff if row.flow == "home"}
    assert homes == {(c, t): Fraction(f) for c, f in ((A, "2"), (B, "1.4")) for t in (1, 2, 3)}


def test_pools_and_contracts(accounts: Accounts) -> None:
    pools = [row for row in accounts.pools if row.scenario == "plan"]
    assert [(row.year, row.open, row.members, row.volume) for row in pools] == [
        (0, False, 0, 0),
        (1, True, 2, 1000),
        (2, True, 2, 1000),
        (3, True, 2, 1000),
    ]
    assert [row.running_pence for row in pools] == [0, 63_750_000, 120_000_000, 112_500_000]
    assert [row.one_off_pence for row in pools] == [6_000_000, 0, 3_250_000, 560_000]
    assert [row.needed_fte for row in pools] == [0, Fraction("15.7"), 14, 14]
    rows = [
        (row.contract, row.year, row.state, row.charge_pence, row.fee_pence) for row in accounts.contracts
    ]
    assert rows == [
        ("kA", 1, "novated", 10_000_000, 500_000),
        ("kA", 2, "novated", 10_000_000, 0),
        ("kA", 3, "novated", 10_000_000, 0),
        ("kB", 1, "ended", 6_000_000, 7_200_000),
        ("kB", 2, "ended", 0, 0),
        ("kB", 3, "ended", 0, 0),
    ]


def test_business_as_usual() -> None:
    verdict = business_as_usual(cases.golden(), ())
    assert verdict.violations == ()
    assert verdict.accounts is not None
    by_year: dict[tuple[str, int], int] = {}
    for cell in verdict.accounts.cash:
        if cell.scenario == "plan" and cell.basis == "real":
            by_year[cell.body, cell.year] = by_year.get((cell.body, cell.year), 0) + cell.pence
    assert by_year == {(c, t): p for c, p in ((A, 100_480_000), (B, 70_656_000)) for t in (1, 2, 3)}
    assert verdict.accounts.measures.bau_npv_gbp == Decimal("4794609.46")
    assert verdict.accounts.measures.npv_saving_gbp == 0
    assert verdict.accounts.measures.payback_year is None


@pytest.mark.parametrize(
    ("first", "k_a", "k_b", "npv"),
    [
        (1, "novated", "ended", "372588.62"),
        (1, "ended", "ended", "279832.04"),
        (1, "novated", "run_on", "272161.54"),
        (1, "run_on", "ended", "168750.47"),
        # -60,000 d1 - 6,500 d2 + 214,300 d3; CORE part 3 prints 129,247.44, 5p short of its own terms.
        (2, "novated", "ended", "129247.49"),
    ],
)
def test_alternatives(first: int, k_a: PooledContractState, k_b: PooledContractState, npv: str) -> None:
    case = cases.golden()
    verdict = verify(case, (), claimed_ledger(case, golden_plan(case, first, k_a, k_b)))
    assert verdict.holds
    assert verdict.accounts is not None
    assert verdict.accounts.measures.npv_saving_gbp == Decimal(npv)


def budget(pot: str) -> Policy:
    parameters: dict[str, str | int | bool | Decimal | tuple[str, ...] | None] = {
        "pot": pot,
        "councils": (B,),
    }
    return Policy("one_off_pot", "budget", "transition_budget", "for the test", "", parameters)


@pytest.mark.parametrize(
    ("k_b", "pot", "slack", "state"),
    [
        ("ended", "transition", "0.00", "tight"),
        ("ended", "tight", "-240.00", "tight"),
        ("run_on", "tight", "73200.00", "slack"),
    ],
)
def test_budget_case(k_b: PooledContractState, pot: str, slack: str, state: str) -> None:
    # B's one-offs of 2026/27: (40,000 + 72,000) x 1.02 = 114,240.00; with kB running on 40,800.00.
    case = cases.golden()
    verdict = verify(case, (budget(pot),), claimed_ledger(case, golden_plan(case, k_b=k_b)))
    assert verdict.accounts is not None
    [row] = verdict.accounts.policies
    assert (row.policy, row.slack, row.state, row.unit) == (
        "one_off_pot",
        Decimal(slack),
        state,
        "GBP",
    )
    assert [v.rule for v in verdict.violations] == (["policy.transition_budget"] if slack[0] == "-" else [])
    if slack[0] == "-":
        assert "one_off_pot" in verdict.violations[0].place


def test_kb_may_run_on_for_a_year_and_be_ended_then() -> None:
    # docs/conventions: the best plan within 114,000 is 305,767.93.
    case = cases.golden()
    plan = golden_plan(case, k_b="run_on")
    contracts = tuple(
        row._replace(state="ended") if row.contract == "kB" and row.year > 1 else row
        for row in plan.contracts
    )
    plan = claimed_ledger(case, Plan(plan.memberships, contracts, plan.staff, ()))
    verdict = verify(case, (budget("tight"),), plan)
    assert verdict.holds
    assert verdict.accounts is not None
    assert verdict.accounts.measures.npv_saving_gbp == Decimal("305767.93")
