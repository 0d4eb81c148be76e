"""Deepgram: ``utterances`` where they were asked for, else the words of each channel; seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pitchcheck.pitch import Word
from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, Token, grouped, label, rows


class _Word(Shape):
    word: str
    punctuated_word: str | None = None
    start: Seconds
    end: Seconds
    speaker: int | None = None

    @property
    def text(self) -> str:
        return self.punctuated_word or self.word


class _Utterance(Shape):
    transcript: str
    start: Seconds
    end: Seconds
    speaker: int | None = None
    channel: int | None = None
    words: tuple[_Word, ...] = ()


def _knows(data: Any) -> bool:
    found = rows(data.get("results"), "channels") if isinstance(data, dict) else None
    return found is not None and "alternatives" in found[0]


def _heard(data: Any) -> Iterator[Heard]:
    results = data["results"]
    several = len(results["channels"]) > 1
    utterances = rows(results, "utterances")
    if utterances is None:
        for n, channel in enumerate(results["channels"]):
            yield from _channel(channel, n if several else None)
        return
    for one in map(_Utterance.model_validate, utterances):
        timed = tuple(Word(text=word.text, start=word.start, end=word.end) for word in one.words)
        speaker = _speaker(one.speaker, one.channel if several else None)
        yield Heard(one.transcript, speaker, one.start, one.end, timed)


def _channel(channel: Any, n: int | None) -> Iterator[Heard]:
    """What is heard in a channel; its words are checked one at a time, for there may be hundreds of thousands."""
    best = (rows(channel, "alternatives") or [{}])[0]
    words = rows(best, "words")
    if words is None:
        yield Heard(str(best.get("transcript") or ""), _speaker(None, n))
        return
    checked = map(_Word.model_validate, words)
    yield from grouped(Token(word.text, _speaker(word.speaker, n), word.start, word.end) for word in checked)


def _speaker(speaker: int | None, channel: int | None) -> str | None:
    """The speaker; with several channels the channel, which tells people apart more surely."""
    return label(speaker) if channel is None else label(channel, "Channel")


READER = Reader("Deepgram", _knows, _heard)
