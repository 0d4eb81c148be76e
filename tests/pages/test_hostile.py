"""Every field and every upload of every page, driven by somebody who means harm: no traceback, no markup, no hang."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import _shelf as shelf
from pages import _state as state
from tests.pages.hostile import FILES, WORDS, fill

APP = str(Path(__file__).resolve().parents[2] / "app.py")
PAGES = (
    "",
    "prospects",
    "recordings",
    "team",
    "catalogue",
    "you",
    "recordings?call",
    *(f"prospects?{view}" for view in shelf.VIEWS),
)
Opens = Callable[[str], AppTest]


@pytest.fixture
def hostile(app: object) -> Opens:
    """Opens a page of the whole app over a store full of hostile words; ``page?what`` has something open."""
    fill(state.store())

    def opened(place: str) -> AppTest:
        page = AppTest.from_file(APP, default_timeout=90).run()
        name, _, opens = place.partition("?")
        page._page_hash = calc_hash(name)
        if opens == "call":
            page.query_params["call"] = state.store().recordings.all()[0].id
        elif opens:
            page.query_params["prospect"] = state.store().profiles.all()[0].id
            page.run().session_state[shelf.VIEW] = opens
        return sound(page.run())

    return opened


def sound(page: AppTest) -> AppTest:
    """The page, once it shows no traceback and nothing hostile as markup."""
    assert not page.exception, page.exception
    for element in (*page.markdown, *page.get("html"), *page.caption):
        body = str(getattr(element.proto, "body", ""))
        markup = getattr(element.proto, "allow_html", False) or element.type == "html"
        assert not (markup and "window.ran" in body), body[:200]
    return page


@pytest.mark.parametrize("name", PAGES)
def test_a_store_full_of_hostile_words_is_shown_and_every_button_works(hostile: Opens, name: str) -> None:
    """Each button in turn, whatever the one before did."""
    page = hostile(name)
    for key in [button.key for button in page.button if button.key and button.key != "demo.make"]:
        if key in {button.key for button in page.button}:
            sound(page.button(key=key).click().run())


FIELDS = {
    "prospects": 3,
    "recordings": 1,
    "recordings?call": 1,
    "catalogue": 4,
    "prospects?From notes": 1,
    "prospects?Details": 4,
}
"""Where there is something to type, and into how many fields at least: a test of none would pass."""


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_takes_hostile_words(hostile: Opens, name: str) -> None:
    """Typed past the length that the browser allows, too: whoever means harm has no browser."""
    for words in WORDS:
        page = hostile(name)
        fields = (*page.text_input, *page.text_area)
        assert len(fields) >= FIELDS[name]
        for field in fields:
            field.set_value(words)
        submits = [button.key for button in page.button if button.key and button.proto.is_form_submitter]
        for key in submits:
            page.button(key=key).click()
        sound(page.run())


@pytest.mark.parametrize("name", ["", "recordings", "catalogue", "prospects", "prospects?From notes"])
def test_every_upload_takes_or_refuses_hostile_files(
    hostile: Opens, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bombs, entities, lies, programs: told in a sentence, or read as what they are; nothing is run or written."""
    before = set(Path("/etc").iterdir())
    page, told = hostile(name), 0
    monkeypatch.chdir(tmp_path)
    for file, content in FILES.items():
        page = page if page.file_uploader else hostile(name)
        for leads_there in ("many.Import", "notes.other"):
            if not page.file_uploader and leads_there in {button.key for button in page.button}:
                page.button(key=leads_there).click().run()
        (given,) = page.file_uploader
        if file.rsplit(".", 1)[-1] not in {kind.strip(".") for kind in given.allowed_type}:
            continue
        given.set_value([(file, content, "application/octet-stream")])
        for button in (one for one in page.button if one.key in ("add.it", "notes.find")):
            button.click()
        told += bool(sound(page.run()).error)
    assert told >= 3
    assert set(Path("/etc").iterdir()) == before
    assert not Path("ran").exists()
