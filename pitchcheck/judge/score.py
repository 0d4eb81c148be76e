"""From cosines to probabilities: small calibrated models, one after the other.

The first, a logistic one, weighs what the encoder says of a claim and a statement with how much either attracts
everything. The second, logistic too, sees the whole pitch and the whole profile: a claim mostly answers one thing, and
one thing is mostly answered by one claim, so a pair counts for less where another pair of its row or its column is
better. The pairs that it brings forward are read together (pairs.py), and two more weigh what came of that with what
was known before: a logistic one again, and a network over each claim's row (rows.py), of whose log-odds the mean is
taken. All is linear algebra on a few matrices of claims x statements; coefficients come from training/score.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pitchcheck.judge import rows as row_networks
from pitchcheck.judge.encoder import WEIGHTS, shipped
from pitchcheck.judge.reading import Basis
from pitchcheck.judge.rows import RowNetwork
from pitchcheck.profile import Force

Matrix = NDArray[np.floating[Any]]
FORCES = tuple(Force)
RELATIONS = ("answers", "aggravates")
STAGES = ("first", "second", "third")
SHARP = 0.05
"""Temperature at which cosines compete: what the encoder was trained with."""
UNREAD = -6.0
"""Log-odds of a pair that was not read together, and the least of one that was."""
FORWARD, WORSE_FORWARD = 3, 1
"""Of each claim the so many likeliest answers, and the so many likeliest to be made worse, are read together."""
PLAINLY_NOT = {Basis.CATALOGUE: -4.0, Basis.LIBRARY: -3.0, Basis.NEITHER: -3.0}
"""Pairs whose log-odds before are less are not worth it. Cross-validated, all else as it is, log loss goes with the own
catalogue from .0937 to .0943 on `uk` and from .0768 to .0764 on `ti` for less than half of the pairs, with the library
from .1212 to .1215 and from .1125 to .1140 for six in ten."""
PRIOR = 3.0
"""How many average claims the background counts for in a column's mean, so that a pitch of one claim has one too."""
FEW_CLAIMS, MANY_CLAIMS = 5, 14
"""Up to so many claims a pitch is scored by the models for few, from so many on by those for whole pitches, of which
the corpus's have 12 to 21; in between both count. Among few a claim wins against its rivals for want of them: of five
claims, 30 in 100 that answer nothing were called tied by the models for whole pitches with the own catalogue, 9 are by
those for few."""
WHOLE = (20, 100)
"""Claims and statements, of which more make no difference to the network."""
LARGEST = (20, 60)
"""Claims and statements, of which more make no difference to how near a pitch must come to what was said: of more
statements those count that it comes nearest to."""
USUAL = 10
"""Statements that a prospect of the corpus makes, about. Parts of those are as near to a pitch as the whole, only by
chance nearer or less; of what is said beyond, a pitch comes near the less the more it is."""


@dataclass(frozen=True)
class Background:
    """How much a statement attracts a fixed bank of claims or phrases: mean and spread, [statements] each."""

    mean: Matrix
    spread: Matrix

    def mixed(self, other: Background, share: float) -> Background:
        """The background of a sum of two cosines, ``share`` of it this one's."""
        rest = 1 - share
        return Background(share * self.mean + rest * other.mean, share * self.spread + rest * other.spread)


@dataclass(frozen=True)
class Worded:
    """How like texts are word by word (encoder.covered), both ways' mean, claims x statements.

    ``claim`` and ``harm`` are the claim itself, mapped for what it answers and for what it aggravates; the others as
    in ``Own``. Of ``claim_covered`` and ``best_covered`` only the way from claim or phrase to the statement counts.
    """

    claim: Matrix
    claim_covered: Matrix
    harm: Matrix
    best: Matrix
    best_covered: Matrix
    second: Matrix
    raised: Matrix


@dataclass(frozen=True)
class Own:
    """Cosines of a claim's own catalogue phrases, claims x statements.

    ``best`` and ``second`` are those of the nearest two that it answers, ``raised`` of the nearest that it raises.
    """

    best: Matrix
    second: Matrix
    raised: Matrix
    words: Worded


@dataclass(frozen=True)
class Lent:
    """Cosines of phrases lent by the nearest library features, claims x statements.

    ``mean`` is the mean over those features, by their closeness, of the best phrase of each, ``best`` the best of all;
    ``raised`` and ``raised_best`` are the same of what the features raise.
    """

    mean: Matrix
    best: Matrix
    raised: Matrix
    raised_best: Matrix


