"""For each rule a small good plan and a corruption of it that breaks exactly that rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from optimizer.case.case import Arrangement, Case, PoolRole
from optimizer.plan import ContractState, LedgerCell, Membership, Plan, StaffFlow
from tests.verify import cases
from tests.verify.planner import good_plan, with_own_ledger
from tests.verify.plans import good_plans
from tests.verify.tables import GOLDEN_POOL, contract, flow, golden_plan, memberships

Example = tuple[Case, Plan]
EXAMPLES: dict[str, Callable[[], Example]] = {}


def example(rule: str) -> Callable[[Callable[[], Example]], Callable[[], Example]]:
    def register(make: Callable[[], Example]) -> Callable[[], Example]:
        assert rule not in EXAMPLES
        EXAMPLES[rule] = make
        return make

    return register


def with_pool(case: Case, pool: str, **changes: Any) -> Case:
    arrangement: Arrangement = replace(case.arrangements[pool], **changes)
    return replace(case, arrangements={**case.arrangements, pool: arrangement})


def with_role(case: Case, pool: str, **changes: Any) -> Case:
    role: PoolRole = replace(case.arrangements[pool].roles["all"], **changes)
    return with_pool(case, pool, roles={"all": role})


def with_contract(case: Case, name: str, **changes: Any) -> Case:
    return replace(case, contracts={**case.contracts, name: replace(case.contracts[name], **changes)})


def with_settings(case: Case, **changes: Any) -> Case:
    return replace(case, settings=replace(case.settings, **changes))


def golden(staff: Iterable[StaffFlow] | None = None) -> Example:
    case = cases.golden()
    plan = golden_plan(case)
    if staff is not None:
        plan = replace(plan, staff=tuple(sorted(staff)))
    return case, with_own_ledger(case, plan)


def transfers() -> list[StaffFlow]:
    return [row for row in golden_plan(cases.golden()).staff if row.flow == "transferred"]


def pooled(kind: Any, year: int, fte: str) -> StaffFlow:
    return flow(cases.golden(), kind, GOLDEN_POOL, "", year, fte)


def in_case(change: Callable[[Case], Case]) -> Example:
    """The golden plan in a golden case in which one thing is tighter."""
    case, plan = golden()
    return change(case), plan


# Tables


def edited(edit: Callable[[Plan], Plan]) -> Example:
    case, plan = golden()
    return case, edit(plan)


@example("tables.known_names")
def _() -> Example:
    return edited(lambda p: replace(p, memberships=(*p.memberships, Membership("Z", GOLDEN_POOL, 1))))


@example("tables.year_in_range")
def _() -> Example:
    return edited(lambda p: replace(p, memberships=(*p.memberships, Membership("A", GOLDEN_POOL, 4))))


@example("tables.no_duplicates")
def _() -> Example:
    return edited(lambda p: replace(p, memberships=(*p.memberships, p.memberships[0])))


@example("tables.state_known")
def _() -> Example:
    return edited(lambda p: replace(p, contracts=(p.contracts[0]._replace(arrangement=""), *p.contracts[1:])))


@example("tables.flow_known")
def _() -> Example:
    return edited(lambda p: replace(p, staff=(p.staff[0]._replace(council="A"), *p.staff[1:])))


@example("tables.fte_decimals")
def _() -> Example:
    return edited(lambda p: replace(p, staff=(p.staff[0]._replace(fte=Decimal("1.400000001")), *p.staff[1:])))


@example("tables.flow_not_negative")
def _() -> Example:
    return edited(lambda p: replace(p, staff=(p.staff[0]._replace(fte=Decimal(-1)), *p.staff[1:])))


@example("tables.ledger_line")
def _() -> Example:
    row = LedgerCell("A", "ICT", GOLDEN_POOL, 1, "recharge", "real", 1)
    return edited(lambda p: replace(p, ledger=(*p.ledger, row)))


# Membership, terms, pools


def two_joint(case: Case) -> Case:
    """A second pool for joint projects, in which nothing that any other rule reads is different."""
    first = case.arrangements["ICT.P.joint"]
    twin = replace(first, arrangement="ICT.P.twin", chain="ICT.P.twin")
    also = {
        (council, "ICT.P.twin"): replace(row, arrangement="ICT.P.twin")
        for (council, pool), row in case.candidates.items()
        if pool == "ICT.P.joint"
    }
    return replace(
        case,
        arrangements={**case.arrangements, "ICT.P.twin": twin},
        candidates={**case.candidates, **also},
    )


def rich_plan(*rows: Membership, contracts: Iterable[ContractState] = ()) -> Example:
    """Payroll stays as it is today; ICT as given."""
    case = two_joint(cases.rich())
    today = memberships("PAY.B.sec", "AB", range(1, 7))
    return case, good_plan(case, [*today, *rows], [*contract("pA", "run_on", range(1, 7)), *contracts])


@example("membership.one_arrangement")
def _() -> Example:
    return rich_plan(Membership("D", "ICT.P.joint", 3), Membership("D", "ICT.P.twin", 3))


@example("terms.minimum_term")
def _() -> Example:
    rows = [*memberships("ICT.P.joint", "CD", range(2, 4)), Membership("D", "ICT.P.joint", 4)]
    case, plan = rich_plan(*rows)
    # The pool itself stays open for three years; C stays for two.
    return with_pool(case, "ICT.P.joint", minimum_term_years=3), plan


@example("terms.start_allowed")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, lead_months=10))


@example("terms.notice")
def _() -> Example:
    case, plan = rich_plan(*memberships("ICT.P.joint", "CD", range(1, 3)))
    return with_pool(case, "ICT.P.joint", notice_years=3), plan


@example("pools.host_takes_part")
def _() -> Example:
    case, plan = rich_plan(*memberships("ICT.P.joint", "CD", range(1, 3)))
    hosted = {"host": "A", "hosted_by_member": True, "hosted_by_provider": False}
    case = with_pool(case, "ICT.P.joint", **hosted)
    return case, with_own_ledger(case, plan)


@example("pools.least_members")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, least_members=3))


@example("pools.most_members")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, most_members=1))


@example("pools.minimum_term")
def _() -> Example:
    case, plan = rich_plan(
        *memberships("ICT.P.joint", "D", range(1, 3)), *memberships("ICT.P.joint", "C", (4, 5))
    )
    return with_pool(case, "ICT.P.joint", minimum_term_years=3), plan


@example("capacity.volume")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, capacity_volume=999))


@example("capacity.fte")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, capacity_fte=Decimal("16.99")))


@example("capacity.transfers")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, capacity_transfers_fte_per_year=Decimal(16)))


@example("scale.on_curve")
def _() -> Example:
    def shorter(case: Case) -> Case:
        key = ("ICT", "non_staff")
        knots = tuple(replace(knot, volume=knot.volume - 1) for knot in case.curves[key])
        return replace(case, curves={**case.curves, key: knots})

    return in_case(shorter)


# Workforce


@example("workforce.nobody_moves")
def _() -> Example:
    case, plan = rich_plan(*memberships("ICT.P.joint", "D", range(1, 3)))
    row = StaffFlow("ICT.P.joint", "D", "ICT", "tech", 1, "transferred", Decimal("0.0000005"))
    return case, with_own_ledger(case, replace(plan, staff=tuple(sorted((*plan.staff, row)))))


@example("workforce.home_balance")
def _() -> Example:
    first, second = transfers()
    return golden([first._replace(fte=Decimal("9.9")), second, pooled("recruited", 3, "0.4")])


@example("workforce.transferred")
def _() -> Example:
    # One more goes than the post in scope, and one is hired for it: the home still balances.
    case = cases.golden()
    first, second = transfers()
    rehired = flow(case, "rehired", "ICT", "A", 1, "0.5")
    return with_role(case, GOLDEN_POOL, staff_limit_fte=Decimal(18)), golden(
        [first._replace(fte=Decimal("10.5")), second, rehired]
    )[1]


@example("workforce.returned")
def _() -> Example:
    back = flow(cases.golden(), "returned", GOLDEN_POOL, "B", 2, "0.5")
    return golden([*transfers(), back, pooled("recruited", 3, "1")])


@example("workforce.required")
def _() -> Example:
    return golden([*transfers(), pooled("redundant", 2, "1.4"), pooled("recruited", 3, "1.5")])


@example("workforce.staff_limit")
def _() -> Example:
    return in_case(lambda case: with_role(case, GOLDEN_POOL, staff_limit_fte=Decimal("16.9")))


@example("workforce.closed_pool_empty")
def _() -> Example:
    case = cases.golden()
    plan = golden_plan(case, first=2)
    early = [pooled("recruited", 1, "0.5"), pooled("redundant", 2, "0.45")]
    return case, with_own_ledger(case, replace(plan, staff=tuple(sorted([*plan.staff, *early]))))


@example("workforce.removable")
def _() -> Example:
    return golden([*transfers(), pooled("redundant", 1, "1"), pooled("recruited", 3, "1.1")])


@example("workforce.no_redundancy")
def _() -> Example:
    return in_case(lambda case: with_pool(case, GOLDEN_POOL, staff_mode="secondment"))


@example("workforce.redeployment_places")
def _() -> Example:
    return golden([*transfers(), pooled("redeployed", 2, "1.3"), pooled("recruited", 3, "1.4")])


# Contracts


def states(change: Callable[[ContractState], ContractState | None]) -> Example:
    case, plan = golden()
    changed = [new for row in plan.contracts if (new := change(row)) is not None]
    return case, with_own_ledger(case, replace(plan, contracts=tuple(sorted(changed))))


@example("contracts.state_given")
def _() -> Example:
    return states(lambda row: None if row[:2] == ("kB", 1) else row)


@example("contracts.held_by_own_pool")
def _() -> Example:
    case, plan = good_plans()["deepening"]
    other = [
        row._replace(arrangement="ICT.A.net") if row.arrangement == "ICT.A.full" and row.year == 6 else row
        for row in plan.contracts
    ]
    return case, with_own_ledger(case, replace(plan, contracts=tuple(sorted(other))))


@example("contracts.ended_stays")
def _() -> Example:
    return states(lambda row: row._replace(state="run_on") if row[:2] == ("kB", 3) else row)


@example("contracts.novated_stays")
def _() -> Example:
    return states(lambda row: row._replace(state="ended", arrangement="") if row[:2] == ("kA", 3) else row)


@example("contracts.novation_allowed")
def _() -> Example:
    return in_case(lambda case: with_contract(case, "kA", novation_allowed=False))


@example("contracts.end_early_allowed")
def _() -> Example:
    return in_case(lambda case: with_contract(case, "kB", end_early_allowed=False))
