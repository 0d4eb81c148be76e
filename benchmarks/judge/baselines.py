"""What is to be beaten: a judge that sees the claim alone, and the bare cosine of the weights as they came."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.judge.figures import Judged, from_cosines
from benchmarks.judge.material import Scenario, labelled, scenarios
from pitchcheck.judge.encoder import Encoder, encoder
from pitchcheck.judge.links import places
from pitchcheck.profile import Force
from training.corpus import CORPUS
from training.measure import kappa

LEARNT_FROM = ("uk", "ti", "ua", "ub", "ta", "tb")


def claims_of(scenario: Scenario, reader: Encoder) -> np.ndarray:
    """The claims' vectors in their context: [claims, width]."""
    return reader.claims(places(scenario.pitch, scenario.claims))[0]


def claim_only(material: Sequence[Scenario], root: Path = CORPUS) -> list[Judged]:
    """A ridge regression from the claim's vector to whether it is tied, and each force's share of answers.

    It never sees what a prospect said, so what it reaches is what the claim alone gives away.
    """
    known = [s for family in LEARNT_FROM for s in family_of(root, family)]
    x = np.concatenate([claims_of(s, encoder()) for s in known])
    tied = np.concatenate([s.gold.answers.any(1) for s in known]).astype(float)
    x = np.hstack([x, np.ones((len(x), 1))])
    weights = np.linalg.solve(x.T @ x + 3 * np.eye(x.shape[1]), x.T @ tied)
    heard = [(force, s.gold.answers[:, j].any()) for s in known for j, force in enumerate(s.gold.forces)]
    share = {force.value: np.mean([answered for f, answered in heard if f == force]) for force in Force}
    judged = []
    for scenario in material:
        vectors = claims_of(scenario, encoder())
        liking = np.hstack([vectors, np.ones((len(vectors), 1))]) @ weights
        by_force = np.array([share[force] for force in scenario.gold.forces])
        judged.append(from_cosines(scenario, liking[:, None] + 1e-3 * by_force, np.inf))
    return at_best_cut(judged)


def family_of(root: Path, family: str) -> list[Scenario]:
    """A training family's scenarios."""
    votes = labelled([root / "train" / f"{family}.labels.jsonl"])
    return list(scenarios([root / "train" / f"{family}.scenarios.jsonl"], votes, {}))


def cosine(material: Sequence[Scenario], reader: Encoder, *, catalogue: bool) -> list[Judged]:
    """Bare cosines: the claim's, or 0.6 of its nearest catalogue phrase's and 0.4 of the claim's."""
    judged = []
    for scenario in material:
        statements = reader.texts([s.text for s in scenario.profile.statements])
        found = claims_of(scenario, reader) @ statements.T
        by_text = {f.name.casefold(): f for f in scenario.catalogue.features}
        for row, claim in enumerate(scenario.claims):
            feature = by_text.get(claim.text.casefold())
            if catalogue and feature and feature.answers:
                best = (reader.texts([x.text for x in feature.answers]) @ statements.T).max(0)
                found[row] = 0.6 * best + 0.4 * found[row]
        judged.append(from_cosines(scenario, found, np.inf))
    return at_best_cut(judged)


def at_best_cut(judged: Sequence[Judged]) -> list[Judged]:
    """The same with the threshold that is best for kappa on this very material: more than it could know."""
    relevance = np.concatenate([one.relevance for one in judged])
    tied = np.concatenate([one.scenario.gold.answers.any(1) for one in judged])
    cuts = np.quantile(relevance, np.linspace(0.3, 0.95, 66))
    cut = max(cuts, key=lambda c: kappa(relevance >= c, tied))
    return [from_cosines(one.scenario, one.answers, float(cut)) for one in judged]
