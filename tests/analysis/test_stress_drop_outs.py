"""`stress`: what a partner that pulls out costs the others, by hand and by trying every choice.

Two councils (tests/formulations/tiny.py). The plan saves 38,000: A 22,800 and B 15,200. In year 1 each saves
its part of 10,000 by volume, 6,000 and 4,000. In year 2 the pool costs 90,000 + 80,000, of which A pays
102,000 and B 68,000, and the 2,000 for two posts are shared by posts in scope, 1,200 and 800: 16,800 and
11,200.
    If either leaves in year 2, one council is left, so the pool closes on 1 October of year 2: year 2 is like
year 1, and A saves 12,000 in all, B 8,000: 10,800 and 7,200 less. Who leaves in year 1 never joins, and
nothing is shared.

Three councils (third=True): all share, 15 posts come in and 10.5 are needed at 1,500 users.
    Plan: year 1: half of 300,000 at home, 75,000 + 52,500 in the pool; year 2: 127,500 for pay (15 and 10.5
posts), 105,000 of other spend, 4,500 for 4.5 posts. By volume 6 : 4 : 5 (posts likewise) A saves 9,000 +
25,200 = 34,200, B 22,800, C 7,500 + 21,000 = 28,500.
    C leaves in year 2: the pool's first half of the year costs 127,500, shared as before (51,000, 34,000,
42,500); 5 posts go back with C and two more go (2,000), so the second half costs 40,000 + 40,000, shared
6 : 4; C pays 50,000 at home. A: 120,000 - 51,000 - 48,000 - 1,200 = 19,800, which is 5,400 less than in the
plan; B 13,200, 3,600 less; C 100,000 - 92,500 = 7,500, 13,500 less.
    C never joins: A and B are the two councils above, 11,400 and 7,600 worse off than in the plan.
"""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest

from optimizer.analysis.solving import Unsolved
from optimizer.analysis.stress import drop_outs as module
from optimizer.analysis.stress.drop_outs import DropOut, DropOuts, drop_outs
from optimizer.analysis.stress.recost import PAY_OFFS
from optimizer.analysis.stress.withdrawals import agreements, lifted, withdrawals
from optimizer.analysis.why.prices import kept_plan
from optimizer.case import LoadedCase
from optimizer.case.case import Case
from optimizer.errors import CheckFailedError
from optimizer.plan.facts import Opinion
from optimizer.plan.plan import Membership, Plan, StaffFlow
from optimizer.verify import claimed_ledger, verify
from tests.analysis.runs import kept_run
from tests.builders import golden_case
from tests.formulations.tiny import CHAIN, policy, rows, tiny
from tests.formulations.two_services import two_services

Key = tuple[str, int]


def found(folder: Path, loaded: LoadedCase, policies: str = "", council: str | None = None) -> DropOuts:
    """Solve the case and re-cost it without each partner, in this process."""
    kept = kept_run(folder, loaded, policies)
    plan, accounts = kept_plan(kept)
    case = loaded.case
    return drop_outs(
        case, kept.sets.policies, plan, accounts, kept.options, tuple(case.services), council, workers=1
    )


def changes(answers: DropOuts) -> dict[Key, dict[str, int]]:
    """Return the changes by who leaves from which year, in whole pounds."""
    return {
        (one.withdrawal.council, one.withdrawal.year): {
            council: int(amount) for council, amount in one.change_gbp.items()
        }
        for one in answers.found
    }


def one_of(answers: DropOuts, council: str, year: int) -> DropOut:
    [one] = [one for one in answers.found if (one.withdrawal.council, one.withdrawal.year) == (council, year)]
    return one


