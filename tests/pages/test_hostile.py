"""Every field and every upload of every page, driven by somebody who means harm: no traceback, no markup, no hang."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from pages import _call as call
from pages import _hired as hired
from pages import _shelf as shelf
from pages import _state as state
from pitchcheck.catalogue import Catalogue, Feature
from pitchcheck.pitch import Pitch
from pitchcheck.settings import Settings
from pitchcheck.store import Store
from tests.pages.hostile import FILES, SCRIPT, WORDS, fill
from tests.pages.judge import WordJudge

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "app.py")
Opens = Callable[[str], AppTest]
TEAM = ("Who is getting better", "What is never asked for", "The right deal")
ADMIN = ("Health", "What is kept", "The judge", "Language model", "Log", "Delete for good")


def _looks(key: str, what: object) -> Callable[[AppTest], None]:
    """Chooses a view before the page is drawn."""
    return lambda page: page.session_state.__setitem__(key, what)


def _prospect(view: str) -> Callable[[AppTest], None]:
    def opens(page: AppTest) -> None:
        page.query_params["prospect"] = state.store().profiles.all()[0].id
        page.run().session_state[shelf.VIEW] = view

    return opens


def _call(page: AppTest) -> None:
    """The call that nobody has read yet."""
    page.query_params["call"] = state.store().recordings.all()[0].id


def _heard(page: AppTest, at: str = "s1") -> None:
    """The call that was read, with a claim or a statement picked, and a turn of theirs."""
    page.query_params["call"] = state.store().recordings.all()[1].id
    page.run().session_state[call.PICKED] = at
    page.session_state[call.TURN] = 2


def _take(page: AppTest) -> None:
    """A take that was shared, with the card of its first claim."""
    page.query_params["take"] = state.store().takes.mine()[0].id
    page.run().session_state[call.PICKED] = "c1"


def _claim(page: AppTest) -> None:
    """The same with its first claim picked."""
    _heard(page, "c1")


def _forget_a_call(page: AppTest) -> None:
    _looks("admin.view", "Delete for good")(page)
    _looks("forget.what", "A recording")(page)


def _dialog(way: str) -> Callable[[AppTest], None]:
    """The prospect's form over Rehearse: to fill in, or to paste."""

    def opens(page: AppTest) -> None:
        page.session_state["prospect.way"] = way
        page.run().button(key="prospect").click()

    return opens


def _card(page: AppTest) -> None:
    """The card of the pitch's first claim."""
    page.run()
    words = state.same(WordJudge().claims(Pitch(text=page.session_state[state.TEXT]))[0].text)
    page.session_state[state.CHOSEN] = (words, 0)


def _unnamed(page: AppTest) -> None:
    """The catalogue of a product that nobody gave a name yet."""
    state.store().catalogues.save(Catalogue(product=state.UNNAMED, features=(Feature(name=SCRIPT),)))
    page.session_state[hired.PRODUCT] = state.UNNAMED
    page.session_state[hired.VIEW] = hired.CONFIRM


PLACES: Mapping[str, Callable[[AppTest], object]] = {
    **{name: lambda page: page for name in ("", "prospects", "recordings", "catalogue", "you", "bulk")},
    "rehearse?for whom": _dialog("Fill in"),
    "rehearse?pasted": _dialog("Paste"),
    "rehearse?uploaded": _dialog("Upload"),
    "rehearse?card": _card,
    "rehearse?shared": _looks("download.nameless", True),
    "catalogue?library": _looks(hired.VIEW, hired.LIBRARY),
    "catalogue?unnamed": _unnamed,
    "recordings?call": _call,
    "recordings?heard": _heard,
    "recordings?claim": _claim,
    "recordings?take": _take,
    **{f"prospects?{view}": _prospect(view) for view in shelf.VIEWS},
    **{f"team?{view}": _looks("team.view", view) for view in TEAM},
    **{f"admin?{view}": _looks("admin.view", view) for view in ADMIN},
    "admin?Delete a call": _forget_a_call,
}
"""Every page and view, and how it is opened."""
SLOW = ("rehearse?for whom", "rehearse?pasted", "rehearse?uploaded", "recordings?heard", "catalogue?unnamed")
"""The same buttons as elsewhere, and more of them."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder full of hostile words, to be copied."""
    folder = tmp_path_factory.mktemp("hostile")
    with Store.open(Settings(data_dir=folder)) as store:
        fill(store)
    return folder


@pytest.fixture
def hostile(app: object, filled: Path, tmp_path: Path) -> Opens:
    """Opens a place of the whole app over a store full of hostile words."""
    shutil.copytree(filled, tmp_path, dirs_exist_ok=True)

    def opened(place: str) -> AppTest:
        page = AppTest.from_file(APP, default_timeout=90).run()
        page._page_hash = calc_hash(place.partition("?")[0].removeprefix("rehearse"))
        PLACES[place](page)
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


@pytest.mark.parametrize("name", [one for one in PLACES if one not in SLOW])
def test_a_store_full_of_hostile_words_is_shown_and_every_button_works(hostile: Opens, name: str) -> None:
    """Each button in turn, whatever the one before did."""
    page = hostile(name)
    for key in [button.key for button in page.button if button.key and button.key != "demo.make"]:
        if key in {button.key for button in page.button if not button.disabled}:
            sound(page.button(key=key).click().run())


