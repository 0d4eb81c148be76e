"""The shipped library of customers' words: what people said before they wanted an ordinary feature.

A claim that the product's own catalogue does not know borrows the phrases of its nearest features here. Vectors are
kept in int8 and searched exactly, by matrix product.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pitchcheck.judge.encoder import WEIGHTS, Vectors, encoder, unit
from pitchcheck.judge.pairs import Told, told
from pitchcheck.judge.reading import Borrowed
from pitchcheck.judge.score import Background, Lent, Matrix

NEAREST = 8
"""How many features lend to a claim."""
TELLING = 5
"""Of how many of them a pair is read with the phrases that come nearest."""
BANKS = ("claims", "harms", "phrases", "raises")
WARMTH = 0.07
"""Temperature of the neighbours' weights over their cosines."""


@dataclass(frozen=True)
class Entry:
    """A feature of the library: how a rep put it, of what kind of product, and what customers said."""

    feature: str
    product: str
    answers: tuple[str, ...]
    raises: tuple[str, ...]
    closeness: float


@dataclass(frozen=True)
class Loan:
    """What the nearest features lend to each claim.

    ``near`` and ``closeness`` are [claims, NEAREST]: the features that lend, nearest first. ``through``, claims x
    statements, is the phrase that comes nearest to the statement.
    """

    phrases: Lent
    near: NDArray[np.int64]
    closeness: Matrix
    through: NDArray[np.int64]


