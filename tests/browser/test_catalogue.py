"""The Catalogue page in a real browser: a feature is edited, a line added, a draft confirmed, the library searched."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_a_catalogue_is_edited_drafted_and_fed_from_the_library(visit: Visit) -> None:
    """Each step is a click or a line, and what was kept is there after a reload."""
    expect.set_options(timeout=PATIENCE)
    page = visit("/catalogue")
    expect(page.locator(".features > li")).to_have_count(18)
    page.get_by_role("button", name="live map of every van and every job").click()
    page.get_by_label("What customers said that it answers, one a line").fill("they need a dashboard")
    page.get_by_role("button", name="double-booking warning").click()  # the other form is saved, and makes room
    expect(page.get_by_text("What would the dashboard let you stop doing?")).to_be_visible()
    expect(page.get_by_label("Feature", exact=True)).to_have_value("double-booking warning")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("What would a customer have said before needing double-booking warning?").fill(
        "two vans, one door"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("two vans, one door", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Library").click()
    page.get_by_placeholder("Single sign-on, no minimum contract…").fill("single sign-on")
    expect(page.get_by_text("single sign-on", exact=True)).to_be_visible()
    expect(page.get_by_text("Nothing in the library comes near that.")).to_have_count(0)
    page.get_by_role("button", name="Make it ours").first.click()
    expect(page.get_by_role("button", name="Make it ours").first).to_be_disabled()
    page.get_by_placeholder("Single sign-on, no minimum contract…").fill("kostenlose Lieferung")
    expect(page.get_by_text("Nothing in the library comes near that.")).to_be_visible()
    page.reload()
    expect(page.locator(".features > li")).to_have_count(19)
    expect(page.get_by_text("two vans, one door", exact=True)).to_be_visible()


PITCH = """Hi Rosa,

Ledgerloaf shows tonight's orders on one screen, and the oven list prints itself at four. Your shops order from their
phones until three. You can set it in your own colours. There are forty reports. Nobody signs for longer than a month.
"""
READING = 8.0
"""Seconds a person is given for each claim: a careful look at five lines."""


def test_an_unknown_product_is_confirmed_in_two_minutes(visit: Visit) -> None:
    """From a review that had the library only: a click a claim and two more, and the next review had a catalogue.

    What the machine takes and what reading takes stay under two minutes together.
    """
    expect.set_options(timeout=PATIENCE)
    page = visit()
    expect(page.locator(".st-key-claims tbody tr").first).to_be_visible()
    page.get_by_role("textbox", name="Your pitch").fill(PITCH)
    page.keyboard.press("Control+Enter")
    confirm = page.get_by_role("button", name="Make it surer")
    expect(confirm).to_be_visible()
    expect(page.locator(".verdict .basis")).to_contain_text("library of customers’ words only")
    began, clicks = time.monotonic(), 1
    confirm.click()
    drafts = page.locator("li.draft")
    expect(drafts.first).to_be_visible()
    claims = drafts.count()
    for left in range(claims - 1, -1, -1):
        drafts.first.get_by_role("button", name="Keep" if left else "Leave out").click()
        clicks += 1
        expect(drafts).to_have_count(left)
    page.get_by_role("button", name="See your pitch read with it").click()
    clicks += 1
    expect(page.locator(".verdict .basis")).to_contain_text(f"which knows {claims - 1} of these {claims} claims")
    assert clicks == claims + 2
    assert time.monotonic() - began + READING * claims < 120
    page.get_by_role("link", name="Catalogue").click()
    expect(page.locator(".features > li")).to_have_count(claims - 1)
