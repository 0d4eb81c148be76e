"""Sound in a real browser: a call that becomes a transcript, and a pitch spoken into a microphone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from deploy.local import App, Begin
from tests.browser.conftest import ARGUMENTS, CHROMIUM, serious
from tests.transcript.sounds import speech, tiny, wav

pytestmark = pytest.mark.browser
PATIENCE = 150_000
"""Milliseconds: something is written down meanwhile."""


@pytest.fixture
def page(playwright: Playwright, tmp_path: Path, begin: Begin) -> Iterator[Page]:
    """The app with the smallest model, in a browser whose microphone hears what the rep of the sample call claims."""
    (tmp_path / "microphone.wav").write_bytes(wav(speech(14, 25)))
    hearing = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={tmp_path / 'microphone.wav'}",
    ]
    set_ = {"PITCHCHECK_DATA_DIR": str(tmp_path / "data"), "PITCHCHECK_SPEECH_MODEL": tiny()}
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *hearing])
    with App(tmp_path, set_, begin=begin) as app:
        opened = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["microphone"]).new_page()
        opened.set_default_timeout(PATIENCE)
        opened.goto(app.address)
        yield opened
    browser.close()


def test_a_pitch_is_spoken_and_a_call_is_written_down(page: Page, tmp_path: Path) -> None:
    """The spoken pitch gets the same review, in seconds; the call comes into the queue though its page was left."""
    expect(page.locator(".st-key-verdict")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Recordings").click()
    page.get_by_role("button", name="Add a call").click()
    call = {"name": "first call.wav", "mimeType": "audio/wav", "buffer": wav(speech(0, 15))}
    page.locator("input[type=file]").first.set_input_files(call)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add it").click()
    expect(page.locator(".st-key-underway")).to_contain_text("first call")
    page.get_by_role("link", name="Rehearse").click()
    page.get_by_role("button", name="Speak it").click()
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.get_by_text("00:10")).to_be_visible()
    page.get_by_role("button", name="Stop recording").click()
    expect(page.get_by_role("heading", name="Where the time went")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("words a minute")).to_be_visible()
    assert "service companies" in page.get_by_role("textbox", name="Your pitch").input_value()
    assert serious(page) == []
    page.get_by_role("link", name="Recordings").click()
    expect(page.locator(".st-key-queue")).to_contain_text("first call", timeout=PATIENCE)
