"""The sheets of risk: what the register does to the plan, the register itself, and the stress of the plan."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.report.content import Content
from optimizer.report.content.analyses import StressEvent
from optimizer.report.words import thousands
from optimizer.report.workbook.sheet import As, Chart, Column, Row, Sheet, kind_of


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
        *(
            one.part.replace("_", "-"),
            one.subject or "every partnership",
            content.service_names.get(one.service, ""),
        ),
        *(one.financial_year, one.cost_gbp, one.saving_left_gbp, None, "", ""),
    )