class Library:
    """Features, their phrases, and banks of claims, phrases and statements to measure attraction against.

    ``without`` names corpus families to leave out, as the bench does with what it tests on.
    """

    def __init__(self, path: Path, without: Collection[str] = ()) -> None:
        with np.load(path) as packed:
            held = {name: packed[name] for name in packed.files}
        self.families: list[str] = _lines(held["families"])
        left_out = [i for i, family in enumerate(self.families) if family in without]
        self._features, self._products = _lines(held["features"]), _lines(held["products"])
        self._phrases = _lines(held["phrases"])
        self._product, self._owner = held["product"].astype(int), held["owner"].astype(int)
        self._raises, self._kept = held["raises"], ~np.isin(held["family"], left_out)
        self._claims = unit(held["claim_vectors"].astype(np.float32))
        self._claim_directions = held["claim_directions"].astype(np.float32)
        self._directions = held["directions"].astype(np.float32)
        scale = held["phrase_scale"].astype(np.float32)[:, None]
        self._vectors: Vectors = held["phrase_vectors"].astype(np.float32) * scale
        self._starts = np.searchsorted(self._owner, np.arange(len(self._features) + 1))
        self._lends = np.bincount(self._owner[self._kept & ~self._raises], minlength=len(self._features)) > 0
        self.statement_forces: NDArray[np.int64] = held["statement_forces"].astype(np.int64)
        self.statements = unit(held["statement_vectors"].astype(np.float32))
        self._banks = {name: unit(held[f"{name}_bank"].astype(np.float32)) for name in BANKS}

    def __len__(self) -> int:
        return len(self._features)

    def search(self, text: str, k: int = 10) -> tuple[Entry, ...]:
        """The ``k`` features nearest to the text, nearest first."""
        claim, _ = encoder().claims([(text, 0, len(text))])
        near, closeness = self.nearest(claim, k)
        return tuple(self.entry(int(i), float(c)) for i, c in zip(near[0], closeness[0], strict=True))

    def entry(self, index: int, closeness: float = 1.0) -> Entry:
        """One feature with all its phrases."""
        own = self._own(index)
        answers = tuple(self._phrases[i] for i in own if not self._raises[i])
        raises = tuple(self._phrases[i] for i in own if self._raises[i])
        near = round(min(max(closeness, 0.0), 1.0), 4)
        return Entry(self._features[index], self._products[self._product[index]], answers, raises, near)

    def _own(self, feature: int) -> NDArray[np.int64]:
        """Which phrases are that feature's, but for those left out."""
        own = np.arange(self._starts[feature], self._starts[feature + 1])
        found: NDArray[np.int64] = own[self._kept[own]]
        return found

    def nearest(self, claims: Vectors, k: int = NEAREST) -> tuple[NDArray[np.int64], Matrix]:
        """For claims [n, width] the indices and cosines of their ``k`` nearest features, nearest first: [n, k]."""
        small = unit(claims @ self._claim_directions)
        cosines = np.where(self._lends, small @ self._claims.T, np.float32(-1))
        k = min(k, len(self))
        # Sorting all of thousands to keep eight would be most of the search.
        some = np.sort(np.argpartition(-cosines, k - 1, axis=1)[:, :k], axis=1)
        order = np.argsort(-np.take_along_axis(cosines, some, 1), axis=1, kind="stable")
        near = np.take_along_axis(some, order, 1)
        return near, np.take_along_axis(cosines, near, 1)

    def lend(self, claims: Vectors, statements: Vectors) -> Loan:
        """What the nearest features' phrases say to each claim [n, width] and statement [m, width]."""
        near, closeness = self.nearest(claims)
        projected = statements @ self._directions
        used = np.unique(near)
        place = {int(f): i for i, f in enumerate(used)}
        answers, raises, through = self._best_phrases(used, projected)
        weights = np.exp((closeness - closeness[:, :1]) / WARMTH)
        weights /= weights.sum(1, keepdims=True)
        rows = np.vectorize(place.__getitem__, otypes=[np.int64])(near)
        by_neighbour, raised = answers[rows], raises[rows]
        best = by_neighbour.argmax(1)
        phrases = Lent(
            mean=np.einsum("cn,cns->cs", weights, by_neighbour),
            best=by_neighbour.max(1),
            raised=np.einsum("cn,cns->cs", weights, raised),
            raised_best=raised.max(1),
        )
        return Loan(phrases, near, closeness, np.take_along_axis(through[rows], best[:, None], 1)[:, 0])

    def _best_phrases(
        self, features: NDArray[np.int64], statements: Vectors
    ) -> tuple[Matrix, Matrix, NDArray[np.int64]]:
        """Of each feature the best answering and the best raised cosine, and which phrase: [features, statements]."""
        shape = (len(features), len(statements))
        answers, raises = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        through = np.zeros(shape, np.int64)
        for row, feature in enumerate(features):
            own = self._own(feature)
            cosines = self._vectors[own] @ statements.T
            answering = ~self._raises[own]
            if answering.any():
                answers[row] = cosines[answering].max(0)
                through[row] = own[answering][cosines[answering].argmax(0)]
            if not answering.all():
                raises[row] = cosines[~answering].max(0)
        return answers, raises, through

    def told(self, loan: Loan, chosen: Mapping[int, NDArray[np.bool_]], statements: Vectors) -> dict[int, Told]:
        """By claim what customers of its nearest features said: what its pairs are read with, those ``chosen``."""
        projected = statements @ self._directions
        return {row: self._told(loan.near[row, :TELLING], projected[some]) for row, some in chosen.items()}

    def _told(self, near: NDArray[np.int64], statements: Vectors) -> Told:
        of_all = np.concatenate([self._own(one) for one in near])
        both = of_all[~self._raises[of_all]], of_all[self._raises[of_all]]
        answers, raises = ([self._phrases[i] for i in some] for some in both)
        cosines = self._vectors[both[0]] @ statements.T, self._vectors[both[1]] @ statements.T
        return told(answers, raises, cosines, own=False)

    def phrase(self, index: int) -> str:
        """The text of a phrase."""
        return self._phrases[index]

    def borrowed(self, loan: Loan, claim: int, features: int = 3, phrases: int = 2) -> tuple[Borrowed, ...]:
        """What a claim's card shows: a few phrases of its nearest features, nearest first."""
        out = []
        for index, closeness in zip(loan.near[claim, :features], loan.closeness[claim], strict=False):
            entry = self.entry(int(index), float(closeness))
            out += [Borrowed(text=t, feature=entry.feature, closeness=entry.closeness) for t in entry.answers[:phrases]]
            out += [
                Borrowed(text=t, feature=entry.feature, closeness=entry.closeness, raises=True)
                for t in entry.raises[:1]
            ]
        return tuple(out)

    def background(self, name: str, statements: Vectors) -> Background:
        """How much each statement attracts the bank of that name: "claims", "harms", "phrases" or "raises"."""
        cosines = self._banks[name] @ statements.T
        return Background(cosines.mean(0), cosines.std(0))


def _lines(packed: NDArray[np.uint8]) -> list[str]:
    return zlib.decompress(packed.tobytes()).decode().split("\n")


@cache
def library(weights: Path = WEIGHTS, without: tuple[str, ...] = ()) -> Library:
    """The shipped library, opened once a process."""
    return Library(weights / "library.npz", without)
