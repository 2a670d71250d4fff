"""Which rows are published of pools, staff and contracts, and what they say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.verify import Accounts, verify
from tests.verify.plans import good_plans


def accounts_of(plan: str) -> Accounts:
    case, good = good_plans()[plan]
    accounts = verify(case, (), good).accounts
    assert accounts is not None
    return accounts


def years_of_pools(plan: str, scenario: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in accounts_of(plan).pools:
        if row.scenario == scenario:
            found.setdefault(row.arrangement, []).append(row.year)
    return found


def test_a_pool_has_rows_from_its_set_up_to_the_year_in_which_it_closes() -> None:
    # Half of the set-up of ICT.A.* and a quarter of that of a company is paid in the year before they open;
    # the pool for joint projects costs nothing to set up, and payroll has its pool today.
    assert years_of_pools("deepening", "plan") == {
        "ICT.A.net": [0, 1, 2, 3],
        "ICT.A.full": [2, 3, 4, 5, 6],
        "ICT.P.joint": [2, 3, 4, 5, 6],
        "PAY.B.sec": [1, 2, 3],
        "PAY.P.full": [2, 3, 4, 5, 6],
    }
    assert years_of_pools("deepening", "bau") == {"PAY.B.sec": [1, 2, 3, 4, 5, 6]}
    # Nobody is in ICT.A.full in years 0 and 5, nor in ICT.P.full in year 4; all three cost something then.
    assert years_of_pools("break_up", "plan") == {
        "ICT.A.full": [0, 1, 2, 3, 4, 5],
        "ICT.P.full": [4, 5, 6],
        "PAY.B.sec": [1, 2, 3, 4, 5, 6],
    }


def test_a_pool_that_costs_nothing_is_shown_while_it_is_open() -> None:
    case, good = good_plans()["deepening"]
    free = replace(
        case.arrangements["ICT.P.joint"], governance_gbp_per_year=Decimal(0), non_staff_share=Decimal(0)
    )
    accounts = verify(
        replace(case, arrangements={**case.arrangements, "ICT.P.joint": free}), (), good
    ).accounts
    assert accounts is not None
    rows = [row for row in accounts.pools if row.arrangement == "ICT.P.joint"]
    assert [(row.year, row.open) for row in rows] == [(year, True) for year in range(2, 7)]
    assert {(row.running_pence, row.one_off_pence) for row in rows} == {(0, 0)}


def test_rows_of_a_pool_before_it_opens_and_after_it_has_closed_say_so() -> None:
    rows = {
        (row.arrangement, row.year): row for row in accounts_of("break_up").pools if row.scenario == "plan"
    }
    for place, open_, members, volume in (
        (("ICT.A.full", 0), False, 0, 0),
        (("ICT.A.full", 1), True, 3, 800 + 500 + 400),
        (("ICT.A.full", 5), False, 0, 0),
        (("ICT.P.full", 5), True, 2, 400 + 300),
    ):
        assert (rows[place].open, rows[place].members, rows[place].volume) == (open_, members, volume)
    # Set-up of 40,000, half of it ahead; it runs until its change date on 1 October.
    assert (rows["ICT.A.full", 0].running_pence, rows["ICT.A.full", 0].one_off_pence) == (0, 2_000_000)
    assert rows["ICT.A.full", 5].running_pence > 0
    assert rows["ICT.A.full", 5].needed_fte == 0


def test_stocks_of_staff_are_shown_for_pools_with_staff_and_for_every_home() -> None:
    stocks = ("staff", "left", "required", "home")
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for row in accounts_of("deepening").staff:
        if row.flow in stocks:
            found.setdefault((row.arrangement, row.council, row.role, row.flow), []).append(row.year)
    pools = {
        ("ICT.A.net", "tech"): [1, 2, 3],
        ("ICT.A.net", "desk"): [1, 2, 3],
        ("ICT.A.full", "tech"): [3, 4, 5, 6],
        ("ICT.A.full", "desk"): [3, 4, 5, 6],
        ("PAY.B.sec", "all"): [1, 2, 3],
        ("PAY.P.full", "all"): [3, 4, 5, 6],
    }
    homes = [*(("A", "tech"), ("B", "tech"), ("C", "tech"), ("D", "tech")), *(("A", "desk"), ("B", "desk"))]
    homes += [("C", "desk"), ("A", "all"), ("B", "all"), ("C", "all")]
    # ICT.P.joint moves nobody.
    assert found == {
        **{(pool, "", role, flow): years for (pool, role), years in pools.items() for flow in stocks[:3]},
        **{("", council, role, "home"): [1, 2, 3, 4, 5, 6] for council, role in homes},
    }


def test_who_leaves_is_the_turnover_of_the_staff_of_the_year_before() -> None:
    rows = {
        (row.flow, row.year): row.fte
        for row in accounts_of("deepening").staff
        if (row.arrangement, row.council) == ("PAY.B.sec", "")
    }
    # At first the pool has the 10.3 FTE of its curve at 5,000 payslips (4 + 9 x 3,500 / 5,000).
    assert rows["staff", 1] == rows["required", 1] == Fraction("10.3")
    assert rows["left", 2] == rows["left", 1] == rows["recruited", 1]
    # In the year in which it closes, people still leave before all go home.
    assert rows["required", 3] == 0
    assert rows["left", 3] == rows["left", 2]


def test_a_contract_says_who_holds_it_what_it_charges_and_what_its_end_costs() -> None:
    rows = {(row.contract, row.year): row for row in accounts_of("break_up").contracts}
    found = {
        contract: [(row.state, row.arrangement) for (name, _), row in rows.items() if name == contract]
        for contract in ("iA", "iB", "iC", "pA", "pC")
    }
    assert found == {
        "iA": [("novated", "ICT.A.full")] * 4 + [("in_house", "")] * 2,
        "iB": [("run_on", "")] * 4 + [("in_house", "")] * 2,
        "iC": [("ended", "")] * 6,
        "pA": [("run_on", "")] * 2 + [("ended", "")] * 4,
        "pC": [("in_house", "")] * 6,
    }
    assert (rows["iA", 1].council, rows["iA", 1].service) == ("A", "ICT")
    # 100,000 at fixed prices, a year on at 2%; novating it costs 5,000 once, at general prices.
    assert (rows["iA", 1].charge_pence, rows["iA", 1].fee_pence) == (9_803_922, 500_000)
    assert rows["iA", 2].fee_pence == 0
    # 60,000 at general prices until 31 December 2026, then nothing beside the pool.
    assert [rows["iB", year].charge_pence for year in (1, 2)] == [4_500_000, 0]
