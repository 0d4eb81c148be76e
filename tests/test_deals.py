"""Shares, their differences and rank correlations, against other implementations; and when there is no chart."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.deals import FEWEST, LEVEL, halves, prepared, share, together


def frame(*rows: tuple[float, bool]) -> pd.DataFrame:
    """Deals with a figure and whether they were won."""
    return pd.DataFrame(rows, columns=["relevance", "won"])


EIGHT = frame((10, False), (20, False), (30, True), (40, False), (60, True), (70, True), (80, False), (90, True))


def test_a_share_has_wilson_s_interval() -> None:
    """Three of four is anything between 36 and 94 in a hundred: few deals say little."""
    found = share(3, 4)
    assert found.share == 0.75
    assert (round(found.low, 3), round(found.high, 3)) == (0.356, 0.942)


def test_above_and_below_the_median() -> None:
    """Of the four above 50 three were won, of the four below one; the difference may still be none."""
    found = halves(EIGHT, "relevance", "won")
    assert found is not None
    assert (found.cut, found.above.those, found.above.of, found.below.those, found.below.of) == (50, 3, 4, 1, 4)
    assert found.apart == 0.5
    assert not found.told_apart


@given(st.integers(4, 60), st.integers(4, 60), st.data())
def test_differences_agree_with_statsmodels(above: int, below: int, data: st.DataObject) -> None:
    """Newcombe's interval as statsmodels has it, whatever the counts; and it holds the difference."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    won, other = data.draw(st.integers(0, above)), data.draw(st.integers(0, below))
    rows = [(1.0, n < won) for n in range(above)] + [(0.0, n < other) for n in range(below)]
    found = halves(frame(*rows), "relevance", "won", cut=0.5)
    assert found is not None
    low, high = confint_proportions_2indep(won, above, other, below, method="newcomb", alpha=1 - LEVEL)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-9)
    assert found.low <= found.apart <= found.high


@pytest.mark.parametrize("rows", [0, 1, 2 * FEWEST - 1])
def test_too_few_deals_are_no_chart(rows: int) -> None:
    """One less than four a side, and nothing is said."""
    few = EIGHT[:rows]
    assert halves(few, "relevance", "won") is None
    assert together(few, "relevance", "won") is None


def test_what_is_not_known_does_not_count() -> None:
    """A deal without a figure is no deal of either side."""
    holes = EIGHT.assign(relevance=[None, *EIGHT["relevance"][1:]])
    assert halves(holes, "relevance", "won") is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=8, max_size=40))
def test_a_correlation_lies_in_its_interval(rows: list[tuple[int, int]]) -> None:
    """Between -1 and 1, and the same when both are turned round."""
    table = pd.DataFrame(rows, columns=["a", "b"])
    found = together(table, "a", "b")
    if found is None:
        assert table["a"].nunique() == 1 or table["b"].nunique() == 1
        return
    assert -1 <= found.low <= found.rho + 1e-6
    assert found.rho - 1e-6 <= found.high <= 1
    assert together(-table, "a", "b") == pytest.approx(found)


def test_more_deals_say_more() -> None:
    """The same share of ten times as many deals has a shorter interval."""
    few, many = share(3, 4), share(30, 40)
    assert many.high - many.low < few.high - few.low


def test_what_the_charts_ask_of_deals() -> None:
    """Won only where there is a decision or silence, progress where something is known since, the price at most off."""
    rows = [
        ("won", False, True, True, 1000.0, 100.0, 0.2, 2, 1),
        ("won", True, False, False, 1000.0, None, 0.1, 0, 0),
        ("lost", False, False, False, None, None, 0.5, 1, 1),
        (None, True, False, False, None, None, 0.5, 1, 0),
        (None, False, True, False, None, None, 0.5, 1, 0),
        ("won", False, False, False, 1000.0, 1500.0, 0.5, 0, 0),
    ]
    names = [
        "decided",
        "quiet",
        "known_after",
        "progress",
        "price",
        "discount",
        "unasked_share",
        "anxieties",
        "unanswered",
    ]
    found = prepared(pd.DataFrame(rows, columns=names))
    assert found["won"].tolist()[:4] == [True, True, False, False]
    assert pd.isna(found["won"].iloc[4])
    assert found["progressed"].iloc[0] is True
    assert found["progressed"].isna().tolist() == [False, True, True, True, True, True]
    assert found["discounted"].dropna().tolist() == [0.1]
    assert found["went_quiet"].isna().tolist() == [False, True, False, False, False, True]
