"""Plans of well-formed nonsense: the referee rejects them and never fails; recharges add up all the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from optimizer.case.case import Case
from optimizer.plan import ContractState, Membership, Plan, StaffFlow
from optimizer.plan.plan import Flow, PooledContractState
from optimizer.verify import verify
from tests.verify.plans import good_plans

FLOWS: tuple[Flow, ...] = ("transferred", "returned", "redundant", "redeployed", "recruited", "rehired")
STATES: tuple[PooledContractState, ...] = ("run_on", "novated", "ended")


def nonsense(random: Random, case: Case, plan: Plan) -> Plan:
    """Return the plan with a dozen rows left out or added at random."""
    memberships, contracts = set(plan.memberships), set(plan.contracts)
    staff = {row[:6]: row for row in plan.staff}
    for _ in range(4):
        memberships.discard(random.choice(plan.memberships))
        contracts.discard(random.choice(plan.contracts))
        council, pool = random.choice(list(case.candidates))
        year, service = random.randint(1, case.settings.years), case.arrangements[pool].service
        memberships.add(Membership(council, pool, year))
        state = random.choice(STATES)
        contracts.add(
            ContractState(random.choice(list(case.contracts)), year, state, pool * (state == "novated"))
        )
        flow, role = random.choice(FLOWS), random.choice(case.services[service].roles)
        row = StaffFlow(
            arrangement=pool if flow != "rehired" else "",
            council=council if flow in ("transferred", "returned", "rehired") else "",
            service=service,
            role=role,
            year=year,
            flow=flow,
            fte=Decimal(random.randint(1, 900)) / 100,
        )
        staff[row[:6]] = row
    return replace(
        plan,
        memberships=tuple(sorted(memberships)),
        contracts=tuple(sorted(contracts)),
        staff=tuple(sorted(staff.values())),
    )


@pytest.mark.parametrize("seed", range(20))
def test_nonsense_is_rejected_and_never_crashes(seed: int) -> None:
    random = Random(seed)
    for name in ("golden", "deepening", "break_up"):
        case, plan = good_plans()[name]
        verdict = verify(case, (), nonsense(random, case, plan))
        assert verdict.violations
        assert not [v for v in verdict.violations if v.rule.startswith("tables.")]
        sums: dict[tuple[str, int, str], int] = {}
        for cell in verdict.accounts.cash if verdict.accounts else ():
            if cell.line in ("recharge", "recharge_income"):
                key = (cell.arrangement, cell.year, cell.basis)
                sums[key] = sums.get(key, 0) + cell.pence
        assert set(sums.values()) <= {0}
