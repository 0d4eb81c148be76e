"""Texts to vectors: the shipped BERT under onnxruntime, and its tokenizer. Nothing outside this package knows it.

Weights are int8, products with them are of whole numbers (training/onnx_graph.py), on one thread, with no padding:
texts of equal length may share a run, and a text's vectors still depend on that text alone, to the last bit: not on
what is read beside it, nor on how many processors there are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
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
KEPT, KEPT_CONTEXTS = 8_192, 4_096
"""How many texts' vectors are kept, about 7 kB each, and how many contexts', about 14 kB: 120 MB when both are full."""
Placed = tuple[str, int, int]
"""A claim in its context, with its start and its end there."""
Places = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Table:
    """The vectors of all words by token id: int8 ``rows`` [vocabulary, width], and ``scales`` [vocabulary, 1]."""

    rows: NDArray[np.int8]
    scales: Vectors

    def vectors(self, ids: NDArray[np.int64]) -> Vectors:
        """The words' own vectors, before anything is read around them: [*ids, width]."""
        found: Vectors = self.rows[ids] * self.scales[ids]
        return found


@cache
def table(weights: Path, /) -> Table:
    """The table that is kept in ``weights``, opened once a process: half of a small network, which others share."""
    held = np.load(shipped(weights / "table.npz"))
    return Table(held["rows"], held["scales"])


def shipped(path: Path) -> Path:
    """The path of what is there."""
    if not path.exists():
        raise InputError(f"The judge's weights are missing: there is no {path}. Install pitchcheck again.")
    return path


@cache
def tokenizer(weights: Path, /) -> Tokenizer:
    """The tokenizer that is kept in ``weights``, opened once a process; what is longer than ``LONGEST`` it cuts."""
    found: Tokenizer = Tokenizer.from_file(str(shipped(weights / "tokenizer.json")))
    found.no_padding()
    found.enable_truncation(LONGEST)
    return found


class Network:
    """A BERT in ONNX: token ids [texts, tokens] to token vectors [texts, tokens, width].

    A graph that was exported without its words has them from ``table``.
    """

    def __init__(self, path: Path, table: Table | None = None) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(shipped(path)), options, providers=["CPUExecutionProvider"])
        self._table = table
        self._known = local()

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """The vectors of one text's tokens: [tokens, width]."""
        known: Vectors | None = getattr(self._known, "vectors", {}).get(tuple(ids))
        return self.together([ids])[0] if known is None else known

    def together(self, texts: Sequence[Sequence[int]]) -> Vectors:
        """The vectors of texts that are all equally long: [texts, tokens, width]."""
        found: Vectors = self._session.run(None, self._given(texts))[0]
        return found

    def rest(self) -> None:
        """Give back the memory that long or many texts took: onnxruntime keeps it for the next ones."""
        options = ort.RunOptions()
        options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._session.run(None, self._given([[0]]), options)

    def _given(self, texts: Sequence[Sequence[int]]) -> dict[str, NDArray[np.int64] | Vectors]:
        """What the graph takes."""
        ids = np.asarray(texts, np.int64)
        return {"ids": ids} if self._table is None else {"words": self._table.vectors(ids)}

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


@dataclass(frozen=True)
class Words:
    """The tokens of some texts one after the other: what is compared word by word, where the mean says too little.

    ``vectors`` are [tokens, small], of length 1; ``weights`` [tokens] say how rare each is, a text's sum to 1;
    ``starts`` [texts] is where each text's first token stands. A text has at least one.
    """

    vectors: Vectors
    weights: Vectors
    starts: NDArray[np.int64]


def covered(these: Words, by: Words) -> tuple[Vectors, Vectors]:
    """How far each text's words have a like one in each other text: the weighted mean of their best cosines.

    Late interaction, as ColBERT has it (Khattab & Zaharia 2020), [these, by]; and the same the other way round.
    """
    cosines = these.vectors @ by.vectors.T
    best = np.maximum.reduceat(cosines, by.starts, axis=1) * these.weights[:, None]
    back = np.maximum.reduceat(cosines, these.starts, axis=0) * by.weights
    return np.add.reduceat(best, these.starts, axis=0), np.add.reduceat(back, by.starts, axis=1)


@dataclass(frozen=True)
class Texts:
    """Some texts as they were read: each one whole [texts, width], of length 1, and their words."""

    whole: Vectors
    words: Words


@dataclass(frozen=True)
class _Span:
    """A text, or a claim in one, as it is kept: its tokens' mean [width] and, small and so mapped, those that weigh."""

    mean: Vectors
    words: tuple[NDArray[np.float16], ...]
    weights: Vectors


