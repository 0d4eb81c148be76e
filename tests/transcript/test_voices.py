"""Whose voice it is: vectors that lie together are one speaker, whatever the order and the number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.transcript import voices
from pitchcheck.transcript.voices import majority, told_apart, vector, windows
from tests.transcript.sounds import speech

SPANS = st.lists(st.tuples(st.floats(0.1, 20), st.floats(0.1, 5)), min_size=1, max_size=8).map(
    lambda pairs: [
        (sum(a + b for a, b in pairs[:n]) + gap, sum(a + b for a, b in pairs[:n]) + gap + length)
        for n, (gap, length) in enumerate(pairs)
    ]
)


def people(who: list[int], spread: float, seed: int = 0) -> np.ndarray:
    """A vector for each of ``who``: everybody has a direction of their own, and strays from it by ``spread``."""
    random = np.random.default_rng(seed)
    strayed = np.eye(192)[who] + random.normal(size=(len(who), 192)) * spread / np.sqrt(192)
    return np.asarray(strayed / np.linalg.norm(strayed, axis=1, keepdims=True), np.float32)


def in_order(who: list[int]) -> list[int]:
    """The same people, numbered as they first speak."""
    order = {one: n for n, one in enumerate(dict.fromkeys(who))}
    return [order[one] for one in who]


@given(count=st.integers(1, 5), data=st.data())
def test_speakers_are_told_apart_without_their_number(count: int, data: st.DataObject) -> None:
    """Up to five people who each speak for a while, in any order; the first to speak is the first."""
    who = data.draw(st.permutations([n for n in range(count) for _ in range(8)]))
    assert told_apart(people(who, 0.6)) == in_order(who)


@given(count=st.integers(2, 5), data=st.data())
def test_a_number_that_is_given_is_kept_to(count: int, data: st.DataObject) -> None:
    """So many groups come out, even where somebody says little."""
    who = data.draw(st.permutations([n for n in range(count) for _ in range(2 + n)]))
    assert told_apart(people(who, 0.6), count) == in_order(who)


def test_a_cough_is_nobody() -> None:
    """Two seconds of something else among two people's talk make no third."""
    who = [0] * 20 + [1] * 20 + [2] * 2
    assert set(told_apart(people(who, 0.5))[:40]) == {0, 1}
    assert max(told_apart(people(who, 0.5))) == 1


def test_a_long_recording_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only so many are compared with each other; the others still go to the right person."""
    monkeypatch.setattr(voices, "MOST", 50)
    who = [0, 1, 1, 0, 2] * 200
    assert told_apart(people(who, 0.5)) == in_order(who)


@pytest.mark.parametrize("length", [0, 1])
def test_little_is_one_speaker(length: int) -> None:
    """Nothing to compare."""
    assert told_apart(people([0] * length, 0.5)) == [0] * length


@given(spans=SPANS)
def test_windows_lie_in_the_spans_and_cover_them(spans: list[tuple[float, float]]) -> None:
    """Nobody's voice is read from silence, and nothing that is said is left out."""
    found = windows(spans)
    for start, end in found:
        assert 0 < end - start <= voices.WINDOW + 1e-9
        assert any(a - 1e-9 <= start and end <= b + 1e-9 for a, b in spans)
    for a, b in spans:
        for at in np.linspace(a, b, 20):
            assert any(start - 1e-6 <= at <= end + 1e-6 for start, end in found)


@given(spans=SPANS, data=st.data())
def test_a_phrase_is_theirs_who_speaks_most_of_it(spans: list[tuple[float, float]], data: st.DataObject) -> None:
    """The quick search gives what adding up every stretch gives."""
    pieces = sorted(windows(spans))
    whose = [data.draw(st.integers(0, 2)) for _ in pieces]
    start = data.draw(st.floats(0, 100))
    end = start + data.draw(st.floats(0.1, 10))
    shares = [
        sum(max(0, min(b, end) - max(a, start)) for (a, b), one in zip(pieces, whose, strict=True) if one == speaker)
        for speaker in range(3)
    ]
    found = majority(pieces, whose, start, end)
    assert found in whose
    assert shares[found] == pytest.approx(max(shares))


def test_the_model_hears_who_it_is() -> None:
    """Two stretches of the same voice of the sample call are nearer to each other than to the other voice."""
    sam, dana, sam_again = (vector(speech(*times)) for times in ((0.5, 2.5), (9.0, 11.0), (14.5, 16.5)))
    assert sam.shape == (192,)
    assert np.linalg.norm(sam) == pytest.approx(1, abs=1e-5)
    assert sam @ sam_again > 0.6
    assert sam @ dana < 0.4
