"""The charts of money: councils, cash by year, prices of alternatives, what an input does, outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.content.analyses import AlternativePrice, StressEvent, TornadoContent
from optimizer.report.content.rules import HistogramBin
from optimizer.report.page.messages import dearest_break_up, how_close, out_of_pocket, what_matters, who_gains
from optimizer.report.page.svg import (
    BARS_START,
    FIGURE_END,
    LABEL_LETTERS,
    LINE,
    Drawing,
    Figure,
    Scale,
    bar_rows,
    ticks,
    year_labels,
)
from optimizer.report.page.words import money, percent, short_money, shortened

MOST_BARS = 12
"""Of alternatives and of inputs only so many are drawn; the table has all."""

MIDDLE = 50.0

PLOT_START, PLOT_END = 15.0, 99.5
"""Charts by year are drawn between these, in per cent; the labels of the axis stand before."""


def councils_chart(content: Content) -> Figure:
    """Return what each council gains or loses."""
    rows = content.councils
    drawing = Drawing(
        "councils",
        who_gains(rows),
        "A bar for each council: its net saving if everything goes as planned. Bars to the right of the line "
        "are net savings, bars to the left net costs.",
    )
    height = bar_rows(
        drawing,
        [(one.name, money(one.npv_saving_gbp), float(one.npv_saving_gbp)) for one in rows],
        *("gain", "loss"),
    )
    return drawing.done(height)


def cash_chart(content: Content) -> Figure:
    """Return the saving of each year in cash as bars, and the running total as a line."""
    years = content.years
    savings = [float(one.saving_nominal_gbp) for one in years]
    totals = [float(one.cumulative_nominal_gbp) for one in years]
    marks = ticks(min(*savings, *totals), max(*savings, *totals))
    drawing = Drawing(
        "cash",
        out_of_pocket(content),
        "Bars: what all councils together save (up) or spend more (down) in each year, in cash. Line with "
        "dots: the running total.",
    )
    height = 260
    scale = Scale(marks[0], marks[-1], height, 12)
    for mark in marks:
        y = scale.at(mark)
        drawing.line("axis" if mark == 0 else "grid", PLOT_START, y, 100, y)
        drawing.text(short_money(Decimal(repr(mark))), PLOT_START - 1.5, y + 4, "end small")
    width = (PLOT_END - PLOT_START) / len(years)
    for place, one in enumerate(years):
        start = PLOT_START + place * width
        top, bottom = sorted((scale.at(0), scale.at(savings[place])))
        kind = "gain" if savings[place] >= 0 else "loss"
        words = f"{one.label}: {money(one.saving_nominal_gbp)}"
        drawing.rect(kind, start + width * 0.18, top, width * 0.64, bottom - top, words)
        if place:
            before = start - width / 2
            drawing.line(
                "total", before, scale.at(totals[place - 1]), start + width / 2, scale.at(totals[place])
            )
    for place in range(len(years)):
        middle = PLOT_START + (place + 0.5) * width
        drawing.dot("total-dot", middle, scale.at(totals[place]))
    year_labels(drawing, [one.label for one in years], PLOT_START, width, height + 20)
    return drawing.done(height + 28)


def prices_chart(content: Content, prices: Sequence[AlternativePrice]) -> Figure:
    """Return what the alternatives would save less, the closest first."""
    priced = sorted(
        (one for one in prices if one.difference_gbp is not None), key=lambda one: -_difference(one)
    )
    shown = _but_later_starts(priced)[:MOST_BARS]
    drawing = Drawing(
        "prices",
        how_close(priced),
        f"A bar for each of the {len(shown)} closest alternatives: how much less the councils would save "
        "together if it were chosen instead, everything else chosen afresh.",
    )
    rows = [(_short_title(content, one), money(-_difference(one)), float(-_difference(one))) for one in shown]
    return drawing.done(bar_rows(drawing, rows, "loss", "gain"))


def _but_later_starts(priced: Sequence[AlternativePrice]) -> list[AlternativePrice]:
    """Keep of the starts of each service (of each council) only the closest: the others are dearer still."""
    found: list[AlternativePrice] = []
    started = set()
    for one in priced:
        place = (one.service, one.council)
        if one.kind == "start" and place in started:
            continue
        if one.kind == "start":
            started.add(place)
        found.append(one)
    return found


def _short_title(content: Content, one: AlternativePrice) -> str:
    service = content.service_names.get(one.service, one.service)
    if one.council:
        service = f"{service}, {content.body_names.get(one.council, one.council)}"
    match one.kind:
        case "not_shared":
            return f"{service}: not shared"
        case "host":
            return f"{service}: hosted by {content.body_names.get(one.value, one.value)}"
        case "model":
            return f"{service}: under {one.value.replace('_', ' ')}"
        case "start":
            return f"{service}: starts in {one.value}"
        case _:
            return one.title


def _difference(one: AlternativePrice) -> Decimal:
    return one.difference_gbp or Decimal(0)


def break_ups_chart(worst: Sequence[StressEvent]) -> Figure:
    """Return what each partnership would cost if it broke up in its worst year.

    Args:
        worst: one event for each partnership, the worst first; at least one.
    """
    drawing = Drawing(
        "break-ups",
        dearest_break_up(worst[0]),
        "A bar for each partnership: what it costs all councils together if it breaks up in the year that is "
        "worst for that.",
    )
    rows = [
        (f"{one.words}, in {one.financial_year}", money(one.cost_gbp), float(one.cost_gbp))
        for one in worst[:MOST_BARS]
    ]
    return drawing.done(bar_rows(drawing, rows, "loss", "gain"))


def tornado_chart(key: str, found: TornadoContent) -> Figure:
    """Return what single inputs do to the net saving, the widest first."""
    bars = [bar for bar in found.bars if bar.at_low_gbp is not None and bar.at_high_gbp is not None][
        :MOST_BARS
    ]
    ends = [float(end) for bar in bars for end in (bar.at_low_gbp, bar.at_high_gbp) if end is not None]
    base = float(found.base_gbp or 0)
    drawing = Drawing(
        key,
        what_matters(found),
        "A bar for each input, from the net saving with its low value to that with its high value; the "
        "upright line is the net saving as the case stands. The light end is the low value, the dark end the "
        "high value.",
    )
    scale = Scale(min(*ends, base), max(*ends, base) + 1, BARS_START, 99.5)
    y = 0.0
    for bar in bars:
        drawing.text(shortened(bar.entry.replace("_", " "), LABEL_LETTERS), 0, y + 13)
        if bar.swing_gbp is not None:
            drawing.text(money(bar.swing_gbp), FIGURE_END, y + LINE + 14, "end strong")
        ends_of_bar = ((float(bar.at_low_gbp or 0), "low-end"), (float(bar.at_high_gbp or 0), "high-end"))
        # Where both lie on one side of the case as it is, the shorter one stays in sight.
        for end, mark in sorted(ends_of_bar, key=lambda one: -abs(one[0] - base)):
            start, stop = sorted((scale.at(base), scale.at(end)))
            drawing.rect(mark, start, y + LINE + 1, stop - start, 18)
        drawing.line("axis", scale.at(base), y + LINE - 3, scale.at(base), y + LINE + 23)
        y += 46
    return drawing.done(y)


def outcomes_chart(content: Content) -> Figure:
    """Return how often which net saving comes about over the outcomes of the risk register."""
    risk = content.risk
    figures = {one.measure: one.value for one in risk.figures}
    bins = _but_the_tails(risk.histogram, risk.outcomes)
    left_out = risk.outcomes - sum(one.outcomes for one in bins)
    drawing = Drawing(
        "outcomes",
        f"The plan loses money in {percent(figures['chance_of_loss'])} of the outcomes that were drawn",
        f"A bar for each range of net saving: how many of {risk.outcomes:,} outcomes fall into it. Left of "
        f"the upright line the plan costs more than it saves. {left_out:,} outcomes lie further out.",
    )
    height = 180
    low, high = min(float(bins[0].from_gbp), 0), max(float(bins[-1].to_gbp), 0)
    scale = Scale(low, high, 2, 98)
    most = max(one.outcomes for one in bins)
    for one in bins:
        start, end = scale.at(one.from_gbp), scale.at(one.to_gbp)
        size = one.outcomes / most * (height - 12)
        words = f"{money(one.from_gbp)} to {money(one.to_gbp)}: {one.outcomes:,} outcomes"
        kind = "gain" if one.from_gbp >= 0 else "loss"
        drawing.rect(kind, start + 0.1, height - size, max(end - start - 0.2, 0.1), size, words)
    drawing.line("axis", 0, height, 100, height)
    drawing.line("axis", scale.at(0), 4, scale.at(0), height)
    for mark in (mark for mark in ticks(low, high, 4) if low <= mark <= high):
        x = scale.at(mark)
        drawing.line("tick", x, height, x, height + 5)
        anchor = "" if x < 6 else "end" if x > 94 else "middle"
        drawing.text(short_money(Decimal(repr(mark))), x, height + 20, f"{anchor} small".strip())
    y = float(height + 26)
    for x, words in _in_order(
        (scale.at(figures[measure]), f"{words}: {money(figures[measure])}")
        for measure, words in (
            ("p10_npv_gbp", "1 in 10 is worse"),
            ("p50_npv_gbp", "half are worse"),
            ("p90_npv_gbp", "1 in 10 is better"),
        )
    ):
        drawing.line("mark", x, height + 6, x, y + LINE - 2, behind=True)
        anchor, shift = ("end small", -5) if x > MIDDLE else ("small", 5)
        drawing.text(words, x, y + 13, anchor, shift)
        y += LINE
    return drawing.done(y + 4)


def _in_order(marks: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    """Order marks whose words stand on their inner side, one under another, so that no line crosses words."""
    found = sorted(marks)
    left, right = ([one for one in found if (one[0] > MIDDLE) is side] for side in (False, True))
    return [*reversed(left), *right]


def _but_the_tails(bins: Sequence[HistogramBin], outcomes: int) -> Sequence[HistogramBin]:
    """Leave out up to one outcome in 200 at either end: a few far out would press all others together."""
    first, last, spare = 0, len(bins), outcomes // 200
    while (cut := sum(one.outcomes for one in bins[: first + 1])) <= spare and cut < outcomes:
        first += 1
    while sum(one.outcomes for one in bins[last - 1 :]) <= spare and last - 1 > first:
        last -= 1
    return bins[first:last]
