"""Prospects with a language model: what is sent is seen first, and whoever is in force reads notes, calls and sides."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelConnectionError
from streamlit.testing.v1 import AppTest

from pages import _reader as reader
from pages import _shelf as shelf
from pages import _state as state
from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge
from pitchcheck.profile import Profile
from pitchcheck.store import House, ModelRule
from tests.judge.language_model.scripted import Script, careful
from tests.pages.test_prospects import DANA, Open, drawn, now, press, prospects, well, words

__all__ = ["prospects"]
NOTES = "Call notes\nI type it all twice.\nHer boss said: never on a Friday."
CALL = (
    b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Dana>I type it all twice.\n\n00:05.000 --> 00:06.000\n<v Sam>I see, I do.\n"
)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """A model is named, picked, and the test's own."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:gpt-x")
    script = Script(hears)

    def made(profile: Profile | None = None) -> LanguageModelJudge:
        named = LanguageModel("openai:gpt-x", seconds=20, parallel=1)
        return LanguageModelJudge(named, state.judge(), state.store().language_model, model=script.model())

    monkeypatch.setattr(reader, "made", made)
    return script


def hears(data: dict[str, Any], n: int) -> Any:
    """Hears a no as well, which the embedded judge of tests does not."""
    if "never on a Friday" not in data.get("text", ""):
        return careful(data)
    both = [("I type it all twice.", "push", "buyer"), ("never on a Friday", "no", "gatekeeper")]
    return {"statements": [{"quote": quote, "force": force, "who": who} for quote, force, who in both]}


def pasted(prospects: Open, text: str = NOTES) -> AppTest:
    """Notes handed over, with the model picked."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app = well(app.radio(key=reader.RADIO).set_value(reader.MODEL).run())
    app.text_area(key="notes.text").input(text)
    return press(app, "notes.find")


def agreed(app: AppTest, shows: str) -> AppTest:
    """Look at what would be sent, agree, and wait."""
    app = press(app, "would_send")
    assert any(shows in one.value for one in app.code)
    return settled(press(app, "agree"), "notes")


def settled(app: AppTest, name: str) -> AppTest:
    """Once the model's thread is done."""
    until, where = time.monotonic() + 60, f"reader.beside.{name}"
    while time.monotonic() < until and where in app.session_state and not app.session_state[where].finished:
        time.sleep(0.02)
    return well(app.run())


def test_notes_are_read_by_the_model_once_seen(prospects: Open, script: Script) -> None:
    """Nothing goes before; then its statements are proposed, held to the notes, with the model's name."""
    app = pasted(prospects)
    assert script.seen == []
    app = agreed(app, '{"text": "Call notes\\nI type it all twice.')
    found = drawn(app, "notes")["found"]
    assert [(one["text"], one["force"], one["state"]) for one in found] == [
        ("I type it all twice.", "push", "open"), ("never on a Friday", "no", "open"),
    ]  # fmt: skip
    assert found[1]["sure"] == "The judge is 50% sure."
    assert "Read by openai" in words(app)
    assert now() == Profile.model_validate(DANA)


def test_a_call_is_read_turn_by_turn(prospects: Open, script: Script) -> None:
    """Their turns only; what is proposed knows who said it."""
    app = prospects(DANA, one=0, view=shelf.FROM_NOTES)
    app = well(app.radio(key=reader.RADIO).set_value(reader.MODEL).run())
    app = well(app.file_uploader(key="notes.file").set_value(("call.vtt", CALL, "text/vtt")).run())
    app = press(app, "notes.find")
    app.button_group(key="notes.speakers").set_value(["Dana"]).run()
    app = agreed(press(app, "notes.hear"), '{"text": "I type it all twice."}')
    assert [one["text"] for one in drawn(app, "notes")["found"]] == ["I type it all twice."]
    assert app.session_state[shelf.NOTES]["found"][0]["person"] == "Dana"
    assert [data["text"] for data in script.seen] == ["I type it all twice."]


def test_the_embedded_judge_is_a_click_away(prospects: Open, script: Script) -> None:
    """Whoever does not want to send it, or to wait, has the embedded judge's proposals."""
    app = press(pasted(prospects), "notes.embedded")
    assert [one["text"] for one in drawn(app, "notes")["found"]] == ["I type it all twice."]
    assert script.seen == []


def test_a_model_that_is_down_leaves_the_notes_to_the_embedded_judge(prospects: Open, script: Script) -> None:
    """What it heard is marked with the reason."""
    script.told = lambda data, n: ModelConnectionError("x", "y")
    (found,) = drawn(agreed(pasted(prospects), "I type"), "notes")["found"]
    assert found["sure"].endswith("The embedded judge heard this: the model could not be reached.")


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is named whose key is missing."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:gpt-x")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def test_a_model_that_cannot_be_opened_leaves_it_to_the_embedded_judge(prospects: Open, unopened: None) -> None:
    """Notes are not found empty: the embedded judge finds in them, and why the model did not is said; of sides too."""
    app = press(press(pasted(prospects), "would_send"), "agree")
    app = app if app.error else settled(app, "notes")
    assert "The embedded judge read it instead" in app.error[0].value
    assert [one["text"] for one in drawn(app, "notes")["found"]] == ["I type it all twice."]
    reader_agrees(app)
    app.session_state[shelf.VIEW] = shelf.EACH
    app = settled(well(app.run()), "sides")
    assert "The embedded judge read it instead" in app.warning[0].value


