"""From what happens to what it costs: postings, ledger, recharges and the published cells of one scenario."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.case.case import Case
from optimizer.plan import LedgerCell
from optimizer.verify.costs_council import council_postings
from optimizer.verify.costs_pool import pool_postings
from optimizer.verify.decisions import Decisions
from optimizer.verify.history import History, make_history
from optimizer.verify.postings import Posting, ledger_of
from optimizer.verify.recharges import Charge, make_charges, recharge_cells
from optimizer.verify.timeline import Timeline
from optimizer.verify.verdict import CashCell, RechargeCell, Scenario
from optimizer.verify.workforce import Workforce, make_workforce


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in one scenario: who is where, and the staff that follow from it."""

    history: History
    workforce: Workforce


@dataclass(frozen=True, slots=True)
class Costing:
    """What a scenario costs: postings, the ledger to the penny, charges, recharges, the cells of cash.csv."""

    postings: tuple[Posting, ...]
    ledger: tuple[LedgerCell, ...]
    charges: tuple[Charge, ...]
    recharges: tuple[RechargeCell, ...]
    cash: tuple[CashCell, ...]


def tell(case: Case, decisions: Decisions) -> Story:
    """Derive everything that happens from the decisions."""
    history = make_history(case, decisions)
    return Story(history, make_workforce(case, history, decisions))


def cost(case: Case, timeline: Timeline, scenario: Scenario, story: Story) -> Costing:
    """Cost a scenario whose pools all lie on their scale curves."""
    history, workforce = story.history, story.workforce
    pools = tuple(pool_postings(case, timeline, history, workforce))
    postings = (*council_postings(case, timeline, history, workforce), *pools)
    ledger = ledger_of(timeline, postings)
    charges = make_charges(case, timeline, history, pools, ledger)
    recharges = recharge_cells(case, scenario, charges)
    return Costing(postings, ledger, charges, recharges, _cash(case, scenario, ledger, recharges))


def _cash(
    case: Case, scenario: Scenario, ledger: tuple[LedgerCell, ...], recharges: tuple[RechargeCell, ...]
) -> tuple[CashCell, ...]:
    """Add to the ledger what members pay to hosts, both kinds together, and its negative at the host."""
    cells = {(cell.body, *cell[1:6]): cell.pence for cell in ledger}
    for paid in recharges:
        terms = case.arrangements[paid.arrangement]
        place = (terms.service, paid.arrangement, paid.year)
        for body, line, sign in ((paid.council, "recharge", 1), (terms.host, "recharge_income", -1)):
            key = (body, *place, line, paid.basis)
            cells[key] = cells.get(key, 0) + sign * paid.pence
    return tuple(sorted(CashCell(scenario, *key, pence) for key, pence in cells.items() if pence))
