"""Texts that share a run: found as each alone would be, kept for the next edit, and read once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import is_dataclass
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.encoder import encoder
from pitchcheck.judge.kept import TOGETHER, TOKENS, Kept
from pitchcheck.judge.pairs import pair_reader
from pitchcheck.judge.sharing import Unwanted, reading
from pitchcheck.judge.tagger import Mark, tagger
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.reviewing import check


class Runs:
    """A network of letters: what went through it together, and how often each text was read."""

    def __init__(self, most: int = 1000) -> None:
        self.together: list[list[str]] = []
        self.read: list[str] = []
        self.kept = Kept(self._read, most, lambda text: [[ord(letter) for letter in text]], self._ahead)

    def _read(self, text: str) -> str:
        self.read.append(text)
        return text.upper()

    def _ahead(self, runs):
        self.together.append(["".join(map(chr, ids)) for ids in runs])
        return nullcontext()


@given(st.lists(st.text("abc", max_size=6), max_size=60))
def test_each_text_is_read_once_and_answers_come_in_order(texts: list[str]) -> None:
    """Texts of a run are equally long and not too many; what is asked again goes through no network."""
    runs = Runs()
    for _ in range(2):
        assert runs.kept.all(texts) == [text.upper() for text in texts]
    assert sorted(runs.read) == sorted(set(texts))
    for group in runs.together:
        assert len({len(text) for text in group}) == 1
        assert len(group) <= TOGETHER
    assert sum(map(len, runs.together)) == len(set(texts))


def test_long_texts_go_alone() -> None:
    """So many that a run stays short: an edit of somebody else's waits for no more."""
    runs = Runs()
    runs.kept.all([letter * (TOKENS // 2 + 1) for letter in "abc"])
    assert [len(group) for group in runs.together] == [1, 1, 1]


def test_a_text_of_many_runs_takes_them_one_by_one() -> None:
    """Its runs at once would be as much memory as it is long, squared: gigabytes for one that was pasted."""
    runs = Runs()
    windows = Kept(str.upper, 10, lambda text: [[1] * 320] * len(text), runs._ahead)
    assert windows.all(["abc", "d"]) == ["ABC", "D"]
    assert [len(group) for group in runs.together] == [0, 1]


def test_what_was_asked_for_last_is_kept() -> None:
    """Of more texts than there is room for, the oldest is read again; asking for a text makes it young."""
    runs = Runs(most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        runs.kept(text)
    assert runs.read == ["a", "b", "c", "b"]
    runs.kept.cache_clear()
    assert runs.kept("b") == "B"
    assert runs.read.count("b") == 3


def test_more_texts_than_are_kept_are_still_found() -> None:
    """In one question."""
    runs = Runs(most=2)
    assert runs.kept.all(list("abcdef")) == list("ABCDEF")


def test_what_was_read_before_nobody_waited_is_kept() -> None:
    """The next reading, of the edited text, goes on from it."""
    runs = Runs()
    texts = [letter * length for length in range(1, 30) for letter in "ab"]
    answers = iter([True] * 10)
    with pytest.raises(Unwanted), reading(lambda: next(answers, False)):
        runs.kept.all(texts)
    before = len(runs.read)
    assert 0 < before < len(texts)
    runs.kept.all(texts)
    assert len(runs.read) == len(texts)


@pytest.mark.parametrize(
    "network", [lambda: encoder()._network, lambda: tagger()._network, lambda: pair_reader()._network]
)
@settings(max_examples=12, deadline=None)
@given(length=st.integers(1, 90), texts=st.integers(2, TOGETHER), seed=st.integers(0, 9))
def test_a_texts_vectors_do_not_depend_on_its_company(network, length: int, texts: int, seed: int) -> None:
    """To the last bit: alone, beside others, in any place, and within a block that knows it."""
    ids = np.random.default_rng(seed).integers(1000, 30_000, (texts, length)).tolist()
    net = network()
    alone = [net.vectors(one) for one in ids]
    together = net.together(ids[::-1])[::-1]
    with net.ahead([*ids, ids[0][:-1] or [5]]):
        known = [net.vectors(one) for one in ids]
    for one, other, third in zip(alone, together, known, strict=True):
        assert one.tobytes() == other.tobytes() == third.tobytes()


def test_what_a_thread_read_ahead_no_other_knows() -> None:
    """And nothing is known after the block."""
    net, ids = encoder()._network, [101, 2000, 102]
    found = []
    with net.ahead([ids]):
        thread = threading.Thread(target=lambda: found.append(getattr(net._known, "vectors", {})))
        thread.start()
        thread.join()
        assert list(net._known.vectors) == [tuple(ids)]
    assert found == [{}]
    assert net._known.vectors == {}


def test_reviews_of_pitches_read_together_are_those_of_each_alone() -> None:
    """Byte for byte, after everything was forgotten; nothing is left to read, nor read twice, of what several say."""
    profile = Profile(
        prospect="Dana",
        statements=(
            Statement(id="s1", text="The month close takes nine days.", force=Force.PUSH),
            Statement(id="s2", text="I want to see it on my phone.", force=Force.PULL),
            Statement(id="s3", text="The last change cost us a quarter.", force=Force.ANXIETY),
        ),
    )
    pitches = [
        "Hi Dana. We cut the month close to two days. And it runs on your phone.",
        "Single sign-on is in. We move your data in a weekend, so nothing stops.",
        "Live map of every van\n- Bank feeds\n- A person answers within a minute, day and night.",
        "Hi Dana. We cut the month close to two days. And it runs on your phone. Single sign-on is in.",
        "We cut the month close to two days. Really. We cut the month close to two days. Really.",
    ]
    alone = [check(pitch, profile) for pitch in pitches]
    _forget()
    open_judge().ahead([(review.pitch, review.profile) for review in alone])
    runs = [kept._found.copy() for kept in _caches()]
    together = [check(pitch, profile) for pitch in pitches]
    assert [one.model_dump_json() for one in together] == [one.model_dump_json() for one in alone]
    assert [set(kept._found) - set(before) for kept, before in zip(_caches(), runs, strict=True)] == [set()] * 4


def test_what_is_kept_holds_nothing_else_in_memory() -> None:
    """Arrays of its own, as large as is said (KEPT, KEPT_CONTEXTS): no view of all that was read along with it."""
    statements = [f"We lose {n} hours a week with the month close." for n in range(40)]
    encoder().texts(statements)
    encoder().ahead([[(text, 0, len(text))] for text in statements])
    tagger().marked_all((Mark.REP, text, ()) for text in statements)
    tagger().wholes(statements)
    for kept, most in zip(_caches(), (8_000, 14_000, 3_000, 3_000), strict=True):
        sizes = [sum(_held(found)) for found in kept._found.values()]
        assert 0 < fmean(sizes) < most


def _held(found: object) -> Iterator[int]:
    """Bytes of every array in it."""
    if isinstance(found, np.ndarray):
        assert found.base is None
        yield found.nbytes
    elif isinstance(found, tuple):
        yield from (size for one in found for size in _held(one))
    elif is_dataclass(found):
        yield from (size for one in vars(found).values() for size in _held(one))


def _caches() -> list[Kept]:
    return [encoder()._text, encoder()._spans, tagger()._marked, tagger().whole]


def _forget() -> None:
    for kept in (*_caches(), tagger().vectors, pair_reader()._logits):
        kept.cache_clear()
