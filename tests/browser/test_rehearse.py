"""Journeys on Rehearse in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, Visit, serious_in_any_light, standing

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)

ASKED = "Your customers get a text with the arrival time as soon as the technician is on the way."
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script> and every van on one live map."


def rehearse(page: Page) -> Page:
    """Wait until the review stands and its chart is drawn."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".st-key-chart .points path").first).to_be_visible()
    expect(page.locator(".st-key-claims tbody tr").first).to_be_visible()
    return page


def figure(page: Page) -> float:
    """Pitch relevance as the scale has it, unrounded."""
    style = page.locator(".st-key-verdict .scale b").get_attribute("style") or ""
    return float(re.search(r"left:\s*([\d.]+)%", style)[1])  # type: ignore[index]


def moved_from(page: Page, before: float) -> float:
    """The figure once it is no longer ``before``."""
    stood = re.compile(rf"left:\s*{re.escape(f'{before!r}')}%")
    expect(page.locator(".st-key-verdict .scale b")).not_to_have_attribute("style", stood)
    return figure(page)


def pitch(page: Page) -> str:
    """What stands in the pitch."""
    return page.get_by_label("Your pitch").input_value()


def row(page: Page, verdict: str) -> tuple[int, float]:
    """The first claim of a verdict in the table: its place, and the points it says cutting it brings."""
    rows = page.locator(".st-key-claims tbody tr")
    for at in range(rows.count()):
        cells = rows.nth(at).locator("td")
        if cells.nth(3).inner_text().strip() == verdict:
            return at, float(cells.last.inner_text())
    raise AssertionError(f"no claim is {verdict}")


def test_the_first_run_shows_a_finished_review_above_the_fold(visit: Visit) -> None:
    """Sentence, figure, marked pitch and chart are all within 1280 x 800, with nothing typed."""
    page = rehearse(visit())
    for part in (
        page.get_by_role("heading", level=1),
        page.locator(".st-key-verdict .number"),
        page.locator(".st-key-pitch .foot"),
        page.locator(".st-key-chart"),
        page.locator(".st-key-cuts"),
    ):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
    marks = page.locator(".st-key-pitch mark").count()
    assert marks == page.locator(".st-key-chart .points path.point").count() > 5


def test_editing_the_pitch_moves_the_figure_and_survives_a_reload(visit: Visit) -> None:
    """Type a sentence nobody asked for: the figure falls without a click, and a reload loses nothing."""
    page = rehearse(visit())
    before = figure(page)
    page.get_by_label("Your pitch").press("Control+End")
    page.keyboard.type(" We also have sixty brand colors for your dashboard and a free coffee mug for every team.")
    after = moved_from(page, before)
    assert after < before
    page.reload()
    rehearse(page)
    assert pitch(page).endswith("for every team.")
    assert figure(page) == pytest.approx(after)


def test_what_a_prospects_form_cannot_take_is_said_where_it_is_looked_for(visit: Visit) -> None:
    """Of a paste, of nothing pasted, and beside the button that was pressed, not below the window's edge."""
    page = rehearse(visit())
    page.get_by_role("button", name="For Dana Whitlock").click()
    form = page.get_by_role("dialog")
    form.get_by_role("radio", name="Upload").click()
    form.locator("input[type=file]").set_input_files({"name": "p.yaml", "mimeType": "text/yaml", "buffer": b"\xff\x00"})
    form.get_by_role("button", name="Open it").click()
    expect(form.get_by_text("p.yaml is not a text file")).to_be_visible()
    form.get_by_role("radio", name="Paste").click()
    expect(form.get_by_placeholder("A profile file")).to_be_visible()
    expect(form.get_by_text("p.yaml is not a text file")).to_have_count(0)
    form.get_by_role("button", name="Read it").click()
    expect(form.get_by_text("There is nothing here yet")).to_be_visible()
    form.get_by_role("radio", name="Fill in").click()
    form.get_by_label("Prospect", exact=True).fill("")
    use = form.get_by_role("button", name="Use this prospect")
    use.click()
    told = form.get_by_text("Give the prospect a name")
    expect(told).to_be_visible()
    told_at, used_at = told.bounding_box(), use.bounding_box()
    assert told_at is not None
    assert used_at is not None
    assert told_at["y"] < used_at["y"] + used_at["height"]


