"""Where the judge's decisions fall, as a house may set it: the same probabilities, other thresholds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from pitchcheck.judge.reading import Basis, Link, Reading, harm_of
from pitchcheck.pitch import Frozen

if TYPE_CHECKING:
    from pitchcheck.judge.score import Scores

Share = Annotated[float, Field(ge=0.05, le=0.95)]


class Thresholds(Frozen):
    """From which probability on a link holds, and between which relevances a person is asked; None is as measured.

    A person is asked too where a relevance lies under both only because the whole pitch seems to be for somebody else.

    The measured ones lie in the shipped weights, one set a basis; training/score.py says how they were found.
    """

    answers: Share | None = None
    aggravates: Share | None = None
    ask_from: Share | None = None
    ask_to: Share | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ask_from is not None and self.ask_to is not None and self.ask_from > self.ask_to:
            raise ValueError("a person is asked from the lower to the higher share")
        return self

    @property
    def measured(self) -> bool:
        """Whether nothing is set."""
        return not self.model_dump(exclude_none=True)

    @property
    def mark(self) -> str:
        """What tells a judge with these from others, for its version: "" as measured, else each that was set."""
        said = self.model_dump(exclude_none=True)
        return "".join(f", {name.replace('_', ' ')} {share:g}" for name, share in said.items())

    def over(self, shipped: Scores) -> Scores:
        """The models of one basis with what is set here in place of where their decisions were measured to fall."""

        def chosen(ours: float | None, theirs: float) -> float:
            return theirs if ours is None else ours

        low, high = shipped.unsure
        return replace(
            shipped,
            answers_from=chosen(self.answers, shipped.answers_from),
            aggravates_from=chosen(self.aggravates, shipped.aggravates_from),
            unsure=(chosen(self.ask_from, low), chosen(self.ask_to, high)),
        )


AS_MEASURED = Thresholds()


def decided(readings: Sequence[Reading], basis: Basis, thresholds: Thresholds) -> tuple[Reading, ...]:
    """Readings that the embedded judge made as measured, decided anew. A person's word stays.

    ``basis`` is the one their review was kept with: that of most of its claims. What each claim was read with is told
    by the reading itself, so that thresholds which are not set stay those of the model that read it.
    """
    from pitchcheck.judge.score import scores

    if thresholds.measured:
        return tuple(readings)
    alone = Basis.NEITHER if basis is Basis.NEITHER else Basis.LIBRARY
    known = alone if basis is Basis.NEITHER else Basis.CATALOGUE
    lines = {one: thresholds.over(scores()[one]) for one in (known, alone)}
    return tuple(_decided(one, lines[known if one.feature and not one.borrowed else alone]) for one in readings)


def _decided(reading: Reading, line: Scores) -> Reading:
    links = tuple(_links(reading, line))
    sure = any(link.by for link in links) or reading.outside(*line.unsure)
    return reading.model_copy(update={"links": links, "harm": harm_of(links), "sure": sure})


def _links(reading: Reading, line: Scores) -> Iterator[Link]:
    """As the judge itself decides: harm at least as probable as the answer beats it."""
    likely = {(link.to, link.relation.answers): link.probability for link in reading.links if link.by is None}
    for link in reading.links:
        if link.by is not None:
            yield link
            continue
        harm, answer = likely.get((link.to, False), 0.0), likely.get((link.to, True), 0.0)
        worse = harm >= line.aggravates_from and harm >= answer
        holds = worse if not link.relation.answers else answer >= line.answers_from and not worse
        yield link.model_copy(update={"holds": holds})
