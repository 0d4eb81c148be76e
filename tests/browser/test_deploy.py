"""The example set-up of docs/deploy.md as it runs: nginx with TLS, two processes, one PostgreSQL, a real browser."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local import Site, site
from deploy.postgres import FAST
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
ASKED = "Your customers get a text with the arrival time as soon as the technician is on the way."
TYPED = (" We have sixty ready-made reports.", " It also has a dark mode.")

ASK = """async ([path, size]) => (await fetch(path, size ? { method: "POST", body: "x".repeat(size) } : {})).status"""


@pytest.fixture
def here() -> Iterator[Site]:
    """The whole set-up. Not in pytest's own folder, which PostgreSQL's and nginx's users may not enter."""
    folder = Path(tempfile.mkdtemp(prefix="pc", dir="/tmp"))
    try:
        with site(folder, database=FAST) as started:
            yield started
    finally:
        shutil.rmtree(folder)


def reviewed(page: Page) -> None:
    """Wait until the review stands."""
    expect(page.locator(".st-key-chart .points path").first).to_be_visible()


def test_what_is_typed_through_tls_outlives_the_process_it_was_typed_to(here: Site, browser: Browser) -> None:
    """Pages, uploads and downloads pass, large bodies and the house's own numbers do not; the page asks for nothing
    that the security policy forbids; whichever process dies, what was typed is there on the other.
    """
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(here.address)
    assert answer is not None
    assert answer.headers["x-frame-options"] == "DENY"
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=sub]").fill("ben")
    page.get_by_role("button", name="Authorize").first.click()
    reviewed(page)
    (cookie,) = (one for one in context.cookies() if one.get("name") == "pitchcheck_route")
    assert cookie.get("secure")
    assert cookie.get("httpOnly")

    assert page.evaluate(ASK, ["/", 2_000_000]) == 413, "only an upload may be large"
    assert page.evaluate(ASK, ["/_stcore/metrics", 0]) == page.evaluate(ASK, ["/_stcore/agent/openapi.json", 0]) == 404
    assert page.evaluate(ASK, ["/_stcore/health", 0]) == 200

    page.get_by_role("button", name="Upload", exact=True).click()
    page.locator("input[type=file]").set_input_files(
        {"name": "talk.txt", "mimeType": "text/plain", "buffer": ASKED.encode()}
    )
    pitch = page.get_by_label("Your pitch")
    expect(pitch).to_have_value(ASKED)
    page.keyboard.press("Escape")
    reviewed(page)
    page.get_by_role("button", name="Download", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Everything, as data (JSON)").click()
    assert ASKED in download.value.path().read_text()
    page.keyboard.press("Escape")

    for dying, typed in zip(here.apps, TYPED, strict=True):
        page.keyboard.press("Escape")
        pitch.press("Control+End")
        page.keyboard.insert_text(typed)
        pitch.press("Control+Enter")
        text = pitch.input_value()
        expect(page.locator(".st-key-pitch mark").filter(has_text=typed.split()[-2])).not_to_have_count(0)
        reviewed(page)
        dying.stop(signal.SIGKILL)
        page.reload()
        reviewed(page)
        expect(pitch).to_have_value(text)
        dying.start()
    assert text == ASKED + "".join(TYPED)
    assert complaints == []
    context.close()
