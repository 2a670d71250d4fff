"""What pays for what: spend by line, limits of sources, debt, the last pennies, the saving after grants."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.case.case import SHARED, BorrowingTerms, Case, FundingPot, Policy
from optimizer.plan import Drawing, Plan
from optimizer.verify import Verdict, verify
from optimizer.verify.costing import cost, tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.funding import Debt, Funding, debts_of, make_funding, room_of, settle
from optimizer.verify.rules_funding import check_funding
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import Accounts, FundingRow
from tests.verify.funded import SPEND, drawing, drawn, paid_by, pot, with_pots
from tests.verify.plans import good_plans

FUNDED = Policy("rule", "set", "funded", "for the test", "", {"councils": ("A", "B"), "sources": ("fund",)})
PAID = paid_by("fund", "A", "B")
WHOLE = sum(SPEND.values())


def golden() -> tuple[Case, Plan]:
    return good_plans()["golden"]


def judge(pots: list[FundingPot], drawings: list[Drawing], policy: Policy | None = FUNDED) -> Verdict:
    case, plan = golden()
    return verify(with_pots(case, *pots), () if policy is None else (policy,), drawn(plan, *drawings))


def accounts_of(verdict: Verdict) -> Accounts:
    assert verdict.accounts is not None
    return verdict.accounts


def rules(verdict: Verdict) -> set[str]:
    return {violation.rule for violation in verdict.violations}


def test_the_spend_of_the_golden_plan() -> None:
    case, plan = golden()
    timeline, story = make_timeline(case), tell(case, decisions_of(plan))
    funding = make_funding(case, timeline, story.history, cost(case, timeline, "plan", story), ())
    assert dict(funding.spend) == dict(SPEND)


@pytest.mark.parametrize("name", ["deepening", "break_up"])
def test_spend_adds_up_to_the_cells_of_the_ledger(name: str) -> None:
    """Line by line and year by year, where the hosts are councils; capital and revenue are set-up."""
    case, plan = good_plans()[name]
    timeline, story = make_timeline(case), tell(case, decisions_of(plan))
    funding = make_funding(case, timeline, story.history, cost(case, timeline, "plan", story), ())
    ours: dict[tuple[int, str], int] = {}
    for (_, year, line), pence in funding.spend.items():
        key = (year, "set_up" if line.startswith("set_up") else line)
        ours[key] = ours.get(key, 0) + pence
    theirs: dict[tuple[int, str], int] = {}
    for cell in plan.ledger:
        own = cell.body in case.councils and cell.basis == "nominal"
        if own and cell.line in {line for _, line in ours} - {"set_up", "redundancy", "strain"}:
            theirs[cell.year, cell.line] = theirs.get((cell.year, cell.line), 0) + cell.pence
    assert theirs
    assert {key: ours[key] for key in theirs} == theirs
    assert min(funding.spend.values()) > 0


def set_up(funding: Funding, year: int, part: str) -> int:
    return sum(p for (_, y, line), p in funding.spend.items() if (y, line) == (year, f"set_up_{part}"))


def test_a_provider_charges_its_set_up_with_the_mark_up() -> None:
    """30,000 x 1.04 x 1.05 = 32,760, a quarter of it in year 2 at 1.0404: 8,520.88; 40% of it is capital."""
    case, plan = good_plans()["deepening"]
    pool = replace(case.arrangements["PAY.P.full"], setup_capital_share=Decimal("0.4"))
    case = replace(case, arrangements={**case.arrangements, "PAY.P.full": pool})
    timeline, story = make_timeline(case), tell(case, decisions_of(plan))
    funding = make_funding(case, timeline, story.history, cost(case, timeline, "plan", story), ())
    capital = {key: pence for key, pence in funding.spend.items() if key[2] == "set_up_capital"}
    by_year = {year: set_up(funding, year, "capital") for year in (2, 3)}
    assert set(capital) == {(council, year, "set_up_capital") for council in "AC" for year in (2, 3)}
    assert by_year[2] == round(Decimal("0.4") * 8_520_88)
    # The other three quarters, 24,570 at 1.061208, are 26,073.88.
    assert by_year[3] == round(Decimal("0.4") * 26_073_88)
    # What is not capital is revenue: together they are what is all revenue otherwise.
    case, plan = good_plans()["deepening"]
    whole = make_funding(case, timeline, story.history, cost(case, timeline, "plan", story), ())
    assert not any(line == "set_up_capital" for _, _, line in whole.spend)
    for year in (2, 3):
        assert set_up(funding, year, "revenue") == set_up(whole, year, "revenue") - by_year[year]


def test_a_plan_that_is_paid_for_holds_and_adds_up() -> None:
    verdict = judge([pot(council=SHARED, kind="grant", any=WHOLE // 100 + 1)], PAID)
    assert verdict.holds
    accounts = accounts_of(verdict)
    assert {row[1:4]: row.pence for row in accounts.funding} == dict(SPEND)
    [row] = accounts.policies
    assert (row.slack, row.state, row.unit) == (Decimal("0.00"), "tight", "GBP")


def test_saving_after_grants_and_nothing_else() -> None:
    """The grant at base prices is the golden one-offs: 60,000 + 137,000 d1 + 32,500 d2 = 222,706.39.

    137,000 / 1.035 = 132,367.15; 32,500 / 1.071225 = 30,339.10. The net saving is 372,588.62.
    """
    given = accounts_of(judge([pot(council=SHARED, kind="grant", any=300_000)], PAID))
    assert given.measures.npv_saving_gbp == Decimal("372588.62")
    assert abs(given.npv_after_grant_gbp - Decimal("595294.87")) <= Decimal("0.02")
    taken = accounts_of(judge([pot(council=SHARED, kind="reserve", y0=300_000)], PAID))
    assert taken.npv_after_grant_gbp == taken.measures.npv_saving_gbp == Decimal("372588.62")


def test_nothing_is_asked_of_business_as_usual() -> None:
    case, _ = golden()
    nothing = verify(with_pots(case, pot(any=1, kind="grant")), (FUNDED,), Plan((), (), (), ()))
    assert rules(nothing) <= {f"ledger.{line}" for line in ("pay", "non_staff", "contract", "recruitment")}
    [row] = accounts_of(nothing).policies
    assert (row.slack, row.state) == (None, "slack")


@pytest.mark.parametrize(("missing", "holds"), [(100, True), (101, False)])
def test_a_line_tolerates_a_pound(missing: int, holds: bool) -> None:
    pots = [pot(council=SHARED, kind="grant", any=300_000)]
    less = [d._replace(pence=d.pence - missing) if d.line == "novation" else d for d in PAID]
    verdict = judge(pots, less)
    assert rules(verdict) == (set() if holds else {"policy.funded"})
    published = {row[:4]: row.pence for row in accounts_of(verdict).funding}
    assert published["fund", "A", 1, "novation"] == 5_100_00 - (0 if holds else 101)
    assert published.get(("", "A", 1, "novation")) == (None if holds else 101)


def test_what_is_not_drawn_at_all_has_no_source() -> None:
    verdict = judge([pot(kind="grant", any=300_000)], paid_by("fund", "B"))
    assert [(one.rule, one.place, one.detail) for one in verdict.violations[:2]] == [
        ("policy.funded", "set.rule: A, 2026/27, novation", "misses it by £5,100.00"),
        ("policy.funded", "set.rule: A, 2026/27, joining", "misses it by £20,400.00"),
    ]
    assert len(verdict.violations) == sum(council == "A" for council, _, _ in SPEND)
    rows = [row for row in accounts_of(verdict).funding if not row.source]
    assert {row[1:4]: row.pence for row in rows} == {k: p for k, p in SPEND.items() if k[0] == "A"}
    of_b = replace(FUNDED, parameters={"councils": ("B",), "sources": ("fund",)})
    alone = judge([pot(kind="grant", any=300_000)], paid_by("fund", "B"), of_b)
    assert alone.holds
    assert {row.council for row in accounts_of(alone).funding} == {"B"}


def test_another_source_than_those_named_does_not_count() -> None:
    other = pot("other", SHARED, "grant", any=300_000)
    paid = paid_by("other", "A", "B")
    assert rules(judge([other], paid)) == {"policy.funded"}
    assert judge([other], paid, None).holds


def overdrawn(one: FundingPot, *drawings: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the limits of a pot that drawings (year, GBP) break, by year, and how much is left (pence)."""
    case, _ = golden()
    rows = [drawing("fund", "B", year, "joining", 100 * gbp) for year, gbp in drawings]
    return [(year, left) for year, left in room_of(case, one, rows) if left < 0]


