"""Speechmatics: version 2 (``results``, words and punctuation) and version 1 (``words``, ``speakers``); seconds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, Token, grouped, label, rows

UNKNOWN = "UU"


class _Alternative(Shape):
    content: str
    speaker: str | None = None


class _Result(Shape):
    type: str
    start_time: Seconds
    end_time: Seconds
    alternatives: tuple[_Alternative, ...] = ()
    attaches_to: str | None = None


class _Timed(Shape):
    """Of version 1: a word, or a speaker's stretch."""

    name: str
    time: Seconds
    duration: Seconds


def _knows(data: Any) -> bool:
    results, words = rows(data, "results"), rows(data, "words")
    if results is not None:
        return {"type", "start_time", "end_time"} <= set(results[0])
    return words is not None and {"name", "time", "duration"} <= set(words[0])


def _heard(data: Any) -> Iterator[Heard]:
    results = rows(data, "results")
    yield from grouped(_tokens(results) if results is not None else _old_tokens(data))


def _tokens(results: list[Any]) -> Iterator[Token]:
    for one in map(_Result.model_validate, results):
        if one.alternatives:
            best = one.alternatives[0]
            speaker = None if best.speaker == UNKNOWN else label(best.speaker)
            mark = one.type == "punctuation" and one.attaches_to != "next"
            yield Token(best.content, speaker, one.start_time, one.end_time, attaches=mark)


def _old_tokens(data: dict[str, Any]) -> Iterator[Token]:
    stretches = sorted(map(_Timed.model_validate, rows(data, "speakers") or []), key=lambda one: one.time)
    starts = [one.time for one in stretches]
    for word in map(_Timed.model_validate, data["words"]):
        at = bisect_right(starts, word.time) - 1
        speaker = label(stretches[at].name) if at >= 0 else None
        mark = not any(character.isalnum() for character in word.name)
        yield Token(word.name, speaker, word.time, word.time + word.duration, attaches=mark)


READER = Reader("Speechmatics", _knows, _heard)
