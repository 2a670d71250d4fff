"""The page in a real browser, without a window: nothing is loaded, nothing runs, everybody can read it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from optimizer.report.content import content_of_run
from optimizer.report.page import page_of
from optimizer.report.read import read_run
from tests.report.hostile import write_hostile_run
from tests.report.page.pages import golden_content, golden_run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium on this machine: install it to have the page read by a browser"
)

WIDTHS = (1100, 550, 360, 320)
"""A desk; the same at 200% zoom; a telephone; what WCAG 2.2 asks for (1.4.10)."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page with everything on it."""
    folder = tmp_path_factory.mktemp("browser")
    text = page_of(golden_content(golden_run(folder / "run"), "A name “of” an input"))
    return written(folder, text)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page in which every text is a hostile name."""
    folder = tmp_path_factory.mktemp("browser")
    write_hostile_run(folder / "run")
    return written(folder, page_of(content_of_run(read_run(folder / "run"))))


def written(folder: Path, text: str) -> Path:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.fixture(params=["golden", "hostile"])
def file(request: pytest.FixtureRequest) -> Path:
    """Return either."""
    found: Path = request.getfixturevalue(request.param)
    return found


class Opened:
    """A page that was opened, and everything that it tried."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("dialog", lambda dialog: self.messages.append(dialog.message))
        page.goto(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_nothing_leaves_the_file_and_nothing_runs(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    opened = Opened(page, file)
    page.mouse.move(100, 100)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert opened.requests == [file.as_uri()]
    assert opened.messages == []
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.evaluate("getComputedStyle(document.body).maxWidth") == "800px"  # the style is let in
    page.close()


def grave(page: Page) -> list[str]:
    """Return what axe finds of serious and critical violations."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} ({one['nodes'][0]['html'][:200]})"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_that_axe_finds(browser: Browser, golden: Path, scheme: str, tmp_path: Path) -> None:
    # The checker is put into the page, which the page's own policy would refuse.
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    Opened(page, golden)
    assert grave(page) == []
    page.screenshot(path=tmp_path / f"{scheme}.png", full_page=True)
    assert (tmp_path / f"{scheme}.png").stat().st_size > 20_000
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    context.close()


@pytest.mark.long
def test_no_barrier_with_hostile_names_and_axe_finds_one_that_is_put_in(
    browser: Browser, hostile: Path
) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    Opened(page, hostile)
    assert grave(page) == []
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.decision').setAttribute('style', 'color: #dddddd')")
    assert {one.split(":")[0] for one in grave(page)} == {"html-has-lang", "color-contrast"}
    context.close()


def test_nothing_runs_over_the_edge_at_any_width(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    Opened(page, file)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # Every chart is as wide as the column, and no text of the first screen is cut off.
        wide = page.evaluate(
            "[...document.querySelectorAll('svg.chart, h1, .decision, .consequence, .numbers > div')]"
            ".filter(one => one.getBoundingClientRect().right > innerWidth + 0.5).length"
        )
        assert wide == 0
    page.close()


def test_prints_on_a4_light_and_without_long_lists(browser: Browser, file: Path, tmp_path: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("details.figures").first.is_visible()
    assert page.locator("#decision").is_visible()
    printed = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)
    boxes = [part.split(b"]")[0].split() for part in printed.split(b"/MediaBox [")[1:]]
    assert {tuple(round(float(side)) for side in box) for box in boxes} == {(0, 0, 595, 842)}  # A4 in points
    page.screenshot(path=tmp_path / "print.png", full_page=True)
    context.close()
