"""Catalogue as somebody meets it who looks after the product's words; every change is saved and can be taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner
from streamlit.util import calc_hash

from pages import _hired as hired
from pages import _reader as reader
from pages import _state as state
from pitchcheck import teaching
from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.jobs import DRAFTING
from pitchcheck.store import JobState, Queue
from tests.pages.conftest import Word, clicked_twice, still_there, whole

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "catalogue.py")
Open = Callable[[], AppTest]


@dataclass(frozen=True)
class Entry:
    """A feature of a library."""

    feature: str = "single sign-on"
    product: str = "clinic software"
    answers: tuple[str, ...] = ("people forget passwords",)
    raises: tuple[str, ...] = ("if that goes down we're all out",)
    closeness: float = 0.85


class Shelf:
    """A library of one feature."""

    def __len__(self) -> int:
        return 1

    def search(self, text: str, k: int) -> tuple[Entry, ...]:
        """That one, whatever is looked for; near only to what it is."""
        return (Entry(closeness=0.85 if text == "sso" else 0.6),)


@pytest.fixture
def opened(app: Open, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens Catalogue in a new session over one store, with a library of one feature."""
    monkeypatch.setattr(hired, "library", Shelf)

    def visit() -> AppTest:
        test = AppTest.from_file(PAGE, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    return visit


def drawn(app: AppTest, part: str) -> dict[str, Any]:
    """What a part of the page was given to draw."""
    assert not app.exception, app.exception
    (found,) = [element for element in app.get("bidi_component") if element.key.split()[0] == part]
    data: dict[str, Any] = json.loads(found.proto.json)
    return data


def saved() -> Catalogue:
    """The catalogue as it is kept."""
    (one,) = state.store().catalogues.all()
    return one.value


def ours(*features: Feature) -> None:
    """Keep a catalogue of our own."""
    state.store().catalogues.save(Catalogue(product="Ours", features=features))


def test_the_first_visit_shows_the_samples_catalogue_and_saves_nothing(opened: Open) -> None:
    """Eighteen features with what customers said, before anything is typed."""
    page = opened()
    assert len(drawn(page, "features")["features"]) == 18
    assert state.store().catalogues.all() == ()


def test_a_feature_without_an_answer_asks_why_anyone_would_hire_it(opened: Open) -> None:
    """It is counted above the list, and asked about in its row."""
    ours(Feature(name="dark mode"), Feature(name="texts", answers=(Phrase(text="we wait all day"),)))
    page = opened()
    rows = drawn(page, "features")["features"]
    assert [(row["name"], row["ask"]) for row in rows] == [("dark mode", True), ("texts", False)]


def test_a_phrase_in_our_words_is_marked_with_the_question_behind_it(opened: Open) -> None:
    """ "They need a dashboard" is what we sell."""
    ours(Feature(name="board", answers=(Phrase(text="they need a dashboard"), Phrase(text="I lose my mornings"))))
    first, second = drawn(opened(), "features")["features"][0]["answers"]
    assert first["hint"]["words"] == "dashboard"
    assert first["hint"]["question"].endswith("?")
    assert second["hint"] is None


def test_who_confirmed_a_phrase_is_told_once(opened: Open) -> None:
    """Its source says so already; one out of the library has no name beside it, and is called confirmed."""
    known = (teaching.confirmed("Dana", "Me", dt.date(2026, 11, 28)), "the library")
    ours(Feature(name="texts", answers=tuple(
        Phrase(text=f"we wait all day {n}", origin=Origin.CONFIRMED, source=one) for n, one in enumerate(known)
    )))  # fmt: skip
    told = [one["from"] for one in drawn(opened(), "features")["features"][0]["answers"]]
    assert told == ["Dana, confirmed by Me on 28 Nov 2026", "confirmed, the library"]


def test_claims_of_the_pitch_are_drafted_and_wait_for_a_word(opened: Open) -> None:
    """One click, and every claim that the catalogue knows nothing of is there to confirm; nothing of it counts yet."""
    ours()
    page = opened().button(key="draft").click().run()
    drafts = drawn(page, "drafts")["drafts"]
    assert drafts
    assert all(one["answers"] or one["raises"] for one in drafts)
    origins = {phrase.origin for one in saved().features for phrase in one.answers}
    assert origins == {Origin.DRAFTED}


def test_what_is_searched_in_the_library_is_shown_with_its_phrases(opened: Open) -> None:
    """With a way to make it ours."""
    page = opened()
    page.session_state[hired.VIEW] = hired.LIBRARY
    page.session_state["library.search"] = "sso"
    (entry,) = drawn(page.run(), "shelf")["entries"]
    assert (entry["feature"], entry["answers"], entry["ours"]) == ("single sign-on", ["people forget passwords"], False)
    assert not any("comes near that" in one.value for one in page.markdown)
    page.session_state["library.search"] = "zzqqxx"
    assert any("comes near that" in one.value for one in page.run().markdown)


def test_an_earlier_version_can_stand_again(opened: Open) -> None:
    """The history names who changed what, and goes back."""
    ours(Feature(name="dark mode"))
    (first,) = state.store().catalogues.all()
    state.store().catalogues.save(Catalogue(product="Ours"), first)
    page = opened()
    page.session_state[hired.VIEW] = hired.HISTORY
    page.run().button(key="back 1").click().run()
    assert [one.name for one in saved().features] == ["dark mode"]


def test_words_from_people_reach_the_page_as_data(opened: Open) -> None:
    """Hostile text is drawn as it was typed."""
    hostile = "<img src=x onerror=alert(1)> **bold** $x$"
    ours(Feature(name=hostile, answers=(Phrase(text=hostile),)))
    (row,) = drawn(opened(), "features")["features"]
    assert (row["name"], row["answers"][0]["text"]) == (hostile, hostile)


def test_a_feature_and_another_product_begin_with_a_name(opened: Open) -> None:
    """A line of what a customer said goes with the feature; both catalogues can then be chosen."""
    page = opened()
    page.text_input(key="feature.name").input("night shift cover")
    page.text_input(key="feature.own").input("nobody picks up after six")
    page.button(key="feature.add").click().run()
    row = drawn(page, "features")["features"][-1]
    assert (row["name"], row["answers"][0]["text"]) == ("night shift cover", "nobody picks up after six")
    page.text_input(key="product.name").input("Nightline")
    page.button(key="product.begin").click().run()
    assert page.selectbox(key=hired.PRODUCT).value == "Nightline"
    page.text_input(key="feature.name").input("texts")
    page.button(key="feature.add").click().run()
    assert [row["name"] for row in drawn(page, "features")["features"]] == ["texts"]
    page.selectbox(key=hired.PRODUCT).select("Dispatchwell").run()
    assert len(drawn(page, "features")["features"]) == 19


def test_a_feature_says_which_catalogue_it_goes_into(opened: Open) -> None:
    """On a first visit that is the sample's, so a product of one's own comes first; with one's own, a feature does."""
    page = opened()
    fields = [one.key for one in page.text_input]
    assert fields.index("product.name") < fields.index("feature.name")
    assert page.button(key="feature.add").label == "Add it to Dispatchwell"
    page.text_input(key="product.name").input("Night*line*")
    page.button(key="product.begin").click().run()
    fields = [one.key for one in page.text_input]
    assert fields.index("product.name") > fields.index("feature.name")
    assert page.button(key="feature.add").label == r"Add it to Night\*line\*"


def test_a_catalogue_that_is_begun_of_the_product_on_the_desk_is_read_with(opened: Open) -> None:
    """The pitch there names it, and another was in force: nobody has to find the box that picks it."""
    state.store().catalogues.save(Catalogue(product="Your product"))
    page = opened()
    page.session_state[state.TEXT] = "Nightline answers after six."
    page.session_state[state.CATALOGUE] = state.catalogue_of("Your product")
    page.run().text_input(key="product.name").input("Nightline")
    page.button(key="product.begin").click().run()
    assert page.session_state[state.CATALOGUE].product == "Nightline"


def test_a_language_model_drafts_where_one_is_named(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a named model there is nothing to see; with one, files are looked at first, and sent when agreed to."""
    assert not [one for one in opened().markdown if "language model" in one.value]
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:gpt-x")
    page = opened()
    assert [one for one in page.markdown if "A language model names" in one.value]
    page.file_uploader(key="draft.files").set_value([("page.md", b"Larder reorders flour by itself.", "text/plain")])
    page.run().button(key="would_send").click().run()
    assert '{"text": "Larder reorders flour by itself."}' in [one.value for one in page.code]
    assert state.store().jobs.all() == ()
    page.button(key="agree").click().run()
    assert state.store().drafts.get(reader.PICKED) is None, "whoever reads pitches, notes and calls reads on"
    page = clicked_twice(page, "draft.send")
    (job,) = state.store().jobs.all()
    assert (job.kind, job.title, job.asked) == (DRAFTING, "page.md", {"product": "Dispatchwell"})
    assert page.file_uploader(key="draft.files 1").value == [], "sent once: a second click has nothing to send"
    assert "draft.send" not in [one.key for one in page.button]


def test_what_a_model_drafted_waits_until_somebody_takes_it(opened: Open) -> None:
    """Long work goes on without the page; what came of it is put into its catalogue by a click, to be confirmed."""
    ours(Feature(name="dark mode"))
    job = state.store().jobs.add(DRAFTING, "page.pdf", {"product": "Ours"})
    queue = Queue(state.store().database)
    queue.take("w", 1)
    found = [{"name": "page.pdf", "offered": [{"name": "live map", "answers": ["Where are they?"]}]}]
    queue.end(job.id, "w", JobState.DONE, result=found)
    page = opened()
    assert [one for one in page.markdown if "1 feature named in it" in one.value]
    page.button(key=f"draft.take {job.id}").click().run()
    assert [one.name for one in saved().features] == ["dark mode", "live map"]
    assert saved().features[1].answers[0].origin is Origin.DRAFTED
    assert page.session_state[hired.VIEW] == hired.CONFIRM
    assert state.store().jobs.all() == ()


def test_a_draft_of_a_product_that_was_renamed_goes_into_the_catalogue_shown(opened: Open) -> None:
    """Not into whichever was changed last."""
    ours(Feature(name="dark mode"))
    job = state.store().jobs.add(DRAFTING, "page.pdf", {"product": "Its old name"})
    queue = Queue(state.store().database)
    queue.take("w", 1)
    found = [{"name": "page.pdf", "offered": [{"name": "live map", "answers": ["Where are they?"]}]}]
    queue.end(job.id, "w", JobState.DONE, result=found)
    state.store().catalogues.save(Catalogue(product="Changed last"))
    page = opened()
    page.session_state[hired.PRODUCT] = "Ours"
    page.run().button(key=f"draft.take {job.id}").click().run()
    kept = state.saved_catalogue("Ours")
    assert kept is not None
    assert [one.name for one in kept.value.features] == ["dark mode", "live map"]


def test_a_draft_that_came_to_nothing_says_why(opened: Open) -> None:
    """There is nothing to take over."""
    job = state.store().jobs.add(DRAFTING, "page.pdf", {"product": "Ours"})
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.end(job.id, "w", JobState.DONE, result=[{"name": "page.pdf", "why": "the model wrote on and on"}])
    page = opened()
    (told,) = [one.value for one in page.markdown if "named no feature" in one.value]
    assert "Not all of it was read: the model wrote on and on" in told
    assert [one.key for one in page.button if one.key and one.key.startswith("draft.take")] == []


def at(page: AppTest, product: str) -> AppTest:
    """The page with the catalogue of that product."""
    page.session_state[hired.PRODUCT] = product
    return page.run()


def test_a_name_names_the_product_it_was_typed_for(opened: Open) -> None:
    """Neither another that was opened since, nor the same a second time."""
    ours()
    state.store().catalogues.save(Catalogue(product=state.UNNAMED, features=(Feature(name="live map"),)))
    page = opened()
    page.session_state[hired.VIEW] = hired.CONFIRM
    box = at(page, state.UNNAMED).text_input(key="product.rename")
    page.selectbox(key=hired.PRODUCT).select("Ours").run()
    still_there(page, box.set_value("Palette"))
    assert set(hired.products()) == {"Ours", state.UNNAMED}
    at(page, state.UNNAMED).text_input(key="product.rename").set_value("Palette").run()
    still_there(page, box)
    assert set(hired.products()) == {"Ours", "Palette"}
    assert not page.error


def test_what_was_saved_is_so_though_the_next_page_was_asked_for(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save, and a link at once, while the server is busy: both wait as one, and the save was forgotten for the page."""
    ours(Feature(name="live map"))
    page = at(opened(), "Ours")
    form = {"of": "live map", "name": "our map", "wordings": "", "answers": "", "raises": ""}
    said = WidgetStates(widgets=[Word(page, "features", "saved", form)._widget_state])
    start = LocalScriptRunner.start

    def start_later(runner: LocalScriptRunner) -> None:
        assert runner.request_rerun(RerunData(widget_states=said))
        assert runner.request_rerun(RerunData(page_script_hash=calc_hash("another page")))
        start(runner)

    monkeypatch.setattr(LocalScriptRunner, "start", start_later)
    page.run()
    (saved,) = state.store().catalogues.all()
    assert [one.name for one in saved.value.features] == ["our map"]


def test_what_is_typed_into_a_feature_stays_with_its_product(opened: Open) -> None:
    """What comes late from the list of another product changes nothing here, and opens no form."""
    ours(Feature(name="live map"))
    state.store().catalogues.save(Catalogue(product="Theirs", features=(Feature(name="live map"),)))
    page = at(opened(), "Theirs")
    form = {"of": "live map", "name": "theirs", "wordings": "", "answers": "", "raises": ""}
    typed, kept = (Word(page, "features", event, form) for event in ("typed", "saved"))
    still_there(page, typed)
    assert drawn(page, "features")["open"] == form
    assert drawn(at(page, "Ours"), "features")["open"] is None
    still_there(page, typed, kept)
    assert drawn(page, "features")["open"] is None
    assert [row["name"] for row in drawn(page, "features")["features"]] == ["live map"]


def test_a_file_is_read_once(opened: Open) -> None:
    """Not again over what was made of it since."""
    page = whole().switch_page("pages/catalogue.py").run()
    box = page.file_uploader(key="import")
    box.set_value(("ours.yaml", b"product: Ours\nfeatures: [{name: live map}]", "text/plain")).run()
    since = Catalogue(product="Ours", features=(Feature(name="every van on a map"),))
    state.store().catalogues.save(since, state.saved_catalogue("Ours"))
    still_there(page.switch_page("pages/you.py").run(), box)
    assert saved() == since
