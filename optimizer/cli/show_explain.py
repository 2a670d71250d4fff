"""The readable end of `explain`: a page that a councillor can follow."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.table import Table
from rich.text import Text

from optimizer.analysis.explain.documents import less_than_best
from optimizer.analysis.explain.explanation import (
    Conflict,
    Explanation,
    Feasible,
    Infeasible,
    Price,
    Repair,
    Resolved,
)
from optimizer.case.case import Case, Policy
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import net, thousands

LONGEST_NAME = 32
_MAY_CHANGE = {"hard": "no (hard)", "negotiable": "yes", "preference": "may be missed"}


def show_explanation(terminal: Terminal, case: Case, explanation: Explanation) -> None:
    """Print an explanation."""
    terminal.out.print(Text(case.settings.name, style="bold"))
    terminal.out.print()
    if isinstance(explanation, Infeasible):
        _show_infeasible(terminal, explanation)
    else:
        _show_feasible(terminal, explanation)


def _say(terminal: Terminal, text: str) -> None:
    terminal.out.print(Text(text))


def _show_infeasible(terminal: Terminal, found: Infeasible) -> None:
    one = len(found.conflicts) == 1
    conflicts = "is one conflict" if one else f"are {len(found.conflicts)} conflicts"
    others = "and no other" if one else "and no others"
    extent = others if found.all_conflicts else "and there may be more (--limit looks for more)"
    _say(terminal, f"No plan keeps every policy. There {conflicts}, {extent}.")
    for number, conflict in enumerate(found.conflicts, start=1):
        terminal.out.print()
        _show_conflict(terminal, number, conflict)
    terminal.out.print()
    _show_repairs(terminal, found)


def _show_conflict(terminal: Terminal, number: int, conflict: Conflict) -> None:
    if len(conflict.policies) == 1:
        title = f"Conflict {number}: no plan keeps this policy, whatever becomes of the others"
    else:
        title = f"Conflict {number}: no plan keeps all of these; without any one of them a plan can"
    table = titled_table(title)
    _policy_column(table, conflict.policies)
    for heading in ("Why it is there", "Who can change it"):
        table.add_column(heading, overflow="fold")
    table.add_column("May change", no_wrap=True)
    for policy in conflict.policies:
        table.add_row(
            policy.full_name, _reason(policy), policy.owner or "not said", _MAY_CHANGE[policy.negotiable]
        )
    terminal.out.print(table)
    if conflict.only_hard:
        _say(terminal, "All of them are hard, so nothing is offered: the law or contracts behind them clash.")
    if conflict.why:
        _say(terminal, conflict.why)
    said = conflict.confirmation
    _say(terminal, f"Second solver: {said.answer}. {said.message}")


def _reason(policy: Policy) -> str:
    return policy.reason + (f"\nSource: {policy.source}" if policy.source else "")


def _show_repairs(terminal: Terminal, found: Infeasible) -> None:
    if not found.repairs:
        _say(
            terminal,
            "No repair can be offered: whatever is negotiable, the hard policies cannot all be kept.",
        )
        return
    table = titled_table("What can be done: any one of these, the one that saves most first")
    table.add_column("")
    table.add_column("Repair", overflow="fold")
    for heading in ("Net saving", "Less than the best"):
        table.add_column(heading, justify="right", overflow="fold")
    for number, repair in enumerate(found.repairs, start=1):
        table.add_row(
            str(number), _capital(repair.sentence), _saving(repair.resolved), _behind(repair, found)
        )
    terminal.out.print(table)
    words = "Each saving is that of a plan with all other policies kept, checked independently to the penny."
    if not found.all_repairs:
        words += " There may be other ways out (--limit looks for more)."
    _say(terminal, words)
    for number, repair in enumerate(found.repairs, start=1):
        if repair.resolved.note:
            _say(terminal, f"Repair {number}: {repair.resolved.note}{_may_be_more(repair.resolved)}")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _saving(resolved: Resolved) -> str:
    if resolved.npv_saving_gbp is None:
        return {"not solved": "not solved in time", "infeasible": "no plan"}.get(
            resolved.outcome, "no answer"
        )
    words = net(resolved.npv_saving_gbp)
    return f"at least: {words}" if resolved.outcome == "stopped" else words


def _may_be_more(resolved: Resolved) -> str:
    if resolved.outcome != "stopped" or resolved.gap_gbp is None:
        return ""
    return f" One that saves up to {thousands(resolved.gap_gbp)} more may exist."


def _behind(repair: Repair, found: Infeasible) -> str:
    behind = less_than_best(repair, found.repairs)
    return "" if not behind else thousands(behind)


def _show_feasible(terminal: Terminal, found: Feasible) -> None:
    _say(terminal, f"A plan keeps every policy: {net(found.npv_saving_gbp)} (present value, all councils).")
    opinion = found.facts.second_opinion
    _say(terminal, f"Second opinion: {opinion.answer}. {opinion.message}")
    if not found.prices:
        _say(terminal, "There are no policies, so none costs anything.")
        return
    terminal.out.print()
    terminal.out.print(_price_table(found))
    _say(
        terminal,
        "Each gain was found by solving again without that policy alone. A policy with room to spare may "
        "cost something all the same: what it leaves may be too little for the next step.",
    )
    for price in found.prices:
        if price.gained_gbp:
            _say(terminal, f"- {price.policy.full_name}: {_reason(price.policy)}")
        if price.resolved.note:
            more = _may_be_more(price.resolved)
            _say(terminal, f"Without {price.policy.full_name}: {price.resolved.note}{more}")


def _price_table(found: Feasible) -> Table:
    table = titled_table("What each policy costs")
    _policy_column(table, [price.policy for price in found.prices])
    table.add_column("In the best plan", overflow="fold")
    table.add_column("Saved without it", justify="right", overflow="fold")
    table.add_column("May change", no_wrap=True)
    for price in found.prices:
        policy = price.policy
        table.add_row(policy.full_name, _state(price), _gained(price), _MAY_CHANGE[policy.negotiable])
    return table


def _policy_column(table: Table, policies: Sequence[Policy]) -> None:
    """Add the column of full names, which are kept whole unless one is very long."""
    longest = max(len(policy.full_name) for policy in policies)
    table.add_column("Policy", overflow="fold", no_wrap=longest <= LONGEST_NAME)


def _state(price: Price) -> str:
    row = price.row
    if row.state == "missed":
        return f"missed, at a price of {thousands(row.penalty_gbp or Decimal(0))}"
    if row.state == "tight":
        return "at its limit"
    if row.slack is None:
        return "limits nothing"
    amount = thousands(row.slack) if row.unit == "GBP" else f"{row.slack.normalize():f} {row.unit}"
    return f"{amount} to spare"


def _gained(price: Price) -> str:
    if price.gained_gbp is None:
        return _saving(price.resolved)
    if price.within_gap:
        return "nothing"
    more = thousands(price.gained_gbp)
    return f"at least {more}" if price.resolved.outcome == "stopped" else more
