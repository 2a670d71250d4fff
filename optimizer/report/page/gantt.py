"""The migration timeline: who shares which service from when, when contracts end, when posts move."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.report.content import Content
from optimizer.report.content.events import ServiceTimeline, Stay
from optimizer.report.page.messages import when_it_changes
from optimizer.report.page.svg import LABEL_LETTERS, LINE, Drawing, Figure, year_labels
from optimizer.report.page.words import day, listed, plain_number, shortened

BAR = 22
GAP = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Councils whose position in a service is the same in every year."""

    names: tuple[str, ...]
    stays: tuple[Stay, ...]


def rows_of(timeline: ServiceTimeline) -> tuple[Row, ...]:
    """Return the councils of a service, those that go the same way together."""
    by_council: dict[str, list[Stay]] = {}
    for stay in timeline.stays:
        by_council.setdefault(stay.council, []).append(stay)
    ways: dict[tuple[tuple[int, str], ...], list[list[Stay]]] = {}
    for stays in by_council.values():
        ways.setdefault(tuple((stay.first, stay.arrangement) for stay in stays), []).append(stays)
    return tuple(Row(tuple(stays[0].name for stays in alike), tuple(alike[0])) for alike in ways.values())


def timeline_chart(content: Content) -> Figure:
    """Return the timeline of all services."""
    count = len(content.year_labels)
    drawing = Drawing(
        "timeline",
        when_it_changes(content),
        "For each service a bar for councils that go the same way, year by year: an empty bar is a service "
        "that each council runs itself, a filled bar a shared service, labelled with its host. A diamond is "
        "the end of a supplier contract, a triangle a transfer of posts.",
    )
    width = 100 / count
    y = _years(drawing, content, width)
    top = y
    for timeline in content.timelines:
        drawing.text(shortened(timeline.name, LABEL_LETTERS), 0, y + 16, "strong")
        y += LINE + 6
        for row in rows_of(timeline):
            y = _row(drawing, content, timeline, row, y, width)
        y = _posts(drawing, timeline, y, width)
        y = _contracts(drawing, timeline, y, width, count)
        y += GAP
    for place in range(1, count):
        drawing.line("grid dotted", place * width, top, place * width, y, behind=True)
    return drawing.done(y)


def _years(drawing: Drawing, content: Content, width: float) -> float:
    year_labels(drawing, content.year_labels, 0, width, 14)
    return 24


def _row(
    drawing: Drawing, content: Content, timeline: ServiceTimeline, row: Row, y: float, width: float
) -> float:
    everyone = {stay.council for stay in timeline.stays}
    names = f"all {len(row.names)} councils" if len(row.names) == len(everyone) > 2 else listed(row.names)
    drawing.text(shortened(names, LABEL_LETTERS), 0, y + 12, "small")
    y += LINE - 2
    # Something that changes in October begins in the middle of its year; today begins with the chart.
    into = ((timeline.change_month - 4) % 12) / 12
    pools = list(dict.fromkeys(stay.arrangement for stay in row.stays if stay.arrangement))
    for stay in row.stays:
        start = 0.0 if stay.first == 0 else (stay.first + into) * width
        last = stay is row.stays[-1]
        end = 100.0 if last else (stay.last + 1 + into) * width
        since = "today" if stay.first == 0 else f"from {content.year_labels[stay.first]}"
        if stay.arrangement:
            second = pools.index(stay.arrangement) % 2
            words = f"{stay.host}: {stay.how}"
            kind, ink = ("pool-b", "on-b") if second else ("pool-a", "on-a")
        else:
            words = "on its own" if len(row.names) == 1 else "each on its own"
            kind, ink = "alone", "on-alone"
        drawing.block(kind, ink, words, start, y, end - start, BAR, f"{since}: {words}")
    return y + BAR + GAP


def _posts(drawing: Drawing, timeline: ServiceTimeline, y: float, width: float) -> float:
    into = ((timeline.change_month - 4) % 12) / 12
    moves = [
        (year, f"{plain_number(fte, 1)} posts {words}")
        for flow, words in (
            (timeline.transferred_fte, "move to the host"),
            (timeline.returned_fte, "go back"),
        )
        for year, fte in enumerate(flow)
        if fte
    ]
    for year, words in sorted(moves):
        x = (year + into) * width
        _beside(drawing, "▲", words, x, y)
        y += LINE
    return y


def _contracts(drawing: Drawing, timeline: ServiceTimeline, y: float, width: float, count: int) -> float:
    for fate in sorted(timeline.contracts, key=lambda one: one.ends_after_years):
        x = min(max(float(fate.ends_after_years), 0.0), float(count)) * width
        words = f"contract ends {day(fate.end)} ({fate.council_name})"
        _beside(drawing, "◆", words, x, y)
        y += LINE
    return y


def _beside(drawing: Drawing, sign: str, words: str, x: float, y: float) -> None:
    """Draw a sign at its place and the words on the side with more room."""
    drawing.text(sign, x, y + 13, "middle sign")
    text = shortened(words, LABEL_LETTERS)
    if x > 50:
        drawing.text(text, x, y + 13, "end small", -10)
    else:
        drawing.text(text, x, y + 13, "small", 10)
