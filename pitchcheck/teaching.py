"""What people teach a catalogue: a link they confirm, and phrases of the library that they make their own.

A confirmed statement joins the phrases of the claim's feature, with where it came from, so that the next prospect who
says something like it is understood. Every lesson can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Reading, Relation
from pitchcheck.profile import Statement

LIBRARY = "the library"


def taught(
    catalogue: Catalogue, reading: Reading, statement: Statement, relation: Relation, source: str | None = None
) -> Catalogue:
    """The catalogue once somebody confirmed that the claim does this to the statement; ``source`` is the prospect.

    The statement joins what the claim's feature answers, or with ``aggravates`` what it raises. A claim that matched
    no feature becomes one, by its own words.
    """
    phrase = Phrase(text=statement.text, origin=Origin.CONFIRMED, source=source)
    return _with(catalogue, reading, (phrase,), raises=not relation.answers)


def untaught(catalogue: Catalogue, statement: Statement, source: str | None = None) -> Catalogue:
    """The catalogue without what ``taught`` made of the statement; a feature left with nothing goes too."""

    def left(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
        lesson = Phrase(text=statement.text, origin=Origin.CONFIRMED, source=source)
        return tuple(phrase for phrase in phrases if phrase != lesson)

    features = (
        (feature, feature.model_copy(update={"answers": left(feature.answers), "raises": left(feature.raises)}))
        for feature in catalogue.features
    )
    kept = tuple(new for old, new in features if new == old or new.answers or new.raises)
    return catalogue.model_copy(update={"features": kept})


def made_ours(catalogue: Catalogue, reading: Reading) -> Catalogue:
    """The catalogue with the claim as a feature, hired for what the library's customers said of things like it."""
    answers = [
        Phrase(text=one.text, origin=Origin.CONFIRMED, source=LIBRARY) for one in reading.borrowed if not one.raises
    ]
    raises = [Phrase(text=one.text, origin=Origin.CONFIRMED, source=LIBRARY) for one in reading.borrowed if one.raises]
    return _with(_with(catalogue, reading, answers, raises=False), reading, raises, raises=True)


def _with(catalogue: Catalogue, reading: Reading, phrases: Iterable[Phrase], *, raises: bool) -> Catalogue:
    """The catalogue with phrases added to the claim's feature, each once."""
    name = reading.feature or " ".join(reading.claim.text.split())
    old = next((one for one in catalogue.features if one.name.casefold() == name.casefold()), None)
    feature = old or Feature(name=name)
    side = "raises" if raises else "answers"
    known = feature.raises if raises else feature.answers
    texts = {phrase.text.casefold() for phrase in known}
    more = tuple(phrase for phrase in dict.fromkeys(phrases) if phrase.text.casefold() not in texts)
    new = feature.model_copy(update={side: (*known, *more)})
    features = (
        (*catalogue.features, new) if old is None else tuple(new if one is old else one for one in catalogue.features)
    )
    return catalogue.model_copy(update={"features": features})
