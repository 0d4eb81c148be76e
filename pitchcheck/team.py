"""Who stands where on a team, and how sure that is: statistics on data frames, one row a person.

A person's pitches are draws around where they stand; people of a team are draws around where the team stands. One
lucky pitch then moves a figure little, and whoever cannot be told apart shares a rank. The word "error" is a standard
error, in the unit of the figure.
"""

from __future__ import annotations

from functools import lru_cache
from math import isnan, pi, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEVEL = 0.9
MINIMUM = 5
MONTH = 30.0
SUREST = 0.5
"""Points: however alike somebody's pitches are, one alone says no more exactly where they stand."""
SCATTER = 0.25
"""Days squared, on average around their mean: pitches that lie closer, as those within one day do, have no trend."""
MIDDLE_HALF = 2 * NormalDist().inv_cdf(0.75)
BORROWED = 4
"""How many pitches of one's own the team's swing counts for, in saying how far one's pitches lie apart."""
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)


def summed(reviews: pd.DataFrame) -> pd.DataFrame:
    """The sums that ``summary`` reads, from one row a pitch: id, at (time), relevance, focus, coverage.

    Days count from the earliest pitch.
    """
    import pandas as pd

    at = pd.to_datetime(reviews["at"], utc=True)
    days = (at - at.min()).dt.total_seconds() / 86_400
    points = reviews["relevance"]
    parts = pd.DataFrame(
        {
            "id": reviews["id"],
            "pitches": 1,
            "relevance": points,
            "squares": points**2,
            "days": days,
            "days_squared": days**2,
            "days_relevance": days * points,
            "focus": reviews["focus"],
            "coverage": reviews["coverage"],
        }
    )
    return parts.groupby("id").sum()


def summary(sums: pd.DataFrame) -> pd.DataFrame:
    """Each person's own figures, before anything is borrowed from the team.

    ``sums`` holds the number of pitches and, summed over them: relevance, squares (of relevance), days, days_squared,
    days_relevance, focus, coverage. Returns pitches, mean (points), swing (standard deviation of one pitch, points),
    focus, coverage (0..1), trend (points in 30 days, least squares), and three columns that pool over people: apart
    (sum of squares around the mean), spread_days (sum of squares of days around their mean), unexplained (sum of
    squares around the line). trend and spread_days are missing where the days lie closer together than SCATTER.
    """
    import numpy as np
    import pandas as pd

    n = sums["pitches"].astype(float)
    mean, middle_day = sums["relevance"] / n, sums["days"] / n
    apart = (sums["squares"] - n * mean**2).clip(lower=0)
    spread = (sums["days_squared"] - n * middle_day**2).clip(lower=0)
    spread = spread.where(spread > SCATTER * n, np.nan)
    slope = (sums["days_relevance"] - n * middle_day * mean) / spread
    return pd.DataFrame(
        {
            "pitches": sums["pitches"],
            "mean": mean,
            "swing": np.sqrt(apart / (n - 1).where(n > 1)),
            "focus": sums["focus"] / n,
            "coverage": sums["coverage"] / n,
            "trend": MONTH * slope,
            "apart": apart,
            "spread_days": spread,
            "unexplained": (apart - slope.fillna(0) ** 2 * spread.fillna(0)).clip(lower=0),
        }
    )


def standings(sums: pd.DataFrame, minimum: int = MINIMUM) -> pd.DataFrame:
    """Those with ``minimum`` pitches and more, the highest rank first.

    To pitches, mean, swing, focus and coverage of ``summary`` come: estimate with low and high (``shrunk``, 90%),
    first and last rank (``ranks``), trend with trend_low and trend_high (points in 30 days, 90%), gain (the trend
    shrunk to the team's) and gain_low (what all the trends exceed at once with 90%). The swing of one pitch is taken
    to be the same for all in saying how sure a figure is: few have enough pitches to know their own.
    """
    import pandas as pd

    own = summary(sums[sums["pitches"] >= minimum])
    if own.empty:
        return own.reindex(columns=COLUMNS)
    degrees = int(own["pitches"].sum()) - len(own)
    error = max(SUREST, sqrt(own["apart"].sum() / max(1, degrees))) / own["pitches"].astype(float) ** 0.5
    estimate = _interval(shrunk(own["mean"], error), within=(0.0, 100.0))
    rank = ranks(own["mean"], error, degrees)
    table = pd.concat([own, estimate, rank, _trends(own)], axis="columns")
    return table.sort_values(["first", "estimate"], ascending=[True, False], kind="stable").reindex(columns=COLUMNS)


COLUMNS = [
    "pitches", "estimate", "low", "high", "first", "last", "mean", "swing", "focus", "coverage", "trend", "trend_low",
    "trend_high", "gain", "gain_low",
]  # fmt: skip


