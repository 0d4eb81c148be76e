"""Fits the score's models on pitches that the encoder was not trained on, and sets where it decides."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from sklearn.linear_model import LogisticRegression, QuantileRegressor

from pitchcheck.judge import rows
from pitchcheck.judge.encoder import Encoder, Placed, Texts, Vectors
from pitchcheck.judge.evidence import Phrases, Read, Spoken, gather, said_before
from pitchcheck.judge.library import Library
from pitchcheck.judge.pairs import PairReader, Told
from pitchcheck.judge.reading import Basis
from pitchcheck.judge.rows import RowNetwork
from pitchcheck.judge.score import (
    FEW_CLAIMS,
    FORCES,
    RELATIONS,
    STAGES,
    Before,
    BySize,
    Evidence,
    Logistic,
    Matrix,
    Pairs,
    Stages,
    answered,
    both,
    brought_forward,
    competing,
    confirmed,
    features,
    of_size,
    probability,
    reconsidering,
    spoken_to,
    together_weighed,
)
from training.corpus import BLIND, Pitch, Prospect
from training.measure import kappa
from training.weighing import Example, train

FOLDS = 4
LIKE = 0.3
"""Cosine up to which a confirmed statement alone says nothing of another. On `uk` and `va` with two prospects confirmed
the log loss was .0861 with .25, .0857 with .3, .0860 with .35, .0866 with nothing learnt."""
FIRST, SECOND, THIRD, TAUGHT = 0.1, 1.0, 0.1, 0.05
"""How freely the logistic models' weights may grow (scikit-learn's C)."""
KNOWN, ORDERS = (1, 2, 3, 5), 4
"""After how many confirmed prospects the last one is asked, and in how many orders these come."""
SURE = 0.89
"""Of the verdicts outside the band of doubt, the share that must be right where the score is fitted: with the own
catalogue 85 in 100 are then right in whole pitches that it has not seen."""
SPEAKING = 0.05
"""Which share of real prospects a pitch may seem not to speak to, of any size."""
ALL = 999
PARTS = (
    *((1, ALL),) * 3, *((2, ALL),) * 2, (3, ALL), (4, ALL), (5, ALL), (3, 3), (2, 1), (5, 2),
    (8, ALL), (11, ALL), (ALL, 1), (ALL, 2), (ALL, 4), (ALL, ALL),
)  # fmt: skip
"""Claims and statements of the parts that pitches are read in too, drawn at random: people paste three sentences, and
know little of a prospect. Those of up to FEW_CLAIMS claims fit the models for few, a size that stands here three times
counting three times; all, each once, fit from where a pitch speaks to a prospect."""
SMALLER = (
    (1, ALL), (2, ALL), (3, ALL), (5, ALL), (8, ALL), (11, ALL), (ALL, 1), (ALL, 3), (ALL, 5), (3, 3),
)  # fmt: skip
LONGER, LONG_PARTS = (1, 2, 4, 8, 12), ((ALL, ALL), (4, ALL))
"""What the network is fitted on beside whole pitches: such parts, and profiles with what so many prospects of other
trades said besides, 20 to 110 statements, before all claims and before four."""
OF_PARTS, OF_LONG = 0.3, 0.5
"""How much those count where a whole pitch counts 1."""
TAKEN = {Basis.CATALOGUE: 6, Basis.LIBRARY: 3, Basis.NEITHER: 3}
"""What is taken of a typical stranger's log-odds. Where it is fitted 1 to 3 in 100 of strangers' claims are then called
tied, and with twice as much hardly fewer. With more, what a pitch that seems not to speak answers best is no longer
told."""
STORIES, OFTEN = 3, 2
"""So many times a vivid pitch counts beside the many ordinary ones, where there is an own catalogue, and so many times
one with a blind catalogue."""
Places = np.ndarray
Part = TypeVar("Part")


@dataclass(frozen=True)
class Case:
    """One pitch before one prospect, ready to be scored; ``said`` are the phrases that pairs are read with."""

    pitch: Pitch
    prospect: Prospect
    evidence: Evidence
    said: dict[Basis, list[Told | None]]

    def together(self, basis: Basis, before: Pairs, reader: PairReader) -> Matrix:
        """What comes of reading those pairs together that the first two models bring forward."""
        chosen = brought_forward(before, basis)
        said = [
            one and replace(one, nearest=one.nearest[own]) for one, own in zip(self.said[basis], chosen, strict=True)
        ]
        return reader.read(places(self.pitch), self.prospect.statements, said, chosen)

    def part(self, claims: Places, statements: Places) -> "Case":
        """The same with the claims and statements in those places alone."""
        pitch = replace(self.pitch, claims=[self.pitch.claims[i] for i in claims])
        texts, forces = ([some[j] for j in statements] for some in (self.prospect.texts, self.prospect.forces))
        links = {name: getattr(self.prospect, name)[np.ix_(claims, statements)] for name in RELATIONS}
        prospect = replace(self.prospect, texts=texts, forces=forces, **links)
        said = {
            basis: [one and replace(one, nearest=one.nearest[statements]) for one in (some[i] for i in claims)]
            for basis, some in self.said.items()
        }
        return Case(pitch, prospect, _part(self.evidence, claims, statements), said)

    def parts(self, draw: np.random.Generator, wanted: Iterable[tuple[int, int]] = PARTS) -> Iterator["Case"]:
        """The same in those sizes, each drawn at random."""
        shape = self.evidence.claim.shape
        for sizes in wanted:
            yield self.part(*(np.sort(draw.permutation(all_)[:size]) for all_, size in zip(shape, sizes, strict=True)))


def joined(cases: Sequence[Case]) -> Case:
    """One pitch before all that several prospects said, as if one had said it; it is read with what is said before the
    first one."""
    first, names = cases[0], ("texts", "forces")
    said = {name: [x for case in cases for x in getattr(case.prospect, name)] for name in names}
    links = {name: np.concatenate([getattr(case.prospect, name) for case in cases], 1) for name in RELATIONS}
    nearest = {
        basis: [
            one and replace(one, nearest=np.concatenate([case.said[basis][i].nearest for case in cases]))
            for i, one in enumerate(some)
        ]
        for basis, some in first.said.items()
    }
    evidence = _joined([case.evidence for case in cases])
    return Case(first.pitch, replace(first.prospect, **said, **links), evidence, nearest)


def _joined(some: Sequence[Part]) -> Part:
    """Of evidence: statements are the last axis."""
    if some[0] is None:
        return some[0]
    if isinstance(some[0], np.ndarray):
        return np.concatenate(some, -1)
    return replace(some[0], **{name: _joined([getattr(one, name) for one in some]) for name in vars(some[0])})


def _part(one: Part, claims: Places, statements: Places) -> Part:
    """Of evidence: matrices are claims x statements, all else is statements."""
    if one is None:
        return one
    if isinstance(one, np.ndarray):
        return one[statements] if one.ndim == 1 else one[np.ix_(claims, statements)]
    return replace(one, **{name: _part(value, claims, statements) for name, value in vars(one).items()})


def places(pitch: Pitch) -> list[Placed]:
    """Its claims, each in its context."""
    return [(claim.context, claim.start, claim.end) for claim in pitch.claims]


def written(answers: Texts, raises: Texts, texts: tuple[list[str], list[str]], nothing: Vectors) -> Phrases:
    """A claim's phrases that stand in its catalogue, with nothing confirmed."""
    told = Spoken(texts[0], answers.whole), Spoken(texts[1], raises.whole)
    return Phrases(answers, raises, nothing, nothing, told)


