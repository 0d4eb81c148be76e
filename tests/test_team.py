"""Who stands where: the statistics against other people's implementations, and the laws a team relies on."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from pitchcheck import team

START = dt.datetime(2026, 8, 1, tzinfo=dt.UTC)


def pitches(rng: np.random.Generator, stands: list[float], each: list[int], swing: float = 12.0) -> pd.DataFrame:
    """One row a pitch of people who stand there, over ninety days."""
    who = np.repeat(np.arange(len(stands)), each)
    return pd.DataFrame(
        {
            "id": [f"p{one}" for one in who],
            "at": [START + dt.timedelta(days=float(day)) for day in rng.uniform(0, 90, len(who))],
            "relevance": rng.normal(np.array(stands)[who], swing),
            "focus": 0.4,
            "coverage": 0.6,
        }
    )


def some(seed: int = 1) -> pd.DataFrame:
    """Eight people, unequal in where they stand and in how often they pitched."""
    return pitches(np.random.default_rng(seed), [30, 38, 45, 45, 50, 52, 61, 66], [6, 40, 9, 22, 7, 15, 30, 12])


def test_a_person_s_own_figures_are_those_of_scipy() -> None:
    """Mean, standard deviation and slope of each, and the interval of a slope on its own."""
    rows = some()
    found = team.summary(team.summed(rows))
    for person, own in rows.groupby("id"):
        days = (own["at"] - START).dt.total_seconds() / 86_400
        line = stats.linregress(days, own["relevance"])
        assert found.loc[person, "mean"] == pytest.approx(own["relevance"].mean())
        assert found.loc[person, "swing"] == pytest.approx(own["relevance"].std(ddof=1))
        assert found.loc[person, "trend"] == pytest.approx(30 * line.slope)
        alone = team.own(own)
        assert alone is not None
        reach = stats.t.ppf(0.95, len(own) - 2) * 30 * line.stderr
        assert (alone.trend_low, alone.trend_high) == pytest.approx(
            (30 * line.slope - reach, 30 * line.slope + reach), abs=0.02 * reach
        )


@pytest.mark.parametrize(("people", "degrees"), [(2, 3), (5, 20), (8, 100), (50, 900)])
def test_telling_apart_is_tukey_s_range(people: int, degrees: int) -> None:
    """The drawn value is SciPy's studentized range, to two hundredths."""
    expected = stats.studentized_range.ppf(0.9, people, degrees)
    assert team.told_apart(people, degrees) * np.sqrt(2) == pytest.approx(expected, rel=0.02)


def test_telling_apart_five_hundred_people() -> None:
    """So many that SciPy's table does not reach: the integral for a known swing, solved here."""

    def within(reach: float) -> float:
        def density(z: float) -> float:
            return float(500 * stats.norm.pdf(z) * (stats.norm.cdf(z) - stats.norm.cdf(z - reach)) ** 499)

        return integrate.quad(density, -2, 8, limit=200)[0] - 0.9

    expected = optimize.brentq(within, 4, 9)
    assert team.told_apart(500, 10_000) * np.sqrt(2) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(("people", "degrees"), [(1, 2), (1, 9), (1, 200), (8, 5000), (500, 20_000)])
def test_off_zero_is_student_s_t(people: int, degrees: int) -> None:
    """For one person SciPy's t; for many, where the swing is known, t at the level for each (Šidák)."""
    expected = stats.t.ppf((1 + 0.9 ** (1 / people)) / 2, degrees)
    assert team.off_zero(people, degrees) == pytest.approx(expected, rel=0.02)


def test_ranks_agree_with_tukey_s_test() -> None:
    """Two are told apart exactly where SciPy's Tukey-Kramer test tells them apart at 10%."""
    rows = some(seed=5)
    table = team.standings(team.summed(rows))
    groups = {person: own["relevance"].to_numpy() for person, own in rows.groupby("id")}
    test = stats.tukey_hsd(*groups.values())
    for n, person in enumerate(groups):
        apart = [(test.pvalue[n, m] < 0.1, np.sign(test.statistic[n, m])) for m in range(len(groups))]
        assert table.loc[person, "first"] == 1 + sum(sure and sign < 0 for sure, sign in apart)
        assert table.loc[person, "last"] == len(groups) - sum(sure and sign > 0 for sure, sign in apart)