def _interval(values: pd.DataFrame, within: tuple[float, float]) -> pd.DataFrame:
    reach = Z * values["error"]
    return values.assign(
        low=(values["estimate"] - reach).clip(*within), high=(values["estimate"] + reach).clip(*within)
    ).drop(columns="error")


def _trends(own: pd.DataFrame) -> pd.DataFrame:
    """The trends of those whose pitches lie days apart, with what they are worth beside the team's."""
    import pandas as pd

    dated = own[own["spread_days"].notna()]
    degrees = int(dated["pitches"].sum()) - 2 * len(dated)
    if degrees < 1:
        return pd.DataFrame(index=own.index)
    swing = max(SUREST, sqrt(dated["unexplained"].sum() / degrees))
    error = MONTH * swing / dated["spread_days"] ** 0.5
    reach = off_zero(1, degrees) * error
    return pd.DataFrame(
        {
            "trend_low": dated["trend"] - reach,
            "trend_high": dated["trend"] + reach,
            "gain": shrunk(dated["trend"], error)["estimate"],
            "gain_low": dated["trend"] - off_zero(len(dated), degrees) * error,
        }
    ).reindex(own.index)


def most_improved(table: pd.DataFrame) -> str | None:
    """The id of whoever of ``standings`` gained most; None where nobody's gain is more than chance among so many."""
    surely = table[table["gain_low"] > 0]
    return None if surely.empty else str(surely["gain"].idxmax())


def shrunk(values: pd.Series[float], errors: pd.Series[float]) -> pd.DataFrame:
    """Each value drawn towards all of them, the more the less sure it is: columns estimate and error.

    The normal hierarchical model, y_i ~ N(θ_i, error_i²), θ_i ~ N(μ, τ²), with μ and τ flat: the posterior mean and
    standard deviation of θ_i, μ integrated exactly and τ over a grid (Gelman et al., Bayesian Data Analysis, 3rd ed.
    2013, section 5.4; the flat prior on τ: Gelman 2006). It is empirical Bayes (Efron & Morris 1975) that counts how
    little a small team says about τ, without which its intervals are too short (Morris 1983).
    """
    import numpy as np
    import pandas as pd

    y, own = values.to_numpy(float), errors.to_numpy(float) ** 2
    between = np.linspace(0, 4 * (y.std() + sqrt(own.max())), 301)[:, None] ** 2
    both = own + between
    known = (1 / both).sum(axis=1, keepdims=True)
    centre = (y / both).sum(axis=1, keepdims=True) / known
    likely = -0.5 * (
        np.log(known) + np.log(both).sum(1, keepdims=True) + ((y - centre) ** 2 / both).sum(1, keepdims=True)
    )
    weight = np.exp(likely - likely.max())
    weight /= weight.sum()
    kept = between / both
    mean = centre + kept * (y - centre)
    variance = kept * own + (1 - kept) ** 2 / known
    estimate = (weight * mean).sum(axis=0)
    error = np.sqrt((weight * (variance + (mean - estimate) ** 2)).sum(axis=0))
    return pd.DataFrame({"estimate": estimate, "error": error}, index=values.index)


def ranks(means: pd.Series[float], errors: pd.Series[float], degrees: int, level: float = LEVEL) -> pd.DataFrame:
    """For each the range of ranks that cannot be ruled out: columns first and last, 1 being the highest mean.

    Two are told apart where their difference exceeds ``told_apart`` standard errors (Tukey 1953, Kramer 1956; never
    too often for unequal errors: Hayter 1984). Whoever is surely higher stands above, whoever is surely lower below, so
    that all the ranges hold at once with probability ``level`` (Mogstad, Romano, Shaikh & Wilhelm 2024). The errors
    rest on one pooled variance with that many ``degrees`` of freedom.
    """
    import numpy as np
    import pandas as pd

    y, variance = means.to_numpy(float), errors.to_numpy(float) ** 2
    reach = told_apart(len(y), degrees, level) * np.sqrt(variance[:, None] + variance)
    higher = y - y[:, None] > reach
    first, last = 1 + higher.sum(axis=1), len(y) - higher.sum(axis=0)
    return pd.DataFrame({"first": first, "last": last}, index=means.index)


def told_apart(people: int, degrees: int, level: float = LEVEL) -> float:
    """How many standard errors of a difference the furthest two of ``people`` alike lie apart, at most, in ``level``.

    Tukey's studentized range over √2; the swing known with that many ``degrees`` of freedom.
    """
    return _quantile("range", people, degrees, level) / sqrt(2)


def off_zero(people: int, degrees: int, level: float = LEVEL) -> float:
    """How many standard errors whoever lies furthest from zero of ``people`` at zero is away, at most, in ``level``.

    The studentized maximum modulus; for one it is Student's t, two-sided.
    """
    return _quantile("furthest", people, degrees, level)