def test_a_grant_is_spent_in_its_year_or_lost() -> None:
    grant = pot(kind="grant", y1=500, y2=300)
    assert overdrawn(grant, (1, 500), (2, 300)) == []
    assert overdrawn(grant, (1, 400), (2, 301)) == [(2, -100)]
    assert overdrawn(grant, (0, 1)) == [(0, -100)]
    assert overdrawn(pot(kind="grant", any=500), (0, 200), (3, 301)) == [(3, -100)]


def test_receipts_and_reserves_carry_over() -> None:
    for kind in ("capital_receipt", "reserve"):
        receipts = pot(kind=kind, y0=500, y2=300)
        assert overdrawn(receipts, (1, 500), (3, 300)) == []
        assert overdrawn(receipts, (1, 501), (3, 200)) == [(1, -100)]
        assert overdrawn(receipts, (1, 500), (3, 301)) == [(3, -100)]


def test_a_floor_counts_from_the_first_amount() -> None:
    reserve = pot(floor=100, y1=500, y2=50)
    assert overdrawn(reserve) == []
    assert overdrawn(reserve, (1, 400), (2, 50)) == []
    assert overdrawn(reserve, (1, 401)) == [(1, -100)]
    assert overdrawn(reserve, (0, 1)) == [(0, -100)]


