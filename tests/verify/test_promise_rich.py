"""Promises by hand where there is more: chains, a provider, today's pools, leavers, indices of contracts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from optimizer.verify import promise
from optimizer.verify.promise import ChainPromise, Promise
from tests.verify import cases
from tests.verify.planner import good_plan
from tests.verify.plans import good_plans
from tests.verify.tables import contract, memberships

A, B = "A", "B"
DISCOUNT = [1 / Fraction("1.035") ** year for year in range(7)]
PAY = Fraction(103, 102)
"""Pay rises by 3% a year in the rich case, general prices by 2%."""


def of(name: str) -> Promise:
    return promise(*good_plans()[name])


def close(found: Fraction, expected: Fraction | int | str) -> bool:
    """Say whether an amount is right to a penny; staff flows have 8 decimals."""
    return abs(found - Fraction(expected)) < Fraction(1, 100)


def gbp(amounts: tuple[Fraction, ...]) -> list[str]:
    return [str(amount) for amount in amounts]


def test_deepening_is_one_partnership() -> None:
    """The network of A and B from year 1, with staff from year 3, C from year 4: opened once, in year 1.

    In scope of the network: A 3.6 x 50,000 + 1.375 x 32,000 + 0.6 x 300,000 = 404,000; B 2.4 x 47,000 +
    0.875 x 31,000 + 0.6 x 190,000 = 253,925. At full depth: A 450,000 + 176,000 + 240,000 = 866,000; B
    282,000 + 108,500 + 152,000 = 542,500; C 4.5 x 52,000 + 3 x 33,000 + 0.8 x 140,000.55 = 445,000.44.
    """
    chain = of("deepening").chains["ICT_A"]
    assert chain.opened == 1
    assert chain.exposure_gbp[:3] == (0, 657_925, 657_925)
    assert chain.exposure_gbp[3] == 866_000 + 542_500
    assert chain.exposure_gbp[4] == Fraction("1853500.44")
    assert chain.running_shares[3] == {A: Fraction(8, 13), B: Fraction(5, 13)}
    # In year 4, from October: 800, 500 and 400 users, before 800 and 500.
    assert chain.running_shares[4] == {
        A: Fraction(8, 34) + Fraction(8, 26),
        B: Fraction(5, 34) + Fraction(5, 26),
        "C": Fraction(4, 34),
    }


def test_pool_of_a_provider_costs_its_mark_up() -> None:
    """D alone in the provider's joint projects: 12,000 released, 10,000 x 1.04 x 1.05 spent, from October.

    Payroll at the provider opens in year 3: set-up 30,000 x 1.092, a quarter of it ahead; C joins for 9,000.
    """
    found = of("deepening")
    assert gbp(found.chains["ICT.P.joint"].promised_gbp) == ["0", "0", "540", *["1080"] * 4]
    ahead, rest = Fraction("7500") * Fraction("1.092"), Fraction("22500") * Fraction("1.092")
    expected = ahead * DISCOUNT[2] + (rest + 9_000) * DISCOUNT[3]
    assert close(found.transition_gbp["PAY.P.full"], expected)
    for pool, amount in found.transition_gbp.items():
        by_council = [pv for (of_pool, _), pv in found.transition_by_council_gbp.items() if of_pool == pool]
        assert sum(by_council) == amount


def test_pool_of_today_that_goes_on_promises_what_changes() -> None:
    """Payroll goes on in both scenarios; but A ends its contract of 50,000 (pay index) in January of year 3.

    Without it runs on to 15 October of year 4: 0.25 years are saved in year 3, 6 15/31 months in year 4.
    """
    chain = of("break_up").chains["PAY.B.sec"]
    assert chain.opened == 0
    assert not any(chain.exposure_gbp)
    assert all(map(close, chain.promised_gbp[:3], [0, 0, 0]))
    assert close(chain.promised_gbp[3], 12_500 * PAY**3)
    assert close(chain.promised_gbp[4], 50_000 * Fraction(6 * 31 + 15, 31 * 12) * PAY**4)
    assert all(map(close, chain.promised_gbp[5:], [0, 0]))


def test_pool_of_today_that_closes_promises_the_loss_of_what_it_saves() -> None:
    """In year 6 business as usual saves by its payroll pool, at prices of pay p = (103/102)^6:

    365,000 p pay of 7 and 5 posts, A's contract of 50,000 p, other spend 2 x 56,000, vacancies 2,800 + 2,680;
    less 10.3 posts x 31,000 p, non-staff 96,000, governance 6,000, recruits 0.115758 x 10.3 x 4,000.
    """
    chain = of("deepening").chains["PAY.B.sec"]
    released = 365_000 * PAY**6 + 50_000 * PAY**6 + 112_000 + 5_480
    spent = Fraction("10.3") * (31_000 * PAY**6 + Fraction("0.115758") * 4_000) + 96_000 + 6_000
    assert close(chain.promised_gbp[6], spent - released)
    assert chain.opened == 0
    assert not any(chain.exposure_gbp)
    # Those who are without it bear that.
    assert chain.running_shares[6] == {A: Fraction(3, 5), B: Fraction(2, 5)}
    assert chain.exposure_shares[6] == {}


def test_protection_goes_on_where_a_member_has_left() -> None:
    """C and D move to the provider in year 5, at 46,000 against 52,000 and 48,000: 4.5 x 6,000 + 3.5 x 2,000.

    In year 6 that is paid in full to those who have not left, whether D is still a member or not.
    """
    case, plan = good_plans()["break_up"]
    left = [row for row in plan.memberships if (row.council, row.year) != ("D", 6)]
    unprotected = replace(case, settings=replace(case.settings, protection_years=0))
    turnover = Fraction("0.103913")  # of 9, 6, 4.5 and 3.5 posts: 0.1, 0.1, 0.12, 0.1
    for given in (plan, replace(plan, memberships=tuple(left))):
        with_it, without = (promise(one, given).chains["ICT.P.full"] for one in (case, unprotected))
        paid = without.promised_gbp[6] - with_it.promised_gbp[6]
        assert paid == 34_000 * (1 - turnover) * PAY**6


def test_a_pool_that_breaks_up_is_last_that_of_its_former_members() -> None:
    found = of("break_up")
    chain = found.chains["ICT_A"]
    third = {A: Fraction(8, 17), B: Fraction(5, 17), "C": Fraction(4, 17)}
    # From October of year 5 it has no members: the months before are theirs, year 6 nobody's.
    assert chain.running_shares[5] == third
    assert chain.running_shares[6] == {}
    assert gbp(chain.exposure_gbp[5:]) == ["0", "0"]
    assert chain.exposure_shares[5:] == ({}, {})
    assert found.chains["ICT.P.full"].opened == 5
    assert found.chains["ICT.P.joint"] == ChainPromise(
        (Fraction(0),) * 7, None, (Fraction(0),) * 7, ({},) * 7, ({},) * 7
    )


def test_who_is_left_with_what_a_council_brought() -> None:
    """C moves in October of year 5 from A and B (800 and 500 users) to D: half its year was with either."""
    found = of("break_up")
    assert found.stranded_shares["C"][5] == {"D": Fraction(1, 2), A: Fraction(4, 13), B: Fraction(5, 26)}
    assert found.brought_in_gbp["C"][5] == Fraction("445000.44")
    # Alone with the provider, D has nobody who would be left with it.
    assert of("deepening").stranded_shares["D"][3] == {"D": 1}


def test_who_is_left_counts_by_what_was_brought() -> None:
    """A and B deepen in October of year 3, C joins (500 and 400 users); before, B alone has A's 404,000."""
    case = cases.rich()
    members = [
        *memberships("ICT.A.net", "AB", range(1, 3)),
        *memberships("ICT.A.full", "ABC", range(3, 7)),
        *memberships("PAY.B.sec", "AB", range(1, 7)),
    ]
    states = [
        *contract("iA", "ended", range(1, 7)),
        *contract("iB", "run_on", range(1, 7)),
        *contract("iC", "ended", range(3, 7)),
        *contract("pA", "run_on", range(1, 7)),
    ]
    found = promise(case, good_plan(case, members, states))
    assert found.brought_in_gbp[A][3] == 202_000 + 433_000
    to_c = Fraction(4, 9) * 433_000 / 635_000
    assert found.stranded_shares[A][3] == {B: 1 - to_c, "C": to_c}


