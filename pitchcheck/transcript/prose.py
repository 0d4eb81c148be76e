"""Transcripts written as text: Otter, Google Meet, Teams' Word files, Zoom's chat, and plain "Name: text" notes.

A turn begins with a heading ("Name  12:34", "Name (12:34)", "12:34 | Name", or the two on two lines) or with
"Name: text", which may have a time before it ("[00:12:34] Name: text"). Everything up to the next beginning is said by
the same person. A line that is only a time sets the time of what comes next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pitchcheck.transcript.names import after_name, is_name
from pitchcheck.transcript.turns import Heard

_CLOCK = r"(\d{1,3}:\d{2}(?::\d{2})?)(?:[.,]\d{1,3})?"
_HEADING = re.compile(rf"^(?P<name>\S.{{0,59}}?)(?:\s*[(\[]{_CLOCK}[)\]]|[\s,–-]+{_CLOCK})\s*:?$")
_BARRED = re.compile(rf"^{_CLOCK}\s*[|–—-]\s*(?P<name>\S.{{0,59}})$")
_TIME_ALONE = re.compile(rf"^[(\[]?{_CLOCK}[)\]]?$")
_TIME_FIRST = re.compile(rf"^[(\[]?{_CLOCK}(?P<noon>\s*[AaPp]\.?[Mm]\.?)?[)\]]?\s*[-–|]?\s+(?P<rest>.*)$")
_TIMED_NAME = re.compile(rf"^(?P<name>.{{1,60}}?)\s*[(\[]{_CLOCK}[)\]]\s*[:：]\s*(?P<rest>.*)$")
_CHAT = re.compile(r"^From\s+(?P<name>.+?)\s+(?:to|To)\s+.{1,60}$")
_FOOTER = re.compile(
    r"^(Transcribed by https?://otter\.ai\S*|This editable transcript was computer generated.*)$", re.I
)


@dataclass(slots=True)
class _Draft:
    speaker: str
    start: float | None
    lines: list[str] = field(default_factory=list)


def read(text: str) -> tuple[list[Heard], str]:
    """What is heard, and what the format is called; nothing where no line names a speaker."""
    lines = [line.strip() for line in text.split("\n")]
    headed = [_heading(line) or _on_two_lines(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True)]
    if _enough([one[0] for one in headed if one]):
        return list(_under_headings(lines, headed)), "Text with a heading a turn"
    return list(_said(_after_names(lines))), "Text with names"


def _enough(names: Sequence[str]) -> bool:
    """Whether headings carry the text: somebody is named twice, or two people are named."""
    return len(names) > 1


def _heading(line: str) -> tuple[str, float] | None:
    found = _HEADING.match(line)
    if found and is_name(found["name"]):
        return found["name"].rstrip(" -–,"), _seconds(found[2] or found[3])
    barred = _BARRED.match(line)
    return (barred["name"], _seconds(barred[1])) if barred and is_name(barred["name"]) else None


def _on_two_lines(line: str, after: str) -> tuple[str, float] | None:
    alone = _TIME_ALONE.match(after)
    return (line, _seconds(alone[1])) if alone and line and ":" not in line and is_name(line) else None


def _seconds(clock: str) -> float:
    parts = [int(part) for part in clock.split(":")]
    return float(sum(part * 60**i for i, part in enumerate(reversed(parts))))


def _under_headings(lines: Iterable[str], headed: Iterable[tuple[str, float] | None]) -> Iterator[Heard]:
    drafts: list[_Draft] = []
    for line, heading in zip(lines, headed, strict=True):
        if heading:
            drafts.append(_Draft(*heading))
        elif line and drafts and not (_FOOTER.match(line) or _TIME_ALONE.match(line)):
            drafts[-1].lines.append(line)
    yield from _said(drafts)


def _after_names(lines: Sequence[str]) -> list[_Draft]:
    """Turns that begin with a name and a colon."""
    named = [(_opening(line), line) for line in lines]
    counted = Counter(opening[0] for opening, _ in named if opening)
    names = {name for name, count in counted.items() if is_name(name) or count > 2}
    drafts: list[_Draft] = []
    clock: float | None = None
    for opening, line in named:
        alone = _TIME_ALONE.match(line)
        if alone:
            clock = _seconds(alone[1])
        elif opening and opening[0] in names:
            drafts.append(_Draft(opening[0], opening[1] if opening[1] is not None else clock, [opening[2]]))
            clock = None
        elif line and drafts and not _FOOTER.match(line):
            drafts[-1].lines.append(line)
    return drafts


def _opening(line: str) -> tuple[str, float | None, str] | None:
    """The name, time and words of a line that begins a turn. A time of day is not a time of the recording."""
    inner = _TIMED_NAME.match(line)
    if inner:
        return inner["name"], _seconds(inner[2]), inner["rest"]
    timed = _TIME_FIRST.match(line)
    split = after_name(timed["rest"] if timed else line)
    if split is None:
        return None
    name, words = split
    start = _seconds(timed[1]) if timed and not timed["noon"] else None
    chat = _CHAT.match(name)
    if chat:
        return chat["name"].strip(), None, words
    return name.removeprefix("- ").strip("*_ "), start, words.removeprefix("** ").removeprefix("__ ")


def _said(drafts: Iterable[_Draft]) -> Iterator[Heard]:
    for draft in drafts:
        yield Heard(" ".join(draft.lines), draft.speaker, draft.start)
