"""The page as text: its sections, its figures, what it may never hold."""

import base64
import csv
import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from optimizer.report.content import Analyses, Content, content_of_run
from optimizer.report.page import page_of
from optimizer.report.page.page import SECTIONS, environment
from optimizer.report.page.words import money
from optimizer.report.read import KeptRun, read_run
from tests.analysis.runs import kept_run
from tests.builders import golden_case
from tests.report.hostile import NAMES, write_hostile_run
from tests.report.page.pages import Read, golden_content, golden_run

INERT = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "a",
        "header",
        "footer",
        "main",
        "nav",
        "section",
        "p",
    ),
    *("h1", "h2", "h3", "ul", "li", "dl", "dt", "dd", "div", "span", "bdi", "br", "strong", "code", "data"),
    *("figure", "figcaption", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("svg", "desc", "rect", "line", "circle", "text"),
}
"""All that a page is made of: nothing that runs, loads or is sent."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    return golden_run(tmp_path_factory.mktemp("page") / "golden")


@pytest.fixture(scope="module")
def content(kept: KeptRun) -> Content:
    return golden_content(kept)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    folder = tmp_path_factory.mktemp("page") / "hostile"
    write_hostile_run(folder)
    return read_run(folder)


def assert_inert(page: Read, text: str) -> None:
    assert {tag for tag, _ in page.tags} <= INERT
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}, tag
        assert attributes.get("href", "#")[:1] == "#", attributes  # type: ignore[index]
    assert len(re.findall("<style", text)) == 1


def test_sections_stand_in_order_with_headings_in_steps(content: Content) -> None:
    page = Read(page_of(content))
    assert [key for key in page.ids if key in SECTIONS] == list(SECTIONS)
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert len(page.ids) == len(set(page.ids))
    links = {str(attributes["href"])[1:] for tag, attributes in page.tags if tag == "a"}
    assert links <= set(page.ids)


def test_page_holds_nothing_that_runs_or_loads(content: Content) -> None:
    text = page_of(content)
    page = Read(text)
    assert_inert(page, text)
    policy = next(a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(page.style.encode("utf-8")).digest()).decode("ascii")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in page.style
    assert "@import" not in page.style


def test_figures_are_those_of_the_summary(kept: KeptRun, content: Content) -> None:
    rows = csv.DictReader(kept.texts["summary.csv"].splitlines())
    summary = {row["measure"]: row["value"] for row in rows}
    councils = [value for measure, value in summary.items() if measure.startswith("council_npv_saving_gbp")]
    page = Read(page_of(content))
    shown = [(name.removeprefix("measure-"), value, text) for name, value, text in page.data if name]
    assert {name for name, _, _ in shown} == {
        *("npv_saving_gbp", "npv_saving_at_recorded_realisation_gbp", "peak_cash_gbp", "council"),
        *("expected_npv_gbp", "p10_npv_gbp"),
    }
    assert [value for name, value, _ in shown if name == "council"] == councils
    for name, value, text in shown:
        assert name == "council" or value == summary[name]
        assert text == money(Decimal(value))
    # The first screen in full: the golden case saves 372,588.62, and needs 115,590 at most.
    assert ("measure-npv_saving_gbp", "372588.62", "£372,589") in page.data
    assert ("measure-peak_cash_gbp", "115590.00", "£115,590") in page.data


def test_every_chart_says_its_message_and_has_its_figures_as_a_table(content: Content) -> None:
    text = page_of(content)
    charts = re.findall(
        r'<svg class="chart" role="img" aria-labelledby="(\S+)-t (\S+)-d".*?<title id="(\S+)">(.*?)</title>'
        r'<desc id="(\S+)">(.+?)</desc>',
        text,
    )
    assert [first for first, *_ in charts] == [
        *("councils", "timeline", "cash", "staff", "prices", "tornado-1", "outcomes", "break-ups")
    ]
    for first, second, title_key, title, desc_key, _ in charts:
        assert (first, f"{first}-t", f"{first}-d") == (second, title_key, desc_key)
        assert f"<h3>{title}</h3>" in text
    for figure in text.split("<figure>")[1:]:
        assert "<table>" in figure.split("<h2")[0]


def test_empty_sections_name_the_command_that_fills_them(content: Content) -> None:
    text = page_of(replace(content, analyses=Analyses()))
    for command in ("why RUN -o RUN/why", "switch CASE SPEC", "sweep CASE SPEC", "stress RUN -o RUN/stress"):
        assert f"<code>consolidate {command}" in text
    full = page_of(content)
    assert "fills this section" not in full


def test_failed_check_stands_on_the_first_screen(content: Content) -> None:
    assert "Do not use this page" not in page_of(content)
    broken = replace(content.checks[3], holds=False)
    text = page_of(replace(content, checks=(*content.checks[:3], broken)))
    assert text.index("Do not use this page") < text.index('id="numbers"')
    assert "1 of 4 checks failed" in text


def test_name_that_a_template_misses_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing_of_this_name }}").render()


def test_same_content_is_the_same_page_from_the_run_and_from_its_folder(kept: KeptRun) -> None:
    assert page_of(content_of_run(kept)) == page_of(content_of_run(read_run(kept.folder)))


@pytest.mark.parametrize("name", NAMES)
def test_hostile_name_in_analyses_is_a_text(kept: KeptRun, name: str) -> None:
    text = page_of(golden_content(kept, name))
    assert_inert(Read(text), text)


def test_hostile_case_is_nothing_but_texts(hostile: KeptRun) -> None:
    text = page_of(content_of_run(hostile))
    page = Read(text)
    assert_inert(page, text)
    words = "".join(page.words)
    for name in NAMES:
        assert re.sub("[\u200e\u200f\u202e]", "", name) in words
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", text)
    assert [check.name for check in content_of_run(hostile).checks if not check.holds] == []


def test_report_of_solve_and_of_the_folder_are_the_same_bytes(hostile: KeptRun) -> None:
    again = page_of(content_of_run(hostile))
    assert (hostile.folder / "report.html").read_bytes() == again.encode("utf-8")


def test_plan_that_changes_nothing_says_so(tmp_path: Path) -> None:
    ban = '[policy.ban]\nkind = "pool_forbidden"\nreason = "Not now."\n'
    text = page_of(content_of_run(kept_run(tmp_path / "run", golden_case(), ban)))
    for words in (
        '<p class="decision">Keep ICT in each council.</p>',
        "Nothing changes: every service stays as it is today",
        "No council gains or loses: everything stays as it is",
        "No money moves: everything stays as it is",
        "Nobody moves to another employer; nobody is made redundant",
        "The plan loses money in 0% of the outcomes that were drawn",
        "the councils are never out of pocket",
        "nothing to pay back",
    ):
        assert words in text
    assert "Read this with it" not in text
