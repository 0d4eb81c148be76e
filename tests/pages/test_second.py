"""A call and a language model: seen before it is sent, read beside the embedded review, compared, and put back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from pages import _call as call
from pages import _reader as reader
from pages import _state as state
from pitchcheck import calls
from pitchcheck.calls import Helps
from pitchcheck.jobs import JUDGING
from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge
from pitchcheck.store import Job, JobState, Queue
from tests.judge.language_model.scripted import Script, careful
from tests.pages.judge import WordJudge
from tests.pages.test_recordings import opened, read, review

__all__ = ["opened"]
Open = Callable[[], AppTest]
MODEL = "openai:gpt-x"


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model is named; long work is done by nobody."""
    monkeypatch.setenv("PITCHCHECK_LLM_MODEL", MODEL)


def words(page: AppTest) -> str:
    """All that the page says in Markdown."""
    assert not page.exception, page.exception
    return "\n".join(one.value for one in page.markdown)


def agreed(page: AppTest) -> AppTest:
    """Pick the model, look at what would be sent, and agree."""
    page.radio(key=reader.RADIO).set_value(reader.MODEL).run()
    page.button(key="would_send").click().run()
    assert any('"I lose every single morning on the phone."' in one.value for one in page.code)
    assert any('"sentence"' in one.value for one in page.code)
    return page.button(key="agree").click().run()


def done(job: Job) -> None:
    """A worker has read it: as the model that reads with care."""
    store = state.store()
    named = LanguageModel(MODEL, seconds=20, parallel=1)
    judge = LanguageModelJudge(named, WordJudge(), store.language_model, model=Script(careful).model())
    before = review()
    new = calls.reread(before, Helps(judge))
    store.recordings.save_review(job.asked["recording"], new)  # type: ignore[index, call-overload, arg-type]
    queue = Queue(store.database)
    queue.take("w", 1)
    told = {"recording": job.asked["recording"], "before": before.model_dump(mode="json")}  # type: ignore[index, call-overload]
    queue.end(job.id, "w", JobState.DONE, result=told)


def test_without_a_model_nothing_is_said_of_one(opened: Open) -> None:
    """The page is as it was."""
    assert "Read by the embedded judge" not in words(read(opened))


def test_a_call_is_read_by_the_model_beside_the_embedded_review(opened: Open, named: None) -> None:
    """Looked at first, then long work; both readings are shown when it is done, and the earlier can be put back."""
    page = read(opened)
    assert "Read by the embedded judge" in words(page)
    page = agreed(page)
    assert state.store().jobs.all() == ()
    page.button(key="second.read").click().run()
    (job,) = state.store().jobs.all()
    assert job.kind == JUDGING
    assert "second.read" not in [one.key for one in page.button], "while it is under way, it is not asked for again"
    before = review()
    done(job)
    page.run()
    assert "It took" in words(page)
    assert "Pitch relevance was" in words(page)
    page.button(key=f"second.back {job.id}").click().run()
    assert review() == before
    assert state.store().jobs.all() == ()


def test_a_word_given_since_is_not_overwritten(opened: Open, named: None) -> None:
    """The earlier reading does not have it, so it is not put back, and the page says why."""
    page = agreed(read(opened))
    page.button(key="second.read").click().run()
    (job,) = state.store().jobs.all()
    done(job)
    said = calls.Said("Ann", "I was there")
    first = review().readings[0].claim.id
    state.store().recordings.reconsider(
        state.store().recordings.all()[0].id, lambda now: calls.agreed(now, first, said)
    )
    page.run().button(key=f"second.back {job.id}").click().run()
    assert [one.by for one in review().checked] == ["Ann"]
    assert "Nothing was put back" in page.error[0].value
    assert [one.id for one in state.store().jobs.all()] == [job.id]


def test_once_agreed_every_call_that_is_read_goes_to_the_model(opened: Open, named: None) -> None:
    """The embedded review is there at once, and the model's is asked for by itself; a call read before is not."""
    page = agreed(read(opened))
    page.button(key="back").click().run()
    state.store().recordings.delete(state.store().recordings.all()[0].id)
    read(opened)
    (job,) = state.store().jobs.all()
    assert job.kind == JUDGING
    assert review().judge.model is None
    state.store().jobs.forget(job.id)
    page = opened()
    assert state.store().jobs.all() == ()
    for leaves in ("leave", "back"):
        page.session_state[call.OPENED] = state.store().recordings.all()[0].id
        page = page.run().button(key="again").click().run().button(key=leaves).click().run()
        page.session_state[call.OPENED] = state.store().recordings.all()[0].id
        page.run()
        assert state.store().jobs.all() == (), "left as it was read, it is not sent either"
