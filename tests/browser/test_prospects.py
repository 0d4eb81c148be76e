"""Journeys on Prospects in a real browser: what a rep does between two calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, PIECE_BY_PIECE, Visit, standing, watched

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

NOTES = """Call with Rosa, Lind & Daughters Bakery, 9 Nov

She said: "We throw away a tray a day because nobody knows what was ordered."
"I want to leave at four and know that tomorrow's list is right."
"What if the girls in the shop have to learn yet another screen?"
"My father wrote it all in a book, and so do I."
Sent her our price list. Next: demo on Tuesday.
"""
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script> we wait for the van"


def started(page: Page, name: str = "Rosa Lind") -> Page:
    """A new prospect's board."""
    page.get_by_role("button", name="New prospect").click()
    page.get_by_label("Who are they?").fill(name)
    page.get_by_role("button", name="Start their profile").click()
    expect(page.get_by_role("region", name="Forces board")).to_be_visible()
    return page


def sample(page: Page) -> Page:
    """The sample prospect's board."""
    page.get_by_role("button", name="Add the sample prospect").click()
    expect(lines(page)).to_have_count(9)
    return page


def lines(page: Page) -> Locator:
    """The statements on the board."""
    return page.locator(".board .line")


def write(page: Page, force: str, text: str) -> None:
    """Add a statement under a force, in place."""
    page.locator(".board .force", has=page.get_by_role("heading", name=force)).locator("button.add").click()
    page.get_by_label("What they said, in their own words").fill(text)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".board .line", has_text=text)).to_be_visible()


def to(page: Page, view: str) -> None:
    """Another view of the same prospect."""
    page.get_by_test_id("stButtonGroup").get_by_text(view, exact=True).click()


def test_a_profile_from_nothing(visit: Visit) -> None:
    """A name, then what they said under each force: the questions grow fewer until they are ready, and it stays."""
    page = started(visit("/prospects"))
    stand = page.locator(".asks .stand")
    expect(stand).to_contain_text("Ask 4 questions before you pitch")
    write(page, "Push", "We throw away a tray a day.")
    write(page, "Pull", "I want to leave at four.")
    expect(stand).to_contain_text("Ask 2 questions")
    write(page, "Habit", "I write it on the door of the cold room.")
    expect(stand).to_contain_text("Ready to pitch")
    page.reload()
    expect(lines(page)).to_have_count(3)
    to(page, "History")
    expect(page.get_by_role("button", name="Go back to this")).to_have_count(3)


def test_an_answer_goes_where_its_question_is(visit: Visit) -> None:
    """From the question straight to the place for the answer, with the force chosen."""
    page = started(visit("/prospects"))
    page.get_by_role("button", name="Write down the answer").first.click()
    form = page.locator("form.edit")
    expect(form.get_by_label("Force")).to_have_value("push")
    form.get_by_label("What they said, in their own words").fill("We wait for the van.")
    page.keyboard.press("Control+Enter")
    expect(lines(page)).to_have_count(1)
    expect(page.locator(".asks")).not_to_contain_text("Nobody said what is not working today.")
    _a_form_that_gives_way_is_saved(page)


def _a_form_that_gives_way_is_saved(page: Page) -> None:
    """To another statement, to a new one, and to a question's; one in which nothing was written leaves no trace."""
    words = page.get_by_label("What they said, in their own words")
    page.locator(".board button.words", has_text="We wait for the van.").click()
    expect(words).to_have_value("We wait for the van.")
    page.get_by_role("button", name="Add what better looks like").click()
    expect(words).to_have_value("")
    words.fill("I want to leave at four.")
    page.locator(".board button.words", has_text="We wait for the van.").click()
    expect(page.locator(".board button.words", has_text="I want to leave at four.")).to_be_visible()
    expect(words).to_have_value("We wait for the van.")
    words.fill("We wait for the van all day.")
    page.get_by_role("button", name="Write down the answer").first.click()
    expect(page.locator(".board button.words", has_text="We wait for the van all day.")).to_be_visible()
    expect(words).to_have_value("")
    page.get_by_role("button", name="Cancel").click()
    to(page, "History")
    expect(page.get_by_role("button", name="Go back to this")).to_have_count(3)


def test_from_pasted_notes(visit: Visit) -> None:
    """Paste, and what they said is marked; the rejected one is not on the board, all others are, as edited."""
    page = started(visit("/prospects"))
    to(page, "From notes")
    page.get_by_label("Notes").fill(NOTES)
    page.get_by_role("button", name="Find what they said").click()
    cards = page.locator(".found > li")
    expect(cards.first).to_be_visible()
    found = cards.count()
    expect(page.locator(".paper mark")).to_have_count(found)
    page.get_by_role("button", name="Reject").last.click()
    expect(page.locator(".found li.rejected")).to_have_count(1)
    page.get_by_role("textbox", name="Statement 1").fill("A tray a day goes in the bin.")
    page.get_by_role("button", name="Accept", exact=True).nth(1).click()
    expect(page.locator(".found li.kept")).to_have_count(1)
    page.get_by_role("button", name=f"Accept all {found - 2}").click()
    expect(page.locator(".found li.kept")).to_have_count(found - 1)
    expect(page.get_by_text("All decided.")).to_be_visible()
    to(page, "Board")
    expect(lines(page)).to_have_count(found - 1)
    expect(lines(page).filter(has_text="A tray a day goes in the bin.")).to_have_count(1)


