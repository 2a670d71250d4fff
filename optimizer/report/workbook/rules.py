"""The sheets of rules, assumptions and checks, and the notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optimizer.report.content import Content
from optimizer.report.content.rules import Check
from optimizer.report.workbook.sheet import (
    As,
    Column,
    Formula,
    Kind,
    Row,
    Sheet,
    heading_row,
    letter,
    number_or_text,
)

CHECKS = "checks"


def policies_sheet(content: Content) -> Sheet:
    """Return the rules of the run, how close the plan is to each, and why they are there."""
    return Sheet(
        name="policies",
        title="Policies: the rules of the run and how close the plan is to each",
        purpose="Which rules bind, which are missed and at what price, and who set them.",
        notes=(
            "Tight: the plan is at the limit. Slack: there is room. Missed: a preference that the plan does "
            "not keep, at its price.",
        ),
        columns=(
            Column("Policy", "text", "name of the rule", 28),
            Column("Set", "text", "constraint set that it stands in", 16),
            Column("State", "text", "tight, slack or missed", 10),
            Column("Room", "number", "how much is left before the limit, in the unit beside it"),
            Column("Unit", "text", "what the room is counted in", 14),
            Column("Price (GBP)", "gbp", "of what is missed, in the search; nobody pays it"),
            Column("Must it hold", "text", "hard, negotiable or a preference", 14),
            Column("Kind", "text", "kind of rule", 24),
            Column("What it says", "long_text", "meaning of the kind of rule", 50),
            Column("Reason", "long_text", "why it was set", 50),
            Column("Owner", "text", "who answers for it", 20),
            Column("Source", "text", "where it comes from", 30),
        ),
        rows=tuple(
            (
                *(one.policy, one.set, one.state, one.slack, one.unit, one.penalty_gbp, one.negotiable),
                *(one.kind.replace("_", " "), one.meaning, one.reason, one.owner, one.source),
            )
            for one in content.policies
        ),
        empty="No policy was set: the plan keeps the rules of the model only.",
    )


def assumptions_sheet(content: Content) -> Sheet:
    """Return the values that the plan rests on, given and default."""
    return Sheet(
        name="assumptions",
        title="Assumptions: the values that the plan rests on",
        purpose="What was given with its reason and source, and which defaults stood in for blanks.",
        notes=(
            "Grades: S public source, OK general knowledge, INF inferred from a source, ASSUMED assumed.",
        ),
        columns=(
            Column("What", "text", "cell of the case, or table and column", 40),
            Column("Value", "text", "as in the case", 16),
            Column("Unit", "text", "of the value", 18),
            Column("Given or default", "text", "given, default, or from the reference class", 16),
            Column("Grade", "text", "grade of the evidence", 10),
            Column("Reason or meaning", "long_text", "why it is so, or what it means", 60),
            Column("Source", "text", "where it comes from", 30),
            Column("Cells", "count", "how many cells have the default", 8),
        ),
        rows=tuple(
            (
                *(one.what, number_or_text(one.value), one.unit, one.origin, one.grade),
                *(one.reason, one.source),
                one.cells or None,
            )
            for one in content.assumptions
        ),
    )


def checks_sheet(content: Content, formulas: Mapping[str, str]) -> Sheet:
    """Return every reconciliation with both figures, worked out again by the workbook.

    Args:
        content: the content.
        formulas: what a check compares with the published figure, by the name of the check.
    """
    notes = ("A check holds where the difference is not above the tolerance.",)
    first, last = heading_row(notes) + 1, heading_row(notes) + len(content.checks)
    rows = tuple(_check(one, number, formulas) for number, one in enumerate(content.checks, start=first))
    count = Formula(f'COUNTIF(H{first}:H{last},"FAIL")', sum(1 for one in content.checks if not one.holds))
    return Sheet(
        name=CHECKS,
        title="Checks: every reconciliation, with PASS or FAIL",
        purpose="Two ways to every important figure, and whether they agree.",
        notes=notes,
        columns=(
            Column("Check", "text", "name of the check", 26),
            Column("What is compared", "long_text", "the two ways to the figure", 60),
            Column("Added up", "gbp", "the figure as added up, here where that is possible"),
            Column("Published", "gbp", "the figure in the tables of the run"),
            Column("Difference", "gbp", "added up less published"),
            Column("Tolerance", "gbp", "what rounding may make of it"),
            Column("Unit", "text", "of the figures", 12),
            Column("Verdict", "text", "PASS or FAIL", 10),
        ),
        rows=rows,
        total=(
            "Checks that fail",
            *(None,) * 6,
            As("count", count),
        ),
        names={"checks_that_fail": (-1, "Verdict")},
    )


def _check(one: Check, number: int, formulas: Mapping[str, str]) -> Row:
    if one.left is None or one.right is None:
        return one.name, one.words, None, None, None, None, None, one.verdict
    kind: Kind = "gbp" if one.unit == "GBP" else "number"
    places = 2 if one.unit == "GBP" else 8
    left = Formula(formulas[one.name], one.left) if one.name in formulas else one.left
    difference = Formula(f"ROUND(C{number}-D{number},{places})", one.left - one.right)
    verdict = Formula(f'IF(ABS(E{number})<=F{number}+0.00000001,"PASS","FAIL")', one.verdict)
    return (
        *(one.name, one.words, As(kind, left), As(kind, one.right), As(kind, difference)),
        *(As(kind, one.tolerance), one.unit, verdict),
    )


def notes_sheet(content: Content, sheets: Sequence[Sheet]) -> Sheet:
    """Return the limits of the work, and what each column of each sheet means."""
    limits: list[Row] = [("limits", "", one) for one in content.notes]
    columns: list[Row] = [
        (
            sheet.name,
            f"{letter(place)}: {column.heading}",
            f"{column.meaning[:1].upper()}{column.meaning[1:]}.",
        )
        for sheet in sheets
        for place, column in enumerate(sheet.columns)
    ]
    return Sheet(
        name="notes",
        title="Notes: limits of the work, what was odd about the input, and what every column means",
        purpose="Limits of the work, and what every column means.",
        columns=(
            Column("Where", "text", "sheet, or limits of the work", 20),
            Column("Column", "text", "letter and heading", 40),
            Column("What it says", "long_text", "meaning", 100),
        ),
        rows=(*limits, *columns),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