@dataclass(frozen=True)
class Evidence:
    """What the encoder says of a pitch and a profile. Matrices are claims x statements.

    ``claim`` and ``harm`` are the cosines of the claim itself, mapped for what it answers and for what it
    aggravates; ``claim_z`` and ``harm_z`` the same in standard deviations of the claim's own cosines with a bank
    of statements of that force. The backgrounds are those of banks of claims, so mapped, and of phrases. ``said`` and
    ``said_against`` are cosines of the nearest statement of another prospect that the claim was confirmed to answer
    or to make worse, -1 where there is none.
    """

    forces: NDArray[np.int64]
    claim: Matrix
    harm: Matrix
    claim_z: Matrix
    harm_z: Matrix
    claims: Background
    harms: Background
    phrases: Background
    raises: Background
    own: Own | None = None
    lent: Lent | None = None
    said: Matrix | None = None
    said_against: Matrix | None = None


def features(evidence: Evidence, basis: Basis) -> dict[str, Matrix]:
    """What the score weighs of a pair, by name: matrices of claims x statements."""
    out = _compared("claim", evidence.claim, evidence.claims) | _placed("harm", evidence.harm, evidence.harms)
    out |= {"claim, of its own": evidence.claim_z, "harm, of its own": evidence.harm_z}
    if basis is Basis.CATALOGUE and evidence.own is not None:
        out |= _of_own_phrases(evidence, evidence.own)
    if basis is Basis.LIBRARY and evidence.lent is not None:
        out |= _of_lent_phrases(evidence, evidence.lent)
    by_force = _of_force(evidence.forces, evidence.claim.shape)
    weighed = {name: x for name, x in out.items() if name.endswith(OF_STATEMENT)}
    for force, mask in by_force.items():
        out |= {f"{name} ({force})": x * mask for name, x in weighed.items()}
    return out | by_force


OF_STATEMENT = ", of the statement's"
HEARD = {Basis.CATALOGUE: 0.5, Basis.LIBRARY: 1.0, Basis.NEITHER: 1.0}
"""Of which share of the statements, those most spoken to, it is asked whether the pitch speaks to this prospect.
Phrases of one's own come near what they are meant for; claims, and what is lent, come a little nearer everywhere."""


def spoken_to(evidence: Evidence, basis: Basis) -> float:
    """How near the pitch comes to what was said: the mean of what the nearest claim is to each statement, in standard
    deviations of the banks."""
    near = _of_the_background(evidence.claim, evidence.claims)
    if basis is Basis.CATALOGUE and evidence.own is not None:
        mix = 0.6 * evidence.own.best + 0.4 * evidence.claim
        near = _of_the_background(mix, evidence.phrases.mixed(evidence.claims, 0.6))
    elif basis is Basis.LIBRARY and evidence.lent is not None:
        mix = 0.5 * evidence.lent.mean + 0.5 * evidence.claim
        near = _of_the_background(mix, evidence.phrases.mixed(evidence.claims, 0.5))
    return _of_the_nearest(near.max(0) if near.size else np.zeros(1), HEARD[basis])


def _of_the_background(x: Matrix, background: Background) -> Matrix:
    found: Matrix = (x - background.mean) / background.spread
    return found


def _of_own_phrases(evidence: Evidence, own: Own) -> dict[str, Matrix]:
    mix = 0.6 * own.best + 0.4 * evidence.claim
    return (
        _compared("best", own.best, evidence.phrases)
        | _placed("second", own.second, evidence.phrases)
        | _placed("raised", own.raised, evidence.raises)
        | _compared("mix", mix, evidence.phrases.mixed(evidence.claims, 0.6))
        | {"best over raised": own.best - own.raised}
        | _word_by_word(own.words)
    )


def _word_by_word(words: Worded) -> dict[str, Matrix]:
    """Each likeness as it is, less the means of its column and its row, and against its rivals."""
    out: dict[str, Matrix] = {}
    for field, x in vars(words).items():
        name = f"words, {field.replace('_', ' ')}"
        column = (x.sum(0) + PRIOR * x.mean()) / (len(x) + PRIOR)
        out |= {name: x, f"{name} less column": x - column, f"{name} less row": x - x.mean(1, keepdims=True)}
        out |= _rivals(name, x)
    return out


