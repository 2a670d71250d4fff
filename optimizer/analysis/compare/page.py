"""comparison.html: plans side by side on one page that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from optimizer.analysis.compare.bridge import Bridge
from optimizer.analysis.compare.compare import Against, Comparison
from optimizer.case.parse import NUMBER
from optimizer.report.content.headline import WORDS
from optimizer.report.page.page import rendered
from optimizer.report.page.svg import Figure
from optimizer.report.page.waterfall import waterfall
from optimizer.report.words import thousands

SHOWN = (
    *("npv_saving_gbp", "npv_saving_at_recorded_realisation_gbp", "expected_npv_gbp", "chance_of_loss"),
    *("one_off_cost_gbp", "steady_state_saving_gbp", "payback_year", "peak_cash_gbp"),
    *("worst_council_npv_gbp", "changes", "status", "gap_gbp", "second_opinion"),
)
"""Figures of summary.csv that are shown, in order; figures.csv has all."""

CAUSE_WORDS = {
    "running": "running costs",
    "staff": "pay and recruitment",
    "contracts": "supplier contracts",
    "transition": "one-off costs of the change",
    "recharges": "charges between bodies",
}


def comparison_page(found: Comparison) -> str:
    """Return the page as HTML text."""
    names = dict.fromkeys(run.kept.loaded.case.settings.name for run in found.runs)
    return rendered(
        "comparison.html",
        title="; ".join(names),
        runs=found.runs,
        decisions=tuple(_decisions(found)),
        figures=tuple(_figures(found)),
        against=[_against(one) for one in found.against],
    )


def _decisions(found: Comparison) -> Iterator[tuple[str, list[list[str]], bool]]:
    """Yield each service with the sentences of each run, and whether all decide the same."""
    services = dict.fromkeys(service for run in found.runs for service in run.kept.loaded.case.services)
    for service in services:
        same = all(place.is_same for place in found.places if place.service == service)
        yield service, [list(run.lines_of(service)) for run in found.runs], same


def _figures(found: Comparison) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
    """Yield the words of each figure and, for each run, its value and unit."""
    published = {one.measure: one for one in found.figures}
    names = {council: run.name_of(council) for run in found.runs for council in run.kept.loaded.case.councils}
    councils = {f"council_npv_saving_gbp[{one}]": name for one, name in names.items()}
    for measure in (name for name in (*SHOWN, *councils) if name in published):
        one = published[measure]
        words = WORDS.get(measure) or f"net saving of {councils[measure]} (present value)"
        yield words[:1].upper() + words[1:], [(_value(text), one.unit) for text in one.values]


def _value(text: str | None) -> Decimal | str | None:
    if not text:
        return None
    return Decimal(text) if NUMBER.fullmatch(text) else text


def _against(one: Against) -> Mapping[str, Any]:
    return {
        "number": one.number,
        "notes": one.notes,
        "bridge": one.bridge,
        "differences": one.differences,
        "chart": _chart(one.number, one.bridge) if one.bridge and one.bridge.steps else None,
    }


def _chart(number: int, bridge: Bridge) -> Figure:
    change = bridge.to_gbp - bridge.from_gbp
    by_cause = [(CAUSE_WORDS[cause], amount) for cause, amount in bridge.by_cause_gbp.items() if amount]
    most = max(by_cause, key=lambda one: abs(one[1]), default=None)
    compared = f"saves {thousands(abs(change))} {'less' if change < 0 else 'more'} than run 1"
    return waterfall(
        f"bridge-{number}",
        f"Run {number} {compared if change else 'saves as much as run 1'}"
        + (f"; what changes most: {most[0]}" if most else ""),
        ("net saving of run 1", bridge.from_gbp),
        by_cause,
        (f"net saving of run {number}", bridge.to_gbp),
    )
