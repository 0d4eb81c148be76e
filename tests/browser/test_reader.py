"""A language model of one's own, from naming it to judging again, with the server killed half-way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.local import App, Begin
from tests.browser.conftest import PATIENCE, serious
from tests.llama import Llama

pytestmark = pytest.mark.browser
PITCH = "One live map shows every van. We have sixty ready-made reports. You can cancel in any month."
LONG = 5 * PATIENCE
"""Milliseconds: a small model on a busy machine is slow."""


@pytest.fixture
def llama() -> Iterator[Llama]:
    """The real server."""
    with Llama() as one:
        yield one


@pytest.fixture
def page(browser: Browser, llama: Llama, tmp_path: Path, begin: Begin) -> Iterator[Page]:
    """The app with that server named in its settings."""
    told = {
        "PITCHCHECK_DATA_DIR": str(tmp_path / "data"),
        "PITCHCHECK_LLM_MODEL": "openai:gemma",
        "PITCHCHECK_LLM_BASE_URL": llama.base_url,
        "PITCHCHECK_LLM_PARALLEL": "1",
        "PITCHCHECK_LLM_SECONDS": "300",
    }
    with App(tmp_path, told, begin=begin) as app:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        one = context.new_page()
        one.set_default_timeout(PATIENCE)
        one.goto(app.address)
        yield one
        context.close()


def menu(page: Page) -> None:
    """Open the menu of judges."""
    page.get_by_role("button", name=re.compile("^With ")).click()


def test_a_model_is_named_looked_at_asked_lost_and_asked_again(page: Page, llama: Llama) -> None:
    """Name it, see what would be sent, review, server killed half-way, the embedded judge finishes, judge again."""
    expect(page.locator(".st-key-claims tbody tr").first).to_be_visible()
    page.get_by_role("button", name="New pitch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("empty")
    text = page.get_by_label("Your pitch")
    expect(text).to_be_focused()
    page.keyboard.insert_text(PITCH)
    expect(page.locator(".st-key-pitch mark").first).to_be_visible()

    menu(page)
    page.get_by_text("A language model: openai").click()
    page.get_by_role("button", name="Show what would be sent").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(llama.base_url)
    expect(dialog).to_contain_text('{"sentence": "We have sixty ready-made reports."}')
    assert serious(page) == []
    dialog.get_by_role("button", name="Agree, and let it read").click()

    expect(page.get_by_text(re.compile(r"\d+ of \d+ claims read by the model"))).to_be_visible(timeout=LONG)
    llama.kill()
    verdict = page.locator(".st-key-verdict")
    expect(verdict).to_contain_text("could not be reached", timeout=LONG)
    expect(verdict).to_contain_text("the embedded judge read")
    expect(text).to_have_value(PITCH)

    llama.start()
    menu(page)
    page.get_by_role("button", name="Judge again").click()
    expect(page.get_by_role("heading", name="Judged again")).to_be_visible(timeout=LONG)
    expect(page.get_by_text(re.compile("^Before: (Read by )?openai.gemma"))).to_be_visible()
    expect(page.get_by_text(re.compile("^Now: Read by openai.gemma"))).to_be_visible()
