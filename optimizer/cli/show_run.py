"""The readable end of `solve`: who shares with whom, what each council gains, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from optimizer.case.dictionary import objectives
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.manifest import plain
from optimizer.report.reports import PAGE, WORKBOOK
from optimizer.report.run import Run
from optimizer.report.tables import summary
from optimizer.report.words import better_than_fresh, decisions, members, net, thousands
from optimizer.risk.figures import RiskFigures


def show_run(terminal: Terminal, run: Run, folder: Path) -> None:
    """Print the summary of a finished run."""
    out = terminal.out
    out.print(Text(run.loaded.case.settings.name, style="bold"))
    for table in (
        _decision_table(run),
        _council_table(run),
        _figure_table(run),
    ):
        out.print()
        out.print(table)
    out.print()
    for line in (*objectives_first(run), *missed(run), proof(run), second_opinion(run)):
        out.print(Text(line), soft_wrap=True)
    out.print(Text(f"Reports: {folder / PAGE} and {WORKBOOK}"), soft_wrap=True)
    out.print(Text(f"All tables: {folder}"), soft_wrap=True)


def run_as_json(run: Run, folder: Path) -> dict[str, Any]:
    """Return the finished run as the object that `--json` prints."""
    case = run.loaded.case
    return {
        "status": run.facts.status,
        "exit_code": run.facts.exit_code,
        "run_folder": str(folder),
        "case": case.settings.name,
        "sets": list(run.sets.set_texts),
        "measures": {measure: plain(value) for measure, (value, _) in summary(run).items()},
        "decisions": plain(decisions(case, run.plan)),
        "warnings": warnings(run),
        "message": " ".join((*objectives_first(run), *missed(run), proof(run), second_opinion(run))),
    }


def warnings(run: Run) -> list[str]:
    """Return what the reader should know before the figures are used, most urgent first."""
    outcomes = run.loaded.case.settings.risk.outcomes
    told = (run.facts.first_refuted, better_than_fresh(run.accounts.in_sample, outcomes, run.risk))
    urgent = [text for text in told if text]
    return urgent + [fault.sentence() for fault in (*run.loaded.warnings, *run.sets.warnings)]


def objectives_first(run: Run) -> list[str]:
    """Return a sentence for each objective that came before the net saving."""
    lines = []
    for goal in run.facts.goals:
        kind = objectives()[goal.measure]
        given_up = (
            f", of which {_in_unit(goal.tolerance, kind.unit)} may be given up" if goal.tolerance else ""
        )
        best = "unknown" if goal.best is None else _in_unit(goal.best, kind.unit)
        lines.append(
            f"First {goal.measure.replace('_', ' ')}: the best is {best}{given_up} "
            f"({'proved' if goal.status == 'optimal' else 'not proved'}; second opinion: "
            f"{goal.second_opinion.answer})."
        )
    return lines


def missed(run: Run) -> list[str]:
    """Return a sentence for each preference that the plan misses."""
    return [
        f"Preference missed: {row.policy} of the set {row.set}, at a price of £{row.penalty_gbp:,.2f} in the "
        "search (nobody pays it)."
        for row in run.accounts.policies
        if row.state == "missed"
    ]


def _in_unit(amount: Decimal, unit: str) -> str:
    if unit == "GBP":
        return thousands(amount)
    return f"{thousands(amount)} rated" if unit == "rated GBP" else f"{amount} {unit}"


def proof(run: Run) -> str:
    """Return in one or two sentences how good the plan is known to be."""
    facts, npv = run.facts, run.accounts.measures.npv_saving_gbp
    if facts.status == "optimal":
        keeping = " and keeps what comes first" if facts.goals else ""
        saves = "reaches a larger net saving less the price of missed preferences"
        more = f"{saves}{keeping}" if run.accounts.penalty_gbp else f"saves more{keeping}"
        return (
            f"Proved: no plan {more} by over £{facts.gap_gbp or Decimal(0):,.2f} "
            f"(asked: £{facts.asked_gap_gbp:,.2f}). Checked independently to the penny."
        )
    why = "the time limit was reached" if facts.status == "time_limit" else "it was interrupted"
    if facts.gap_gbp is None:
        return f"Not proved: {why}, and nothing is known about better plans. Checked independently."
    share = f", {facts.gap_gbp / abs(npv):.1%} of the saving" if npv else ""
    return (
        f"Not proved: {why}. A plan that saves up to £{facts.gap_gbp:,.2f} more{share} may exist. "
        "Checked independently to the penny."
    )


def second_opinion(run: Run) -> str:
    """Return what a second solver says of the proof."""
    opinion = run.facts.second_opinion
    return f"Second opinion: {opinion.answer}. {opinion.message}"


def _decision_table(run: Run) -> Table:
    case = run.loaded.case
    table = titled_table("Who shares with whom")
    for heading in ("Service", "From", "Councils", "Host", "How"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "From")
    previous = ""
    for one in decisions(case, run.plan):
        service = "" if one.service == previous else one.service
        previous = one.service
        if one.arrangement:
            table.add_row(service, one.since, members(case, one), one.host, one.how)
        else:
            table.add_row(service, one.since, "not shared", "", "", style="dim")
    return table


def _council_table(run: Run) -> Table:
    table = titled_table("By council, present value")
    table.add_column("Council")
    table.add_column("Net", justify="right")
    names = run.loaded.case.council_names
    for council, amount in run.accounts.measures.council_npv_gbp.items():
        table.add_row(names.get(council, council), net(amount))
    return table


def _figure_table(run: Run) -> Table:
    table = titled_table("All councils together")
    table.add_column("")
    table.add_column("", justify="right")
    table.show_header = False
    for label, value in _figures(run):
        table.add_row(label, value)
    return table


def _figures(run: Run) -> Iterator[tuple[str, str]]:
    case, figures = run.loaded.case, run.accounts.measures
    settings = case.settings
    yield f"Present value to {case.year_label(settings.years)}, as promised", net(figures.npv_saving_gbp)
    yield from _risk(run.risk)
    share = f"{settings.recorded_realisation:.0%}"
    yield (
        f"The same, if {share} of the running saving arrives",
        net(figures.npv_saving_at_recorded_realisation_gbp),
    )
    yield "Business as usual, present value", thousands(figures.bau_npv_gbp)
    yield "One-off cost", thousands(figures.one_off_cost_gbp)
    yield f"Running in {case.year_label(settings.years)}", f"{net(figures.steady_state_saving_gbp)} a year"
    if figures.payback_year is None:
        yield "Paid back (cash)", "not within the case" if figures.one_off_cost_gbp else "nothing to pay back"
    else:
        years = "" if figures.payback_years is None else f", after {figures.payback_years:.2f} years"
        yield "Paid back (cash)", f"{case.year_label(figures.payback_year)}{years}"
    yield "Peak cash need", thousands(figures.peak_cash_gbp)


def _risk(risk: RiskFigures) -> Iterator[tuple[str, str]]:
    loss = "under 1%" if 0 < risk.chance_of_loss < Decimal("0.005") else f"{risk.chance_of_loss:.0%}"
    yield f"Expected (chance of a loss: {loss})", net(risk.expected_npv_gbp)
    yield "One outcome in ten is worse than", net(risk.p10_npv_gbp)
    yield "One outcome in ten is better than", net(risk.p90_npv_gbp)
