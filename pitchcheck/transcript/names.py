"""Telling a speaker's name from the beginning of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

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
_AROUND = " \t-–—,:|*_"
MOST_WORDS = 6


def may_be_name(text: str) -> bool:
    """Whether this could be a name however it is spelt: up to six words, none of a sentence's marks at the end."""
    words = _without_brackets(text).split()
    if not 1 <= len(words) <= MOST_WORDS or words[0].casefold() in _HEADINGS or text.rstrip()[-1] in "?!,;":
        return False
    return any(character.isalpha() for character in text)


def is_name(text: str) -> bool:
    """Whether this may be a name, and no word of it is in small letters, but for "de" and its like.

    Words of scripts without capitals, numbers, brackets, emoji and "|" may all be part of one; so may "iPhone", and
    whatever stands in brackets at the end: "(she/her)", "(larkfield.com)".
    """
    letters = (word.lstrip("([{\"'“‘") for word in _without_brackets(text).split())
    return may_be_name(text) and not any(_small(word) for word in letters)


def _small(word: str) -> bool:
    return word[:1].islower() and word.casefold() not in _PARTICLES and not any(letter.isupper() for letter in word)


def _without_brackets(text: str) -> str:
    """The name without what a meeting adds to it in brackets; the whole where nothing else is there."""
    text = text.rstrip()
    return (text.rpartition("(")[0].rstrip() or text) if text.endswith(")") else text


def bare(name: str) -> str:
    """The name without what sets it off: "Sam Okafor |", "**Sam**", "[Speaker 1]", "- Dana"."""
    name = name.strip(_AROUND)
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name


def trusted(names: Iterable[str]) -> Counter[str]:
    """How often each name stands there; written in small letters it must come three times to be one."""
    counted = Counter(names)
    return Counter({name: count for name, count in counted.items() if is_name(name) or count > 2})


def after_name(text: str) -> tuple[str, str] | None:
    """What may be a name, and what is said after its colon; None where there is no colon so early."""
    found = _BEFORE_COLON.match(text)
    if not found or not any(character.isalpha() for character in found[1]):
        return None
    return " ".join(found[1].split()), found[2]