def test_shrinking_is_the_posterior_integrated_in_another_way() -> None:
    """SciPy's adaptive integration over τ gives the same means and standard deviations."""
    y, error = np.array([30.0, 42.0, 47.0, 55.0, 68.0]), np.array([5.0, 2.0, 4.0, 3.0, 6.0])
    found = team.shrunk(pd.Series(y), pd.Series(error))
    top = 4 * (y.std() + error.max())

    def at(tau: float) -> tuple[float, np.ndarray, np.ndarray]:
        both = error**2 + tau**2
        known = (1 / both).sum()
        centre = (y / both).sum() / known
        density = np.prod(stats.norm.pdf(y, centre, np.sqrt(both))) / np.sqrt(known)
        kept = tau**2 / both
        return density, centre + kept * (y - centre), kept * error**2 + (1 - kept) ** 2 / known

    total = integrate.quad(lambda tau: at(tau)[0], 0, top)[0]
    for n in range(len(y)):
        mean = integrate.quad(lambda tau, n=n: at(tau)[0] * at(tau)[1][n], 0, top)[0] / total
        square = integrate.quad(lambda tau, n=n: at(tau)[0] * (at(tau)[2][n] + at(tau)[1][n] ** 2), 0, top)[0] / total
        assert found["estimate"][n] == pytest.approx(mean, abs=0.01)
        assert found["error"][n] == pytest.approx(np.sqrt(square - mean**2), abs=0.01)


def test_estimates_are_near_those_of_a_mixed_model() -> None:
    """With many people statsmodels' random effects, fitted by REML, shrink the same way: within half a point."""
    rng = np.random.default_rng(3)
    rows = pitches(rng, list(rng.normal(48, 8, 40)), list(rng.integers(5, 40, 40)))
    found = team.standings(team.summed(rows))["estimate"]
    fit = sm.MixedLM(rows["relevance"], np.ones(len(rows)), groups=rows["id"]).fit()
    theirs = pd.Series({person: fit.fe_params.iloc[0] + one.iloc[0] for person, one in fit.random_effects.items()})
    assert (found - theirs.loc[found.index]).abs().max() < 0.5


def test_a_line_s_band_is_statsmodels_() -> None:
    """The line through one person's pitches and where it lies, at each of its ends."""
    own = some().query("id == 'p1'").sort_values("at")
    drawn = team.line(own)
    assert drawn is not None
    days = ((own["at"] - own["at"].min()).dt.total_seconds() / 86_400).to_numpy()
    fit = sm.OLS(own["relevance"].to_numpy(), sm.add_constant(days)).fit()
    frame = fit.get_prediction(sm.add_constant(drawn.days)).summary_frame(alpha=0.1)
    assert drawn.points == pytest.approx(frame["mean"].to_numpy())
    assert drawn.low == pytest.approx(frame["mean_ci_lower"].to_numpy(), abs=0.2)
    assert drawn.high == pytest.approx(frame["mean_ci_upper"].to_numpy(), abs=0.2)


def test_one_lucky_pitch_does_not_lead() -> None:
    """Five pitches at 80 on average stand below thirty at 70: the few are drawn further towards the team."""
    rng = np.random.default_rng(7)
    rows = pitches(rng, [40, 42, 44, 46, 45, 70, 74], [30, 30, 30, 30, 30, 30, 5])
    table = team.standings(team.summed(rows))
    raw = table["mean"] - table["estimate"]
    assert raw["p6"] > 2 * raw["p5"] > 0
    assert table.loc["p6", "high"] - table.loc["p6", "low"] > table.loc["p5", "high"] - table.loc["p5", "low"]


def test_below_the_minimum_nobody_is_ranked() -> None:
    """Nor do their pitches move anybody else's figure."""
    rng = np.random.default_rng(8)
    rows = pitches(rng, [40, 50, 60, 70], [10, 10, 10, 4])
    table = team.standings(team.summed(rows))
    assert set(table.index) == {"p0", "p1", "p2"}
    without = team.standings(team.summed(rows[rows["id"] != "p3"]))
    pd.testing.assert_frame_equal(table, without)


def test_most_improved_is_more_than_chance() -> None:
    """Somebody who climbs twenty points a month is named; of teams where nobody moves, one in ten at most."""
    rng = np.random.default_rng(9)
    teams = [pitches(rng, [45.0] * 6, [25] * 6) for _ in range(100)]
    named = [team.most_improved(team.standings(team.summed(still))) for still in teams]
    assert sum(one is not None for one in named) <= 10
    still = teams[0]
    climbing = still.copy()
    days = (climbing["at"] - START).dt.total_seconds() / 86_400
    climbing.loc[climbing["id"] == "p4", "relevance"] += (20 / 30) * days
    assert team.most_improved(team.standings(team.summed(climbing))) == "p4"