def _of_lent_phrases(evidence: Evidence, lent: Lent) -> dict[str, Matrix]:
    mix = 0.5 * lent.mean + 0.5 * evidence.claim
    return (
        _compared("lent", lent.mean, evidence.phrases)
        | _placed("lent raised", lent.raised, evidence.raises)
        | _compared("lent mix", mix, evidence.phrases.mixed(evidence.claims, 0.5))
        | {"lent best": lent.best, "lent raised best": lent.raised_best, "lent over raised": lent.mean - lent.raised}
    )


def _of_force(forces: NDArray[np.int64], shape: tuple[int, ...]) -> dict[str, Matrix]:
    return {force.value: np.broadcast_to((forces == i).astype(np.float32), shape) for i, force in enumerate(FORCES)}


def _placed(name: str, x: Matrix, background: Background) -> dict[str, Matrix]:
    """A cosine as it is, against the background, and less the means of its column and its row."""
    column = (x.sum(0) + PRIOR * background.mean) / (len(x) + PRIOR)
    return {
        name: x,
        f"{name}{OF_STATEMENT}": _of_the_background(x, background),
        f"{name} less column": x - column,
        f"{name} less row": x - x.mean(1, keepdims=True),
    }


def _compared(name: str, x: Matrix, background: Background) -> dict[str, Matrix]:
    """``_placed``, and against rivals."""
    return _placed(name, x, background) | _rivals(name, x)


def _rivals(name: str, x: Matrix) -> dict[str, Matrix]:
    """Against the best rival and as a share, down its column and along its row."""
    return {
        f"{name} over column": x - rival(x, 0),
        f"{name} over row": x - rival(x, 1),
        f"{name} share of column": log_share(x / SHARP, 0),
        f"{name} share of row": log_share(x / SHARP, 1),
    }


def competing(logits: Matrix, others: Matrix, values: Mapping[str, Matrix]) -> dict[str, Matrix]:
    """What a relation's second model weighs: its first one's log-odds, the other relation's, either's rivals, and of
    ``features`` the statement's force."""
    return (
        _rivalled("", logits)
        | _rivalled("other ", others)
        | {"share of column": log_share(logits, 0), "share of row": log_share(logits, 1)}
        | {force.value: values[force.value] for force in FORCES}
    )


def brought_forward(before: Pairs, basis: Basis) -> NDArray[np.bool_]:
    """Which pairs are worth reading together: each claim's likeliest, [claims, statements]."""
    chosen = np.zeros(before.answers.shape, bool)
    for logits, count in ((before.answers, FORWARD), (before.aggravates, WORSE_FORWARD)):
        likeliest = np.zeros(chosen.shape, bool)
        np.put_along_axis(likeliest, np.argsort(-logits, axis=1, kind="stable")[:, :count], True, axis=1)
        chosen |= likeliest & (logits >= PLAINLY_NOT[basis])
    return chosen


def reconsidering(before: Pairs, together: Matrix, forces: NDArray[np.int64]) -> dict[str, Matrix]:
    """What the third models and the network weigh: the log-odds before and those of pairs read together [claims,
    statements, 2], each as it is, less the means of its column and its row and against rivals; and the force."""
    read = np.maximum(together, np.float32(UNREAD))
    out: dict[str, Matrix] = {}
    for name, x in zip(RELATIONS, before, strict=True):
        out |= _centred(f"{name} before", x)
    for i, name in enumerate(RELATIONS):
        out |= _centred(f"{name} together", read[..., i])
    return out | _of_force(forces, read.shape[:2])


def _centred(name: str, x: Matrix) -> dict[str, Matrix]:
    """As it is, less the means of its column and its row, and against rivals."""
    return {
        name: x,
        f"{name} less column": x - x.mean(0, keepdims=True),
        f"{name} less row": x - x.mean(1, keepdims=True),
        f"{name} over column": x - rival(x, 0),
        f"{name} over row": x - rival(x, 1),
        f"{name} share of column": log_share(x, 0),
        f"{name} share of row": log_share(x, 1),
    }


WEIGHED = (
    *(f"{name}, of its own" for name in ("claim", "harm")),
    *(f"{name}{OF_STATEMENT}" for name in ("claim", "harm", "best", "second", "raised", "mix")),
    *(f"words, {name}" for name in ("best", "claim", "raised")),
    *(f"{name}{OF_STATEMENT}" for name in ("lent", "lent raised", "lent mix")),
    "lent best",
)
"""Of ``features`` what the network sees too, where a basis has it."""


