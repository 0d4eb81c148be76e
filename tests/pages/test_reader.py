"""Which judge reads the pitch: shown, switched, agreed to before anything is sent, and never in the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelConnectionError
from streamlit.testing.v1 import AppTest

from pages import _reader as reader
from pages import _state as state
from pitchcheck.jobs import REHEARSAL
from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge
from pitchcheck.profile import Profile
from pitchcheck.store import House, JobState, ModelRule, Queue
from tests.judge.language_model.scripted import Script, careful
from tests.pages.test_voice import spoken

Open = Callable[[], AppTest]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """A model is named, and it is the test's own."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:gpt-x")
    script = Script(careful)

    def made(profile: Profile | None = None) -> LanguageModelJudge:
        named = LanguageModel("openai:gpt-x", seconds=20, parallel=1)
        return LanguageModelJudge(named, state.judge(), state.store().language_model, model=script.model())

    monkeypatch.setattr(reader, "made", made)
    return script


def choose_model(app: AppTest) -> AppTest:
    """Pick the language model."""
    return app.radio(key=reader.RADIO).set_value(reader.MODEL).run()


def agreed(app: AppTest) -> AppTest:
    """Look at what would be sent, and agree."""
    choose_model(app).button(key="would_send").click().run()
    return settled(app.button(key="agree").click().run())


def settled(app: AppTest) -> AppTest:
    """Once the model's thread is done."""
    until = time.monotonic() + 60
    while time.monotonic() < until and not app.session_state[state.ASKING].finished:
        time.sleep(0.02)
    return app.run()


def words(app: AppTest) -> str:
    """All that the page says in Markdown."""
    return "\n".join(one.value for one in app.markdown)


def test_without_a_model_the_embedded_judge_is_in_force(app: Open) -> None:
    """The page says who reads, and how to name another."""
    page = app()
    assert "The embedded judge reads: on this machine" in words(page)
    assert not [one for one in page.radio if one.key == reader.RADIO]


def test_nothing_is_sent_before_somebody_agreed(app: Open, script: Script) -> None:
    """The first use shows every question and to whom it goes; until then nobody is asked."""
    page = choose_model(app())
    assert script.seen == []
    page.button(key="would_send").click().run()
    assert "To whom:" in words(page)
    assert any('"sentence"' in one.value for one in page.code)
    assert script.seen == []
    page.button(key="disagree").click().run()
    assert script.seen == []
    assert page.session_state[reader.CHOSEN] == reader.EMBEDDED


def test_the_models_review_takes_the_place(app: Open, script: Script) -> None:
    """Agreed to, the model reads; the page says so, and what it took."""
    page = agreed(app())
    assert not page.exception
    review = page.session_state[state.ASKING].latest
    assert review.judge.model == "openai:gpt-x"
    assert all(one.stand_in is None for one in review.readings)
    assert "Read by openai" in words(page)
    asked = len(script.seen)
    page.run()
    assert len(script.seen) == asked


def test_a_spoken_pitch_is_read_as_it_was_spoken(app: Open, script: Script) -> None:
    """By the model too: the same sentences with the same seconds as the embedded judge counts."""
    page = app()
    job = state.store().jobs.add(REHEARSAL, "A spoken pitch", {"name": "your pitch"})
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.end(job.id, "w", JobState.DONE, result=spoken().model_dump(mode="json"))
    page = agreed(page.run())
    assert not page.exception
    seconds = [round(one.seconds or 0, 3) for one in page.session_state[state.ASKING].latest.pitch.sentences]
    assert seconds == [2.0, 8.0]


def test_the_agreement_holds_and_the_answers_too(app: Open, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the next visit the model of the settings reads at once, and nobody is asked what is known."""
    agreed(app())
    asked = len(script.seen)
    monkeypatch.setenv("PITCHCHECK_JUDGE", "llm")
    page = settled(app())
    assert page.session_state[state.ASKING].latest.judge.model == "openai:gpt-x"
    assert len(script.seen) == asked


def test_a_dead_model_blocks_nothing_and_judge_again_shows_both(app: Open, script: Script) -> None:
    """The embedded judge's claims stand and say why; asked anew, both readings and what is different are there."""
    script.told = lambda data, n: ModelConnectionError("x", "y") if "claim" in data else careful(data)
    page = agreed(app())
    assert "could not be reached" in words(page)
    script.told = careful
    settled(page.button(key="again").click().run())
    assert "Judged again" in [one.value for one in page.subheader]
    told = page.table[0].value.to_string()
    assert "(the embedded judge)" in told
    assert "(the model)" in told


def test_a_model_that_cannot_be_opened_says_so(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its key is missing: the embedded judge's review stands, and the page says why the model did not read."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", "openai:gpt-x")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    page = agreed(app())
    assert "The embedded judge read it instead" in page.warning[0].value


def test_an_admin_can_forbid_it(app: Open, script: Script) -> None:
    """Then the page says so, and there is nothing to choose."""
    page = app()
    store: Any = state.store()
    store.house.save(House(language_model=ModelRule.FORBIDDEN))
    assert "Your admin does not allow a language model" in words(page.run())
    assert script.seen == []


def test_the_embedded_judge_is_one_click_away(app: Open, script: Script) -> None:
    """Switched back, its review is there again."""
    page = agreed(app())
    page.radio(key=reader.RADIO).set_value(reader.EMBEDDED).run()
    assert page.session_state[state.ASKING] is None
