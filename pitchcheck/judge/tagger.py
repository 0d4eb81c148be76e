"""The tagger: one small encoder that marks claims and statements word by word, and says what each span is.

A text is read in windows of word pieces. Each window starts with what was said just before (the context) and
goes on with the target, the only part that is marked. Roles and line breaks, which the encoder's own vocabulary
does not know, are told by marks. Two softmaxes over begin/inside/outside (one for claims, one for statements)
give the spans; a small layer over each span's mean vector names its kind, force, who, and product wording.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pitchcheck.judge.encoder import WEIGHTS, Network
from pitchcheck.judge.kept import Kept
from pitchcheck.pitch import ClaimKind
from pitchcheck.profile import Force, Who

Floats = NDArray[np.float32]
Context = tuple[tuple["Mark", str], ...]

CLS, SEP = 101, 102
WINDOW, OVERLAP = 320, 64
EDGE = ' \t\r\n\v\f,;:–—-•|*>“"”'
WORD = re.compile(r"[^\W_]+")
LEADING_JOINT = re.compile(r"(?:and|but|or|so|plus)\b[\s,]+", re.IGNORECASE)
TRAILING_JOINT = re.compile(
    r"(?:(?:\s*[,;:–—]\s*(?:so|and|but|or|plus|which)|\s+(?:and|but|or|because))(?:\s+(?:they|we|he|she|i))?"
    r"|(?:\s*[,;:–—]\s*(?:so|but|which)|\s+so)\s+(?:they|we|he|she|i|it|you))\Z",
    re.IGNORECASE,
)
"""Small words that lead to or from a span: "..., so they". "A week or so" keeps its "so", and "HR, and IT" its IT."""
SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "but",
        "by",
        "can",
        "did",
        "do",
        "does",
        "for",
        "from",
        "get",
        "gets",
        "got",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "ll",
        "m",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "re",
        "s",
        "she",
        "so",
        "t",
        "that",
        "the",
        "their",
        "then",
        "there",
        "they",
        "this",
        "to",
        "us",
        "ve",
        "was",
        "we",
        "were",
        "what",
        "will",
        "with",
        "you",
        "your",
    ]
)
JOINERS = "/-'’.,&@"
LISTING = "/.,&"
"""Joiners that also stand between the things of a list, or sentences, with no space: "invoicing,payroll"."""
CONTEXT = 200
KEPT = 16_384
"""So many texts' spans are kept for the next edit."""


class Mark(IntEnum):
    """Ids of vocabulary places that all-MiniLM leaves unused, taken for what plain text cannot say."""

    REP = 1
    PROSPECT = 2
    NOTES = 3
    LINE = 4


Asked = tuple[Mark, str, Context]
"""Who says it, what is said, and what came before."""


class Tag(IntEnum):
    """What a word piece is to a span."""

    OUTSIDE = 0
    BEGIN = 1
    INSIDE = 2


@dataclass(frozen=True)
class Window:
    """Word pieces to read together. The target's are ``ids[shift:-1]``, the text's own from its ``first`` on."""

    ids: list[int]
    shift: int
    first: int
    offsets: list[tuple[int, int]]


