"""What a judge says about a claim and a statement: the types every judge answers in.

Nothing here knows how the answer was reached, so figures, flags, pages and reports do not either.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from pitchcheck.pitch import Claim, Frozen, Span
from pitchcheck.profile import Force, Who

Probability = Annotated[float, Field(ge=0, le=1)]


class Relation(StrEnum):
    """What a claim does to a statement (definitions: docs/judge.md)."""

    ADVANCES = "advances"
    EASES = "eases"
    AGGRAVATES = "aggravates"

    @property
    def answers(self) -> bool:
        """Whether a claim with this relation is an answer to the statement."""
        return self is not Relation.AGGRAVATES


def answering(force: Force) -> Relation:
    """The answering relation a force allows: pushes and pulls are advanced, all else is eased."""
    return Relation.ADVANCES if force in (Force.PUSH, Force.PULL) else Relation.EASES


class Link(Frozen):
    """A claim bearing on a statement, with the judge's probability.

    ``holds`` is the judge's decision: the probability is at or over its threshold, or a person said so
    (``by``). ``through`` is the catalogue or library phrase that led the judge there, if one did.
    """

    to: str
    relation: Relation
    probability: Probability
    holds: bool
    through: str | None = None
    by: str | None = None


class Verdict(StrEnum):
    """The three verdicts on a claim."""

    TIED = "tied"
    UNASKED = "unasked"
    WORSE = "makes it worse"


WORTH_DRAWING = 0.02
"""Links less probable than this are left out of a reading."""


class Faint(Frozen):
    """What those of a claim's links come to that are not told one by one, there being likelier ones.

    How many of them may be expected to stand, those that answer and those that aggravate: the sum of -ln(1 - p).
    """

    answers: Annotated[float, Field(ge=0)] = 0.0
    aggravates: Annotated[float, Field(ge=0)] = 0.0


def harm_of(links: Iterable[Link]) -> float:
    """The probability of the likeliest aggravating link that holds; 0 where none does."""
    return max((link.probability for link in links if link.holds and not link.relation.answers), default=0.0)


class Borrowed(Frozen):
    """A library phrase lent to a claim with no feature of its own: whose feature it was, and how near (0..1)."""

    text: str
    feature: str
    closeness: Probability
    raises: bool = False


class Reading(Frozen):
    """What the judge makes of one claim before one prospect.

    ``relevance`` r and ``harm`` h are in 0..1. ``links`` carries every relation whose probability is worth
    drawing (at least ``WORTH_DRAWING``), most probable first, ties by statement id; where they said so much that these
    would be too many, those that hold and the likeliest others, and ``faint`` is what the rest come to.
    ``sure`` is False where the judge's probability is too near its threshold and a person should be asked. Where the
    pitch as a whole seems to speak to somebody else, ``at_best`` is the relevance this claim would have if it did not:
    the judge is sure of a no only where that is low too. ``feature`` names the catalogue feature the claim was matched
    to. ``stand_in`` is set where a language model judges and the embedded judge read this claim in its place: it says
    why.
    """

    claim: Claim
    relevance: Probability
    harm: Probability
    links: tuple[Link, ...] = ()
    sure: bool = True
    feature: str | None = None
    borrowed: tuple[Borrowed, ...] = ()
    stand_in: str | None = None
    faint: Faint | None = None
    at_best: Probability | None = None

    @property
    def tied(self) -> bool:
        """Whether some answering link holds."""
        return any(link.holds and link.relation.answers for link in self.links)

    @property
    def verdict(self) -> Verdict:
        """Tied; else makes it worse where an aggravating link holds; else unasked."""
        if self.tied:
            return Verdict.TIED
        return Verdict.WORSE if any(link.holds for link in self.links) else Verdict.UNASKED

    def outside(self, low: float, high: float) -> bool:
        """Whether the judge's probability lies outside the band of doubt between these."""
        return self.relevance >= high or (self.relevance if self.at_best is None else self.at_best) <= low

    @property
    def value(self) -> float:
        """v = r - h when tied and -h when not: what is not tied earns nothing."""
        return (self.relevance if self.tied else 0.0) - self.harm


class Found(Span):
    """A statement the judge found in notes or in a turn: its span there, force, who, and whose words it is in.

    ``stand_in`` is set where a language model judges and the embedded judge heard this in its place: it says why.
    """

    text: str
    force: Force
    who: Who
    product_worded: bool = False
    probability: Probability = 1.0
    turn: int | None = None
    stand_in: str | None = None


class Basis(StrEnum):
    """What a review had to go by, and so how far it can be trusted.

    It had the product's own catalogue where that knows at least as many of its claims as it does not.
    """

    CATALOGUE = "own catalogue"
    LIBRARY = "library only"
    NEITHER = "neither"


class JudgeVersion(Frozen):
    """Which judge read: its name, its version, the sha256 of its weights, the catalogue's version.

    ``model`` is the language model that judged, as ``provider:model``; the weights are then those of the embedded
    judge, which gave the probabilities and stood in.
    """

    name: str
    version: str
    weights: str
    catalogue: str | None = None
    model: str | None = None

    @property
    def described(self) -> str:
        """The judge in a few words: name, version, and the model where a language model judged."""
        return " ".join(filter(None, (self.name, self.model, self.version)))


class Cost(Frozen):
    """What a reading took when it was asked for: calls and tokens, seconds from first to last, and money.

    ``money`` is in US dollars, None where no price is known (a model of one's own). ``dropped`` counts what the model
    answered that stands nowhere in the text, ``hidden`` tells that names were replaced before sending, ``withheld`` how
    many texts read like an order to the model and were not sent.
    """

    calls: Annotated[int, Field(ge=0)] = 0
    input_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0
    seconds: Annotated[float, Field(ge=0)] = 0.0
    money: Annotated[float, Field(ge=0)] | None = None
    dropped: Annotated[int, Field(ge=0)] = 0
    hidden: bool = False
    withheld: Annotated[int, Field(ge=0)] = 0

    @property
    def tokens(self) -> int:
        """Tokens read and written."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Cost) -> Cost:
        """Both together, one after the other."""
        known = [one.money for one in (self, other) if one.money is not None]
        return Cost(
            calls=self.calls + other.calls,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=round(self.seconds + other.seconds, 3),
            money=round(sum(known), 6) if known else None,
            dropped=self.dropped + other.dropped,
            hidden=self.hidden or other.hidden,
            withheld=self.withheld + other.withheld,
        )
