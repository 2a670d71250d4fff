"""Conflicts and repairs of the tiny case, worked out by hand; every repair applied and solved again.

The tiny case: A and B may share S in the pool P at A, in the years 1 and 2; sharing from year 1 saves 38,000,
from year 2 (half a year) 10,000.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.analysis.explain.changes import applied
from optimizer.analysis.explain.explanation import Infeasible
from optimizer.case import LoadedCase
from optimizer.case.case import Policy
from tests.analysis.explain.small import (
    clashing,
    conflicts_of,
    explained,
    forbidden,
    hard,
    menu,
    named,
    required,
)
from tests.formulations.tiny import NPV_GBP, rows, solve, tiny

JOINING = rows("council arrangement join_gbp", "B P 6000")
BUDGETS = rows("council financial_year pot amount_gbp", "B 2026/27 transition 5000")
POT = named("pot", "transition_budget", pot="transition", councils=("A", "B"))
SOON = required("soon", first_year=1, last_year=1)
ONE_CHANGE = named(
    "one_change", "changes_limit", most_per_year=1, councils=("A", "B"), each_council=False, each_host=False
)
WINDOW = named("window", "start_window", service="S", councils=("A", "B"), earliest=2, latest=None)


def assert_repairs_hold(case: LoadedCase, policies: list[Policy], found: Infeasible) -> None:
    """Each repair, applied to case and policies, has a plan that saves what the menu says."""
    assert found.repairs
    for repair in found.repairs:
        repaired, kept = applied(case.case, policies, repair.changes)
        solved = solve(repaired, kept)
        assert solved.status == "optimal", repair.sentence
        assert solved.npv_gbp == float(repair.resolved.npv_saving_gbp or 0), repair.sentence


def test_two_policies_clash_and_each_may_give() -> None:
    """The duty, for both years, clashes with a ban of year 1 and with a window that opens in year 2.

    The duty may begin a year later; or ban and window give, and the ban of one year has nothing to keep.
    """
    case, policies = tiny(), [required(), forbidden(last_year=1), WINDOW]
    found = explained(case, *policies)
    assert isinstance(found, Infeasible)
    assert clashing(found) == [["must", "must_not"], ["must", "window"]]
    assert found.all_conflicts
    assert found.all_repairs
    assert found.broken_today == ("s.must",)
    assert menu(found) == {
        "set aside s.must_not altogether and let S start in 2026/27, not only from 2027/28": NPV_GBP,
        "set aside s.must_not and s.window altogether": NPV_GBP,
        "let S wait until 2027/28 (not 2026/27)": 10_000.0,
        "set aside s.must altogether": 10_000.0,
    }
    assert_repairs_hold(case, policies, found)


def test_a_budget_rises_to_what_is_needed_in_whole_thousands() -> None:
    """B joins for 6,000 in year 1 and has 5,000."""
    case, policies = tiny(joining=JOINING, budgets=BUDGETS), [SOON, POT]
    found = conflicts_of(case, *policies)
    assert clashing(found) == [["pot", "soon"]]
    sentence = "raise B's 2026/27 transition budget by £1k to £6k"
    assert menu(found) == {
        sentence: 32_000.0,
        "set aside s.pot altogether": 32_000.0,
        "let S wait until 2027/28 (not 2026/27)": 4_000.0,
        "set aside s.soon altogether": 4_000.0,
    }
    [conflict] = found.conflicts
    least = f"the least that makes a plan possible is to {sentence}"
    assert conflict.why == f"If every other policy is kept, s.pot has to give: {least}."
    assert_repairs_hold(case, policies, found)


def test_an_amount_between_thousands_is_rounded_up() -> None:
    """6,000 is 1,499 more than 4,501, so the budget rises by 2,000."""
    budgets = rows("council financial_year pot amount_gbp", "B 2026/27 transition 4501")
    case, policies = tiny(joining=JOINING, budgets=budgets), [SOON, POT]
    found = conflicts_of(case, *policies)
    assert "raise B's 2026/27 transition budget by £2k to £6,501" in menu(found)
    assert_repairs_hold(case, policies, found)


def test_hard_policies_are_never_offered() -> None:
    case, policies = tiny(joining=JOINING, budgets=BUDGETS), [SOON, hard(POT)]
    found = conflicts_of(case, *policies)
    assert clashing(found) == [["pot", "soon"]]
    assert not found.conflicts[0].only_hard
    assert {policy.policy for repair in found.repairs for policy in repair.gives_way} == {"soon"}
    assert_repairs_hold(case, policies, found)


def test_hard_policies_alone_leave_nothing_to_offer() -> None:
    found = conflicts_of(tiny(joining=JOINING, budgets=BUDGETS), hard(SOON), hard(POT), ONE_CHANGE)
    assert clashing(found) == [["one_change", "soon"], ["pot", "soon"]]
    hard_ones = [conflict for conflict in found.conflicts if conflict.only_hard]
    assert [{policy.policy for policy in one.policies} for one in hard_ones] == [{"soon", "pot"}]
    assert found.repairs == ()


def test_money_that_has_to_be_found_is_not_part_of_the_rest() -> None:
    """B joins for 6,000 in year 1 and the grant is 5,000: without the policy no source limits anything."""
    funding = rows("source council financial_year amount_gbp kind", "award B 2026/27 5000 grant")
    funded = named("funded", "funded", councils=("A", "B"), sources=("award",))
    case, policies = tiny(joining=JOINING, funding=funding), [SOON, funded]
    found = conflicts_of(case, *policies)
    assert clashing(found) == [["funded", "soon"]]
    assert menu(found)["set aside s.funded altogether"] == 32_000.0
    assert_repairs_hold(case, policies, found)


def test_preferences_clash_with_nothing() -> None:
    """The ban as a wish may be missed at a price, so it is in no conflict and gives way nowhere."""
    wish = replace(forbidden("wish"), negotiable="preference", price_gbp_per_unit=Decimal(1))
    found = conflicts_of(tiny(), SOON, forbidden(last_year=1), wish)
    assert clashing(found) == [["must_not", "soon"]]
    assert {policy.policy for repair in found.repairs for policy in repair.gives_way} == {"must_not", "soon"}


def test_numbers_rise_by_the_largest_miss() -> None:
    """A and B join at once: two changes in one year, and one is allowed."""
    case, policies = tiny(), [SOON, ONE_CHANGE]
    found = conflicts_of(case, *policies)
    assert menu(found)["allow all councils together two changes a year"] == NPV_GBP
    assert_repairs_hold(case, policies, found)


def test_a_policy_that_no_plan_keeps_is_a_conflict_by_itself() -> None:
    """The pool has two candidates, so no pool has three members; without any pool the duty is broken.

    With a lead of two years nobody can share in year 1, whatever the policies: the duty clashes with itself.
    """
    three = named("three", "partners", service="S", least=3, most=None)
    case, policies = tiny(), [SOON, three]
    found = conflicts_of(case, *policies)
    assert clashing(found) == [["soon", "three"]]
    assert menu(found)["let a pool for S have as few as two members"] == NPV_GBP
    lonely = tiny({"delivery_models.lead.lead_months": 24})
    alone = conflicts_of(lonely, SOON)
    assert clashing(alone) == [["soon"]]
    later = {"let S wait until 2027/28 (not 2026/27)": 10_000.0, "set aside s.soon altogether": 10_000.0}
    assert menu(alone) == later
    assert alone.conflicts[0].why.startswith("If every other policy is kept, s.soon has to give:")
    assert_repairs_hold(case, policies, found)


@pytest.mark.parametrize("seconds", [0.0, 20.0])
def test_a_second_solver_confirms_each_conflict(seconds: float) -> None:
    found = conflicts_of(tiny(), SOON, forbidden(last_year=1), second_opinion_seconds=seconds)
    [conflict] = found.conflicts
    assert conflict.confirmation.answer == ("confirmed" if seconds else "not asked")


def test_no_time_for_savings_leaves_the_repairs_without_them() -> None:
    found = explained(tiny(), SOON, forbidden(last_year=1), resolve_seconds=0.0)
    assert isinstance(found, Infeasible)
    assert found.repairs
    assert {repair.resolved.outcome for repair in found.repairs} == {"not solved"}
    assert {repair.resolved.npv_saving_gbp for repair in found.repairs} == {None}
