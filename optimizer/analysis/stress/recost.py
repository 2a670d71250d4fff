"""Re-cost who is where as one piece of work: staff and contracts chosen afresh, checked as a whole plan.

The pool and its service are solved alone; the referee then checks the plan of all services that comes of it.
Where nobody can be let go as the agreements have it, these give way one after another, and it is said which.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from optimizer import guards
from optimizer.analysis.solving import Question, Solved, Unsolved, solved
from optimizer.analysis.stress.withdrawals import lifted, part_of, pins
from optimizer.case.case import Case, Policy
from optimizer.plan.facts import RunOptions
from optimizer.plan.plan import Membership, Plan
from optimizer.verify import verify
from optimizer.verify.exact import ZERO, pounds
from optimizer.verify.timeline import make_timeline
from optimizer.verify.verdict import CashCell

AGREEMENTS = "the agreements on staff cannot be kept ({names})"
PAY_OFFS = "seconded staff have to be made redundant"


@dataclass(frozen=True, slots=True)
class Recosting:
    """A plan, and who is where instead.

    Attributes:
        case: the case.
        plan: the plan.
        chain: chain whose terms no longer hold; empty for none.
        service: the service in question.
        memberships: who is where instead; in other services the same as in the plan.
        services: the services that are solved afresh.
        policies: agreements on staff that bind those who stay.
        options: how to search.
    """

    case: Case
    plan: Plan
    chain: str
    service: str
    memberships: tuple[Membership, ...]
    services: tuple[str, ...]
    policies: tuple[Policy, ...]
    options: RunOptions


@dataclass(frozen=True, slots=True)
class Recosted:
    """What a re-costed plan saves, checked by the referee as a whole.

    Attributes:
        council_npv_gbp: net present saving of each council.
        service_saving_gbp: what of it comes from the service in question, against today carried on.
        conceded: which agreements had to give way, in words; empty where none.
        gap_gbp: staff and contracts could be chosen better by so much; None where it is not known.
        seconds: how long it took.
    """

    council_npv_gbp: Mapping[str, Decimal]
    service_saving_gbp: Mapping[str, Decimal]
    conceded: str
    gap_gbp: Decimal | None
    seconds: float = field(compare=False)


def recosted(task: Recosting) -> Recosted | Unsolved:
    """Choose staff and contracts afresh for who is where, and cost the whole plan.

    Raises:
        InterruptedRun: where the user stopped the search.
    """
    began = time.monotonic()
    result: Solved | Unsolved | None = None
    for terms, policies, conceded in _attempts(task):
        part = part_of(terms, task.plan, task.services)
        given = replace(task.options, gap_gbp=None)
        # A pool that the withdrawal keeps from opening is in the plan's pools, but nobody may be in it.
        question = Question(part, (*policies, *pins(part, task.memberships)), given)
        result = solved(question)
        if isinstance(result, Solved):
            return _checked(task, terms, policies, conceded, result, began)
        if result.kind != "infeasible":
            break
    assert isinstance(result, Unsolved)
    return result


def _attempts(task: Recosting) -> Iterable[tuple[Case, tuple[Policy, ...], str]]:
    """Return case, agreements and what gives way, the stricter first."""
    case = lifted(task.case, task.chain)
    words = []
    yield case, task.policies, ""
    if task.policies:
        words.append(AGREEMENTS.format(names=", ".join(policy.full_name for policy in task.policies)))
        yield case, (), words[0]
    if any(
        pool.chain == task.chain and pool.staff_mode == "secondment" for pool in case.arrangements.values()
    ):
        yield lifted(task.case, task.chain, pay_offs=True), (), "; ".join((*words, PAY_OFFS))


def _checked(
    task: Recosting,
    terms: Case,
    policies: tuple[Policy, ...],
    conceded: str,
    result: Solved,
    began: float,
) -> Recosted | Unsolved:
    """Put the services together again and let the referee cost the whole."""
    whole = whole_plan(task, result.plan)
    verdict = verify(terms, policies, whole)
    accounts = verdict.accounts
    if not verdict.holds or accounts is None:
        message = f"The re-costed plan does not pass the independent check:\n{guards.listed(verdict)}"
        return Unsolved("check_failed", message, result.facts.second_opinion, time.monotonic() - began)
    gap = result.facts.gap_gbp
    return Recosted(
        council_npv_gbp=accounts.measures.council_npv_gbp,
        service_saving_gbp=saving_by_council(terms, accounts.cash, task.service),
        conceded=conceded,
        gap_gbp=None if gap is None else abs(gap),  # never -0.00
        seconds=time.monotonic() - began,
    )


def whole_plan(task: Recosting, part: Plan) -> Plan:
    """Return the plan with the re-costed services in place of its own; money is drawn from no source."""
    plan, afresh = task.plan, task.services
    contracts = task.case.contracts
    kept = [row for row in plan.contracts if contracts[row.contract].service not in afresh]
    return Plan(
        memberships=task.memberships,
        contracts=tuple(sorted((*kept, *part.contracts))),
        staff=tuple(sorted((*(row for row in plan.staff if row.service not in afresh), *part.staff))),
        ledger=tuple(sorted((*(cell for cell in plan.ledger if cell.service not in afresh), *part.ledger))),
    )


def saving_by_council(case: Case, cash: Iterable[CashCell], service: str) -> dict[str, Decimal]:
    """Return the net present saving of each council on a service, against today carried on."""
    discount = make_timeline(case).discount
    found: dict[str, Fraction] = dict.fromkeys(case.councils, ZERO)
    for cell in cash:
        if cell.basis == "real" and cell.body in found and cell.service == service:
            sign = 1 if cell.scenario == "bau" else -1
            found[cell.body] += sign * discount[cell.year] * cell.pence
    return {council: pounds(amount / 100) for council, amount in found.items()}