FIELDS: Mapping[str, set[str]] = {
    "": set(),
    "rehearse?for whom": {"prospect.name", "prospect.company", "prospect.moment", "prospect.currency"},
    "rehearse?pasted": {"prospect.pasted"},
    "rehearse?card": {"own"},
    "rehearse?shared": {".also"},
    "prospects": {"new.name", "new.company", "search"},
    "prospects?From notes": {"notes.text", "notes.source"},
    "prospects?Board": {"moment"},
    "prospects?Details": {"prospect", "company", "industry", "currency", "product_terms"},
    "prospects?Each of them": {"shared_progress"},
    "prospects?The no’s": {"no.reason"},
    "recordings": {"add.title"},
    "recordings?call": {"name", "span", "span.who"},
    "recordings?heard": {"text", "why", "say.text", "also"},
    "recordings?claim": {"why", "say.text"},
    "recordings?take": {"say.text"},
    "catalogue": {"feature.name", "feature.own", "product.name", "search"},
    "catalogue?library": {"library.search"},
    "catalogue?unnamed": {"product.rename"},
    "team?The right deal": {"deals.reason"},
    "admin?What is kept": {"keep.drafts"},
    "admin?The judge": {"judge.answers"},
    "admin?Delete for good": {"forget.search"},
    "admin?Delete a call": {"forget.call"},
}
"""Where there is something to type: the fields, by what their keys begin with."""


UPLOADS = {
    "upload": "",
    "prospect.file": "rehearse?uploaded",
    "add.files": "recordings",
    "import": "catalogue",
    "many.file": "prospects",
    "notes.file": "prospects?From notes",
    "deals.file": "team?The right deal",
    "bulk.files": "bulk",
}
"""Where a file can be given."""
ELSEWHERE = {
    "draft.files": "tests/pages/test_catalogue.py: it is there with a language model, and read as a pitch is",
    "bulk.reps": "tests/pages/test_bulk.py: it is there once files are given",
    "never.find": "tests/pages/test_never.py: it is there once reps said something three times",
    "never.name": "tests/pages/test_never.py, the same",
    "team.find": "tests/pages/test_team.py: it is there once a team is large",
    "asked.answer": "tests/pages/test_prospects.py: it is there where the pitch asks something",
    "forget.sure": "only compared with a name",
    "people.search": "tests/pages/test_admin.py, with sign-in",
    "people.sure": "only compared with a name",
    "team.name": "tests/pages/test_admin.py, with sign-in",
}
"""Fields that are not there on one person's machine over this store, and where they are tried."""


def test_no_field_and_no_upload_is_forgotten() -> None:
    """Whoever adds one to a page drives it here, or says where else."""
    driven = {one for keys in FIELDS.values() for one in keys} | set(UPLOADS) | set(ELSEWHERE)
    there = {key for path in (ROOT / "pages").glob("*.py") for key in _keys(ast.parse(path.read_text()))}
    assert there - driven == set()


def _keys(page: ast.Module) -> Iterator[str]:
    """What the keys of a page's fields begin with, as they are written."""
    for call_ in ast.walk(page):
        if isinstance(call_, ast.Call) and getattr(call_.func, "attr", "") in (
            "text_input",
            "text_area",
            "file_uploader",
        ):
            key = next(one.value for one in call_.keywords if one.arg == "key")
            said = [one.value for one in ast.walk(key) if isinstance(one, ast.Constant) and str(one.value).strip()]
            if said:  # a key that is handed in stands where it is handed in
                yield stem(str(said[0]).strip())


def stem(key: str | None) -> str:
    """What a field's key begins with, without the ids in it."""
    return (key or "").split(" ")[0]


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_takes_hostile_words(hostile: Opens, name: str) -> None:
    """Typed past the length that the browser allows, too: whoever means harm has no browser."""
    page = hostile(name)
    missing = {one for one in FIELDS[name] if not any(stem(f.key).endswith(one) for f in fields(page))}
    assert missing == set(), [field.key for field in fields(page)]
    for words in WORDS:
        page = page if fields(page) else hostile(name)
        for field in fields(page):
            field.set_value(words)
        if name.startswith("rehearse?"):  # a dialog stays open in a browser, and is opened anew here
            sound(page.button(key="prospect").click().run())
        for key in [button.key for button in page.button if button.key and button.proto.is_form_submitter]:
            page.button(key=key).click()
        for button in (one for one in page.button if one.key in ("prospect.read", "prospect.save")):
            button.click()
        sound(page.run())


def fields(page: AppTest) -> list[Any]:
    """Everything on the page that text can be typed into."""
    return [*page.text_input, *page.text_area]


@pytest.mark.parametrize("field", UPLOADS)
def test_every_upload_takes_or_refuses_hostile_files(
    hostile: Opens, field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bombs, entities, lies, programs: told in a sentence, or read as what they are; nothing is run or written."""
    before = set(Path("/etc").iterdir())
    page, told = hostile(UPLOADS[field]), 0
    monkeypatch.chdir(tmp_path)
    for file, content in FILES.items():
        page = page if upload(page, field) else hostile(UPLOADS[field])
        for leads_there in ("many.Import", "notes.other"):
            if not upload(page, field) and leads_there in {button.key for button in page.button}:
                page.button(key=leads_there).click().run()
        given = upload(page, field)
        if file.rsplit(".", 1)[-1] not in {kind.strip(".") for kind in given.allowed_type}:
            continue
        given.set_value([(file, content, "application/octet-stream")])
        for button in (one for one in page.button if one.key in ("add.it", "notes.find")):
            button.click()
        if field == "prospect.file":  # the dialog is opened anew, with the file in it
            page.button(key="prospect").click().run().button(key="prospect.open").click()
        told += bool(sound(page.run()).error)
    assert told >= (0 if field == "deals.file" else 3)  # of two tables, it brings in what they say of nobody it knows
    assert set(Path("/etc").iterdir()) == before
    assert not Path("ran").exists()


def upload(page: AppTest, field: str) -> Any:
    """Where that file is given; None where it is not to be seen."""
    return next((one for one in page.file_uploader if stem(one.key) == field), None)
