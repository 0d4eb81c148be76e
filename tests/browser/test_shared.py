"""A rehearsal that is shared, in two browsers: the rep shares it, the coach says what to change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Place, serious_in_any_light, sign_in

pytestmark = pytest.mark.browser
PITCH = '[class*="st-key-pitch"]'


def marked(page: Page) -> Page:
    """The page, once its pitch has its marks."""
    expect(page.locator(f"{PITCH} mark").first).to_be_visible()
    return page


def click_on(page: Page, mark: str) -> None:
    """Click on the words of a mark, as somebody reads them: they lie under the text area."""
    words = page.locator(f"{PITCH} mark", has_text=mark)
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def shared_by_kim(place: Place) -> Page:
    """Kim's desk, with the sample saved as a take and shared."""
    kim = place.enter()
    sign_in(kim, "kim")
    marked(kim).get_by_role("button", name="Save this take").click()
    kim.get_by_role("button", name="share Take 1", exact=True).click()
    expect(kim.get_by_role("button", name="stop sharing Take 1")).to_be_visible()
    return kim


def test_a_rep_shares_a_take_and_hears_what_to_do_differently(place: Place) -> None:
    """The coach finds it, reads it without being able to change a word, opens a mark and comments with a take-away; the
    rep finds that at the take, and resolves it; the coach sees that.
    """
    expect.set_options(timeout=PATIENCE)
    kim = shared_by_kim(place)
    coach = place.enter("/recordings")
    sign_in(coach, "coach")
    coach.get_by_text("Rehearsals shared with you (1 new)").click()
    row = coach.locator(".queue li", has_text="Kim Adler, for Dana Whitlock")
    expect(row.locator(".state")).to_have_text("new")
    row.get_by_role("button").click()
    expect(coach).to_have_url(re.compile("take=[0-9a-f]{32}"))
    expect(marked(coach).get_by_role("heading", level=1)).to_contain_text("of what Kim Adler says.")
    click_on(coach, "every van and every job on one live map")
    expect(coach.get_by_role("article", name="Claim 3")).to_contain_text("know where every van is")
    words = coach.get_by_label("The pitch").input_value()
    coach.keyboard.type("Nobody")
    assert coach.get_by_label("The pitch").input_value() == words
    expect(coach.locator(".st-key-claims input:enabled")).to_have_count(0)
    expect(coach.get_by_role("button", name="Set aside")).to_have_count(0)
    coach.get_by_placeholder("What would you tell Kim Adler?").fill("Ask where their vans were last week.")
    coach.get_by_text("To take away: what to do differently").click()
    coach.get_by_role("button", name="Comment", exact=True).click()
    expect(coach.get_by_text("Comments, 1 open")).to_be_visible()
    assert serious_in_any_light(coach) == []

    kim.reload()
    expect(kim.locator(".takes .said")).to_have_text("1 open comment")
    said = kim.locator(".talk-list li")
    expect(said).to_contain_text("Cleo Marsh")
    expect(said).to_contain_text("Ask where their vans were last week.")
    expect(said.locator(".tag")).to_have_text("take-away")
    said.get_by_role("button", name="Resolve").click()
    expect(kim.get_by_role("button", name="Open again")).to_be_visible()
    expect(kim.locator(".takes .said")).to_have_count(0)
    said.get_by_role("button", name="Take 1").click()
    expect(kim).to_have_url(re.compile("recordings.take=[0-9a-f]{32}"))
    expect(marked(kim).locator(".talk-list .tag", has_text="resolved")).to_be_visible()

    coach.reload()
    expect(marked(coach).locator(".talk-list .tag", has_text="resolved")).to_be_visible()
    expect(coach.get_by_text("Comments, 1 open")).to_have_count(0)


def test_a_take_that_is_shared_no_longer_is_told_in_a_sentence(place: Place) -> None:
    """To the coach who has it open, with what they were typing kept; to a coach of another team, who has its address,
    whether it is shared or not.
    """
    expect.set_options(timeout=PATIENCE)
    kim = shared_by_kim(place)
    coach = place.enter("/recordings")
    sign_in(coach, "coach")
    coach.get_by_text("Rehearsals shared with you").click()
    coach.locator(".queue button").click()
    there = marked(coach).url.removeprefix(place.app)
    far = place.enter(there)
    sign_in(far, "far")
    expect(far.get_by_text("There is no such take, or it is not yours to see.")).to_be_visible()
    assert not re.search("Kim Adler|Dana|Dispatchwell", far.inner_text("body"))

    coach.get_by_placeholder("What would you tell").fill("Ask where their vans were")
    kim.get_by_role("button", name="stop sharing Take 1").click()
    expect(kim.get_by_role("button", name="share Take 1", exact=True)).to_be_visible()
    coach.get_by_role("button", name="Comment", exact=True).click()
    expect(coach.get_by_text("There is no such take, or it is not yours to see.")).to_be_visible()
    expect(coach.get_by_text("No rehearsal is shared with you.")).to_be_visible()
    assert "Dispatchwell" not in coach.inner_text("body")

    kim.get_by_role("button", name="share Take 1", exact=True).click()
    expect(kim.get_by_role("button", name="stop sharing Take 1")).to_be_visible()
    coach.goto(place.app + there)
    expect(coach.get_by_placeholder("What would you tell")).to_have_value("Ask where their vans were")
