"""What the pair reader learns from: pitches written down as token ids, and batches of all their claims and statements.

Texts are written by the run time's own code, so that what is learnt from and what is read later cannot drift apart.
"""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, groupby
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import Dataset

from pitchcheck.judge.encoder import tokenizer
from pitchcheck.judge.library import Library
from pitchcheck.judge.pairs import (
    CLS,
    LENT,
    LENT_RAISED,
    OWN,
    OWN_RAISED,
    SEP,
    Ids,
    Phrase,
    Told,
    Writer,
    laid_out,
    told,
)
from pitchcheck.judge.reading import Basis
from training.corpus import Pitch
from training.encoder import FITTING, HELD_OUT, UNSEEN
from training.library import Embedded

HIDDEN = 103
"""What stands for a hidden token: [MASK]."""
STRANGERS = 3
"""How many statements of another pitch stand among a pitch's own: what nothing here is an answer to."""
BARE, WITH_OWN = 0.2, 0.5
"""How many claims of a batch are read without phrases, and how many with their own; the others' are lent."""
NEAREST = 0.5
"""How often the phrases are those nearest to each statement, as they are later; else they are drawn."""
MOST_ANSWERS, MOST_RAISES = 3, 2
"""A claim is read with one to three phrases that it answers and with none to two that it raises."""
Way = Callable[[int | None], list[Phrase]]
"""How a claim is read: with which phrases before a statement of its pitch, by its place, or (None) a strange one."""


@dataclass(frozen=True)
class Said:
    """`Told` as token ids: what customers say before they want what one claim offers."""

    answers: tuple[Ids, ...]
    raises: tuple[Ids, ...]
    nearest: np.ndarray
    own: bool

    def near(self, statement: int, answers: int = 2, raises: int = 1) -> list[Phrase]:
        """Those nearest to a statement: at most two that are answered and one that is raised, as the run time has it
        where it is not asked for fewer."""
        places = self.nearest[statement].tolist()
        return self._marked(
            [self.answers[i] for i in places[: min(answers, 2)] if i >= 0],
            [self.raises[i] for i in places[2:] if i >= 0 and raises],
        )

    def drawn(self, draw: np.random.Generator, answers: int, raises: int) -> list[Phrase]:
        """So many at random, or all that there are."""
        return self._marked(
            [self.answers[i] for i in draw.permutation(len(self.answers))[:answers]],
            [self.raises[i] for i in draw.permutation(len(self.raises))[:raises]],
        )

    def _marked(self, answers: list[Ids], raises: list[Ids]) -> list[Phrase]:
        mark, raised = (OWN, OWN_RAISED) if self.own else (LENT, LENT_RAISED)
        return [*((mark, ids) for ids in answers), *((raised, ids) for ids in raises)]


@dataclass(frozen=True)
class Written:
    """One pitch as token ids: claims between their marks, the statements of all its prospects, and of each claim what
    is said before it (`own` is None where the catalogue has nothing that it answers).

    `answers` and `aggravates` are [claims, statements], true where linked.
    """

    id: str
    family: str
    claims: list[Ids]
    statements: list[Ids]
    own: list[Said | None]
    lent: list[Said]
    answers: np.ndarray
    aggravates: np.ndarray


class Once(Writer):
    """Writes a phrase once, however many claims it is lent to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(tokenizer(folder))
        self.phrase = cache(super().phrase)

    def said(self, found: Told) -> Said:
        """What was found to be said, written down."""
        answers, raises = (tuple(map(self.phrase, texts)) for texts in (found.answers, found.raises))
        return Said(answers, raises, found.nearest.astype(np.int16), found.own)


def catalogue(pitch: Pitch, vectors: dict[str, np.ndarray]) -> list[Told | None]:
    """What the own catalogue says before each claim."""
    both = list(zip(pitch.answers, pitch.raises, strict=True))
    ends = np.cumsum([len(answers) + len(raises) for answers, raises in both])
    cosines = np.split(vectors["phrases"] @ vectors["statements"].T, ends[:-1])
    return [
        told(answers, raises, (found[: len(answers)], found[len(answers) :]), own=True) if answers else None
        for (answers, raises), found in zip(both, cosines, strict=True)
    ]


def written(pitch: Pitch, vectors: dict[str, np.ndarray], library: Library, writer: Once) -> Written:
    """A pitch with its `vectors` (encoder.PARTS) and with what the library lends to it."""
    rows, statements = range(len(pitch.claims)), vectors["statements"]
    every = np.ones(len(statements), bool)
    lent = library.told(library.lend(vectors["answers"], statements), dict.fromkeys(rows, every), statements)
    return Written(
        pitch.id,
        pitch.family,
        [writer.claim((c.context, c.start, c.end)) for c in pitch.claims],
        [writer.statement(text) for q in pitch.prospects for text in q.statements],
        [one and writer.said(one) for one in catalogue(pitch, vectors)],
        [writer.said(lent[row]) for row in rows],
        np.concatenate([q.answers for q in pitch.prospects], 1) > 0,
        np.concatenate([q.aggravates for q in pitch.prospects], 1) > 0,
    )


def build(pitches: Sequence[Pitch], embedded: Embedded, folder: Path, out: Path) -> None:
    """Writes down what teaches and what the figures are of, with the tokenizer and the library that ship in `folder`.

    A family's own catalogue never lends to it, nor does any of `HELD_OUT` and `FITTING`, as where the score is fitted.
    """
    writer, found = Once(folder), []
    wanted = [p for p in pitches if p.family not in UNSEEN or p.family in FITTING]
    for family, some in groupby(sorted(wanted, key=lambda p: p.family), key=lambda p: p.family):
        library = Library(folder / "library.npz", without=(*HELD_OUT, *FITTING, family))
        found += [written(pitch, embedded[pitch.id], library, writer) for pitch in some]
    with out.open("wb") as file:
        pickle.dump(found, file)


def load(path: Path) -> tuple[list[Written], list[Written]]:
    """What teaches, and what the figures are of."""
    found = pickle.loads(path.read_bytes())  # noqa: S301 (written above)
    return [p for p in found if p.family not in FITTING], [p for p in found if p.family in FITTING]


def bare(_: int | None) -> list[Phrase]:
    """Nothing is said before it."""
    return []


def some_way(own: Said | None, lent: Said, draw: np.random.Generator) -> Way:
    """One of the ways that a claim is read in, at random."""
    chance = draw.random()
    said = None if chance < BARE else own if own and chance < BARE + WITH_OWN else lent
    nearest = draw.random() < NEAREST
    answers, raises = int(draw.integers(1, MOST_ANSWERS + 1)), int(draw.integers(0, MOST_RAISES + 1))

    def way(statement: int | None) -> list[Phrase]:
        assert said
        # Nothing is known to be near to a strange statement.
        by_place = nearest and statement is not None
        return said.near(statement, answers, raises) if by_place else said.drawn(draw, answers, raises)

    return way if said else bare


@dataclass(frozen=True)
class Texts:
    """Pairs one after the other: ids [tokens] and lengths [pairs]."""

    ids: torch.Tensor
    lengths: torch.Tensor

    def to(self, device: torch.device) -> "Texts":
        """The same there."""
        return Texts(self.ids.to(device), self.lengths.to(device))


@dataclass(frozen=True)
class Batch:
    """Pairs in the order of the places [pitches, claims, statements] where they are `asked`; elsewhere nothing is."""

    texts: Texts
    asked: torch.Tensor
    answers: torch.Tensor
    aggravates: torch.Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same there."""
        return Batch(*(part.to(device) for part in (self.texts, self.asked, self.answers, self.aggravates)))


