"""HubSpot: the utterances of a call's transcript, as its API takes them in and gives them out; milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pitchcheck.transcript.turns import Heard, Milliseconds, Reader, Shape, label, rows


class _Person(Shape):
    id: str | int | None = None
    name: str | None = None
    email: str | None = None


class _Utterance(Shape):
    text: str = ""
    speaker: _Person | None = None
    startTimeMillis: Milliseconds | None = None  # noqa: N815 - HubSpot's name
    endTimeMillis: Milliseconds | None = None  # noqa: N815 - HubSpot's name


def _utterances(data: Any) -> list[Any] | None:
    found = rows(data, "transcriptUtterances") or rows(data, "transcriptCreateUtterances")
    if found is None and isinstance(data, list):
        found = rows({"utterances": data}, "utterances")
    return found if found is not None and "startTimeMillis" in found[0] else None


def _knows(data: Any) -> bool:
    return _utterances(data) is not None


def _heard(data: Any) -> Iterator[Heard]:
    for one in map(_Utterance.model_validate, _utterances(data) or []):
        who = one.speaker or _Person()
        start, end = (None if at is None else at / 1000 for at in (one.startTimeMillis, one.endTimeMillis))
        yield Heard(one.text, who.name or who.email or label(who.id), start, end)


READER = Reader("HubSpot", _knows, _heard)
