"""Whisper, whisper-timestamped and WhisperX: ``segments`` in seconds, with words and speakers where asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import AliasChoices, Field

from pitchcheck.pitch import Word
from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, label, rows


class _Word(Shape):
    text: str = Field("", validation_alias=AliasChoices("word", "text"))
    start: Seconds | None = None
    end: Seconds | None = None


class _Segment(Shape):
    text: str
    start: Seconds | None = None
    end: Seconds | None = None
    speaker: str | int | None = None
    words: tuple[_Word, ...] | None = None


def _knows(data: Any) -> bool:
    found = rows(data, "segments")
    return found is not None and "text" in found[0]


def _heard(data: Any) -> Iterator[Heard]:
    for one in map(_Segment.model_validate, rows(data, "segments") or []):
        words = tuple(
            Word(text=word.text.strip(), start=word.start, end=word.end)
            for word in one.words or ()
            if word.start is not None and word.end is not None
        )
        yield Heard(one.text, label(one.speaker), one.start, one.end, words)


READER = Reader("Whisper", _knows, _heard)