def test_one_afternoon_is_no_month() -> None:
    """Five takes in forty minutes that climb 14 points are no 15,120 a month, nor what others' gain is held to."""
    rng = np.random.default_rng(4)
    weekly = pitches(rng, [45.0, 50.0], [8, 8])
    weekly["at"] = [START + dt.timedelta(weeks=n) for n in [*range(8), *range(8)]]
    ann = weekly.head(5).assign(
        id="ann", relevance=[40.0, 43, 47, 50, 54], at=[START + dt.timedelta(minutes=10 * n) for n in range(5)]
    )
    table = team.standings(team.summed(pd.concat([weekly, ann])))
    assert table.loc["ann", ["trend", "trend_low", "gain", "gain_low"]].isna().all()
    assert team.most_improved(table) != "ann"
    own = team.own(ann)
    assert own is not None
    assert (own.trend, own.trend_low, team.line(ann)) == (None, None, None)
    others = ["p0", "p1"]
    gains = ["trend", "trend_low", "gain", "gain_low"]
    pd.testing.assert_frame_equal(
        table.loc[others, gains], team.standings(team.summed(weekly)).loc[others, gains], atol=1e-6
    )


@given(st.lists(st.floats(0, 5), min_size=3, max_size=20), st.floats(0.01, 1), st.integers(0, 99))
@settings(deadline=None)
def test_the_table_has_a_trend_where_the_chart_has_a_line(days: list[float], stretch: float, seed: int) -> None:
    """Both or neither, and neither where all was pitched within a day."""
    moments = [START + dt.timedelta(seconds=round(86_400 * stretch * day)) for day in days]
    points = np.random.default_rng(seed).uniform(0, 100, len(days))
    rows = pd.DataFrame({"at": moments, "relevance": points, "focus": 0.4, "coverage": 0.6})
    own, line = team.own(rows), team.line(rows)
    assert own is not None
    assert (own.trend is None) == (line is None)
    if max(moments) - min(moments) < dt.timedelta(days=1):
        assert own.trend is None


@given(
    st.lists(st.tuples(st.floats(0, 100), st.integers(1, 40)), min_size=1, max_size=12),
    st.floats(0, 30),
    st.integers(0, 99),
)
@settings(max_examples=25, deadline=None)
def test_the_laws_of_standings(people: list[tuple[float, int]], swing: float, seed: int) -> None:
    """An estimate lies in its interval, within 0 to 100; a rank range is one; ids and order change nothing."""
    rows = pitches(np.random.default_rng(seed), [one for one, _ in people], [n for _, n in people], swing)
    rows["relevance"] = rows["relevance"].clip(0, 100)
    table = team.standings(team.summed(rows))
    assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()
    assert ((table["low"] >= 0) & (table["high"] <= 100)).all()
    assert ((table["first"] >= 1) & (table["first"] <= table["last"]) & (table["last"] <= len(table))).all()
    assert table["first"].is_monotonic_increasing
    again = team.standings(team.summed(rows.sample(frac=1, random_state=seed).assign(id=lambda r: "x" + r["id"])))
    assert again.rename(index=lambda one: one[1:]).loc[table.index, "estimate"].to_numpy() == pytest.approx(
        table["estimate"].to_numpy(), abs=1e-6
    )


@given(st.lists(st.floats(0, 100), min_size=1, max_size=10), st.floats(20, 70), st.floats(0, 30), st.floats(1, 30))
@settings(max_examples=40, deadline=None)
def test_one_s_own_estimate_lies_between_one_s_mean_and_the_team_s(
    points: list[float], middle: float, half: float, swing: float
) -> None:
    """Drawn towards the team's middle, never past it; without a team it is the mean."""
    rows = pd.DataFrame({"at": START, "relevance": points, "focus": 0.5, "coverage": 0.5})
    drawn, alone = team.own(rows, team.Prior(middle, half, swing, people=5, step=5.0)), team.own(rows)
    assert drawn is not None
    assert alone is not None
    mean = sum(points) / len(points)
    assert min(mean, middle) - 1e-9 <= drawn.estimate <= max(mean, middle) + 1e-9
    assert alone.estimate == pytest.approx(mean)
    assert (alone.low is None) == (len(points) < 2)
    assert drawn.trend is None


def test_without_pitches_there_is_nothing() -> None:
    """No figure, no line, an empty board: never an error."""
    none = pitches(np.random.default_rng(0), [], [])
    assert team.own(none) is None
    assert team.standings(team.summed(some().assign(id="one")).query("pitches < 0")).empty
    assert team.line(some().head(2)) is None