def pairs_of(pitch: Written, ways: Sequence[Way], strange: Sequence[Ids] = ()) -> list[Ids]:
    """Each claim, read in its way, with each statement: the pitch's own and then the strange ones."""
    columns = [*enumerate(pitch.statements), *((None, ids) for ids in strange)]
    return [
        laid_out(statement, claim, way(column))
        for claim, way in zip(pitch.claims, ways, strict=True)
        for column, statement in columns
    ]


def joined(read: Sequence[Ids]) -> Texts:
    """Pairs put one after the other."""
    lengths = np.array([len(ids) for ids in read])
    ids = np.fromiter(chain.from_iterable(read), np.int64, lengths.sum())
    return Texts(torch.from_numpy(ids), torch.from_numpy(lengths))


def with_hidden(texts: Texts, share: float, draw: np.random.Generator) -> Texts:
    """The same with that share of the tokens hidden, but for those that say where something starts or ends."""
    ids = texts.ids.numpy()
    hidden = (draw.random(len(ids)) < share) & (ids != CLS) & (ids != SEP)
    return replace(texts, ids=torch.from_numpy(np.where(hidden, HIDDEN, ids)))


def as_read(pitch: Written, basis: Basis) -> Texts:
    """All its pairs as the run time reads them."""
    said = {
        Basis.CATALOGUE: [own or lent for own, lent in zip(pitch.own, pitch.lent, strict=True)],
        Basis.LIBRARY: pitch.lent,
        Basis.NEITHER: [None] * len(pitch.claims),
    }[basis]
    return joined(pairs_of(pitch, [one.near if one else bare for one in said]))


def batch_of(pitches: Sequence[Written], draw: np.random.Generator, masked: float) -> Batch:
    """Whole pitches, some strange statements with each, unless the pitch drawn to lend them is the same one."""
    read: list[Ids] = []
    most = (len(pitches), max(len(p.claims) for p in pitches), max(len(p.statements) for p in pitches) + STRANGERS)
    asked, answers, aggravates = (np.zeros(most, kind) for kind in (bool, np.float32, np.float32))
    for i, pitch in enumerate(pitches):
        other = pitches[draw.integers(len(pitches))]
        strange = [other.statements[k] for k in draw.permutation(len(other.statements))[:STRANGERS]]
        strange = [] if other is pitch else strange
        ways = [some_way(*said, draw) for said in zip(pitch.own, pitch.lent, strict=True)]
        read += pairs_of(pitch, ways, strange)
        claims, own = pitch.answers.shape
        asked[i, :claims, : own + len(strange)] = True
        answers[i, :claims, :own], aggravates[i, :claims, :own] = pitch.answers, pitch.aggravates
    return Batch(with_hidden(joined(read), masked, draw), *map(torch.from_numpy, (asked, answers, aggravates)))


class Batches(Dataset[Batch]):
    """The batch of each step: what it draws depends on the step alone, so that a resumed run draws the same."""

    def __init__(self, pitches: Sequence[Written], size: int, masked: float) -> None:
        self.pitches, self.size, self.masked = pitches, size, masked
        self.per_epoch = -(-len(pitches) // size)

    def __getitem__(self, step: int) -> Batch:
        epoch, within = divmod(step, self.per_epoch)
        order = np.random.default_rng((0, epoch)).permutation(len(self.pitches))
        chosen = order[within * self.size : (within + 1) * self.size]
        return batch_of([self.pitches[i] for i in chosen], np.random.default_rng((1, step)), self.masked)
