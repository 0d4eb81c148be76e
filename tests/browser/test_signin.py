"""Signing in, in a real browser, at a real OpenID provider of our own: who is let in, as whom, and for how long."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from pitchcheck.settings import Settings
from pitchcheck.store import Role, Store
from tests.browser.conftest import COOKIE_SECRET, PATIENCE, PIECE_BY_PIECE, Place, serious, sign_in
from tests.store.world import enter

pytestmark = pytest.mark.browser


def aged(page: Page, hours: int) -> None:
    """Let the sign-in of that browser be ``hours`` old, as its cookie says."""
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "_streamlit_user"]
    written = decode_signed_value(COOKIE_SECRET, cookie["name"], cookie["value"])
    assert written is not None
    claims = json.loads(written)
    claims["iat"] -= hours * 3600
    new = create_signed_value(COOKIE_SECRET, cookie["name"], json.dumps(claims)).decode()
    page.context.add_cookies([{**cookie, "value": new}])


def test_two_people_in_two_browsers_each_see_their_own(place: Place) -> None:
    """Each comes back to the address they asked for; an address of the other's prospect shows nothing of it. What was
    being typed is there again after somebody signed out and in.
    """
    expect.set_options(timeout=PATIENCE)
    kim = place.enter("/prospects")
    sign_in(kim, "kim")
    expect(kim).to_have_url(f"{place.app}/prospects")
    kim.get_by_role("button", name="New prospect").click()
    kim.get_by_label("Who are they?").fill("Zelda Secretly")
    kim.keyboard.press("Enter")
    expect(kim).to_have_url(re.compile("prospect=[0-9a-f]{32}"))
    theirs = kim.url.removeprefix(place.app)

    lee = place.enter(theirs)
    sign_in(lee, "lee")
    lee.get_by_text("There is no such").wait_for()
    assert "Zelda" not in lee.inner_text("body")

    coach = place.enter(theirs)
    sign_in(coach, "coach")
    coach.get_by_text("Zelda Secretly").first.wait_for()
    kim.goto(place.app)
    expect(kim.locator(".st-key-pitch mark").first).to_be_visible()
    kim.get_by_role("button", name="New pitch").click()
    expect(kim.get_by_label("Your pitch")).to_be_focused()
    kim.keyboard.insert_text("Your customers get a text with the arrival time.")
    expect(kim.locator(".st-key-pitch mark").first).to_be_visible()
    kim.goto(f"{place.app}/you")
    expect(kim.get_by_role("cell", name="Cleo Marsh")).to_be_visible()
    kim.get_by_role("button", name="Sign out").click()
    kim.wait_for_url(f"{place.provider}/**")
    kim.goto(f"{place.app}/you")
    sign_in(kim, "kim")
    expect(kim).to_have_url(f"{place.app}/you")
    kim.get_by_role("link", name="Rehearse", exact=True).click()
    expect(kim.get_by_label("Your pitch")).to_have_value("Your customers get a text with the arrival time.")


def test_the_cursor_stays_however_slowly_the_page_is_drawn(place: Place) -> None:
    """From the first run after somebody came in, which alone goes to the address asked for, to the next ones."""
    expect.set_options(timeout=PATIENCE)
    kim = place.enter()
    kim.add_init_script(PIECE_BY_PIECE)
    sign_in(kim, "kim")
    expect(kim.locator(".st-key-pitch mark").first).to_be_visible()
    kim.get_by_role("button", name="New pitch").click()
    expect(kim.get_by_label("Your pitch")).to_be_focused()
    kim.keyboard.insert_text("Your customers get a text with the arrival time.")
    expect(kim.locator(".st-key-pitch mark").first).to_be_visible()
    expect(kim.get_by_label("Your pitch")).to_be_focused()


def test_who_may_not_come_in_is_told_why(place: Place) -> None:
    """No role, too long ago, removed: one sentence each, and the way in where there is one."""
    expect.set_options(timeout=PATIENCE)
    guest = place.enter("/you")
    expect(guest.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert serious(guest) == []
    sign_in(guest, "guest")
    expect(guest.get_by_text("The account of Gus Tell has no role in pitchcheck.")).to_be_visible()
    place.tell("guest", groups=["reps"])
    sign_in(guest, "guest")
    expect(guest.get_by_role("heading", name="Gus Tell")).to_be_visible()

    aged(guest, 13)
    guest.reload()
    expect(guest.get_by_text("You signed in a while ago.")).to_be_visible()
    sign_in(guest, "guest")
    expect(guest.get_by_role("button", name="Sign out")).to_be_visible()

    with Store.open(Settings(data_dir=place.data, sign_in=True)) as nobody:
        admin = enter(nobody, "boss", "Office", Role.ADMIN)
        (gus,) = [one.id for one in admin.people.all() if one.name == "Gus Tell"]
        admin.people.change(gus, active=False)
    guest.reload()
    expect(guest.get_by_text("You may not use pitchcheck any more.")).to_be_visible()
