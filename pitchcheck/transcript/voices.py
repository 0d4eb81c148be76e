"""Whose voice it is: each short stretch of speech becomes a vector, and vectors that lie together are one speaker.

The vectors are CAM++'s (Wang et al. 2023; weights: training/speaker.py). They tell the speakers of one recording apart
and are thrown away with it: nobody is recognised from another recording, and nothing is inferred of how they speak.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pitchcheck.transcript.sound import RATE, Samples

WINDOW, HOP = 1.5, 0.75
"""Seconds of a stretch that becomes one vector, and from one to the next; in a long recording the steps are longer."""
BANDS = 80
LIKE = 0.5
"""Groups whose mean vectors have a cosine below this are two people."""
MOST = 2000
"""So many stretches are compared with each other; the others join the nearest group, so that memory stays bounded."""
FEW = 4
"""Groups of fewer stretches than this (3 seconds) are nobody: a cough, two people at once."""

Vectors = NDArray[np.float32]


def windows(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches of WINDOW seconds over the spans (seconds), half over each other until there would be more than MOST.

    A span that is shorter is a stretch of its own length.
    """
    step = min(max(HOP, sum(end - start for start, end in spans) / MOST), WINDOW)
    found = []
    for start, end in spans:
        steps = ceil(max(0.0, end - start - WINDOW) / step)
        found += [(start + n * step, start + n * step + WINDOW) for n in range(steps)]
        found.append((max(start, end - WINDOW), end))
    return found


def vector(samples: Samples) -> Vectors:
    """The voice in a stretch of speech: [192], of length 1."""
    (found,) = _session().run(None, {"frames": _frames(samples)[np.newaxis]})
    return np.asarray(found[0] / max(float(np.linalg.norm(found[0])), 1e-9), np.float32)


@lru_cache(maxsize=1)
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the same sums in the same order, whatever machine it is
    content = resources.files("pitchcheck.transcript").joinpath("weights", "voices.onnx").read_bytes()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _frames(samples: Samples) -> Vectors:
    """Kaldi's log mel energies, 100 a second, each band around its mean."""
    import kaldi_native_fbank as kaldi

    options = kaldi.FbankOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = RATE
    options.mel_opts.num_bins = BANDS
    bank = kaldi.OnlineFbank(options)
    least = RATE // 4  # a shorter stretch than a quarter of a second is filled with silence
    bank.accept_waveform(RATE, np.pad(samples, (0, max(0, least - len(samples)))).tolist())
    bank.input_finished()
    rows = np.stack([bank.get_frame(n) for n in range(bank.num_frames_ready)])
    return np.asarray(rows - rows.mean(axis=0), np.float32)


def told_apart(voices: Vectors, speakers: int | None = None) -> list[int]:
    """Whose each vector is, as numbers from 0 in the order in which they are first heard.

    ``voices`` is [n, 192]. Average linkage over cosines (Sokal & Michener 1958); without a number of ``speakers``,
    groups join while their means are alike, and what is heard for less than three seconds is no speaker.
    """
    if len(voices) < 2 or speakers == 1:
        return [0] * len(voices)
    picked = np.unique(np.linspace(0, len(voices) - 1, min(len(voices), MOST)).round().astype(int))
    groups = _grouped(voices[picked], speakers)
    means = _means(voices[picked], groups)
    if speakers is None:
        means = _joined(means, np.bincount(groups))
    return numbered((voices @ means.T).argmax(axis=1).tolist())


def numbered(whose: Sequence[int]) -> list[int]:
    """The same speakers, numbered from 0 in the order in which they are first heard."""
    order = {one: n for n, one in enumerate(dict.fromkeys(whose))}
    return [order[one] for one in whose]


def _grouped(voices: Vectors, speakers: int | None) -> NDArray[np.int64]:
    from scipy.cluster.hierarchy import fcluster, linkage

    tree = linkage(voices, "average", metric="cosine")
    cut = (1 - LIKE, "distance") if speakers is None else (speakers, "maxclust")
    return np.asarray(fcluster(tree, *cut), np.int64) - 1


def _means(voices: Vectors, groups: NDArray[np.int64]) -> Vectors:
    means = np.stack([voices[groups == group].mean(axis=0) for group in range(groups.max() + 1)])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), np.float32)


def _joined(means: Vectors, sizes: NDArray[np.int64]) -> Vectors:
    """The means of groups that are somebody: large enough, and like no larger one."""
    kept: list[int] = []
    for group in np.argsort(-sizes, kind="stable").tolist():
        enough = sizes[group] >= FEW or not kept
        if enough and all(float(means[group] @ means[other]) < LIKE for other in kept):
            kept.append(group)
    return means[kept]


def majority(pieces: Sequence[tuple[float, float]], whose: Sequence[int], start: float, end: float) -> int:
    """Who speaks for most of the time from ``start`` to ``end``; the nearest speaker where nobody was heard in it.

    ``pieces`` are in order of time, none longer than WINDOW, and ``whose`` says who speaks in each.
    """
    first = bisect_left(pieces, (start - WINDOW, 0.0))
    after = bisect_left(pieces, (end, 0.0))
    shares: dict[int, float] = {}
    for (a, b), speaker in zip(pieces[first:after], whose[first:after], strict=True):
        shares[speaker] = shares.get(speaker, 0.0) + max(0.0, min(b, end) - max(a, start))
    if any(shares.values()):
        return max(shares, key=shares.__getitem__)
    near = [n for n in (first - 1, first, after - 1, after) if 0 <= n < len(pieces)]
    return whose[min(near, key=lambda n: max(pieces[n][0] - end, start - pieces[n][1]))]
