"""Pages for tests: a small run with every analysis that a page can show, as a folder and as content."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

from optimizer.pipeline import solve_case
from optimizer.plan.facts import RunOptions
from optimizer.report.content import Analyses, Content, content_of_run
from optimizer.report.content.analyses import (
    AlternativePlan,
    AlternativePrice,
    AlternativesContent,
    FrontierContent,
    FrontierPoint,
    StressContent,
    StressDropOut,
    StressEvent,
    SwitchContent,
    SwitchingValue,
    TornadoBar,
    TornadoContent,
    WhyContent,
)
from optimizer.report.read import KeptRun, read_run
from optimizer.report.write import write_run
from tests.builders import golden_case

QUICK = RunOptions(second_opinion_seconds=0)


def golden_run(folder: Path) -> KeptRun:
    """Solve the golden case, write its run and read it back."""
    write_run(solve_case(golden_case(), options=QUICK), folder, with_reports=False)
    return read_run(folder)


def golden_content(kept: KeptRun, name: str = "A name") -> Content:
    """Return what is said of the golden run, every analysis with the name in each of its texts."""
    return replace(content_of_run(kept), analyses=analyses(name))


def analyses(name: str) -> Analyses:
    """Return one of everything, made up."""
    ten, none = Decimal(10), None
    price = AlternativePrice(
        *("ict", "", "host", "B", name, name, "priced", Decimal(-5000)),
        {"running": Decimal(-5000), "staff": Decimal(0)},
        *((), ""),
    )
    event = StressEvent("break_up", "x", name, "ict", "2027/28", Decimal(700_000), Decimal(-300_000), {})
    return Analyses(
        why=WhyContent(
            (
                price,
                replace(price, answer="impossible", difference_gbp=None, by_cause_gbp={}, in_the_way=(name,)),
                replace(price, answer="unanswered", difference_gbp=None, by_cause_gbp={}, message=name),
            )
        ),
        stress=StressContent(
            break_ups=(event,),
            drop_outs=(
                StressDropOut("A", "ict", "x", "2027/28", "re-costed", -ten, ten, False, "", ""),
                StressDropOut("A", "ict", "x", "2028/29", "impossible", none, none, none, "", name),
            ),
            forced_breaks=(replace(event, part="forced_break"),),
            scenarios=(replace(event, part="scenario", financial_year=""),),
        ),
        switch=SwitchContent(
            (
                SwitchingValue(
                    *(name, "", "share", ten, Decimal(0), Decimal(20), "up", "decision", "changes"),
                    *(Decimal(15), Decimal(50), name, ten),
                ),
                SwitchingValue(
                    *(name, "", "share", ten, Decimal(0), Decimal(20), "down", "decision", "none"),
                    *(none, none, "", none),
                ),
            ),
            (name,),
        ),
        alternatives=AlternativesContent(
            Decimal(5), (AlternativePlan(2, Decimal(300_000), Decimal(-72_588), 3, (name,), (name,)),)
        ),
        tornadoes=(
            TornadoContent(
                name,
                Decimal(372_588),
                (
                    TornadoBar(
                        *(name, "%", "-5", "5", Decimal(200_000), Decimal(500_000), Decimal(300_000)),
                        *(True, "ict", ""),
                    ),
                    TornadoBar(name, "", name, name, None, ten, None, None, "", ""),
                ),
            ),
        ),
        frontiers=(
            FrontierContent(
                "redundancies",
                "FTE",
                (FrontierPoint(1, Decimal(372_588), Decimal("1.3"), None, False, "", (name,), {}),),
            ),
        ),
    )


class Read(HTMLParser):
    """What a page holds: tags with their attributes, headings, texts of `data` elements, visible text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.data: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.style = ""
        self._open: list[str] = []
        self._last: dict[str, str | None] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)
        self._last = dict(attrs)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside == "style":
            self.style += data
            return
        self.words.append(data)
        if self.headings and any(tag in self._open for tag in ("h1", "h2", "h3")):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)
        if inside == "data":
            self.data.append((str(self._last.get("class", "")), str(self._last["value"]), data))

    @property
    def ids(self) -> list[str]:
        """Return every id in order."""
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]
