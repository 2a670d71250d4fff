"""The readable end of `alternatives`: one line a plan, in what each differs, and what is proved."""

from __future__ import annotations

from rich.table import Table

from optimizer.analysis.alternatives.alternatives import Alternatives
from optimizer.analysis.alternatives.search import Furthest
from optimizer.analysis.alternatives.words import differing, in_sentences
from optimizer.case.case import Case
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import net, thousands


def show_alternatives(terminal: Terminal, case: Case, found: Alternatives) -> None:
    """Print the plans, in what they differ from the best, and what is known of others."""
    best = found.best
    terminal.text(
        f"{case.settings.name}\n\nPlan 1 is the best: {net(best.saving_gbp)} (present value, all councils).\n"
        f"Others may bring {found.within_percent.normalize():f}% ({thousands(found.allowed_gbp)}) less.\n\n"
    )
    if not terminal.as_json:
        terminal.out.print(_table(case, found))
        terminal.out.print()
        for plan in found.plans[1:]:
            unlike = differing(case, best.found.plan, plan.found.plan)
            terminal.out.print(f"Plan {plan.number} differs from plan 1 in:")
            for sentence in in_sentences(case, unlike):
                terminal.out.print(f"- {sentence}", markup=False, highlight=False)
            terminal.out.print()
    terminal.text(
        "Unlike: service years (one service of one council in one year) that are arranged otherwise, of "
        f"{found.service_years:,}; others: the nearest of the plans before."
    )
    for sentence in _proofs(found):
        terminal.text(sentence)
    if any(plan.found.accounts.penalty_gbp for plan in found.plans):
        terminal.text("Plans are held against each other by net saving less the price of missed preferences.")
    if found.objectives_left_out:
        left_out = ", ".join(one.replace("_", " ") for one in found.objectives_left_out)
        terminal.text(f"Objectives of the constraint sets do not count here: {left_out}.")
    terminal.text("All plans are checked to the penny.")


def _table(case: Case, found: Alternatives) -> Table:
    table = titled_table("")
    table.title = None
    realised = f"If {case.settings.recorded_realisation:.0%} arrives"
    headings = ("Plan", "Net saving", "Against plan 1", "Unlike plan 1 (others)")
    for heading in (*headings, realised, "One-off cost", "Worst council"):
        table.add_column(heading, justify="right")
    for plan in found.plans:
        figures = plan.found.accounts.measures
        first = plan.number == 1
        table.add_row(
            str(plan.number),
            thousands(plan.saving_gbp),
            "" if first else thousands(found.difference_gbp(plan)),
            "" if first else f"{plan.distance_to_best:,} ({plan.distance_to_nearest:,})",
            thousands(figures.npv_saving_at_recorded_realisation_gbp),
            thousands(figures.one_off_cost_gbp),
            thousands(figures.worst_council_npv_gbp),
        )
    return table


def _proofs(found: Alternatives) -> list[str]:
    said = []
    if found.within_percent and not found.best.saving_gbp:
        said.append("Plan 1 saves nothing, and of that any percentage is nothing: only plans like it count.")
    if found.best.found.facts.status != "optimal":
        said.append("The search for plan 1 was stopped before its proof: another plan may save more.")
    searches = [(plan.number, plan.furthest) for plan in found.plans if plan.furthest is not None]
    proved = [one for _, one in searches if one.proved]
    if searches and len(proved) == len(searches):
        said.append(f"Proved: no plan is further from all before it. {_second(proved)}".rstrip())
    said += [
        f"The search for plan {number} was stopped before its proof: another plan may be further away."
        for number, one in searches
        if not one.proved
    ]
    for plan in found.plans[1:]:
        if plan.found.facts.status != "optimal":
            gap = plan.found.facts.gap_gbp
            more = "" if gap is None else f", by up to {thousands(abs(gap))}"
            said.append(f"Plan {plan.number} may not be the best that is so far from the others{more}.")
    if found.last is not None:
        said.append(_why_fewer(found, found.last))
    return said


def _why_fewer(found: Alternatives, last: Furthest) -> str:
    number = str(len(found.plans) - 1 or "none")
    said = f"{found.asked} asked for, {number} found: "
    if not last.proved:
        return f"{said}the search was stopped, so there may be more. {last.message}"
    same = "one of these" if len(found.plans) > 1 else "plan 1"
    return f"{said}any other plan that saves enough makes the decisions of {same}. {_second([last])}".rstrip()


def _second(searches: list[Furthest]) -> str:
    """Return what a second solver says of the proofs: the least that is said of any."""
    answers = dict.fromkeys(one.second_opinion.answer for one in searches if one.second_opinion.solver_name)
    if not answers:
        return ""
    if set(answers) == {"confirmed"}:
        return "A second solver confirms it."
    return f"Second opinion: {', '.join(answers)}."