def test_borrowing_has_a_limit_of_new_money_each_year() -> None:
    assert overdrawn(pot(kind="borrowing", loan=("0.1", 2), y1=500, y2=500), (1, 500), (2, 500)) == []
    assert overdrawn(pot(kind="borrowing", loan=("0.1", 2), y1=500), (1, 500), (2, 1)) == [(2, -100)]


def test_a_shared_pot_limits_all_together_and_one_of_a_council_itself() -> None:
    case, _ = golden()
    rows = [drawing("fund", council, 1, "joining", 100) for council in "AB"]
    assert room_of(case, pot(council=SHARED, kind="grant", any=1), rows)[0][1] == -100
    assert room_of(case, pot(council="A", kind="grant", any=1), rows)[0][1] == 0


def test_debt_is_repaid_in_equal_parts_with_interest_on_what_is_left() -> None:
    """£100 over 3 years at 10%, taken in year 0: 33.33, 33.34, 33.33; interest 10.00, 6.67, 3.33.

    £60 more in year 1 over 3 years: 20 a year and 6.00, 4.00 in years 2 and 3; at the end 20 are left.
    """
    case, _ = golden()
    loan = pot(kind="borrowing", loan=("0.1", 3), y0=100, y1=60)
    rows = [drawing("fund", "B", 0, "joining", 100_00), drawing("fund", "B", 1, "joining", 60_00)]
    assert debts_of(with_pots(case, loan), rows) == {
        ("fund", "B", 0): Debt(0, 0, 100_00),
        ("fund", "B", 1): Debt(10_00, 33_33, 126_67),
        ("fund", "B", 2): Debt(6_67 + 6_00, 53_34, 73_33),
        ("fund", "B", 3): Debt(3_33 + 4_00, 53_33, 20_00),
    }


