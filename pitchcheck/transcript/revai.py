"""Rev AI: ``monologues`` of ``elements``, words with seconds and punctuation without; spaces are punctuation too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pitchcheck.transcript.turns import Heard, Reader, Seconds, Shape, Token, grouped, label, rows


class _Element(Shape):
    type: str = "text"
    value: str = ""
    ts: Seconds | None = None
    end_ts: Seconds | None = None


class _Person(Shape):
    id: str | int | None = None
    display_name: str | None = None


class _Monologue(Shape):
    speaker: str | int | None = None
    speaker_info: _Person | None = None
    elements: tuple[_Element, ...] = ()


def _knows(data: Any) -> bool:
    found = rows(data, "monologues")
    return found is not None and "elements" in found[0]


def _heard(data: Any) -> Iterator[Heard]:
    for one in map(_Monologue.model_validate, rows(data, "monologues") or []):
        name = one.speaker_info.display_name if one.speaker_info else None
        yield from grouped(_tokens(one, name or label(one.speaker)))


def _tokens(monologue: _Monologue, speaker: str | None) -> Iterator[Token]:
    for element in monologue.elements:
        if element.value.strip():
            yield Token(element.value, speaker, element.ts, element.end_ts, attaches=element.type == "punct")


READER = Reader("Rev AI", _knows, _heard)
