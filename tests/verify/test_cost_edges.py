"""Costs at the edges of a plan: its first and last year, almost nothing, and pools that close."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from optimizer.case.case import Case
from optimizer.case.dictionary import cost_lines
from optimizer.plan import Membership
from optimizer.verify import claimed_ledger
from optimizer.verify.costing import tell
from optimizer.verify.costs_pool import pool_postings
from optimizer.verify.decisions import decisions_of
from optimizer.verify.timeline import make_timeline
from tests.verify import cases
from tests.verify.plans import good_plans
from tests.verify.tables import contract, memberships, plan_of
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


ALL_YEARS = range(1, 7)
RISES = {"pay": PAY_RISE, "general": Fraction(1)}
RISE_OF_LINE = {line: RISES[cost_lines()[line].index] for line in ("recruitment", "pool_recruitment")}


def test_what_falls_due_on_joining_falls_due_in_any_year() -> None:
    # C joins ICT.A.full with A for a year: 4.5 FTE of tech lose 2,000 a year and 3 of desk 1,000, half of it
    # in the year of joining; of 112,000.44 in scope half is spent twice in that year, a quarter in the next.
    case, _ = good_plans()["deepening"]
    roles = case.arrangements["ICT.A.full"].roles
    stay = {role: 1 - Fraction(roles[role].turnover_share) for role in ("tech", "desk")}
    for year in ALL_YEARS:
        rows = memberships("ICT.A.full", "AC", (year,))
        assert cost_of("ramp", "C", "ICT.A.full", rows) == {
            t: pence(gbp) for t, gbp in ((year, "56000.22"), (year + 1, "28000.11")) if t <= 6
        }
        protected = {
            year + later: pence(
                part
                * (9000 * stay["tech"] ** later + 3000 * stay["desk"] ** later)
                * PAY_RISE ** (year + later)
            )
            for later, part in enumerate((Fraction(1, 2), Fraction(1), Fraction(1, 2)))
            if year + later <= 6
        }
        assert cost_of("protection", "C", "ICT.A.full", rows) == protected


def test_who_is_in_today_is_neither_protected_nor_helped() -> None:
    case = cases.rich()
    terms = case.arrangements["PAY.B.sec"]
    helped = replace(
        terms,
        ramp_shares=(Decimal("0.5"),),
        roles={"all": replace(terms.roles["all"], pay_gbp_per_fte=Decimal(1000))},
    )
    case = replace(case, arrangements={**case.arrangements, "PAY.B.sec": helped})
    rows = memberships("PAY.B.sec", "AB", range(1, 6))
    assert (
        cost_of("ramp", "A", "PAY.B.sec", rows, case)
        == cost_of("protection", "A", "PAY.B.sec", rows, case)
        == {}
    )
    assert cost_of("ramp", "A", "PAY.B.sec", memberships("PAY.B.sec", "A", (3,)), case) != {}


def test_compensation_falls_due_in_any_year_to_the_pool_that_is_left_and_never_on_deepening() -> None:
    # B's 2,500 for leaving the chain ICT_A; A is never owed anything there.
    for year in ALL_YEARS:
        stays, leaves = (
            memberships("ICT.A.net", "A", ALL_YEARS),
            memberships("ICT.A.net", "B", range(1, year)),
        )
        expected = {year: pence(-2500)} if year > 1 else {}
        assert cost_of("compensation_income", "A", "ICT.A.net", [*stays, *leaves]) == expected
    deepens = [*memberships("ICT.A.net", "AB", (1, 2)), *memberships("ICT.A.full", "AB", range(3, 7))]
    assert cost_of("compensation_income", "A", "ICT.A.net", deepens) == {}
    # Payroll of today is left at once: 6,000 of A's.
    assert cost_of("compensation_income", "B", "PAY.B.sec", memberships("PAY.B.sec", "B", (1,))) == {
        1: pence(-6000)
    }


def test_a_contract_that_has_run_out_is_bridged_from_any_year() -> None:
    # iB now ends on 30 June 2026; B joins on 1 October of a year. At most two years are bridged, for a tenth
    # of the charge of 60,000 at general prices.
    case = cases.rich()
    early = replace(case.contracts["iB"], end_date=date(2026, 6, 30))
    case = replace(case, contracts={**case.contracts, "iB": early})
    for year, months in ((1, {1: 3}), (2, {1: 9, 2: 6}), (6, {1: 9, 2: 12, 3: 3})):
        plan = claimed_ledger(case, plan_of(memberships("ICT.A.net", "B", (year,))))
        expected = {t: pence(Fraction(6000 * part, 12)) for t, part in months.items()}
        assert years(plan.ledger, "B", "", "contract_extension") == expected


def test_a_contract_that_todays_pool_has_displaced_is_not_bridged() -> None:
    case = cases.rich()
    over = replace(case.contracts["pA"], end_date=date(2025, 6, 30))
    case = replace(case, contracts={**case.contracts, "pA": over})
    # A leaves today's pool at once, and the contract is renewed like every other.
    assert years(claimed_ledger(case, plan_of()).ledger, "A", "", "contract_extension", "PAY") == {}


def test_contracts_that_a_pool_holds_are_taken_off_its_need_together() -> None:
    case = cases.rich()
    rows, states = memberships("ICT.A.full", "ABC", ALL_YEARS), []
    found = []
    for name, yearly in (("", 0), ("iA", 100_000), ("iC", 40_000)):
        if name:
            states += contract(name, "novated", ALL_YEARS, "ICT.A.full")
        plan = claimed_ledger(case, plan_of(rows, states))
        found.append((years(plan.ledger, "A", "ICT.A.full", "pool_non_staff")[1], yearly))
    (alone, _), (one, first), (two, second) = found
    # Half of year 1, of which they replace nine tenths.
    assert alone - one == pence(first * Fraction("0.45"))
    assert one - two == pence(second * Fraction("0.45"))


def test_hiring_again_costs_what_hiring_costs() -> None:
    case, plan = good_plans()["deepening"]
    [again] = [row for row in plan.staff if row.flow == "rehired"]
    post = case.needs["B", "PAY"].posts["all"]
    without = replace(plan, staff=tuple(row for row in plan.staff if row != again))
    cost, less = (
        years(claimed_ledger(case, p).ledger, "B", "", "recruitment", "PAY") for p in (plan, without)
    )
    assert {t: pence for t, pence in cost.items() if t != 3} == {
        t: pence for t, pence in less.items() if t != 3
    }
    extra = Fraction(again.fte) * Fraction(post.recruitment_gbp_per_fte) * RISE_OF_LINE["recruitment"] ** 3
    assert extra > 0
    assert abs(cost[3] - less[3] - pence(extra)) <= 1


def test_a_pool_hires_from_the_first_year_to_the_last() -> None:
    case, plan = good_plans()["nothing"]
    role = case.arrangements["PAY.B.sec"].roles["all"]
    recruited = {row.year: row.fte for row in plan.staff if row.flow == "recruited"}
    price = RISE_OF_LINE["pool_recruitment"]
    assert years(ledger("nothing"), "B", "PAY.B.sec", "pool_recruitment", "PAY") == {
        t: pence(Fraction(recruited[t]) * Fraction(role.recruitment_gbp_per_fte) * price**t)
        for t in ALL_YEARS
    }


def test_running_costs_are_paid_by_the_members_before_and_after_the_change_date() -> None:
    case, plan = good_plans()["deepening"]
    story = tell(case, decisions_of(plan))
    postings = [
        posting
        for posting in pool_postings(case, make_timeline(case), story.history, story.workforce)
        if (posting.arrangement, posting.line) == ("ICT.A.full", "governance")
    ]
    found = [(posting.year, posting.state, posting.amount_gbp) for posting in postings if posting.amount_gbp]
    # 10,000 and 2,000 for each member beyond the first; half of it after 1 October.
    before = [(t, t - 1, Fraction(6000 if t == 4 else 7000)) for t in range(4, 7)]
    after = [(t, t, Fraction(6000 if t == 3 else 7000)) for t in range(3, 7)]
    assert sorted(found) == sorted([*before, *after])
