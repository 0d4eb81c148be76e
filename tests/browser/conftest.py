"""The app as it is started, in a real browser: one server a test, so that no test finds what another typed."""

from __future__ import annotations

import json
import shutil
import tomllib
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, ViewportSize, expect, sync_playwright

from deploy.local import App, Begin, free_port, provider
from tests.browser import forked

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Debian's; the one without a window of its own does the same for less of the processor."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--renderer-process-limit=1",
]  # fmt: skip
"""The last has pages of one context share what they have compiled."""
PATIENCE = 60_000
"""Milliseconds: a busy machine is no failure."""
STREAMLITS = ('data-testid="stFileUploaderDropzone"', "stHeaderActionElements")
"""What Streamlit itself brings and axe finds."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself, without the plug-in's own choice of browsers."""
    with sync_playwright() as one:
        yield one


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, once for all tests."""
    one = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield one
    one.close()


@pytest.fixture(scope="session")
def begin() -> Iterator[Begin]:
    """How a server is begun that need not import everything anew."""
    with forked.ready() as one:
        yield one


@pytest.fixture(scope="session")
def port() -> int:
    """Where the app is, in one test after the other: so its scripts are the same to the browser."""
    return free_port()


@pytest.fixture
def address(tmp_path: Path, sqlite_template: Path, begin: Begin, port: int) -> Iterator[str]:
    """Where the app runs, with a data folder of its own."""
    shutil.copytree(sqlite_template, tmp_path / "data")
    with App(tmp_path, {"PITCHCHECK_DATA_DIR": str(tmp_path / "data")}, port=port, begin=begin) as app:
        yield app.address


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """The browser of a person who has been here before: what it has compiled of the app's scripts, it keeps.

    That is most of what a first page costs. It does so as long as one page of the app is open in it.
    """
    context = browser.new_context()
    context.new_page()
    yield context
    context.close()


Visit = Callable[..., Page]
Scheme = Literal["light", "dark"]
DESK = ViewportSize(width=1280, height=800)


@pytest.fixture
def visit(window: BrowserContext, address: str) -> Iterator[Visit]:
    """Opens the app in a new page; nothing is left in the browser of what another test did there.

    A script error on the page or a dialog that some typed text opened fails the test at its end.
    """
    problems: list[str] = []
    stays = window.pages[0]
    stays.goto(f"{address}/_stcore/health")

    def opened(path: str = "", *, viewport: ViewportSize = DESK, color_scheme: Scheme = "light") -> Page:
        page = window.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("dialog", lambda dialog: (problems.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address + path)
        return page

    yield opened
    for page in window.pages[1:]:
        page.close()
    window.clear_cookies()
    stays.evaluate("localStorage.clear()")
    assert problems == []


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, but for what Streamlit itself brings (research/streamlit.md)."""
    standing(page)
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
        if not any(own in str(node["html"]) for own in STREAMLITS)
    ]


def standing(page: Page) -> None:
    """Wait for the page as it stands: what is being taken away fades first, and has any contrast on the way."""
    expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=PATIENCE)
    page.evaluate(STANDS)


STANDS = """() => Promise.allSettled(document.getAnimations()
    .filter(one => one.effect.getTiming().iterations !== Infinity).map(one => one.finished))"""


def watched(page: Page, name: str) -> Callable[[], list[int]]:
    """From now on, where the button of that name has been, in pixels from the left."""
    page.evaluate(PLACES, name)
    return lambda: page.evaluate("[...places]")


PLACES = """name => {
    window.places = new Set();
    const look = () => {
        const button = [...document.querySelectorAll("button")].find(one => one.innerText.split("\\n").includes(name));
        if (button) places.add(Math.round(button.getBoundingClientRect().x));
        requestAnimationFrame(look);
    };
    look();
}"""


def serious_in_any_light(page: Page) -> list[str]:
    """What is ``serious`` on the page as it is, in a light scheme or in a dark one."""
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(IS_DARK, arg=scheme == "dark")
        found += [f"{scheme}: {one}" for one in serious(page)]
    return found


IS_DARK = """dark => {
    const [red] = getComputedStyle(document.querySelector(".stApp")).backgroundColor.match(/\\d+/g)
    return (red < 128) === dark
}"""


PIECE_BY_PIECE = """
const Plain = WebSocket;
window.WebSocket = class extends Plain {
    addEventListener(kind, hear, ...more) {
        if (kind !== "message") return super.addEventListener(kind, hear, ...more);
        let drawn = Promise.resolve();
        super.addEventListener(kind, message => {
            drawn = drawn.then(() => new Promise(next => requestAnimationFrame(() => {
                hear.call(this, message);
                setTimeout(next);
            })));
        }, ...more);
    }
    set onmessage(hear) { this.addEventListener("message", hear); }
};"""
"""For ``add_init_script``: each thing that the app sends is drawn before the next is heard.

So it happens by chance on a busy machine or a slow line. Else the browser draws many at once, and what is taken off the
page and put on it anew between two of them is never seen to be gone.
"""

PEOPLE = {
    "kim": {"name": "Kim Adler", "email": "kim@example.com", "groups": ["reps", "North"]},
    "lee": {"name": "Lee Brandt", "email": "lee@example.com", "groups": ["reps", "South"]},
    "coach": {"name": "Cleo Marsh", "email": "cleo@example.com", "groups": ["coaches", "North"]},
    "far": {"name": "Sol Ferris", "email": "sol@example.com", "groups": ["coaches", "South"]},
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
    enter: Callable[..., Page]

    def tell(self, who: str, **claims: object) -> None:
        """Let the provider say something else of somebody from their next sign-in on."""
        body = json.dumps({**PEOPLE[who], **claims}).encode()
        asked = urllib.request.Request(  # noqa: S310 - our own server
            f"{self.provider}/users/{who}", body, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(asked, timeout=30).close()  # noqa: S310


@pytest.fixture
def place(browser: Browser, tmp_path: Path, begin: Begin) -> Iterator[Place]:
    """The app as a team runs it, and a provider that knows these people; each ``enter`` is a browser of its own."""
    problems: list[str] = []
    data = tmp_path / "data"
    app = App(tmp_path, {"PITCHCHECK_DATA_DIR": str(data), **IN_FORCE}, begin=begin)
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
