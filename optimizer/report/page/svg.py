"""Charts as SVG without script: sideways in per cent and upwards in pixels, so that text keeps its size.

A chart as wide as the column is redrawn by the browser for any width; nothing is scaled. Colours are classes
of the style sheet, so that the same chart serves light, dark and print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import ceil, floor, log10

from optimizer.report.page.words import seen, shortened

LINE = 18
"""Height of a line of text."""

LABEL_LETTERS = 90
"""So much of a name fits on one line of a wide screen; a narrow one cuts it off at its edge."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A finished chart: `title` states its message, `description` says how it is drawn."""

    key: str
    title: str
    description: str
    svg: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns amounts into per cent of the width (or pixels of the height) between two ends."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float | Decimal) -> float:
        """Return where a value is drawn."""
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers from at or below the least to at or above the greatest value, nil among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        high = 1.0
    rough = (high - low) / about
    power = 10.0 ** floor(log10(rough))
    step = next(digit * power for digit in (1, 2, 2.5, 5, 10) if digit * power >= rough * 0.999)
    return [step * number for number in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def year_labels(drawing: Drawing, labels: Sequence[str], start: float, width: float, y: float) -> None:
    """Write a label under each of equal columns: so many, and so short, as there is room for.

    Args:
        drawing: the chart.
        labels: financial years such as 2015/16.
        start: where the first column begins, in per cent.
        width: of one column.
        y: line of the text.
    """
    for place, label in enumerate(labels):
        middle = start + (place + 0.5) * width
        if place % -(-len(labels) // 14) == 0:
            drawing.text(label, middle, y, "middle small wide-only")
        if place % -(-len(labels) // 8) == 0:
            drawing.text(label[2:], middle, y, "middle small narrow-only")


class Drawing:
    """Collects the marks of one chart."""

    def __init__(self, key: str, title: str, description: str) -> None:
        """Begin an empty chart; `key` is unique on the page."""
        self._key, self._title, self._description = key, title, description
        self._marks: list[str] = []
        self._behind: list[str] = []

    def rect(self, mark: str, x: float, y: float, width: float, height: float, title: str = "") -> None:
        """Draw a rectangle: x and width in per cent, y and height in pixels."""
        size = f'x="{_n(x)}%" y="{_n(y)}" width="{_n(max(width, 0))}%" height="{_n(max(height, 0))}"'
        self._marks.append(
            f'<rect class="{mark}" {size}>{_title(title)}</rect>'
            if title
            else f'<rect class="{mark}" {size}/>'
        )

    def line(self, mark: str, x1: float, y1: float, x2: float, y2: float, *, behind: bool = False) -> None:
        """Draw a line: x in per cent, y in pixels; behind everything where asked."""
        ends = f'x1="{_n(x1)}%" y1="{_n(y1)}" x2="{_n(x2)}%" y2="{_n(y2)}"'
        marks = self._behind if behind else self._marks
        marks.append(f'<line class="{mark}" {ends}/>')

    def dot(self, mark: str, x: float, y: float, radius: float = 4) -> None:
        """Draw a dot."""
        self._marks.append(f'<circle class="{mark}" cx="{_n(x)}%" cy="{_n(y)}" r="{_n(radius)}"/>')

    def text(self, words: str, x: float, y: float, mark: str = "", dx: float = 0) -> None:
        """Write words at a place; classes `middle` and `end` anchor them there."""
        shift = f' dx="{_n(dx)}"' if dx else ""
        kind = f' class="{mark}"' if mark else ""
        self._marks.append(f'<text{kind} x="{_n(x)}%" y="{_n(y)}"{shift}>{_text(words)}</text>')

    def block(
        self, mark: str, ink: str, words: str, x: float, y: float, width: float, height: float, title: str
    ) -> None:
        """Draw a rectangle with words in it; what does not fit is cut off at its edge."""
        size = f'x="{_n(x)}%" y="{_n(y)}" width="{_n(width)}%" height="{_n(height)}"'
        inside = f'<text class="{ink}" x="6" y="{_n(height / 2 + 4)}">{_text(words)}</text>' if words else ""
        self._marks.append(
            f'<svg {size}>{_title(title)}<rect class="{mark}" width="100%" height="100%"/>{inside}</svg>'
        )

    def done(self, height: float) -> Figure:
        """Return the chart."""
        marks = "".join((*self._behind, *self._marks))
        svg = (
            f'<svg class="chart" role="img" aria-labelledby="{self._key}-t {self._key}-d" width="100%" '
            f'height="{_n(height)}" xmlns="http://www.w3.org/2000/svg">'
            f'<title id="{self._key}-t">{_text(self._title)}</title>'
            f'<desc id="{self._key}-d">{_text(self._description)}</desc>{marks}</svg>'
        )
        return Figure(self._key, self._title, self._description, svg)


FIGURE_END, BARS_START = 31.0, 33.0
"""Beside sideways bars the figures end here, and the bars begin there, in per cent of the width."""


def bar_rows(drawing: Drawing, rows: Sequence[tuple[str, str, float]], above: str, below: str) -> float:
    """Draw bars sideways, each under a line with its name, its figure beside it; return their height.

    Args:
        drawing: the chart.
        rows: name, figure in words, amount.
        above: class of bars above nil.
        below: class of bars below nil.
    """
    amounts = [amount for _, _, amount in rows]
    scale = Scale(min(0.0, *amounts), max(0.0, *amounts) or 1.0, BARS_START, 99.5)
    nil, y = scale.at(0), 0.0
    for name, figure, amount in rows:
        drawing.text(shortened(name, LABEL_LETTERS), 0, y + 13)
        drawing.text(figure, FIGURE_END, y + LINE + 14, "end strong")
        start, end = sorted((nil, scale.at(amount)))
        drawing.rect(above if amount >= 0 else below, start, y + LINE + 1, end - start, 18)
        drawing.line("axis", nil, y + LINE - 3, nil, y + LINE + 23)
        y += 46
    return y


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _text(words: str) -> str:
    return escape(seen(words))


def _title(words: str) -> str:
    return f"<title>{_text(words)}</title>" if words else ""