def test_words_of_ours_are_caught_as_they_are_typed(visit: Visit) -> None:
    """The question behind them appears while typing, and goes when the words are theirs. What is typed survives."""
    page = started(visit("/prospects"))
    page.locator("button.add").first.click()
    words = page.get_by_label("What they said, in their own words")
    words.press_sequentially("needs a dashboard")
    hint = page.locator("form.edit .hint")
    expect(hint).to_contain_text("What would the dashboard let you stop doing?")
    expect(words).to_be_focused()
    page.reload()
    expect(words).to_have_value("needs a dashboard")
    words.fill("I open eleven files on a Monday to find out whether we made money.")
    expect(hint).to_have_count(0)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(lines(page)).to_have_count(1)
    expect(page.locator(".line .hint")).to_have_count(0)


def test_buyer_against_user_on_one_pitch_and_its_nos(visit: Visit) -> None:
    """Everybody, buyer, user and gatekeeper side by side, and a line for what both want that stays.

    Then from the flag on Rehearse to the no it is about, why it is out, and what they said to a question of the pitch,
    typed while the page still draws that the answer before it is kept.
    """
    page = sample(visit("/prospects"))
    theirs = page.get_by_role("group", name="Whose words").get_by_role("button", name="User")
    theirs.click()
    expect(theirs).to_be_focused()
    expect(lines(page)).to_have_count(4)
    page.get_by_role("group", name="Whose words").get_by_role("button", name="Everybody").click()
    expect(lines(page)).to_have_count(9)
    to(page, "Each of them")
    cards = page.get_by_role("region", name="Your pitch before each of them").locator("article h3")
    expect(cards).to_have_text(["Everybody", "The buyer", "The user", "The gatekeeper"])
    both = page.get_by_label("What do they both want?")
    empty = both.get_attribute("id")
    both.fill("Mornings without the phone")
    both.press("Enter")
    expect(page.locator(f'input[id="{empty}"]')).to_have_count(0)  # it is the line of the version that was kept now
    page.add_init_script(PIECE_BY_PIECE)
    page.reload()
    to(page, "Each of them")
    expect(both).to_have_value("Mornings without the phone")
    expect(page.get_by_text("It opens with us. Open with what the gatekeeper said")).to_be_visible()
    page.get_by_role("link", name="Rehearse", exact=True).click()
    page.locator(".st-key-flags summary", has_text="C4").click()
    page.get_by_role("link", name="Their no’s").first.click()
    expect(page.get_by_text("Your pitch runs into it (flag C4)")).to_be_visible()
    why = page.get_by_label("Why is it out?")
    why.fill("A weekend a month went into the last one.")
    said = page.get_by_label("What did they say?").first
    known, empty = said.element_handle(), why.get_attribute("id")
    why.press("Enter")
    expect(page.get_by_text("The answer is kept.")).to_be_visible()
    said.fill("Not before the season is over.")
    expect(page.locator(f'input[id="{empty}"]')).to_have_count(0)
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    assert known.evaluate("one => one.isConnected")
    page.get_by_role("button", name="Write it down").first.click()
    expect(page.get_by_text("It is on the board.")).to_be_visible()
    to(page, "Board")
    expect(page.locator(".board .signs")).to_contain_text("Not before the season is over.")


def test_a_thousand_rows_of_which_five_are_wrong(visit: Visit, tmp_path: Path) -> None:
    """The five are named by row and column, and the rest comes in at the person's word."""
    wrong = {100, 300, 500, 700, 900}
    rows = [f"Prospect {n},Company {n},{'tug' if n in wrong else 'push'},We wait {n}." for n in range(1, 1001)]
    table = tmp_path / "many.csv"
    table.write_text("\n".join(["prospect,company,force,text", *rows]), encoding="utf-8")
    page = visit("/prospects")
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator(".st-key-many input[type=file]").set_input_files(table)
    expect(page.get_by_text("5 rows are wrong.")).to_be_visible()
    page.get_by_role("button", name="Import the other 995").click()
    expect(page.get_by_text("995 prospects imported.")).to_be_visible()
    expect(page.get_by_role("button", name="Show more (50 of 995)")).to_be_visible()
    page.get_by_label("Search").fill("Prospect 999")
    expect(page.locator(".roster li")).to_have_count(1)


