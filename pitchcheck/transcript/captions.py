"""Captions: WebVTT (Zoom's "Name: text", Teams' <v Name>, Webex's names beside the numbers), SRT, SBV, and the timed
paragraphs of older Teams files.

The libraries for these formats stop at a broken cue or leave it out in silence, and none takes Teams' unpadded
times; a recording must be read as far as it goes, and say by its line what was left out.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pitchcheck.pitch import Word
from pitchcheck.transcript.names import after_name, bare, is_name, trusted
from pitchcheck.transcript.turns import PAUSE, Heard

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_ARROW = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_COMMA = re.compile(rf"^\s*{_TIME}\s*,\s*{_TIME}\s*$")
_ATTEMPT = re.compile(r"-->|^\s*\d{1,2}:\d{1,2}:\S+\s*,\s*\d{1,2}:\d{1,2}:\S+\s*$")
_NOT_SPOKEN = re.compile(r"^(NOTE|STYLE|REGION)(\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s+([^<>]*)>")
_STAMP = re.compile(rf"<{_TIME}>")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_WEBEX = re.compile(r'^\s*\d+\s+"(.{1,60})"\s+\(\d+\)\s*$')
_NEW_VOICE = re.compile(r"^(?:>>+|[-–—](?=\s*[^\W\d]))\s*")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*$")
_UNFINISHED = re.compile(r"[\w,]$")

FLASH = 0.1
"""Seconds: a caption shown no longer than this is no caption to read."""

LONGEST = 30.0
"""Seconds: captions of nobody in particular are joined into sentences, but never into more than this."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its lines as they stand, between two times in seconds, and who speaks where its number says so."""

    start: float
    end: float | None
    lines: tuple[str, ...]
    speaker: str | None = None


def looks_like(text: str) -> bool:
    """Whether some line of the text is a caption's time."""
    return text.startswith("WEBVTT") or any(_times(line) for line in text.split("\n"))


def called(text: str) -> str:
    """The format's name."""
    if text.startswith("WEBVTT"):
        return "WebVTT"
    first = next((line for line in text.split("\n") if _times(line)), "")
    return ("SRT" if "," in first else "WebVTT") if "-->" in first else "SBV"


def read(text: str) -> tuple[list[Heard], list[str]]:
    """What is heard in the captions, and what could not be read: one sentence each, with its line."""
    problems: list[str] = []
    cues = list(_fresh(_cues(text, problems)))
    spoken = [heard for cue in cues for heard in _voices(cue)]
    return list(_sentences(_continued(list(_named(spoken))))), problems


def _times(line: str) -> tuple[float, float] | None:
    found = _ARROW.match(line) or _COMMA.match(line)
    return (_seconds(found.groups()[:4]), _seconds(found.groups()[4:])) if found else None


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction or 0}")


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines between blank lines, with the number of the first."""
    block: list[str] = []
    for n, line in enumerate(text.split("\n"), 1):
        if line.strip():
            block.append(line)
        elif block:
            yield n - len(block), block
            block = []
    if block:
        yield text.count("\n") + 2 - len(block), block


def _cues(text: str, problems: list[str]) -> Iterator[Cue]:
    for first, lines in _blocks(text):
        if lines[0].startswith("WEBVTT") or _NOT_SPOKEN.match(lines[0]):
            aside = next((i for i, line in enumerate(lines) if _times(line)), len(lines))
            yield from _block(first + aside, lines[aside:], problems)
        else:
            yield from _block(first, lines, problems)


def _block(first: int, lines: Sequence[str], problems: list[str]) -> Iterator[Cue]:
    """The cues of one block. A time inside a cue's words begins the next cue, as WebVTT has it.

    Where cues are numbered and no blank line parts them, the number of the next one is no word of the last.
    """
    starts = [i for i, line in enumerate(lines) if _times(line)]
    before = list(lines[: starts[0]] if starts else lines)
    broken = next((i for i, line in enumerate(before) if _ATTEMPT.search(line)), None)
    if broken is not None:
        problems.append(f"Line {first + broken}: “{_short(before[broken])}” is not a time, so its words are left out.")
    elif len(before) > 1 or (before and not starts and not before[0].strip().isdecimal()):
        problems.append(f"Line {first}: “{_short(before[-1])}” has no time, so it is left out.")
    numbered = bool(before) and before[-1].strip().isdecimal()
    for at, end in pairwise([*starts, len(lines)]):
        number = numbered and at + 1 < end < len(lines) and lines[end - 1].strip().isdecimal()
        webex = _WEBEX.match(lines[at - 1]) if at else None
        for cue in _cue(first + at, lines[at], lines[at + 1 : end - 1 if number else end], problems):
            yield replace(cue, speaker=webex[1]) if webex else cue


def _cue(n: int, timing: str, words: Sequence[str], problems: list[str]) -> Iterator[Cue]:
    start, end = _times(timing) or (0.0, 0.0)
    if end < start:
        problems.append(f"Line {n}: the caption ends before it starts, so only its start is kept.")
    lines = tuple(part for line in words for part in _BREAK.split(line) if part.strip())
    if lines:
        yield Cue(start, None if end < start else end, lines)


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= 60 else f"{line[:60]}…"


def _fresh(cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues without lines that roll over from the one before, as live captions show them.

    Said twice is not rolled over: lines go only where something new follows them, where the cue flashes by, or where
    the cue before spelt the same words out one by one.
    """
    before: Cue | None = None
    for cue in cues:
        old = _rolled(cue, before) if before else 0
        if old < len(cue.lines):
            yield replace(cue, lines=cue.lines[old:])
        before = cue


