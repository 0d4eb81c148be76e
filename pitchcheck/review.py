"""Everything found about one pitch for one prospect: what was read, its figures, its flags, and people's word on it.

The figures themselves are in pitchcheck.figures; here they are counted over the claims a review keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_serializer

from pitchcheck.figures import CutStep, Figures, figures
from pitchcheck.judge import Basis, Cost, JudgeVersion, Link, Reading, Relation, Verdict
from pitchcheck.judge.reading import harm_of
from pitchcheck.pitch import Frozen, Pitch, Span
from pitchcheck.profile import Profile, Statement

__all__ = [
    "AS_SHIPPED",
    "Checked",
    "CutStep",
    "Dismissal",
    "Figures",
    "Flag",
    "FlagSettings",
    "HeardWord",
    "Override",
    "Review",
    "Severity",
    "figures",
    "overridden",
    "refigure",
]


class Severity(StrEnum):
    """How much a flag matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Flag(Frozen):
    """A finding, self-sufficient: code, where, what, why it matters, and what to do next.

    ``spans`` point into the pitch; ``claims`` and ``statements`` are the ids it is about. ``dismissed`` is the
    reason a person gave for setting it aside; it stays visible.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    why: str
    todo: str
    spans: tuple[Span, ...] = ()
    claims: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    dismissed: str | None = None


class FlagSettings(Frozen):
    """What a house may set. ``stack`` is how many unasked claims in a row make a feature stack; the opening is the
    first ``opening`` of the sentences, but at least ``opening_sentences``; price talk counts as following a stack
    within ``price_within`` turns. ``off`` are the codes of rules that are not asked.
    """

    stack: Annotated[int, Field(ge=2)] = 3
    opening: Annotated[float, Field(gt=0, le=1)] = 0.15
    opening_sentences: Annotated[int, Field(ge=1)] = 3
    price_within: Annotated[int, Field(ge=1)] = 6
    off: frozenset[str] = frozenset()

    @field_serializer("off")
    def _in_order(self, off: frozenset[str]) -> list[str]:
        """Sorted, so that the same settings are the same bytes in every process."""
        return sorted(off)


AS_SHIPPED = FlagSettings()


class Dismissal(Frozen):
    """A person set a flag aside: which one, why, and who. It outlives the flag, which may come back."""

    code: str
    claims: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    reason: str
    by: str = ""


class Override(Frozen):
    """A person's word against the judge's: this claim does (or with None does not) this to that statement."""

    claim: str
    to: str
    relation: Relation | None
    by: str
    reason: str = ""


class Checked(Frozen):
    """A person listened and gave their word on a claim: the judge's verdict as it stood, theirs, by whom and why.

    What they say it does instead stands in the overrides; this also tells that they looked and agreed.
    """

    claim: str
    judged: Verdict
    verdict: Verdict
    by: str
    reason: str = ""

    @property
    def agrees(self) -> bool:
        """Whether they say what the judge said."""
        return self.judged is self.verdict


class HeardWord(Frozen):
    """A person's word on a statement of the profile that a conversation was read against.

    ``proposed`` is the statement as the judge heard it, None for one that a person added. ``stands`` is False where
    it is no statement, and then the profile holds it no more.
    """

    statement: str
    proposed: Statement | None
    stands: bool
    by: str
    reason: str = ""


class Review(Frozen):
    """One pitch before one prospect: readings, figures, flags, and who judged.

    ``figures`` is None when there is no headline number; ``silent_because`` then says why and what to find out.
    ``kept`` are the claim ids the figures count (all, unless some were ticked off). Where people overrode the
    judge, ``readings`` is what holds now and ``judged`` what the judge itself said; otherwise ``judged`` is empty.
    ``product_worded`` are the ids of statements that the judge takes to be in the seller's words. ``checked`` and
    ``heard`` are people's words on the claims and statements of a recording, and ``at_first`` is where pitch
    relevance stood before the first of them. ``cost`` is what a language model took for it, None without one.
    ``flag_settings`` are those its flags were found with; they stay its own when it is counted anew.
    """

    pitch: Pitch
    profile: Profile
    readings: tuple[Reading, ...]
    figures: Figures | None
    silent_because: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()
    flags: tuple[Flag, ...] = ()
    overrides: tuple[Override, ...] = ()
    judged: tuple[Reading, ...] = ()
    judge: JudgeVersion
    basis: Basis
    language: str = "en"
    dismissals: tuple[Dismissal, ...] = ()
    product_worded: tuple[str, ...] = ()
    checked: tuple[Checked, ...] = ()
    heard: tuple[HeardWord, ...] = ()
    at_first: float | None = None
    cost: Cost | None = None
    flag_settings: FlagSettings = Field(default=AS_SHIPPED, exclude_if=lambda one: one == AS_SHIPPED)

    @field_serializer("kept")
    def _in_order(self, kept: frozenset[str]) -> list[str]:
        """A set has no order of its own: sorted, so that the same review is the same bytes in every process."""
        return sorted(kept)

    @property
    def kept_readings(self) -> list[Reading]:
        """The readings of the claims that are kept, in the order of ``readings``."""
        return [reading for reading in self.readings if reading.claim.id in self.kept]

    def reading(self, claim: str) -> Reading:
        """The reading of the claim with that id; KeyError if there is none."""
        for reading in self.readings:
            if reading.claim.id == claim:
                return reading
        raise KeyError(claim)

    def statement(self, identifier: str) -> Statement:
        """The profile's statement with that id; KeyError if there is none."""
        for statement in self.profile.statements:
            if statement.id == identifier:
                return statement
        raise KeyError(identifier)


