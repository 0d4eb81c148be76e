"""Turn accuracy, right statement and what else is said of scores, over pitches with all their prospects."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from training.corpus import Pitch

ORDINARY = ("notes", "plain")


def auc(scores: np.ndarray, truth: np.ndarray) -> float:
    """The chance that a true one outranks one that is not; ties count half."""
    order = scores.argsort(kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.bincount(inverse, ranks) / counts)[inverse]
    p = truth.sum()
    return float((ranks[truth].sum() - p * (p + 1) / 2) / (p * (len(truth) - p)))


def kappa(a: np.ndarray, b: np.ndarray) -> float:
    """Cohen's kappa of two arrays of booleans."""
    chance = a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    return float(((a == b).mean() - chance) / (1 - chance))


def turn_and_right(
    pitches: Sequence[Pitch], score: Callable[[Pitch, int], np.ndarray], registers: tuple[str, ...] | None = None
) -> dict[str, float]:
    """`score(pitch, k)` gives claims x statements of prospect k. Turned claims: over all pairs of prospects."""
    turned = right = named = tied_claims = 0.0
    all_scores, all_truth = [], []
    for pitch in pitches:
        use = [k for k, p in enumerate(pitch.prospects) if registers is None or p.register in registers]
        scores = {k: score(pitch, k) for k in use}
        for k in use:
            gold = pitch.prospects[k].answers
            tied = gold.any(1)
            best = scores[k].argmax(1)
            named += gold[np.arange(len(gold)), best][tied].sum()
            tied_claims += tied.sum()
            all_scores.append(scores[k].max(1))
            all_truth.append(tied)
        for k, m in combinations(use, 2):
            a, b = (pitch.prospects[x].answers.any(1) for x in (k, m))
            differ = a != b
            delta = (scores[k].max(1) - scores[m].max(1))[differ]
            turned += differ.sum()
            right += np.where(delta == 0, 0.5, (delta > 0) == a[differ]).sum()
    s, t = np.concatenate(all_scores), np.concatenate(all_truth)
    best_kappa = max(kappa(s > c, t) for c in np.quantile(s, np.linspace(0.3, 0.9, 25)))
    return {
        "turn": right / max(turned, 1),
        "right": named / tied_claims,
        "flag_auc": auc(s, t),
        "kappa_best": best_kappa,
    }
