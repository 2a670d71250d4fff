"""Good plans on which the tests of the referee rest, by name."""

from __future__ import annotations

from functools import cache

from optimizer.case.case import Case
from optimizer.plan import ContractState, Membership, Plan
from optimizer.verify import claimed_ledger
from tests.verify import cases
from tests.verify.planner import good_plan
from tests.verify.tables import contract, golden_plan, memberships


def _payroll_moves() -> list[Membership]:
    """Today's pool closes in year 3: B goes back in-house, A moves on to the provider, where C joins."""
    return [
        *memberships("PAY.B.sec", "AB", range(1, 3)),
        *memberships("PAY.P.full", "AC", range(3, 7)),
    ]


def _payroll_contracts() -> list[ContractState]:
    return [
        *contract("pA", "run_on", range(1, 3)),
        *contract("pA", "novated", range(3, 7), "PAY.P.full"),
        *contract("pC", "ended", range(3, 7)),
    ]


def _deepening(case: Case) -> Plan:
    """The network first, staff later; C joins late; D only in joint projects; payroll moves on."""
    members = [
        *memberships("ICT.A.net", "AB", range(1, 3)),
        *memberships("ICT.A.full", "AB", range(3, 7)),
        *memberships("ICT.A.full", "C", range(4, 7)),
        *memberships("ICT.P.joint", "D", range(2, 7)),
        *_payroll_moves(),
    ]
    contracts = [
        *contract("iA", "novated", range(1, 3), "ICT.A.net"),
        *contract("iA", "novated", range(3, 7), "ICT.A.full"),
        *contract("iB", "run_on", range(1, 7)),
        *contract("iC", "run_on", range(4, 7)),
        *_payroll_contracts(),
    ]
    return good_plan(case, members, contracts)


def _break_up(case: Case) -> Plan:
    """A pool of three breaks up in year 5: A and B go home, C moves on to the provider; D joins there."""
    members = [
        *memberships("ICT.A.full", "ABC", range(1, 5)),
        *memberships("ICT.P.full", "CD", range(5, 7)),
        *memberships("PAY.B.sec", "AB", range(1, 7)),
    ]
    contracts = [
        *contract("iA", "novated", range(1, 5), "ICT.A.full"),
        *contract("iB", "run_on", range(1, 5)),
        *contract("iC", "ended", range(1, 7)),
        *contract("pA", "run_on", range(1, 3)),
        *contract("pA", "ended", range(3, 7)),
    ]
    return good_plan(case, members, contracts, cut="0.5")


@cache
def good_plans() -> dict[str, tuple[Case, Plan]]:
    """Return every good plan with its case."""
    golden, rich, no_wait = cases.golden(), cases.rich(), cases.rich(0)
    return {
        "golden": (golden, claimed_ledger(golden, golden_plan(golden))),
        "deepening": (rich, _deepening(rich)),
        "break_up": (rich, _break_up(rich)),
        "no_wait": (no_wait, _break_up(no_wait)),
        "nothing": (
            rich,
            good_plan(
                rich, memberships("PAY.B.sec", "AB", range(1, 7)), contract("pA", "run_on", range(1, 7))
            ),
        ),
    }