def test_a_loan_that_has_been_repaid_costs_nothing_more() -> None:
    case, _ = golden()
    loan = with_pots(case, pot(kind="borrowing", loan=("0.1", 1), any=100))
    debts = debts_of(loan, [drawing("fund", "B", 1, "joining", 100_00)])
    assert [debts["fund", "B", year] for year in (1, 2, 3)] == [
        *(Debt(0, 0, 100_00), Debt(10_00, 100_00, 0), Debt(0, 0, 0)),
    ]


def test_rows_of_debt_and_the_cash_that_financing_brings() -> None:
    """A borrows 25,500 in year 1 over 4 years at 4%: 6,375 and 1,020.00, then 765.00, a year.

    Its financing: 25,500; less 7,395 and 7,140. At the end 12,750 are outstanding.
    """
    own = [row for row in paid_by("loan", "A") if row.year == 1]
    rest = [row._replace(source="fund") for row in PAID if row[1:3] != ("A", 1)]
    pots = [pot("loan", "A", "borrowing", loan=("0.04", 4), any=30_000), pot(council=SHARED, y0=300_000)]
    both = replace(FUNDED, parameters={"councils": ("A", "B"), "sources": ("fund", "loan")})
    verdict = judge(pots, own + rest, both)
    assert verdict.holds
    debt = {row[2:4]: row.pence for row in accounts_of(verdict).funding if row.source == "loan"}
    assert debt == {
        (1, "joining"): 20_400_00,
        (1, "novation"): 5_100_00,
        (2, "interest"): 1_020_00,
        (2, "repayment"): 6_375_00,
        (3, "interest"): 765_00,
        (3, "repayment"): 6_375_00,
        (3, "debt_outstanding"): 12_750_00,
    }
    case, plan = golden()
    case, plan = with_pots(case, *pots), drawn(plan, *own, *rest)
    timeline, story = make_timeline(case), tell(case, decisions_of(plan))
    funding = make_funding(case, timeline, story.history, cost(case, timeline, "plan", story), plan.drawings)
    assert [funding.net_cash("A", year) for year in (1, 3)] == [25_500_00, -7_140_00]
    assert funding.net_cash("A", 2) == 15_912_00 + 3_978_00 - 7_395_00


def test_rows_come_by_source_council_year_and_line() -> None:
    rows = accounts_of(judge([pot(council=SHARED, kind="grant", any=300_000)], PAID)).funding
    assert [row[1:4] for row in rows if row.council == "A"] == [
        *(("A", 0, "set_up_revenue"), ("A", 1, "novation"), ("A", 1, "joining")),
        *(("A", 2, "redundancy"), ("A", 2, "strain")),
    ]
    assert all(isinstance(row, FundingRow) for row in rows)


def settled(spend: int, *given: tuple[str, int], **limits: int) -> dict[str, int]:
    """Return what each source pays for a line of B after rounding has been placed, in pence."""
    case, _ = golden()
    pots = [pot(source, kind="grant", any=limits.get(source, 1000)) for source, _ in given]
    rows = [drawing(source, "B", 1, "joining", pence) for source, pence in given]
    found = settle(with_pots(case, *pots), {("B", 1, "joining"): spend}, rows)
    return {row.source: row.pence for row in found}


def test_the_last_pennies_go_to_the_largest_drawing_that_has_room() -> None:
    assert settled(1003, ("a", 600), ("b", 400)) == {"a": 603, "b": 400}
    assert settled(1003, ("a", 600), ("b", 400), a=6) == {"a": 600, "b": 403}
    assert settled(1003, ("a", 600), ("b", 400), a=6, b=4) == {"a": 603, "b": 400}
    assert settled(997, ("a", 600), ("b", 400)) == {"a": 597, "b": 400}
    assert settled(0, ("a", 60), ("b", 40)) == {}


