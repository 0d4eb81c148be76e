"""The HTML report in a real browser with the network off: it draws, its links lead, and anybody can use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from pitchcheck.report import html
from tests.report.story import hostile, review

pytestmark = pytest.mark.browser
ATTACK = "</style><script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"


@pytest.fixture
def report(tmp_path: Path) -> str:
    """The address of the story's report."""
    file = tmp_path / "report.html"
    file.write_text(html(review()), encoding="utf-8")
    return file.as_uri()


def opened(browser: Browser, address: str, width: int = 1280, *, dark: bool = False) -> tuple[Page, list[str]]:
    """The page, offline, and everything the browser complains of."""
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light"
    )
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(address)
    return page, complaints


def test_it_opens_offline_with_its_chart(browser: Browser, report: str) -> None:
    """Styled by its one allowed sheet, a mark a claim, nothing asked of any network."""
    page, complaints = opened(browser, report)
    assert page.locator("svg.chart a").count() == 15
    assert page.locator("h1").evaluate("element => getComputedStyle(element).fontFamily").startswith("Georgia")
    box = page.locator("svg.chart").bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert not complaints


def test_a_mark_opens_its_claim(browser: Browser, report: str) -> None:
    """A click on the chart goes to the claim's row, and the row shows that it is meant."""
    page, _ = opened(browser, report)
    page.locator("svg.chart a[href='#claim-14']").click()
    row = page.locator("#claim-14:target")
    assert "runs in our cloud" in row.inner_text()
    assert row.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_runs_off_the_side(browser: Browser, report: str, width: int) -> None:
    """On a phone, a tablet and a desk."""
    page, _ = opened(browser, report, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True])
def test_anybody_can_read_it(browser: Browser, report: str, dark: bool) -> None:
    """No violation that axe calls serious, in the light and in the dark."""
    context = browser.new_context(color_scheme="dark" if dark else "light", bypass_csp=True)
    page = context.new_page()
    page.goto(report)
    found = Axe().run(page).response
    assert len(found["passes"]) > 10
    violations = found["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in violations if one["impact"] in ("serious", "critical")]


def test_hostile_words_do_nothing(browser: Browser, tmp_path: Path) -> None:
    """Script in every field is read, not run."""
    file = tmp_path / "hostile.html"
    file.write_text(html(hostile(ATTACK)), encoding="utf-8")
    page, complaints = opened(browser, file.as_uri())
    assert page.title().startswith(ATTACK)
    assert page.locator("script, img").count() == 0
    assert ATTACK in page.locator("h1").inner_text()
    assert not complaints


def test_it_prints_on_a4(browser: Browser, report: str) -> None:
    """A handful of pages."""
    from io import BytesIO

    from pypdf import PdfReader

    page, _ = opened(browser, report)
    printed = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    assert 2 <= len(printed.pages) <= 6
    assert round(float(printed.pages[0].mediabox.width)) in range(594, 597)
