"""Telling a speaker's name from the beginning of a sentence."""

from __future__ import annotations

import re

_BEFORE_COLON = re.compile(r"^\s*([^:：\n]{1,60}?)\s*[:：](?:\s+|$|(?<=：))(.*)$", re.DOTALL)
_PARTICLES = frozenset({
    "de", "da", "do", "di", "del", "der", "den", "dos", "van", "von", "vom", "zu", "zur", "la", "le", "el", "al",
    "bin", "ibn", "ter", "ten", "y", "e", "of", "the", "and", "und",
})  # fmt: skip
_HEADINGS = frozenset({
    "note", "notes", "action", "actions", "agenda", "subject", "date", "time", "re", "fw", "fwd", "summary", "to",
    "attendees", "participants", "duration", "title", "topic", "question", "answer", "next", "follow-up", "link",
    "url", "http", "https", "cc", "from", "ps", "p.s.", "tl;dr", "todo", "decision", "decisions",
})  # fmt: skip
MOST_WORDS = 6


def is_name(text: str) -> bool:
    """Whether this may be a name: up to six words, none of a sentence's marks, no small first letters.

    Words of scripts without capitals, numbers, brackets, emoji and "|" may all be part of one.
    """
    words = text.split()
    if not 1 <= len(words) <= MOST_WORDS or words[0].casefold() in _HEADINGS or text.rstrip()[-1] in "?!,;":
        return False
    letters = [word.lstrip("([{\"'“‘") for word in words]
    capital = all(not word[:1].islower() or word.casefold() in _PARTICLES for word in letters)
    return capital and any(character.isalpha() for character in text)


def after_name(text: str) -> tuple[str, str] | None:
    """What may be a name, and what is said after its colon; None where there is no colon so early."""
    found = _BEFORE_COLON.match(text)
    if not found or not any(character.isalpha() for character in found[1]):
        return None
    return " ".join(found[1].split()), found[2]
