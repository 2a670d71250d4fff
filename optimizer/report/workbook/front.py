"""The sheets that are read first: the cover, the options side by side, and every published figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.figures import OptionRow, Value
from optimizer.report.workbook.sheet import As, Cell, Column, Formula, Link, Row, Sheet, kind_of

SUMMARY, FIGURES = "summary", "figures"

SIGN_RULE = (
    "A saving is positive where the plan costs less than business as usual; a minus is an extra cost. In the "
    "sheet data, cost is positive and income negative."
)
PURPOSE = (
    "What the councils would share, what that costs and saves for each of them in each year, and how sure "
    "that is: with every figure traceable to the tables of the run."
)


STATUS = {
    "optimal": "optimal: the search ended with a proof",
    "time_limit": "time limit: the search was stopped before its proof",
    "interrupted": "interrupted: the search was stopped by hand before its proof",
}


def cover_sheet(content: Content, sheets: Sequence[Sheet]) -> Sheet:
    """Return the cover: what the plan is, how good it is known to be, and where to find what."""
    headline = content.headline
    gap = "nothing is known of better plans" if headline.gap_gbp is None else f"£{headline.gap_gbp:,.2f}"
    rows: list[Row] = [
        ("What this is", PURPOSE),
        ("Case", content.title),
        ("The decision", headline.decision),
        ("What it brings", headline.consequence),
        *(("To be read with it", warning) for warning in headline.warnings),
        *(("Plan", line) for line in headline.plan_lines),
        ("Status", STATUS[headline.status]),
        ("Gap to the best possible", gap),
        ("Proof", headline.proof),
        ("Second opinion", headline.second_opinion.removeprefix("Second opinion: ")),
        ("Checks", _checks(content)),
        ("Signs", SIGN_RULE),
        *((f"{word[:1].upper()}{word[1:]}", text) for word, text in content.about.items() if word != "case"),
        *((Link(sheet.name), sheet.purpose) for sheet in sheets),
    ]
    return Sheet(
        name="cover",
        title="Sharing services: the plan, and what it rests on",
        purpose="What the plan is, how good it is known to be, and where to find what.",
        columns=(
            Column("Item", "text", "what is said, or a link to a sheet", 32),
            Column("What it says", "long_text", "in words", 110),
        ),
        rows=tuple(rows),
    )


def _checks(content: Content) -> Formula:
    """Return how many checks fail, worked out from the sheet of checks."""
    failed, of_all = sum(1 for one in content.checks if not one.holds), len(content.checks)
    all_hold, some_fail = f"All {of_all} checks hold", f" of {of_all} checks fail: see the sheet checks"
    text = f'IF(checks_that_fail=0,"{all_hold}",checks_that_fail&"{some_fail}")'
    return Formula(text, f"{failed}{some_fail}" if failed else all_hold)


NEVER, NOTHING = "not within the case", "nothing to pay back"


def summary_sheet(content: Content, formulas: Mapping[str, str]) -> Sheet:
    """Return business as usual, do minimum and the plan side by side.

    Args:
        content: the content.
        formulas: what a figure of the plan is worked out by, by its measure.
    """
    return Sheet(
        name=SUMMARY,
        title="Summary: business as usual, do minimum and the plan side by side",
        purpose="The options side by side: saving, cost, payback, cash, the worst-off council.",
        notes=(content.do_minimum_note,),
        columns=(
            Column("Measure", "long_text", "what is measured", 58),
            Column("Business as usual", "gbp", "today carried on", 20),
            Column("Do minimum", "gbp", "the least change that keeps every rule", 20),
            Column("Plan", "gbp", "what the search found", 20),
            Column("Unit", "text", "of the figures", 18),
            Column("Better is", "text", "which way is good", 10),
            Column("Name in the tables", "text", "in summary.csv, where it is there", 40),
        ),
        rows=tuple(_option(one, formulas) for one in content.options),
    )


def _option(one: OptionRow, formulas: Mapping[str, str]) -> Row:
    kind = kind_of(one.unit)
    payback = "payback" in one.measure

    def shown(value: Value, missing: str) -> Cell:
        return As(kind, missing if value is None else value)

    plan = shown(one.plan, NEVER if payback else "not known")
    if one.measure in formulas and isinstance(one.plan, Decimal):
        plan = As(kind, Formula(formulas[one.measure], one.plan))
    minimum = NOTHING if payback and one.do_minimum is None and one.business_as_usual is None else "not known"
    return (
        *(f"{one.words[:1].upper()}{one.words[1:]}", shown(one.business_as_usual, NOTHING)),
        *(shown(one.do_minimum, minimum), plan, one.unit, one.better, one.measure),
    )


def figures_sheet(content: Content) -> Sheet:
    """Return every published figure, as in summary.csv."""
    measures = [one.measure for one in content.measures]
    return Sheet(
        name=FIGURES,
        title="Figures: everything that summary.csv says of the run",
        purpose="Every published figure with its unit.",
        notes=("The discount rate here is the one by which the workbook discounts.",),
        columns=(
            Column("Figure", "long_text", "what it is", 70),
            Column("Value", "number", "as published", 22),
            Column("Unit", "text", "of the value", 20),
            Column("Name in the tables", "text", "in summary.csv", 46),
        ),
        rows=tuple(
            (
                f"{one.words[:1].upper()}{one.words[1:]}" if one.words else one.measure.replace("_", " "),
                As(kind_of(one.unit), "none" if one.value is None else one.value),
                *(one.unit, one.measure),
            )
            for one in content.measures
        ),
        names={
            "discount_rate": (measures.index("discount_rate"), "Value"),
            "recorded_realisation": (measures.index("recorded_realisation"), "Value"),
        },
    )
