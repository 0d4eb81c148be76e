"""What people teach a catalogue: links they confirm, phrases of the library that they make their own, whole drafts.

A confirmed statement joins the phrases of the claim's feature, with where it came from, so that the next prospect who
says something like it is understood. Every lesson can be taken back. And what a catalogue still lacks: features that
nobody said they would hire, phrases in the seller's words, phrases that never led anywhere.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from pitchcheck.catalogue import CONFIRMED_BY, LIBRARY, Catalogue, Feature, Origin, Phrase, said_by
from pitchcheck.judge import Link, Reading, Relation
from pitchcheck.pitch import Frozen, InputError
from pitchcheck.profile import Force, Statement
from pitchcheck.review import Review
from pitchcheck.wording import Wording, sellers_words


def confirmed(prospect: str, by: str, on: dt.date) -> str:
    """The source of a phrase that a person confirmed: whose words, who confirmed them, and when."""
    return f"{prospect}{CONFIRMED_BY}{by} on {on:%-d %b %Y}"


def taught(
    catalogue: Catalogue, reading: Reading, statement: Statement, relation: Relation, source: str | None = None
) -> Catalogue:
    """The catalogue once somebody confirmed that the claim does this to the statement; ``source`` is the prospect.

    The statement joins what the claim's feature answers, or with ``aggravates`` what it raises. A claim that matched
    no feature becomes one, by its own words.
    """
    phrase = Phrase(text=statement.text, origin=Origin.CONFIRMED, source=source, force=statement.force)
    return _with(catalogue, name_of(reading), (phrase,), raises=not relation.answers)


def untaught(
    catalogue: Catalogue, reading: Reading, statement: Statement, relation: Relation, source: str | None = None
) -> Catalogue:
    """The catalogue without what ``taught`` made of the same, whoever confirmed it and when.

    A phrase that was drafted before is a draft again. What another claim taught stays with its feature. One that is
    called by the claim's own words, and is left with nothing but its name, goes too.
    """
    feature = known_as(catalogue, name_of(reading))
    if feature is None:
        return catalogue
    side = "answers" if relation.answers else "raises"
    each = (one.draft if _is_lesson(one, statement, source) else one for one in getattr(feature, side))
    left = tuple(one for one in each if one is not None)
    new = feature.model_copy(update={side: left})
    if new != feature and new == Feature(name=" ".join(reading.claim.text.split())):
        return without(catalogue, feature.name)
    return replaced(catalogue, feature.name, new)


def _is_lesson(phrase: Phrase, statement: Statement, source: str | None) -> bool:
    return (phrase.text, phrase.origin, said_by(phrase.source)) == (statement.text, Origin.CONFIRMED, said_by(source))


def made_ours(catalogue: Catalogue, reading: Reading) -> Catalogue:
    """The catalogue with the claim as a feature, hired for what the library's customers said of things like it."""
    answers = [one.text for one in reading.borrowed if not one.raises]
    raises = [one.text for one in reading.borrowed if one.raises]
    return agreed(catalogue, name_of(reading), answers, raises, source=LIBRARY)


def agreed(
    catalogue: Catalogue,
    name: str,
    answers: Iterable[str] = (),
    raises: Iterable[str] = (),
    own: str = "",
    *,
    source: str | None = None,
) -> Catalogue:
    """The catalogue with what a person says the feature of that name is hired for; a new one where none has the name.

    ``answers`` and ``raises`` are phrases they chose, from ``source``; ``own`` is what they write themselves that a
    customer would have said before needing this. Nothing chosen still makes the feature.
    """
    chosen = [Phrase(text=text, origin=Origin.CONFIRMED, source=source) for text in answers]
    written = [Phrase(text=own)] if own.strip() else []
    against = [Phrase(text=text, origin=Origin.CONFIRMED, source=source) for text in raises]
    return _with(_with(catalogue, name, [*chosen, *written], raises=False), name, against, raises=True)


def name_of(reading: Reading) -> str:
    """The name of the claim's feature; a claim that matched none is called by its own words."""
    return reading.feature or " ".join(reading.claim.text.split())


def feature_named(catalogue: Catalogue, name: str) -> Feature | None:
    """The feature of that name, whatever its case; None where there is none."""
    return next((one for one in catalogue.features if one.name.casefold() == name.casefold()), None)


