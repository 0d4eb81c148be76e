"""A recording written down: by the smallest real model once, and by a stand-in for everything else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from pitchcheck.pitch import InputError, Transcript
from pitchcheck.settings import Settings
from pitchcheck.transcript import read, speech
from pitchcheck.transcript.speech import Watch, transcribed
from tests.transcript.sounds import CALL, encoded, tiny, tone, wav
from tests.transcript.sounds import speech as said

SAMPLES = Path(__file__).parents[2] / "sample_data"


def hear(content: bytes, name: str = "call.wav", model: str = "stand-in", **options: Any) -> Transcript:
    """What is heard in those bytes."""
    return transcribed(io.BytesIO(content), name, Settings(speech_model=model, speech_threads=1), **options)


def plain(text: str) -> list[str]:
    """The words of a text, whatever their case and marks."""
    return re.findall(r"[a-z0-9']+", text.lower())


@pytest.fixture(scope="module")
def call() -> Transcript:
    """The sample call's first minute, heard by the real model."""
    return hear(CALL.read_bytes(), "call.mp3", tiny())


def test_the_sample_call_is_written_down(call: Transcript) -> None:
    """Most words are right, in their order, with their times, and each of the three voices is a speaker."""
    there = read((SAMPLES / "call.vtt").read_bytes(), "call.vtt").turns[:9]
    right, found = plain(" ".join(turn.text for turn in there)), plain(" ".join(turn.text for turn in call.turns))
    assert len(set(right) & set(found)) / len(set(right)) > 0.85
    assert call.speakers() == ("Speaker 1", "Speaker 2", "Speaker 3")
    assert [turn.speaker for turn in call.turns][:3] == ["Speaker 1", "Speaker 2", "Speaker 1"]
    assert call.turns[1].start == pytest.approx(8.8, abs=0.7)
    assert "half an hour" in call.turns[1].text


def test_words_lie_in_their_turn_and_follow_each_other(call: Transcript) -> None:
    """Times run forwards, and a turn's text is its words."""
    for turn in call.turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        times = [time for word in turn.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert turn.start == times[0]
        assert turn.end == times[-1]
    starts = [turn.start or 0 for turn in call.turns]
    assert starts == sorted(starts)


class StandIn:
    """Hears "word" every half second, as often as there is room; ``heard`` counts how many stretches it was given."""

    def __init__(self, sure: float = -0.2, language: str | None = None) -> None:
        self.heard = 0
        self.sure = sure
        self.language = language
        self.model = SimpleNamespace(is_multilingual=language is not None)

    def transcribe(self, audio: Any, **_: Any) -> tuple[Iterator[Any], None]:
        """Two segments with their words."""
        self.heard += 1
        half = len(audio) / 16_000 / 2
        return iter([self._segment(0, half), self._segment(half, 2 * half)]), None

    def _segment(self, start: float, end: float) -> Any:
        words = [SimpleNamespace(word=" word", start=at, end=at + 0.4) for at in np.arange(start, end - 0.4, 0.5)]
        if words:
            words.append(SimpleNamespace(word="-ish", start=words[-1].end, end=end))
            words.append(SimpleNamespace(word=" ♪", start=end, end=end))
        return SimpleNamespace(words=words, avg_logprob=self.sure)

    def detect_language(self, _: Any) -> tuple[str, float, list[tuple[str, float]]]:
        """Nine times of ten that language."""
        language = self.language or "en"
        return language, 0.9, [(language, 0.9), ("en" if language != "en" else "de", 0.1)]


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Callable[..., StandIn]:
    """Puts a stand-in in the model's place, and one voice in place of everybody's."""
    monkeypatch.setattr(speech.voices, "vector", lambda _: np.ones(192, np.float32) / np.sqrt(192))

    def put(**options: Any) -> StandIn:
        made = StandIn(**options)
        monkeypatch.setattr(speech, "_model", lambda *_: made)
        return made

    return put


def test_parts_of_a_word_are_one_word_and_marks_are_none(model: Callable[..., StandIn]) -> None:
    """ "-ish" belongs to the word before it, and a note is not said."""
    model()
    words = [word.text for turn in hear(wav(said(0, 8))).turns for word in turn.words]
    assert set(words) == {"word", "word-ish"}


def test_each_channel_is_a_person(model: Callable[..., StandIn]) -> None:
    """Who speaks on the left is never who speaks on the right, and nothing is told by voice."""
    model()
    silent = np.zeros(5 * 16_000)
    left, right = np.concatenate([said(0, 5), silent]), np.concatenate([silent, said(0, 5)])
    found = hear(wav(np.stack([left, right], axis=1)))
    assert found.speakers() == ("Speaker 1", "Speaker 2")
    assert all((turn.end or 0) < 5.6 for turn in found.turns if turn.speaker == "Speaker 1")
    assert all((turn.start or 0) > 4.4 for turn in found.turns if turn.speaker == "Speaker 2")


def test_a_voice_heard_through_the_room_stays_one_person(model: Callable[..., StandIn]) -> None:
    """The same words, much softer in the other channel, are not said twice."""
    model()
    own, other = said(0, 5), said(9, 13.5)
    left = np.concatenate([own, 0.1 * other])
    right = np.concatenate([0.1 * own, other])
    found = hear(wav(np.stack([left, right], axis=1)))
    assert sum((turn.end or 0) - (turn.start or 0) for turn in found.turns) < 10


def test_a_room_in_stereo_is_told_apart_by_voice(model: Callable[..., StandIn]) -> None:
    """Both channels carry everybody: as one voice, it is one speaker."""
    model()
    found = hear(wav(np.stack([said(0, 8), 0.8 * said(0, 8)], axis=1)))
    assert found.speakers() == ("Speaker 1",)
    assert any("one voice only" in problem for problem in found.problems)


def test_a_number_of_speakers_that_is_not_heard_is_said(model: Callable[..., StandIn]) -> None:
    """What was told apart is kept, and that it is another number is said."""
    model()
    found = hear(wav(said(0, 2.2)), speakers=3)
    assert found.problems[0] == "I hear only one of the 3 voices."


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (wav(np.zeros(48_000)), "nobody speak"),
        (wav(np.random.default_rng(0).normal(0, 0.1, 48_000)), "nobody speak"),
        (wav(np.concatenate([tone(0.3, pitch) for pitch in (262, 330, 392, 523) * 4])), "nobody speak"),
        (b"Nothing of the kind", "not audio or video"),
    ],
    ids=["silence", "noise", "music", "text"],
)
def test_what_holds_no_speech_is_refused(model: Callable[..., StandIn], content: bytes, says: str) -> None:
    """In one sentence, before anything is written down."""
    stand_in = model()
    with pytest.raises(InputError, match=says):
        hear(content)
    assert stand_in.heard == 0


