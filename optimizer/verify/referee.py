"""The referee: from a case and a plan's plain tables to every broken rule and every published figure.

An outline; each step is in its own file. Written apart from the optimisation model, from the same statement,
in exact arithmetic: it shares with the model the case and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from optimizer.case.case import Case, Policy
from optimizer.case.dictionary import NET_SAVING
from optimizer.errors import Fault, InputError
from optimizer.plan import Drawing, LedgerCell, Plan
from optimizer.verify.costing import Costing, Story, cost, tell
from optimizer.verify.decisions import decisions_of, decisions_of_today
from optimizer.verify.exact import CELL_TOLERANCE_PENCE
from optimizer.verify.funding import make_funding, npv_after_grant_gbp
from optimizer.verify.measures import council_npvs, make_measures
from optimizer.verify.outlook import Outlook
from optimizer.verify.policies import Facts, check_policy
from optimizer.verify.promise import Promise, promise_of
from optimizer.verify.published import contract_rows, pool_rows, staff_rows
from optimizer.verify.published_funding import funding_rows
from optimizer.verify.rules import broken
from optimizer.verify.rules_contracts import check_contracts
from optimizer.verify.rules_funding import check_funding
from optimizer.verify.rules_membership import check_membership
from optimizer.verify.rules_tables import check_decisions, check_ledger
from optimizer.verify.rules_workforce import check_workforce
from optimizer.verify.timeline import Timeline, make_timeline
from optimizer.verify.verdict import Accounts, PolicyRow, Verdict, Violation


def verify(case: Case, policies: tuple[Policy, ...], plan: Plan, objective: str = NET_SAVING) -> Verdict:
    """Check every rule and policy, cost the plan, and compare the ledger that it claims, cell by cell.

    Args:
        case: the validated case.
        policies: every policy of the constraint sets.
        plan: free decisions and claimed ledger.
        objective: what the plan is meant to be best at.

    Returns:
        The violations (none: the plan holds) and the accounts; no accounts where the tables are malformed or
        a pool is off its scale curve.
    """
    malformed = tuple(check_decisions(case, plan))
    if malformed:
        return Verdict(malformed, None)
    timeline = make_timeline(case)
    story = tell(case, decisions_of(plan))
    logic = tuple(_check_logic(case, story))
    if story.workforce.off_curve:
        limits, _ = _check_policies(Facts(case, timeline, story), policies)
        return Verdict((*check_ledger(case, plan), *logic, *limits), None)
    costing = cost(case, timeline, "plan", story)
    compared = tuple(check_ledger(case, plan)) or tuple(_compare(case, plan.ledger, costing.ledger))
    limits, accounts = _accounts(case, timeline, policies, story, costing, objective, plan.drawings)
    return Verdict((*logic, *compared, *limits), accounts)


def business_as_usual(case: Case, policies: tuple[Policy, ...], objective: str = NET_SAVING) -> Verdict:
    """Cost today's arrangements carried on, by the same rules; only policies can be broken.

    Raises:
        InputError: where today's position itself breaks a rule of logic: a fault of the case.
    """
    timeline = make_timeline(case)
    story = tell(case, decisions_of_today(case))
    if faults := tuple(_check_logic(case, story)):
        raise InputError(tuple(_fault(violation) for violation in faults))
    costing = cost(case, timeline, "plan", story)
    return Verdict(*_accounts(case, timeline, policies, story, costing, objective))


def claimed_ledger(case: Case, plan: Plan) -> Plan:
    """Return the plan with the ledger that the referee finds for its decisions (for tests and repairs).

    Raises:
        ValueError: where the decisions are malformed or cannot be costed.
    """
    return replace(plan, ledger=cost(case, make_timeline(case), "plan", _told(case, plan)).ledger)


def promise(case: Case, plan: Plan) -> Promise:
    """Return what a plan promises and exposes: all that its worth in an outcome depends on (docs/risk.md).

    Raises:
        ValueError: where the decisions are malformed or cannot be costed.
    """
    timeline, story, today = make_timeline(case), _told(case, plan), tell(case, decisions_of_today(case))
    costing, bau = cost(case, timeline, "plan", story), cost(case, timeline, "bau", today)
    return promise_of(case, timeline, story, costing, today, bau)


def _told(case: Case, plan: Plan) -> Story:
    """Return what happens in a plan whose tables are in order and whose pools all lie on their curves."""
    malformed = tuple(check_decisions(case, plan))
    if malformed:
        message = f"the tables are malformed: {malformed[0].place}: {malformed[0].detail}"
        raise ValueError(message)
    story = tell(case, decisions_of(plan))
    if story.workforce.off_curve:
        message = f"off the scale curve: {story.workforce.off_curve}"
        raise ValueError(message)
    return story


def _fault(violation: Violation) -> Fault:
    return Fault(
        file="baseline_services.csv",
        row=None,
        column="arrangement_today",
        value=None,
        problem=f"today carried on breaks {violation.rule} at {violation.place} ({violation.detail})",
        remedy="correct today's memberships, or the terms and curves of their arrangements",
    )


def _check_logic(case: Case, story: Story) -> Iterator[Violation]:
    """Check everything that is true by definition."""
    yield from check_membership(case, story.history, story.workforce)
    yield from check_workforce(case, story.history, story.workforce)
    yield from check_contracts(case, story.history)


def _check_policies(
    facts: Facts, policies: tuple[Policy, ...]
) -> tuple[tuple[Violation, ...], tuple[PolicyRow, ...]]:
    checked = [check_policy(facts, policy) for policy in policies]
    violations = tuple(violation for _, found in checked for violation in found)
    return violations, tuple(row for row, _ in checked)


def _compare(
    case: Case, claimed: tuple[LedgerCell, ...], found: tuple[LedgerCell, ...]
) -> Iterator[Violation]:
    """E4: claimed and found differ by at most 1p a cell; a cell that is not listed is 0."""
    theirs = {cell[:6]: cell.pence for cell in claimed}
    ours = {cell[:6]: cell.pence for cell in found}
    for key in sorted({*theirs, *ours}):
        body, service, arrangement, year, line, basis = key
        claim, truth = theirs.get(key, 0), ours.get(key, 0)
        if abs(claim - truth) > CELL_TOLERANCE_PENCE:
            place = ", ".join(filter(None, (body, service, arrangement, case.year_label(year), basis)))
            detail = f"claimed {claim / 100:,.2f} GBP, found {truth / 100:,.2f} GBP"
            yield broken(f"ledger.{line}", place, detail)


def _accounts(
    case: Case,
    timeline: Timeline,
    policies: tuple[Policy, ...],
    story: Story,
    costing: Costing,
    objective: str,
    drawings: tuple[Drawing, ...] = (),
) -> tuple[tuple[Violation, ...], Accounts]:
    """Check the policies and what pays for what, and lay out everything that is published."""
    today = tell(case, decisions_of_today(case))
    bau = cost(case, timeline, "bau", today)
    npvs = council_npvs(case, timeline, bau.cash, costing.cash)
    funding = make_funding(case, timeline, story.history, costing, drawings)
    outlook = Outlook(case, timeline, story, costing, today, bau)
    facts = Facts(case, timeline, story, costing, bau, npvs, funding, outlook)
    violations, rows = _check_policies(facts, policies)
    measures = make_measures(case, timeline, story.history, bau.cash, costing.cash)
    return (*check_funding(case, funding), *violations), Accounts(
        cash=(*bau.cash, *costing.cash),
        recharges=(*bau.recharges, *costing.recharges),
        pools=(*pool_rows(case, "bau", today, bau), *pool_rows(case, "plan", story, costing)),
        staff=tuple(sorted(staff_rows(case, story))),
        contracts=tuple(contract_rows(case, timeline, story, costing)),
        policies=rows,
        measures=measures,
        objective=objective,
        in_sample=outlook.in_sample(policies, objective),
        funding=tuple(funding_rows(case, policies, funding)),
        npv_after_grant_gbp=npv_after_grant_gbp(case, timeline, measures.npv_saving_gbp, funding),
    )
