"""Signing in, in a real browser, at a real OpenID provider of our own: who is let in, as whom, and for how long."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from pitchcheck.settings import Settings
from pitchcheck.store import Role, Store
from tests.browser.conftest import PATIENCE, ROOT, _free_port, _wait_for
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
SECRETS = """
[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{cookie_secret}"
client_id = "pitchcheck"
client_secret = "a test's"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
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


@contextmanager
def _running(command: list[str], health: str, log: Path, **environment: str) -> Iterator[None]:
    with log.open("w") as lines:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=lines, stderr=lines)
        try:
            _wait_for(health, server)
            yield
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture
def place(browser: Browser, tmp_path: Path) -> Iterator[Place]:
    """The app as a team runs it, and a provider that knows five people; each ``enter`` is a browser of its own."""
    app, provider = (f"http://localhost:{_free_port()}" for _ in range(2))
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS.format(app=app, provider=provider, cookie_secret=COOKIE_SECRET))
    known = [f"--user-claims={json.dumps({'sub': who, **claims})}" for who, claims in PEOPLE.items()]
    idp = [sys.executable, "-m", "oidc_provider_mock", f"--port={provider.rpartition(':')[2]}", *known]
    run = [
        sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={app.rpartition(':')[2]}",
        "--server.headless=true", "--server.fileWatcherType=none", f"--secrets.files={secrets}",
    ]  # fmt: skip
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def come(path: str = "") -> Page:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        contexts[-1].route("**://cdn.jsdelivr.net/**", lambda asked: asked.abort())
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(app + path)
        return page

    with ExitStack() as both:
        both.enter_context(_running(idp, f"{provider}/jwks", tmp_path / "provider.log"))
        data = tmp_path / "data"
        both.enter_context(
            _running(run, f"{app}/_stcore/health", tmp_path / "app.log", PITCHCHECK_DATA_DIR=str(data), **IN_FORCE)
        )
        yield Place(app, provider, data, come)
        for context in contexts:
            context.close()
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
    """Each comes back to the address they asked for; an address of the other's prospect shows nothing of it."""
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
    kim.goto(f"{place.app}/you")
    expect(kim.get_by_role("cell", name="Cleo Marsh")).to_be_visible()
    kim.get_by_role("button", name="Sign out").click()
    kim.wait_for_url(f"{place.provider}/**")
    kim.goto(place.app)
    expect(kim.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_who_may_not_come_in_is_told_why(place: Place) -> None:
    """No role, too long ago, removed: one sentence each, and what was typed is there at the next sign-in."""
    expect.set_options(timeout=PATIENCE)
    guest = place.enter("/you")
    sign_in(guest, "guest")
    expect(guest.get_by_text("The account of Gus Tell has no role in pitchcheck.")).to_be_visible()
    place.tell("guest", groups=["reps"])
    sign_in(guest, "guest")
    expect(guest.get_by_role("heading", name="Gus Tell")).to_be_visible()

    guest.goto(place.app)
    guest.get_by_role("button", name="New pitch").click()
    pitch = guest.get_by_label("Your pitch")
    expect(pitch).to_have_value("")
    pitch.fill("We have single sign-on and quilted teapots.")
    expect(guest.get_by_role("row").filter(has_text="quilted teapots")).to_be_visible()
    aged(guest, 13)
    guest.reload()
    expect(guest.get_by_text("You signed in a while ago.")).to_be_visible()
    sign_in(guest, "guest")
    expect(pitch).to_have_value("We have single sign-on and quilted teapots.")

    with Store.open(Settings(data_dir=place.data, sign_in=True)) as nobody:
        admin = enter(nobody, "boss", "Office", Role.ADMIN)
        (gus,) = [one.id for one in admin.people.all() if one.name == "Gus Tell"]
        admin.people.change(gus, active=False)
    guest.reload()
    expect(guest.get_by_text("You may not use pitchcheck any more.")).to_be_visible()
