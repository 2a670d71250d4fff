"""Every rule that the referee checks, by its stable public name; violations carry these names only."""

from __future__ import annotations

from collections.abc import Mapping

from optimizer.case.dictionary import cost_lines, policy_kinds
from optimizer.verify.verdict import Violation

_TABLES = {
    "tables.known_names": "Every name in the plan is one of the case, and those of a row belong together.",
    "tables.year_in_range": "Years are 1 to the last year of the case (0 too in the ledger).",
    "tables.no_duplicates": "No row is given twice.",
    "tables.state_known": "A contract state is run_on, novated or ended, and only novated names a pool.",
    "tables.flow_known": "A staff flow is a known flow and names what it must: pool, council or both.",
    "tables.fte_decimals": "FTE are finite decimals with at most 8 places.",
    "tables.flow_not_negative": "No staff flow is negative.",
    "tables.drawing": "A drawing is above 0, in whole pence, of a source and for a line that there are.",
    "tables.ledger_line": "A ledger row has a line of the ledger, borne by its body, and a known basis.",
}

_MEMBERSHIP = {
    "membership.one_arrangement": "M1: a council is in at most one arrangement of a service.",
    "terms.minimum_term": "M4: who joins a chain of arrangements stays in it for its minimum term.",
    "terms.start_allowed": "M5: nobody joins before the lead time has run or outside its years.",
    "terms.notice": "M6: nobody leaves a chain before the notice has run.",
    "pools.host_takes_part": "P1: a pool is open only while a host that needs the service is a member.",
    "pools.least_members": "P2: an open pool has at least its least number of members.",
    "pools.most_members": "P2: an open pool has at most its most members.",
    "pools.minimum_term": "P3: a chain of pools that opens stays open for its minimum term.",
    "capacity.volume": "P5: the members' volume is within the capacity of the pool.",
    "capacity.fte": "P5: the staff of a pool are within its capacity.",
    "capacity.transfers": "P5: the staff transferred in a year are within the capacity of the pool.",
    "scale.on_curve": "S1: the volume of an open pool lies on the scale curves of its service.",
}

_WORKFORCE = {
    "workforce.nobody_moves": "Staff move only where the arrangement has FTE in scope.",
    "workforce.home_balance": "W2: posts at home change only by those transferred, returned and rehired.",
    "workforce.transferred": "W3: nobody is transferred but on joining, and no more than the FTE in scope.",
    "workforce.returned": "W3: nobody is returned but on leaving, and no more than the FTE in scope.",
    "workforce.required": "W5: the staff of a pool cover what it requires, with the dip in the joining year.",
    "workforce.staff_limit": "W6: an open pool holds and recruits no more staff than its limit.",
    "workforce.closed_pool_empty": "W6: a closed pool has no staff and recruits nobody.",
    "workforce.removable": "W7: only staff of the year before who stay can be made redundant or redeployed.",
    "workforce.no_redundancy": "Seconded staff are not made redundant.",
    "workforce.redeployment_places": "W8: no more staff are redeployed in a year than there are places.",
}

_CONTRACTS = {
    "contracts.state_given": "K1: a displaced contract has one state in each year, any other has none.",
    "contracts.held_by_own_pool": "K1: a novated contract is held by its council's pool, which displaces it.",
    "contracts.ended_stays": "K2: a contract ended early stays ended while its council is in a pool.",
    "contracts.novated_stays": "K2: a novated contract stays so while its council is in that chain of pools.",
    "contracts.novation_allowed": "K3: only contracts that allow it are novated.",
    "contracts.end_early_allowed": "K3: only contracts that allow it are ended early.",
}

_FUNDING = {
    "funding.eligible": "A source pays only for the lines that it may pay for.",
    "funding.limit": "No more is drawn from a source than there is, a grant only in its year.",
    "funding.floor": "A reserve never falls below its floor.",
    "funding.spent": "No more is drawn for a line of a council and year than it spends on it, to a pound.",
}

RULES: Mapping[str, str] = {
    **_TABLES,
    **_MEMBERSHIP,
    **_WORKFORCE,
    **_CONTRACTS,
    **_FUNDING,
    **{
        f"ledger.{line.line}": f"The claimed cells of {line.line} are those of the referee, to a penny."
        for line in cost_lines().values()
        if line.timing != "transfer"
    },
    **{f"policy.{kind.kind}": kind.description for kind in policy_kinds().values()},
}
"""Public name of every rule -> the rule in one sentence."""


def broken(rule: str, place: str, detail: str) -> Violation:
    """Return a violation of a rule that is in the list (a name that is not would be a fault of ours)."""
    if rule not in RULES:
        message = f"{rule} is not a rule of the referee"
        raise KeyError(message)
    return Violation(rule, place, detail)
