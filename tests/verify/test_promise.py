"""What a plan promises and exposes: the golden case by hand, and every plan against its running saving."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from optimizer.case.case import Case
from optimizer.plan import Membership, Plan
from optimizer.verify import promise, verify
from optimizer.verify.measures import one_off_costs
from optimizer.verify.promise import Promise
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.sharing import cambridge, random_plans
from tests.verify.tables import GOLDEN_POOL, flow, golden_plan

A, B = "A", "B"
DISCOUNT = [1 / Fraction("1.035") ** year for year in range(7)]


def of(name: str) -> Promise:
    return promise(*good_plans()[name])


def gbp(amounts: tuple[Fraction, ...]) -> list[str]:
    return [str(amount) for amount in amounts]


def test_golden_chain() -> None:
    """Released less spent, in the years 1 to 3.

    Released: pay in scope 10 x 50,000 + 7 x 48,000 = 836,000, other spend 240,000 + 144,000, contracts
    220,000, together 1,440,000 a year, half of it in year 1; from year 2 also the vacancies that would have
    been filled, 0.1 x 17 x 4,000 = 6,800. Spent: the running cost of the pool 637,500, 1,200,000, 1,125,000,
    and 5,600 for recruits in year 3.

    720,000 - 637,500 = 82,500; 1,446,800 - 1,200,000 = 246,800; 1,446,800 - 1,125,000 - 5,600 = 316,200.
    """
    [(name, chain)] = of("golden").chains.items()
    assert name == GOLDEN_POOL
    assert gbp(chain.promised_gbp) == ["0", "82500", "246800", "316200"]
    assert chain.opened == 1
    # 10 x 50,000 + 240,000 and 7 x 48,000 + 144,000, from the first state on.
    assert gbp(chain.exposure_gbp) == ["0", "1220000", "1220000", "1220000"]
    by_spend = {A: Fraction(740, 1220), B: Fraction(480, 1220)}
    assert chain.exposure_shares == ({}, by_spend, by_spend, by_spend)
    by_volume = {A: Fraction(3, 5), B: Fraction(2, 5)}
    assert chain.running_shares == ({}, by_volume, by_volume, by_volume)


def test_golden_transition_and_withdrawals() -> None:
    """Set-up 60,000, pay-offs and strain 32,500 by FTE in scope 10:7; joining 20,000 and 40,000.

    Not the buy-out of kB, the fee for passing kA on, nor recruitment.
    """
    found = of("golden")
    d = DISCOUNT
    assert found.transition_gbp == {GOLDEN_POOL: 60_000 + 60_000 * d[1] + 32_500 * d[2]}
    assert found.transition_by_council_gbp == {
        (GOLDEN_POOL, A): Fraction(10, 17) * (60_000 + 32_500 * d[2]) + 20_000 * d[1],
        (GOLDEN_POOL, B): Fraction(7, 17) * (60_000 + 32_500 * d[2]) + 40_000 * d[1],
    }
    # The pool opens in October: half of the first year.
    assert {council: gbp(years) for council, years in found.brought_in_gbp.items()} == {
        A: ["0", "370000", "740000", "740000"],
        B: ["0", "240000", "480000", "480000"],
    }
    other = {A: {B: Fraction(1)}, B: {A: Fraction(1)}}
    assert found.stranded_shares == {who: ({}, left, left, left) for who, left in other.items()}
    assert found.discount == tuple(d[:4])


def test_golden_prices() -> None:
    """Pay of BAU 1,003,200, of the plan 1,010,200, 974,700 with pay-offs, 867,200; contracts as CORE part 3.

    Of B: 403,200 less 235,200 + 40% of 425,000; 67,200 + 310,000 + 7/17 of 32,500; 67,200 + 280,000.
    Contracts of B: 120,000 less 60,000 + 72,000 + 20,000; 40,000; 40,000.
    """
    found = of("golden")
    assert gbp(found.pay_gbp) == ["0", "-7000", "28500", "136000"]
    assert gbp(found.supplier_gbp["ICT"]) == ["0", "-12000", "120000", "120000"]
    of_b = found.pay_by_council_gbp[B]
    assert of_b == (0, -2000, 26_000 - Fraction(7, 17) * 32_500, 56_000)
    assert gbp(found.supplier_by_council_gbp["ICT", B]) == ["0", "-32000", "80000", "80000"]


def test_golden_net_saving() -> None:
    found = of("golden")
    d = DISCOUNT
    assert found.npv_gbp == -60_000 - 54_500 * d[1] + 214_300 * d[2] + 316_200 * d[3]
    assert sum(found.council_npv_gbp.values()) == found.npv_gbp


def shared_plans() -> Iterator[tuple[str, Case, Plan]]:
    for name, (case, plan) in good_plans().items():
        yield name, case, plan
    yield ("cambridge", *cambridge())
    yield from random_plans()


def test_promises_and_rehired_staff_are_the_running_saving() -> None:
    """What the chains promise less the recruitment of those who fill posts again = saving + one-off costs."""
    compared = 0
    for name, case, plan in shared_plans():
        verdict = verify(case, (), plan)
        assert verdict.violations == ()
        accounts = verdict.accounts
        assert accounts is not None
        cells = {
            scenario: [cell for cell in accounts.cash if cell.scenario == scenario]
            for scenario in ("bau", "plan")
        }
        one_off = [
            plan_pence - bau_pence
            for plan_pence, bau_pence in zip(
                one_off_costs(case, cells["plan"]), one_off_costs(case, cells["bau"]), strict=True
            )
        ]
        rehired = [Fraction(0)] * (case.settings.years + 1)
        for row in plan.staff:
            if row.flow == "rehired":
                post = case.needs[row.council, row.service].posts[row.role]
                rehired[row.year] += Fraction(row.fte) * Fraction(post.recruitment_gbp_per_fte)
        promised = promise(case, plan).chains.values()
        # Half a penny for every cell of a year, which the mark-up of a provider may raise.
        pennies = Fraction(len(accounts.cash), 100 * (case.settings.years + 1))
        for year, saving in accounts.measures.saving_real_gbp.items():
            running = Fraction(saving) + one_off[year] / 100
            whole = sum(chain.promised_gbp[year] for chain in promised)
            assert abs(whole - rehired[year] - running) < pennies, (name, year)
            compared += any(chain.promised_gbp[year] for chain in promised)
    assert compared > 60


@pytest.mark.parametrize("name", sorted(good_plans()))
def test_shares_are_of_the_whole(name: str) -> None:
    found = of(name)
    for chain in found.chains.values():
        for promised, shares in zip(chain.promised_gbp, chain.running_shares, strict=True):
            assert sum(shares.values()) == 1 or promised <= 0
            assert sum(shares.values()) in {0, 1}
        for exposed, shares in zip(chain.exposure_gbp, chain.exposure_shares, strict=True):
            assert sum(shares.values()) == 1 or exposed == 0
    for council, years in found.brought_in_gbp.items():
        for brought, shares in zip(years, found.stranded_shares[council], strict=True):
            assert sum(shares.values()) == bool(brought)
    assert found.pay_gbp == tuple(map(sum, zip(*found.pay_by_council_gbp.values(), strict=True)))


def test_plans_that_cannot_be_costed_promise_nothing() -> None:
    case, plan = cases.golden(), golden_plan(cases.golden())
    with pytest.raises(ValueError, match="malformed"):
        promise(case, replace(plan, memberships=(Membership("nobody", GOLDEN_POOL, 1),)))
    knots = {key: tuple(replace(k, volume=k.volume - 1) for k in curve) for key, curve in case.curves.items()}
    with pytest.raises(ValueError, match="off the scale curve"):
        promise(replace(case, curves=knots), plan)


def test_flow_of_a_pool_that_never_opens_is_costed_all_the_same() -> None:
    """A stray flow breaks the rules, but is no reason to fail: recruits for a pool without members."""
    case, plan = cases.golden(), golden_plan(cases.golden())
    stray = flow(case, "recruited", GOLDEN_POOL, "", 1, "1")
    found = promise(case, replace(plan, memberships=(), contracts=(), staff=(stray,)))
    assert found.chains[GOLDEN_POOL].opened is None
    assert found.chains[GOLDEN_POOL].promised_gbp[1] == -4_000 - 25_000
    assert not any(found.pay_gbp)
