"""Quotes back to where they stand: a model names words, and only words that are in the text count."""

from __future__ import annotations

import re

from pitchcheck.pitch import Span

ALIKE = {"'": "‘’‚‛′`´", '"': "“”„‟″«»", "-": "‐‑‒–—−"}
PLAIN = str.maketrans({other: plain for plain, others in ALIKE.items() for other in others})
"""Characters that keyboards, word processors and models write for one another."""


def anchored(quote: str, text: str) -> Span | None:
    """Where ``quote`` stands in ``text``, as code points; None where it does not, or where that cannot be told.

    Word for word it may stand in several places: the first is meant. Where it differs in white space, quotation marks,
    dashes or case, it is found again only if there is one such place.
    """
    quote = quote.strip()
    if not any(letter.isalnum() for letter in quote):
        return None
    exact = next(iter(_places(quote, text)), None)
    if exact is not None:
        return Span(start=exact, end=exact + len(quote))
    folded, origins = _folded(text)
    wanted = _folded(quote)[0].strip()
    found = _places(wanted, folded)
    if len(found) != 1:
        return None
    return Span(start=origins[found[0]], end=origins[found[0] + len(wanted) - 1] + 1)


def _places(words: str, text: str) -> list[int]:
    """Where the words stand in the text as whole words: "port" is not in "support"."""
    before, after = (r"(?<!\w)" if _of_a_word(words[0]) else ""), (r"(?!\w)" if _of_a_word(words[-1]) else "")
    return [found.start() for found in re.finditer(before + re.escape(words) + after, text)]


def _of_a_word(letter: str) -> bool:
    """Whether words are set apart where this letter ends one; in Chinese or Thai they are not."""
    return letter.isascii() and letter.isalnum()


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without its case, its kinds of quotes, and its kinds of space; of each character where it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(PLAIN)):
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                places.append(place)
            continue
        for one in letter.casefold():
            letters.append(one)
            places.append(place)
    return "".join(letters), places
