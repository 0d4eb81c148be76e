"""How often the shipped judge is right, as ``python -m benchmarks.judge`` measured it and wrote it down.

The figures are those of one set of weights, with the thresholds they came with. Of a judge that was not measured, as a
house may set its own, nothing is said.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pitchcheck.judge.reading import Basis, JudgeVersion, Probability
from pitchcheck.pitch import Frozen

SIZES = {"few": (0, 5), "many": (14, 10**9)}
"""From and up to how many claims the pitches had that were measured: parts of one to five, and whole ones."""
WRITTEN = Path(__file__).with_name("measured.json")


class HowOften(Frozen):
    """Shares of verdicts (tied or not) that careful readers share, each as least and most over the materials.

    ``sure`` is of those that are not marked "not sure"; ``unsure`` is how many are.
    """

    right: tuple[Probability, Probability]
    sure: tuple[Probability, Probability]
    unsure: tuple[Probability, Probability]


@cache
def how_often(judge: JudgeVersion, basis: Basis, claims: int) -> HowOften | None:
    """How often this judge's verdicts are right with that to go by, in a pitch of so many claims; None where that was
    not measured. Between the sizes that were, from the least of either to the most."""
    known: dict[str, Any] = json.loads(WRITTEN.read_text(encoding="utf-8"))
    if (judge.weights, judge.version) != (known["weights"], known["version"]):
        return None
    fitting = [size for size, (least, most) in SIZES.items() if least <= claims <= most] or list(SIZES)
    materials = [material for size in fitting for material in known["verdicts"][basis][size].values()]

    def between(figure: str) -> tuple[float, float]:
        values = [material[figure] for material in materials]
        return min(values), max(values)

    return HowOften(right=between("right"), sure=between("right where sure"), unsure=between("not sure"))
