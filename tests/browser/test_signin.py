"""Signing in, in a real browser, at a real OpenID provider of our own: who is let in, as whom, and for how long."""

from __future__ import annotations

import json
import re
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from deploy.local import App, provider
from pitchcheck.settings import Settings
from pitchcheck.store import Role, Store
from tests.browser.conftest import PATIENCE
from tests.browser.test_rehearse import serious
from tests.store.world import enter

pytestmark = pytest.mark.browser
PEOPLE = {
    "kim": {"name": "Kim Adler", "email": "kim@example.com", "groups": ["reps", "North"]},
    "lee": {"name": "Lee Brandt", "email": "lee@example.com", "groups": ["reps", "South"]},
    "coach": {"name": "Cleo Marsh", "email": "cleo@example.com", "groups": ["coaches", "North"]},
    "ada": {"name": "Ada Quist", "email": "ada@example.com", "groups": ["admins", "Office"]},
    "guest": {"name": "Gus Tell", "email": "gus@example.com", "groups": ["visitors"]},
}
COOKIE_SECRET = "only a test knows this one"  # noqa: S105 - of a test
IN_FORCE = {
    "PITCHCHECK_SIGN_IN": "true",
    "PITCHCHECK_ROLES_CLAIM": "groups",
    "PITCHCHECK_ROLE_NAMES": "reps=rep, coaches=coach, admins=admin",
    "PITCHCHECK_TEAMS_CLAIM": "groups",
    "PITCHCHECK_TEAM_NAMES": "North=North, South=South, Office=Office",
}


@dataclass(frozen=True)
class Place:
    """Where the app and its provider run, and the folder of its data."""

    app: str
    provider: str
    data: Path
    enter: Callable[[str], Page]

    def tell(self, who: str, **claims: object) -> None:
        """Let the provider say something else of somebody from their next sign-in on."""
        body = json.dumps({**PEOPLE[who], **claims}).encode()
        asked = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.provider}/users/{who}", body, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(asked, timeout=30).close()  # noqa: S310


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Place]:
    """The app as a team runs it, and a provider that knows five people; each ``enter`` is a browser of its own."""
    problems: list[str] = []
    data = tmp_path / "data"
    app = App(tmp_path, {"PITCHCHECK_DATA_DIR": str(data), **IN_FORCE})
    with ExitStack() as stack:

        def come(path: str = "") -> Page:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            stack.callback(context.close)
            context.route("**://cdn.jsdelivr.net/**", lambda asked: asked.abort())
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(app.address + path)
            return page

        people = [{"sub": who, **claims} for who, claims in PEOPLE.items()]
        secrets = stack.enter_context(provider(tmp_path, app.address, COOKIE_SECRET, people))
        app.options = [f"--secrets.files={secrets}"]
        stack.enter_context(app)
        known = tomllib.loads(secrets.read_text())["auth"]["server_metadata_url"]
        yield Place(app.address, known.partition("/.well-known")[0], data, come)
    assert problems == []


def sign_in(page: Page, who: str) -> None:
    """Through the card and the provider's own page, and back."""
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name=who, exact=True).first.click()


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
    kim.get_by_role("button", name="New pitch").click()
    expect(kim.get_by_label("Your pitch")).to_be_focused()
    kim.keyboard.insert_text("Your customers get a text with the arrival time.")
    expect(kim.locator(".st-key-pitch mark").first).to_be_visible()
    kim.goto(f"{place.app}/you")
    expect(kim.get_by_role("cell", name="Cleo Marsh")).to_be_visible()
    kim.get_by_role("button", name="Sign out").click()
    kim.wait_for_url(f"{place.provider}/**")
    kim.goto(place.app)
    sign_in(kim, "kim")
    kim.get_by_role("link", name="Rehearse", exact=True).click()
    expect(kim.get_by_label("Your pitch")).to_have_value("Your customers get a text with the arrival time.")


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
