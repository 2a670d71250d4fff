"""The readable end of `compare`: decisions and figures side by side, the bridge, and what was given."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich.table import Table

from optimizer.analysis.compare.bridge import Bridge
from optimizer.analysis.compare.compare import Against, ComparedRun, Comparison
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import net, thousands

SHOWN = 12
"""So many inputs that differ are printed; differences.csv and --json have them all."""


def show_comparison(terminal: Terminal, found: Comparison) -> None:
    """Print the comparison."""
    if terminal.as_json:
        return
    for run in found.runs:
        name = run.kept.loaded.case.settings.name
        terminal.text(f"{run.number}  {run.name}: {name}")
    terminal.text("")
    for table in (_decision_table(found), _figure_table(found)):
        terminal.out.print(table)
        terminal.out.print()
    for one in found.against:
        _show_against(terminal, found, one)
    terminal.text("All plans are checked to the penny.")


def _show_against(terminal: Terminal, found: Comparison, one: Against) -> None:
    for note in one.notes:
        terminal.text(note)
    if one.bridge is not None:
        if one.bridge.steps:
            terminal.out.print(_bridge_table(one, one.bridge))
        else:
            terminal.text(f"Run {one.number} costs the same as run 1 in every service.")
        terminal.out.print()
    if not one.differences:
        terminal.text(f"Run {one.number} was given the same as run 1.")
        return
    terminal.text(f"What run {one.number} was given otherwise than run 1:")
    for each in one.differences[:SHOWN]:
        terminal.text(f"- {each.sentence()}")
    if len(one.differences) > SHOWN:
        terminal.text(f"- and {len(one.differences) - SHOWN} more (--json and differences.csv have them all)")


def _decision_table(found: Comparison) -> Table:
    table = titled_table("Who shares with whom")
    table.add_column("Service")
    for run in found.runs:
        table.add_column(f"Run {run.number}", overflow="fold")
    services = dict.fromkeys(service for run in found.runs for service in run.kept.loaded.case.services)
    for service in services:
        table.add_row(service, *("\n".join(run.lines_of(service)) for run in found.runs))
    return table


def _figure_table(found: Comparison) -> Table:
    table = titled_table("All councils together, and each")
    table.add_column("")
    for run in found.runs:
        table.add_column(f"Run {run.number}", justify="right", no_wrap=True)
    for label, cells in _figures(found):
        table.add_row(label, *cells)
    return table


def _figures(found: Comparison) -> Iterator[tuple[str, list[str]]]:
    published = {one.measure: one.values for one in found.figures}
    for measure, label in (
        ("npv_saving_gbp", "Present value, as promised"),
        ("npv_saving_at_recorded_realisation_gbp", "The same, at the recorded realisation"),
        ("expected_npv_gbp", "Expected over the risk register"),
    ):
        if measure in published:  # which a run of an earlier version may lack
            yield label, [_net(value) for value in published[measure]]
    yield "One-off cost", [_thousands(value) for value in published["one_off_cost_gbp"]]
    yield "Paid back (cash)", [value or "never" for value in published["payback_year"]]
    councils = dict.fromkeys(council for run in found.runs for council in run.kept.loaded.case.councils)
    for council in councils:
        names = [run.name_of(council) for run in found.runs if council in run.kept.loaded.case.councils]
        yield names[0], [_net(_council(run, council)) for run in found.runs]


def _council(run: ComparedRun, council: str) -> str | None:
    amount = run.accounts.measures.council_npv_gbp.get(council)
    return None if amount is None else str(amount)


def _net(value: str | None) -> str:
    return "-" if not value else net(Decimal(value))


def _thousands(value: str | None) -> str:
    return "-" if not value else thousands(Decimal(value))


def _bridge_table(one: Against, bridge: Bridge) -> Table:
    """Return one line a service; the causes of each stand beside it."""
    table = titled_table(f"From the net saving of run 1 to that of run {one.number}")
    table.add_column("")
    table.add_column("Net saving", justify="right", no_wrap=True)
    table.add_column("Of which")
    table.add_row("Run 1", thousands(bridge.from_gbp), "")
    for service, amount in bridge.by_service_gbp.items():
        causes = [
            f"{step.cause} {_signed(step.total_gbp)}" for step in bridge.steps if step.service == service
        ]
        table.add_row(service, _signed(amount), ", ".join(causes))
    causes = [f"{cause} {_signed(amount)}" for cause, amount in bridge.by_cause_gbp.items() if amount]
    change = bridge.to_gbp - bridge.from_gbp
    table.add_row("all services", _signed(change), ", ".join(causes), end_section=True)
    table.add_row(f"Run {one.number}", thousands(bridge.to_gbp), "")
    return table


def _signed(amount_gbp: Decimal) -> str:
    """Return `+£372.6k` or `-£54.5k`: what is added or taken away."""
    text = thousands(amount_gbp)
    return text if text.startswith("-") or not amount_gbp else f"+{text}"
