"""One call from a pitch and a profile to a finished review.

    from pitchcheck import check
    review = check("We have SSO and a mobile app.", profile)

Data flows one way: text, sentences, claims, links, figures, flags.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING

from pitchcheck.figures import thin
from pitchcheck.files.content import broken_character
from pitchcheck.flags import flagged
from pitchcheck.judge import Basis, Reading
from pitchcheck.judge.sentences import in_sentences
from pitchcheck.pitch import InputError, Pitch
from pitchcheck.review import AS_SHIPPED, FlagSettings, Override, Review, overridden, refigure

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge import Judge
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.pitch import Claim
    from pitchcheck.profile import Profile

NOT_ENGLISH = (
    "This pitch looks like {language}. The embedded judge reads English only, so there is no headline number: "
    "check it in English."
)
NO_CLAIMS = "Nothing in this text was put forward as a reason to buy, so there is nothing to weigh."


def check(
    pitch: Pitch | str,
    profile: Profile,
    *,
    catalogue: Catalogue | None = None,
    library: bool = True,
    price: float | None = None,
    judge: Judge | None = None,
    settings: FlagSettings = AS_SHIPPED,
    claims: Sequence[Claim] | None = None,
) -> Review:
    """Read ``pitch`` against ``profile`` and say what they would subtract.

    ``price`` (in the profile's currency) takes the place of the profile's own. Without a ``judge`` the embedded
    one is opened, once a process. The review's pitch carries its sentences, found where none were given;
    ``settings`` are the flags'. ``claims`` are the pitch's where they are known
    already. Raises InputError where the pitch is empty, the profile holds no statement, or the
    price is not above 0.
    """
    if judge is None:
        from pitchcheck.judge.embedded import open_judge

        judge = open_judge()
    _demand_something_to_read(pitch, profile, price)
    pitch = in_sentences(Pitch(text=pitch) if isinstance(pitch, str) else pitch)
    profile = profile if price is None else profile.model_copy(update={"price": price})
    claims = judge.claims(pitch) if claims is None else tuple(claims)
    readings = judge.read(pitch, claims, profile, catalogue=catalogue, library=library)
    review = _unfinished(pitch, profile, judge, claims, catalogue, library=library)
    cost = judge.cost(pitch, claims, profile, catalogue)
    return _finished(review.model_copy(update={"cost": cost, "flag_settings": settings}), readings)


def as_it_is_read(
    pitch: Pitch,
    profile: Profile,
    judge: LanguageModelJudge,
    *,
    catalogue: Catalogue | None = None,
    settings: FlagSettings = AS_SHIPPED,
) -> Iterator[Review]:
    """``check`` by a language model while it reads: the embedded judge's readings first, the model's in their place.

    The last review is the one ``check`` gives. Raises InputError as ``check`` does.
    """
    _demand_something_to_read(pitch, profile, None)
    pitch = in_sentences(pitch)
    claims = judge.claims(pitch)
    review = _unfinished(pitch, profile, judge, claims, catalogue, library=True)
    review = review.model_copy(update={"flag_settings": settings})
    for readings in judge.reading(pitch, claims, profile, catalogue=catalogue):
        latest = _finished(review, readings)
        yield latest
    yield latest.model_copy(update={"cost": judge.cost(pitch, claims, profile, catalogue)})


def _unfinished(
    pitch: Pitch, profile: Profile, judge: Judge, claims: Sequence[Claim], catalogue: Catalogue | None, *, library: bool
) -> Review:
    """Everything of a review but its readings, figures and flags."""
    language = judge.language(pitch.text)
    return Review(
        pitch=pitch,
        profile=profile,
        readings=(),
        figures=None,
        silent_because=(*_unreadable(language, found=bool(claims)), *thin(profile)),
        judge=judge.version(catalogue),
        basis=judge.basis(catalogue, library=library),
        language=language,
        product_worded=_in_our_words(judge, profile),
    )


def _finished(review: Review, readings: Sequence[Reading]) -> Review:
    """The review with these readings, its figures and its flags."""
    new = {"readings": tuple(readings), "basis": _gone_by(review.basis, readings)}
    return flagged(refigure(review.model_copy(update=new)))


def _gone_by(basis: Basis, readings: Sequence[Reading]) -> Basis:
    """What most claims were read with: a catalogue that knows few of them makes no review surer."""
    lent = sum(bool(reading.borrowed) for reading in readings)
    return Basis.LIBRARY if basis is Basis.CATALOGUE and 2 * lent > len(readings) else basis


def _demand_something_to_read(pitch: Pitch | str, profile: Profile, price: float | None) -> None:
    text = pitch if isinstance(pitch, str) else pitch.text
    if not text.strip():
        raise InputError("The pitch is empty. Paste or type what you will say.")
    if broken_character(text):  # a str may hold half of a surrogate pair, as of JSON; no tokenizer takes it
        raise InputError("The pitch holds a broken character. Paste it again as plain text.")
    if not profile.statements:
        raise InputError("The profile holds no statement. Add at least one thing the prospect said.")
    if price is not None and not (isfinite(price) and price > 0):
        raise InputError(f"The price must be a number above 0, not {price:g}.")


def _in_our_words(judge: Judge, profile: Profile) -> tuple[str, ...]:
    """The ids of statements that the judge takes to be in the seller's words."""
    found = judge.product_worded([statement.text for statement in profile.statements], profile.product_terms)
    return tuple(s.id for s, ours in zip(profile.statements, found, strict=True) if ours)


def _unreadable(language: str, *, found: bool) -> tuple[str, ...]:
    if language != "en":
        return (NOT_ENGLISH.format(language=LANGUAGES.get(language, f"another language ({language})")),)
    return () if found else (NO_CLAIMS,)


LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nb": "Norwegian",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""Languages a sales pitch is likely to come in, by ISO 639-1 code."""


def reconsider(review: Review, overrides: Iterable[Override]) -> Review:
    """The review with ``overrides`` as everything people have said of it: readings, figures and flags anew.

    The judge's own readings are kept in ``judged``, so that any word can be taken back and both figures shown. A
    word on a claim or a statement that this review does not hold is left out.
    """
    judged = review.judged or review.readings
    words = tuple(word for word in overrides if _applies(word, review))
    new = {"readings": overridden(judged, words), "judged": judged if words else (), "overrides": words}
    return flagged(refigure(review.model_copy(update=new), review.kept))


def _applies(word: Override, review: Review) -> bool:
    claims = {reading.claim.id for reading in review.readings}
    return word.claim in claims and word.to in {statement.id for statement in review.profile.statements}


def ticked(review: Review, kept: Collection[str]) -> Review:
    """The review counting only the claims ``kept``: figures and flags of what would then be said."""
    return flagged(refigure(review, kept))
