"""Claims before a prospect: what each one answers, what it makes worse, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from math import fsum
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge.deciding import AS_MEASURED, Thresholds
from pitchcheck.judge.encoder import Placed, Texts, Vectors, encoder, in_context
from pitchcheck.judge.evidence import Phrases, Read, Spoken, gather, said_before
from pitchcheck.judge.library import Library
from pitchcheck.judge.library import library as shipped_library
from pitchcheck.judge.pairs import Told, pair_reader
from pitchcheck.judge.reading import WORTH_DRAWING, Basis, Faint, Link, Reading, Relation, answering, harm_of
from pitchcheck.judge.score import (
    FORCES,
    Before,
    Evidence,
    Matrix,
    Pairs,
    Scores,
    brought_forward,
    features,
    probability,
    scores,
)
from pitchcheck.pitch import Claim, Pitch, Sentence
from pitchcheck.profile import Profile, Statement

KNOWN = 0.64
"""A claim this near (cosine) to a feature's name or another wording is that feature."""
AS_NEAR = 0.04
"""Features at most this much further than the nearest one lend their phrases to the claim too."""


def read(
    pitch: Pitch,
    claims: Sequence[Claim],
    profile: Profile,
    *,
    catalogue: Catalogue | None = None,
    library: bool = True,
    lender: Library | None = None,
    thresholds: Thresholds = AS_MEASURED,
) -> tuple[Reading, ...]:
    """What each claim is to this prospect, in the order of ``claims``.

    A claim that the catalogue knows reads its feature's phrases; any other borrows from the ``library``, where it
    may: the shipped one, or ``lender`` (the bench leaves families out of it). ``thresholds`` are where
    decisions fall.
    """
    if not claims:
        return ()
    placed = places(pitch, claims)
    mapped = encoder().read_claims(placed)
    matched = matches([claim.text for claim in claims], mapped[0].whole, catalogue)
    if not profile.statements:
        pairs = zip(claims, matched, strict=True)
        return tuple(Reading(claim=claim, relevance=0, harm=0, feature=match.name) for claim, match in pairs)
    shelf, heard_by = lender or shipped_library(), profile.statements
    sitting = _Sitting(claims, placed, mapped, matched, heard_by, library=shelf, borrow=library, thresholds=thresholds)
    return tuple(sitting.reading(row) for row in range(len(claims)))


@dataclass(frozen=True)
class _Match:
    """The catalogue features a claim was matched to, nearest first: none, one, or several about as near."""

    features: tuple[Feature, ...] = ()

    @property
    def name(self) -> str | None:
        return self.features[0].name if self.features else None

    @property
    def answers(self) -> list[str]:
        return _counting(phrase for feature in self.features for phrase in feature.answers)

    @property
    def raises(self) -> list[str]:
        return _counting(phrase for feature in self.features for phrase in feature.raises)

    def read(self) -> Phrases | None:
        """Its phrases as the encoder reads them, what other prospects said apart; None where there are none."""
        if not self.answers and not self.raises:
            return None
        answers = [one for feature in self.features for one in feature.answers]
        raises = [one for feature in self.features for one in feature.raises]
        own, own_raised = (_counting(one for one in some if not one.theirs) for some in (answers, raises))
        theirs, against = ([one for one in some if one.theirs] for some in (answers, raises))
        answered, raised = encoder().read(own), encoder().read(own_raised)
        return Phrases(
            answers=answered,
            raises=raised,
            said=encoder().texts(_counting(theirs, _heard)),
            said_against=encoder().texts(_counting(against, _heard)),
            told=(_spoken(own, answered.whole, theirs), _spoken(own_raised, raised.whole, against)),
        )


def _spoken(own: Sequence[str], vectors: Vectors, theirs: Iterable[Phrase]) -> Spoken:
    """What pairs are read with: the feature's phrases, and what other prospects said, which is a customer's too."""
    more = [text for text in _counting(theirs) if text not in own]
    return Spoken((*own, *more), np.concatenate([vectors, encoder().texts(more)]))


_text, _heard = attrgetter("text"), attrgetter("heard")


def _counting(phrases: Iterable[Phrase], read: Callable[[Phrase], str] = _text) -> list[str]:
    """The phrases that count, each once, as they are read: drafted ones do not, before somebody confirms them."""
    return list(dict.fromkeys(read(phrase) for phrase in phrases if phrase.origin is not Origin.DRAFTED))