def of_the_whole(shape: tuple[int, int], near: float) -> dict[str, Matrix]:
    """What the network weighs of pitch and profile as a whole: their sizes, and how near the one comes to the other
    (``spoken_to``)."""
    sizes = [math.log(min(count, most)) for count, most in zip(shape, WHOLE, strict=True)]
    told = zip(("claims", "statements", "spoken to"), (*sizes, near), strict=True)
    return {name: np.full(shape, value) for name, value in told}


def confirmed(logits: Matrix, said: Matrix) -> dict[str, Matrix]:
    """What a relation's last model weighs of claims that a person confirmed before: its log-odds so far, and the
    cosine with the nearest statement confirmed, as it is, less the means of its column and its row, against rivals."""
    return {
        "log-odds": logits,
        "said": said,
        "said less column": said - said.mean(0),
        "said less row": said - said.mean(1, keepdims=True),
        "said over column": said - rival(said, 0),
        "said over row": said - rival(said, 1),
    }


def _rivalled(name: str, logits: Matrix) -> dict[str, Matrix]:
    odds = np.exp(logits)
    return {
        f"{name}log-odds": logits,
        f"{name}over column": logits - rival(logits, 0),
        f"{name}over row": logits - rival(logits, 1),
        f"{name}column": np.broadcast_to(np.log1p(odds.sum(0, keepdims=True)), logits.shape),
        f"{name}row": np.broadcast_to(np.log1p(odds.sum(1, keepdims=True)), logits.shape),
    }


def rival(x: Matrix, axis: int) -> Matrix:
    """For each element the largest of the others along ``axis``; a little less than itself where there are none."""
    if x.shape[axis] == 1:
        found: Matrix = x - np.float32(0.2)
        return found
    ordered = np.sort(x, axis)
    second, top = (np.take(ordered, [i], axis) for i in (-2, -1))
    return np.where(x == top, second, top)


def log_share(x: Matrix, axis: int) -> Matrix:
    """The logarithm of the softmax along ``axis``."""
    apart = x - x.max(axis, keepdims=True)
    shares: Matrix = np.exp(apart) / np.exp(apart).sum(axis, keepdims=True)
    logs: Matrix = np.log(shares + np.float32(1e-6))
    return logs


@dataclass(frozen=True)
class Logistic:
    """A logistic regression over named features."""

    names: tuple[str, ...]
    weights: NDArray[np.float64]
    bias: float

    def logits(self, values: Mapping[str, Matrix]) -> Matrix:
        """Log-odds, of the features' own shape."""
        total = sum(values[name].astype(np.float64) * w for name, w in zip(self.names, self.weights, strict=True))
        found: Matrix = np.clip(total + self.bias, -30, 30)
        return found


class Pairs(NamedTuple):
    """Log-odds that claims answer and that they aggravate, claims x statements."""

    answers: Matrix
    aggravates: Matrix


@dataclass(frozen=True)
class Stages:
    """For each relation, answers and aggravates, a model that weighs a pair by itself, one that weighs what the
    first made of it against its rivals, and against what the other relation's made of it, and one that weighs that
    with what came of reading pairs together."""

    first: tuple[Logistic, Logistic]
    second: tuple[Logistic, Logistic]
    third: tuple[Logistic, Logistic]

    def before(self, values: Mapping[str, Matrix]) -> Pairs:
        """From ``features``, by the first two: what says which pairs are read together."""
        answers, aggravates = (model.logits(values) for model in self.first)
        one, other = self.second
        return Pairs(
            one.logits(competing(answers, aggravates, values)),
            other.logits(competing(aggravates, answers, values)),
        )

    def after(self, before: Pairs, together: Matrix, forces: NDArray[np.int64]) -> Pairs:
        """From that and what came of reading pairs together."""
        values = reconsidering(before, together, forces)
        return Pairs(*(model.logits(values) for model in self.third))


class Before(NamedTuple):
    """Log-odds before pairs are read together, by the models for few claims and by those for many, and of what they
    were made of what is ``WEIGHED`` once more."""

    few: Pairs
    many: Pairs
    values: Mapping[str, Matrix]

    @property
    def mixed(self) -> Pairs:
        """What says which pairs are read together."""
        return mixed(self.few, self.many)


