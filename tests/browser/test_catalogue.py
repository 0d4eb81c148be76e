"""The Catalogue page in a real browser: a feature is edited, a line added, a draft confirmed, the library searched."""

from __future__ import annotations

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
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("What would the dashboard let you stop doing?")).to_be_visible()
    page.get_by_label("What would a customer have said before needing double-booking warning?").fill(
        "two vans, one door"
    )
    page.keyboard.press("Enter")
    expect(page.get_by_text("two vans, one door", exact=True)).to_be_visible()
    page.get_by_role("radio", name="Library").click()
    page.get_by_placeholder("Single sign-on, no minimum contract…").fill("single sign-on")
    page.get_by_role("button", name="Make it ours").first.click()
    expect(page.get_by_role("button", name="Make it ours").first).to_be_disabled()
    page.reload()
    expect(page.locator(".features > li")).to_have_count(19)
    expect(page.get_by_text("two vans, one door", exact=True)).to_be_visible()
