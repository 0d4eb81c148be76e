"""Claim and statement read together: a cross-encoder for the pairs that the vectors of each alone bring forward.

The encoder reads a claim and a statement apart, so that one vector must do for all that either may meet. Here one
network reads both at once, with what customers say before they want such a thing, and tells how likely the claim
answers the statement and makes it worse (Nogueira & Cho 2019 rank so). It is slow beside the encoder, a run a pair, so
only a few pairs of each claim are read (``brought_forward``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pitchcheck.judge.encoder import WEIGHTS, Network, Placed, shipped, table, tokenizer, tokens_in
from pitchcheck.judge.kept import Kept
from pitchcheck.judge.score import UNREAD, Matrix

CLS, SEP = 101, 102
CLAIM, CLAIM_ENDS = 1, 2
OWN, OWN_RAISED, LENT, LENT_RAISED = 3, 4, 5, 6
"""Places of the vocabulary that its base never used: they tell what stands where."""
BEFORE, LONGEST_CLAIM, AFTER, LONGEST_STATEMENT, LONGEST_PHRASE = 16, 40, 8, 64, 14
"""Tokens that are read of a claim's context before it, of itself, of what follows, of a statement and of a phrase."""
KEPT = 16_384
"""How many pairs' log-odds are kept, some 400 bytes each."""
Ids = tuple[int, ...]
Phrase = tuple[int, Ids]
"""A phrase's mark and its tokens."""


@dataclass(frozen=True)
class Told:
    """What customers say before they want what one claim offers: in its feature's words, or lent (``own`` false).

    ``nearest`` [statements, 3] are places in ``answers`` of the two phrases nearest to each statement that the claim is
    read with, in their order, and the place in ``raises`` of the nearest there; -1 where there is none.
    """

    answers: tuple[str, ...]
    raises: tuple[str, ...]
    nearest: NDArray[np.int64]
    own: bool


def told(answers: Sequence[str], raises: Sequence[str], cosines: tuple[Matrix, Matrix], *, own: bool) -> Told:
    """``cosines`` are [answers, statements] and [raises, statements]."""
    count = cosines[0].shape[1]
    nearest = np.full((count, 3), -1, np.int64)
    ordered = np.argsort(-cosines[0], axis=0, kind="stable")[:2].T
    nearest[:, : ordered.shape[1]] = ordered
    if len(raises):
        nearest[:, 2] = cosines[1].argmax(0)
    return Told(tuple(answers), tuple(raises), nearest, own)


class Writer:
    """Writes down what is read as token ids. Training comes through here too."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def statement(self, text: str) -> Ids:
        """A statement after its force, its first words where it is long."""
        return self._first(text, LONGEST_STATEMENT)

    def phrase(self, text: str) -> Ids:
        """What customers say, without its mark."""
        return self._first(text, LONGEST_PHRASE)

    def claim(self, placed: Placed) -> Ids:
        """A claim between its marks, with some of what stands before it and after it."""
        context, start, end = placed
        encoded = self._tokenizer.encode(context)
        ids, own = encoded.ids[1:-1], tokens_in(encoded.offsets[1:-1], start, end)
        if not own:
            return CLAIM, CLAIM_ENDS
        first, last = own[0], min(own[-1] + 1, own[0] + LONGEST_CLAIM)
        before, after = ids[max(first - BEFORE, 0) : first], ids[last : last + AFTER]
        return (*before, CLAIM, *ids[first:last], CLAIM_ENDS, *after)

    def _first(self, text: str, longest: int) -> Ids:
        return tuple(self._tokenizer.encode(text).ids[1:-1][:longest])


def laid_out(statement: Ids, claim: Ids, phrases: Sequence[Phrase]) -> Ids:
    """A pair as it is read: each phrase after its mark, and what ends them; nothing where there are none."""
    after = [token for mark, ids in phrases for token in (mark, *ids)]
    return (CLS, *statement, SEP, *claim, SEP, *after, *((SEP,) if after else ()))


class PairReader:
    """Reads claims and statements in pairs. May be used from threads; what it found in a pair is kept."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._network = Network(weights / "pairs.onnx", table(weights))
        self._writer = Writer(tokenizer(weights))
        with np.load(shipped(weights / "pairs.npz")) as heads:
            self._pool, self._shift, self._head, self._offset = (
                heads[name].astype(np.float32) for name in ("pool", "shift", "head", "offset")
            )
        self._logits = Kept(self._read, KEPT, lambda pair: [_ids(pair)], self._network.ahead)

    def read(
        self,
        claims: Sequence[Placed],
        statements: Sequence[str],
        said: Sequence[Told | None],
        chosen: NDArray[np.bool_],
    ) -> Matrix:
        """Log-odds that a claim answers a statement and that it makes it worse, [claims, statements, 2].

        Of pairs that are not ``chosen`` [claims, statements], UNREAD. ``statements`` are as the encoder reads them;
        what is ``said`` before a claim is so before those statements that were chosen for it.
        """
        found = np.full((*chosen.shape, 2), UNREAD, np.float32)
        heads = {i: self._writer.statement(statements[i]) for i in np.flatnonzero(chosen.any(0)).tolist()}
        pairs = []
        for placed, own, forward in zip(claims, said, chosen, strict=True):
            columns = np.flatnonzero(forward).tolist()
            claim = self._writer.claim(placed) if columns else ()
            pairs += [
                _packed(laid_out(heads[column], claim, self._phrases(own, place)))
                for place, column in enumerate(columns)
            ]
        found[chosen] = np.array(self._logits.all(pairs), np.float32).reshape(-1, 2)
        return found

    def forget(self) -> None:
        """Keep nothing of what was read, and no room for it."""
        self._logits.cache_clear()
        self._network.rest()

    def _read(self, pair: bytes) -> tuple[float, float]:
        first = np.tanh(self._network.vectors(_ids(pair))[0] @ self._pool + self._shift)
        answers, aggravates = (first @ self._head + self._offset).tolist()
        return answers, aggravates

    def _phrases(self, said: Told | None, place: int) -> list[Phrase]:
        """Those nearest to the statement in that place, each with its mark."""
        if said is None:
            return []
        first, second, raised = said.nearest[place].tolist()
        marks = (OWN, OWN_RAISED) if said.own else (LENT, LENT_RAISED)
        chosen = [(marks[0], said.answers[place]) for place in (first, second) if place >= 0]
        chosen += [(marks[1], said.raises[raised])] if raised >= 0 else []
        return [(mark, self._writer.phrase(text)) for mark, text in chosen]


def _packed(ids: Ids) -> bytes:
    """Token ids in two bytes each: a pair is kept under them, and a tuple would take ten times the room."""
    return np.array(ids, np.uint16).tobytes()


def _ids(packed: bytes) -> list[int]:
    found: list[int] = np.frombuffer(packed, np.uint16).tolist()
    return found


@cache
def pair_reader() -> PairReader:
    """The shipped reader of pairs, opened once a process."""
    return PairReader()
