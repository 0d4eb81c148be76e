"""Nothing typed is lost: a real PostgreSQL stopped and started under the page, the server killed, one browser."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local import App
from tests.browser.conftest import PATIENCE
from tests.store.postgres import own_server

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
TEXT = "Your customers get a text with the arrival time as soon as the technician is on the way."


def typed(page: Page, sentence: str) -> None:
    """Type a sentence at the end, and wait until the page has read it."""
    page.get_by_label("Your pitch").press("Control+End")
    page.keyboard.insert_text(f" {sentence}")
    expect(page.locator(".st-key-pitch mark").filter(has_text=sentence.split()[-2]).first).to_be_visible()


def test_the_database_goes_and_comes_back_and_the_server_is_killed(browser: Browser, tmp_path: Path) -> None:
    """While it is away the page reads on and says so in a sentence; what was typed meanwhile is kept when it is back,
    with no key touched; then the server is killed, and in the same browser everything typed is there.
    """
    with own_server() as database:
        told = {"PITCHCHECK_DATABASE_URL": database.url, "PITCHCHECK_DATA_DIR": str(tmp_path / "data")}
        with App(tmp_path, told) as app:
            page = browser.new_context().new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(app.address)
            expect(page.locator(".st-key-chart .points path").first).to_be_visible()
            page.get_by_role("button", name="New pitch").click()
            expect(page.get_by_label("Your pitch")).to_be_focused()
            page.keyboard.insert_text(TEXT)
            expect(page.locator(".st-key-pitch mark").first).to_be_visible()

            database.stop()
            typed(page, "We have sixty ready-made reports.")
            expect(page.get_by_text("cannot be reached right now, so this was not saved").first).to_be_visible()
            page.get_by_role("link", name="Catalogue", exact=True).click()
            again = page.get_by_role("button", name="Try again")
            expect(again).to_be_visible()
            database.start()
            again.click()
            expect(page.get_by_text("What is each of our features hired for?")).to_be_visible()
            page.get_by_role("link", name="Rehearse", exact=True).click()
            expect(page.get_by_label("Your pitch")).to_have_value(f"{TEXT} We have sixty ready-made reports.")
            expect(page.get_by_text("cannot be reached right now")).to_have_count(0)

            typed(page, "It also has a dark mode.")
            app.stop(signal.SIGKILL)
            app.start()
            page.reload()
            expect(page.get_by_label("Your pitch")).to_have_value(
                f"{TEXT} We have sixty ready-made reports. It also has a dark mode."
            )
            page.context.close()