def test_what_a_council_takes_back_is_not_left_to_anybody() -> None:
    """Payroll ends in January of year 4 while all share ICT; only ICT is left behind (800, 400 users)."""
    case = cases.rich()
    members = [
        *memberships("ICT.A.full", "ABC", range(1, 7)),
        *memberships("PAY.B.sec", "AB", range(1, 4)),
    ]
    states = [
        *contract("iA", "ended", range(1, 7)),
        *contract("iB", "run_on", range(1, 7)),
        *contract("iC", "ended", range(1, 7)),
        *contract("pA", "run_on", range(1, 4)),
    ]
    found = promise(case, good_plan(case, members, states))
    assert found.brought_in_gbp[B][4] == 542_500 - Fraction(211_000, 4)
    assert found.stranded_shares[B][4] == {A: Fraction(2, 3), "C": Fraction(1, 3)}


def test_today_is_not_brought_in() -> None:
    """B brings 542,500 into ICT and takes 5 x 31,000 + 56,000 out of payroll: it is net that counts."""
    found = of("deepening")
    assert found.brought_in_gbp[B][6] == 542_500 - 211_000
    nothing = of("nothing")
    assert not any(any(years) for years in nothing.brought_in_gbp.values())
    assert all(shares == {} for years in nothing.stranded_shares.values() for shares in years)
    assert not any(any(chain.promised_gbp) for chain in nothing.chains.values())


