"""Amazon Transcribe: plain, with speakers or channels, a bare list of its items, and Call Analytics.

Times of items are strings of seconds, and punctuation has none; Call Analytics counts in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pitchcheck.pitch import Word
from pitchcheck.transcript.turns import Heard, Milliseconds, Reader, Seconds, Shape, Token, grouped, label, rows


class _Content(Shape):
    content: str


class _Item(Shape):
    type: str = "pronunciation"
    start_time: Seconds | None = None
    end_time: Seconds | None = None
    speaker_label: str | None = None
    alternatives: tuple[_Content, ...] = ()


class _Segment(Shape):
    start_time: Seconds | None = None
    speaker_label: str | None = None
    items: tuple[_Item, ...] = ()


class _Channel(Shape):
    channel_label: str | None = None
    items: tuple[_Item, ...] = ()


def _knows(data: Any) -> bool:
    return _call(data) is not None or _items(data) is not None


def _items(data: Any) -> list[Any] | None:
    results = data.get("results") if isinstance(data, dict) else {"items": data}
    found = rows(results, "items")
    return found if found is not None and "alternatives" in found[0] and "type" in found[0] else None


def _heard(data: Any) -> Iterator[Heard]:
    call = _call(data)
    if call is not None:
        yield from map(_said, map(_CallTurn.model_validate, call))
        return
    results = data["results"] if isinstance(data, dict) else {"items": data}
    channels = rows(results.get("channel_labels"), "channels")
    if channels is not None:
        for channel in map(_Channel.model_validate, channels):
            yield from grouped(_tokens(channel.items, {}, channel.channel_label))
        return
    yield from grouped(_tokens(map(_Item.model_validate, results["items"]), _speakers(results), None))


def _speakers(results: dict[str, Any]) -> dict[float, str]:
    """Who speaks at which second, where the items themselves do not say."""
    segments = map(_Segment.model_validate, rows(results.get("speaker_labels"), "segments") or [])
    said = (
        (item.start_time, item.speaker_label or segment.speaker_label) for segment in segments for item in segment.items
    )
    return {start: who for start, who in said if start is not None and who is not None}


def _tokens(items: Iterable[_Item], speakers: dict[float, str], channel: str | None) -> Iterator[Token]:
    for item in items:
        if item.alternatives:
            known = item.speaker_label or (speakers.get(item.start_time) if item.start_time is not None else None)
            yield Token(
                item.alternatives[0].content,
                label(channel or known),
                item.start_time,
                item.end_time,
                attaches=item.type == "punctuation",
            )


class _CallItem(Shape):
    Content: str = ""
    Type: str = "pronunciation"
    BeginOffsetMillis: Milliseconds | None = None
    EndOffsetMillis: Milliseconds | None = None


class _CallTurn(Shape):
    Content: str
    ParticipantRole: str | None = None
    BeginOffsetMillis: Milliseconds | None = None
    EndOffsetMillis: Milliseconds | None = None
    Items: tuple[_CallItem, ...] = ()


def _call(data: Any) -> list[Any] | None:
    found = rows(data, "Transcript")
    return found if found is not None and "Content" in found[0] else None


def _said(turn: _CallTurn) -> Heard:
    words = tuple(
        Word(text=item.Content, start=item.BeginOffsetMillis / 1000, end=item.EndOffsetMillis / 1000)
        for item in turn.Items
        if item.BeginOffsetMillis is not None and item.EndOffsetMillis is not None
    )
    start, end = (None if at is None else at / 1000 for at in (turn.BeginOffsetMillis, turn.EndOffsetMillis))
    role = turn.ParticipantRole.capitalize() if turn.ParticipantRole else None
    return Heard(turn.Content, role, start, end, words)


READER = Reader("Amazon Transcribe", _knows, _heard)
