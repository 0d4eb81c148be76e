"""Fireflies: ``sentences`` with a speaker's name; seconds, sometimes written as strings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import AliasChoices, Field

from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, label, rows


class _Sentence(Shape):
    text: str = Field(default="", validation_alias=AliasChoices("text", "raw_text"))
    start_time: Seconds | None = None
    end_time: Seconds | None = None
    speaker_name: str | None = None
    speaker_id: str | int | None = None


def _sentences(data: Any) -> list[Any] | None:
    """The sentences of a download, or of an answer of the API (``data.transcript.sentences``)."""
    if isinstance(data, dict) and isinstance(data.get("data"), dict):
        data = data["data"].get("transcript")
    found = rows({"sentences": data} if isinstance(data, list) else data, "sentences")
    return found if found is not None and {"speaker_name", "raw_text"} & found[0].keys() else None


def _knows(data: Any) -> bool:
    return _sentences(data) is not None


def _heard(data: Any) -> Iterator[Heard]:
    for one in map(_Sentence.model_validate, _sentences(data) or []):
        yield Heard(one.text, one.speaker_name or label(one.speaker_id), one.start_time, one.end_time)


READER = Reader("Fireflies", _knows, _heard)
