"""The sheets of risk, and of what other commands found about the run: alternatives, sensitivity, stress."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.analyses import StressEvent
from optimizer.report.csv_text import trimmed
from optimizer.report.words import thousands
from optimizer.report.workbook.sheet import As, Chart, Column, Kind, Row, Sheet, number_or_text

CAUSES = ("running", "staff", "contracts", "transition", "recharges", "knock_on")


def kind_of(unit: str) -> Kind:
    """Return how a figure of a unit is shown."""
    if unit.startswith(("GBP", "rated GBP")):
        return "gbp"
    if unit.startswith("share"):
        return "share"
    return "count" if unit in ("changes", "outcomes") else "number"


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
                *(one.name, one.unit, one.now, one.direction, one.what.replace("_", " "), one.result),
                *(one.at, one.change_percent, one.low, one.high, one.changes_to),
            )
            for one in (switch.values if switch else ())
        ),
        empty="No switching value was looked for. Run `consolidate switch`, then `consolidate report RUN "
        "--with FOLDER`.",
    )


def risk_sheet(content: Content) -> Sheet:
    """Return what the plan is worth over the outcomes of the risk register."""
    return Sheet(
        name="risk",
        title=f"Risk: what the plan saves over {content.risk.outcomes:,} outcomes of the risk register",
        purpose="Expected saving, bad outcomes and the chance of a loss.",
        notes=("The search has not seen this sample of outcomes.",),
        columns=(
            Column("Figure", "long_text", "what it is", 70),
            Column("Value", "gbp", "in its unit"),
            Column("Unit", "text", "of the value", 20),
            Column("Name in the tables", "text", "in summary.csv", 34),
        ),
        rows=tuple(
            (one.words, As(kind_of(one.unit), one.value), one.unit, one.measure)
            for one in content.risk.figures
        ),
    )


def histogram_sheet(content: Content) -> Sheet:
    """Return how often each range of savings comes."""
    bins = content.risk.histogram
    losses = sum(one.outcomes for one in bins if one.to_gbp <= 0)
    return Sheet(
        name="risk distribution",
        title="Risk distribution: how often each range of net savings comes",
        purpose="The spread of the outcomes, as counts and as a chart.",
        columns=(
            Column("Range", "text", "of the net present saving", 34),
            Column("From (GBP)", "gbp", "at least"),
            Column("Below (GBP)", "gbp", "less than"),
            Column("Outcomes", "count", "how many of the sample"),
        ),
        rows=tuple(
            (
                f"{thousands(one.from_gbp)} to {thousands(one.to_gbp)}",
                *(one.from_gbp, one.to_gbp, one.outcomes),
            )
            for one in bins
        ),
        charts=(
            Chart(
                "column",
                f"{losses:,} of {content.risk.outcomes:,} outcomes lose money",
                "Column chart of the number of outcomes by net present saving, from "
                f"£{bins[0].from_gbp:,.0f} to £{bins[-1].to_gbp:,.0f}; "
                f"{losses:,} of {content.risk.outcomes:,} are below nil.",
                "From (GBP)",
                ("Outcomes",),
                "outcomes",
                len(bins),
            ),
        ),
    )


def register_sheet(content: Content) -> Sheet:
    """Return the risk register."""
    return Sheet(
        name="risk register",
        title="Risk register: what may turn out otherwise, and how likely",
        purpose="The drivers of risk with their distributions and sources.",
        columns=(
            Column("Driver", "text", "what may turn out otherwise", 26),
            Column("Scope", "text", "what it acts on; * is everything", 26),
            Column("Distribution", "long_text", "in words", 60),
            Column("Loading", "number", "share of it that moves with all others"),
            Column("Given or default", "text", "given, or from the reference class", 16),
            Column("Grade", "text", "grade of the evidence", 10),
            Column("Source", "long_text", "where it comes from", 60),
        ),
        rows=tuple(
            (
                *(one.driver.replace("_", " "), one.scope, one.distribution, one.loading),
                *(one.origin, one.grade, one.source),
            )
            for one in content.risk.register
        ),
        empty="No risk acts on this case.",
        key_columns=2,
    )


def stress_sheet(content: Content) -> Sheet:
    """Return what is left of the plan when things go wrong."""
    return Sheet(
        name="stress",
        title="Stress: what is left of the plan when a partnership breaks or a partner leaves",
        purpose="Break-ups, partners who pull out, named scenarios, where `stress` was run.",
        columns=(
            Column("What goes wrong", "text", "break-up, forced break, scenario or drop-out", 18),
            Column("Which", "text", "pool, scenario, or who leaves", 44),
            Column("Service", "text", "service in question", 18),
            Column("When", "text", "financial year from which", 16),
            Column("Cost (GBP)", "gbp", "what it takes from the net saving; of a drop-out: from the others"),
            Column("Saving left (GBP)", "gbp", "net present saving that is left"),
            Column("Exit charge (GBP)", "gbp", "that would make the others whole"),
            Column("Last safe exit", "text", "year until which the partner can go without harm", 16),
            Column("More", "long_text", "why there is no figure, or what is assumed", 50),
        ),
        rows=tuple(_stresses(content)),
        empty="The plan was not stressed. Run `consolidate stress RUN -o RUN/stress`, then `consolidate "
        "report RUN`.",
    )


def _stresses(content: Content) -> Iterator[Row]:
    stress = content.analyses.stress
    if stress is None:
        return
    for events in (stress.break_ups, stress.forced_breaks, stress.scenarios):
        for one in events:
            yield _event(content, one)
    for drop in stress.drop_outs:
        name = content.body_names.get(drop.council, drop.council)
        change = drop.others_change_gbp
        yield (
            *("drop-out", f"{name} leaves {drop.chain}", content.service_names.get(drop.service, "")),
            *(drop.leaves, None if change is None else -change, None, drop.exit_charge_gbp),
            *(drop.last_safe_exit, drop.message or ("" if drop.answer == "re-costed" else drop.answer)),
        )


def _event(content: Content, one: StressEvent) -> Row:
    return (
        *(one.part.replace("_", "-"), one.subject, content.service_names.get(one.service, "")),
        *(one.financial_year, one.cost_gbp, one.saving_left_gbp, None, "", ""),
    )
