"""Cuts what was typed, pasted or said into sentences, with exact code-point offsets.

Tried on 270 pitches of the corpus, laid out as running text (precision / recall of sentence spans): nupunkt 0.8
0.958 / 0.937, and it takes quadratic time on "!?!?…"; syntok 1.4 0.982 / 0.985 at ten microseconds a character;
the rule below 0.985 / 0.989 at under one. No library cuts lists, tables, wrapped lines or unpunctuated speech,
so the rule is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pitchcheck.pitch import Pitch, Sentence, Span, Transcript, Turn, Word

LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
CELL_END = re.compile(r"[\t|]")
END = re.compile(r"(?<![.!?…。！？؟])[.!?…。！？؟]+[\"”’»)\]]*(?=\s)\s*")
ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|mx|dr|prof|rev|hon|st|sr|jr|vs|etc|incl|excl|approx|dept|fig|inc|ltd|co|corp|bros|e\.g|i\.e|"
    r"a\.k\.a|u\.s|u\.k|ph\.d|ing|nr)|(?<![\w.])[A-Z](?:\.[A-Z])*)\.[\"”’»)\]]*\s*\Z",
    re.IGNORECASE,
)
TITLE = re.compile(r"\b(?:mr|mrs|ms|mx|dr|prof|rev|hon|ing|e\.g|i\.e|incl|excl|approx|vs|nr)\.\s*\Z", re.IGNORECASE)
NUMBER = re.compile(r"\b(?:no|nos|art|sec|ch|vol|pp?)\.\s*\Z", re.IGNORECASE)
LETTER = re.compile(r"(?<![\w.])[A-Z](?:\.[A-Z])*\.\s*\Z")
POINT = re.compile(r"\s*(?:[•‣◦▪▸►●○*–—·#>✓✔☐☑-]+(?=\s|$)|[#>]+)\s*")
NUMBERED = re.compile(r"\s*(?:\d{1,3}|[a-zA-Z])[.)]\s")
CLAUSE = re.compile(
    r"[,;:–—]\s+|(?<!\s)\s+(?=(?:and|but|so|then|also|plus|because|now|okay|or|which|we|you|it's|there's)\s)",
    re.IGNORECASE,
)
WORD = re.compile(r"\S+")
LONG, SHORT = 45, 8
PAUSE, BREATH = 0.7, 24
BETWEEN = "\n\n"


COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->|^\[//\]: # [^\n]*", re.DOTALL | re.MULTILINE)
"""A comment as HTML and Markdown have it; without its end it is none."""
UNBROKEN = re.compile(r"[^\r\n]")
NO_WORD = re.compile(r"[!-~]{2000,}")
"""What no word is, nor an address: a picture that was pasted as letters, a file. It would be read for minutes. Of the
letters that files are written in alone: Chinese has no spaces."""


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of ``text`` in order: never empty, never overlapping, every letter and digit in one of them.

    A list item, a heading, a table cell and a line of an e-mail's head are sentences of their own; a wrapped line
    goes on in the next; an unpunctuated stretch of more than 45 words is cut where a clause begins. What stands in a
    comment is said to nobody, and begins no sentence; 2,000 characters without a space are no word, and in no sentence.
    """
    text = COMMENT.sub(lambda match: UNBROKEN.sub(" ", match.group()), text)
    text = NO_WORD.sub(lambda match: f"\n{' ' * (len(match.group()) - 2)}\n", text)
    spans = (
        span
        for start, end in _blocks(text)
        for part in _ends(text, start, end)
        for span in _breaths(text, *part)
        if any(letter.isalnum() for letter in text[slice(*span)])
    )
    return tuple(Sentence(n=n, start=start, end=end) for n, (start, end) in enumerate(spans, 1))


def in_sentences(pitch: Pitch) -> Pitch:
    """The pitch with its sentences, found where none were given."""
    return pitch if pitch.sentences else pitch.model_copy(update={"sentences": split(pitch.text)})


