"""Somebody who means harm, in a real browser: whatever is stored or typed, no script of theirs runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local import App, Begin
from pitchcheck.settings import Settings
from pitchcheck.store import Store
from tests.browser.conftest import PATIENCE
from tests.pages.hostile import SCRIPT, fill

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
BOMB = b"PK\x03\x04" + b"\x00" * 3000
LOOK = "() => [window.ran ?? 0, document.querySelectorAll('img[src=x], svg[onload], a[href^=javascript]').length]"


def test_no_script_runs_wherever_hostile_words_are_shown(browser: Browser, tmp_path: Path, begin: Begin) -> None:
    """A prospect, a catalogue, a call and a pitch of markup: on every page, with a card, a dialog and a flag open."""
    settings = Settings(data_dir=tmp_path / "data")
    with Store.open(settings) as store:
        fill(store)
        opened = {
            "prospects?prospect=": store.profiles.all()[0].id,
            "recordings?call=": store.recordings.all()[0].id,
        }
    with App(tmp_path, {"PITCHCHECK_DATA_DIR": str(settings.data_dir)}, begin=begin) as app:
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url) if "127.0.0.1" not in request.url else None)
        page.goto(app.address)
        expect(page.locator(".st-key-pitch mark").first).to_be_visible()
        _open_everything(page)
        assert page.evaluate(LOOK) == [0, 0]
        page.get_by_role("button", name="Upload", exact=True).click()
        page.locator("input[type=file]").set_input_files({"name": f"{SCRIPT}.docx", "mimeType": "a/b", "buffer": BOMB})
        expect(page.get_by_role("alert").first).to_be_visible()
        assert page.evaluate(LOOK) == [0, 0]
        for path in (
            "prospects",
            "recordings",
            "team",
            "catalogue",
            "you",
            *(name + id_ for name, id_ in opened.items()),
        ):
            page.goto(f"{app.address}/{path}")
            expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_be_visible()
            if path not in ("team", "you"):
                expect(page.get_by_text("window.ran").first).to_be_attached()
            assert page.evaluate(LOOK) == [0, 0], path
        assert [one for one in asked if not one.startswith(("data:", "blob:"))] == []
        page.context.close()


def _open_everything(page: Page) -> None:
    """The first claim's card, every flag, and the prospect's form."""
    page.locator(".st-key-claims .says").first.click()
    expect(page.locator(".st-key-card article")).to_be_visible()
    for flag in page.locator(".st-key-flags summary").all():
        flag.click()
    page.get_by_role("button", name="For <img").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
