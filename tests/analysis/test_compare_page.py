"""comparison.html: its figures, its waterfall, and what it may never hold."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from optimizer.analysis.compare.compare import Comparison, compare
from optimizer.analysis.compare.page import comparison_page
from optimizer.analysis.compare.tables import comparison_files
from optimizer.report.page.svg import BARS_START
from optimizer.report.page.waterfall import waterfall
from optimizer.report.read import KeptRun
from tests.analysis.runs import kept_run
from tests.formulations.tiny import tiny
from tests.report.hostile import NAMES, hostile_case, hostile_set
from tests.report.page.pages import Read
from tests.report.page.test_browser import CHROMIUM, Opened, browser, grave
from tests.report.page.test_page import assert_inert

__all__ = ["browser"]  # fixture of the browser's tests

ALONE = '[policy.alone]\nkind = "pool_forbidden"\nservice = "S"\nreason = "Not now."\n'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> KeptRun:
    return kept_run(tmp_path_factory.mktemp("page") / "shared", tiny())


@pytest.fixture(scope="module")
def text(shared: KeptRun, tmp_path_factory: pytest.TempPathFactory) -> str:
    alone = kept_run(tmp_path_factory.mktemp("page") / "alone", tiny(), ALONE)
    return comparison_page(compare([shared, alone, shared]))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("page")
    runs = [kept_run(folder / name, hostile_case(), sets) for name, sets in (("a", ""), ("b", hostile_set()))]
    return compare(runs)


def test_figures_and_decisions_of_each_run(text: str) -> None:
    assert "Run 2 saves £38.0k less than run 1; what changes most: running costs" in text
    for words in ("£38,000", "+£2,000", "−£30,000", "−£10,000", "2026/27: A and B, hosted by A (lead, full)"):
        assert words in text, words
    assert "not shared" in text
    assert "Run 3 costs the same as run 1 in every service." in text
    assert "Nothing: the same case, policies, options and versions." in text
    assert "s.alone" in text


def test_page_holds_nothing_that_runs_or_loads(text: str) -> None:
    page = Read(text)
    assert_inert(page, text)
    assert "default-src 'none'; style-src 'sha256-" in text


def test_bars_of_the_waterfall_begin_where_the_one_before_ends() -> None:
    """From 100 by -160 and +90 to 30: nil lies at 60 of 160, the bars end at 99.5 per cent."""
    steps = [("less", Decimal(-160)), ("more", Decimal(90))]
    svg = waterfall("w", "A title", ("one", Decimal(100)), steps, ("two", Decimal(30))).svg
    page = Read(svg)
    bars = [one for tag, one in page.tags if tag == "rect"]
    places = [(float(one["x"].rstrip("%")), float(one["width"].rstrip("%"))) for one in bars]  # type: ignore[union-attr]
    scale = (99.5 - BARS_START) / 160
    wanted = [(60, 100), (0, 160), (0, 90), (60, 30)]
    assert places == [
        (pytest.approx(BARS_START + start * scale, abs=0.01), pytest.approx(width * scale, abs=0.01))
        for start, width in wanted
    ]
    assert [one["class"] for one in bars] == ["total-key", "loss", "gain", "total-key"]


def test_hostile_names_are_texts_on_the_page_and_in_the_files(hostile: Comparison) -> None:
    text = comparison_page(hostile)
    page = Read(text)
    assert_inert(page, text)
    assert "<svg onload=alert(1)>" not in text
    assert "&lt;svg onload=alert(1)&gt;" in text
    for name, content in comparison_files(hostile).items():
        if name.endswith(".csv"):
            firsts = {cell[:1] for row in csv.reader(io.StringIO(content)) for cell in row}
            assert not firsts & {"=", "+", "@"}, name
    assert len(hostile.against[0].differences) >= len(NAMES)


@pytest.mark.long
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
def test_no_barrier_that_axe_finds(browser: Browser, text: str, tmp_path: Path) -> None:
    path = tmp_path / "comparison.html"
    path.write_text(text, encoding="utf-8")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        opened = Opened(page, path)
        assert grave(page) == []
        assert opened.requests == [path.as_uri()]
        context.close()
