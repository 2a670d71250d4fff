"""How cells look: one format for each kind of cell, few colours, none that has a meaning by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from optimizer.report.workbook.sheet import Kind

NUMBER_FORMATS: Mapping[str, str] = {
    "gbp": "#,##0.00",
    "fte": "#,##0.00",
    "share": "0.00%",
    "rate": "0.00%",
    "count": "#,##0",
    "number": "General",
    "factor": "0.000000",
}
"""A negative amount has a minus sign, on screen and on paper alike."""

TEXTS: frozenset[Kind] = frozenset({"text", "long_text", "year"})

DARK, PALE, RULE = "#12436D", "#E7EDF3", "#8A9BAA"
SERIES = (("#12436D", "solid", "circle"), ("#28A197", "dash", "square"), ("#801650", "round_dot", "triangle"))
"""Colour, dash and marker of the lines of a chart: they differ without colour too."""


_SIDE: Mapping[bool, Mapping[str, Any]] = {True: {"align": "left", "indent": 1}, False: {"align": "right"}}
"""Text stands at the left, a little away from the number before it; what stands for a number at the right."""


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        """Make the formats that every sheet has."""
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self._format(bold=True, font_size=14, font_color=DARK)
        self.note = self._format(font_color="#3D3D3D")
        self.link = self._format(font_color="#0B5394", underline=1, valign="top", indent=1)

    def heading(self, kind: Kind) -> Any:
        """Return the format of a heading, on the side on which its cells stand."""
        return self._format(
            bold=True,
            bg_color=PALE,
            bottom=2,
            bottom_color=DARK,
            text_wrap=True,
            valign="bottom",
            **_SIDE[kind in TEXTS],
        )

    def cell(self, kind: Kind, *, wrap: bool, total: bool = False, is_text: bool = False) -> Any:
        """Return the format of a cell.

        Args:
            kind: what the column or the cell holds.
            wrap: whether long text goes on in a second line.
            total: whether it belongs to the total of the table.
            is_text: whether the cell holds a text, in whatever column.
        """
        # A formula in a cell of text would become its own text when somebody edits it.
        number_format = "General" if kind in TEXTS else NUMBER_FORMATS[kind]
        look: dict[str, Any] = {"num_format": number_format, "valign": "top"}
        if is_text:
            # What is text stays text when somebody edits the cell, whatever it begins with.
            look |= {"num_format": "@", "quote_prefix": True}
        if wrap:
            look["text_wrap"] = True
        if is_text or kind in TEXTS:
            look |= _SIDE[kind in TEXTS]
        if total:
            look |= {"bold": True, "top": 1, "top_color": DARK}
        return self._format(**look)

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]
