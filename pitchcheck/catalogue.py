"""The feature catalogue of a product: what each feature is hired for, in customers' own words.

A claim is matched to its feature and the feature's phrases to what the prospect said: two small steps instead
of one leap. ``answers`` are things customers said before they bought; ``raises`` are worries, broken habits and
no's the feature runs into.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from pitchcheck.pitch import Frozen
from pitchcheck.profile import Force, Line


class Origin(StrEnum):
    """Where a phrase came from. Drafted phrases count only once somebody confirms them."""

    WRITTEN = "written"
    DRAFTED = "drafted"
    CONFIRMED = "confirmed"
    RECORDING = "recording"


CONFIRMED_BY = ", confirmed by "
LIBRARY = "the library"
"""The source of phrases that came out of it, as a prospect's name is of theirs."""


def said_by(source: str | None) -> str | None:
    """Whose words a phrase of that source is, as the source says it: a prospect, or the library."""
    return (source or "").split(CONFIRMED_BY)[0] or None


class Phrase(Frozen):
    """Something a customer said. ``source`` names the review, prospect or recording it came from; ``force`` is the
    force of the statement that it was, where it was one; ``draft`` the drafted phrase in whose place somebody's word on
    a link put it, to which it returns when that is taken back."""

    text: Line
    origin: Origin = Origin.WRITTEN
    source: str | None = None
    force: Force | None = Field(default=None, exclude_if=lambda force: force is None)
    draft: Phrase | None = Field(default=None, exclude_if=lambda draft: draft is None)

    @property
    def heard(self) -> str:
        """As the encoder reads a statement: after its force, where that is known."""
        return f"{self.force}: {self.text}" if self.force else self.text

    @property
    def theirs(self) -> bool:
        """Whether a prospect of this product said just that: confirmed on a review or heard, not written or lent."""
        confirmed = self.origin is Origin.CONFIRMED and CONFIRMED_BY in (self.source or "")
        return self.origin is Origin.RECORDING or (confirmed and said_by(self.source) != LIBRARY)

    @model_validator(mode="before")
    @classmethod
    def _plain_text_is_a_phrase(cls, data: object) -> object:
        return {"text": data} if isinstance(data, str) else data


class Feature(Frozen):
    """One thing a product offers: its name, other ways reps say it, what it answers and what it raises."""

    name: Line
    wordings: tuple[Line, ...] = ()
    answers: tuple[Phrase, ...] = ()
    raises: tuple[Phrase, ...] = ()

    def said(self) -> tuple[str, ...]:
        """Every way a rep may put it, the name first."""
        return (self.name, *self.wordings)


class Catalogue(Frozen):
    """What one product offers. Feature names are unique."""

    product: Line
    features: Annotated[tuple[Feature, ...], Field(default=())]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [feature.name.casefold() for feature in self.features]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two features are called {twice!r}; give one of them another name")
        return self

    @property
    def counts(self) -> bool:
        """Whether it holds a phrase that the judge reads: one that is not merely drafted."""
        phrases = (phrase for feature in self.features for phrase in (*feature.answers, *feature.raises))
        return any(phrase.origin is not Origin.DRAFTED for phrase in phrases)

    @property
    def version(self) -> str:
        """The first 12 hex digits of the sha256 of its content: two equal catalogues have one version."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]
