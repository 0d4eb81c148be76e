"""A first catalogue from what a team has written: a product page, a deck, a pile of pitches.

A language model drafts, people confirm. A feature is named in the words of the text, or it is dropped. What customers
might have said is the model's guess, marked as drafted: it counts for nothing before somebody confirms it. Nothing is
ever drafted of what a prospect said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.teaching import feature_named

if TYPE_CHECKING:
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.judge.language_model.judge import Offered

NOTHING = "There is nothing to read in it. Paste a product page, a deck or a pitch."
SILENT = "Nothing was drafted: {why}. Your catalogue is as it was."


class Drafted(Frozen):
    """The catalogue with what was drafted, how many features are new, and in words what could not be read."""

    catalogue: Catalogue
    new: int
    problems: tuple[str, ...] = ()


def drafted(texts: Iterable[tuple[str, str]], catalogue: Catalogue, judge: LanguageModelJudge) -> Drafted:
    """The catalogue with a draft for every feature that the texts (name, text) offer and that has no phrases yet.

    Raises InputError where there is no text, or the model answered nothing at all.
    """
    named = [(name, text) for name, text in texts if text.strip()]
    if not named:
        raise InputError(NOTHING)
    before, problems = catalogue, list[str]()
    answered = 0
    for name, text in named:
        for offered, why in judge.offered(text):
            if why is not None:
                problems.append(f"{name}: {why}")
            answered += why is None
            for one in offered:
                catalogue = _with(catalogue, one, f"drafted from {name}")
    if not answered:
        raise InputError(SILENT.format(why=problems[0].partition(": ")[2]))
    return Drafted(
        catalogue=catalogue,
        new=len(catalogue.features) - len(before.features),
        problems=tuple(dict.fromkeys(problems)),
    )


def _with(catalogue: Catalogue, offered: Offered, source: str) -> Catalogue:
    """A feature that is new, or known by name alone; one with phrases of its own is left as people have it."""
    known = feature_named(catalogue, offered.name)
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
