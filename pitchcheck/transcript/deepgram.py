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


class _Alternative(Shape):
    transcript: str = ""
    words: tuple[_Word, ...] = ()


class _Channel(Shape):
    alternatives: tuple[_Alternative, ...] = ()


def _knows(data: Any) -> bool:
    found = rows(data.get("results"), "channels") if isinstance(data, dict) else None
    return found is not None and "alternatives" in found[0]


def _heard(data: Any) -> Iterator[Heard]:
    results = data["results"]
    channels = [_Channel.model_validate(channel) for channel in results["channels"]]
    utterances = rows(results, "utterances")
    if utterances is None:
        for n, channel in enumerate(channels):
            yield from _channel(channel, n if len(channels) > 1 else None)
        return
    for one in map(_Utterance.model_validate, utterances):
        timed = tuple(Word(text=word.text, start=word.start, end=word.end) for word in one.words)
        speaker = _speaker(one.speaker, one.channel if len(channels) > 1 else None)
        yield Heard(one.transcript, speaker, one.start, one.end, timed)


def _channel(channel: _Channel, n: int | None) -> Iterator[Heard]:
    best = channel.alternatives[0] if channel.alternatives else _Alternative()
    if not best.words:
        yield Heard(best.transcript, _speaker(None, n))
    yield from grouped(Token(word.text, _speaker(word.speaker, n), word.start, word.end) for word in best.words)


def _speaker(speaker: int | None, channel: int | None) -> str | None:
    """The speaker; with several channels the channel, which tells people apart more surely."""
    return label(speaker) if channel is None else label(channel, "Channel")


READER = Reader("Deepgram", _knows, _heard)
