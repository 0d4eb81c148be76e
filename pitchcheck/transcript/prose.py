"""Transcripts written as text: Otter, Google Meet, Teams' Word files, Zoom's chat, and plain "Name: text" notes.

A turn begins with a heading ("Name  12:34", "Name (12:34)", "12:34 | Name", or the two on two lines) or with
"Name: text", which may have a time before it ("[00:12:34] Name: text"). Everything up to the next beginning is said by
the same person. A line that is only a time sets the time of what comes next. What was copied from a screen:
:mod:`pitchcheck.transcript.copied`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf
from typing import NamedTuple

from pitchcheck.transcript import copied
from pitchcheck.transcript.names import after_name, bare, may_be_name, trusted
from pitchcheck.transcript.turns import Heard

_CLOCK = r"(\d{1,3}:\d{2}(?::\d{2})?)(?:[.,]\d{1,3})?"
_HEADING = re.compile(rf"^(?P<name>\S.{{0,59}}?)(?:\s*[(\[]{_CLOCK}[)\]]|[\s,–-]+{_CLOCK})\s*:?$")
_BARRED = re.compile(rf"^[(\[]?{_CLOCK}[)\]]?(?P<bar>\s*[|–—-])?\s*(?P<name>[^\s)\]].{{0,59}})$")
_TIME = re.compile(_CLOCK)
_TIME_ALONE = re.compile(rf"^[(\[]?{_CLOCK}[)\]]?$")
_TIME_SECOND = re.compile(rf"^[(\[]{_CLOCK}[)\]]\s+(?P<rest>.*)$", re.DOTALL)
_TIME_FIRST = re.compile(rf"^[(\[]?{_CLOCK}(?P<noon>\s*[AaPp]\.?[Mm]\.?)?[)\]]?\s*[-–|]?\s+(?P<rest>.*)$")
_TIMED_NAME = re.compile(rf"^(?P<name>.{{1,60}}?)\s*[(\[]{_CLOCK}[)\]]\s*[:：]\s*(?P<rest>.*)$")
_HASHES = re.compile(r"^#{1,6}\s+")
_BOLD = re.compile(r"^((?:[-*]\s+)?)(\*\*|__)(.{1,80}?)\2")
_CHAT = re.compile(r"^From\s+(?P<name>.+?)(?P<whom>\s+(?:to|To)\s+.{1,60})?$")
_ONE_SPACE = " 0"
_FOOTER = re.compile(
    r"^(Transcribed by https?://otter\.ai\S*|This editable transcript was computer generated.*"
    r"|Meeting ended (?:after|at) \d.{0,20}|.{1,60} (?:started|stopped) transcription"
    r"|(?:ACTION ITEM|SCREEN SHARING|HIGHLIGHT): .* - WATCH: https?://\S+)$",
    re.I,
)


@dataclass(slots=True)
class _Draft:
    speaker: str
    start: float | None
    lines: list[str] = field(default_factory=list)


class _Heading(NamedTuple):
    """A name with a time beside or under it, and how the two are set: the line without the name and the digits."""

    name: str
    start: float
    form: str


class _Opening(NamedTuple):
    """The name, time and words of a line that may begin a turn, and whether a time stands beside the name."""

    name: str
    start: float | None
    words: str
    timed: bool


def read(text: str) -> tuple[list[Heard], str]:
    """What is heard, and what the format is called; nothing where no line names a speaker."""
    lines = [_without_marks(line.strip()) for line in text.split("\n")]
    around = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    headed = _headings([_heading(before, line, after) for before, line, after in around])
    drafts = _after_names(lines)
    beside, names = sum(one is not None for one in headed), Counter(one.speaker for one in drafts)
    screen = copied.with_times(lines)
    if len(screen.headings) >= beside and _enough(len(screen.headings), names):
        return list(_on_screen(lines, screen)), "Text copied from a screen"
    if _enough(beside, names):
        return list(_under_headings(lines, headed)), "Text with a heading a turn"
    alone = copied.without_times(lines)
    if _enough(len(alone.headings), names):
        return list(_on_screen(lines, alone)), "Text with names on lines of their own"
    return list(_said(drafts)), "Text with names"


def _without_marks(line: str) -> str:
    """The line without the marks of Markdown for a heading, and for bold letters at its beginning."""
    return _BOLD.sub(r"\1\3", _HASHES.sub("", line))


def _enough(headings: int, names: Mapping[str, int]) -> bool:
    """Whether headings carry the text: two turns, and no fewer than begin with "Name: text", with a name that comes
    again: "Budget: 40,000" comes once.
    """
    return headings > 1 and headings >= sum(n for n in names.values() if n > 1)


def _heading(before: str, line: str, after: str) -> _Heading | None:
    """What may be a heading: a name with a time on the same line, or on the line after.

    Where every line, or every other line, is a time with what is said then ("0:03 Hello"), there is none.
    """
    alone = _TIME_ALONE.match(after)
    if copied.is_time_of_day(line):
        return None
    if found := _HEADING.match(line):
        name, start = found["name"], found[2] or found[3]
    elif (found := _BARRED.match(line)) and (found["bar"] or (after and not _TIME_FIRST.match(after))):
        name, start = found["name"], found[1]
    elif alone and line and not _TIME_ALONE.match(before):
        name, start = line, alone[1]
    else:
        return None
    name = bare(name)
    form = _TIME.sub("0", line.replace(name, "", 1))
    return _Heading(name, _seconds(start), form) if ":" not in name and may_be_name(name) else None


def _headings(found: Sequence[_Heading | None]) -> list[_Heading | None]:
    """Those of names, and of words in small letters also what stands between them like one of them.

    That is set the same way, and has a time between theirs: "we meet at 10:30" is not.
    """
    names = trusted(one.name for one in found if one)
    sure = [one if one and names[one.name] else None for one in found]
    forms = {one.form for one in sure if one} - {_ONE_SPACE}
    since = accumulate((one.start if one else 0.0 for one in sure), max)
    until = reversed(list(accumulate((one.start if one else inf for one in reversed(sure)), min)))
    return [
        one if known or (one and one.form in forms and earliest <= one.start <= latest) else None
        for one, known, earliest, latest in zip(found, sure, since, until, strict=True)
    ]


def _seconds(clock: str) -> float:
    parts = [int(part) for part in clock.split(":")]
    return float(sum(part * 60**i for i, part in enumerate(reversed(parts))))


def _on_screen(lines: Sequence[str], screen: copied.Screen) -> Iterator[Heard]:
    begun = {one.first: one for one in screen.headings}
    silent = screen.silent.union(*(range(one.first + 1, one.last + 1) for one in screen.headings))
    said = ["" if n in silent else line for n, line in enumerate(lines)]
    yield from _under_headings(said, [begun.get(n) for n in range(len(lines))])


def _under_headings(lines: Sequence[str], headed: Sequence[_Heading | copied.Heading | None]) -> Iterator[Heard]:
    drafts: list[_Draft] = []
    silent = copied.beside_names(lines, {n: one.name for n, one in enumerate(headed) if one})
    for n, (line, heading) in enumerate(zip(lines, headed, strict=True)):
        if heading:
            drafts.append(_Draft(heading.name, heading.start))
        elif line and drafts and n not in silent and not (_FOOTER.match(line) or _TIME_ALONE.match(line)):
            drafts[-1].lines.append(line)
    yield from _said(drafts)


def _after_names(lines: Sequence[str]) -> list[_Draft]:
    """Turns that begin with a name and a colon."""
    openings = [_opening(line) for line in lines]
    begins = _turns([one for one in openings if one])
    drafts: list[_Draft] = []
    clock: float | None = None
    for opening, line in zip(openings, lines, strict=True):
        alone = _TIME_ALONE.match(line)
        if alone:
            clock = _seconds(alone[1])
        elif opening and opening in begins:
            drafts.append(_Draft(opening.name, clock if opening.start is None else opening.start, [opening.words]))
            clock = None
        elif line and drafts and not _FOOTER.match(line):
            drafts[-1].lines.append(line)
    return drafts


def _turns(openings: Sequence[_Opening]) -> set[_Opening]:
    """Those of names; and where most of these stand beside a time, all that do so."""
    names = trusted(one.name for one in openings)
    sure = [one for one in openings if names[one.name]]
    timed = sum(one.timed for one in sure) > len(sure) / 2
    return {*sure, *(one for one in openings if timed and one.timed and may_be_name(one.name))}


def _opening(line: str) -> _Opening | None:
    """What may begin a turn. A time of day is not a time of the recording."""
    inner = _TIMED_NAME.match(line)
    if inner:
        return _Opening(bare(inner["name"]), _seconds(inner[2]), inner["rest"], timed=True)
    timed = _TIME_FIRST.match(line)
    split = after_name(timed["rest"] if timed else line)
    if split is None:
        return None
    name, words = split
    chat = _CHAT.match(name)
    if chat and (chat["whom"] or (timed and " : " in line)):
        return _Opening(chat["name"].strip(), None, words, timed=timed is not None)
    if second := _TIME_SECOND.match(words):
        return _Opening(bare(name), _seconds(second[1]), second["rest"], timed=True)
    start = _seconds(timed[1]) if timed and not timed["noon"] else None
    return _Opening(bare(name), start, words, timed=timed is not None)


def _said(drafts: Iterable[_Draft]) -> Iterator[Heard]:
    for draft in drafts:
        yield Heard(" ".join(draft.lines), draft.speaker, draft.start)
