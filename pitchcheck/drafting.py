"""A first catalogue from what a team has written: a product page, a deck, a pile of pitches.

A language model drafts, people confirm. A feature is named in the words of the text, or it is dropped. What customers
might have said is the model's guess, marked as drafted: it counts for nothing before somebody confirms it. Nothing is
ever drafted of what a prospect said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.teaching import known_as

if TYPE_CHECKING:
    from pitchcheck.judge.language_model import LanguageModelJudge

NOTHING = "There is nothing to read in it. Paste a product page, a deck or a pitch."
SILENT = "Nothing was drafted: {why}. Your catalogue is as it was."


class Offered(Frozen):
    """One feature: its name as the text has it, and what customers might have said before wanting it, or against."""

    name: str
    answers: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()


class Page(Frozen):
    """A piece of what was given: from which file, its text, and, once it was asked about, what it offers or why not."""

    name: str
    text: str = ""
    offered: tuple[Offered, ...] = ()
    why: str | None = None


class Drafted(Frozen):
    """The catalogue with what was drafted, how many features are new, and in words what could not be read."""

    catalogue: Catalogue
    new: int
    problems: tuple[str, ...] = ()


def pages(texts: Iterable[tuple[str, str]]) -> tuple[Page, ...]:
    """The texts (name, text) in pieces that can be asked about. Raises InputError where there is nothing to read."""
    from pitchcheck.judge.language_model.judge import pieces_of

    found = tuple(Page(name=name, text=span.of(text)) for name, text in texts for span in pieces_of(text))
    if not found:
        raise InputError(NOTHING)
    return found


def read(pages: Sequence[Page], judge: LanguageModelJudge) -> Iterator[tuple[int, Page]]:
    """The number of each page with what it offers, as answers come."""
    for n, offered, why in judge.offered([page.text for page in pages]):
        found = tuple(Offered(name=name, answers=answers, raises=raises) for name, answers, raises in offered)
        yield n, pages[n].model_copy(update={"offered": found, "why": why})


def together(pages: Sequence[Page], catalogue: Catalogue) -> Drafted:
    """The catalogue with a draft for every feature that the pages offer and that has no phrases yet.

    Raises InputError where not one page was answered.
    """
    before, problems = catalogue, dict.fromkeys(f"{page.name}: {page.why}" for page in pages if page.why)
    if all(page.why for page in pages):
        raise InputError(SILENT.format(why=pages[0].why))
    for page in pages:
        for one in page.offered:
            catalogue = _with(catalogue, one, f"drafted from {page.name}")
    return Drafted(catalogue=catalogue, new=len(catalogue.features) - len(before.features), problems=tuple(problems))


def drafted(texts: Iterable[tuple[str, str]], catalogue: Catalogue, judge: LanguageModelJudge) -> Drafted:
    """All of it at once: the texts (name, text) into pieces, asked about, and put together. Raises as they do."""
    given = pages(texts)
    return together([page for _, page in sorted(read(given, judge), key=lambda one: one[0])], catalogue)


def _with(catalogue: Catalogue, offered: Offered, source: str) -> Catalogue:
    """A feature that is new, or known by name alone; one with phrases of its own is left as people have it."""
    known = known_as(catalogue, offered.name)
    if known is not None and (known.answers or known.raises):
        return catalogue
    new = Feature(
        name=known.name if known else offered.name,
        wordings=known.wordings if known else (),
        answers=_phrases(offered.answers, source),
        raises=_phrases(offered.raises, source),
    )
    others = tuple(one for one in catalogue.features if one is not known)
    return catalogue.model_copy(update={"features": (*others, new)})


def _phrases(texts: Iterable[str], source: str) -> tuple[Phrase, ...]:
    kept = dict.fromkeys(" ".join(text.split()) for text in texts if text.strip())
    return tuple(Phrase(text=text, origin=Origin.DRAFTED, source=source) for text in kept)