def test_a_pot_that_they_just_fill_has_room_and_one_that_nobody_knows_has_none() -> None:
    assert settled(1000, ("a", 597), ("b", 400), a=6) == {"a": 600, "b": 400}
    case, _ = golden()
    rows = [drawing("nobody", "B", 1, "joining", 600), drawing("b", "B", 1, "joining", 400)]
    known = with_pots(case, pot("b", kind="grant", any=1000))
    found = settle(known, {("B", 1, "joining"): 1003}, rows)
    assert {row.source: row.pence for row in found} == {"nobody": 600, "b": 403}


def told_of(one: FundingPot, pence: int, spent: int | None = None) -> list[str]:
    """Return what is said where so many pence are drawn from a pot, and by default spent."""
    case, _ = golden()
    rows = (drawing("fund", "B", 3, "joining", pence),)
    spend = {} if spent == 0 else {("B", 3, "joining"): pence if spent is None else spent}
    found = check_funding(with_pots(case, one), Funding(spend, rows, rows, {}))
    return [f"{violation.rule}: {violation.detail}" for violation in found]


def test_a_pot_tolerates_a_pound_and_is_called_what_it_is() -> None:
    receipts = pot(kind="capital_receipt", y3=5)
    assert told_of(receipts, 600) == []
    assert told_of(receipts, 601) == ["funding.limit: the capital receipt is overdrawn by £1.01"]
    assert told_of(pot(y3=5), 700) == ["funding.limit: the reserve is overdrawn by £2.00"]
    floored = ["funding.floor: the reserve falls below its floor of £1.00 by £2.00"]
    assert told_of(pot(floor=1, y3=6), 700) == floored


def test_what_is_drawn_may_be_a_pound_more_than_what_is_spent() -> None:
    ample = pot(kind="grant", any=1000)
    assert told_of(ample, 600, spent=500) == []
    assert told_of(ample, 601, spent=500) == ["funding.spent: drawn £6.01, spent £5.00"]
    assert told_of(ample, 100, spent=0) == []
    assert told_of(ample, 101, spent=0) == ["funding.spent: drawn £1.01, spent £0.00"]


def test_a_loan_has_the_terms_of_the_year_in_which_it_is_taken() -> None:
    """200 pounds in year 1 at 10% for 2 years, 400 in year 2 at 5% for 4: in year 3 interest is 10 and 20."""
    case, _ = golden()
    terms = {1: BorrowingTerms(Decimal("0.1"), 2), 2: BorrowingTerms(Decimal("0.05"), 4)}
    loans = replace(pot(kind="borrowing", loan=("0", 1), y1=200, y2=400), borrowing_terms=terms)
    rows = [drawing("fund", "B", 1, "joining", 200_00), drawing("fund", "B", 2, "joining", 400_00)]
    debts = debts_of(with_pots(case, loans), rows)
    assert debts["fund", "B", 2] == Debt(20_00, 100_00, 500_00)
    assert debts["fund", "B", 3] == Debt(30_00, 200_00, 300_00)


def test_more_than_rounding_stays_missing() -> None:
    assert settled(1101, ("a", 600), ("b", 400)) == {"a": 600, "b": 400}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"source": "nobody"}, "tables.known_names"),
        ({"council": "Z"}, "tables.known_names"),
        ({"council": "A"}, "tables.known_names"),
        ({"year": 4}, "tables.year_in_range"),
        ({"year": -1}, "tables.year_in_range"),
        ({"line": "pay"}, "tables.drawing"),
        ({"line": "set_up"}, "tables.drawing"),
        ({"line": "compensation_income"}, "tables.drawing"),
        ({"pence": 0}, "tables.drawing"),
        ({"pence": -5}, "tables.drawing"),
        ({"pence": 1.5}, "tables.drawing"),
        ({"pence": True}, "tables.drawing"),
    ],
)
def test_malformed_drawings(change: dict[str, Any], rule: str) -> None:
    row = drawing("fund", "B", 1, "joining", 100)._replace(**change)
    verdict = judge([pot(kind="grant", any=300_000)], [row], None)
    assert rules(verdict) == {rule}
    assert verdict.accounts is None