def pieces(tokenizer: Tokenizer, text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """Word pieces of ``text`` with their offsets; a line break is one piece of its own."""
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if at:
            ids.append(Mark.LINE)
            offsets.append((at - 1, at))
        encoded = tokenizer.encode(line, add_special_tokens=False)
        ids += encoded.ids
        offsets += [(at + start, at + end) for start, end in encoded.offsets]
        at += len(line) + 1
    return ids, offsets


def context_ids(tokenizer: Tokenizer, context: Context) -> list[int]:
    """The pieces of what came before, each stretch led by its role's mark; only the last ``CONTEXT`` characters."""
    kept: list[int] = []
    left = CONTEXT
    for mark, text in reversed(context):
        if left <= 0:
            break
        tail = text if len(text) <= left else text[-left:].partition(" ")[2]
        kept = [mark, *pieces(tokenizer, tail)[0], *kept]
        left -= len(tail)
    return kept


def windows(tokenizer: Tokenizer, mark: Mark, text: str, context: Context = ()) -> Iterator[Window]:
    """``text`` after its context in windows of at most ``WINDOW`` pieces that overlap by ``OVERLAP``."""
    ids, offsets = pieces(tokenizer, text)
    before = context_ids(tokenizer, context)
    size = WINDOW - len(before) - 3
    for first in range(0, max(len(ids) - OVERLAP, 1), size - OVERLAP):
        part = slice(first, first + size)
        yield Window([CLS, *before, mark, *ids[part], SEP], len(before) + 2, first, offsets[part])


def best_path(tags: Floats, reluctance: float = 0.0) -> list[int]:
    """The likeliest tags ([pieces, 3] log-probabilities), never O then I; each span costs ``reluctance``.

    Viterbi over the one rule that inside follows begin or inside: no transition weights are learnt. A cost of
    beginning drops doubtful spans whole and joins what was cut in two; one on every piece would nibble at the edges.
    """
    scores = tags.astype(np.float64).copy()
    scores[:, Tag.BEGIN] -= reluctance
    allowed = np.zeros((3, 3))
    allowed[Tag.OUTSIDE, Tag.INSIDE] = -np.inf
    best = scores[0] + np.array([0.0, 0.0, -np.inf])
    back = np.zeros((len(scores), 3), dtype=int)
    for i in range(1, len(scores)):
        through = best[:, None] + allowed
        back[i] = through.argmax(axis=0)
        best = through.max(axis=0) + scores[i]
    path = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def runs(path: Sequence[int]) -> list[tuple[int, int]]:
    """Spans ``[first, last)`` of pieces that ``path`` marks."""
    found: list[tuple[int, int]] = []
    for i, tag in enumerate(path):
        if tag == Tag.BEGIN:
            found.append((i, i + 1))
        elif tag == Tag.INSIDE and found:
            found[-1] = (found[-1][0], i + 1)
    return found


@dataclass(frozen=True)
class Marked:
    """A span of a text and what it is. ``probability`` is the mean over its pieces of not being outside.

    ``kinds``, ``forces`` and ``whos`` are probabilities in the order of their enums; ``worded`` is one.
    """

    start: int
    end: int
    probability: float
    kinds: Floats
    forces: Floats
    whos: Floats
    worded: float


@dataclass(frozen=True)
class Vectors:
    """A text's pieces as vectors, each from the window where it stands furthest from an edge.

    ``leads`` holds the first vector of the window that each piece's vector is from.
    """

    offsets: list[tuple[int, int]]
    pieces: Floats
    leads: Floats


class Tagger:
    """An encoder with its heads. Its answers depend on the text and its context alone; they are kept for the next edit.

    ``reluctance`` is what beginning a span costs (in log-probability), for each mark: it was chosen on pitches, calls
    and notes that were not trained on. ``keep`` texts keep their vectors too (100 kB each): to try other reluctances.
    """

    def __init__(
        self,
        network: Network,
        tokenizer: Tokenizer,
        heads: Mapping[str, Floats],
        reluctance: Mapping[str, float],
        keep: int = 64,
    ) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._network, self._tokenizer, self._heads, self.reluctance = network, tokenizer, heads, dict(reluctance)
        self.vectors = Kept(self._read, keep, self._runs, self._ahead)
        self._marked = Kept(self._mark, KEPT, lambda one: self._runs(one[0]), self._ahead)
        self.whole = Kept(self._whole, KEPT, lambda text: self._runs((Mark.PROSPECT, text, ())), self._ahead)

    @classmethod
    def load(cls, weights: Path = WEIGHTS) -> Tagger:
        """The tagger that is kept in ``weights``."""
        return cls(
            Network(weights / "tagger.onnx"),
            Tokenizer.from_file(str(weights / "tokenizer.json")),
            dict(np.load(weights / "tagger.heads.npz")),
            json.loads((weights / "tagger.json").read_text())["reluctance"],
        )

    def marked(self, mark: Mark, text: str, context: Context = ()) -> list[Marked]:
        """The claims (of a rep) or statements (of a prospect, or in notes) in ``text``, in order."""
        return list(self._marked(self._with_its_cost((mark, text, context))))

    def marked_all(self, asked: Iterable[Asked]) -> list[list[Marked]]:
        """``marked`` of each (mark, text, context), in order; those not read yet are read together."""
        return [list(found) for found in self._marked.all([self._with_its_cost(one) for one in asked])]

    def wholes(self, texts: Sequence[str]) -> list[Marked | None]:
        """``whole`` of each text, in order; those not read yet are read together."""
        return self.whole.all(texts)

    def forget(self) -> None:
        """Keep nothing of what was read, and no room for it."""
        for kept in (self.vectors, self._marked, self.whole):
            kept.cache_clear()
        self._network.rest()

    def _with_its_cost(self, asked: Asked) -> tuple[Asked, float]:
        return asked, self.reluctance[asked[0].name.lower()]

    def _mark(self, one: tuple[Asked, float]) -> tuple[Marked, ...]:
        (mark, text, _), reluctance = one
        vectors = self.vectors(one[0])
        if not vectors.offsets:
            return ()
        tags = log_softmax(self._linear("tags", vectors.pieces).reshape(-1, 2, 3)[:, int(mark is not Mark.REP)])
        found = joined_in_words(text, vectors.offsets, runs(best_path(tags, reluctance)))
        named = [self._named(vectors, first, last, tags) for first, last in found]
        spans = whole_words(text, [(one.start, one.end) for one in named])
        grown = list(zip(named, spans, strict=True))
        if mark is Mark.REP:
            grown = [(one, span and without_joints(text, *span)) for one, span in grown]
        return tuple(
            replace(one, start=span[0], end=span[1])
            for one, span in grown
            if span and says_something(text[slice(*span)])
        )

    def _whole(self, text: str) -> Marked | None:
        """What ``text`` is, taken as one statement; None where it holds nothing to read."""
        vectors = self.vectors((Mark.PROSPECT, text, ()))
        return self._named(vectors, 0, len(vectors.offsets)) if vectors.offsets else None

    def _runs(self, asked: Asked) -> list[list[int]]:
        return [window.ids for window in windows(self._tokenizer, *asked)]

    def _ahead(self, texts: Sequence[Sequence[int]]) -> AbstractContextManager[None]:
        return self._network.ahead(texts)

    def _read(self, asked: Asked) -> Vectors:
        mark, text, context = asked
        offsets = pieces(self._tokenizer, text)[1]
        found = np.zeros((2, len(offsets), self._heads["tags.weight"].shape[0]), np.float32)
        depth = np.full(len(offsets), -1)
        for window in windows(self._tokenizer, mark, text, context):
            read = self._network.vectors(window.ids)
            count = len(window.offsets)
            here = np.minimum(np.arange(count), np.arange(count)[::-1])
            deeper = np.flatnonzero(here > depth[window.first : window.first + count])
            depth[window.first + deeper] = here[deeper]
            found[0, window.first + deeper] = read[window.shift + deeper]
            found[1, window.first + deeper] = read[0]
        return Vectors(offsets, *found)

    def _named(self, vectors: Vectors, first: int, last: int, tags: Floats | None = None) -> Marked:
        inside = slice(first, last)
        both = np.concatenate([vectors.pieces[inside].mean(0), vectors.leads[(first + last) // 2]])
        kinds, forces, whos, worded = np.split(
            self._linear("span", gelu(self._linear("inner", both))),
            np.cumsum([len(ClaimKind), len(Force), len(Who)]),
        )
        sure = 1.0 if tags is None else float(1 - np.exp(tags[inside, Tag.OUTSIDE]).mean())
        start, end = vectors.offsets[first][0], vectors.offsets[last - 1][1]
        odds = [np.exp(log_softmax(one)) for one in (kinds, forces, whos, worded)]
        return Marked(start, end, sure, odds[0], odds[1], odds[2], float(odds[3][1]))

    def _linear(self, name: str, x: Floats) -> Floats:
        out: Floats = x @ self._heads[f"{name}.weight"] + self._heads[f"{name}.bias"]
        return out


def joined_in_words(
    text: str, offsets: Sequence[tuple[int, int]], found: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Spans ``[first, last)`` of pieces, those that meet within a word as one: no word is in two of them."""
    joined: list[tuple[int, int]] = []
    for first, last in found:
        meets = joined and not _breaks(text, offsets[joined[-1][1] - 1][1], offsets[first][0])
        joined.append((joined.pop()[0] if meets else first, last))
    return joined


def whole_words(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """Each span grown to whole words, without the white space and joining marks at its edges; None if that is all.

    The spans are in order, no two in one word (``joined_in_words``); none grows into another.
    """
    gaps = [_breaks(text, end, start) for (_, end), (start, _) in pairwise(spans)]
    lowest, highest = [0, *(gap[-1] for gap in gaps)], [*(gap[0] for gap in gaps), len(text)]
    return [_grown(text, *span, low, high) for span, low, high in zip(spans, lowest, highest, strict=False)]


def _grown(text: str, start: int, end: int, lowest: int, highest: int) -> tuple[int, int] | None:
    while start > lowest and _inside_a_word(text, start):
        start -= 1
    while end < highest and _inside_a_word(text, end):
        end += 1
    part = text[start:end]
    start += len(part) - len(part.lstrip(EDGE + "/&)]}"))
    end -= len(part) - len(part.rstrip(EDGE + "/&([{"))
    return (start, end) if start < end else None


def without_joints(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without an "and" before it or a ", so" after it; the span itself where that is all there is."""
    part = text[start:end]
    tail = TRAILING_JOINT.search(part)
    lead = LEADING_JOINT.match(part)
    first, last = (lead.end() if lead else 0), (tail.start() if tail else len(part))
    return (start + first, start + last) if first < last else (start, end)


def says_something(part: str) -> bool:
    """Whether a span holds more than small words: "you get" and "at" are slips, "no", "SSO" and "24/7" are not."""
    return any(word.lower() not in SMALL for word in WORD.findall(part))


def _inside_a_word(text: str, at: int) -> bool:
    """Whether the letters on either side of ``at`` belong together, as in "24/7" or "e-mail"."""
    if not 0 < at < len(text):
        return False
    mark = at - 1 if text[at - 1] in JOINERS else at
    return _joins(text, mark) if text[mark] in JOINERS else text[at - 1].isalnum() and text[at].isalnum()


def _joins(text: str, mark: int) -> bool:
    """Whether the joiner at ``mark`` stands inside a word; the comma of a list and the stop of a sentence do not."""
    if not 0 < mark < len(text) - 1:
        return False
    before, after = text[mark - 1], text[mark + 1]
    if text[mark] == ",":
        return before.isdigit() and after.isdigit()
    if text[mark] == "." and before.islower() and after.isupper():
        return False
    return before.isalnum() and after.isalnum()


def _breaks(text: str, end: int, start: int) -> list[int]:
    """Where, from the end of one marked span to the start of the next, they may be told apart: none within a word."""
    return [at for at in range(end, start + 1) if not _inside_a_word(text, at) or _lists(text, at)]


def _lists(text: str, at: int) -> bool:
    """Whether on a side of ``at`` is a joiner that may tell things apart: any of a list but that of a number."""
    return any(
        text[mark] in LISTING and not (text[mark - 1 : mark].isdigit() and text[mark + 1 : mark + 2].isdigit())
        for mark in range(max(0, at - 1), min(at + 1, len(text)))
    )


def log_softmax(x: Floats) -> Floats:
    """Logarithms of the softmax over the last axis."""
    top = x - x.max(axis=-1, keepdims=True)
    out: Floats = top - np.log(np.exp(top).sum(axis=-1, keepdims=True))
    return out


def gelu(x: Floats) -> Floats:
    """The exact GELU, x times the normal distribution's share below x (Hendrycks & Gimpel 2016)."""
    from math import erf, sqrt

    out: Floats = (x * 0.5 * (1 + np.array([erf(v / sqrt(2)) for v in x]))).astype(np.float32)
    return out


@cache
def tagger() -> Tagger:
    """The shipped tagger, opened once a process."""
    return Tagger.load()
