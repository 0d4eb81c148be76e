"""What a model's bare verdict is worth as a probability.

A model says yes or no; the encoder's score is calibrated but weaker. Both are evidence, and Bayes' rule puts them
together: the encoder's odds times how much more often such a verdict falls on a true link than on a false one. That
takes two rates of the model's, which ``python -m benchmarks.judge --judge llm`` measures. How well the result is
calibrated, and on what: docs/judge-llm.md.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST = 0.002
"""Neither the encoder nor a model is ever surer than this of anything."""
UNSURE = (0.15, 0.85)
"""Between these a verdict is right less than 85 times in 100, and a person is asked."""


@dataclass(frozen=True)
class Rates:
    """How often a model says yes where it is so (``hits``) and where it is not (``false_alarms``)."""

    hits: float
    false_alarms: float


LINK = Rates(hits=0.95, false_alarms=0.01)
TIED = Rates(hits=0.95, false_alarms=0.05)
"""Of a careful reader against another, on single links and on claims: benchmarks/judge/verdicts.py."""


def after(probability: float, *, said: bool, rates: Rates) -> float:
    """The encoder's probability once the model has said its word, rounded to four places."""
    p = min(max(probability, LEAST), 1 - LEAST)
    ratio = rates.hits / rates.false_alarms if said else (1 - rates.hits) / (1 - rates.false_alarms)
    odds = p / (1 - p) * ratio
    return round(min(max(odds / (1 + odds), LEAST), 1 - LEAST), 4)


def sure(relevance: float) -> bool:
    """Whether a verdict with that probability can stand without a person's word."""
    return not UNSURE[0] < relevance < UNSURE[1]