def test_speech_without_a_word_is_refused(model: Callable[..., StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    """Singing, say: somebody is heard, but nothing is understood."""
    model()
    monkeypatch.setattr(StandIn, "transcribe", lambda *_, **__: (iter([]), None))
    with pytest.raises(InputError, match="that I understand"):
        hear(wav(said(0, 5)))


def test_another_language_is_refused_before_it_is_written_down(model: Callable[..., StandIn]) -> None:
    """It costs seconds, not the whole recording's time."""
    stand_in = model(language="de")
    with pytest.raises(InputError, match="does not sound like English \\(rather like “de”\\)"):
        hear(wav(said(0, 5)))
    assert stand_in.heard == 0
    model(language="en")
    assert hear(wav(said(0, 5))).turns


def test_little_understood_is_said(model: Callable[..., StandIn]) -> None:
    """A model of English only cannot tell another language; that it was unsure is told."""
    model(sure=-1.6)
    assert any("understood little" in problem for problem in hear(wav(said(0, 8))).problems)


class Stopped(Exception):
    """Somebody pressed stop."""


def test_what_was_stopped_goes_on_where_it_was(model: Callable[..., StandIn]) -> None:
    """Stretches that were done are not heard again, and the whole is the same as without the stop."""
    stand_in = model()
    content = encoded(np.concatenate([said(0, 30), np.zeros(16_000), said(30, 60)]), "mp3", "libmp3lame")
    whole = hear(content)
    needed, kept, shares = stand_in.heard, {}, []

    def tell(share: float, _: str) -> None:
        shares.append(share)
        if len(kept) == 1:
            raise Stopped

    with pytest.raises(Stopped):
        hear(content, watch=Watch(tell, kept.__setitem__, {}))
    stand_in.heard = 0
    assert hear(content, watch=Watch(lambda *_: None, kept.__setitem__, dict(kept))) == whole
    assert stand_in.heard == needed - 1
    assert needed > 2


def test_progress_runs_from_nothing_to_all(model: Callable[..., StandIn]) -> None:
    """Never back, and in words."""
    model()
    told: list[tuple[float, str]] = []
    hear(wav(said(0, 40)), watch=Watch(lambda share, doing: told.append((share, doing))))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert list(dict.fromkeys(doing for _, doing in told)) == [speech.LISTENING, speech.WRITING, speech.TELLING]


def test_stretches_of_another_model_are_heard_again(model: Callable[..., StandIn]) -> None:
    """What the small model wrote is not passed off as the large one's."""
    stand_in = model()
    kept: dict[int, str] = {}
    hear(wav(said(0, 8)), model="small.en", watch=Watch(lambda *_: None, kept.__setitem__, {}))
    stand_in.heard = 0
    hear(wav(said(0, 8)), model="large-v3", watch=Watch(lambda *_: None, lambda *_: None, kept))
    assert stand_in.heard == len(kept)


@pytest.mark.parametrize("speakers", [0, -1, 21])
def test_no_such_number_of_speakers(speakers: int) -> None:
    """From one to twenty."""
    with pytest.raises(InputError, match="from 1 to 20"):
        hear(b"", speakers=speakers)


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    """What to do is said: another name, or a folder."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="Set speech_model to"):
        hear(wav(said(0, 3)), model=str(tmp_path / "empty"))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, with the command."""
    monkeypatch.setitem(__import__("sys").modules, "faster_whisper", None)
    speech._model.cache_clear()
    with pytest.raises(InputError, match=r'pip install "pitchcheck\[speech\]"'):
        hear(wav(said(0, 3)))