def test_two_councils_host_or_partner_the_pool_closes(tmp_path: Path) -> None:
    answers = found(tmp_path / "run", tiny())
    never, later = {"A": -22_800, "B": -15_200}, {"A": -10_800, "B": -7_200}
    assert changes(answers) == {("A", 1): never, ("A", 2): later, ("B", 1): never, ("B", 2): later}
    assert answers.afresh_gbp == {"S": 0}
    host, partner = one_of(answers, "A", 2), one_of(answers, "B", 2)
    assert (host.withdrawal.closes, partner.withdrawal.closes) == (2, 2)
    assert (host.exit_charge_gbp, partner.exit_charge_gbp) == (7_200, 10_800)
    assert (host.others_change_gbp, partner.others_change_gbp) == (-7_200, -10_800)
    # For the half-years in the pool they were better off than in-house, and never in it they are not.
    assert [(one.others_saving_gbp, one.others_still_gain) for one in answers.found] == [
        (0, False),
        (8_000, True),
        (0, False),
        (12_000, True),
    ]
    assert answers.last_safe_year("A", "P") is None
    assert [one.withdrawal.never_joined for one in answers.found] == [True, False, True, False]


def test_one_of_three_leaves_and_the_others_bear_it(tmp_path: Path) -> None:
    answers = found(tmp_path / "run", tiny(third=True), council="C")
    assert changes(answers) == {
        ("C", 1): {"A": -11_400, "B": -7_600, "C": -28_500},
        ("C", 2): {"A": -5_400, "B": -3_600, "C": -13_500},
    }
    later = one_of(answers, "C", 2)
    assert later.withdrawal.closes is None
    assert (later.exit_charge_gbp, later.others_saving_gbp) == (9_000, 28_800 + 19_200)
    assert later.service_saving_gbp == {"A": 28_800, "B": 19_200, "C": 15_000}


def test_no_other_choice_of_staff_is_cheaper_for_those_who_stay(tmp_path: Path) -> None:
    """Every number of posts that go back with C, that go, and that are hired, in steps of half a post."""
    kept = kept_run(tmp_path / "run", tiny(third=True))
    plan, accounts = kept_plan(kept)
    case = kept.loaded.case
    [leaving] = [one for one in withdrawals(case, plan, ("S",), "C") if one.year == 2]
    terms = lifted(case, "P")
    best = max(
        saving
        for back, gone, hired in product(range(0, 11), range(0, 21), range(0, 5))
        if (saving := _saving(terms, plan, leaving.memberships, back, gone, hired)) is not None
    )
    assert best == accounts.measures.npv_saving_gbp - 22_500


def _saving(
    case: Case, plan: Plan, memberships: tuple[Membership, ...], back: int, gone: int, hired: int
) -> Decimal | None:
    """Return what the plan without C in year 2 saves; None where it breaks a rule. In half posts."""

    def flow(name: str, council: str, halves: int) -> StaffFlow:
        pool = "" if name == "rehired" else "P"
        return StaffFlow(pool, council, "S", "all", 2, name, Decimal(halves) / 2)  # type: ignore[arg-type]

    moved = [row for row in plan.staff if row.flow == "transferred"]
    others = [
        flow("returned", "C", back),
        flow("rehired", "C", 10 - back),
        flow("redundant", "", gone),
        flow("recruited", "", hired),
    ]
    staff = (*moved, *(row for row in others if row.fte))
    tried = replace(plan, memberships=memberships, staff=tuple(sorted(staff)), ledger=())
    verdict = verify(case, (), claimed_ledger(case, tried))
    return verdict.accounts.measures.npv_saving_gbp if verdict.holds and verdict.accounts else None


def test_the_golden_pair_without_one_of_them_is_business_as_usual(tmp_path: Path) -> None:
    """CORE part 3: A saves 224,149.18 and B 148,439.44 in the plan; whoever never joins takes all of it.

    Leaving in 2028/29 instead keeps what the first two years have brought, so it costs less.
    """
    answers = found(tmp_path / "run", golden_case())
    never = {"A": Decimal("-224149.18"), "B": Decimal("-148439.44")}
    assert one_of(answers, "A", 1).change_gbp == one_of(answers, "B", 1).change_gbp == never
    assert one_of(answers, "B", 1).exit_charge_gbp == Decimal("224149.18")
    later = one_of(answers, "B", 3)
    assert never["A"] < later.others_change_gbp < 0
    assert later.change_gbp == one_of(answers, "A", 3).change_gbp