def test_notes_given_to_a_model_that_may_not_be_asked_any_more_are_read(prospects: Open, script: Script) -> None:
    """By the embedded judge, without a click; nothing is sent."""
    app = pasted(prospects)
    state.store().house.save(House(language_model=ModelRule.FORBIDDEN))
    assert [one["text"] for one in drawn(well(app.run()), "notes")["found"]] == ["I type it all twice."]
    assert script.seen == []


def test_other_notes_let_the_model_read_no_further(prospects: Open, script: Script) -> None:
    """What it reads for nobody costs all the same."""
    app = pasted(prospects)
    wait = threading.Event()

    def slowly(data: dict[str, Any], n: int) -> Any:
        wait.wait(60)
        return hears(data, n)

    script.told = slowly
    app = press(press(app, "would_send"), "agree")
    at_work = app.session_state["reader.beside.notes"]
    app = press(app, "notes.other")
    wait.set()
    assert at_work.dropped.is_set()
    assert "reader.beside.notes" not in app.session_state


def test_who_reads_until_it_is_agreed_is_said(prospects: Open, script: Script) -> None:
    """A model is picked, and the embedded judge reads."""
    app = prospects(DANA, one=0, view=shelf.EACH)
    app = well(app.radio(key=reader.RADIO).set_value(reader.MODEL).run())
    assert "The embedded judge reads until you have seen on Rehearse what is sent" in words(app)


def test_how_far_the_model_is_stands_once_above_all_the_nos(prospects: Open, script: Script) -> None:
    """However many there are."""
    said = [{"force": "no", "text": f"No contract of {n} years."} for n in range(2, 5)]
    app = prospects({**DANA, "statements": [*DANA["statements"], *said]}, one=0, view=shelf.NOS)
    wait = threading.Event()
    script.told = lambda data, n: wait.wait(60) and careful(data)
    reader_agrees(app)
    told = words(app.run())
    wait.set()
    assert told.count("Until then this is what the embedded judge reads.") == 1


def test_notes_given_to_the_model_survive_a_reload(prospects: Open, script: Script) -> None:
    """A second visit goes on with them, and what was answered is not asked again."""
    app = agreed(pasted(prospects), "I type")
    asked, opened = len(script.seen), app.session_state[shelf.OPENED]
    again = AppTest.from_file(str(shelf.__file__).replace("_shelf", "prospects"), default_timeout=60)
    again.session_state[shelf.OPENED], again.session_state[shelf.VIEW] = opened, shelf.FROM_NOTES
    assert len(drawn(well(again.run()), "notes")["found"]) == 2
    assert len(script.seen) == asked


def test_each_side_is_read_by_the_judge_in_force(prospects: Open, script: Script) -> None:
    """The embedded judge's cards at once; with the model in force and agreed to, its own in their place."""
    app = prospects(DANA, one=0, view=shelf.EACH)
    embedded = drawn(app, "sides")
    reader_agrees(app)
    script.told = lambda data, n: {"claims": []} if "sentence" in data else careful(data)
    app = settled(well(app.run()), "sides")
    assert drawn(app, "sides") != embedded
    assert all(card["counts"].startswith("0 of 0") for card in drawn(app, "sides")["sides"])


def on_rehearse(app: Callable[[], AppTest], *, agreed: bool) -> AppTest:
    """The prospect's form on Rehearse, in which notes were pasted with the model picked."""
    page = app()
    reader_agrees(page, f"{reader.AGREED}/{reader.NOTES}" if agreed else "another agreement")
    page.session_state["prospect.way"] = "Paste"
    well(page.button(key="prospect").click().run())
    page.text_area(key="prospect.pasted").input(NOTES)
    return well(page.button(key="prospect.read").click().run())


def in_the_form(page: AppTest) -> list[str]:
    """What stands in it as said."""
    return [one["text"] for one in page.session_state[state.DRAFT]["statements"]]


def test_the_form_on_rehearse_is_filled_by_the_judge_in_force(app: Callable[[], AppTest], script: Script) -> None:
    """The model reads what is pasted there as it reads notes on Prospects, once it was agreed to."""
    page = on_rehearse(app, agreed=True)
    assert in_the_form(page) == ["I type it all twice.", "never on a Friday"]
    assert not page.warning
    assert page.info[0].value.startswith("2 statements found in the notes. Check each")
    assert "prospect.embedded" not in {one.key for one in page.button}
    assert "prospect.use" in {one.key for one in page.run().button}, "a run of the whole page leaves the form open"


def test_the_form_on_rehearse_says_why_the_model_did_not_read(app: Callable[[], AppTest], script: Script) -> None:
    """Nothing is sent that nobody has seen; the embedded judge fills it in."""
    page = on_rehearse(app, agreed=False)
    assert script.seen == []
    assert in_the_form(page) == ["I type it all twice."]
    assert "once you have seen what is sent" in page.warning[0].value


@pytest.mark.usefixtures("unopened")
def test_the_form_on_rehearse_is_filled_where_no_model_can_be_opened(app: Callable[[], AppTest]) -> None:
    """By the embedded judge, and the reason stands above it."""
    page = on_rehearse(app, agreed=True)
    assert in_the_form(page) == ["I type it all twice."]
    assert "The embedded judge read it instead" in page.warning[0].value


def reader_agrees(app: AppTest, to: str = reader.AGREED) -> None:
    """As if it had been agreed to on Rehearse, or to what is named."""
    app.session_state[reader.CHOSEN] = reader.MODEL
    state.store().drafts.keep(to, ["openai:gpt-x", "", "allowed"])
