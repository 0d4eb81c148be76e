"""Sound on its way to words, as Recordings and Rehearse show it; no worker runs, the queue is moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import _state as state
from pages import _voice as voice
from pitchcheck.jobs import RECORDING, REHEARSAL
from pitchcheck.pitch import Transcript, Turn, Word
from pitchcheck.store import Job, JobState, Queue
from pitchcheck.transcript.pace import pace
from tests.pages.conftest import still_there, whole
from tests.pages.test_recordings import added
from tests.store.examples import profile

RECORDINGS = str(Path(__file__).resolve().parents[2] / "pages" / "recordings.py")
SOUND = b"RIFF0000WAVE and then some"
Open = Callable[[], AppTest]


@pytest.fixture
def opened(app: Open) -> Open:
    """Opens Recordings in a new session over one store."""

    def visit() -> AppTest:
        test = AppTest.from_file(RECORDINGS, default_timeout=30).run()
        assert not test.exception, test.exception
        return test

    return visit


def only() -> Job:
    """The one piece of work there is."""
    (job,) = state.store().jobs.all()
    return job


def texts(page: AppTest) -> str:
    """All progress and errors on the page."""
    return " ".join([*(one.proto.text for one in page.get("progress")), *(one.value for one in page.error)])


def test_a_sound_alone_is_sent_to_be_written_down(opened: Open) -> None:
    """With the number of speakers, and the page says how far it is and that one may leave."""
    state.store().profiles.save(profile())
    page = opened()
    page.selectbox(key="add.speakers").set_value(2)
    page.selectbox(key="add.whom").select_index(1)
    page = added(page, ("first call.wav", SOUND))
    assert not page.exception
    assert (only().title, only().kind, only().asked["speakers"]) == ("first call", RECORDING, 2)  # type: ignore[index,call-overload]
    assert "waiting for its turn. You can leave this page." in texts(page)
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.beat(only().id, "w", 0.25, "Writing down what was said", 600)
    assert "Writing down what was said, 25%, about 10 minutes left" in texts(opened())
    assert state.store().recordings.all() == ()
    with pytest.raises(KeyError):  # the form has closed, and the next one is empty
        page.file_uploader(key="add.files")
    assert page.file_uploader(key="add.files 1").value == []
    boxes = {one.key: one.value for one in page.selectbox}
    assert (boxes["add.speakers 1"], boxes["add.whom 1"]) == (voice.UNKNOWN, None)


def test_it_is_stopped_gone_on_with_and_thrown_away(opened: Open) -> None:
    """Each with one button, and what failed says why."""
    page = added(opened(), ("first call.wav", SOUND))
    job = only().id
    page.button(key=f"stop {job}").click().run()
    assert only().state is JobState.STOPPED
    page = opened()
    assert "What is done is kept" in texts(page)
    page.button(key=f"resume {job}").click().run()
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.end(job, "w", JobState.FAILED, problem="I hear nobody speak in <b>first</b> call.wav.")
    page = opened()
    assert r"I hear nobody speak in \<b\>first" in texts(page)
    page.button(key=f"forget {job}").click().run()
    assert state.store().jobs.all() == ()
    assert state.store().files.keys() == ()


def test_without_the_extra_the_page_says_how_to_get_it(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of a job that could only fail."""
    monkeypatch.setattr(voice, "find_spec", lambda _: None)
    page = added(opened(), ("first call.wav", SOUND))
    assert "Reading audio needs the part of pitchcheck that listens" in texts(page)
    assert state.store().jobs.all() == ()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(20, "less than a minute"), (60, "about a minute"), (600, "about 10 minutes"), (9000, "about 2.5 hours")],
)
def test_time_left_is_said_as_one_says_it(seconds: float, said: str) -> None:
    """Nobody needs seconds."""
    assert voice.about(seconds) == said


SPOKEN = "We have ninety nine ready made reports. The board plans every morning without the phone."


def spoken() -> Transcript:
    """A pitch of two sentences: the first takes two seconds, the second eight."""
    words = SPOKEN.split()
    times = [n * 2 / 7 if n < 7 else float(2 + n - 7) for n in range(len(words) + 1)]
    timed = tuple(Word(text=word, start=times[n], end=times[n + 1]) for n, word in enumerate(words))
    return Transcript(turns=(Turn(n=1, text=SPOKEN, speaker="Speaker 1", start=0.0, end=times[-1], words=timed),))


def test_a_spoken_pitch_is_laid_on_the_desk_with_its_time(app: Open) -> None:
    """The same review, in which seconds count; its sound is thrown away, and after an edit words count again."""
    page = app()
    job = state.store().jobs.add(REHEARSAL, "A spoken pitch", {"name": "your pitch"})
    assert "Your pitch: waiting" in texts(page.run())
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.end(job.id, "w", JobState.DONE, result=spoken().model_dump(mode="json"))
    page.run()
    assert not page.exception
    assert page.session_state[state.TEXT] == SPOKEN
    assert state.store().jobs.all() == ()
    assert any("at 90 words a minute" in one.value for one in page.markdown)
    read = page.session_state[state.READ][1]
    assert [round(one.seconds, 3) for one in read.pitch.sentences] == [2.0, 8.0]
    frame: Any = page.dataframe[0].value
    attention = sorted((round(one.claim.attention, 1) for one in read.readings), reverse=True)
    assert frame["Seconds"].tolist() == attention
    assert frame["Of the pitch"].tolist() == pytest.approx([10 * one for one in attention])
    page.session_state[state.TEXT] = SPOKEN + " That is all."
    page.run()
    assert not any("words a minute" in one.value for one in page.markdown)


def test_a_pitch_that_was_not_heard_says_why(app: Open) -> None:
    """The desk stays as it was, and the sound is there to be tried again, or to be thrown away."""
    page = app()
    before = page.session_state[state.TEXT]
    store, sound = state.store(), ("pitch.wav", BytesIO(SOUND))
    job = store.jobs.add(REHEARSAL, "A spoken pitch", {"name": "your pitch"}, file=sound)
    queue = Queue(state.store().database)
    queue.take("w", 1)
    queue.end(job.id, "w", JobState.FAILED, problem="I hear nobody speak in your pitch; was the microphone on?")
    page.run()
    assert "I hear nobody speak in your pitch" in texts(page)
    assert page.session_state[state.TEXT] == before
    page.button(key=f"resume {job.id}").click().run()
    assert "Your pitch: waiting" in texts(page)
    assert len(store.files.keys()) == 1
    queue.take("w", 1)
    queue.end(job.id, "w", JobState.FAILED, problem="This broke off 3 times. Try again.")
    page.run().button(key=f"forget {job.id}").click().run()
    assert not page.exception
    assert store.jobs.all() == ()
    assert store.files.keys() == ()


def test_pace_is_words_over_the_whole_time() -> None:
    """Pauses count: that is what a listener hears."""
    assert pace(spoken()).seconds == pytest.approx(10)
    assert pace(spoken()).per_minute == pytest.approx(15 / 10 * 60)


def test_a_spoken_pitch_is_written_down_once(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not again when the page is left before it is done."""
    monkeypatch.setattr(voice, "_must_be_installed", lambda: None)
    page = whole()
    box = page.audio_input(key="voice.pitch").set_value(("pitch.wav", b"RIFF", "audio/wav"))
    still_there(box.run().switch_page("pages/you.py").run(), box)
    assert len(state.store().jobs.all()) == 1
