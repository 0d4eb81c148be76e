"""Texts to vectors: the shipped BERT under onnxruntime, and its tokenizer. Nothing outside this package knows it.

Weights are stored as int8 and used as float32, one text a run on one thread, so that a text's vector depends on
that text alone: not on what is read beside it, nor on how many processors there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pitchcheck.judge.sharing import at_once
from pitchcheck.pitch import InputError

Vectors = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights"
CONTEXT = 160
"""How many characters of the sentence before are read with a claim's own."""
LONGEST = 256
"""Tokens of a text that are read; what is longer is cut there."""


class Network:
    """A BERT in ONNX: token ids [tokens] to token vectors [tokens, width]."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise InputError(f"The judge's weights are missing: there is no {path}. Install pitchcheck again.")
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of one text's tokens."""
        found: Vectors = self._session.run(None, {"ids": np.asarray(ids, np.int64)})[0]
        return found


class Encoder:
    """Reads texts whole and claims in their context. All vectors have length 1 unless said otherwise."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._network = Network(weights / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        maps = np.load(weights / "maps.npz")
        self._answers, self._aggravates = (maps[name].astype(np.float32) for name in ("answers", "aggravates"))
        self._text = lru_cache(maxsize=32_768)(self._read_text)
        self._spans = lru_cache(maxsize=32_768)(self._read_spans)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Statements and phrases, each read whole: [texts, width]."""
        return np.stack(at_once(self._text, texts)) if texts else np.zeros((0, len(self._answers)), np.float32)

    def claims(self, spans: Sequence[tuple[str, int, int]]) -> tuple[Vectors, Vectors]:
        """Claims as (context, start, end), each the mean of its own tokens there: [claims, width], twice.

        Once mapped for what they answer, once for what they aggravate.
        """
        raw = self.spans(spans)
        return unit(raw @ self._answers), unit(raw @ self._aggravates)

    def spans(self, spans: Sequence[tuple[str, int, int]]) -> Vectors:
        """The means of the spans' tokens, neither mapped nor of length 1: [spans, width]."""
        inside: dict[str, list[tuple[int, int]]] = {}
        for context, start, end in spans:
            inside.setdefault(context, []).append((start, end))
        asked = [(context, tuple(places)) for context, places in inside.items()]
        means = dict(zip(inside, map(iter, at_once(lambda one: self._spans(*one), asked)), strict=True))
        found = [next(means[context]) for context, _, _ in spans]
        return np.stack(found) if found else np.zeros((0, len(self._answers)), np.float32)

    def _read_text(self, text: str) -> Vectors:
        return unit(self._network.vectors(self._tokenizer.encode(text).ids).mean(0))

    def _read_spans(self, context: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, ...]:
        encoded = self._tokenizer.encode(context)
        vectors = self._network.vectors(encoded.ids)
        return tuple(_mean(vectors, encoded.offsets, start, end) for start, end in spans)


def _mean(vectors: Vectors, offsets: Sequence[tuple[int, int]], start: int, end: int) -> Vectors:
    """The mean of the tokens that share a character with [start, end); of all, where none does."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
    mean: Vectors = vectors[inside or slice(None)].mean(0)
    return mean


def unit(vectors: Vectors) -> Vectors:
    """The same directions, of length 1."""
    found: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
    return found


def in_context(before: str, sentence: str) -> tuple[str, int]:
    """A claim's sentence after the last words of the one before, and where the sentence starts in that."""
    tail = before if len(before) <= CONTEXT else before[-CONTEXT:].partition(" ")[2]
    return (f"{tail} {sentence}", len(tail) + 1) if tail else (sentence, 0)


@cache
def encoder() -> Encoder:
    """The shipped encoder, opened once a process."""
    return Encoder()


@cache
def weights_sha256(weights: Path = WEIGHTS) -> str:
    """The sha256 over all weights files, by name and content: what a review's judge version names."""
    digest = hashlib.sha256()
    for path in sorted(weights.iterdir()):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