def mixed(few: Pairs, many: Pairs) -> Pairs:
    """The log-odds of both, each as far as it counts for a pitch of this size."""
    share = of_many(len(few.answers))
    return Pairs(*((1 - share) * one + share * other for one, other in zip(few, many, strict=True)))


def of_many(claims: int) -> float:
    """How far the models for many count: 0 up to ``FEW_CLAIMS``, 1 from ``MANY_CLAIMS`` on, and between them by the
    logarithm of the number of claims."""
    return min(max(math.log(claims / FEW_CLAIMS) / math.log(MANY_CLAIMS / FEW_CLAIMS), 0.0), 1.0)


@dataclass(frozen=True)
class BySize:
    """Models for parts of pitches, of few claims, and for whole ones."""

    few: Stages
    many: Stages

    def before(self, values: Mapping[str, Matrix]) -> Before:
        """From ``features``, before pairs are read together; those are chosen by what is ``mixed``."""
        weighed = {name: values[name] for name in WEIGHED if name in values}
        return Before(self.few.before(values), self.many.before(values), weighed)

    def after(self, before: Before, together: Matrix, forces: NDArray[np.int64]) -> Pairs:
        """From that and what came of reading pairs together."""
        return mixed(
            self.few.after(before.few, together, forces),
            self.many.after(before.many, together, forces),
        )


def together_weighed(before: Before, together: Matrix, forces: NDArray[np.int64], near: float) -> dict[str, Matrix]:
    """All that the network weighs, by name."""
    values = reconsidering(before.mixed, together, forces)
    return values | dict(before.values) | of_the_whole(together.shape[:2], near)


def both(each: Pairs, found: Matrix) -> Pairs:
    """The mean of the third models' log-odds and the network's [claims, statements, 2].

    Either alone is wrong elsewhere: the third models tie too much of a day's call, the network is worse with stories.
    """
    return Pairs(*((one + found[..., i]) / 2 for i, one in enumerate(each)))


def learnt(model: Logistic, logits: Matrix, said: Matrix) -> Matrix:
    """Log-odds, weighed with what was confirmed of these claims before other prospects."""
    rows, found = (said > -1).any(1), logits.copy()
    found[rows] = model.logits(confirmed(logits[rows], said[rows]))
    return found


class Logits(NamedTuple):
    """Log-odds that claims answer and that they aggravate, claims x statements.

    ``at_best`` [claims] is that of each one's best answer if the pitch spoke to this prospect: with nothing taken off.
    """

    answers: Matrix
    aggravates: Matrix
    at_best: Matrix


@dataclass(frozen=True)
class Speaking:
    """From where on a pitch speaks to this prospect.

    ``spoken_to`` and ``read`` times ``answered`` make one number. ``least`` are the coefficients of what 95 in 100
    real prospects reach, by the size of pitch and profile (``of_size``): the fewer claims, the less can come near.
    ``slope`` is by how much log-odds fall for what lacks.
    """

    read: float
    slope: float
    least: tuple[float, ...]

    def lacking(self, near: float, together: Matrix) -> float:
        """By how much log-odds fall; 0 where the pitch speaks to this prospect. ``near`` is ``spoken_to``."""
        least = float(of_size(*together.shape[:2]) @ self.least)
        return self.slope * max(least - near - self.read * answered(together), 0.0)


def answered(together: Matrix) -> float:
    """How well the pitch does for what was said, once pairs are read together [claims, statements, 2]: the mean over
    statements of the best pair's log-odds, for either relation."""
    return _of_the_nearest(np.maximum(together, np.float32(UNREAD)).max((0, 2)))


def _of_the_nearest(near: Matrix, share: float = 1.0) -> float:
    """The mean of the largest, that share of all, and at most as many as count."""
    most = min(math.ceil(share * len(near)), LARGEST[1])
    return float(np.sort(near)[-most:].mean())


def of_size(claims: int, statements: int) -> NDArray[np.float64]:
    """What a threshold that hangs on the size of pitch and profile is made of: logarithms up to their squares, of the
    statements apart for what a prospect mostly says and for what there is beyond."""
    n, m = (min(one, most) for one, most in zip((claims, statements), LARGEST, strict=True))
    a, b, c = math.log(n), math.log(min(m, USUAL)), math.log(max(m / USUAL, 1))
    return np.array([1.0, a, a * a, b, b * b, c, c * c, a * b, a * c])


