"""What a pitch is: text, its sentences, the claims in it, and the turns it was spoken in.

Every position is a pair of code-point offsets into the text as it was given, so a mark can always be drawn
on the very words a person typed: ``text[span.start:span.end]``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class InputError(ValueError):
    """Something a person gave could not be used. Its message is one sentence they can act on."""


class Frozen(BaseModel):
    """Base of every value: immutable, comparable, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Frozen):
    """Code-point offsets ``[start, end)`` into the text they belong to."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"a span must end after it starts, not {self.start} to {self.end}")
        return self

    def of(self, text: str) -> str:
        """The words this span marks in ``text``."""
        return text[self.start : self.end]


class Sentence(Span):
    """The unit the claim spotter reads. ``n`` counts from 1.

    In a recording ``turn`` is the turn it was said in, ``at`` and ``seconds`` when it began and how long it
    took (seconds); all three are None in a written pitch.
    """

    n: Annotated[int, Field(ge=1)]
    turn: int | None = None
    at: float | None = None
    seconds: float | None = None


class ClaimKind(StrEnum):
    """What sort of reason to buy a claim is (definitions: docs/judge.md)."""

    FEATURE = "feature"
    BENEFIT = "benefit"
    PROOF = "proof"


class Claim(Span):
    """One thing put forward as a reason to buy: its exact words and the sentence ``n`` they stand in.

    ``attention`` is the words (in a recording, the seconds) of its sentence, shared among the sentence's
    claims by length. It is fixed when the pitch is read: cutting one claim never lends its share to another,
    or a cut could make a neighbour weigh more than the rep ever said.
    """

    id: str
    n: Annotated[int, Field(ge=1)]
    text: str
    kind: ClaimKind = ClaimKind.FEATURE
    attention: Annotated[float, Field(gt=0)] = 1.0


class Word(Frozen):
    """One spoken word with its time in seconds."""

    text: str
    start: float
    end: float


class Turn(Frozen):
    """One speaker's stretch. ``speaker`` and times (seconds) are None where the source does not say."""

    n: Annotated[int, Field(ge=1)]
    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()


class Transcript(Frozen):
    """The turns of a conversation, in order, with what could not be read (one sentence each)."""

    turns: tuple[Turn, ...]
    source: str | None = None
    format: str | None = None
    problems: tuple[str, ...] = ()

    def speakers(self) -> tuple[str, ...]:
        """Everyone who speaks, in the order they first do."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker is not None))


class Pitch(Frozen):
    """What the rep says. ``sentences`` may be given (a labelled corpus, a transcript); otherwise they are found.

    In a conversation ``beside`` are the speakers who sell together with the rep; their words are in the text too.
    """

    text: str
    title: str | None = None
    sentences: tuple[Sentence, ...] = ()
    transcript: Transcript | None = None
    rep: str | None = None
    beside: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _sentences_lie_in_the_text(self) -> Self:
        if any(sentence.end > len(self.text) for sentence in self.sentences):
            raise ValueError("a sentence ends beyond the text")
        return self

    @property
    def sellers(self) -> frozenset[str | None]:
        """Everyone whose turns a conversation's pitch is made of, None for who is not told apart; nobody in a written
        one.
        """
        turns = self.transcript.turns if self.transcript else ()
        if self.rep in {turn.speaker for turn in turns}:
            return frozenset({self.rep, *self.beside})
        spoken = {sentence.turn for sentence in self.sentences}
        return frozenset(turn.speaker for turn in turns if turn.n in spoken)
