"""What people teach it: links confirmed on some prospects of a pitch become phrases before another one is judged."""

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.judge.figures import Judged
from benchmarks.judge.material import Scenario
from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase


def taught(catalogue: Catalogue, prospects: Sequence[Scenario]) -> Catalogue:
    """The catalogue after a rep confirmed every link of these prospects, as one click on a claim's card does."""
    features = {feature.name: feature for feature in catalogue.features}
    for scenario in prospects:
        for row, claim in enumerate(scenario.claims):
            name = claim.text.casefold()
            feature = features.get(name, Feature(name=name))
            answers, raises = (
                confirmed(scenario, gold[row]) for gold in (scenario.gold.answers, scenario.gold.aggravates)
            )
            if answers or raises:
                update = {"answers": feature.answers + answers, "raises": feature.raises + raises}
                features[name] = feature.model_copy(update=update)
    return catalogue.model_copy(update={"features": tuple(features.values())})


def confirmed(scenario: Scenario, links: np.ndarray) -> tuple[Phrase, ...]:
    """The statements that the readers linked, as confirmed phrases."""
    said = [scenario.profile.statements[j] for j in np.flatnonzero(links)]
    return tuple(Phrase(text=s.text, origin=Origin.CONFIRMED, source=scenario.gold.id) for s in said)


def after(
    material: Sequence[Scenario],
    known: int,
    judge: Callable[[Scenario, Catalogue], Judged],
    *,
    catalogue: bool,
) -> list[Judged]:
    """Every prospect judged after `known` of the pitch's other prospects were confirmed.

    The prospect judged has taught nothing. Without `catalogue` the product begins with an empty one.
    """
    out = []
    for scenario in material:
        others = [s for s in material if s.base == scenario.base and s is not scenario][:known]
        begun = scenario.catalogue if catalogue else Catalogue(product=scenario.catalogue.product)
        out.append(judge(scenario, taught(begun, others)))
    return out