def _rolled(cue: Cue, before: Cue) -> int:
    """How many of the cue's first lines are the last ones of the cue before."""
    until = before.end if before.end is not None else before.start
    if cue.start > until + FLASH or _VOICE.search(cue.lines[0]):
        return 0
    lines, shown = [_plain(line) for line in cue.lines], [_plain(line) for line in before.lines]
    old = next((k for k in range(len(lines), 0, -1) if lines[:k] == shown[-k:]), 0)
    flashes = cue.end is not None and cue.end - cue.start <= FLASH
    spelt = any(_STAMP.search(line) for line in before.lines)
    return old if old < len(lines) or flashes or spelt else 0


def _plain(text: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _voices(cue: Cue) -> Iterator[Heard]:
    """What each voice of a cue says; before the first voice tag, or without one, whom its number names, or None."""
    text = "\n".join(cue.lines)
    tags = list(_VOICE.finditer(text))
    yield from _voice(cue, cue.speaker, text[: tags[0].start()] if tags else text)
    ends = [*(tag.start() for tag in tags[1:]), len(text)]
    for tag, end in zip(tags, ends, strict=bool(tags)):
        yield from _voice(cue, _plain(tag[1]) or None, text[tag.end() : end])


def _voice(cue: Cue, speaker: str | None, text: str) -> Iterator[Heard]:
    lines = "\n".join(plain for line in text.split("\n") if (plain := _plain(line)))
    if lines:
        yield Heard(lines, speaker, cue.start, cue.end, tuple(_words(cue, text)))


def _words(cue: Cue, text: str) -> Iterator[Word]:
    """Words of a cue that marks their times."""
    stamps = list(_STAMP.finditer(text))
    starts = [cue.start, *(_seconds(stamp.groups()) for stamp in stamps)]
    edges = [0, *(stamp.start() for stamp in stamps), len(text)]
    ends = [*starts[1:], cue.end]
    for i, start in enumerate(starts if stamps else ()):
        word, end = _plain(text[edges[i] : edges[i + 1]]), ends[i]
        if word and end is not None and end >= start:
            yield Word(text=word, start=start, end=end)


def _named(spoken: Sequence[Heard]) -> Iterator[Heard]:
    """Names written before the words ("Name: text"), or on a line of their own over them, made speakers."""
    unnamed = [one for one in spoken if one.speaker is None]
    most = len(spoken) / 2
    names = _before_colons([one.text for one in unnamed], most)
    over = trusted(first for one in unnamed if (first := _over(one.text)))
    over = Counter() if sum(over.values()) < most else over
    for one in spoken:
        parts = [one] if one.speaker is not None else list(_parts(one, names))
        above = _over(one.text)
        if above and over[above] and all(part.speaker is None for part in parts):
            yield replace(one, speaker=above, text=one.text.partition("\n")[2])
        else:
            yield from parts


def _before_colons(texts: Sequence[str], most: float) -> Counter[str]:
    """How often each name begins a line; where fewer cues than ``most`` begin with one, once is not enough."""
    first = trusted(split[0] for text in texts if (split := _opening(text)))
    names = trusted(split[0] for text in texts for line in text.split("\n") if (split := _opening(line)))
    return Counter({name: n for name, n in names.items() if n > 1 or sum(first.values()) >= most})


def _opening(text: str) -> tuple[str, str] | None:
    """What may be a name and what it says, without the mark of a new voice: ">> Sam: Hello.", "- Dana: Hi."."""
    split = after_name(_NEW_VOICE.sub("", text))
    return (bare(split[0]), split[1]) if split else None


def _parts(one: Heard, names: Counter[str]) -> Iterator[Heard]:
    """What each speaker of a cue says, all at the cue's times. Words with times are kept where one speaks."""
    lines = one.text.split("\n")
    begins = [i for i in range(len(lines)) if _begins(lines, i, names)]
    edges = sorted({0, *begins, len(lines)})
    for start, end in pairwise(edges):
        text = "\n".join(lines[start:end])
        speaker, said = (_opening(text) if start in begins else None) or (None, text)
        yield replace(one, speaker=speaker, text=said, words=one.words if len(edges) == 2 else ())


def _begins(lines: Sequence[str], i: int, names: Counter[str]) -> bool:
    """Whether line i begins with a name; one that no other line has must answer a named one's whole sentence."""
    split = _opening(lines[i])
    if split is None or not names[split[0]]:
        return False
    answers = i > 0 and _SENTENCE_END.search(lines[i - 1]) is not None and _begins(lines, 0, names)
    return i == 0 or names[split[0]] > 1 or answers


def _over(text: str) -> str | None:
    first, _, rest = text.partition("\n")
    return first if rest and is_name(first) else None


def _continued(spoken: Sequence[Heard]) -> Iterator[Heard]:
    """The rest of a named speaker's sentence made theirs, where only a screen's end parts the two.

    A cue without a name may be anybody's. It is the last speaker's where these broke off in a word or at a comma, and
    it goes on at once in a small letter; only in captions with marks at the ends of sentences.
    """
    marked = sum(_SENTENCE_END.search(one.text) is not None for one in spoken) > len(spoken) / 5
    last: Heard | None = None
    for one in spoken:
        goes_on = marked and one.speaker is None and one.text[0].islower() and not after_name(one.text)
        broke_off = last and _UNFINISHED.search(last.text) and _at_once(last, one)
        last = replace(one, speaker=last.speaker) if last and goes_on and broke_off else one
        yield last


def _at_once(last: Heard, one: Heard) -> bool:
    """Whether it begins less than PAUSE after the last one's end."""
    end = last.end if last.end is not None else last.start or 0.0
    return 0 <= (one.start or 0.0) - end < PAUSE


def _sentences(spoken: Iterable[Heard]) -> Iterator[Heard]:
    """Captions break where the screen ends; those of nobody in particular are joined up to a sentence's end."""
    group: list[Heard] = []
    for one in spoken:
        if group and not _continues(group, one):
            yield _one(group)
            group = []
        group.append(one)
    if group:
        yield _one(group)


def _continues(group: Sequence[Heard], one: Heard) -> bool:
    last = group[-1]
    unnamed = one.speaker is None and last.speaker is None and not _NEW_VOICE.match(one.text)
    unfinished = unnamed and not _SENTENCE_END.search(last.text)
    return unfinished and _at_once(last, one) and (one.start or 0.0) - (group[0].start or 0.0) < LONGEST


def _one(group: Sequence[Heard]) -> Heard:
    words = tuple(word for one in group for word in one.words)
    return replace(group[0], text=" ".join(one.text for one in group), end=group[-1].end, words=words)
