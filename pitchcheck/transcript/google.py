"""Google Speech-to-Text: ``results`` of ``alternatives``; times as {seconds, nanos} or "12.9s".

With speakers told apart, version 1 repeats every word in its last result, tagged; then only that one is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field

from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, Token, grouped, label, rows


def _as_seconds(value: object) -> object:
    if isinstance(value, dict):
        return float(value.get("seconds") or 0) + float(value.get("nanos") or 0) / 1e9
    return value.removesuffix("s") if isinstance(value, str) else value


Time = Annotated[Seconds, BeforeValidator(_as_seconds)]


class _Word(Shape):
    word: str
    start: Time | None = Field(None, validation_alias=AliasChoices("startTime", "startOffset", "start_time"))
    end: Time | None = Field(None, validation_alias=AliasChoices("endTime", "endOffset", "end_time"))
    speaker: str | int | None = Field(
        None, validation_alias=AliasChoices("speakerTag", "speakerLabel", "speaker_tag", "speaker_label")
    )


class _Alternative(Shape):
    transcript: str = ""
    words: tuple[_Word, ...] = ()


class _Result(Shape):
    alternatives: tuple[_Alternative, ...] = ()
    channel: int | None = Field(None, validation_alias=AliasChoices("channelTag", "channel_tag"))

    @property
    def words(self) -> tuple[_Word, ...]:
        return self.alternatives[0].words if self.alternatives else ()


def _results(data: Any) -> list[Any] | None:
    inner = data.get("response") if isinstance(data, dict) and isinstance(data.get("response"), dict) else data
    found = rows(inner, "results")
    return found if found is not None and any("alternatives" in one for one in found if isinstance(one, dict)) else None


def _knows(data: Any) -> bool:
    found = _results(data)
    return found is not None and not ({"type", "start_time"} & found[0].keys())


def _heard(data: Any) -> Iterator[Heard]:
    results = [_Result.model_validate(result) for result in _results(data) or []]
    tagged = [result for result in results if any(word.speaker for word in result.words)]
    if tagged == results[-1:]:
        results = tagged
    several = len({result.channel for result in results}) > 1
    for result in results:
        yield from _result(result, label(result.channel, "Channel") if several else None)


def _result(result: _Result, channel: str | None) -> Iterator[Heard]:
    if result.words:
        yield from grouped(
            Token(word.word, channel or label(word.speaker or None), word.start, word.end) for word in result.words
        )
    elif result.alternatives:
        yield Heard(result.alternatives[0].transcript, channel)


READER = Reader("Google", _knows, _heard)