def cases(pitches: Iterable[Pitch], encoder: Encoder, library: Library) -> Iterator[Case]:
    """Every prospect of every pitch as the package reads them, with the catalogue's phrases and the library's."""
    names = [force.value for force in FORCES]
    for pitch in pitches:
        claims = encoder.read_claims(places(pitch))
        phrases = list(zip(pitch.answers, pitch.raises, strict=True))
        nothing = encoder.texts(())
        own = [written(*map(encoder.read, two), two, nothing) for two in phrases]
        for prospect in pitch.prospects:
            forces = np.array([names.index(f) for f in prospect.forces])
            read = Read(*claims, encoder.read(prospect.statements), forces, own)
            evidence, loan = gather(read, library)
            every, lending = np.ones(evidence.claim.shape, bool), replace(read, own=())
            said = {
                Basis.CATALOGUE: said_before(read, library, loan, every),
                Basis.LIBRARY: said_before(lending, library, loan, every),
                Basis.NEITHER: said_before(lending, library, None, every),
            }
            yield Case(pitch, prospect, evidence, said)


def as_json(model: Logistic) -> dict:
    """Weights by name."""
    weights = {n: round(float(w), 6) for n, w in zip(model.names, model.weights, strict=True)}
    return {"weights": weights, "bias": round(model.bias, 6)}


