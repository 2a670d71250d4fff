"""Where one cell of a plan is changed, what it promises changes as it must."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.plan import Plan
from optimizer.verify import promise
from optimizer.verify.promise import Promise
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.tables import GOLDEN_POOL, golden_plan

A, B = "A", "B"
DISCOUNT = [1 / Fraction("1.035") ** year for year in range(7)]


def of(name: str) -> Promise:
    return promise(*good_plans()[name])


def gbp(amounts: tuple[Fraction, ...]) -> list[str]:
    return [str(amount) for amount in amounts]


def changed(plan: Plan, case: Case) -> tuple[list[Fraction], Fraction, Fraction]:
    """Return by how much the promise of the golden chain, its transition and its net saving have changed."""
    now, before = promise(case, plan), of("golden")
    years = zip(now.chains[GOLDEN_POOL].promised_gbp, before.chains[GOLDEN_POOL].promised_gbp, strict=True)
    return (
        [after - then for after, then in years],
        now.transition_gbp[GOLDEN_POOL] - before.transition_gbp[GOLDEN_POOL],
        now.npv_gbp - before.npv_gbp,
    )


def test_one_more_post_removed() -> None:
    # One FTE less from year 2, 0.9 less in year 3: 0.5 x 50,000, then 0.5 x (1 + 0.9) x 50,000; 25,000 paid.
    case, plan = cases.golden(), golden_plan(cases.golden())
    staff = [row if row.flow != "redundant" else row._replace(fte=Decimal("2.3")) for row in plan.staff]
    running, transition, net = changed(replace(plan, staff=tuple(staff)), case)
    assert running == [0, 0, 25_000, 47_500]
    assert transition == 25_000 * DISCOUNT[2]
    assert net == 47_500 * DISCOUNT[3]


def test_one_more_recruit() -> None:
    # In year 3: 4,000 to find, half a year of 50,000.
    case, plan = cases.golden(), golden_plan(cases.golden())
    staff = [row if row.flow != "recruited" else row._replace(fte=Decimal("2.4")) for row in plan.staff]
    running, transition, net = changed(replace(plan, staff=tuple(staff)), case)
    assert running == [0, 0, 0, -29_000]
    assert transition == 0
    assert net == -29_000 * DISCOUNT[3]


def test_contract_that_runs_on_is_a_charge_of_the_pool_that_displaces_it() -> None:
    # kB to March 2028: half of 120,000 in year 1, all of it in year 2; the 72,000 to end it are no promise.
    case = cases.golden()
    running, transition, net = changed(golden_plan(case, k_b="run_on"), case)
    assert running == [0, -60_000, -120_000, 0]
    assert transition == 0
    assert net == 12_000 * DISCOUNT[1] - 120_000 * DISCOUNT[2]


def test_contract_that_is_not_passed_on_spares_nothing() -> None:
    # kA ended early, half of 2.5 years of 100,000: the pool spends 90,000 a year itself, saves the 100,000.
    case = cases.golden()
    running, transition, net = changed(golden_plan(case, k_a="ended"), case)
    assert running == [0, 5_000, 10_000, 10_000]
    assert transition == 0
    assert net == -(125_000 - 10_000) * DISCOUNT[1] + 10_000 * (DISCOUNT[2] + DISCOUNT[3])


def test_a_year_later() -> None:
    # The staff of a year later: 17 in year 2, and 15.3 in year 3, of whom 1.3 are too many.
    case = cases.golden()
    chain = promise(case, golden_plan(case, 2)).chains[GOLDEN_POOL]
    assert chain.opened == 2
    assert gbp(chain.promised_gbp[:3]) == ["0", "0", "82500"]
    assert gbp(chain.exposure_gbp) == ["0", "0", "1220000", "1220000"]


def test_other_member_gone() -> None:
    # B leaves in the last year: its 480,000 are not exposed, and in that year are half brought in.
    case, plan = cases.golden(), golden_plan(cases.golden())
    left = [row for row in plan.memberships if (row.council, row.year) != (B, 3)]
    rows = [row for row in plan.contracts if (row.contract, row.year) != ("kB", 3)]
    found = promise(case, replace(plan, memberships=tuple(left), contracts=tuple(rows)))
    chain = found.chains[GOLDEN_POOL]
    assert gbp(chain.exposure_gbp) == ["0", "1220000", "1220000", "740000"]
    assert chain.exposure_shares[3] == {A: 1}
    # Before the change date 60:40, after it A alone.
    assert chain.running_shares[3] == {A: Fraction(4, 5), B: Fraction(1, 5)}
    assert gbp(found.brought_in_gbp[B]) == ["0", "240000", "480000", "240000"]
    # Nobody is left to pay for A but A itself, after the change date.
    assert found.stranded_shares[A][3] == {A: Fraction(1, 2), B: Fraction(1, 2)}
