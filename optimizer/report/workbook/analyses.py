"""The sheets of what other commands found about the run: alternatives, sensitivity, switching values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.analyses import SwitchingValue
from optimizer.report.csv_text import trimmed
from optimizer.report.workbook.sheet import Chart, Column, Row, Sheet, number_or_text

CAUSES = ("running", "staff", "contracts", "transition", "recharges", "knock_on")


def alternatives_sheet(content: Content) -> Sheet:
    """Return what was priced beside the plan: alternatives, other good plans, points of frontiers."""
    return Sheet(
        name="alternatives",
        title="Alternatives: what other choices would cost, and other plans that are nearly as good",
        purpose="The price of every alternative to the plan, where `why` and the like were run.",
        notes=("A negative difference is an alternative that saves less than the plan.",),
        columns=(
            Column("Found by", "text", "command that found it", 13),
            Column("Service", "text", "service in question; blank for a whole plan", 14),
            Column("Instead", "long_text", "the alternative", 44),
            Column("Answer", "text", "priced, impossible or unanswered", 12),
            Column("Difference (GBP)", "gbp", "its net present saving less that of the plan"),
            *(
                Column(f"{name.replace('_', '-').capitalize()} (GBP)", "gbp", f"part due to {words}", 15)
                for name, words in zip(CAUSES, _CAUSE_WORDS, strict=True)
            ),
            Column("In the way, or more", "long_text", "policies that forbid it, or what it would do", 44),
        ),
        rows=tuple(_alternatives(content)),
        empty="No alternative was priced. Run `consolidate why RUN -o RUN/why`, then `consolidate report "
        "RUN`.",
    )


_CAUSE_WORDS = (
    *("running costs", "pay and recruitment", "supplier contracts", "one-off costs of the change"),
    *("charges between bodies", "what changes in other services"),
)


def _alternatives(content: Content) -> Iterator[Row]:
    found = content.analyses
    for price in found.why.prices if found.why else ():
        by_cause = (price.by_cause_gbp.get(cause) for cause in CAUSES)
        more = f"no plan keeps it together with {', '.join(price.in_the_way)}" if price.in_the_way else ""
        service = content.service_names.get(price.service, price.service)
        yield (
            *("why", service, price.title, price.answer, price.difference_gbp, *by_cause),
            more or price.message,
        )
    for plan in found.alternatives.plans if found.alternatives else ():
        title = f"another plan (no. {plan.number})"
        difference = plan.difference_gbp
        yield ("alternatives", "", title, "priced", difference, *(None,) * 6, " ".join(plan.plan))
    promised = content.tables.summary["npv_saving_gbp"][0]
    for frontier in found.frontiers:
        for point in frontier.points:
            against = frontier.against.replace("_", " ")
            amount = "none" if point.value is None else f"{trimmed(point.value):,f} {frontier.unit}"
            title = f"point {point.number}: {against}: {amount}"
            less = None
            if point.npv_saving_gbp is not None and isinstance(promised, Decimal):
                less = point.npv_saving_gbp - promised
            answer = "priced" if less is not None else "unanswered"
            words = point.message or " ".join(point.plan)
            yield ("frontier", "", title, answer, less, *(None,) * 6, words)


def sensitivity_sheet(content: Content) -> Sheet:
    """Return how far the net saving moves with each input."""
    bars = [(tornado, bar) for tornado in content.analyses.tornadoes for bar in tornado.bars]
    shown = min(len(bars), 15)
    widest = max((bar.swing_gbp or Decimal(0) for _, bar in bars), default=Decimal(0))
    return Sheet(
        name="sensitivity",
        title="Sensitivity: how far the net saving moves with each input, the plan chosen afresh",
        purpose="Which inputs move the answer most, where a one-at-a-time `sweep` was run.",
        columns=(
            Column("Input", "text", "cell or parameter that was varied", 50),
            Column("Unit", "text", "of the input", 16),
            Column("Low", "text", "lowest value", 14),
            Column("High", "text", "highest value", 14),
            Column("Net saving at low (GBP)", "gbp", "best net present saving at the lowest value"),
            Column("Net saving at high (GBP)", "gbp", "the same at the highest value"),
            Column("Swing (GBP)", "gbp", "largest less smallest net saving of the input"),
            Column("Another plan", "text", "whether another plan is then best", 12),
            Column("Sweep", "text", "name of the sweep", 20),
        ),
        rows=tuple(
            (
                *(bar.entry, bar.unit, number_or_text(bar.low), number_or_text(bar.high)),
                *(bar.at_low_gbp, bar.at_high_gbp, bar.swing_gbp),
                *({True: "yes", False: "no", None: "not known"}[bar.decision_changes], tornado.name),
            )
            for tornado, bar in bars
        ),
        empty="No input was varied. Run a one-at-a-time `consolidate sweep`, then `consolidate report RUN "
        "--with FOLDER`.",
        charts=(
            Chart(
                "column",
                f"One input moves the net saving by up to £{widest:,.0f}",
                "Column chart of the swing of the net present saving by input, the widest first: "
                + "; ".join(f"{bar.entry} £{bar.swing_gbp or 0:,.0f}" for _, bar in bars[:shown])
                + ".",
                "Input",
                ("Swing (GBP)",),
                "GBP, present value",
                shown,
            ),
        ),
    )


def switching_sheet(content: Content) -> Sheet:
    """Return where an input flips the decision or takes the saving to nil."""
    switch = content.analyses.switch
    return Sheet(
        name="switching values",
        title="Switching values: how far an input must move before the decision changes",
        purpose="Where an input flips the decision or takes the saving to nil, where `switch` was run.",
        columns=(
            Column("Input", "text", "cell or parameter", 50),
            Column("Unit", "text", "of the input", 16),
            Column("Now", "number", "value in the case"),
            Column("Direction", "text", "in which it moves", 12),
            Column("What switches", "text", "the decision, or a saving that comes to nil", 24),
            Column("Answer", "text", "whether it switches on the way", 24),
            Column("Switches at", "number", "value of the input; blank where nothing switches"),
            Column("Change (%)", "number", "from the value now, in per cent"),
            Column("Range from", "number", "end of the range that was searched"),
            Column("Range to", "number", "other end"),
            Column("Changes to", "long_text", "what is then best", 60),
        ),
        rows=tuple(
            (
                *(one.name, one.unit, one.now, one.direction, ASKED[one.what], _answer(one)),
                *(one.at, one.change_percent, one.low, one.high, one.changes_to),
            )
            for one in (switch.values if switch else ())
        ),
        empty="No switching value was looked for. Run `consolidate switch`, then `consolidate report RUN "
        "--with FOLDER`.",
    )


ASKED = {
    "decision": "another plan is best",
    "present_plan_saving": "this plan saves nothing any more",
    "best_saving": "no plan saves anything any more",
}


def _answer(one: SwitchingValue) -> str:
    return "not within the range" if one.at is None else one.result.replace("_", " ")