@lru_cache(maxsize=256)
def _quantile(what: str, people: int, degrees: int, level: float) -> float:
    import numpy as np

    drawn = _drawn_teams(people)[what]
    swing = np.sqrt(np.random.default_rng(degrees).chisquare(max(1, degrees), len(drawn)) / max(1, degrees))
    return float(np.quantile(drawn / swing, level))


@lru_cache(maxsize=64)
def _drawn_teams(people: int) -> dict[str, np.ndarray]:
    """Range and furthest from zero of that many standard normal draws: four million in all, forty thousand at most."""
    import numpy as np

    times = min(40_000, 4_000_000 // people + 1)
    draws = np.random.default_rng(people).standard_normal((times, people))
    return {"range": np.ptp(draws, axis=1), "furthest": np.abs(draws).max(axis=1)}


class Prior(NamedTuple):
    """What a team's board shows of it, in points: median, width of its middle half, one pitch's swing, the rounding."""

    middle: float
    half: float
    swing: float
    people: int
    step: float = 1.0


class Own(NamedTuple):
    """Where one person stands: as in ``standings``, None where too few pitches say it. ``swing`` is of one pitch."""

    pitches: int
    estimate: float
    low: float | None
    high: float | None
    focus: float
    coverage: float
    swing: float | None
    trend: float | None
    trend_low: float | None
    trend_high: float | None


def own(reviews: pd.DataFrame, prior: Prior | None = None) -> Own | None:
    """One person's figures from their own pitches (columns at, relevance, focus, coverage); None without any.

    With a ``prior`` the estimate is drawn towards the team's middle as ``shrunk`` does where the team is known, so that
    nothing is used of others but what their board shows. Without one it is the mean, with Student's interval.
    """
    if reviews.empty:
        return None
    found = summary(summed(reviews.reset_index(drop=True).assign(id="")))
    n, mean, swing = int(found["pitches"].iloc[0]), float(found["mean"].iloc[0]), _known(found["swing"].iloc[0])
    estimate, reach = (mean, _reach(n, swing)) if prior is None else _drawn(n, mean, swing, prior)
    trend = _trends(found).reindex(columns=["trend_low", "trend_high"]).iloc[0]
    shown = _known(found["trend"].iloc[0]) if trend.notna().all() else None
    return Own(
        pitches=n,
        estimate=estimate,
        low=None if reach is None else max(0.0, estimate - reach),
        high=None if reach is None else min(100.0, estimate + reach),
        focus=float(found["focus"].iloc[0]),
        coverage=float(found["coverage"].iloc[0]),
        swing=swing,
        trend=shown,
        trend_low=_known(trend.iloc[0]),
        trend_high=_known(trend.iloc[1]),
    )


def _known(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _reach(n: int, swing: float | None) -> float | None:
    return None if swing is None else off_zero(1, n - 1) * max(SUREST, swing) / sqrt(n)


def _drawn(n: int, mean: float, swing: float | None, prior: Prior) -> tuple[float, float]:
    """The estimate and its reach, where the team's middle is known: as well as a rounded median of so few can be."""
    seen = (n - 1) * (swing or 0.0) ** 2 + BORROWED * prior.swing**2
    error = max(SUREST, sqrt(seen / (n - 1 + BORROWED))) / sqrt(n)
    apart = max(prior.half, prior.step) / MIDDLE_HALF
    between = sqrt(apart**2 * (1 + pi / 2 / prior.people) + prior.step**2 / 12)
    kept = between**2 / (between**2 + error**2)
    return prior.middle + kept * (mean - prior.middle), Z * sqrt(kept) * error


class Line(NamedTuple):
    """A straight line through pitches with the band it lies in at 90%; ``days`` count from the first pitch."""

    days: np.ndarray
    points: np.ndarray
    low: np.ndarray
    high: np.ndarray


def line(reviews: pd.DataFrame, steps: int = 25) -> Line | None:
    """The least-squares line of relevance over time (columns at, relevance); None under three pitches or a trend.

    The band is where the line itself lies (Working & Hotelling's for one point; Student's t), not where pitches do.
    """
    import numpy as np
    import pandas as pd

    at = pd.to_datetime(reviews["at"], utc=True)
    days = ((at - at.min()).dt.total_seconds() / 86_400).to_numpy()
    n = len(days)
    if n < 3 or days.var() <= SCATTER:
        return None
    points = reviews["relevance"].to_numpy(float)
    slope, start = np.polyfit(days, points, 1)
    x = np.linspace(0, days.max(), steps)
    swing = max(SUREST, sqrt(((points - start - slope * days) ** 2).sum() / (n - 2)))
    away = (x - days.mean()) ** 2 / ((days - days.mean()) ** 2).sum()
    reach = off_zero(1, n - 2) * swing * np.sqrt(1 / n + away)
    fitted = start + slope * x
    return Line(x, fitted, fitted - reach, fitted + reach)