def known_as(catalogue: Catalogue, name: str) -> Feature | None:
    """The feature of that name, else one that reps call so as well: what a review knows by its earlier name is it."""
    others = (one for one in catalogue.features if name.casefold() in map(str.casefold, one.wordings))
    return feature_named(catalogue, name) or next(others, None)


def _with(catalogue: Catalogue, name: str, phrases: Iterable[Phrase], *, raises: bool) -> Catalogue:
    """The catalogue with phrases added to that feature, each once; one that was drafted is a draft no longer, and one
    that was confirmed before forces were kept learns its own."""
    feature = known_as(catalogue, name) or Feature(name=name)
    side = "raises" if raises else "answers"
    held = {phrase.text.casefold(): phrase for phrase in (feature.raises if raises else feature.answers)}
    for phrase in phrases:
        known = held.get(phrase.text.casefold())
        if known is None:
            held[phrase.text.casefold()] = phrase
        elif known.origin is Origin.DRAFTED:
            held[phrase.text.casefold()] = phrase.model_copy(update={"draft": known})
        elif known.theirs and known.force is None and said_by(known.source) == said_by(phrase.source):
            held[phrase.text.casefold()] = known.model_copy(update={"force": phrase.force})
    return replaced(catalogue, feature.name, feature.model_copy(update={side: tuple(held.values())}))


def replaced(catalogue: Catalogue, name: str | None, feature: Feature) -> Catalogue:
    """The catalogue with ``feature`` in the place of the one of that name, or as its last one.

    InputError where another feature already has its name.
    """
    old = feature_named(catalogue, name) if name else None
    twin = feature_named(catalogue, feature.name)
    if twin is not None and twin is not old:
        raise InputError(f"There is already a feature called “{twin.name}”. Add to that one, or choose another name.")
    kept = [feature if one is old else one for one in catalogue.features]
    return catalogue.model_copy(update={"features": tuple(kept if old else [*kept, feature])})


def without(catalogue: Catalogue, name: str) -> Catalogue:
    """The catalogue without the feature of that name."""
    return catalogue.model_copy(update={"features": tuple(one for one in catalogue.features if one.name != name)})


def rewritten(
    feature: Feature, name: str, wordings: Iterable[str], answers: Iterable[str], raises: Iterable[str]
) -> Feature:
    """The feature as a person now writes it, a phrase a line; a phrase whose words stand keeps where it came from.

    Under another name the one before stays as another wording: reviews know the feature by it.
    """
    said = () if name.casefold() == feature.name.casefold() else (feature.name,)
    known = {phrase.text: phrase for phrase in (*feature.answers, *feature.raises)}

    def phrases(lines: Iterable[str]) -> tuple[Phrase, ...]:
        return tuple(known.get(line, Phrase(text=line)) for line in _lines(lines))

    return Feature(name=name, wordings=_lines((*wordings, *said)), answers=phrases(answers), raises=phrases(raises))