@dataclass(frozen=True)
class Scores:
    """All models of one basis, and where its decisions fall.

    ``taught`` are for claims of which a person confirmed that they answer something, and that they aggravate it. A
    link holds at or over its relation's threshold. ``tied`` turns the best answering log-odds of a claim into the
    probability that it is tied (slope, offset); between ``unsure`` (low, high) of those a person is asked.
    ``near`` (middle, slope, least) turns the cosine with a confirmed statement into the probability of the same link by
    that alone; what is at ``least`` or below says nothing.
    ``speaks`` is for a pitch that does not speak to this prospect at all: competition would still find winners there,
    so log-odds fall.
    """

    pairs: BySize
    network: RowNetwork
    taught: tuple[Logistic, Logistic]
    answers_from: float
    aggravates_from: float
    tied: tuple[float, float]
    unsure: tuple[float, float]
    near: tuple[float, float, float]
    speaks: Speaking

    def logits(self, evidence: Evidence, basis: Basis, before: Before, together: Matrix) -> Logits:
        """Log-odds of every pair, and of each claim's best answer if the pitch spoke to this prospect.

        ``before`` are ``pairs.before`` of the evidence, ``together`` what came of reading pairs together.
        """
        near = spoken_to(evidence, basis)
        answers, aggravates = self.weighed(before, together, evidence.forces, near)
        lacking = self.speaks.lacking(near, together)
        better = self._known(0, answers - lacking, evidence.said)
        worse = self._known(1, aggravates - lacking, evidence.said_against)
        spoken = self._known(0, answers, evidence.said) if lacking else better
        return Logits(better, worse, spoken.max(1))

    def weighed(self, before: Before, together: Matrix, forces: NDArray[np.int64], near: float) -> Pairs:
        """By the third models and the network, with nothing taken off and nothing confirmed."""
        found = self.network.logits(together_weighed(before, together, forces, near))
        return both(self.pairs.after(before, together, forces), found)

    def _known(self, relation: int, logits: Matrix, said: Matrix | None) -> Matrix:
        """What was confirmed counts in two ways, and the better one is taken: weighed among its rivals, and, where it
        says nearly the same, by its nearness alone, whatever else speaks against it (noisy or)."""
        if said is None:
            return logits
        middle, slope, least = self.near
        known, usual = probability(slope * (said - middle)), probability(np.array(slope * (least - middle)))
        more = np.maximum((known - usual) / (1 - usual), 0)
        unlinked = np.clip((1 - probability(logits)) * (1 - more), 1e-13, 1 - 1e-13)
        alone = np.where(more > 0, np.log((1 - unlinked) / unlinked), -np.inf)
        return np.maximum(learnt(self.taught[relation], logits, said), alone)

    def relevance(self, best: Matrix) -> NDArray[np.float64]:
        """The probability that a claim is tied, from its best answering log-odds."""
        slope, offset = self.tied
        return probability(slope * best + offset)


def probability(logits: Matrix) -> NDArray[np.float64]:
    """Log-odds to probabilities."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-np.asarray(logits, np.float64)))
    return found


def _logistic(one: dict[str, Any]) -> Logistic:
    return Logistic(tuple(one["weights"]), np.array(list(one["weights"].values())), one["bias"])


def _two(one: dict[str, Any]) -> tuple[Logistic, Logistic]:
    answers, aggravates = (_logistic(one[relation]) for relation in RELATIONS)
    return answers, aggravates


def _stages(one: dict[str, Any]) -> Stages:
    return Stages(*(_two(one[which]) for which in STAGES))


def _scores(one: dict[str, Any], network: RowNetwork) -> Scores:
    decisions = one["decisions"] | {"speaks": Speaking(**one["decisions"]["speaks"])}
    return Scores(BySize(_stages(one["few"]), _stages(one["many"])), network, _two(one["taught"]), **decisions)


@cache
def scores(weights: Path = WEIGHTS) -> dict[Basis, Scores]:
    """The shipped models of all bases, as training/score.py wrote them."""
    kept = json.loads((weights / "score.json").read_text(encoding="utf-8"))
    with np.load(shipped(weights / "network.npz")) as networks:
        return {Basis(name): _scores(one, row_networks.read(networks, name)) for name, one in kept.items()}
