"""Recordings in a real browser: from the upload to a comment resolved, with the sound playing from the clicked time."""

from __future__ import annotations

import math
import re
import struct
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pitchcheck.calls import pitch_of
from pitchcheck.judge import Basis
from pitchcheck.pitch import Transcript, Turn
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.review import Review
from pitchcheck.settings import Settings
from pitchcheck.store import Store
from tests.browser.conftest import PATIENCE, PIECE_BY_PIECE, Place, sign_in, standing, watched
from tests.builders import TEST_JUDGE

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
CALL = Path(__file__).resolve().parents[2] / "sample_data" / "call.vtt"


def tone(path: Path, seconds: int) -> Path:
    """A file of quiet sound of that length."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(4000)
        values = (int(900 * math.sin(n / 9)) for n in range(4000 * seconds))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in values))
    return path


def add(page: Page, *files: Path) -> None:
    """Add a call from these files."""
    page.get_by_role("button", name="Add a call").click()
    page.locator("input[type=file]").set_input_files([str(one) for one in files])
    expect(page.get_by_text(files[-1].name)).to_be_visible()
    page.get_by_role("button", name="Add it").click()


def playing(page: Page) -> float:
    """Where the player stands, in seconds."""
    return float(page.evaluate("document.querySelector('.st-key-player audio').currentTime"))


def test_from_the_upload_to_a_comment_resolved(visit: Visit, tmp_path: Path) -> None:
    """Who sells is confirmed, a mark plays from its moment and opens its card, a word is kept, a comment resolved."""
    expect.set_options(timeout=PATIENCE)
    page = visit("/recordings")
    broken = tmp_path / "broken.vtt"
    broken.write_text("WEBVTT\n")
    add(page, broken)
    expect(page.get_by_text("without a word in it")).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    add(page, CALL, tone(tmp_path / "call.wav", 320))
    expect(page.get_by_text("Who sells in this call?")).to_be_visible()
    page.get_by_role("button", name="Read this call").click()
    mark = page.get_by_role("button", name="you can set all of it in your company colors")
    mark.first.click()
    expect(page.get_by_role("article", name="Claim").filter(has_text="company colors")).to_be_visible()
    page.wait_for_function("document.querySelector('.st-key-player audio').currentTime > 34")
    assert playing(page) < 60
    expect(page.locator(".turn.now .clock")).to_have_text("0:30")
    page.get_by_role("button", name="Right", exact=True).click()
    expect(page.get_by_text("Me agrees with the judge.")).to_be_visible()
    page.get_by_role("button", name="Comment here").click()
    expect(page.get_by_text(re.compile("At 0.30, “Let me"))).to_be_visible()
    expect(page.get_by_placeholder("What would you tell")).to_be_focused()
    expect(page.get_by_placeholder("What would you tell")).to_be_in_viewport()
    page.get_by_placeholder("What would you tell").fill("Ask about October before you show this.")
    page.get_by_text("To take away: what to do differently").click()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Comments, 1 open")).to_be_visible()
    page.get_by_role("button", name="Summary to send").click()
    with page.expect_download() as given:
        page.get_by_role("button", name="To read anywhere (HTML)").click()
    assert "Ask about October before you show this." in Path(given.value.path()).read_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    page.get_by_role("radio", name="reviewed").click()
    page.get_by_role("button", name="All recordings").click()
    expect(page.locator(".queue .state")).to_have_text("reviewed")
    for part in (".st-key-queue", ".st-key-filters"):
        assert Axe().run(page, context=part).violations_count == 0
    page.locator(".queue button").first.click()
    expect(page.locator(".timeline")).to_be_visible()
    for part in ("verdict", "listening", "timeline", "turns", "moments", "talk"):
        found = Axe().run(page, context=f".st-key-{part}")
        assert found.violations_count == 0, found.generate_report()


def test_a_coach_and_a_rep_each_in_their_own_browser(place: Place) -> None:
    """The coach agrees, disagrees and comments at a moment; the rep finds it, and resolves it; the coach sees that.

    A coach of another team, who has the address, gets one sentence.
    """
    expect.set_options(timeout=PATIENCE)
    kim = place.enter("/recordings")
    sign_in(kim, "kim")
    kim.get_by_role("button", name="Open the sample call").click()
    expect(kim).to_have_url(re.compile("call=[0-9a-f]{32}"))
    expect(kim.locator(".timeline")).to_be_visible()
    there = kim.url.removeprefix(place.app)

    coach = place.enter("/recordings")
    sign_in(coach, "coach")
    row = coach.locator(".queue li", has_text="Kim Adler")
    expect(row.locator(".state")).to_have_text("new")
    row.get_by_role("button").click()
    coach.locator(".turn mark.unasked").first.click()
    coach.get_by_role("button", name="Right", exact=True).click()
    expect(coach.get_by_text("Cleo Marsh agrees with the judge.")).to_be_visible()
    coach.locator(".turn mark.tied").first.click()
    coach.get_by_role("button", name="Wrong…").click()
    coach.get_by_text("It answers nothing they said", exact=True).click()
    coach.get_by_label("Why?").fill("She had not asked about this.")
    coach.get_by_role("button", name="Keep my word").click()
    expect(coach.get_by_text(re.compile("Cleo Marsh says. unasked. The judge said. tied"))).to_be_visible()
    coach.get_by_role("button", name="Comment here").click()
    coach.get_by_placeholder("What would you tell").fill("Ask what October cost them first.")
    coach.get_by_role("button", name="Comment", exact=True).click()
    expect(coach.get_by_text("Comments, 1 open")).to_be_visible()

    kim.goto(place.app + "/recordings")
    expect(kim.locator(".queue .open")).to_have_text("1 open comment")
    kim.locator(".queue button").first.click()
    said = kim.locator(".talk-list li")
    expect(said).to_contain_text("Cleo Marsh")
    expect(said).to_contain_text("Ask what October cost them first.")
    said.locator(".clock").click()
    expect(kim.locator(".turn.now .tag", has_text="1 comment")).to_be_visible()
    kim.locator(".turn.now mark").first.click()
    expect(kim.get_by_text("“She had not asked about this.”")).to_be_visible()
    kim.get_by_role("button", name="Resolve").click()
    expect(kim.locator(".talk-list .tag")).to_have_text("resolved")

    coach.reload()
    expect(coach.locator(".talk-list .tag")).to_have_text("resolved")
    expect(coach.get_by_text("Comments, 1 open")).to_have_count(0)

    far = place.enter(there)
    sign_in(far, "far")
    expect(far.get_by_text("There is no such recording, or it is not yours to see.")).to_be_visible()
    assert not re.search("Kim Adler|Sam Okafor|October", far.inner_text("body"))


LONG = 20_000
NAMES = ("<img src=x onerror=alert(1)>", "Dana")


def test_a_button_of_the_list_stays_where_it_was_drawn(visit: Visit) -> None:
    """However slowly the rest is: a click that goes down on the button and up beside it is none."""
    expect.set_options(timeout=PATIENCE)
    page = visit("/recordings")
    add(page, CALL)
    page.get_by_role("button", name="Read this call").click()
    expect(page.locator(".timeline")).to_be_visible()
    page.add_init_script(PIECE_BY_PIECE)
    page.reload()
    expect(page.locator(".timeline")).to_be_visible()
    places = watched(page, "Add a call")
    page.get_by_role("button", name="All recordings").click()
    expect(page.locator(".queue .state")).to_be_visible()
    standing(page)
    assert len(places()) == 1


def long_call() -> Transcript:
    """More talk than anybody has in a day, by somebody whose name is a script."""
    turns = (
        Turn(n=n, speaker=NAMES[n % 2], text=f"We went over line {n} of the list.", start=2.0 * n, end=2.0 * n + 1)
        for n in range(1, LONG + 1)
    )
    return Transcript(turns=tuple(turns))


def test_a_call_of_twenty_thousand_turns_can_be_gone_through(visit: Visit, tmp_path: Path) -> None:
    """Any turn is found and shown within the page's patience, little of the call is built, and a name stays a name."""
    expect.set_options(timeout=PATIENCE)
    said = Statement(id="s1", force=Force.PUSH, text="We went over line 9 of the list.", turn=9, person="Dana")
    review = Review(
        pitch=pitch_of(long_call(), NAMES[:1]), profile=Profile(prospect="Dana", statements=(said,)), readings=(),
        figures=None, silent_because=("No figure here.",), judge=TEST_JUDGE, basis=Basis.LIBRARY,
    )  # fmt: skip
    with Store.open(Settings(data_dir=tmp_path / "data")) as store:
        kept = store.recordings.save(long_call(), "Long", rep=NAMES[0])
        store.recordings.save_review(kept.id, review)
    page = visit(f"/recordings?call={kept.id}")
    expect(page.locator(".timeline .who").first).to_contain_text(NAMES[0])
    page.get_by_placeholder("Find words").fill("line 19876 of")
    expect(page.locator(".turn.now p")).to_have_text("We went over line 19876 of the list.")
    assert page.locator(".turn").count() < LONG / 20
    page.locator(".turn.now .clock").click()
    page.locator(".turn.now .say").click()
    expect(page.get_by_text(re.compile("At 11.02.32"))).to_be_visible()
    page.get_by_role("button", name="Earlier: turns 19,001 to 19,500").click()
    expect(page.locator(".find .part")).to_have_text("turns 19,001 to 19,500 of 20,000")
    expect(page.locator(".turn.now p")).to_have_text("We went over line 19500 of the list.")
