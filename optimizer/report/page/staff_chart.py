"""The chart of posts: at home and in pools, year by year."""

from __future__ import annotations

from decimal import Decimal

from optimizer.report.content import Content
from optimizer.report.page.charts import PLOT_END, PLOT_START
from optimizer.report.page.messages import who_moves
from optimizer.report.page.svg import Drawing, Figure, Scale, ticks, year_labels
from optimizer.report.page.words import plain_number

HEIGHT = 200


def staff_chart(content: Content) -> Figure:
    """Return posts that stay with the councils and posts in shared services, one column a year."""
    years = content.staff_years
    marks = ticks(0, max(float(one.posts) for one in years))
    drawing = Drawing(
        "staff",
        who_moves(content),
        "A column for each year: posts (full-time equivalents) that stay with the councils below, posts in "
        "shared services above.",
    )
    scale = Scale(marks[0], marks[-1], HEIGHT, 12)
    for mark in marks:
        y = scale.at(mark)
        drawing.line("axis" if mark == 0 else "grid", PLOT_START, y, 100, y)
        drawing.text(plain_number(Decimal(repr(mark))), PLOT_START - 1.5, y + 4, "end small")
    width = (PLOT_END - PLOT_START) / len(years)
    for place, one in enumerate(years):
        start = PLOT_START + place * width
        split, top = scale.at(one.at_home), scale.at(one.posts)
        words = f"{one.label}: {plain_number(one.at_home)} with the councils"
        drawing.rect("at-home", start + width * 0.15, split, width * 0.7, HEIGHT - split, words)
        words = f"{one.label}: {plain_number(one.in_pools)} in shared services"
        drawing.rect("in-pools", start + width * 0.15, top, width * 0.7, split - top, words)
    year_labels(drawing, [one.label for one in years], PLOT_START, width, HEIGHT + 20)
    return drawing.done(HEIGHT + 28)