def _lines(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def drafted(catalogue: Catalogue, review: Review) -> Catalogue:
    """The catalogue with a draft for every claim of the review that has no phrases yet.

    Its drafted phrases are what the judge takes this prospect to have said about it, and what the library's customers
    said of things like it. No drafted phrase counts before somebody confirms it.
    """
    for reading in review.readings:
        name = name_of(reading)
        known = known_as(catalogue, name)
        if known is None or not (known.answers or known.raises):
            answers, raises = _drafts(review, reading)
            catalogue = _with(_with(catalogue, name, answers, raises=False), name, raises, raises=True)
    return catalogue


def _drafts(review: Review, reading: Reading) -> tuple[list[Phrase], list[Phrase]]:
    """Drafted phrases for a claim: what it answers, and what it raises. This prospect's own words come first."""
    sides: tuple[list[Phrase], list[Phrase]] = ([], [])
    for link in reading.links:
        if link.holds:
            words = review.statement(link.to).text
            sides[not link.relation.answers].append(_draft(words, review.profile.prospect))
    for one in reading.borrowed:
        sides[one.raises].append(_draft(one.text, f"{LIBRARY}: {one.feature}"))
    return sides


def _draft(text: str, source: str) -> Phrase:
    return Phrase(text=text, origin=Origin.DRAFTED, source=source)


def settled(
    catalogue: Catalogue, draft: str, name: str, answers: Iterable[str], raises: Iterable[str], *, own: str = ""
) -> Catalogue:
    """The catalogue once a person decided on the feature drafted as ``draft``, which they now call ``name``.

    The phrases they agreed to are confirmed, the other drafted ones go. How the rep put it stays as another wording.
    InputError where another feature already has the name.
    """
    old = feature_named(catalogue, draft)
    if old is None:
        raise InputError(f"The draft “{draft}” is gone. Look at the list again.")
    said = () if name.casefold() == old.name.casefold() else (old.name,)
    new = Feature(
        name=name or old.name,
        wordings=tuple(dict.fromkeys((*old.wordings, *said))),
        answers=_decided(old.answers, frozenset(answers)),
        raises=_decided(old.raises, frozenset(raises)),
    )
    return agreed(replaced(catalogue, draft, new), new.name, own=own)


def _decided(phrases: Iterable[Phrase], chosen: frozenset[str]) -> tuple[Phrase, ...]:
    kept = (one for one in phrases if one.origin is not Origin.DRAFTED or one.text in chosen)
    return tuple(
        one.model_copy(update={"origin": Origin.CONFIRMED}) if one.origin is Origin.DRAFTED else one for one in kept
    )


def is_draft(feature: Feature) -> bool:
    """Whether something drafted in it waits for a person's word."""
    return any(phrase.origin is Origin.DRAFTED for phrase in (*feature.answers, *feature.raises))


def nobody_hires(feature: Feature) -> bool:
    """Whether nothing that a customer said is known to be answered by it: why would anyone hire this?"""
    return not feature.answers


def own_terms(catalogue: Catalogue) -> tuple[str, ...]:
    """Names of our own: the product's, and everything its features are called; not a letter or two, as in any text."""
    names = (catalogue.product, *(name for one in catalogue.features for name in one.said()))
    return tuple(dict.fromkeys(name for name in names if len(name) > 2))


def in_our_words(catalogue: Catalogue, judged: Callable[[list[str]], Iterable[bool]]) -> dict[str, Wording]:
    """The phrases that are in the seller's words, by their text, with the question that gets behind each.

    ``judged`` says of texts whether the judge takes them to be so (S2: a rule and the judge, as on a profile).
    """
    sided: dict[str, Force | None] = {one.text: None for feature in catalogue.features for one in feature.answers}
    sided |= {one.text: Force.ANXIETY for feature in catalogue.features for one in feature.raises}
    terms, texts = own_terms(catalogue), list(sided)
    found = {
        text: sellers_words(text, sided[text], terms, judged=bool(worded))
        for text, worded in zip(texts, judged(texts), strict=True)
    }
    return {text: wording for text, wording in found.items() if wording is not None}


class Earning(Frozen):
    """What a phrase has done: links it led to that held, and how many of its links people confirmed and denied."""

    led: int = 0
    confirmed: int = 0
    denied: int = 0


def earnings(reviews: Iterable[Review]) -> Mapping[str, Earning]:
    """What each phrase of the catalogue did in these reviews, by its text, the newest review first.

    One claim and one statement count once, however often they were reviewed together; the newest word on them holds.
    A statement that was taught and then leads to itself has earned nothing.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for review in reviews:
        for phrase, claim, said, done in _led(review):
            seen.setdefault((phrase, claim, said), done)
    counted = Counter((phrase, done) for (phrase, _, _), done in seen.items())
    return {
        phrase: Earning(
            led=sum(counted[phrase, done] for done in ("led", "confirmed", "denied")),
            confirmed=counted[phrase, "confirmed"],
            denied=counted[phrase, "denied"],
        )
        for phrase, _ in counted
    }


def _led(review: Review) -> Iterator[tuple[str, str, str, str]]:
    """Each link that a phrase of the catalogue led to: phrase, claim, statement, and what became of it."""
    words = {(word.claim, word.to): word.relation for word in review.overrides}
    for reading in review.judged or review.readings:
        claim = reading.claim
        for link in reading.links if reading.feature else ():
            said = review.statement(link.to).text
            done = _became(link, (claim.id, link.to) in words, words.get((claim.id, link.to)))
            if link.through and done and link.through != said:
                yield link.through, claim.text.casefold(), said, done


def _became(link: Link, spoken: bool, word: Relation | None) -> str | None:
    """What became of a link: "led" where it holds and nobody spoke, else a person's word on it; None where nothing."""
    if not spoken:
        return "led" if link.holds else None
    if word is not None and word.answers == link.relation.answers:
        return "confirmed"
    return "denied" if link.holds else None
