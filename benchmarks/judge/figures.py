"""The figures: what issue and corpus call turn accuracy, right statement, link F1 and the rest, with intervals."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from benchmarks.judge.material import Scenario
from pitchcheck.judge import Reading, Relation
from training.measure import auc, kappa

Figures = dict[str, float]


@dataclass(frozen=True)
class Judged:
    """One scenario with what a judge said: probabilities [claims, statements], relevance and verdicts [claims]."""

    scenario: Scenario
    answers: np.ndarray
    aggravates: np.ndarray
    relevance: np.ndarray
    holds: np.ndarray
    worse: np.ndarray
    sure: np.ndarray

    @property
    def tied(self) -> np.ndarray:
        """The verdict: some answering link holds."""
        return self.holds.any(1)


def from_readings(scenario: Scenario, readings: Sequence[Reading]) -> Judged:
    """What the package's own readings say."""
    columns = {statement.id: j for j, statement in enumerate(scenario.profile.statements)}
    shape = (len(readings), len(columns))
    answers, aggravates = np.zeros(shape), np.zeros(shape)
    holds, worse = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, reading in enumerate(readings):
        for link in reading.links:
            harmful = link.relation is Relation.AGGRAVATES
            (aggravates if harmful else answers)[row, columns[link.to]] = link.probability
            (worse if harmful else holds)[row, columns[link.to]] = link.holds
    relevance = np.array([reading.relevance for reading in readings])
    sure = np.array([reading.sure for reading in readings])
    return Judged(scenario, answers, aggravates, relevance, holds, worse, sure)


def from_cosines(scenario: Scenario, cosines: np.ndarray, cut: float) -> Judged:
    """What bare cosines say, where everything at or over `cut` is an answer."""
    none = np.zeros(cosines.shape, bool)
    return Judged(scenario, cosines, none * 0.0, cosines.max(1), cosines >= cut, none, np.ones(len(cosines), bool))


def f1(found: np.ndarray, true: np.ndarray) -> float:
    """F1 of two boolean arrays."""
    total = found.sum() + true.sum()
    return float(2 * (found & true).sum() / total) if total else 1.0


def turns(judged: Sequence[Judged]) -> list[float]:
    """For each claim tied for one prospect of a pitch and not for another: 1 where relevance says for whom."""
    by_pitch: dict[str, list[Judged]] = {}
    for one in judged:
        by_pitch.setdefault(one.scenario.base, []).append(one)
    out: list[float] = []
    for group in by_pitch.values():
        for a, b in combinations(group, 2):
            tied_a, tied_b = (x.scenario.gold.answers.any(1) for x in (a, b))
            differ = tied_a != tied_b
            more = np.sign(a.relevance - b.relevance)[differ]
            out += np.where(more == 0, 0.5, (more > 0) == tied_a[differ]).tolist()
    return out


def right_statement(judged: Sequence[Judged], top: int) -> list[bool]:
    """For each tied claim, whether one of its `top` likeliest answering links is one of the readers'."""
    out: list[bool] = []
    for one in judged:
        gold = one.scenario.gold.answers > 0
        for row in np.flatnonzero(gold.any(1)):
            likeliest = np.argsort(-one.answers[row], kind="stable")[:top]
            out.append(bool((gold[row, likeliest] & (one.answers[row, likeliest] > 0)).any()))
    return out


def calibration_error(probability: np.ndarray, truth: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal size."""
    order = np.argsort(probability, kind="stable")
    parts = [p for p in np.array_split(order, bins) if len(p)]
    return float(sum(len(p) * abs(probability[p].mean() - truth[p].mean()) for p in parts) / len(order))


def figures(judged: Sequence[Judged]) -> Figures:
    """All of them, over the prospects of all pitches together."""

    def all_of(pick: Callable[[Judged], np.ndarray]) -> np.ndarray:
        return np.concatenate([np.ravel(pick(one)) for one in judged])

    gold_tied = all_of(lambda x: x.scenario.gold.answers.any(1))
    gold_links = all_of(lambda x: x.scenario.gold.answers) > 0
    gold_worse = all_of(lambda x: x.scenario.gold.aggravates) > 0
    relevance, tied, sure = all_of(lambda x: x.relevance), all_of(lambda x: x.tied), all_of(lambda x: x.sure) > 0
    holds, worse = all_of(lambda x: x.holds), all_of(lambda x: x.worse)
    turned = turns(judged)
    right = tied == gold_tied
    return {
        "turn accuracy": float(np.mean(turned)) if turned else float("nan"),
        "right statement": float(np.mean(right_statement(judged, 1))),
        "right statement, top 3": float(np.mean(right_statement(judged, 3))),
        "link F1": f1(np.concatenate([holds, worse]), np.concatenate([gold_links, gold_worse])),
        "link AUC": auc(all_of(lambda x: x.answers), gold_links),
        "aggravates F1": f1(worse, gold_worse),
        "flag AUC": auc(relevance, gold_tied),
        "flag kappa": kappa(tied, gold_tied),
        "answered F1": f1(all_of(lambda x: x.holds.any(0)), all_of(lambda x: x.scenario.gold.answers.any(0))),
        "calibration error": calibration_error(relevance, gold_tied),
        "verdicts right": float(right.mean()),
        "not sure": float(1 - sure.mean()),
        "right where sure": float(right[sure].mean()) if sure.any() else float("nan"),
        "called tied": float(tied.mean()),
    }


def of_registers(judged: Sequence[Judged], registers: Collection[str]) -> list[Judged]:
    """Only the prospects who speak in these registers."""
    return [one for one in judged if one.scenario.register in registers]


def intervals(judged: Sequence[Judged], draws: int = 200) -> dict[str, tuple[float, float]]:
    """The 95% interval of each figure when pitches are drawn anew, with all their prospects."""
    by_pitch: dict[str, list[Judged]] = {}
    for one in judged:
        by_pitch.setdefault(one.scenario.base, []).append(one)
    groups, draw, found = list(by_pitch.values()), np.random.default_rng(0), []
    for _ in range(draws):
        chosen = draw.integers(0, len(groups), len(groups))
        found.append(figures([renamed(one, n) for n, i in enumerate(chosen) for one in groups[i]]))
    low, high = (
        {name: float(np.nanquantile([f[name] for f in found], q)) for name in found[0]} for q in (0.025, 0.975)
    )
    return {name: (low[name], high[name]) for name in low}


def renamed(judged: Judged, number: int) -> Judged:
    """The same, as a pitch of its own: one drawn twice must not be compared with itself."""
    return replace(judged, scenario=replace(judged.scenario, base=f"{judged.scenario.base}#{number}"))
