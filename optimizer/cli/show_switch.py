"""The readable end of `switch`: one sentence for each switching value, and the decisions by ranges."""

from __future__ import annotations

from optimizer.analysis.switch.inputs import Input
from optimizer.analysis.switch.ranges import Range, ranges_of
from optimizer.analysis.switch.search import PRESENT
from optimizer.analysis.switch.switch import Estimate, Switch
from optimizer.analysis.switch.tables import TABLE
from optimizer.analysis.switch.words import (
    DEFINITION,
    amount,
    by_percent,
    change_in_words,
    plan_in_words,
    sentences,
    short,
    value_now,
)
from optimizer.cli.show_sweep import duration
from optimizer.cli.terminal import Terminal, titled_table
from optimizer.report.words import in_words, net, thousands

_NO_PLAN = {
    "infeasible": "no plan keeps every rule",
    "refused": "the case has a fault",
    "no_answer": "no answer",
}


def show_switch(terminal: Terminal, found: Switch) -> None:
    """Print every switching value as a sentence, then the decisions by ranges."""
    case = found.prepared.sweep.loaded.case
    terminal.text(f"{case.settings.name}\n\nThe present plan has a {net(found.present.saving_gbp)}.")
    for line in plan_in_words(case, found.plans, PRESENT):
        terminal.text(f"  {line}")
    share = found.break_even_share
    if share is not None:
        recorded, lower = case.settings.recorded_realisation, by_percent(100 * (share - 1))
        terminal.text(
            f"Its saving falls to zero if the realised share of the running saving is {amount(share)} (now "
            f"1), {lower}; {amount(recorded)} is on record."
        )
    terminal.text(f"\n{DEFINITION}")
    for asked in found.prepared.asked.inputs:
        terminal.text(f"\n{_heading(asked)}")
        for search in found.searches:
            if search.way.input is asked:
                for sentence in sentences(case, search, by_saving_alone=found.prepared.by_saving_alone):
                    terminal.text(f"  {sentence}")
    if not terminal.as_json:
        _show_ranges(terminal, found)
    _show_limits(terminal, found)


def _heading(asked: Input) -> str:
    entries = [
        f"{vary.name} ({value_now(vary, now)}, asked about from {short(vary, low)} to {short(vary, high)})"
        for vary, now, low, high in zip(asked.varies, asked.now, asked.low, asked.high, strict=True)
    ]
    if len(entries) == 1:
        return entries[0]
    return "\n  ".join((f"{asked.name}, a group that moves together:", *(f"- {entry}" for entry in entries)))


def _show_ranges(terminal: Terminal, found: Switch) -> None:
    table = titled_table("Decisions by ranges")
    table.add_column("Input", overflow="fold")
    for heading in ("From", "To"):
        table.add_column(heading, justify="right")
    table.add_column("Decision")
    for heading in ("Net saving at From", "at To"):
        table.add_column(heading, justify="right")
    ranges = ranges_of(found)
    for one in ranges:
        # The entries of a group move alike: the first stands for all of them, ranges.csv has each.
        vary = one.input.varies[0]
        name = one.input.name if len(one.input.varies) == 1 else f"{one.input.name} ({vary.name})"
        values = [short(vary, end.values[0]) for end in (one.low, one.high)]
        savings = [
            "" if end.plan.memberships is None else thousands(end.plan.saving_gbp)
            for end in (one.low, one.high)
        ]
        table.add_row(name, *values, _decision(one), *savings)
    terminal.text("")
    terminal.out.print(table)
    case = found.prepared.sweep.loaded.case
    for number in sorted({one.label for one in ranges if isinstance(one.label, int)} - {PRESENT}):
        terminal.text(f"Plan {number}: {change_in_words(case, found.plans, number)}.")


def _decision(one: Range) -> str:
    if isinstance(one.label, str):
        return _NO_PLAN[one.label]
    return "present plan" if one.label == PRESENT else f"plan {one.label}"


def _show_limits(terminal: Terminal, found: Switch) -> None:
    """Print how far the answers can be trusted."""
    terminal.text(
        f"\n{found.solved:,} searches. On the way to each end {found.prepared.probes} values were tried, and "
        "where two neighbours differ the change was narrowed down to about a thousandth of the way (or the "
        "rounding of the input). A change that is undone between two neighbours is not seen; --steps tries "
        "more. Another plan that saves no more is no change."
    )
    if found.prepared.asked.left_out:
        terminal.text(f"Not asked about, having no range: {', '.join(found.prepared.asked.left_out)}.")
    outside = [one.name for one in found.prepared.asked.inputs if not one.holds_now]
    if outside:
        terminal.text(
            f"The range given for {in_words(tuple(outside))} does not hold the value now: asked about from "
            "the value now to the far end."
        )
    if any(one.open_after for one in ranges_of(found)):
        terminal.text(
            "Some changes are not narrowed down, since a search has no answer or the decision changes too "
            f"often: next_not_narrowed in ranges.csv and narrowed in {TABLE} say which."
        )
    if not found.prepared.by_saving_alone:
        terminal.text(
            "Objectives of the constraint sets and prices of preferences count before the saving, so another "
            "plan may save more than the preferred option."
        )
    stopped = found.statuses.get("time_limit", 0)
    if stopped:
        terminal.text(
            f"{stopped:,} searches ran out of time: a better plan may be missed there, and gap_gbp says how "
            "much better it could be."
        )


def show_estimate(terminal: Terminal, estimate: Estimate) -> None:
    """Print what it would take."""
    asked = estimate.prepared
    terminal.text(
        f"{len(asked.asked.inputs):,} inputs, {len(asked.ways):,} ways from the value now to an end of its "
        f"range. The case as it is took {estimate.search_seconds:.1f} s "
        f"({estimate.status.replace('_', ' ')}); {estimate.workers} at a time:"
    )
    for words, count in (
        ("where nothing changes", asked.least),
        ("where the decision changes once on every way", asked.with_one_change),
        ("at most", asked.most),
    ):
        terminal.text(f"  {words}: {count:,} searches, about {duration(estimate.seconds(count))}")