def test_a_partner_that_costs_the_others_money_may_leave_any_time(tmp_path: Path) -> None:
    """C's users are served free of charge to C by two posts more: with C gone in year 2 nobody else loses.

    A policy makes C take part; it says nothing of what happens when C leaves.
    """
    curve = rows(
        "service measure volume value",
        "S fte:all 400 5",
        "S fte:all 1000 8",
        "S fte:all 1500 30",
        "S non_staff 400 50000",
        "S non_staff 1000 80000",
        "S non_staff 1500 105000",
    )
    must = (
        '[policy.all]\nkind = "pool_required"\nservice = "S"\nreason = "Members want it."\n'
        'first_year = "2026/27"\n'
    )
    answers = found(tmp_path / "run", tiny(third=True, scale_curves=curve), must, council="C")
    assert all(one.is_safe for one in answers.found)
    assert all(one.others_change_gbp > 0 and one.exit_charge_gbp == 0 for one in answers.found)
    safe = answers.last_safe_year("C", "P")
    assert safe is not None
    assert safe.withdrawal.year == 2


NONE_GO = '[policy.nobody]\nkind = "no_compulsory_redundancy"\nreason = "Agreed with the unions."\n'


def test_agreements_on_staff_bind_those_who_stay(tmp_path: Path) -> None:
    """Nobody may be made redundant: 10 posts stay for A and B when C has gone, for 10,000 more."""
    answers = found(tmp_path / "run", tiny(third=True), NONE_GO, council="C")
    later = one_of(answers, "C", 2)
    assert later.conceded == ""
    # Plan: year 2 pays 15 posts all year: 300,000 - 150,000 - 105,000 = 45,000, with year 1 67,500.
    # Without C: year 2 127,500 + (50,000 + 40,000) + 50,000 = 267,500: 32,500, with year 1 55,000.
    assert sum(later.change_gbp.values()) == 55_000 - 67_500


def test_what_is_solved_together() -> None:
    case = two_services().case
    one = policy("no_compulsory_redundancy", service="T", host=None)
    cover = policy("minimum_cover", service="S", role=None, least_fte=Decimal(1), least_share=None)
    total = policy(
        "redundancy_limit", service=None, host=None, most_per_year_fte=None, most_total_fte=Decimal(2)
    )
    host = policy("host_capacity_fte", host="A", most_fte=Decimal(9), most_transfers_fte_per_year=None)
    every = policy("no_compulsory_redundancy", service=None, host="A")
    must = policy("pool_required", service="S")
    assert agreements(case, (one, cover, every, must), "S") == (("S",), (cover, every))
    assert agreements(case, (one, total), "S") == (("S", "T"), (one, total))
    assert agreements(case, (host, must), "T") == (("S", "T"), (host,))
    assert agreements(case, (must,), "T") == (("T",), ())


def test_an_agreement_over_all_services_is_kept_over_all(tmp_path: Path) -> None:
    """At most one post goes in all, where two would in each service: what S no longer uses, T may.

    Sharing a service saves 10,000 in year 1, 20,000 in year 2, and 5,000 - 1,000 for each post that goes.
    """
    limit = '[policy.one]\nkind = "redundancy_limit"\nmost_total_fte = 1\nreason = "Agreed."\n'
    loaded = two_services({"Q": 5000, "W": 5000})
    kept = kept_run(tmp_path / "run", loaded, limit)
    plan, accounts = kept_plan(kept)
    answers = drop_outs(loaded.case, kept.sets.policies, plan, accounts, kept.options, ("S",), "B", workers=1)
    assert accounts.measures.npv_saving_gbp == 64_000
    [never, later] = answers.found
    assert sum(never.change_gbp.values()) == 34_000 - 64_000
    assert sum(later.change_gbp.values()) == 20_000 + 34_000 - 64_000


TOO_MANY = rows(
    "service measure volume value",
    "S fte:all 400 5",
    "S fte:all 1000 12",
    "S non_staff 400 5000",
    "S non_staff 1000 20000",
)
"""A pool that needs two posts more than its members bring: who closes it cannot send them home."""