def test_two_windows_on_one_prospect(visit: Visit) -> None:
    """Two additions are both kept; of two changes of one line the second is told what stands, and nothing is lost."""
    here = started(visit("/prospects"))
    write(here, "Push", "We throw away a tray a day.")
    there = visit(here.url[here.url.index("/prospects") :])
    there.add_init_script(PIECE_BY_PIECE)
    there.reload()
    expect(lines(there)).to_have_count(1)
    write(here, "Pull", "I want to leave at four.")
    write(there, "Anxiety", "What if the list is wrong?")
    expect(there.get_by_text("Both are kept.")).to_be_visible()
    expect(lines(there)).to_have_count(3)
    here.reload()
    expect(lines(here)).to_have_count(3)
    words = here.get_by_label("What they said, in their own words")
    lines(here).first.locator("button.words").click()
    words.fill("A tray a day, and it hurts.")
    here.get_by_role("button", name="Save", exact=True).click()
    expect(lines(here).first).to_contain_text("and it hurts")
    lines(there).first.locator("button.words").click()
    there.get_by_label("What they said, in their own words").fill("A whole tray each evening.")
    there.get_by_role("button", name="Save", exact=True).click()
    expect(there.get_by_text("It now says “A tray a day, and it hurts.”")).to_be_visible()
    expect(there.get_by_label("What they said, in their own words")).to_have_value("A whole tray each evening.")
    there.get_by_role("button", name="Save", exact=True).click()
    expect(lines(there).first).to_contain_text("A whole tray each evening.")
    to(there, "Details")
    there.get_by_label("Company").fill("Lind & Daughters")
    to(there, "Board")
    expect(there.get_by_text("Rosa Lind · Lind & Daughters")).to_be_visible()


def test_back_goes_to_the_list_and_forward_to_the_board(visit: Visit) -> None:
    """As on any page with an address."""
    page = sample(visit("/prospects"))
    page.get_by_role("button", name="All prospects").click()
    page.locator(".roster li button").click()
    expect(lines(page)).to_have_count(9)
    page.go_back()
    expect(page.locator(".roster li")).to_have_count(1)
    page.go_forward()
    expect(lines(page)).to_have_count(9)


def test_undo_of_a_delete_and_of_a_merge(visit: Visit) -> None:
    """Deleted, taken back, and whole again; then two made one with all that both said, and two again.

    However slowly the page is drawn: the click on Undo still brings along what stood in the boxes of who is deleted.
    """
    page = visit("/prospects")
    page.add_init_script(PIECE_BY_PIECE)
    page.reload()
    page = sample(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Dana Whitlock is deleted.")).to_be_visible()
    expect(page.locator(".roster li")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.locator(".roster li button").click()
    expect(lines(page)).to_have_count(9)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_text("This is the copy.")).to_be_visible()
    write(page, "The fence", "Nothing that needs a phone in the van.")
    page.get_by_role("button", name="All prospects").click()
    merge(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".roster li")).to_have_count(2)
    merge(page)
    page.locator(".roster li button").click()
    expect(lines(page)).to_have_count(10)
    to(page, "History")
    expect(page.get_by_role("button", name="Go back to this").first).to_be_visible()


def merge(page: Page) -> None:
    """Dana and her copy made one, under her own name."""
    page.get_by_role("button", name="Merge duplicates").click()
    page.get_by_test_id("stRadio").get_by_text("Dana Whitlock", exact=True).click()
    expect(page.get_by_text("One profile with 10 statements")).to_be_visible()
    page.get_by_role("button", name="Make them one").click()
    expect(page.get_by_text("Dana Whitlock is one profile now.")).to_be_visible()
    expect(page.locator(".roster li")).to_have_count(1)


def test_a_button_of_the_list_stays_where_it_was_drawn(visit: Visit) -> None:
    """However slowly the rest is: a click that goes down on the button and up beside it is none."""
    page = visit("/prospects")
    page.add_init_script(PIECE_BY_PIECE)
    page.reload()
    page = sample(page)
    places = watched(page, "Merge duplicates")
    page.get_by_role("button", name="All prospects").click()
    expect(page.locator(".roster li")).to_have_count(1)
    standing(page)
    assert len(places()) == 1


def test_what_they_said_is_never_markup(visit: Visit) -> None:
    """A script in a quote is shown as the text it is; a dialog would fail this test."""
    page = started(visit("/prospects"), SCRIPT)
    write(page, "Push", SCRIPT)
    expect(page.locator(".board .line img, .board .line script")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier(visit: Visit, scheme: str) -> None:
    """The board with an open editor on a phone: no serious finding of axe in what is ours."""
    page = sample(visit("/prospects", viewport={"width": 390, "height": 844}, color_scheme=scheme))
    lines(page).first.locator("button.words").click()
    expect(page.locator("form.edit")).to_be_visible()
    found = Axe().run(page, context=".st-key-profile")
    grave = [one["id"] for one in found.response["violations"] if one["impact"] in ("serious", "critical")]
    assert grave == []
