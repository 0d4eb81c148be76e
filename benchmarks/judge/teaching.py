"""What people teach it: links confirmed on some prospects of a pitch become phrases before another one is judged."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import numpy as np

from benchmarks.judge.figures import Judged, renamed
from benchmarks.judge.material import Scenario
from pitchcheck import teaching
from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Reading


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
    source = teaching.confirmed(scenario.gold.id, "the readers", dt.date(2026, 1, 1))
    return tuple(Phrase(text=s.text, origin=Origin.CONFIRMED, source=source, force=s.force) for s in said)


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


TURNS = 5
"""So many times the prospects of a product come in another order, so that others are confirmed first."""


def in_a_row(
    material: Sequence[Scenario],
    known: int,
    judge: Callable[[Scenario, Catalogue], Judged],
    begun: Callable[[Scenario], Catalogue],
) -> Iterator[tuple[Judged, Judged]]:
    """Each product's other prospects, with the catalogue it began with, and once `known` of them were confirmed and
    joined it."""
    for _, group in groupby(material, lambda one: one.base):
        prospects = list(group)
        start = begun(prospects[0])
        untaught = {one.gold.id: judge(one, start) for one in prospects}
        for turn in range(TURNS if known else 1):
            first = turn * len(prospects) // TURNS
            order = prospects[first:] + prospects[:first]
            catalogue = taught(start, order[:known])
            for one in order[known:]:
                yield renamed(untaught[one.gold.id], turn), renamed(judge(one, catalogue), turn)


def drafted(scenario: Scenario, readings: Sequence[Reading]) -> Catalogue:
    """The catalogue a rep has who knows nobody yet and takes what the library's customers said for each claim."""
    catalogue = Catalogue(product=scenario.industry)
    for reading in readings:
        catalogue = teaching.made_ours(catalogue, reading)
    return catalogue