def refigure(review: Review, kept: Collection[str] | None = None) -> Review:
    """The same review counting only the claims ``kept`` (all by default). Flags are left as they are."""
    everything = frozenset(reading.claim.id for reading in review.readings)
    keep = everything if kept is None else frozenset(kept) & everything
    counted = [reading for reading in review.readings if reading.claim.id in keep]
    new = None if review.silent_because else figures(counted, review.profile)
    return review.model_copy(update={"figures": new, "kept": keep})


CONFIRMED = 2 / 3
DENIED = 1 / 3


def overridden(readings: Iterable[Reading], overrides: Iterable[Override]) -> tuple[Reading, ...]:
    """The readings after people had their say; later words beat earlier ones on the same claim and statement.

    A confirmed answer makes relevance at least 2/3 and a claim left without one at most 1/3 (tied claims are
    labelled 2 or 3 of 3, untied ones 0 or 1: docs/judge.md); confirmed harm is at least 2/3, and any other is that of
    the likeliest aggravating link left, 0 without one.
    """
    words: dict[str, dict[str, Override]] = {}
    for override in overrides:
        words.setdefault(override.claim, {})[override.to] = override
    return tuple(
        _overridden(reading, words[reading.claim.id]) if reading.claim.id in words else reading for reading in readings
    )


def _overridden(reading: Reading, words: Mapping[str, Override]) -> Reading:
    links = [link for link in reading.links if link.to not in words]
    links += [
        Link(to=word.to, relation=word.relation, probability=1, holds=True, by=word.by)
        for word in words.values()
        if word.relation is not None
    ]
    links.sort(key=lambda link: (-link.probability, link.to, link.relation))
    new = reading.model_copy(update={"links": tuple(links), "sure": True, "at_best": None})
    said = {word.relation for word in words.values()}
    relevance = max(reading.relevance, CONFIRMED) if said & ANSWERS else reading.relevance
    return new.model_copy(
        update={"relevance": relevance if new.tied else min(reading.relevance, DENIED), "harm": _harm(reading, words)}
    )


ANSWERS = frozenset({Relation.ADVANCES, Relation.EASES})


def _harm(reading: Reading, words: Mapping[str, Override]) -> float:
    """The judge's harm by what people left of it; a harm that they confirmed keeps the judge's own probability."""
    confirmed = {word.to for word in words.values() if word.relation is Relation.AGGRAVATES}
    left = harm_of(link for link in reading.links if link.to not in words or link.to in confirmed)
    return max(min(reading.harm, left), CONFIRMED if confirmed else 0.0)
