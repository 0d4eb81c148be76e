"""Azure batch transcription: ``recognizedPhrases``; ticks of 100 nanoseconds, or ISO 8601 durations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from pitchcheck.pitch import Word
from pitchcheck.transcript.turns import Heard, Reader, Shape, label, rows

TICKS = 10_000_000
Ticks = Annotated[float, Field(ge=0, le=1e14, allow_inf_nan=False)]


class _Timed(Shape):
    offset: dt.timedelta | None = None
    duration: dt.timedelta | None = None
    offsetInTicks: Ticks | None = None  # noqa: N815 - Azure's name
    durationInTicks: Ticks | None = None  # noqa: N815 - Azure's name

    @property
    def start(self) -> float | None:
        return _seconds(self.offsetInTicks, self.offset)

    @property
    def end(self) -> float | None:
        length = _seconds(self.durationInTicks, self.duration)
        return None if self.start is None or length is None else self.start + length


class _Word(_Timed):
    word: str = ""


class _Best(Shape):
    display: str = ""
    lexical: str = ""
    words: tuple[_Word, ...] = ()


class _Phrase(_Timed):
    channel: int | None = None
    speaker: int | None = None
    nBest: tuple[_Best, ...] = ()  # noqa: N815 - Azure's name


def _seconds(ticks: float | None, duration: dt.timedelta | None) -> float | None:
    if ticks is not None:
        return ticks / TICKS
    return None if duration is None else max(0.0, duration.total_seconds())


def _knows(data: Any) -> bool:
    return rows(data, "recognizedPhrases") is not None


def _heard(data: Any) -> Iterator[Heard]:
    phrases = [_Phrase.model_validate(phrase) for phrase in rows(data, "recognizedPhrases") or []]
    several = len({phrase.channel for phrase in phrases}) > 1
    for phrase in phrases:
        if phrase.nBest:
            best = phrase.nBest[0]
            speaker = label(phrase.speaker) or (label(phrase.channel, "Channel") if several else None)
            yield Heard(best.display or best.lexical, speaker, phrase.start, phrase.end, _words(best))


def _words(best: _Best) -> tuple[Word, ...]:
    return tuple(
        Word(text=word.word, start=word.start, end=word.end)
        for word in best.words
        if word.start is not None and word.end is not None
    )


READER = Reader("Azure", _knows, _heard)