def fit(values: Sequence[dict[str, np.ndarray]], truth: Sequence[np.ndarray], strength: float) -> Logistic:
    """Fits on all elements of all matrices."""
    names = list(values[0])
    x = np.concatenate([np.stack([v[n].ravel() for n in names], 1) for v in values]).astype(np.float64)
    y = np.concatenate([t.ravel() for t in truth]) > 0
    mean, spread = x.mean(0), np.maximum(x.std(0), 1e-6)
    model = LogisticRegression(C=strength, max_iter=3000).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    return Logistic(tuple(names), weights, float(model.intercept_[0] - weights @ mean))


def read_by(case: Case, model: BySize, basis: Basis, reader: PairReader) -> tuple[Before, Matrix]:
    """The log-odds before pairs are read together, and what comes of reading them."""
    before = model.before(features(case.evidence, basis))
    return before, case.together(basis, before.mixed, reader)


def for_network(case: Case, basis: Basis, before: Before, together: Matrix) -> dict[str, np.ndarray]:
    """All that the network weighs of a case."""
    return together_weighed(before, together, case.evidence.forces, spoken_to(case.evidence, basis))


def known(case: Case, model: BySize, network: RowNetwork, basis: Basis, reader: PairReader) -> Pairs:
    """The log-odds that all models together give."""
    before, together = read_by(case, model, basis, reader)
    each = model.after(before, together, case.evidence.forces)
    return both(each, network.logits(for_network(case, basis, before, together)))


def folds_of(some: Sequence[Case], count: int) -> dict[str, int]:
    """Of each pitch the fold that it is in, with whichever catalogue."""
    ids = sorted({c.pitch.id.removesuffix(BLIND) for c in some})
    places = (np.arange(len(ids)) % count).tolist()
    found = dict(zip(np.random.default_rng(0).permutation(ids).tolist(), places, strict=True))
    return found | {one + BLIND: place for one, place in found.items()}


def crossed(
    values: Sequence[dict[str, np.ndarray]], truth: Sequence[np.ndarray], folds: Sequence[int], strength: float
) -> tuple[list[Logistic], list[np.ndarray]]:
    """For each fold a model that has not seen it, and each case's log-odds by its own fold's."""
    models = []
    for fold in range(FOLDS):
        rest = [i for i, f in enumerate(folds) if f != fold]
        models.append(fit([values[i] for i in rest], [truth[i] for i in rest], strength))
    return models, [models[fold].logits(value) for fold, value in zip(folds, values, strict=True)]