class Encoder:
    """Reads texts whole and claims in their context. All vectors have length 1 unless said otherwise."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        self._network = Network(weights / "encoder.onnx", table(weights))
        self._tokenizer = tokenizer(weights)
        maps, words = np.load(weights / "maps.npz"), np.load(weights / "words.npz")
        self._answers, self._aggravates = (maps[name].astype(np.float32) for name in ("answers", "aggravates"))
        self._rarity, small = (words[name].astype(np.float32) for name in ("rarity", "small"))
        self._small, self._small_claims = (small,), (self._answers @ small, self._aggravates @ small)
        self._text = Kept(self._read_text, KEPT, self._ids, self._ahead)
        self._spans = Kept(self._read_spans, KEPT_CONTEXTS, lambda one: self._ids(one[0]), self._ahead)

    def texts(self, texts: Sequence[str]) -> Vectors:
        """Statements and phrases, each read whole: [texts, width]."""
        return self.read(texts).whole

    def read(self, texts: Sequence[str]) -> Texts:
        """Statements and phrases, whole and word by word."""
        spans = self._text.all(texts)
        return Texts(unit(self._means(spans)), self._words(spans))

    def claims(self, spans: Sequence[Placed]) -> tuple[Vectors, Vectors]:
        """Claims as (context, start, end), each the mean of its own tokens there: [claims, width], twice.

        Once mapped for what they answer, once for what they aggravate.
        """
        answers, aggravates = self.read_claims(spans)
        return answers.whole, aggravates.whole

    def read_claims(self, spans: Sequence[Placed]) -> tuple[Texts, Texts]:
        """Claims as ``claims`` has them, whole and word by word."""
        asked = _in_contexts(spans)
        read = {
            (context, *place): span
            for (context, places), own in zip(asked, self._spans.all(asked), strict=True)
            for place, span in zip(places, own, strict=True)
        }
        found = [read[one] for one in spans]
        raw = self._means(found)
        return (
            Texts(unit(raw @ self._answers), self._words(found, 0)),
            Texts(unit(raw @ self._aggravates), self._words(found, 1)),
        )

    def ahead(self, pitches: Iterable[Sequence[Placed]]) -> None:
        """Read the claims of several pitches together; ``read_claims`` of each then finds them read."""
        self._spans.all([one for spans in pitches for one in _in_contexts(spans)])

    def forget(self) -> None:
        """Keep nothing of what was read, and no room for it."""
        self._text.cache_clear()
        self._spans.cache_clear()
        self._network.rest()

    def _means(self, spans: Sequence[_Span]) -> Vectors:
        return np.stack([span.mean for span in spans]) if spans else np.zeros((0, len(self._answers)), np.float32)

    def _words(self, spans: Sequence[_Span], which: int = 0) -> Words:
        """The words of these texts one after the other, mapped by that map."""
        starts = np.cumsum([0, *(len(span.weights) for span in spans)], dtype=np.int64)[:-1]
        vectors = [np.zeros((0, self._small[0].shape[1]), np.float16), *(span.words[which] for span in spans)]
        weights = [np.zeros(0, np.float32), *(span.weights for span in spans)]
        return Words(np.concatenate(vectors).astype(np.float32), np.concatenate(weights), starts)

    def _ids(self, text: str) -> list[list[int]]:
        return [self._tokenizer.encode(text).ids]

    def _ahead(self, texts: Sequence[Sequence[int]]) -> AbstractContextManager[None]:
        return self._network.ahead(texts)

    def _read_text(self, text: str) -> _Span:
        ids = self._tokenizer.encode(text).ids
        return self._span(self._network.vectors(ids), ids, self._small)

    def _read_spans(self, asked: tuple[str, Places]) -> tuple[_Span, ...]:
        context, spans = asked
        encoded = self._tokenizer.encode(context)
        vectors, ids = self._network.vectors(encoded.ids), np.array(encoded.ids)
        inside = [tokens_in(encoded.offsets, start, end) for start, end in spans]
        return tuple(self._span(vectors[own], ids[own], self._small_claims) for own in inside)

    def _span(self, vectors: Vectors, ids: Sequence[int] | NDArray[np.int64], maps: tuple[Vectors, ...]) -> _Span:
        """What is kept of these tokens. Those that say nothing (rarity 0) are no words, unless there are no others."""
        rarity = self._rarity[ids]
        own = np.flatnonzero(rarity) if rarity.any() else np.arange(len(rarity))
        weights = rarity[own] if rarity.any() else np.ones(len(rarity), np.float32)
        small = tuple(unit(vectors[own] @ one).astype(np.float16) for one in maps)
        return _Span(vectors.mean(0), small, weights / weights.sum())


def _in_contexts(spans: Iterable[Placed]) -> list[tuple[str, Places]]:
    """Each context once, with the places in it, each once: what is read in one go, and kept as one."""
    inside: dict[str, dict[tuple[int, int], None]] = {}
    for context, start, end in spans:
        inside.setdefault(context, {})[start, end] = None
    return [(context, tuple(places)) for context, places in inside.items()]


def tokens_in(offsets: Sequence[tuple[int, int]], start: int, end: int) -> list[int]:
    """The tokens that share a character with [start, end); all, where none does."""
    return [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a] or list(range(len(offsets)))


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