def test_another_pitch_is_one_click_and_a_paste(visit: Visit) -> None:
    """New pitch empties the desk with the cursor in it; the paste is read at once; the old one comes back."""
    page = rehearse(visit())
    old = pitch(page)
    page.get_by_role("button", name="New pitch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("empty")
    expect(page.get_by_label("Your pitch")).to_be_focused()
    page.keyboard.insert_text(ASKED)
    expect(page.locator(".st-key-pitch mark").first).to_be_visible()
    page.get_by_role("button", name="New pitch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("empty")
    page.get_by_role("button", name="Show the sample pitch").click()
    rehearse(page)
    assert pitch(page) == old


def test_a_mark_opens_its_card_by_click_and_by_key(visit: Visit) -> None:
    """In the chart and in the pitch: the card holds the claim's words, and what to do."""
    page = rehearse(visit())
    page.locator(".st-key-chart .points path.point").first.click(force=True)
    card = page.locator(".st-key-card article")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Do this:")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(card).to_have_count(0)
    mark = page.locator(".st-key-pitch mark").nth(1)
    expect(page.locator(".st-key-cuts section")).to_be_visible()
    mark.scroll_into_view_if_needed()
    page.mouse.click(*mark.evaluate(MIDDLE_OF_THE_FIRST_LINE))
    expect(card).to_contain_text((mark.text_content() or "")[:20])
    page.get_by_label("Your pitch").focus()
    for key in ("Tab", "ArrowRight", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(card).to_have_attribute("aria-label", "Claim 3")
    expect(page.get_by_role("toolbar", name="Its claims").get_by_role("button").nth(2)).to_be_focused()


MIDDLE_OF_THE_FIRST_LINE = "m => { const r = m.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }"


def test_a_card_comes_into_view_once_and_then_leaves_the_page_where_it_is(visit: Visit) -> None:
    """On a phone the card stands far above the table it is opened from; a tick further down does not call it back."""
    page = rehearse(visit(viewport={"width": 390, "height": 844}))
    rows = page.locator(".st-key-claims tbody tr")
    rows.nth(7).get_by_role("button").click()
    card = page.locator(".st-key-card article")
    expect(card).to_be_in_viewport(ratio=1)
    box = card.bounding_box()
    assert box is not None
    assert page.evaluate(ON_TOP, [box["x"] + box["width"] / 2, box["y"] + 4])
    rows.nth(2).get_by_role("checkbox").click()
    expect(rows.nth(2)).to_have_class("off")
    standing(page)
    expect(rows.nth(2)).to_be_in_viewport()


ON_TOP = """([x, y]) => document.elementFromPoint(x, y).closest(".st-key-card") !== null"""
"""Whether the card is what is seen there, and not the bar above the page."""


def test_unticking_a_claim_moves_the_figure_by_the_weight_shown(visit: Visit) -> None:
    """One tick off, and the figure moves by what the table said; the best cut goes as far as its button said."""
    page = rehearse(visit())
    at, weight = row(page, "unasked")
    before = figure(page)
    page.locator(".st-key-claims tbody tr").nth(at).get_by_role("checkbox").click()
    assert moved_from(page, before) - before == pytest.approx(weight, abs=0.051)
    expect(page.locator(".st-key-claims tbody tr").nth(at)).to_have_class("off")
    cut = page.locator(".st-key-best_cut button")
    promised = int((cut.inner_text()).rsplit(" ", 1)[1])
    now = figure(page)
    cut.click()
    assert round(moved_from(page, now)) == promised
    expect(page.get_by_text("The tightened pitch")).to_be_visible()


def test_what_is_being_done_goes_on_while_the_page_answers(visit: Visit) -> None:
    """A reason for a flag is written on, in its field, and the next claim is a Tab away from the one just unticked."""
    page = rehearse(visit())
    flag = page.locator(".flags details").first
    flag.locator("summary").click()
    reason = flag.get_by_placeholder("Why does it not matter here?")
    reason.press_sequentially("they know")
    before = figure(page)
    box = page.locator(".st-key-claims").get_by_role("checkbox").nth(row(page, "unasked")[0])
    box.focus()
    page.keyboard.press("Space")
    moved_from(page, before)
    expect(box).to_be_focused()
    expect(reason).to_have_value("they know")
    before = figure(page)
    page.keyboard.press("Space")
    reason.press("End")
    reason.press_sequentially(" that")
    moved_from(page, before)
    expect(reason).to_be_focused()
    expect(reason).to_have_value("they know that")


def test_a_word_that_moves_nothing_is_told_as_that(visit: Visit) -> None:
    """Say "Right" where the judge was sure already: no arrow, and no figure that it would have come from."""
    page = rehearse(visit())
    at, _ = row(page, "tied")
    page.locator(".st-key-claims tbody tr").nth(at).locator("button").click()
    page.get_by_role("button", name="Right", exact=True).click()
    expect(page.locator(".st-key-verdict .moved")).to_have_text("no change")


def test_a_no_to_a_link_shows_both_figures(visit: Visit) -> None:
    """Say "Wrong" on a tied claim: what stands now, and what it was before that word."""
    page = rehearse(visit())
    at, _ = row(page, "tied")
    before = figure(page)
    page.locator(".st-key-claims tbody tr").nth(at).locator("button").click()
    page.get_by_role("button", name="Wrong", exact=True).click()
    moved_from(page, before)
    expect(page.locator(".st-key-verdict .moved")).to_contain_text(f"from {before:.0f}")
    page.get_by_role("button", name="Take my word back").click()
    expect(page.locator(".st-key-verdict .moved")).to_have_count(0)


def test_two_takes_are_saved_and_compared(visit: Visit) -> None:
    """Save, share, cut, save: the second take names what was cut and what it did, and is one's own."""
    page = rehearse(visit())
    page.get_by_role("button", name="Save this take").click()
    expect(page.locator(".st-key-takes tbody tr")).to_have_count(1)
    page.get_by_role("button", name="share Take 1", exact=True).click()
    expect(page.get_by_role("button", name="stop sharing Take 1")).to_be_visible()
    at, _ = row(page, "unasked")
    before = figure(page)
    page.locator(".st-key-claims tbody tr").nth(at).get_by_role("checkbox").click()
    moved_from(page, before)
    page.get_by_role("button", name="Save this take").click()
    expect(page.locator(".st-key-takes tbody tr")).to_have_count(2)
    expect(page.get_by_role("button", name="share Take 2", exact=True)).to_be_visible()
    expect(page.locator(".st-key-compare li")).to_have_count(1)
    expect(page.locator(".st-key-compare li")).to_contain_text("cut")
    expect(page.locator(".st-key-line .main-svg").first).to_be_visible()


def test_a_take_goes_in_two_steps(visit: Visit) -> None:
    """The first can be taken back, by its button and by Escape, and the keyboard stands where it stood."""
    page = rehearse(visit())
    page.get_by_role("button", name="Save this take").click()
    first = page.get_by_role("button", name="delete Take 1", exact=True)
    first.click()
    expect(page.get_by_role("button", name="keep Take 1")).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    first.click()
    page.get_by_role("button", name="keep Take 1").click()
    expect(first).to_be_focused()
    first.click()
    expect(page.get_by_role("button", name="delete Take 1 for good")).to_be_enabled()
    page.get_by_role("button", name="keep Take 1").click()
    first.dblclick()
    expect(page.get_by_role("button", name="delete Take 1 for good")).to_be_visible()
    page.get_by_role("button", name="delete Take 1 for good").dblclick()
    expect(page.locator(".st-key-takes")).to_have_count(0)
    expect(page.locator(".stAlert")).to_have_count(0)


def test_the_report_opens_with_the_network_off(visit: Visit, browser: Browser, tmp_path: Path) -> None:
    """The downloaded HTML needs nothing else: sentence, chart and claims are there offline."""
    page = rehearse(visit())
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Report, to read anywhere").click()
    report = tmp_path / "report.html"
    download.value.save_as(report)
    sentence = page.get_by_role("heading", level=1).inner_text()
    offline = browser.new_context(offline=True)
    reader = offline.new_page()
    reader.goto(report.as_uri())
    expect(reader.get_by_role("heading", level=1)).to_contain_text(sentence)
    assert reader.locator("svg").count() >= 1
    offline.close()


def test_markup_that_was_typed_is_shown_as_text(visit: Visit) -> None:
    """No script runs, no image is asked for, in the pitch, the card, the table and the chart."""
    page = rehearse(visit())
    page.get_by_role("button", name="New pitch").click()
    expect(page.get_by_label("Your pitch")).to_be_focused()
    page.keyboard.insert_text(f"{SCRIPT} {ASKED}")
    expect(page.locator(".st-key-pitch mark").first).to_be_visible()
    assert pitch(page).startswith("<img src=x")
    expect(page.locator(".st-key-pitch .back")).to_contain_text("<script>alert(2)</script>")
    assert page.locator("img[src=x]").count() == 0


def test_a_prospect_can_be_pasted(visit: Visit) -> None:
    """A profile file in the paste box becomes the form; the main button puts it to use."""
    page = rehearse(visit())
    page.get_by_role("button", name="For Dana").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Paste").click()
    dialog.get_by_label("Paste", exact=True).fill(
        "prospect: Ruth Adeyemi\nstatements:\n"
        "  - {force: push, text: The board went blank on Friday.}\n"
        "  - {force: pull, text: I want the day on one page.}\n"
        "  - {force: habit, text: We print it every morning.}\n"
    )
    dialog.get_by_label("Paste", exact=True).press("Control+Enter")
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_label("Prospect", exact=True)).to_have_value("Ruth Adeyemi")
    dialog.get_by_role("button", name="Use this prospect").click()
    expect(page.get_by_role("button", name="For Ruth Adeyemi")).to_be_visible()
    expect(page.locator(".st-key-board")).to_contain_text("We print it every morning.")


def test_a_phone_shows_sentence_chart_pitch_board_in_that_order(visit: Visit) -> None:
    """At 390 x 844 nothing is cut off sideways, and the order is the one to read in."""
    page = rehearse(visit(viewport={"width": 390, "height": 844}))
    tops = [
        (page.locator(f".st-key-{part}").bounding_box() or {"y": -1.0})["y"]
        for part in ("verdict", "chart", "pitch", "board")
    ]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_state_of_the_page_shuts_anybody_out(visit: Visit) -> None:
    """axe finds no serious violation of ours, also where the light changes while somebody reads: finished, card open,
    cut, empty, prospect's form.
    """
    page = rehearse(visit())
    point = page.locator(".st-key-chart .points path.point").first
    by_day = point.get_attribute("style") or ""
    page.emulate_media(color_scheme="dark")
    expect(point).not_to_have_attribute("style", by_day)
    states = {"finished": serious_in_any_light(page)}
    page.locator(".st-key-cuts button, .st-key-claims .says").first.click()
    expect(page.locator(".st-key-card article")).to_be_visible()
    page.get_by_role("button", name="Cut it", exact=True).click()
    expect(page.get_by_text("The tightened pitch")).to_be_visible()
    states["card open, a claim cut"] = serious_in_any_light(page)
    page.get_by_role("button", name="For Dana").click()
    expect(page.get_by_role("dialog").get_by_label("Company")).to_be_visible()
    states["form"] = serious_in_any_light(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="New pitch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("empty")
    states["empty"] = serious_in_any_light(page)
    assert {name: found for name, found in states.items() if found} == {}
