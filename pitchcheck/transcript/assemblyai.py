"""AssemblyAI: ``utterances`` where speakers were told apart, else ``words``; milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pitchcheck.pitch import Word
from pitchcheck.transcript.turns import Heard, Milliseconds, Reader, Shape, Token, grouped, label, rows


class _Word(Shape):
    text: str
    start: Milliseconds
    end: Milliseconds
    speaker: str | int | None = None


class _Utterance(_Word):
    words: tuple[_Word, ...] = ()


def _knows(data: Any) -> bool:
    words = rows(data, "words") or rows(data, "utterances")
    return words is not None and {"text", "start", "end"} <= words[0].keys() and "segments" not in data


def _heard(data: Any) -> Iterator[Heard]:
    utterances = rows(data, "utterances")
    if utterances is None:
        words = map(_Word.model_validate, rows(data, "words") or [])
        yield from grouped(Token(word.text, _speaker(word), word.start / 1000, word.end / 1000) for word in words)
        return
    for one in map(_Utterance.model_validate, utterances):
        timed = tuple(Word(text=w.text, start=w.start / 1000, end=w.end / 1000) for w in one.words)
        yield Heard(one.text, _speaker(one), one.start / 1000, one.end / 1000, timed)


def _speaker(word: _Word) -> str | None:
    """AssemblyAI calls speakers A, B, C; a name that somebody gave them stays as it is."""
    found = label(word.speaker)
    return f"Speaker {found}" if found is not None and len(found) == 1 else found


READER = Reader("AssemblyAI", _knows, _heard)
