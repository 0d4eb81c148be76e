"""What every reader gives, and how it becomes a transcript: words grouped, turns ordered, merged and numbered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from pitchcheck.pitch import InputError, Transcript, Turn, Word

PAUSE = 2.0
"""Seconds: one speaker's words closer together than this are one turn."""

MOST = 200_000
"""Turns a file may have, before they are merged: memory stays bounded, and nobody talks that much."""

MOST_PROBLEMS = 50

LONGEST = 1e7
"""Seconds, which are months: what is beyond is no time of a conversation."""

Seconds = Annotated[float, Field(ge=0, le=LONGEST, allow_inf_nan=False)]
Milliseconds = Annotated[float, Field(ge=0, le=1e10, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Heard:
    """One stretch as a file has it. Times in seconds; None where the file does not say."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One spoken word, or a mark that ``attaches`` to the word before it."""

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    attaches: bool = False


class Shape(BaseModel):
    """What a reader needs of a service's JSON; everything else in it is let be."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Reader(NamedTuple):
    """A JSON format: its name, whether parsed JSON is in it, and what is heard in it."""

    name: str
    knows: Callable[[Any], bool]
    heard: Callable[[Any], Iterable[Heard]]


def transcript(heard: Iterable[Heard], *, name: str, called: str, problems: Sequence[str] = ()) -> Transcript:
    """The transcript of the file ``name`` in the format ``called``: in order of time, merged and numbered."""
    stretches = list(islice(heard, MOST + 1))
    if len(stretches) > MOST:
        raise InputError(f"{name} has more than {MOST:,} turns, which is weeks of talk; split it.")
    turns = [_turn(n, group) for n, group in enumerate(_merged(_ordered(stretches)), 1)]
    more = len(problems) - MOST_PROBLEMS
    shown = [*problems[:MOST_PROBLEMS], *([f"And {more} more like these."] if more > 0 else [])]
    return Transcript(turns=tuple(turns), source=name, format=called, problems=tuple(shown))


def _ordered(heard: Iterable[Heard]) -> list[Heard]:
    """Those with words, by their start where every one has a start; otherwise as they came."""
    spoken = [_clean(one) for one in heard if one.text.strip()]
    if any(one.start is None for one in spoken):
        return spoken
    return sorted(spoken, key=lambda one: one.start or 0.0)


def _clean(one: Heard) -> Heard:
    speaker = " ".join((one.speaker or "").split()) or None
    backwards = one.start is not None and one.end is not None and one.end < one.start
    end = None if backwards or one.end is None else round(one.end, 3)
    start = None if one.start is None else round(one.start, 3)
    return replace(one, text=" ".join(one.text.split()), speaker=speaker, start=start, end=end)


def _merged(heard: Iterable[Heard]) -> Iterator[list[Heard]]:
    """Groups of stretches that are one turn: the same known speaker, less than PAUSE apart."""
    group: list[Heard] = []
    last = 0.0
    for one in heard:
        if group and one.speaker is not None and one.speaker == group[-1].speaker and _near(one, group[-1], last):
            group.append(one)
        else:
            if group:
                yield group
            group, last = [one], 0.0
        last = max(last, one.end or one.start or 0.0)
    if group:
        yield group


def _near(one: Heard, before: Heard, last: float) -> bool:
    known = one.start is not None and (before.end is not None or before.start is not None)
    return known and (one.start or 0.0) - last < PAUSE


def _turn(n: int, group: Sequence[Heard]) -> Turn:
    ends = [one.end for one in group if one.end is not None]
    return Turn(
        n=n,
        text=" ".join(one.text for one in group),
        speaker=group[0].speaker,
        start=group[0].start,
        end=max(ends, default=None),
        words=tuple(word for one in group for word in one.words),
    )


def grouped(tokens: Iterable[Token]) -> Iterator[Heard]:
    """Words in a row by the same speaker, less than PAUSE apart, as one stretch."""
    group: list[Token] = []
    for token in tokens:
        if group and not token.attaches and not _goes_on(token, group):
            yield _stretch(group)
            group = []
        group.append(token)
    if group:
        yield _stretch(group)


def _goes_on(token: Token, group: Sequence[Token]) -> bool:
    spoken = next((one for one in reversed(group) if not one.attaches), group[-1])
    if token.speaker != spoken.speaker:
        return False
    return token.start is None or spoken.end is None or token.start - spoken.end < PAUSE


def _stretch(group: Sequence[Token]) -> Heard:
    spoken = _with_marks(group)
    words = tuple(
        Word(text=one.text, start=one.start, end=one.end)
        for one in spoken
        if one.start is not None and one.end is not None
    )
    return Heard(
        text=" ".join(one.text for one in spoken),
        speaker=spoken[0].speaker,
        start=next((one.start for one in spoken if one.start is not None), None),
        end=next((one.end for one in reversed(spoken) if one.end is not None), None),
        words=words,
    )


def _with_marks(group: Sequence[Token]) -> list[Token]:
    """The words with the marks that attach to them written on."""
    spoken: list[Token] = []
    for token in group:
        if token.attaches and spoken:
            spoken[-1] = replace(spoken[-1], text=spoken[-1].text + token.text.strip())
        else:
            spoken.append(replace(token, text=" ".join(token.text.split())))
    return spoken


def label(speaker: str | int | None, what: str = "Speaker") -> str | None:
    """What a speaker is called: a number is "Speaker 1", a name is itself, nothing stays None."""
    text = "" if speaker is None else str(speaker).strip()
    return f"{what} {text}" if text.isdecimal() else text or None


def rows(data: Any, key: str) -> list[Any] | None:
    """``data[key]`` where data is an object and that is a list of objects with something in it; otherwise None."""
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) and found and isinstance(found[0], dict) else None
