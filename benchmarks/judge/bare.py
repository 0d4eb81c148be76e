"""The judge with the claims that it finds itself, from the bare pitch to the flags: as ``score.py --raw`` has it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.judge.material import Scenario
from pitchcheck.judge import Reading
from pitchcheck.judge.claims import spot
from pitchcheck.pitch import Claim
from training.tagger_score import matched

Read = Callable[[Scenario], Sequence[Reading]]
SHOWN = ("labelled", "found", "span F1", "flag F1, end to end", "flag F1, claims given")


def end_to_end(material: Sequence[Scenario], read: Read) -> tuple[float, ...]:
    """``SHOWN``: how many claims, span F1, and F1 of unasked claims that are found and flagged, where a claim that is
    found amiss is a flag too many or too few; the last is the flags' F1 of the claims that were labelled.

    ``read`` judges a scenario's claims.
    """
    whole = sum((np.array(_counted(one, spot(one.pitch), read)) for one in material), np.zeros(6))
    given = sum((np.array(_counted(one, one.claims, read)) for one in material), np.zeros(6))
    return (*whole[:2], _f1(*whole[:3]), _f1(*whole[3:]), _f1(*given[3:]))


def _counted(scenario: Scenario, claims: Sequence[Claim], read: Read) -> tuple[int, ...]:
    """How many are labelled, found and both; how many are unasked, flagged and both."""
    pairs = matched([(c.start, c.end) for c in claims], [(c.start, c.end) for c in scenario.claims])
    flagged = [not reading.tied for reading in read(replace(scenario, claims=tuple(claims)))]
    unasked = ~scenario.gold.answers.any(1)
    both = sum(flagged[i] and bool(unasked[j]) for i, j in pairs)
    return len(scenario.claims), len(claims), len(pairs), int(unasked.sum()), sum(flagged), both


def _f1(one: float, other: float, both: float) -> float:
    return 2 * both / (one + other)