def matches(claims: Sequence[str], vectors: Vectors, catalogue: Catalogue | None) -> list[_Match]:
    """Which features the claims are, by their text and its vector [claims, width], never by an id."""
    wordings = [(text, feature) for feature in (catalogue.features if catalogue else ()) for text in feature.said()]
    if not wordings:
        return [_Match()] * len(claims)
    known = _known(tuple(text for text, _ in wordings))
    said = np.array([[text.casefold() == claim.casefold() for text, _ in wordings] for claim in claims])
    return [_match(row, wordings) for row in np.where(said, np.float32(1), vectors @ known.T)]


@lru_cache(maxsize=8)
def _known(wordings: tuple[str, ...]) -> Vectors:
    """The vectors of all wordings of a catalogue, which is read once and not at every pitch."""
    return encoder().claims([(text, 0, len(text)) for text in wordings])[0]


def forget() -> None:
    """Keep no catalogue's wordings."""
    _known.cache_clear()


def _match(closeness: NDArray[np.float32], wordings: Sequence[tuple[str, Feature]]) -> _Match:
    """The feature of the nearest wording, where that is near enough, and those about as near."""
    best: dict[str, float] = {}
    for (_, feature), near in zip(wordings, closeness.tolist(), strict=True):
        best[feature.name] = max(near, best.get(feature.name, -1.0))
    least = max(KNOWN, max(best.values()) - AS_NEAR)
    by_name = {feature.name: feature for _, feature in wordings}
    return _Match(tuple(by_name[name] for name in sorted(best, key=lambda n: (-best[n], n)) if best[name] >= least))


@dataclass(frozen=True)
class _Table:
    """Probabilities with one basis: [claims, statements], and of each claim that it is tied, now and at best."""

    answers: NDArray[np.float64]
    aggravates: NDArray[np.float64]
    relevance: NDArray[np.float64]
    at_best: NDArray[np.float64]
    scores: Scores


def tabled(evidence: Evidence, basis: Basis, before: Before, together: Matrix, thresholds: Thresholds) -> _Table:
    """All probabilities with that basis, rounded so that another processor's last bits change nothing."""
    model = thresholds.over(scores()[basis])
    found = model.logits(evidence, basis, before, together)
    return _Table(
        answers=probability(found.answers).round(4),
        aggravates=probability(found.aggravates).round(4),
        relevance=model.relevance(found.answers.max(1)).round(4),
        at_best=model.relevance(found.at_best).round(4),
        scores=model,
    )


Row = NDArray[np.float64]
TOLD, LIKELIEST = 6000, 3
"""Of the links that do not hold, a claim tells its likeliest: so many over the number of statements, and at least three
that answer and three that aggravate. Up to 77 statements that is all of them; of a day's call, all would be gigabytes.
"""


