"""What a bare verdict is worth: how often a yes is right, and calibration with and without the encoder.

    python -m benchmarks.judge.verdicts

One blind reader of dev is taken for a model that names verdicts only, the other for the truth, and both ways round. The
rates come from every second pitch and are measured on the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.judge.figures import Judged, calibration_error, from_readings
from benchmarks.judge.material import CORPUS, Scenario, labelled, scenarios
from pitchcheck.judge import links
from pitchcheck.judge.language_model.trust import LEAST, LINK, TIED, Rates, after
from training.corpus import catalogue_of


@dataclass(frozen=True)
class Said:
    """Of many decisions: what the encoder gave them, whether the model said yes, and whether it is so."""

    encoder: np.ndarray
    said: np.ndarray
    truth: np.ndarray

    def rates(self) -> Rates:
        """How often yes is said where it is so, and where it is not; half a case is added to each, so none is 0."""
        return Rates(
            hits=(self.said & self.truth).sum() / max(self.truth.sum(), 1) if self.truth.any() else 0.5,
            false_alarms=((self.said & ~self.truth).sum() + 0.5) / ((~self.truth).sum() + 1),
        )

    def together(self, rates: Rates) -> np.ndarray:
        """The probabilities of encoder and model together."""
        pairs = zip(self.encoder.tolist(), self.said.tolist(), strict=True)
        return np.array([after(p, said=said, rates=rates) for p, said in pairs])

    def alone(self, rates: "Said") -> np.ndarray:
        """The probabilities of the verdict by itself: how often it was so in the other half."""
        yes, no = (rates.truth[rates.said == said].mean() for said in (True, False))
        return np.where(self.said, yes, no)


def gathered(judged: Iterable[tuple[Judged, Judged]], *, of_claims: bool) -> Said:
    """Decisions on claims (tied or not) or on single links, from (encoder with the truth, the model's)."""
    encoder, said, truth = [], [], []
    for one, model in judged:
        gold = one.scenario.gold.answers > 0
        encoder.append(one.relevance if of_claims else np.maximum(one.answers, LEAST).ravel())
        said.append(model.holds.any(1) if of_claims else model.holds.ravel())
        truth.append(gold.any(1) if of_claims else gold.ravel())
    return Said(*(np.concatenate(part) for part in (encoder, said, truth)))


def brier(probability: np.ndarray, truth: np.ndarray) -> float:
    """The mean squared distance from what is so."""
    return float(((probability - truth) ** 2).mean())


def two_halves(judged: Sequence[tuple[Judged, Judged]], *, of_claims: bool) -> None:
    """Rates from one half of the pitches, calibration on the other, both ways, as lines of a table."""
    pitches = sorted({one.scenario.base for one, _ in judged})
    halves = [[pair for pair in judged if pair[0].scenario.base in set(pitches[n::2])] for n in (0, 1)]
    said = [gathered(half, of_claims=of_claims) for half in halves]
    whole = gathered(judged, of_claims=of_claims)
    truth = np.concatenate([said[1].truth, said[0].truth])
    ways = {
        "encoder alone": np.concatenate([said[1].encoder, said[0].encoder]),
        "verdict alone": np.concatenate([said[1].alone(said[0]), said[0].alone(said[1])]),
        "both": np.concatenate([said[1].together(said[0].rates()), said[0].together(said[1].rates())]),
        "both, shipped rates": np.concatenate([one.together(TIED if of_claims else LINK) for one in said[::-1]]),
    }
    rates, what = whole.rates(), "claims" if of_claims else "links"
    print(f"\n{what}: hits {rates.hits:.3f}, false alarms {rates.false_alarms:.4f}, of {len(whole.truth)}\n")
    print("| probability from | calibration error | Brier score |\n|---|---|---|")
    for name, p in ways.items():
        print(f"| {name} | {calibration_error(p, truth):.3f} | {brier(p, truth):.4f} |")


def readers() -> list[tuple[Judged, Judged]]:
    """Each prospect of dev twice: either reader as the truth, with the other as the model."""
    paths = [CORPUS / f"dev.labels.{name}.jsonl" for name in ("a1", "a2")]
    entries = catalogue_of(sorted(CORPUS.glob("dev.catalogue.*.jsonl")))
    files = [CORPUS / "dev.scenarios.jsonl"]
    told = [list(scenarios(files, labelled([path]), entries)) for path in paths]
    pairs = [(a, b) for one, two in zip(*told, strict=True) for a, b in ((one, two), (two, one))]
    return [(_encoder(truth), _as_model(model)) for truth, model in pairs]


def _encoder(scenario: Scenario) -> Judged:
    read = links.read(scenario.pitch, scenario.claims, scenario.profile, catalogue=scenario.catalogue)
    return from_readings(scenario, read)


def _as_model(scenario: Scenario) -> Judged:
    """The reader's links as verdicts."""
    answers, worse = scenario.gold.answers > 0, scenario.gold.aggravates > 0
    tied, sure = answers.any(1), np.ones(len(answers), bool)
    return Judged(scenario, answers * 1.0, worse * 1.0, tied * 1.0, answers, worse, sure)


def hasty(model: Judged, draw: np.random.Generator, missed: float = 0.2, invented: float = 0.03) -> Judged:
    """The same reader in a hurry: some of the links are missed, and some pairs that are none are called links."""
    chance = draw.random(model.holds.shape)
    return replace(model, holds=np.where(model.holds, chance >= missed, chance < invented))


def main() -> None:
    """Print the tables, of the careful reader and of the same one in a hurry."""
    judged, draw = readers(), np.random.default_rng(0)
    hurried = [(truth, hasty(model, draw)) for truth, model in judged]
    for title, pairs in (("A careful reader", judged), ("The same, with 20% missed and 3% invented", hurried)):
        print(f"\n### {title}")
        for of_claims in (False, True):
            two_halves(pairs, of_claims=of_claims)


if __name__ == "__main__":
    main()