def stages_of(
    held: Sequence[Case], folds: Sequence[int], basis: Basis, reader: PairReader
) -> tuple[Stages, list[Stages]]:
    """Both relations' models, and for each fold those that have not seen it. Each stage sees the log-odds of the one
    before by models that have not seen the pitch."""
    values = [features(c.evidence, basis) for c in held]
    truth = [[getattr(c.prospect, relation) for c in held] for relation in RELATIONS]

    def stage(seen: Sequence[Sequence[dict[str, np.ndarray]]], strength: float) -> tuple[list, list, list]:
        models = [fit(some, links, strength) for some, links in zip(seen, truth, strict=True)]
        each = [crossed(some, links, folds, strength) for some, links in zip(seen, truth, strict=True)]
        of_folds, unseen = zip(*each, strict=True)
        return models, list(zip(*of_folds, strict=True)), list(unseen)

    first, first_of, unseen = stage([values, values], FIRST)
    rivals = [
        [competing(x, other, v) for x, other, v in zip(unseen[i], unseen[1 - i], values, strict=True)] for i in (0, 1)
    ]
    second, second_of, unseen = stage(rivals, SECOND)
    before = [Pairs(*two) for two in zip(*unseen, strict=True)]
    together = [
        reconsidering(x, c.together(basis, x, reader), c.evidence.forces) for c, x in zip(held, before, strict=True)
    ]
    third, third_of, _ = stage([together, together], THIRD)
    whole = Stages(tuple(first), tuple(second), tuple(third))
    return whole, [Stages(*each) for each in zip(first_of, second_of, third_of, strict=True)]


def by_size(
    held: Sequence[Case], fold_of: dict[str, int], basis: Basis, reader: PairReader
) -> tuple[BySize, list[BySize]]:
    """Models for few claims, fitted on parts of pitches, and for whole pitches; and those that have not seen a fold."""
    draw = np.random.default_rng(0)
    few = [part for case in held for part in case.parts(draw) if len(part.pitch.claims) <= FEW_CLAIMS]
    (of_few, few_of), (of_many, many_of) = (
        stages_of(some, [fold_of[c.pitch.id] for c in some], basis, reader) for some in (few, held)
    )
    return BySize(of_few, of_many), [BySize(*each) for each in zip(few_of, many_of, strict=True)]


def over_all(
    material: "Material", fold_of: dict[str, int], basis: Basis, models: Sequence[BySize], reader: PairReader
) -> tuple[RowNetwork, list[tuple[Case, Pairs]]]:
    """The network over all pairs, and cases to decide by with the log-odds, its own and the third models', of those
    that have not seen their pitches."""
    cases, examples, names, each, times = [], [], (), [], []
    for case, weight, count in material.of_all_sizes(basis):
        model = models[fold_of[case.pitch.id]]
        before, together = read_by(case, model, basis, reader)
        values = for_network(case, basis, before, together)
        truth = np.stack([getattr(case.prospect, relation) > 0 for relation in RELATIONS], -1).astype(np.float32)
        names = tuple(values)
        cases.append(case)
        times.append(count)
        each.append(model.after(before, together, case.evidence.forces))
        examples.append(Example(np.stack(list(values.values()), -1).astype(np.float32), truth, weight))
    folds, unseen = np.array([fold_of[case.pitch.id] for case in cases]), []
    for fold in range(FOLDS):
        network = train([examples[i] for i in np.flatnonzero(folds != fold)], names)
        for i in np.flatnonzero(folds == fold).tolist():
            found = network.logits({name: examples[i].values[..., place] for place, name in enumerate(names)})
            unseen += [(cases[i], both(each[i], found))] * times[i]
    return train(examples, names), unseen


def best_kappa(scores: np.ndarray, truth: np.ndarray) -> float:
    """The threshold with the best kappa, on a smoothed curve so that it is no fluke."""
    cuts = np.quantile(scores, np.linspace(0.3, 0.995, 140))
    curve = np.array([kappa(scores >= c, truth) for c in cuts])
    smooth = np.convolve(np.pad(curve, 3, "edge"), np.ones(7) / 7, "valid")
    return float(cuts[smooth.argmax()])


def best_f1(probabilities: np.ndarray, truth: np.ndarray) -> float:
    """The threshold with the best F1: half of the F1 it reaches, where probabilities are calibrated (Lipton, Elkan &
    Narayanaswamy 2014). Steadier than the best cut of a short list of rare things."""
    cuts = np.quantile(probabilities, np.linspace(0.7, 0.998, 100))
    return max(2 * (h & truth).sum() / (h.sum() + truth.sum()) for h in (probabilities >= c for c in cuts)) / 2


