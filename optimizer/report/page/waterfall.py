"""The waterfall: what leads from one amount to another, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimizer.report.page.svg import BARS_START, FIGURE_END, LABEL_LETTERS, LINE, Drawing, Figure, Scale
from optimizer.report.page.words import money, shortened

ROW_HEIGHT = 46


def waterfall(
    key: str,
    title: str,
    first: tuple[str, Decimal],
    steps: Sequence[tuple[str, Decimal]],
    last: tuple[str, Decimal],
) -> Figure:
    """Return bars sideways: where it starts, each step from where the one before ended, where it ends.

    Args:
        key: unique on the page.
        title: the message.
        first: where it starts.
        steps: what is added or taken; with the start they add up to the end.
        last: where it ends.
    """
    drawing = Drawing(
        key,
        title,
        f"From {first[0]} with {money(first[1])} to {last[0]} with {money(last[1])}: a bar for each step, "
        "which begins where the one before ends; bars to the right add to the net saving, bars to the left "
        "take from it.",
    )
    rows = [(first[0], Decimal(0), first[1], "total-key")]
    reached = first[1]
    for name, amount in steps:
        rows.append((name, reached, reached + amount, "gain" if amount >= 0 else "loss"))
        reached += amount
    rows.append((last[0], Decimal(0), last[1], "total-key"))
    ends = [float(end) for _, start, stop, _ in rows for end in (start, stop)]
    scale = Scale(min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1, BARS_START, 99.5)
    nil, y = scale.at(0), 0.0
    for place, (name, start, stop, mark) in enumerate(rows):
        is_step = 0 < place < len(rows) - 1
        amount = stop - start
        drawing.text(shortened(name, LABEL_LETTERS), 0, y + 13)
        drawing.text(_signed(amount) if is_step else money(amount), FIGURE_END, y + LINE + 14, "end strong")
        left, right = sorted((scale.at(start), scale.at(stop)))
        drawing.rect(mark, left, y + LINE + 1, right - left, 18)
        drawing.line("axis", nil, y + LINE - 3, nil, y + LINE + 23)
        if place < len(rows) - 1:
            drawing.line("mark", scale.at(stop), y + LINE + 19, scale.at(stop), y + ROW_HEIGHT + LINE + 1)
        y += ROW_HEIGHT
    return drawing.done(y)


def _signed(amount_gbp: Decimal) -> str:
    text = money(amount_gbp)
    return f"+{text}" if amount_gbp > 0 else text