def test_who_brings_in_less_than_today_relieves_those_of_today() -> None:
    """B leaves payroll in January of year 4: a quarter of 211,000 in that year, then all, to A's relief."""
    case = cases.rich()
    members = [
        *memberships("PAY.B.sec", "AB", range(1, 4)),
        *memberships("PAY.P.full", "AC", range(4, 7)),
    ]
    states = [
        *contract("pA", "run_on", range(1, 4)),
        *contract("pA", "ended", range(4, 7)),
        *contract("pC", "ended", range(4, 7)),
    ]
    found = promise(case, good_plan(case, members, states))
    assert gbp(found.brought_in_gbp[B]) == ["0", "0", "0", "0", "-52750", "-211000", "-211000"]
    assert found.stranded_shares[B][4:] == ({A: 1},) * 3
    assert found.stranded_shares[B][:4] == ({},) * 4


def test_contracts_follow_their_own_index() -> None:
    """Of three ICT contracts only C's 40,000 follow supplier prices, 2.5% a year; A's has a fixed price.

    C joins in October of year 1 and ends it: 20,000 saved, but 250 and 0.75 years of charges paid; then
    40,000 a year. A's payroll contract follows pay.
    """
    found = of("break_up")
    price = Fraction(1025, 1020)
    saved = [0, -10_250 * price, *(40_000 * price**year for year in range(2, 7))]
    assert found.supplier_gbp["ICT"] == tuple(saved)
    assert found.supplier_by_council_gbp["ICT", "C"] == tuple(saved)
    assert not any(found.supplier_gbp["PAY"])
    assert close(found.pay_gbp[6] - promise_without_ending_pa().pay_gbp[6], 0)
    assert close(
        found.pay_gbp[4] - promise_without_ending_pa().pay_gbp[4], 50_000 * Fraction(201, 372) * PAY**4
    )


def promise_without_ending_pa() -> Promise:
    case, plan = good_plans()["break_up"]
    rows = [row._replace(state="run_on") if row.contract == "pA" else row for row in plan.contracts]
    return promise(case, replace(plan, contracts=tuple(rows)))