def decisions(unseen: Sequence[tuple[Case, Pairs]]) -> dict:
    """Thresholds, the calibration of a claim's relevance, and the band of doubt around the first threshold, from cases
    and the log-odds that they had unseen."""
    best = np.concatenate([answers.max(1) for _, (answers, _) in unseen])
    tied = np.concatenate([c.prospect.answers.any(1) for c, _ in unseen])
    cut = best_kappa(best, tied)
    harm = np.concatenate([aggravates.ravel() for _, (_, aggravates) in unseen])
    harmed = np.concatenate([c.prospect.aggravates.ravel() for c, _ in unseen]) > 0
    calibration = LogisticRegression(C=100).fit(best[:, None], tied)
    slope, offset = float(calibration.coef_[0, 0]), float(calibration.intercept_[0])
    low, high = doubt(best, tied, cut)
    relevance = [probability(slope * x + offset) for x in (low, high)]
    return {
        "answers_from": round(float(probability(cut)), 5),
        "aggravates_from": round(float(best_f1(probability(harm), harmed)), 5),
        "tied": [round(slope, 5), round(offset, 5)],
        "unsure": [round(float(x), 5) for x in relevance],
    }


def of_all_sizes(held: Sequence[Case], strange: Sequence[Case]) -> Iterator[Case]:
    """Parts of pitches and profiles, and longer profiles: the prospect's with one and with all that the pitch was put
    before as strangers, before the whole pitch and before parts of it."""
    draw, sizes = np.random.default_rng(0), tuple(dict.fromkeys(PARTS))
    for case in held:
        yield from case.parts(draw, sizes)
        others = [one for one in strange if one.pitch.id == case.pitch.id]
        for long in (joined([case, others[0]]), joined([case, *others])):
            yield from long.parts(draw, [(ALL, ALL), (3, ALL), (8, ALL)])


def speaks(
    held: Sequence[Case], strange: Sequence[Case], basis: Basis, model: BySize, reader: PairReader
) -> dict[str, float | list[float]]:
    """What tells a real prospect from a stranger, from where a pitch of any size speaks to one as it does to nearly all
    real ones, and the slope that takes enough of a typical stranger's log-odds."""

    def near(case: Case) -> list[float]:
        before = model.before(features(case.evidence, basis)).mixed
        return [spoken_to(case.evidence, basis), answered(case.together(basis, before, reader))]

    parts = [part for part in of_all_sizes(held, strange) if part.prospect.answers.any()]
    of_parts, whole, stranger = (np.array([near(c) for c in some]) for some in (parts, held, strange))
    both, is_real = np.concatenate([whole, stranger]), np.repeat([True, False], [len(whole), len(stranger)])
    spoken, answers = LogisticRegression(C=10).fit(both, is_real).coef_[0]
    read = max(float(answers / spoken), 0.0)
    sizes, usual = (np.array([of_size(*c.evidence.claim.shape) for c in some]) for some in (parts, strange))
    least = QuantileRegressor(quantile=SPEAKING, alpha=0, fit_intercept=False).fit(sizes, of_parts @ (1, read)).coef_
    slope = TAKEN[basis] / max(float(np.median(usual @ least - stranger @ (1, read))), 0.2)
    return {"read": round(read, 5), "slope": round(slope, 5), "least": [round(float(x), 5) for x in least]}


