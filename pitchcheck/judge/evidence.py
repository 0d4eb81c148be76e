"""Puts together, from vectors, what the score weighs. Training and run time both come through here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pitchcheck.judge.encoder import Texts, Vectors, Words, covered
from pitchcheck.judge.library import Library, Loan
from pitchcheck.judge.pairs import Told, told
from pitchcheck.judge.score import FORCES, Evidence, Matrix, Own, Worded

FEW = 3
"""With fewer phrases of its own than this, a claim borrows too."""
UNRAISED = 0.5
"""How like, word by word, a phrase that has nothing to do with a statement mostly is."""


class Spoken(NamedTuple):
    """Phrases and their vectors [phrases, width]."""

    texts: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True)
class Phrases:
    """One claim's own phrases as they were read: what its feature answers and what it raises.

    ``told`` are both as pairs are read with them, what other prospects said among them. ``said`` and ``said_against``
    [statements, width] are statements of other prospects that it answered or made worse, as a person confirmed.
    """

    answers: Texts
    raises: Texts
    said: Vectors
    said_against: Vectors
    told: tuple[Spoken, Spoken]


@dataclass(frozen=True)
class Read:
    """A pitch and a profile as they were read: claims mapped both ways, statements, their forces, claims' phrases."""

    answers: Texts
    aggravates: Texts
    statements: Texts
    forces: NDArray[np.int64]
    own: Sequence[Phrases | None] = ()


def gather(read: Read, library: Library, *, borrow: bool = True) -> tuple[Evidence, Loan | None]:
    """What the score weighs, and what the library lent (nothing where it may not)."""
    answers, aggravates, statements = read.answers.whole, read.aggravates.whole, read.statements.whole
    claim, harm = answers @ statements.T, aggravates @ statements.T
    loan = library.lend(answers, statements) if borrow else None
    evidence = Evidence(
        forces=read.forces,
        claim=claim,
        harm=harm,
        claim_z=_of_its_own(answers, claim, read.forces, library),
        harm_z=_of_its_own(aggravates, harm, read.forces, library),
        claims=library.background("claims", statements),
        harms=library.background("harms", statements),
        phrases=library.background("phrases", statements),
        raises=library.background("raises", statements),
        lent=loan.phrases if loan else None,
        said=_nearest_said([one.said if one else None for one in read.own], statements),
        said_against=_nearest_said([one.said_against if one else None for one in read.own], statements),
    )
    if any(_with_phrases(read)):
        evidence = Evidence(**{**vars(evidence), "own": _own(read, evidence)})
    return evidence, loan


def said_before(read: Read, library: Library, loan: Loan | None, chosen: NDArray[np.bool_]) -> list[Told | None]:
    """What customers say before they want what each claim offers, for the pairs ``chosen`` [claims, statements].

    It is a claim's own phrases, else what is lent; None where nothing is.
    """
    statements = read.statements.whole
    own = [one if one and one.told[0].texts else None for one in (read.own or [None] * len(chosen))]
    lent = {row: chosen[row] for row, one in enumerate(own) if one is None}
    borrowed = library.told(loan, lent, statements) if loan else {}
    return [_told(one, statements[chosen[row]]) if one else borrowed.get(row) for row, one in enumerate(own)]


def _told(own: Phrases, statements: Vectors) -> Told:
    answers, raises = own.told
    cosines = answers.vectors @ statements.T, raises.vectors @ statements.T
    return told(answers.texts, raises.texts, cosines, own=True)


def _nearest_said(said: Sequence[Vectors | None], statements: Vectors) -> Matrix | None:
    """The cosine of the nearest of each claim's, -1 where it has none; None where no claim has one."""
    if not any(one is not None and len(one) for one in said):
        return None
    none = np.full((1, len(statements)), -1, np.float32)
    found = [np.concatenate([none, one @ statements.T]).max(0) if one is not None else none[0] for one in said]
    return np.stack(found)


def _of_its_own(claims: Vectors, cosines: Matrix, forces: NDArray[np.int64], library: Library) -> Matrix:
    """Cosines in standard deviations of the claim's with the bank's statements of the same force."""
    with_bank = claims @ library.statements.T
    means, spreads = np.zeros((len(FORCES), len(claims))), np.ones((len(FORCES), len(claims)))
    for force in range(len(FORCES)):
        of_force = with_bank[:, library.statement_forces == force]
        means[force], spreads[force] = of_force.mean(1), of_force.std(1)
    found: Matrix = ((cosines - means[forces].T) / spreads[forces].T).astype(np.float32)
    return found


def _own(read: Read, evidence: Evidence) -> Own:
    """The phrases' cosines; a claim without phrases takes what is lent, or what its claim alone would be worth.

    One with a phrase or two, as after a first confirmation, keeps what is lent beside them.
    """
    lent = evidence.lent
    best = lent.mean.copy() if lent else 0.8 * evidence.claim
    second = best.copy()
    raised = lent.raised.copy() if lent else np.tile(evidence.raises.mean, (len(best), 1))
    for row, phrases in _with_phrases(read):
        ordered = np.sort(phrases.answers.whole @ read.statements.whole.T, 0)
        least = best[row] if len(ordered) < FEW else np.float32(-1)
        best[row], second[row] = np.maximum(ordered[-1], least), np.maximum(ordered[-2:][0], least)
        raises = phrases.raises.whole @ read.statements.whole.T
        raised[row] = raises.max(0) if len(raises) else evidence.raises.mean
    return Own(best, second, raised, _worded(read))


def _with_phrases(read: Read) -> Iterator[tuple[int, Phrases]]:
    """The claims that have phrases of their own, by row."""
    return ((row, one) for row, one in enumerate(read.own) if one is not None and len(one.answers.whole))


def _worded(read: Read) -> Worded:
    """Claims and phrases beside statements, word by word. A claim without phrases takes its own words for them."""
    heard = read.statements.words
    covering, claim = _alike(read.answers.words, heard)
    harm = _alike(read.aggravates.words, heard)[1]
    best_covered, best, second, raised = covering.copy(), claim.copy(), claim.copy(), np.full_like(claim, UNRAISED)
    for row, phrases in _with_phrases(read):
        covers, alike = _alike(phrases.answers.words, heard)
        ordered = np.sort(alike, 0)
        few = len(ordered) < FEW
        best_covered[row] = np.maximum(covers.max(0), covering[row]) if few else covers.max(0)
        best[row] = np.maximum(ordered[-1], claim[row]) if few else ordered[-1]
        second[row] = np.maximum(ordered[-2:][0], claim[row]) if few else ordered[-2:][0]
        if len(phrases.raises.whole):
            raised[row] = _alike(phrases.raises.words, heard)[1].max(0)
    return Worded(claim, covering, harm, best, best_covered, second, raised)


def _alike(these: Words, heard: Words) -> tuple[Matrix, Matrix]:
    """How far what was heard covers each text's words, and the mean of both ways."""
    covering, back = covered(these, heard)
    return covering, (covering + back) / 2
