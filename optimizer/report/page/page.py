"""Render report.html: one file that loads nothing and runs nothing.

The style sheet stands in the page and is allowed by its hash alone; every text is escaped by the templates,
and a name that a template misses is an error, not a blank.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from optimizer.case.parameters import reference_text
from optimizer.report.content import Content
from optimizer.report.content.analyses import AlternativePrice, StressEvent
from optimizer.report.content.councils import CAUSES
from optimizer.report.page.charts import (
    break_ups_chart,
    cash_chart,
    councils_chart,
    outcomes_chart,
    prices_chart,
    tornado_chart,
)
from optimizer.report.page.gantt import timeline_chart
from optimizer.report.page.staff_chart import staff_chart
from optimizer.report.page.svg import Figure
from optimizer.report.page.switching import ASKED, switching_lines, switching_title
from optimizer.report.page.words import day, exactly, money, percent, plain_number, seen

TEMPLATES = Path(__file__).parent / "templates"

CONTENTS = (
    ("councils", "Who gains and who loses"),
    ("timeline", "What happens when"),
    ("cash", "Cash, year by year"),
    ("staff", "Staff"),
    ("why", "Why these hosts, models and dates"),
    ("switching", "What would change our mind"),
    ("risk", "Risk"),
    ("policies", "Rules"),
    ("assumptions", "What this rests on"),
    ("checks", "Checks and limits"),
)
"""Sections after the first screen, in order: key and title."""

SECTIONS = ("decision", "numbers", *(key for key, _ in CONTENTS))

GREEN_BOOK_RATE = Decimal(reference_text("discount_rate"))
"""Real discount rate of the Green Book for the first 30 years."""

PRICE_CAUSES = (*CAUSES, "knock_on")


def page_of(content: Content) -> str:
    """Return the page as HTML text."""
    figures = {one.measure: one.value for one in content.measures}
    failed = [check for check in content.checks if not check.holds]
    given = [one for one in content.assumptions if one.origin == "given"]
    states = [one.state for one in content.policies]
    switch = content.analyses.switch
    return rendered(
        "page.html",
        content=content,
        sections=SECTIONS,
        contents=CONTENTS,
        figures=figures,
        promised=figures["npv_saving_gbp"],
        recorded=figures["npv_saving_at_recorded_realisation_gbp"],
        years=len(content.year_labels) - 1,
        failed=failed,
        causes=[cause for cause in CAUSES if any(one.by_cause_gbp[cause] for one in content.services)],
        price_causes=[
            cause for cause in PRICE_CAUSES if any(one.by_cause_gbp.get(cause) for one in _prices(content))
        ],
        charts=_charts(content),
        switching_title="" if switch is None else switching_title(switch),
        switching_lines=() if switch is None else switching_lines(switch),
        switching_asked=ASKED,
        break_ups=_worst_break_ups(content),
        given=given,
        assumed=sum(1 for one in given if one.grade == "ASSUMED"),
        defaults=[one for one in content.assumptions if one.origin != "given"],
        green_book_rate=GREEN_BOOK_RATE,
        posts_rise=any(after.posts > before.posts + 1 for before, after in pairwise(content.staff_years)),
        tight=states.count("tight"),
        missed=states.count("missed"),
    )


def rendered(template: str, **values: Any) -> str:
    """Return a template as a page that loads nothing and runs nothing.

    Args:
        template: name of a file in `templates`.
        values: what it may name; the style sheet, and the hash that allows it, come to them.
    """
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return environment().get_template(template).render(style=style, style_hash=f"sha256-{digest}", **values)


def _charts(content: Content) -> Mapping[str, Figure]:
    found = {
        "councils": councils_chart(content),
        "timeline": timeline_chart(content),
        "cash": cash_chart(content),
        "staff": staff_chart(content),
        "outcomes": outcomes_chart(content),
    }
    analyses = content.analyses
    if analyses.why is not None:
        found["prices"] = prices_chart(content, analyses.why.prices)
    break_ups = _worst_break_ups(content)
    if break_ups:
        found["break-ups"] = break_ups_chart(break_ups)
    for number, tornado in enumerate(analyses.tornadoes, start=1):
        found[f"tornado-{number}"] = tornado_chart(f"tornado-{number}", tornado)
    return found


def _prices(content: Content) -> tuple[AlternativePrice, ...]:
    return () if content.analyses.why is None else content.analyses.why.prices


def _worst_break_ups(content: Content) -> tuple[StressEvent, ...]:
    """Return for each partnership the year in which its break-up costs most, the dearest first."""
    worst: dict[str, StressEvent] = {}
    for event in () if content.analyses.stress is None else content.analyses.stress.break_ups:
        if event.subject not in worst or event.cost_gbp > worst[event.subject].cost_gbp:
            worst[event.subject] = event
    return tuple(sorted(worst.values(), key=lambda event: -event.cost_gbp))


@cache
def environment() -> Environment:
    """Return the templates with their filters; what they do not know is an error."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        money=money,
        percent=percent,
        number=lambda value, places: plain_number(Decimal(value), places),
        exact=exactly,
        rate=lambda share: f"{plain_number(share * 100)}%",
        day=day,
        words=lambda text: text.replace("_", " "),
        capitalised=lambda text: text[:1].upper() + text[1:],
        difference=lambda amount: f"{money(abs(amount))} {'less' if amount < 0 else 'more'}",
    )
    return environment


def _finalized(value: Any) -> Any:
    """Take out of every text what controls direction; markup that is ready passes."""
    return seen(value) if type(value) is str else value