def in_one_line(text: str) -> str:
    """``text`` with a space for every line break in it, and so of the same length: a wrapped line says nothing."""
    return LINE_END.sub(lambda match: " " * len(match.group()), text)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines, with those that only wrap joined, and tables cut into cells."""
    begun: int | None = None
    lines = list(_lines(text))
    for (start, end), following in zip(lines, [*lines[1:], None], strict=True):
        begun = start if begun is None else begun
        if following and _wraps(text, (start, end), following):
            continue
        yield from _cells(text, begun, end)
        begun = None


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for match in LINE_END.finditer(text):
        yield at, match.start()
        at = match.end()
    yield at, len(text)


def _wraps(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether the sentence of ``line`` plainly goes on in the line after it."""
    here, there = text[slice(*line)].strip(), text[slice(*following)].strip()
    if not here or not there or "|" in here or "\t" in here or POINT.match(there) or NUMBERED.match(there):
        return False
    if here[-1] in ".!?…:" or len(here) < 40:
        return False
    return there[0].islower() or len(here) >= 66


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in CELL_END.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _ends(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences between ``start`` and ``end`` by their closing marks."""
    point = POINT.match(text, start, end)
    start = point.end() if point else start
    first = start
    for match in END.finditer(text, start, end):
        if _closes(text, first, match):
            yield first, match.end()
            first = match.end()
    yield first, end


def _closes(text: str, first: int, match: re.Match[str]) -> bool:
    """Whether this full stop ends a sentence: not after a title, an initial or a list number."""
    before = text[max(first, match.end() - 16) : match.end()]
    following = text[match.end() : match.end() + 1]
    if not match.group().startswith("."):
        return True
    if TITLE.search(before) or (NUMBER.search(before) and following.isdigit()):
        return False
    if NUMBERED.fullmatch(text, first, match.end()) or (LETTER.search(before) and first + 3 >= match.end()):
        return False
    return not (ABBREVIATION.search(before) and (following.islower() or LETTER.search(before)))


def _breaths(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch without its outer white space; cut at clauses where it is too long for one breath."""
    part = text[start:end]
    start, end = start + len(part) - len(part.lstrip()), start + len(part.rstrip())
    words = [match.start() for match in WORD.finditer(text, start, end)]
    if len(words) <= LONG:
        if end > start:
            yield start, end
        return
    yield from pairwise([start, *_cuts(text, words, end), end])


def _cuts(text: str, words: list[int], end: int) -> list[int]:
    """Where a long stretch is cut: at the last clause that begins 8 to 45 words on, else after 45 words."""
    clauses = {match.end() for match in CLAUSE.finditer(text, words[0], end)}
    cuts, first = [], 0
    while len(words) - first > LONG:
        ahead = range(min(first + LONG, len(words) - SHORT), first + SHORT, -1)
        first = next((i for i in ahead if words[i] in clauses), min(first + LONG, len(words) - 1))
        cuts.append(words[first])
    return cuts


def _field(names: str) -> re.Pattern[str]:
    """What a line of a message's head begins with, if it is one of these; some put stars around it."""
    return re.compile(rf"\*?(?:{names})\s*:\*?\s", re.IGNORECASE)


SENDER = _field("from|von")
POSTED = _field("sent|date|gesendet|datum")
HEADER = _field("from|to|cc|bcc|sent|date|reply-to|von|an|gesendet|datum|kopie")
SUBJECT = re.compile(r"\*?(?:subject|betreff)\s*:", re.IGNORECASE)
FORWARDED = re.compile(
    r"(?:-{2,}\s*(?:forwarded message|weitergeleitete nachricht)\b.*|begin forwarded message:|"
    r"anfang der weitergeleiteten (?:nachricht|e-mail):)\Z",
    re.IGNORECASE,
)
FORWARDING = re.compile(r"\*?(?:subject|betreff)\s*:\*?\s*(?:fwd?|wg)\s*:", re.IGNORECASE)
POINTING = re.compile(r"\b(?:fyi|below|forward(?:ed|ing)|zur info|siehe unten|weitergeleitet)\b", re.IGNORECASE)
LONGEST_POINTER = 12
"""Words before a message that say no more than that it is below: then it is handed on, and is not answered."""
QUOTED = re.compile(r">")
RULE = re.compile(r"(?:_{8,}|-{2,}\s*original message\s*-{2,})\s*\Z", re.IGNORECASE)
REPLY = re.compile(
    r"(?:-{2,}\s*original message.*|on\b.{5,120}\bwrote:\s*|_{8,}\s*|from:\s.*\S+@\S+.*)\Z",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:(?:kind|best|warm|many)?\s*(?:regards|wishes|thanks)|thanks(?: so much| again)?|thank you|cheers|sincerely|"
    r"yours(?: sincerely| faithfully| truly)?|best|all the best|talk soon|speak soon|with thanks)\s*[,.!]?\s*\Z",
    re.IGNORECASE,
)
SAYING = re.compile(
    r"^\s*p\.?\s?s\b|[a-z]{2}(?<!ltd)(?<!inc)(?<!\bco)[.!?](?:\s+[a-z]|\s*$)|\b(?:we|you|it|our|your|is|are)\b",
    re.IGNORECASE,
)
DELIMITER = re.compile(r"--\Z")
MOST_OF_A_HEAD = 8
LINES_OF_A_SIGNATURE, READ_OF_A_LINE = 8, 200


def asides(text: str) -> tuple[Span, ...]:
    """The parts of ``text`` that are no pitch: an e-mail's head, its signature, and the message it answers.

    A signature is what follows "-- " or a closing ("Best,"), if that is eight short lines at most and nothing else
    comes but a quoted message. A message that is handed on is the pitch, and what stands over it is its head. All else
    that looks like one stays in the pitch: better a card too many than a claim unread.
    """
    lines = list(_lines(text))
    quoted = [text[start : min(end, start + READ_OF_A_LINE)].strip() for start, end in lines]
    said, enclosed = _unquoted(quoted)
    heads = _forwarded(said)
    own = next((i for i, line in enumerate(said) if line and i not in heads and not _of_a_head(line)), len(said))
    replied = next((i for i in range(own + 1, len(said)) if i not in heads and _answers(said, i)), len(said))
    parts = pairwise([0, *(i for i in sorted(heads) if i < replied), replied])
    signed = {n for start, end in parts for n in range(start + _signature(said[start:end]), end)}
    dropped = {*range(replied, len(said)), *signed, *heads, *_head(said)}
    dropped |= {i for i, line in enumerate(quoted) if QUOTED.match(line) and not (i in enclosed and said[i])}
    return tuple(Span(start=start, end=end) for i, (start, end) in enumerate(lines) if i in dropped and end > start)


def _unquoted(lines: list[str]) -> tuple[list[str], set[int]]:
    """The lines, without the mark of a quote where a message that is handed on is quoted, and which these are."""
    first = next((i for i, line in enumerate(lines) if QUOTED.match(line) and FORWARDED.match(_bare(line))), len(lines))
    handed = {i for i in range(first, len(lines)) if QUOTED.match(lines[i]) and not QUOTED.match(_bare(lines[i]))}
    return [_bare(line) if i in handed else line for i, line in enumerate(lines)], handed


def _bare(line: str) -> str:
    return line.removeprefix(">").strip()


def _forwarded(lines: list[str]) -> set[int]:
    """The lines over messages that are handed on: that they are, from whom they came, when, to whom and of what."""
    heads: set[int] = set()
    begin = _head_at(lines, next((i for i, line in enumerate(lines) if line), 0)).stop
    first = next((i for i in range(max(1, begin), len(lines)) if _is_a_head(lines, i)), len(lines))
    for i, line in enumerate(lines):
        if FORWARDED.match(line):
            heads |= {i, *_head_at(lines, next((n for n in range(i + 1, min(i + 4, len(lines))) if lines[n]), i))}
        elif i == first and i not in heads and _hands_on(lines[:i]):
            heads |= {*_head_at(lines, i), *(n for n in range(max(0, i - 2), i) if RULE.match(lines[n]))}
    return heads


def _head_at(lines: list[str], i: int) -> range:
    """The lines from the i-th on that are a message's head."""
    end = min(i + MOST_OF_A_HEAD, len(lines))
    return range(i, next((n for n in range(i, end) if not _of_a_head(lines[n])), end))


def _of_a_head(line: str) -> bool:
    return bool(HEADER.match(line) or SUBJECT.match(line))


def _is_a_head(lines: list[str], i: int) -> bool:
    """Whether a message's head begins there: who sent it, when and of what; "From: 9:00", "Date: 3 May" is none."""
    head = [lines[n] for n in _head_at(lines, i)] if SENDER.match(lines[i]) else []
    return any(POSTED.match(line) for line in head) and any(SUBJECT.match(line) for line in head)


def _hands_on(before: list[str]) -> bool:
    """Whether what precedes a message hands it on: its subject says so, or the few words over the signature."""
    over = [line for line in before if not RULE.match(line)]
    own = [line for line in over[: _signature(over)] if line and not _of_a_head(line)]
    subject = any(FORWARDING.match(line) for line in before[:MOST_OF_A_HEAD])
    words = " ".join(own[:LONGEST_POINTER]).split()
    return subject or (len(words) <= LONGEST_POINTER and POINTING.search(" ".join(words)) is not None)


def _answers(lines: list[str], i: int) -> bool:
    """Whether the message that this one answers begins there."""
    return REPLY.match(lines[i]) is not None or _is_a_head(lines, i)


def _signature(lines: list[str]) -> int:
    """The number of the first line of the signature; of the line after the last, where there is none."""
    for i in range(len(lines) - 1, max(-1, len(lines) - 2 * LINES_OF_A_SIGNATURE), -1):
        below = [line for line in lines[i + 1 :] if line]
        if DELIMITER.match(lines[i]) or (CLOSING.match(lines[i]) and _are_a_signature(below)):
            return i
    return len(lines)


def _are_a_signature(lines: list[str]) -> bool:
    """Names, titles, numbers and addresses: a few short lines, none of which reads like a sentence or a postscript."""
    return len(lines) <= LINES_OF_A_SIGNATURE and not any(len(line) > 80 or SAYING.search(line) for line in lines)


def _head(lines: list[str]) -> set[int]:
    """The lines that address an e-mail, its first ones; the subject is part of what is said."""
    head: set[int] = set()
    for i, line in enumerate(lines):
        if HEADER.match(line):
            head.add(i)
        elif line and not SUBJECT.match(line):
            break
    return head if len(head) >= 2 else set()


def spoken(transcript: Transcript, reps: frozenset[str | None]) -> Pitch:
    """What ``reps`` say in a conversation as one pitch, a turn a paragraph; sentences carry turn and time.

    Where words have times, a sentence takes those of its words, and a pause of 0.7 s or more ends one that no full
    stop ended; where they have none, a turn's seconds are shared by length.
    """
    turns = [turn for turn in transcript.turns if turn.speaker in reps and turn.text.strip()]
    sentences: list[Sentence] = []
    at = 0
    for turn in turns:
        words = _timed(turn)
        for start, end in _pauses(words, split(turn.text)):
            began, took = _time(turn, words, start, end)
            n = len(sentences) + 1
            sentences.append(Sentence(n=n, start=at + start, end=at + end, turn=turn.n, at=began, seconds=took))
        at += len(turn.text) + len(BETWEEN)
    named = [name for name in transcript.speakers() if name in reps]
    text = BETWEEN.join(turn.text for turn in turns)
    return Pitch(
        text=text,
        sentences=tuple(sentences),
        transcript=transcript,
        rep=next(iter(named), None),
        beside=tuple(named[1:]),
    )


def _timed(turn: Turn) -> list[tuple[int, int, Word]]:
    """The turn's words with their places in its text; a word that is not found there is passed over."""
    found, at = [], 0
    for word in turn.words:
        start = turn.text.find(word.text.strip(), at) if word.text.strip() else -1
        if start >= 0:
            at = start + len(word.text.strip())
            found.append((start, at, word))
    return found


def _pauses(words: list[tuple[int, int, Word]], parts: tuple[Sentence, ...]) -> Iterator[tuple[int, int]]:
    """The sentences ``parts``, cut where the speaker paused with some words on either side."""
    cuts = [later[0] for one, later in pairwise(words) if later[2].start - one[2].end >= PAUSE]
    for part in parts:
        start = part.start
        for cut in cuts:
            if start + BREATH < cut < part.end - BREATH:
                yield start, cut - 1
                start = cut
        yield start, part.end


def _time(turn: Turn, words: list[tuple[int, int, Word]], start: int, end: int) -> tuple[float | None, float | None]:
    """When a stretch of a turn began and how long it took (seconds); None where nothing tells."""
    inside = [word for a, b, word in words if a < end and b > start]
    if inside:
        return inside[0].start, max(inside[-1].end - inside[0].start, 0.01)
    if turn.start is None or turn.end is None or turn.end <= turn.start:
        return turn.start, None
    a_letter = (turn.end - turn.start) / len(turn.text)
    return turn.start + a_letter * start, a_letter * (end - start)
