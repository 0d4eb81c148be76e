"""Which texts are one thing said in different words: average-linkage clusters of their vectors.

What people said is one thing stays together, and draws to it what is as close as a cluster's own members are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pitchcheck.judge.encoder import Vectors, encoder, unit

APART = 0.52
"""Mean cosine distance from which two clusters stay two (`python -m benchmarks.grouping`)."""

Labels = NDArray[np.int64]


def alike(
    texts: Sequence[str],
    together: Sequence[int | None] = (),
    read: Callable[[Sequence[str]], Vectors] | None = None,
) -> Labels:
    """A number for each text; texts of one number are one thing.

    ``together`` says of each text which group people put it in (a number from 0, which it keeps), None for those
    nobody spoke of. ``read`` gives texts their vectors [texts, width]; the shipped encoder by default.
    """
    if read is None:
        return _remembered(tuple(texts), tuple(together))
    return _labels(texts, together, read)


@lru_cache(maxsize=16)
def _remembered(texts: tuple[str, ...], together: tuple[int | None, ...]) -> Labels:
    """As ``alike`` by the shipped encoder: a page asks the same with every click."""
    labels = _labels(texts, together, encoder().texts)
    labels.setflags(write=False)
    return labels


def _labels(texts: Sequence[str], together: Sequence[int | None], read: Callable[[Sequence[str]], Vectors]) -> Labels:
    if not texts:
        return np.zeros(0, np.int64)
    vectors = unit(read(texts))
    said = [None] * len(texts) if not together else list(together)
    labels = np.asarray([-1 if one is None else one for one in said], np.int64)
    told = [int(one) for one in np.unique(labels[labels >= 0])]
    free = np.flatnonzero(labels < 0)
    fresh = _clusters(vectors[free])
    for cluster in range(fresh.max(initial=-1) + 1):
        members = free[fresh == cluster]
        own = max(told, default=-1) + 1 + cluster
        labels[members] = _drawn(vectors, labels, members, told, own)
    return labels


def _clusters(vectors: Vectors) -> Labels:
    """Average linkage over cosine distances, cut at APART: labels from 0."""
    if len(vectors) < 2:
        return np.zeros(len(vectors), np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist

    distances = np.clip(pdist(vectors.astype(np.float64), "cosine"), 0, None)
    return np.asarray(fcluster(linkage(distances, "average"), APART, "distance"), np.int64) - 1


def _drawn(vectors: Vectors, labels: Labels, members: Labels, told: Sequence[int], own: int) -> int:
    """The group of people's that a cluster is close enough to, the closest; else a number of its own."""
    mean = vectors[members].mean(0)
    near = {group: float(mean @ vectors[labels == group].mean(0)) for group in told}
    best = max(near, key=near.__getitem__, default=own)
    return best if near.get(best, -1.0) >= 1 - APART else own


def typical(groups: Sequence[Mapping[str, int]], read: Callable[[Sequence[str]], Vectors] | None = None) -> list[str]:
    """Of each group of texts, said so many times each, the one that stands for all: the nearest to the weighted mean.

    Of those equally near the one said most, then the first of the alphabet. All groups are read at once.
    """
    several = list(dict.fromkeys(text for group in groups if len(group) > 1 for text in group))
    rows = {text: row for row, text in enumerate(several)}
    vectors = unit((read or encoder().texts)(several)) if several else np.zeros((0, 1), np.float32)
    return [_middle(group, vectors[[rows[text] for text in group]]) if len(group) > 1 else next(iter(group))
            for group in groups]  # fmt: skip


def _middle(times: Mapping[str, int], vectors: Vectors) -> str:
    """The nearest to the mean of those texts, whose vectors these are in their order."""
    weights = np.asarray(list(times.values()), np.float64)
    mean = (vectors * weights[:, None]).sum(0) / weights.sum()
    near = -np.round(vectors @ mean, 6)
    return min(zip(near, -weights, times, strict=True))[2]