def test_what_had_to_give_way_is_said(tmp_path: Path) -> None:
    answers = found(tmp_path / "agreed", tiny(scale_curves=TOO_MANY), NONE_GO)
    assert one_of(answers, "B", 1).conceded == ""
    assert one_of(answers, "B", 2).conceded == "the agreements on staff cannot be kept (s.nobody)"
    seconded = tiny({"delivery_models.lead.staff_mode": "secondment"}, scale_curves=TOO_MANY)
    answers = found(tmp_path / "seconded", seconded)
    assert one_of(answers, "A", 2).conceded == PAY_OFFS
    assert one_of(answers, "A", 1).conceded == ""


def test_a_question_without_an_answer_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_run(tmp_path / "run", tiny())
    plan, accounts = kept_plan(kept)
    opinion = Opinion("confirmed", "", "", "", 1.0, 0.0)
    for kind, failure, said in (
        ("infeasible", 0, "nobody can run what is left, nor close it in time (second solver: confirmed)"),
        ("no_plan", 6, "why not"),
        ("check_failed", 8, "why not"),
        ("failed", 1, "why not"),
    ):
        unsolved = Unsolved(kind, "why not", opinion, 0.0)  # type: ignore[arg-type]
        monkeypatch.setattr(module, "recosted", lambda task, answer=unsolved: answer)
        answers = drop_outs(kept.loaded.case, (), plan, accounts, kept.options, ("S",), workers=1)
        assert {one.failure for one in answers.found} == {failure}
        assert all(one.message.endswith(said) and not one.answered for one in answers.found)
        assert answers.last_safe_year("A", "P") is None


def test_a_search_that_does_worse_than_the_plan_publishes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = kept_run(tmp_path / "run", tiny())
    plan, accounts = kept_plan(kept)
    true = module.recosted

    def worse(task: module.Recosting) -> object:
        found = true(task)
        assert not isinstance(found, Unsolved)
        return replace(found, council_npv_gbp={who: npv - 1 for who, npv in found.council_npv_gbp.items()})

    monkeypatch.setattr(module, "recosted", worse)
    with pytest.raises(CheckFailedError, match="the plan saves £2.00 less than it does"):
        drop_outs(kept.loaded.case, (), plan, accounts, kept.options, ("S",), workers=1)


def members(*words: str) -> Plan:
    """Return a plan of memberships such as `AB P 1`, each letter a council."""
    found = []
    for word in words:
        councils, pool, year = word.split()
        found += [Membership(council, pool, int(year)) for council in councils]
    return Plan(tuple(sorted(found)), (), (), ())


def left(case: Case, plan: Plan, council: str, year: int) -> Plan:
    [one] = [one for one in withdrawals(case, plan, ("S",), council) if one.year == year]
    return replace(plan, memberships=tuple(sorted(one.memberships)))


def test_a_pool_that_has_closed_stays_closed() -> None:
    case = tiny(None, {"years": 3}, third=True).case
    plan = members("AB P 1", "ABC P 2", "ABC P 3")
    assert left(case, plan, "C", 3) == members("ABC P 2", "AB P 1", "AB P 3")
    # Without B there is nobody but A in year 1, though C would come in year 2.
    assert left(case, plan, "B", 1) == members()
    assert left(case, plan, "B", 2) == members("AB P 1", "AC P 2", "AC P 3")
    assert left(case, plan, "A", 3) == members("AB P 1", "ABC P 2")


def test_who_leaves_a_chain_leaves_all_of_its_depths() -> None:
    case = tiny(None, {"years": 3}, third=True, arrangements=CHAIN).case
    plan = members("ABC N 1", "ABC D 2", "ABC D 3")
    assert left(case, plan, "C", 1) == members("AB N 1", "AB D 2", "AB D 3")
    assert left(case, plan, "C", 2) == members("ABC N 1", "AB D 2", "AB D 3")
    assert {one.chain for one in withdrawals(case, plan, ("S",))} == {"G"}
    assert len(withdrawals(case, plan, ("S",))) == 9


def test_members_of_today_have_joined_long_ago() -> None:
    today = {
        "baseline_services.*.arrangement_today": "P",
        "baseline_services.*.member_since": "2020/21",
    }
    case = tiny(today).case
    exits = withdrawals(case, members("AB P 1", "AB P 2"), ("S",), "B")
    assert [(one.year, one.never_joined, one.closes) for one in exits] == [(1, False, 1), (2, False, 2)]
