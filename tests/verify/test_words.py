"""What the referee says of a broken rule: where, and what is wrong there."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from optimizer.plan import LedgerCell
from optimizer.verify import Violation, verify
from tests.verify.broken_funding import EXAMPLES
from tests.verify.plans import good_plans
from tests.verify.tables import GOLDEN_POOL

WORDS = {
    "tables.known_names": ("memberships: Z, POOL, 1: Z is no candidate member of POOL",),
    "tables.year_in_range": ("memberships: A, POOL, 4: year 4 is not one of 1 to 3",),
    "tables.no_duplicates": ("memberships: A, POOL, 1: given 2 times",),
    "tables.state_known": (
        "contracts: kA, 1, novated: the pool is named where, and only where, it is novated",
    ),
    "tables.flow_known": (
        "staff: POOL, A, ICT, all, 2, redundant: redundant names the wrong ones of pool and council",
    ),
    "tables.fte_decimals": ("staff: POOL, ICT, all, 2, redundant: 1.400000001 has more than 8 decimals",),
    "tables.flow_not_negative": ("staff: POOL, ICT, all, 2, redundant: -1 FTE",),
    "tables.ledger_line": (
        "ledger: A, ICT, POOL, 1, recharge, real, 1: recharge, real is no line of the ledger",
    ),
    "membership.one_arrangement": ("ICT, D, 2028/29: member of ICT.P.joint, ICT.P.twin",),
    "terms.minimum_term": ("ICT, C, ICT.P.joint, 2029/30: bound from 2027/28 to 2029/30",),
    "terms.start_allowed": (
        "POOL, A, 2026/27: joins in a year in which nobody may",
        "POOL, B, 2026/27: joins in a year in which nobody may",
    ),
    "terms.notice": (
        "ICT, C, ICT.P.joint, 2028/29: notice of 3 years has not run",
        "ICT, D, ICT.P.joint, 2028/29: notice of 3 years has not run",
    ),
    "pools.host_takes_part": (
        "ICT.P.joint, 2026/27: A is no member",
        "ICT.P.joint, 2027/28: A is no member",
    ),
    "pools.least_members": (
        "POOL, 2026/27: 2 members of at least 3",
        "POOL, 2027/28: 2 members of at least 3",
        "POOL, 2028/29: 2 members of at least 3",
    ),
    "pools.most_members": (
        "POOL, 2026/27: 2 members of at most 1",
        "POOL, 2027/28: 2 members of at most 1",
        "POOL, 2028/29: 2 members of at most 1",
    ),
    "pools.minimum_term": (
        "ICT.P.joint, 2028/29: open only since 2026/27",
        "ICT.P.joint, 2031/32: open only since 2029/30",
    ),
    "capacity.volume": (
        "POOL, 2026/27: 1000 of at most 999",
        "POOL, 2027/28: 1000 of at most 999",
        "POOL, 2028/29: 1000 of at most 999",
    ),
    "capacity.fte": ("POOL, 2026/27: 17.000000 FTE of at most 16.99",),
    "capacity.transfers": ("POOL, 2026/27: 17.000000 FTE of at most 16",),
    "scale.on_curve": (
        "POOL, 2026/27: a volume of 1000 is off the scale curve",
        "POOL, 2027/28: a volume of 1000 is off the scale curve",
        "POOL, 2028/29: a volume of 1000 is off the scale curve",
    ),
    "workforce.nobody_moves": ("ICT.P.joint, D, ICT, tech, 2026/27: transferred: nobody is in scope",),
    "workforce.home_balance": (
        "ICT, A, all, 2026/27: posts change by -10.00000000 FTE, people by -9.90000000 FTE",
    ),
    "workforce.transferred": ("POOL, A, ICT, all, 2026/27: 10.50000000 FTE of at most 10.00000000 FTE",),
    "workforce.returned": ("POOL, B, ICT, all, 2027/28: 0.50000000 FTE of at most 0.00000000 FTE",),
    "workforce.required": ("POOL, all, 2027/28: 13.90000000 FTE of at least 14.00000000 FTE",),
    "workforce.staff_limit": ("POOL, all, 2026/27: 17.00000000 FTE of at most 16.90000000 FTE",),
    "workforce.closed_pool_empty": ("POOL, all, 2026/27: 0.50000000 FTE of staff, 0.50000000 FTE recruited",),
    "workforce.removable": ("POOL, all, 2026/27: 1.00000000 FTE of at most 0.00000000 FTE",),
    "workforce.no_redundancy": ("POOL, ICT, all, 2027/28: 1.30000000 FTE are only seconded",),
    "workforce.redeployment_places": ("ICT, all, 2027/28: 1.30000000 FTE of at most 0.00000000 FTE",),
    "contracts.state_given": (
        "kB, B, ICT, 2026/27: no state given, its council is in 1 pools that displace it",
    ),
    "contracts.held_by_own_pool": (
        "iA, A, ICT, 2031/32: novated to ICT.A.net, which does not hold A's contract",
    ),
    "contracts.ended_stays": (
        "kB, B, ICT, 2028/29: ended in the year before and its council is still in a pool",
    ),
    "contracts.novated_stays": (
        "kA, A, ICT, 2028/29: novated to POOL in the year before and A is still with its host",
    ),
    "contracts.novation_allowed": (
        "kA, A, ICT, 2026/27: may not be novated",
        "kA, A, ICT, 2027/28: may not be novated",
        "kA, A, ICT, 2028/29: may not be novated",
    ),
    "contracts.end_early_allowed": (
        "kB, B, ICT, 2026/27: may not be ended early",
        "kB, B, ICT, 2027/28: may not be ended early",
        "kB, B, ICT, 2028/29: may not be ended early",
    ),
    "tables.drawing": ("drawings: fund, A, 1, novation: 0 is no whole number of pence above 0",),
    "funding.eligible": (
        "fund, A, 2027/28: fund may not pay for strain",
        "fund, B, 2027/28: fund may not pay for strain",
    ),
    "funding.limit": ("fund, shared, 2026/27: the grant is overdrawn by £39,740.00",),
    "funding.floor": ("fund, shared, 2025/26: the reserve falls below its floor of £1,000.00 by £1,000.00",),
    "funding.spent": ("A, 2026/27, novation: drawn £5,101.01, spent £5,100.00",),
}
"""Place and detail of every violation of the rule in its example; POOL is the pool of the golden case."""


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_violation_says_where_and_what(rule: str) -> None:
    case, plan = EXAMPLES[rule]()
    found = [violation for violation in verify(case, (), plan).violations if violation.rule == rule]
    said = [f"{violation.place}: {violation.detail}".replace(GOLDEN_POOL, "POOL") for violation in found]
    assert said == list(WORDS[rule])


def judged(*cells: LedgerCell) -> list[Violation]:
    """Judge the golden plan with these cells in place of all with their keys; a cell of 0 is left out."""
    case, plan = good_plans()["golden"]
    kept = [cell for cell in plan.ledger if cell[:6] not in {new[:6] for new in cells}]
    claimed = tuple(sorted([*kept, *(cell for cell in cells if cell.pence)]))
    return list(verify(case, (), replace(plan, ledger=claimed)).violations)


def test_a_wrong_cell_is_shown_with_both_amounts() -> None:
    # Year 2 of A's pay is 100,000 in real money; the other cell is not in the plan at all.
    pay = LedgerCell("A", "ICT", "", 2, "pay", "real", 10_000_000 + 123_450)
    stray = LedgerCell("B", "ICT", GOLDEN_POOL, 3, "leaving", "nominal", -999)
    assert judged(pay, stray) == [
        Violation("ledger.pay", "A, ICT, 2027/28, real", "claimed 101,234.50 GBP, found 100,000.00 GBP"),
        Violation(
            "ledger.leaving",
            f"B, ICT, {GOLDEN_POOL}, 2028/29, nominal",
            "claimed -9.99 GBP, found 0.00 GBP",
        ),
    ]
    [missing] = judged(pay._replace(pence=0))
    assert missing.detail == "claimed 0.00 GBP, found 100,000.00 GBP"


@pytest.mark.parametrize(("by", "holds"), [(1, True), (-1, True), (2, False), (-2, False)])
def test_a_cell_may_be_a_penny_out(by: int, holds: bool) -> None:
    stray = LedgerCell("B", "ICT", GOLDEN_POOL, 3, "leaving", "real", by)
    pay = LedgerCell("A", "ICT", "", 2, "pay", "real", 10_000_000 + by)
    assert [judged(cell) == [] for cell in (stray, pay)] == [holds, holds]
    # A cell that the plan leaves out is a claim of nothing.
    case, plan = good_plans()["golden"]
    changed = replace(case, baseline_changes_gbp={("A", "ICT", 2, "leaving"): Decimal(by) / 100})
    assert verify(changed, (), plan).holds == holds
