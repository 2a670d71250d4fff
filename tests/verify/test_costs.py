"""Cells of the richer plan `deepening`, each worked out by hand from CORE's cost lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.plan import LedgerCell, Plan
from optimizer.verify import claimed_ledger, verify
from optimizer.verify.exact import half_up
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.tables import contract, golden_plan

PAY_RISE = Fraction("1.03") / Fraction("1.02")
CONTRACT_RISE = Fraction("1.025") / Fraction("1.02")
FIXED = 1 / Fraction("1.02")


def ledger(name: str = "deepening") -> tuple[LedgerCell, ...]:
    case, plan = good_plans()[name]
    return claimed_ledger(case, plan).ledger


def years(
    cells: tuple[LedgerCell, ...],
    body: str,
    arrangement: str,
    line: str,
    service: str = "ICT",
    basis: str = "real",
) -> dict[int, int]:
    return {
        cell.year: cell.pence
        for cell in cells
        if (cell.body, cell.service, cell.arrangement, cell.line, cell.basis)
        == (body, service, arrangement, line, basis)
    }


def pence(gbp: Fraction | int | str) -> int:
    return half_up(Fraction(gbp) * 100)


def test_joining_with_its_lead_share_and_the_credit_for_deepening() -> None:
    # A joins the network for 12,000 (a quarter ahead), then deepens for 20,000 less 40%.
    assert years(ledger(), "A", "ICT.A.net", "joining") == {0: pence(3000), 1: pence(9000)}
    assert years(ledger(), "A", "ICT.A.full", "joining") == {2: pence(3000), 3: pence(9000)}
    # C joins in year 4 without having been in the chain.
    assert years(ledger(), "C", "ICT.A.full", "joining") == {3: pence(6250), 4: pence(18750)}


def test_set_up_with_its_lead_share_and_the_credit_for_deepening() -> None:
    assert years(ledger(), "A", "ICT.A.net", "set_up") == {0: pence(20000), 1: pence(20000)}
    assert years(ledger(), "A", "ICT.A.full", "set_up") == {2: pence(12000), 3: pence(12000)}


def test_leaving_and_compensation() -> None:
    assert years(ledger(), "A", "PAY.B.sec", "leaving", "PAY") == {3: pence(8000)}
    assert years(ledger(), "B", "PAY.B.sec", "leaving", "PAY") == {3: pence(1000)}
    assert years(ledger(), "B", "PAY.B.sec", "compensation_income", "PAY") == {3: pence(-6000)}
    # Deepening is not leaving: B's 4,000 + 2,500 for leaving the chain never fall due.
    assert years(ledger(), "B", "ICT.A.net", "leaving") == {}


def test_compensation_of_a_pool_that_closes_goes_to_its_last_members() -> None:
    case, plan = good_plans()["deepening"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    # One-off key in-scope FTE 7:5. Nobody can be made redundant; whoever is left has gone back to A and B.
    shares = {
        cell.council: cell.share
        for cell in accounts.recharges
        if (cell.scenario, cell.arrangement, cell.year, cell.kind) == ("plan", "PAY.B.sec", 3, "one_off")
    }
    assert shares == {"A": Fraction(7, 12), "B": Fraction(5, 12)}


def test_bridging_extension() -> None:
    # iC ends 30 June 2027; C joins on 1 October 2029; at most two years are bridged: to 30 June 2029.
    # 4,000 a year x 9/12 of 2027/28, 12/12, 3/12 of 2029/30, at the index of the contract.
    expected = {2: 3000 * CONTRACT_RISE**2, 3: 4000 * CONTRACT_RISE**3, 4: 1000 * CONTRACT_RISE**4}
    assert years(ledger(), "C", "", "contract_extension") == {t: pence(gbp) for t, gbp in expected.items()}
    nominal = {2: 3000, 3: 4000, 4: 1000}
    assert years(ledger(), "C", "", "contract_extension", basis="nominal") == {
        t: pence(gbp * Fraction("1.025") ** t) for t, gbp in nominal.items()
    }


def test_fixed_price_contract_that_is_novated() -> None:
    # iA: 100,000 in cash a year to 31 March 2030. A pays half of year 1, then the pool that holds it does.
    assert years(ledger(), "A", "", "contract", basis="nominal") == {1: pence(50000)}
    assert years(ledger(), "A", "", "contract") == {1: pence(50000 * FIXED)}
    net = years(ledger(), "A", "ICT.A.net", "pool_novated", basis="nominal")
    assert net == {1: pence(50000), 2: pence(100000), 3: pence(50000)}
    full = years(ledger(), "A", "ICT.A.full", "pool_novated", basis="nominal")
    assert full == {3: pence(50000), 4: pence(100000)}
    assert years(ledger(), "A", "", "novation") == {1: pence(5000)}


def test_run_on_contract() -> None:
    # iB: 60,000 to 31 December 2026. B pays half of year 1 in-house and three months beside the pool.
    assert years(ledger(), "B", "", "contract") == {1: pence(30000 + 15000)}


def test_contract_with_a_january_change_date() -> None:
    # pA runs on beside today's pool, passes to the provider on 1 January 2029, ends on 15 October 2029.
    run = {1: 50000, 2: 50000, 3: 37500}
    assert years(ledger(), "A", "", "contract", "PAY") == {t: pence(g * PAY_RISE**t) for t, g in run.items()}
    last = Fraction(50000, 12) * (6 + Fraction(15, 31))
    novated = {3: Fraction(12500), 4: last}
    assert years(ledger(), "P", "PAY.P.full", "pool_novated", "PAY") == {
        t: pence(g * PAY_RISE**t) for t, g in novated.items()
    }
    # pC is ended on 1 January 2029 with 15 months left: 1,000 + half of 45,000 x 15/12.
    assert years(ledger(), "C", "", "contract_end", "PAY") == {3: pence((1000 + 28125) * CONTRACT_RISE**3)}


def test_pool_non_staff_less_what_novated_contracts_replace() -> None:
    # A and C: 4,500 payslips, 50,000 + 60,000 at full depth, x 0.8 = 88,000; replaced 0.9 x the live charge.
    expected = {
        3: Fraction(88000, 4) - Fraction(45000, 4),
        4: 88000 - Fraction(45000, 12) * (6 + Fraction(15, 31)),
        5: Fraction(88000),
        6: Fraction(88000),
    }
    assert years(ledger(), "P", "PAY.P.full", "pool_non_staff", "PAY") == {
        t: pence(g) for t, g in expected.items()
    }


def test_protection() -> None:
    # C's 4.5 FTE of tech at 52,000 and 3 of desk at 33,000 join a pool paying 50,000 and 32,000.
    case, _ = good_plans()["deepening"]
    roles = case.arrangements["ICT.A.full"].roles
    stay = {role: 1 - Fraction(roles[role].turnover_share) for role in ("tech", "desk")}
    part = {4: Fraction(1, 2), 5: Fraction(1), 6: Fraction(1, 2)}
    expected = {
        t: pence(part[t] * (9000 * stay["tech"] ** (t - 4) + 3000 * stay["desk"] ** (t - 4)) * PAY_RISE**t)
        for t in part
    }
    assert years(ledger(), "C", "ICT.A.full", "protection") == expected


def test_ramp() -> None:
    # 0.8 x (180,000.55 - 40,000) = 112,000.44 in scope; half of it in year 4, a quarter in year 5.
    assert years(ledger(), "C", "ICT.A.full", "ramp") == {4: pence("56000.22"), 5: pence("28000.11")}


def test_member_yearly() -> None:
    half = Fraction("1200.25") / 2
    expected = {4: pence(half), 5: pence("1200.25"), 6: pence("1200.25")}
    assert years(ledger(), "C", "ICT.A.full", "member_yearly") == expected


def test_governance() -> None:
    # 10,000 + 2,000 for each member beyond the first: two members, three from 1 October 2029.
    expected = {3: pence(6000), 4: pence(6000 + 7000), 5: pence(14000), 6: pence(14000)}
    assert years(ledger(), "A", "ICT.A.full", "governance") == expected


def test_step_of_the_curve() -> None:
    # A and B: 1,300 users of tech: beyond the step at 1,000 the chord starts at 10 and goes to 16 at 2,000.
    case, plan = good_plans()["deepening"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    required = {
        (row.role, row.year): row.fte
        for row in accounts.staff
        if row.arrangement == "ICT.A.net" and row.flow == "required"
    }
    tech, desk = 10 + Fraction(6 * 300, 1000), 2 + Fraction(7 * 1000, 1700)
    assert required["tech", 2] == Fraction("0.4") * tech
    assert required["desk", 2] == Fraction("0.25") * desk
    # The dip is in the joining year only: 0.1 of 0.4 x (9 + 6), and of 0.25 x (5.5 + 3.5).
    assert required["tech", 1] == Fraction("0.4") * tech + Fraction("0.6")
    assert required["desk", 1] == Fraction("0.25") * desk + Fraction("0.225")


def test_pay_with_an_agreed_change() -> None:
    # A: tech 10 at 50,000, desk 6 at 32,000; half a year without 0.4 x 9 and 0.25 x 5.5; 10,000 agreed.
    tech, desk = 10 - Fraction("3.6") / 2, 6 - Fraction("1.375") / 2
    expected = pence((50000 * tech + 32000 * desk - 10000) * PAY_RISE)
    assert years(ledger(), "A", "", "pay")[1] == expected


def test_provider_charges_with_margin_and_tax() -> None:
    case, plan = good_plans()["deepening"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    cost = {
        r.year: r.running_pence
        for r in accounts.pools
        if (r.scenario, r.arrangement) == ("plan", "PAY.P.full")
    }
    charged: dict[int, int] = {}
    for cell in accounts.recharges:
        if (cell.arrangement, cell.kind, cell.basis) == ("PAY.P.full", "running", "real"):
            charged[cell.year] = charged.get(cell.year, 0) + cell.pence
    assert charged == {t: half_up(p * Fraction("1.04") * Fraction("1.05")) for t, p in cost.items() if p}


def test_recharges_and_income_sum_to_nil() -> None:
    for case, plan in good_plans().values():
        accounts = verify(case, (), plan).accounts
        assert accounts is not None
        sums: dict[tuple[str, str, int, str], int] = {}
        for cell in accounts.cash:
            if cell.line in ("recharge", "recharge_income"):
                key = (cell.scenario, cell.arrangement, cell.year, cell.basis)
                sums[key] = sums.get(key, 0) + cell.pence
        assert set(sums.values()) <= {0}


def test_moving_shares_the_year_by_who_was_in_before_and_after() -> None:
    # Year 4 of ICT.A.full: before 1 October A and B (800:500), after it A, B and C (800:500:400).
    case, plan = good_plans()["deepening"]
    accounts = verify(case, (), plan).accounts
    assert accounts is not None
    cells = {
        cell.council: cell.pence
        for cell in accounts.recharges
        if (cell.scenario, cell.arrangement, cell.year, cell.kind, cell.basis)
        == ("plan", "ICT.A.full", 4, "running", "real")
    }
    # A pays 8/5 of what B pays in both parts; C only pays for the second.
    assert abs(cells["A"] * 5 - cells["B"] * 8) <= 13
    assert cells["C"] < cells["B"] * Fraction(4, 5)


def test_credit_is_bounded_by_the_need() -> None:
    # 0.9 x 1,000,000 a year would be more than the whole need of 400,000: the pool spends nothing itself.
    case = cases.golden()
    large = replace(case.contracts["kA"], annual_charge_gbp=case.contracts["kA"].annual_charge_gbp * 10)
    bounded: Case = replace(case, contracts={**case.contracts, "kA": large})
    plan = claimed_ledger(bounded, golden_plan(bounded))
    assert years(plan.ledger, "A", "ICT.A.lead_authority.full", "pool_non_staff") == {}


def test_extension_costs_nothing_while_the_base_term_lives() -> None:
    assert years(ledger("golden"), "A", "", "contract_extension") == {}
    assert years(ledger("golden"), "B", "", "contract_extension") == {}


def test_ended_after_its_base_term_costs_the_fee_only() -> None:
    case, plan = good_plans()["deepening"]
    ended = [row for row in plan.contracts if row.contract != "iC"] + contract("iC", "ended", range(4, 7))
    plan = claimed_ledger(case, Plan(plan.memberships, tuple(sorted(ended)), plan.staff, ()))
    assert years(plan.ledger, "C", "", "contract_end") == {4: pence(250 * CONTRACT_RISE**4)}


def test_no_protection_without_years() -> None:
    case, plan = good_plans()["deepening"]
    none = replace(case, settings=replace(case.settings, protection_years=0))
    assert not [cell for cell in claimed_ledger(none, plan).ledger if cell.line == "protection"]
    one = replace(case, settings=replace(case.settings, protection_years=1))
    # f(0) = f(1) = 1/2: half of year 4, half of year 5.
    found = years(claimed_ledger(one, plan).ledger, "C", "ICT.A.full", "protection")
    assert set(found) == {4, 5}


def test_novating_again_to_another_host_costs_the_fee_again() -> None:
    # C moves to another host in year 5, which takes its contract over for a second fee.
    case, plan = good_plans()["break_up"]
    terms = replace(case.contracts["iC"], novation_allowed=True, novation_fee_gbp=Decimal(10000))
    allowed = replace(case, contracts={**case.contracts, "iC": terms})
    others = [row for row in plan.contracts if row.contract != "iC"]
    novated = [
        *contract("iC", "novated", range(1, 5), "ICT.A.full"),
        *contract("iC", "novated", (5, 6), "ICT.P.full"),
    ]
    changed = Plan(plan.memberships, tuple(sorted([*others, *novated])), plan.staff, ())
    again = claimed_ledger(allowed, changed)
    assert verify(allowed, (), again).holds
    assert years(again.ledger, "C", "", "novation") == {1: pence(10000), 5: pence(10000)}


def test_members_without_a_weight_pay_alike() -> None:
    case, plan = good_plans()["golden"]
    weightless = {
        key: replace(row, one_off_weight=row.one_off_weight * 0) for key, row in case.candidates.items()
    }
    accounts = verify(replace(case, candidates=weightless), (), plan).accounts
    assert accounts is not None
    assert {c.share for c in accounts.recharges if c.kind == "one_off"} == {Fraction(1, 2)}
