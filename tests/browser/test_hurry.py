"""People who are quicker than the page: they save, and type on before it has answered."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.browser.test_prospects import NOTES, sample, started, to

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
LATER = """
const Plain = WebSocket;
window.late = 0;
window.WebSocket = class extends Plain {
    addEventListener(kind, hear, ...more) {
        if (kind !== "message") return super.addEventListener(kind, hear, ...more);
        let heard = Promise.resolve();
        super.addEventListener(kind, message => {
            const due = new Promise(next => setTimeout(next, window.late));
            heard = heard.then(() => due).then(() => hear.call(this, message));
        }, ...more);
    }
    set onmessage(hear) { this.addEventListener("message", hear); }
};"""
"""For ``add_init_script``: what the app sends comes ``late`` milliseconds after it did."""


def late(page: Page, milliseconds: int) -> None:
    """From now on the app's answers come that much later."""
    page.evaluate("late => { window.late = late }", milliseconds)


def opened(visit: Visit, path: str) -> Page:
    """A page of the app whose answers can be held up."""
    page = visit(path)
    page.add_init_script(LATER)
    page.reload()
    return page


def leave_and_come_back(page: Page, name: str) -> None:
    """To another page, and back to that of this name, by the links."""
    page.get_by_role("link", name="Team").click()
    expect(page).to_have_url(re.compile("/team"))
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    page.get_by_role("link", name=name).click()


def test_a_feature_saved_on_a_slow_line_does_not_open_again(visit: Visit) -> None:
    """What was typed last before a click on Save comes not after it, as if somebody were still typing."""
    page = opened(visit, "/catalogue")
    page.locator(".features button.name").first.click()
    page.locator("form.edit textarea[name=answers]").press("Control+End")
    page.keyboard.type("\nWe never know when he comes")
    late(page, 2000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("form.edit")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("We never know when he comes", exact=True)).to_be_visible()
    expect(page.locator("form.edit")).to_have_count(0)


def test_a_line_for_one_feature_stays_while_that_for_another_is_added(visit: Visit) -> None:
    """The answer to the first comes while the second is typed: its words, and the cursor in them, stay."""
    page = opened(visit, "/catalogue")
    first, second = (page.locator(".features .line input").nth(n) for n in (0, 1))
    first.fill("The van is always late")
    late(page, 1000)
    first.press("Enter")
    second.click()
    page.keyboard.type("We wait at home all day", delay=100)
    expect(page.get_by_text("The van is always late", exact=True)).to_be_visible()
    page.keyboard.type(" long")
    expect(second).to_have_value("We wait at home all day long")
    expect(first).to_have_value("")


def test_what_is_typed_on_the_board_is_there_after_another_view(visit: Visit) -> None:
    """The editor opens again as it was left, without a reload; after another page, with no pause before that."""
    page = sample(opened(visit, "/prospects"))
    page.locator(".board button.add").first.click()
    page.keyboard.type("We need a dashboard")
    expect(page.locator("form.edit .hint")).to_be_visible()
    to(page, "Details")
    expect(page.get_by_label("Company")).to_be_visible()
    to(page, "Board")
    words = page.get_by_label("What they said, in their own words")
    expect(words).to_have_value("We need a dashboard")
    words.press("End")
    page.keyboard.type(" by noon")
    leave_and_come_back(page, "Prospects")
    expect(words).to_have_value("We need a dashboard by noon")


def test_a_feature_half_written_is_there_after_another_page(visit: Visit) -> None:
    """Left by a link, with no pause after the last word."""
    page = opened(visit, "/catalogue")
    page.locator(".features button.name").first.click()
    page.locator("form.edit textarea[name=answers]").press("Control+End")
    page.keyboard.type("\nWe never know when he comes")
    leave_and_come_back(page, "Catalogue")
    expect(page.locator("form.edit textarea[name=answers]")).to_have_value(re.compile("\nWe never know when he comes$"))


def test_a_second_click_on_save_adds_no_second_line(visit: Visit) -> None:
    """Until the answer is there the editor stands as it was, and hears nothing."""
    page = sample(opened(visit, "/prospects"))
    page.locator(".board button.add").first.click()
    page.get_by_label("What they said, in their own words").fill("Nobody knows what was ordered.")
    late(page, 500)
    page.get_by_role("button", name="Save", exact=True).dblclick()
    expect(page.locator("form.edit")).to_have_count(0)
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()
    expect(page.locator(".board .line")).to_have_count(10)
    page.reload()
    expect(page.locator(".board .line")).to_have_count(10)


def test_a_button_pressed_while_the_answer_comes_is_still_there_at_the_release(visit: Visit) -> None:
    """Drawn anew between the two, the button would be gone, and the click with it."""
    page = started(opened(visit, "/prospects"))
    asks = page.locator(".asks").text_content() or ""
    page.locator(".board button.add").first.click()
    page.get_by_label("What they said, in their own words").fill("Nobody knows what was ordered.")
    late(page, 500)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".board button.add").last.hover()
    page.mouse.down()
    expect(page.locator(".asks")).not_to_have_text(asks)
    page.mouse.up()
    expect(page.locator(".board .line")).to_have_count(1)
    expect(page.locator("form.edit:not([inert])")).to_be_visible()


def test_words_typed_into_notes_stay_while_others_are_accepted(visit: Visit) -> None:
    """The answer to a click on one card comes while the next is being put right."""
    page = sample(opened(visit, "/prospects"))
    to(page, "From notes")
    page.get_by_label("Notes").fill(NOTES)
    page.get_by_role("button", name="Find what they said").click()
    second = page.get_by_label("Statement 2", exact=True)
    expect(second).to_be_visible()
    late(page, 1000)
    page.locator(".found li").first.get_by_role("button", name="Accept").click()
    was = second.input_value()
    second.press("Control+End")
    page.keyboard.type(" and we do", delay=200)
    expect(second).to_have_value(f"{was} and we do")
    expect(second).to_be_focused()
