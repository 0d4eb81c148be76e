"""Puts together, from vectors, what the score weighs. Training and run time both come through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pitchcheck.judge.encoder import Vectors
from pitchcheck.judge.library import Library, Loan
from pitchcheck.judge.score import FORCES, Evidence, Matrix, Own

FEW = 3
"""With fewer phrases of its own than this, a claim borrows too."""


@dataclass(frozen=True)
class Phrases:
    """One claim's own phrases as vectors [phrases, width]: what its feature answers and what it raises."""

    answers: Vectors
    raises: Vectors


@dataclass(frozen=True)
class Read:
    """A pitch and a profile as vectors: claims mapped both ways, statements, their forces, each claim's phrases."""

    answers: Vectors
    aggravates: Vectors
    statements: Vectors
    forces: NDArray[np.int64]
    own: Sequence[Phrases | None] = ()


def gather(read: Read, library: Library, *, borrow: bool = True) -> tuple[Evidence, Loan | None]:
    """What the score weighs, and what the library lent (nothing where it may not)."""
    statements = read.statements
    claim, harm = read.answers @ statements.T, read.aggravates @ statements.T
    loan = library.lend(read.answers, statements) if borrow else None
    evidence = Evidence(
        forces=read.forces,
        claim=claim,
        harm=harm,
        claim_z=_of_its_own(read.answers, claim, read.forces, library),
        harm_z=_of_its_own(read.aggravates, harm, read.forces, library),
        claims=library.background("claims", statements),
        harms=library.background("harms", statements),
        phrases=library.background("phrases", statements),
        raises=library.background("raises", statements),
        lent=loan.phrases if loan else None,
    )
    if any(read.own):
        evidence = Evidence(**{**vars(evidence), "own": _own(read, evidence)})
    return evidence, loan


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
    for row, phrases in enumerate(read.own):
        if phrases is None or not len(phrases.answers):
            continue
        ordered = np.sort(phrases.answers @ read.statements.T, 0)
        least = best[row] if len(phrases.answers) < FEW else np.float32(-1)
        best[row], second[row] = np.maximum(ordered[-1], least), np.maximum(ordered[-2:][0], least)
        raises = phrases.raises @ read.statements.T
        raised[row] = raises.max(0) if len(raises) else evidence.raises.mean
    return Own(best, second, raised)
