"""Rules at their edges: just kept and just broken, in the first year, and broken for one year only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from optimizer.case.case import Case
from optimizer.plan import ContractState, Plan, StaffFlow
from optimizer.verify.costing import tell
from optimizer.verify.decisions import decisions_of
from optimizer.verify.rules_contracts import check_contracts
from optimizer.verify.rules_membership import check_membership
from optimizer.verify.rules_workforce import check_workforce
from optimizer.verify.verdict import Violation
from tests.verify import cases
from tests.verify.broken_rules import pooled, with_pool, with_role
from tests.verify.tables import GOLDEN_POOL, contract, flow, golden_plan, plan_of

AT = "0.000001"
OVER = "0.00000101"
"""What an FTE rule may be missed by, and a little more."""


def violations(case: Case, plan: Plan) -> list[Violation]:
    """Return what the decisions break of the rules of logic."""
    story = tell(case, decisions_of(plan))
    return [
        *check_membership(case, story.history, story.workforce),
        *check_workforce(case, story.history, story.workforce),
        *check_contracts(case, story.history),
    ]


def broken(case: Case, plan: Plan) -> list[str]:
    """Return `rule at place` of every rule of logic that the decisions break."""
    found = violations(case, plan)
    return [f"{violation.rule} at {violation.place.replace(GOLDEN_POOL, 'POOL')}" for violation in found]


def with_staff(*new: StaffFlow, first: int = 1) -> Plan:
    """Return the golden plan with these flows in place of their like."""
    plan = golden_plan(cases.golden(), first=first)
    kept = [row for row in plan.staff if row[:6] not in {flow[:6] for flow in new}]
    return replace(plan, staff=tuple(sorted([*kept, *new])))


def less(limit: int, by: str) -> Decimal:
    return limit - Decimal(by)


# The golden pool has 17 FTE in year 1 and needs 14 from then on: 1.3 go in year 2, 1.4 come in year 3.
@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("capacity.fte at POOL, 2026/27", {"capacity_fte": 17}),
        ("capacity.transfers at POOL, 2026/27", {"capacity_transfers_fte_per_year": 17}),
        ("workforce.staff_limit at POOL, all, 2026/27", {"staff_limit_fte": 17}),
    ],
)
def test_limits_of_staff(rule: str, change: dict[str, int]) -> None:
    [(field, limit)] = change.items()
    with_limit: Any = with_role if field == "staff_limit_fte" else with_pool
    for by, expected in (("0", []), (AT, []), (OVER, [rule])):
        case = with_limit(cases.golden(), GOLDEN_POOL, **{field: less(limit, by)})
        assert broken(case, with_staff()) == expected


@pytest.mark.parametrize(
    ("rule", "flow_of", "start"),
    [
        ("workforce.required at POOL, all, 2027/28", lambda fte: pooled("redundant", 2, fte), "1.3"),
        ("workforce.required at POOL, all, 2028/29", lambda fte: pooled("redundant", 3, fte), "0"),
        ("workforce.removable at POOL, all, 2026/27", lambda fte: pooled("redundant", 1, fte), "0"),
        ("workforce.removable at POOL, all, 2026/27", lambda fte: pooled("redeployed", 1, fte), "0"),
        # Nine tenths of 17 are there in year 2 after turnover.
        ("workforce.removable at POOL, all, 2027/28", lambda fte: pooled("redundant", 2, fte), "15.3"),
        ("workforce.redeployment_places at ICT, all, 2028/29", lambda fte: pooled("redeployed", 3, fte), "0"),
    ],
)
def test_people_who_go(rule: str, flow_of: Any, start: str) -> None:
    for by in (AT, OVER):
        found = broken(cases.golden(), with_staff(flow_of(str(Decimal(start) + Decimal(by)))))
        assert (rule in found) == (by == OVER), found


def test_who_goes_back_home_cannot_be_made_redundant() -> None:
    # B goes back in year 3 with its 7 of the 12.6 who are there.
    plan = golden_plan(cases.golden())
    members = [row for row in plan.memberships if (row.council, row.year) != ("B", 3)]
    back = flow(cases.golden(), "returned", GOLDEN_POOL, "B", 3, "7")
    kept = [row for row in plan.staff if row.flow != "recruited"]
    for by in (AT, OVER):
        gone = pooled("redundant", 3, str(Decimal("5.6") + Decimal(by)))
        found = broken(cases.golden(), plan_of(members, plan.contracts, [*kept, back, gone]))
        assert ("workforce.removable at POOL, all, 2028/29" in found) == (by == OVER), found


def test_people_who_come_to_a_pool_that_is_closed() -> None:
    for by, expected in ((AT, []), (OVER, ["workforce.closed_pool_empty at POOL, all, 2026/27"])):
        assert broken(cases.golden(), with_staff(pooled("recruited", 1, by), first=2)) == expected


def test_who_joins_brings_no_more_than_is_in_scope() -> None:
    case = with_role(cases.golden(), GOLDEN_POOL, staff_limit_fte=Decimal(18))
    for by, expected in (
        (AT, []),
        (
            OVER,
            [
                "workforce.home_balance at ICT, A, all, 2026/27",
                "workforce.transferred at POOL, A, ICT, all, 2026/27",
            ],
        ),
    ):
        goes = flow(case, "transferred", GOLDEN_POOL, "A", 1, str(10 + Decimal(by)))
        assert broken(case, with_staff(goes)) == expected


def test_a_pool_needs_its_staff_and_the_dip_in_the_year_of_joining() -> None:
    # 14 and a fifth of the 17 who come are 17.4, of which 0.4 are missing; from year 2 on nobody joins.
    case = with_pool(cases.golden(), GOLDEN_POOL, dip_share=Decimal("0.2"))
    assert broken(case, with_staff()) == ["workforce.required at POOL, all, 2026/27"]
    [short] = violations(case, with_staff())
    assert short.detail == "17.00000000 FTE of at least 17.40000000 FTE"
    # 14 and three seventeenths of 17 are all there are.
    just = with_pool(cases.golden(), GOLDEN_POOL, dip_share=Decimal(3) / 17 + Decimal("5e-8"))
    assert broken(just, with_staff()) == []


def test_no_more_are_hired_in_a_year_than_a_pool_may_have() -> None:
    # 18 are hired and 16.6 go in the last year, of 12.6 who are there: 14 stay.
    case = with_role(cases.golden(), GOLDEN_POOL, staff_limit_fte=Decimal(17))
    found = broken(case, with_staff(pooled("recruited", 3, "18"), pooled("redundant", 3, "16.6")))
    assert found == [
        "workforce.staff_limit at POOL, all, 2028/29",
        "workforce.removable at POOL, all, 2028/29",
    ]


def test_nobody_is_left_in_a_pool_that_closes_in_the_last_year() -> None:
    plan = golden_plan(cases.golden())
    left = replace(
        plan,
        memberships=tuple(row for row in plan.memberships if row.year < 3),
        contracts=tuple(row for row in plan.contracts if row.year < 3),
        staff=tuple(row for row in plan.staff if row.flow != "recruited"),
    )
    found = [violation for violation in violations(cases.golden(), left) if "closed" in violation.rule]
    assert [(violation.rule, violation.detail) for violation in found] == [
        ("workforce.closed_pool_empty", "12.60000000 FTE of staff, 0.00000000 FTE recruited")
    ]


def test_a_contract_has_one_state() -> None:
    both = [*contract("kA", "run_on", (1, 2, 3)), *contract("kA", "ended", (1, 2, 3))]
    first = violations(cases.golden(), with_contracts(both))[0]
    assert first.rule == "contracts.state_given"
    assert first.detail == "ended, run_on given, its council is in 1 pools that displace it"


def test_nobody_comes_to_a_pool_in_a_role_that_it_has_not() -> None:
    case = with_role(cases.golden(), GOLDEN_POOL, staff_share=Decimal(0))
    found = broken(case, with_staff())
    assert "workforce.nobody_moves at POOL, ICT, all, 2027/28" in found
    assert "workforce.nobody_moves at POOL, ICT, all, 2028/29" in found


def with_contracts(rows: Iterable[ContractState]) -> Plan:
    plan = golden_plan(cases.golden())
    named = {row.contract for row in rows}
    return plan_of(
        plan.memberships, [*(row for row in plan.contracts if row.contract not in named), *rows], plan.staff
    )


def test_who_has_ended_or_passed_on_a_contract_cannot_go_back_on_it_for_a_year() -> None:
    again = [*contract("kB", "ended", (1, 3)), *contract("kB", "run_on", (2,))]
    assert broken(cases.golden(), with_contracts(again)) == ["contracts.ended_stays at kB, B, ICT, 2027/28"]
    again = [*contract("kA", "novated", (1, 3), GOLDEN_POOL), *contract("kA", "run_on", (2,))]
    assert broken(cases.golden(), with_contracts(again)) == ["contracts.novated_stays at kA, A, ICT, 2027/28"]
    late = [
        *contract("kA", "run_on", (1,)),
        *contract("kA", "novated", (2,), GOLDEN_POOL),
        *contract("kA", "run_on", (3,)),
    ]
    assert broken(cases.golden(), with_contracts(late)) == ["contracts.novated_stays at kA, A, ICT, 2028/29"]
    late = [*contract("kB", "run_on", (1,)), *contract("kB", "ended", (2,)), *contract("kB", "run_on", (3,))]
    assert broken(cases.golden(), with_contracts(late)) == ["contracts.ended_stays at kB, B, ICT, 2028/29"]
