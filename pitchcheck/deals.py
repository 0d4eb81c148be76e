"""Which deals were right: outcomes beside the pitches before them, with counts and intervals, and no causal claim.

Works on the data frame of ``store.deals``. Shares have Wilson's score interval (Wilson 1927, JASA 22:209-212); the
difference of two shares has Newcombe's, method 10 (Newcombe 1998, Statistics in Medicine 17:873-890); a rank
correlation (Spearman) has Bonett and Wright's (2000, Psychometrika 65:23-28). All intervals are 90%.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.9
FEWEST = 4
"""Deals each side of a comparison needs at least, half of what a correlation needs: with fewer there is no chart."""


class Share(NamedTuple):
    """``of`` deals, of which ``those``; with the interval of the share, all shares in 0..1."""

    those: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself."""
        return self.those / self.of


class Halves(NamedTuple):
    """Deals above a cut and those at or below it, and how far their shares lie apart (above less below)."""

    cut: float
    above: Share
    below: Share
    apart: float
    low: float
    high: float

    @property
    def told_apart(self) -> bool:
        """Whether the interval of the difference leaves out none at all."""
        return not self.low <= 0 <= self.high


class Together(NamedTuple):
    """A rank correlation over ``of`` deals, with its interval, all in -1..1."""

    rho: float
    low: float
    high: float
    of: int


def share(those: int, of: int) -> Share:
    """That share with Wilson's interval. ``of`` is at least 1."""
    from scipy.stats import binomtest

    interval = binomtest(those, of).proportion_ci(LEVEL, method="wilson")
    return Share(those, of, float(interval.low), float(interval.high))


def halves(deals: pd.DataFrame, figure: str, outcome: str, cut: float | None = None) -> Halves | None:
    """The share of deals with ``outcome`` (a column of truths), above the ``cut`` of a ``figure`` and at or below it.

    The cut is the figure's median unless given. None where a side has fewer than FEWEST deals.
    """
    known = deals[[figure, outcome]].dropna()
    at = float(known[figure].median()) if cut is None and len(known) else float(cut or 0.0)
    upper, lower = known[known[figure] > at][outcome], known[known[figure] <= at][outcome]
    if min(len(upper), len(lower)) < FEWEST:
        return None
    above, below = (share(int(side.sum()), len(side)) for side in (upper, lower))
    return Halves(at, above, below, *_difference(above, below))


def _difference(one: Share, other: Share) -> tuple[float, float, float]:
    """One share less the other, with Newcombe's interval (method 10: squares and adds the score intervals)."""
    apart = one.share - other.share
    down = ((one.share - one.low) ** 2 + (other.high - other.share) ** 2) ** 0.5
    up = ((one.high - one.share) ** 2 + (other.share - other.low) ** 2) ** 0.5
    return apart, apart - down, apart + up


def together(deals: pd.DataFrame, figure: str, other: str) -> Together | None:
    """How two figures go together in rank. None with fewer than twice FEWEST deals, or where one never changes."""
    from math import atanh, sqrt, tanh
    from statistics import NormalDist

    from scipy.stats import spearmanr

    known = deals[[figure, other]].dropna()
    if len(known) < 2 * FEWEST or known[figure].nunique() < 2 or known[other].nunique() < 2:
        return None
    rho = float(spearmanr(known[figure], known[other]).statistic)
    reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * sqrt((1 + rho**2 / 2) / (len(known) - 3))
    middle = atanh(min(max(rho, -0.999999), 0.999999))
    return Together(rho, tanh(middle - reach), tanh(middle + reach), len(known))


def prepared(deals: pd.DataFrame) -> pd.DataFrame:
    """The deals with what the four charts ask of them.

    ``won`` of those decided or quiet; ``progressed`` of those won of whom something is known since; ``discounted`` and
    ``in_play``, both as shares of the price (missing where more is off than the price, as could once be told);
    ``open_anxiety`` how many of their anxieties were left unanswered, and ``went_quiet`` of those who stated one.
    """
    decided = deals["decided"].notna() | deals["quiet"]
    won = deals["decided"] == "won"
    price = deals["price"].where(deals["price"] > 0)
    stated = deals["anxieties"] > 0
    return deals.assign(
        won=won.where(decided).astype(object),
        progressed=deals["progress"].where(won & deals["known_after"]).astype(object),
        discounted=(deals["discount"] / price).where(won & (deals["discount"] <= price)),
        in_play=deals["unasked_share"],
        open_anxiety=deals["unanswered"].where(stated),
        went_quiet=deals["quiet"].where(stated).astype(object),
    )
