"""Wrong verdicts in full, drawn at random, to be read by a person.

    python -m benchmarks.judge.errors [--pitches 12] [--each 16] [--seed 26]

Of each material, with the own catalogue and with the library only: what was said, what the claim was held for, and what
careful readers say that it answers.
"""

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.judge.__main__ import judge
from benchmarks.judge.figures import Judged
from benchmarks.judge.material import ORDINARY, Scenario, ordinary, vivid
from pitchcheck.judge.library import Library, library

FALSE, MISSED, ANOTHER = "tied that is not", "missed", "the wrong statement"


class Wrong(NamedTuple):
    """One wrong verdict: its kind, and the claim by its row."""

    kind: str
    judged: Judged
    row: int


def wrong(judged: Judged) -> Iterator[Wrong]:
    """The claims whose verdict is wrong, or whose likeliest answer is not one that readers named."""
    gold = judged.scenario.gold.answers > 0
    for row, (tied, truly) in enumerate(zip(judged.tied, gold.any(1), strict=True)):
        if tied != truly:
            yield Wrong(FALSE if tied else MISSED, judged, row)
        elif tied and not gold[row, judged.answers[row].argmax()]:
            yield Wrong(ANOTHER, judged, row)


def told(one: Wrong) -> Iterator[str]:
    """What there is to read about it."""
    judged, row = one.judged, one.row
    scenario, answers, harm = judged.scenario, judged.answers[row], judged.aggravates[row]
    said = [f"[{s.force}] “{s.text}”" for s in scenario.profile.statements]
    doubt = "" if judged.sure[row] else ", not sure"
    yield f"{one.kind} ({scenario.industry}, {scenario.register}): “{scenario.claims[row].text}”"
    yield f"    relevance {judged.relevance[row]:.2f}{doubt}"
    yield f"    held for {answers.max():.2f} {said[answers.argmax()]}"
    for name, links in (("answers", scenario.gold.answers), ("makes worse", scenario.gold.aggravates)):
        for k in np.flatnonzero(links[row] > 0):
            yield f"    {name}: {said[k]} (answers {answers[k]:.2f}, worse {harm[k]:.2f})"


def drawn(
    material: Sequence[Scenario], lender: Library, pitches: int, draw: np.random.Generator, *, own: bool
) -> list[Wrong]:
    """Everything wrong in so many pitches, in random order."""
    chosen = set(draw.permutation(sorted({s.base for s in material}))[:pitches].tolist())
    some = [s for s in material if s.base in chosen]
    found = [one for s in some for one in wrong(judge(s, s.catalogue if own else None, lender))]
    return [found[i] for i in draw.permutation(len(found))]


def main() -> None:
    """Print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pitches", type=int, default=12)
    parser.add_argument("--each", type=int, default=16)
    parser.add_argument("--seed", type=int, default=26)
    args = parser.parse_args()
    usual = [s for s in ordinary() if s.register in ORDINARY]
    materials = (("ordinary", usual, library(without=("uq",))), ("vivid", vivid(), library()))
    draw = np.random.default_rng(args.seed)
    for own, basis in ((True, "own catalogue"), (False, "library only")):
        for name, material, lender in materials:
            found = drawn(material, lender, args.pitches, draw, own=own)
            kinds = ", ".join(f"{sum(w.kind == kind for w in found)} {kind}" for kind in (FALSE, MISSED, ANOTHER))
            print(f"\n## {name}, {basis}: {len(found)} in {args.pitches} pitches: {kinds}\n")
            for one in found[: args.each]:
                print(*told(one), sep="\n")


if __name__ == "__main__":
    main()
