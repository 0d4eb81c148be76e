"""Sound out of files: every kind that is offered, and one sentence for each that is not what it says."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.pitch import InputError
from pitchcheck.transcript import sound as sounds
from pitchcheck.transcript.sound import sound
from tests.transcript.sounds import black, encoded, tone, wav

KINDS = {
    "call.mp3": ("mp3", "libmp3lame"),
    "call.m4a": ("ipod", "aac"),
    "call.ogg": ("ogg", "libopus"),
    "call.webm": ("webm", "libopus"),
    "call.flac": ("flac", "flac"),
}


def read(content: bytes, folder: Path, name: str = "call.wav") -> sounds.Sound:
    """The sound in those bytes."""
    return sound(io.BytesIO(content), name, folder)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_read(tmp_path: Path, name: str) -> None:
    """Two seconds stay two seconds, and the tone stays at its pitch."""
    found = read(encoded(tone(2), *KINDS[name]), tmp_path, name)
    assert found.seconds == pytest.approx(2, abs=0.15)
    heard = found.part(0.5, 1.5)
    assert np.abs(np.fft.rfft(heard)).argmax() == pytest.approx(440, abs=2)
    assert found.problems == ()


def test_a_video_s_sound_is_read(tmp_path: Path) -> None:
    """The picture is passed over."""
    assert read(encoded(tone(2), "mp4", "aac", picture=True), tmp_path).seconds == pytest.approx(2, abs=0.15)


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000])
def test_any_rate_becomes_sixteen_thousand(tmp_path: Path, rate: int) -> None:
    """A phone's eight thousand as well as a studio's forty-eight."""
    found = read(wav(tone(1, rate=rate), rate), tmp_path)
    assert found.seconds == pytest.approx(1, abs=0.01)
    assert np.abs(np.fft.rfft(found.part(0, 1))).argmax() == pytest.approx(440, abs=2)


def test_channels_stay_apart_and_more_than_two_are_mixed(tmp_path: Path) -> None:
    """A person a channel can be told from the other; a room's many microphones are one."""
    silent = np.zeros(16_000)
    two = read(wav(np.stack([tone(1), silent], axis=1)), tmp_path)
    assert two.channels == 2
    assert np.abs(two.part(0, 1, 0)).max() > 0.4
    assert np.abs(two.part(0, 1, 1)).max() == 0
    assert read(wav(np.stack([tone(1)] * 4, axis=1)), tmp_path).channels == 1


NO_SOUND = {
    "words in a wav": (b"Hello there, this is a text.", "not audio or video"),
    "nothing": (b"", "is empty"),
    "a playlist": (
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n",
        "not audio",
    ),
    "a list of files": (b"ffconcat version 1.0\nfile /etc/hostname\n", "not audio or video"),
    "a header alone": (wav(np.zeros(0)), "no sound that I can read"),
    "half an mp4": (encoded(tone(20), "mp4", "aac", picture=True)[:20_000], "not whole"),
}


@pytest.mark.parametrize("name", NO_SOUND)
def test_what_is_no_sound_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    """Also a playlist, which would have other files or addresses read."""
    content, says = NO_SOUND[name]
    with pytest.raises(InputError, match=says) as refused:
        read(content, tmp_path)
    assert str(refused.value).count("\n") == 0


def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    """A screen recorded with the microphone off."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as made:
        black(made)
    with pytest.raises(InputError, match="no sound in it"):
        read(target.getvalue(), tmp_path)


@pytest.mark.parametrize(("kind", "codec"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame")], ids=["a wav", "an mp3"])
def test_a_file_that_breaks_off_is_read_and_says_so(tmp_path: Path, kind: str, codec: str) -> None:
    """What is there is used; that the rest is missing is said."""
    whole = encoded(tone(20), kind, codec)
    found = read(whole[: len(whole) // 2], tmp_path)
    assert found.seconds == pytest.approx(10, abs=0.7)
    (problem,) = found.problems
    assert "breaks off after 0:" in problem
    assert "of 0:20" in problem


def test_a_recording_of_a_day_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the disk is full: no more than the limit is ever written."""
    monkeypatch.setattr(sounds, "LONGEST", 1)
    with pytest.raises(InputError, match="longer than"):
        read(wav(tone(3)), tmp_path)
    assert (tmp_path / "sound.s16").stat().st_size < 3 * 16_000 * 2


WHOLE = {name: encoded(tone(0.5), *KINDS[name]) for name in KINDS} | {"call.wav": wav(tone(0.5))}


@given(name=st.sampled_from(sorted(WHOLE)), data=st.data())
def test_damage_anywhere_is_a_sentence_or_sound(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    """Cut off anywhere, with any bytes changed: never a crash, never more sound than there could be."""
    content = bytearray(WHOLE[name][: data.draw(st.integers(0, len(WHOLE[name])))])
    for _ in range(data.draw(st.integers(0, 8)) if content else 0):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InputError):
        assert 0 < read(bytes(content), tmp_path_factory.mktemp("s"), name).seconds < 60
