"""Gong: the answer of /v2/calls/transcript, joined with the parties of /v2/calls/extensive where they come along.

Times are in milliseconds. A speaker is an id; the name stands with the parties. The two answers may come as one
object with the keys of both, or as a list of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pitchcheck.pitch import InputError
from pitchcheck.transcript.turns import Heard, Milliseconds, Reader, Shape, label, rows


class _Sentence(Shape):
    start: Milliseconds | None = None
    end: Milliseconds | None = None
    text: str = ""


class _Monologue(Shape):
    speakerId: str | int | None = None  # noqa: N815 - Gong's name
    sentences: tuple[_Sentence, ...] = ()


class _Call(Shape):
    transcript: tuple[_Monologue, ...]


class _Party(Shape):
    speakerId: str | int | None = None  # noqa: N815 - Gong's name
    name: str | None = None
    emailAddress: str | None = None  # noqa: N815 - Gong's name


def _knows(data: Any) -> bool:
    return bool(_calls(_joined(data)))


def _joined(data: Any) -> dict[str, Any]:
    """One object of an object, or of the objects in a list."""
    if isinstance(data, list) and len(data) <= 3 and all(isinstance(part, dict) for part in data):
        return {key: value for part in data for key, value in part.items()}
    return data if isinstance(data, dict) else {}


def _calls(data: dict[str, Any]) -> list[Any] | None:
    calls = rows(data, "callTranscripts")
    if calls is not None:
        return calls
    spoken = rows(data, "transcript")
    return [data] if spoken is not None and "sentences" in spoken[0] else None


def _heard(data: Any) -> Iterator[Heard]:
    joined = _joined(data)
    calls = _calls(joined) or []
    if len(calls) != 1:
        raise InputError(f"The file holds {len(calls)} Gong calls; export one call at a time.")
    names = _names(joined)
    unnamed: dict[str, int] = {}
    for monologue in _Call.model_validate(calls[0]).transcript:
        identity = str(monologue.speakerId)
        number = unnamed.setdefault(identity, len(unnamed) + 1)
        speaker = None if monologue.speakerId is None else names.get(identity, label(number))
        for sentence in monologue.sentences:
            yield Heard(sentence.text, speaker, _seconds(sentence.start), _seconds(sentence.end))


def _names(data: dict[str, Any]) -> dict[str, str]:
    parties = rows(data, "parties") or [
        party for call in rows(data, "calls") or [] for party in rows(call, "parties") or []
    ]
    known = [_Party.model_validate(party) for party in parties]
    return {str(party.speakerId): name for party in known if (name := party.name or party.emailAddress)}


def _seconds(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else milliseconds / 1000


READER = Reader("Gong", _knows, _heard)
