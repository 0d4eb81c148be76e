"""Texts to vectors: the shipped BERT under onnxruntime, and its tokenizer. Nothing outside this package knows it.

Weights are stored as int8 and used as float32, on one thread, with no padding: texts of equal length may share a run,
and a text's vectors still depend on that text alone, to the last bit: not on what is read beside it, nor on how many
processors there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import local

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pitchcheck.judge.kept import Kept
from pitchcheck.pitch import InputError

Vectors = NDArray[np.float32]
WEIGHTS = Path(__file__).parent / "weights"
CONTEXT = 160
"""How many characters of the sentence before are read with a claim's own."""
LONGEST = 256
"""Tokens of a text that are read; what is longer is cut there."""
KEPT = 32_768
"""How many texts' vectors are kept, 1.5 kB each, and as many contexts'."""
Places = tuple[tuple[int, int], ...]


class Network:
    """A BERT in ONNX: token ids [texts, tokens] to token vectors [texts, tokens, width]."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise InputError(f"The judge's weights are missing: there is no {path}. Install pitchcheck again.")
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._known = local()

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of one text's tokens: [tokens, width]."""
        known: Vectors | None = getattr(self._known, "vectors", {}).get(tuple(ids))
        return self.together([ids])[0] if known is None else known

    def together(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """The vectors of texts that are all equally long: [texts, tokens, width]."""
        found: Vectors = self._session.run(None, {"ids": np.asarray(texts, np.int64)})[0]
        return found

    @contextmanager
    def ahead(self, texts: Sequence[Sequence[int]]) -> Iterator[None]:
        """Read these together, those of equal length in one run; in the block, this thread knows their vectors."""
        by_length = groupby(sorted(texts, key=len), key=len)
        runs = [(alike, self.together(alike)) for alike in (list(group) for _, group in by_length)]
        self._known.vectors = {tuple(ids): one for alike, found in runs for ids, one in zip(alike, found, strict=True)}
        try:
            yield
        finally:
            self._known.vectors = {}


class Encoder:
    """Reads texts whole and claims in their context. All vectors have length 1 unless said otherwise."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._network = Network(weights / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)
        maps = np.load(weights / "maps.npz")
        self._answers, self._aggravates = (maps[name].astype(np.float32) for name in ("answers", "aggravates"))
        self._text = Kept(self._read_text, KEPT, self._ids, self._ahead)
        self._spans = Kept(self._read_spans, KEPT, lambda one: self._ids(one[0]), self._ahead)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Statements and phrases, each read whole: [texts, width]."""
        return np.stack(self._text.all(texts)) if texts else np.zeros((0, len(self._answers)), np.float32)

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
        means = dict(zip(inside, map(iter, self._spans.all(asked)), strict=True))
        found = [next(means[context]) for context, _, _ in spans]
        return np.stack(found) if found else np.zeros((0, len(self._answers)), np.float32)

    def _ids(self, text: str) -> list[list[int]]:
        return [self._tokenizer.encode(text).ids]

    def _ahead(self, texts: Sequence[Sequence[int]]) -> AbstractContextManager[None]:
        return self._network.ahead(texts)

    def _read_text(self, text: str) -> Vectors:
        return unit(self._network.vectors(self._tokenizer.encode(text).ids).mean(0))

    def _read_spans(self, asked: tuple[str, Places]) -> tuple[Vectors, ...]:
        context, spans = asked
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