def after_others(held: Sequence[Case], relation: str, encoder: Encoder) -> Iterator[tuple[int, Matrix]]:
    """Cases of one pitch each with what some others taught: its place in `held`, and of each claim the cosine of
    every statement with the nearest that was linked to it, -1 where none was."""
    heard = [encoder.texts(case.prospect.statements) for case in held]
    for turn in range(ORDERS):
        order = np.roll(np.arange(len(held)), -turn * len(held) // ORDERS)
        for known in (k for k in KNOWN if k < len(held)):
            linked = [getattr(held[i].prospect, relation) > 0 for i in order[:known]]
            said = np.concatenate([heard[i] for i in order[:known]])
            for i in order[known:]:
                near = said @ heard[i].T
                of_claim = np.concatenate(linked, 1)[:, :, None]
                yield int(i), np.where(of_claim, near, np.float32(-1)).max(1)


def taught(held: Sequence[Case], logits: Sequence[Pairs], encoder: Encoder) -> list[Logistic]:
    """What was confirmed is worth: on products that one prospect after the other was shown, each after some were, from
    the log-odds of each case."""
    out = []
    for which, relation in enumerate(RELATIONS):
        values, truth = [], []
        for pitch in sorted({c.pitch.id for c in held}):
            mine = [i for i, c in enumerate(held) if c.pitch.id == pitch]
            for place, said in after_others([held[i] for i in mine], relation, encoder):
                rows = (said > -1).any(1)
                if rows.any():
                    values.append(confirmed(logits[mine[place]][which][rows], said[rows]))
                    truth.append(getattr(held[mine[place]].prospect, relation)[rows])
        out.append(fit(values, truth, TAUGHT))
    return out


def confirmed_nearness(pitches: Sequence[Pitch], encoder: Encoder) -> list[float]:
    """The cosine at which a statement is as likely as not answered by what answered the nearest statement of the
    pitch's other prospects, how steeply that changes, and what is too far to count."""
    near, linked = [np.zeros(0)], [np.zeros(0)]
    for pitch in pitches:
        for prospect in pitch.prospects:
            heard = encoder.texts(prospect.statements)
            others = [(q.answers, encoder.texts(q.statements)) for q in pitch.prospects if q is not prospect]
            for row, gold in enumerate(prospect.answers):
                said = np.concatenate([vectors[answers[row] > 0] for answers, vectors in others] or [heard[:0]])
                if len(said):
                    near.append((said @ heard.T).max(0))
                    linked.append(gold)
    x, y = np.concatenate(near), np.concatenate(linked)
    model = LogisticRegression(C=100).fit(x[:, None], y > 0)
    slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
    return [round(-offset / slope, 5), round(slope, 5), LIKE]


def strangers(pitches: Sequence[Pitch], further: float = 1 / 3) -> Iterator[Pitch]:
    """Each pitch before the prospects of another trade, that share of the families further on."""
    for i, pitch in enumerate(pitches):
        others = [p for p in pitches if p.industry != pitch.industry]
        other = others[(i + int(further * len(pitches))) % len(others)]
        yield replace(pitch, prospects=[unlinked(q, len(pitch.claims)) for q in other.prospects])


def unlinked(prospect: Prospect, claims: int) -> Prospect:
    """The prospect before claims that have nothing to do with them."""
    nothing = np.zeros((claims, len(prospect.texts)), np.float32)
    return replace(prospect, answers=nothing, aggravates=nothing, relevance=nothing.sum(1))


def doubt(best: np.ndarray, tied: np.ndarray, cut: float) -> tuple[float, float]:
    """The narrowest band around the threshold such that outside it enough verdicts, on either side, are right."""

    def bound(side: np.ndarray, right: np.ndarray, downwards: bool) -> float:
        order = np.argsort(side if downwards else -side)
        share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        enough = np.flatnonzero(share >= SURE)
        return float(side[order][enough[-1]]) if len(enough) else float("-inf" if downwards else "inf")

    below, above = best < cut, best >= cut
    low = bound(best[below], ~tied[below], True)
    high = bound(best[above], tied[above], False)
    return max(low, -30.0), min(high, 30.0)


@dataclass(frozen=True)
class Material:
    """What the score is fitted on: the pitches of every basis, pitches before strangers, those for the own catalogue
    alone (with the library the logistic models gained nothing from them; the network has every second one of them with
    every basis), products that met many prospects, pitches before more strangers, and pitches with a blind catalogue,
    for the own catalogue alone too."""

    held: list[Case]
    strange: list[Case]
    beside: list[Case]
    in_a_row: list[Case]
    stranger: list[Case]
    blind: list[Case]

    def of(self, basis: Basis) -> list[Case]:
        """What that basis is fitted on."""
        if basis is not Basis.CATALOGUE:
            return self.held
        known = self.held + self.beside + self.blind
        return [case for case in known for _ in range(self._counts(case, basis))]

    def of_all_sizes(self, basis: Basis) -> Iterator[tuple[Case, float, int]]:
        """What the network is fitted on, for how many each counts there, and for how many where decisions are set:
        pitches as they are, parts of them and of profiles, and profiles with what prospects of other trades said
        besides. Only what was said by the prospect alone, and all of it, decides."""
        draw = np.random.default_rng(1)
        for case in self.held + self.beside[::2] + self._blind(basis):
            count = self._counts(case, basis)
            yield case, count, count
            for size, part in zip(SMALLER, case.parts(draw, SMALLER), strict=True):
                yield part, count * OF_PARTS, count * (size[1] == ALL)
            others = [one for one in self.strange + self.stranger if one.pitch.id == case.pitch.id]
            for more in (n for n in LONGER if n <= len(others)):
                long = joined([case, *(others[i] for i in draw.permutation(len(others))[:more])])
                for part in long.parts(draw, LONG_PARTS):
                    yield part, count * OF_LONG, 0

    def _blind(self, basis: Basis) -> list[Case]:
        return self.blind if basis is Basis.CATALOGUE else []

    def _counts(self, case: Case, basis: Basis) -> int:
        if basis is not Basis.CATALOGUE:
            return 1
        stories = STORIES if case.pitch.family.startswith("t") else 1
        return stories * (OFTEN if case.pitch.id.endswith(BLIND) else 1)

    def real(self, basis: Basis) -> list[Case]:
        """Every fourth prospect of the pitches that strangers were put before: with all sizes they are 2,800 cases."""
        strange = {case.pitch.id for case in self.strange}
        known = self.held + self.beside + self._blind(basis)
        return [case for case in known if case.pitch.id in strange][::4]

    def strangers(self, basis: Basis) -> list[Case]:
        """Pitches before strangers, with the catalogues that this basis is fitted with."""
        own = {case.pitch.id for case in self.blind if basis is not Basis.CATALOGUE}
        return [case for case in self.strange if case.pitch.id not in own]


def pitches_of(some: Sequence[Case]) -> list[Pitch]:
    """Their pitches, each once."""
    return list({case.pitch.id: case.pitch for case in some}.values())


def build(material: Material, encoder: Encoder, reader: PairReader) -> tuple[str, dict[str, np.ndarray]]:
    """Fits all models: JSON, and the networks."""
    found, networks = {}, {}
    near = confirmed_nearness(pitches_of(material.held + material.beside), encoder)
    fold_of = folds_of(material.held + material.beside, FOLDS)
    for basis in Basis:
        model, of_folds = by_size(material.of(basis), fold_of, basis, reader)
        network, unseen = over_all(material, fold_of, basis, of_folds, reader)
        logits = [known(case, model, network, basis, reader) for case in material.in_a_row]
        speaking = speaks(material.real(basis), material.strangers(basis), basis, model, reader)
        found[basis.value] = as_kept(model) | {
            "taught": by_relation(taught(material.in_a_row, logits, encoder)),
            "decisions": decisions(unseen) | {"near": near, "speaks": speaking},
        }
        networks |= rows.kept(network, basis.value)
    return json.dumps(found, indent=1) + "\n", networks


def as_kept(model: BySize) -> dict[str, dict]:
    """Both sizes' models, by stage and relation."""
    return {
        size: {stage: by_relation(getattr(stages, stage)) for stage in STAGES} for size, stages in vars(model).items()
    }


def by_relation(models: Iterable[Logistic]) -> dict[str, dict]:
    """As they are kept, in the order of RELATIONS."""
    return {relation: as_json(model) for relation, model in zip(RELATIONS, models, strict=True)}