class _Sitting:
    """One pitch being read before one prospect."""

    def __init__(
        self,
        claims: Sequence[Claim],
        placed: Sequence[Placed],
        mapped: tuple[Texts, Texts],
        matches: Sequence[_Match],
        statements: Sequence[Statement],
        *,
        library: Library,
        borrow: bool,
        thresholds: Thresholds,
    ) -> None:
        self.claims, self.matches, self.statements, self.library = claims, matches, statements, library
        texts = [heard(statement) for statement in statements]
        self.heard = encoder().read(texts)
        forces = np.array([FORCES.index(s.force) for s in statements])
        own = [match.read() for match in matches]
        read = Read(*mapped, self.heard, forces, own)
        evidence, self.loan = gather(read, library, borrow=borrow)
        alone = Basis.LIBRARY if borrow else Basis.NEITHER
        self.bases = [Basis.CATALOGUE if one and len(one.answers.whole) else alone for one in own]
        before = {basis: scores()[basis].pairs.before(features(evidence, basis)) for basis in set(self.bases)}
        together = self._together(placed, texts, before, partial(said_before, read, library, self.loan))
        self.tables = {basis: tabled(evidence, basis, logits, together, thresholds) for basis, logits in before.items()}

    def _together(
        self,
        placed: Sequence[Placed],
        texts: Sequence[str],
        before: Mapping[Basis, Before],
        said: Callable[[NDArray[np.bool_]], Sequence[Told | None]],
    ) -> Matrix:
        """What comes of reading claims and statements in pairs, those that each claim's own basis brings forward."""
        # What they said twice is brought forward once, in both places: else the last bits would say in which.
        _, first, place = np.unique(texts, return_index=True, return_inverse=True)
        forward = {
            basis: brought_forward(Pairs(*(x[:, first] for x in logits.mixed)), basis)[:, place]
            for basis, logits in before.items()
        }
        chosen = np.stack([forward[basis][row] for row, basis in enumerate(self.bases)])
        return pair_reader().read(placed, texts, said(chosen), chosen)

    def reading(self, row: int) -> Reading:
        """What the claim in that row is to them."""
        table, match = self.tables[self.bases[row]], self.matches[row]
        links, faint = self._links(row, table)
        alone = self.bases[row] is not Basis.CATALOGUE
        borrowed = self.library.borrowed(self.loan, row, self._lenders) if self.loan and alone else ()
        relevance, at_best = float(table.relevance[row]), float(table.at_best[row])
        found = Reading(
            claim=self.claims[row],
            relevance=relevance,
            harm=harm_of(links),
            links=links,
            feature=match.name,
            borrowed=borrowed,
            faint=faint,
            at_best=at_best if at_best > relevance else None,
        )
        return found.model_copy(update={"sure": found.outside(*table.scores.unsure)})

    @property
    def _lenders(self) -> int:
        """Of how many features a claim's card shows phrases: of one where not even all links are told."""
        return 3 if _room(len(self.statements)) >= len(self.statements) else 1

    def _links(self, row: int, table: _Table) -> tuple[tuple[Link, ...], Faint | None]:
        """Those that are told one by one, most probable first, and what the others come to."""
        answers, harms = table.answers[row], table.aggravates[row]
        worse = (harms >= table.scores.aggravates_from) & (harms >= answers)
        holds = (answers >= table.scores.answers_from) & ~worse
        answering_, faint = _told(answers, holds)
        aggravating, faint_harm = _told(harms, worse)
        links = [
            self._link(column, answering(self.statements[column].force), answers, holds, through)
            for column, through in zip(answering_, self._through(row, answering_), strict=True)
        ]
        links += [
            self._link(column, Relation.AGGRAVATES, harms, worse, through)
            for column, through in zip(aggravating, self._nearest(self.matches[row].raises, aggravating), strict=True)
        ]
        links.sort(key=lambda link: (-link.probability, link.to, link.relation))
        return tuple(links), Faint(answers=faint, aggravates=faint_harm) if faint or faint_harm else None

    def _link(
        self, column: int, relation: Relation, likely: Row, holds: NDArray[np.bool_], through: str | None
    ) -> Link:
        return Link(
            to=self.statements[column].id,
            relation=relation,
            probability=float(likely[column]),
            holds=bool(holds[column]),
            through=through,
        )

    def _through(self, row: int, columns: Sequence[int]) -> list[str | None]:
        """For each of the statements in those columns the phrase that leads from the claim to it."""
        if self.matches[row].answers:
            return self._nearest(self.matches[row].answers, columns)
        if self.loan:
            return [self.library.phrase(int(i)) for i in self.loan.through[row, columns]]
        return [None] * len(columns)

    def _nearest(self, phrases: Sequence[str], columns: Sequence[int]) -> list[str | None]:
        """For each of the statements in those columns the phrase that comes nearest."""
        if not phrases:
            return [None] * len(columns)
        nearest = (encoder().texts(phrases) @ self.heard.whole.T).argmax(0)
        return [phrases[i] for i in nearest[columns]]


def _told(likely: Row, holds: NDArray[np.bool_]) -> tuple[list[int], float]:
    """The columns of the links that are told one by one: those that hold, and the likeliest others with all that are
    as likely; and of how many of the rest it may be expected that they stand.
    """
    worth = likely >= WORTH_DRAWING
    others = np.sort(likely[worth & ~holds])[::-1]
    room = _room(len(likely))
    least = others[room - 1] if len(others) > room else WORTH_DRAWING
    told = worth & (holds | (likely >= least))
    left = np.minimum(others[others < least], 0.9999)
    return np.flatnonzero(told).tolist(), round(fsum(-np.log1p(-left)), 4)


def _room(statements: int) -> int:
    return max(LIKELIEST, TOLD // statements)


def heard(statement: Statement) -> str:
    """A statement as the encoder reads it: with its force."""
    return f"{statement.force.value}: {statement.text}"


def places(pitch: Pitch, claims: Sequence[Claim]) -> list[tuple[str, int, int]]:
    """Each claim in its context: its sentence and the end of the one before."""
    by_number = {sentence.n: sentence for sentence in pitch.sentences}
    return [_place(pitch.text, claim, by_number.get(claim.n), by_number.get(claim.n - 1)) for claim in claims]


def _place(text: str, claim: Claim, sentence: Sentence | None, before: Sentence | None) -> tuple[str, int, int]:
    if sentence is None:
        return claim.text, 0, len(claim.text)
    context, start = in_context(before.of(text) if before else "", sentence.of(text))
    start += claim.start - sentence.start
    return context, start, start + claim.end - claim.start
