"""Names of people and companies out of what is sent, and back into what comes.

It knows the names it is told, each word of them, and what looks like an e-mail address, a link or a long number. What
nobody named stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pitchcheck.pitch import Span, Transcript
from pitchcheck.profile import Profile

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
NUMBER = re.compile(r"(?<![\w.])\+?\d(?:[ ()./-]{0,2}\d){6,}(?!\w)")
ANYBODYS = frozenset({"the", "of", "and", "for", "co", "inc", "ltd", "llc", "gmbh", "plc", "group", "company"})
"""Words of a name that are no name by themselves."""
UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Letters of scripts that put no space between words, or none before an ending: Thai, Japanese, Chinese, Korean."""


def composed(text: str) -> str:
    """The text with each letter and its accents as one character: macOS writes them as two."""
    return unicodedata.normalize("NFC", text)


def name_parts(name: str) -> Iterator[str]:
    """The words of a name that are names by themselves: initials and words like "of" are not."""
    for part in re.findall(r"[^\W\d_]{2,}", composed(name)):
        if part[0].isupper() or not part.isascii():
            yield part


def names_of(profile: Profile, spoken: Transcript | None = None) -> tuple[str, ...]:
    """Everybody and every company that the profile names, and who speaks in the conversation."""
    people = (one.name for one in profile.people)
    said = (one.person for one in profile.statements)
    speakers = spoken.speakers() if spoken else ()
    called = profile.prospect.split(",")[0]
    found = (None if profile.called.startswith("the ") else called, profile.company, *people, *said, *speakers)
    return tuple(dict.fromkeys(name.strip() for name in found if name and name.strip()))


@dataclass(frozen=True)
class Hidden:
    """A text with some stretches replaced. ``pieces`` are (start, end) there and (start, end) in the text as it was."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...] = ()

    def back(self, span: Span) -> Span:
        """The same stretch in the text as it was; one that ends inside a replacement takes in the whole of it.

        What was taken out, with nothing in its place, is in a stretch only where it lay between its words.
        """
        return _moved(span, self.pieces)

    def forth(self, span: Span) -> Span:
        """A stretch of the text as it was, in this one; one that ends inside what was replaced takes in all of it."""
        return _moved(span, [(was_start, was_stop, start, stop) for start, stop, was_start, was_stop in self.pieces])


Pieces = Sequence[tuple[int, int, int, int]]


def _moved(span: Span, pieces: Pieces) -> Span:
    return Span(start=_place(span.start, pieces, end=False), end=_place(span.end, pieces, end=True))


def _place(at: int, pieces: Pieces, *, end: bool) -> int:
    moved = 0
    for start, stop, there_start, there_stop in pieces:
        if start < at < stop:
            return there_stop if end else there_start
        if stop < at or (stop == at and not (end and start == stop)):
            moved = there_stop - stop
    return at + moved


def changed(text: str, changes: Iterable[tuple[Span, str]]) -> Hidden:
    """The text with other words in place of some stretches; of two that overlap, the one that begins first."""
    out, pieces, at, length = list[str](), list[tuple[int, int, int, int]](), 0, 0
    for span, new in sorted(changes, key=lambda one: (one[0].start, -one[0].end)):
        if span.start < at:
            continue
        out.append(text[at : span.start])
        length += span.start - at
        pieces.append((length, length + len(new), span.start, span.end))
        out.append(new)
        length, at = length + len(new), span.end
    return Hidden("".join([*out, text[at:]]), tuple(pieces))


class Pseudonyms:
    """Replacements for some texts that belong together: one name is one word in all of them.

    ``names`` empty hides addresses, links and numbers only. The same texts give the same replacements.
    """

    def __init__(self, names: Iterable[str], texts: Iterable[str]) -> None:
        self._names = _pattern(names)
        self._taken = "\0".join(texts)
        self._by_form: dict[str, str] = {}

    def hide(self, text: str) -> Hidden:
        """The text with every name replaced."""
        return changed(text, ((one, self._new(one.of(text))) for one in self._found(text)))

    def restore(self, text: str) -> str:
        """The text with the names back in their places."""
        if not self._by_form:
            return text
        known = {new: form for form, new in self._by_form.items()}
        longest = sorted(known, key=len, reverse=True)
        return re.sub("|".join(map(re.escape, longest)), lambda found: known[found.group()], text)

    def _found(self, text: str) -> list[Span]:
        spans = [
            Span(start=one.start(), end=one.end())
            for pattern in (EMAIL, LINK, NUMBER, self._names)
            if pattern
            for one in pattern.finditer(text)
        ]
        kept: list[Span] = []
        for span in sorted(spans, key=lambda one: (one.start, -one.end)):
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return kept

    def _new(self, form: str) -> str:
        """The word that stands for ``form``: one that is in none of the texts, and of fixed length."""
        if form not in self._by_form:
            number = len(self._by_form)
            while (new := f"Name{_letters(number)}") in self._taken or new in self._by_form.values():
                number += 1
            self._by_form[form] = new
        return self._by_form[form]


def _letters(number: int) -> str:
    """A number as three letters or more, so that no replacement begins another."""
    out = ""
    while number or len(out) < 3:
        number, digit = divmod(number, 26)
        out = chr(ord("A") + digit) + out
    return out


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Every name and word of a name, however its accents are written, as a word of its own."""
    known = {form for name in names for form in (name, *name_parts(name)) if form.casefold() not in ANYBODYS}
    known |= {unicodedata.normalize(way, form) for form in known for way in ("NFC", "NFD")}
    longest = sorted((form for form in known if form.strip()), key=lambda form: (-len(form), form))
    if not longest:
        return None
    return re.compile("|".join(map(_by_itself, longest)), re.IGNORECASE)


def _by_itself(form: str) -> str:
    """A pattern of ``form`` that is no part of a longer word, where its script shows where a word ends."""
    before, after = ("" if UNSPACED.match(edge) else r"\w" for edge in (form[0], form[-1]))
    return (f"(?<!{before})" if before else "") + re.escape(form) + (f"(?![{after}\u0300-\u036f])" if after else "")
