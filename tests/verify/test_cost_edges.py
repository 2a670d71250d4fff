"""Costs at the edges of a plan: its first and last year, almost nothing, and pools that close."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.plan import Membership
from optimizer.verify import claimed_ledger
from optimizer.verify.costing import tell
from optimizer.verify.costs_pool import pool_postings
from optimizer.verify.decisions import decisions_of
from optimizer.verify.timeline import make_timeline
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.tables import memberships, plan_of
from tests.verify.test_costs import PAY_RISE, ledger, pence, years


def cost_of(
    line: str, council: str, pool: str, rows: list[Membership], case: Case | None = None
) -> dict[int, int]:
    """Return a line of the ledger of these memberships alone, which need not be a good plan."""
    case = case or cases.rich()
    return years(claimed_ledger(case, plan_of(rows)).ledger, council, pool, line, pool[:3])


def test_leaving_in_the_first_and_in_the_last_year() -> None:
    # Leaving costs A 2,000 and 6,000 of compensation, B 1,000.
    assert cost_of("leaving", "A", "PAY.B.sec", []) == {1: pence(8000)}
    assert cost_of("leaving", "B", "PAY.B.sec", memberships("PAY.B.sec", "AB", range(1, 6))) == {
        6: pence(1000)
    }
    # Who stays to the end does not leave.
    assert years(ledger(), "C", "ICT.A.full", "leaving") == {}


def test_who_is_in_today_has_not_joined() -> None:
    case = cases.rich()
    dear = replace(case.candidates["A", "PAY.B.sec"], join_gbp=Decimal(5000))
    case = replace(case, candidates={**case.candidates, ("A", "PAY.B.sec"): dear})
    assert cost_of("joining", "A", "PAY.B.sec", memberships("PAY.B.sec", "AB", (1, 2)), case) == {}
    # Coming back is joining; nothing of it is ahead for payroll.
    assert cost_of("joining", "A", "PAY.B.sec", memberships("PAY.B.sec", "AB", (6,)), case) == {
        6: pence(5000)
    }


def test_joining_in_the_first_and_in_the_last_year() -> None:
    # 12,000, a quarter of it in the year before.
    for year in (1, 6):
        found = cost_of("joining", "A", "ICT.A.net", memberships("ICT.A.net", "AB", (year,)))
        assert found == {year - 1: pence(3000), year: pence(9000)}


def test_yearly_costs_of_a_member_from_its_first_year_to_the_year_in_which_it_leaves() -> None:
    half, whole = pence(Fraction("1200.25") / 2), pence("1200.25")
    expected = {1: half, 2: whole, 3: whole, 4: whole, 5: half}
    assert years(ledger("break_up"), "C", "ICT.A.full", "member_yearly") == expected


def test_protection_of_little_pay_in_one_role_only() -> None:
    # The pool pays what C pays for tech and 30p less for desk: 90p a year for 3 FTE, half of it in year 4.
    case, plan = good_plans()["deepening"]
    terms = case.arrangements["ICT.A.full"]
    pay = {"tech": Decimal(52000), "desk": Decimal("32999.70")}
    roles = {role: replace(of_role, pay_gbp_per_fte=pay[role]) for role, of_role in terms.roles.items()}
    case = replace(case, arrangements={**case.arrangements, "ICT.A.full": replace(terms, roles=roles)})
    stay = 1 - Fraction(roles["desk"].turnover_share)
    found = years(claimed_ledger(case, plan).ledger, "C", "ICT.A.full", "protection")
    assert found == {
        4: pence(Fraction("0.45") * PAY_RISE**4),
        5: pence(Fraction("0.9") * stay * PAY_RISE**5),
        6: pence(Fraction("0.45") * stay**2 * PAY_RISE**6),
    }


def test_events_are_paid_by_the_members_of_the_year_or_by_the_last_there_were() -> None:
    case, plan = good_plans()["deepening"]
    story = tell(case, decisions_of(plan))
    found = {
        (posting.arrangement, posting.line, posting.year): posting.state
        for posting in pool_postings(case, make_timeline(case), story.history, story.workforce)
        if posting.line in ("redundancy", "strain", "pool_recruitment", "compensation_income", "set_up")
    }
    assert found["ICT.A.full", "redundancy", 4] == found["ICT.A.full", "strain", 4] == 4
    assert found["ICT.A.full", "pool_recruitment", 5] == 5
    # Payroll closes in year 3; what it gets then goes to those of year 2.
    assert found["PAY.B.sec", "compensation_income", 3] == 2
    # Set-up ahead is for those who open the pool.
    assert found["ICT.A.full", "set_up", 2] == found["ICT.A.full", "set_up", 3] == 3
