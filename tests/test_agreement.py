"""Kappa and its interval against the books and another way of working them out; words that become labels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck import calls
from pitchcheck.agreement import Pair, agreement, heard, labelled, pairs
from pitchcheck.calls import Said
from pitchcheck.cli.corpus import Scenario, Source, pitch_of
from pitchcheck.cli.corpus import given as spans_of
from pitchcheck.judge import Relation, Verdict
from pitchcheck.review import HeardWord
from tests.builders import story

T, U, W = Verdict
ROWS = list(product(Verdict, repeat=2))


def table(counts: Sequence[int]) -> list[Pair]:
    """Pairs of a table given row by row: the judge's verdict down, the coach's across."""
    return [pair for pair, count in zip(ROWS, counts, strict=True) for _ in range(count)]


def test_a_table_worked_by_hand() -> None:
    """88 of 100 the same, 0.41 by chance: kappa is (0.88 - 0.4132) / (1 - 0.4132)."""
    found = agreement(table([44, 4, 2, 3, 36, 1, 1, 1, 8]))
    chance = (50 * 48 + 40 * 41 + 10 * 11) / 100**2
    assert (found.n, found.same) == (100, 88)
    assert found.kappa == pytest.approx((0.88 - chance) / (1 - chance))
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.kappa < found.high  # type: ignore[operator]


def test_a_published_table() -> None:
    """Fleiss, Levin & Paik, *Statistical Methods for Rates and Proportions*, table 18.1: kappa 0.676, error 0.088."""
    found = agreement(table([75, 1, 4, 5, 4, 1, 0, 0, 10]))
    assert found.kappa == pytest.approx(0.676, abs=0.0005)
    assert ((found.high or 0) - (found.low or 0)) / (2 * 1.96) == pytest.approx(0.088, abs=0.0005)


def kappa_of(shares: np.ndarray) -> float:
    """Kappa of a table of shares, by matrices."""
    chance = shares.sum(1) @ shares.sum(0)
    return float((np.trace(shares) - chance) / (1 - chance))


def delta_error(counts: np.ndarray) -> float:
    """Its standard error by the delta method: numerical slopes and the covariance of a multinomial."""
    n, shares = counts.sum(), counts / counts.sum()
    slopes = np.zeros(9)
    for i in range(9):
        step = np.zeros(9)
        step[i] = 1e-6
        up, down = ((shares.ravel() + sign * step).reshape(3, 3) for sign in (1, -1))
        slopes[i] = (kappa_of(up) - kappa_of(down)) / 2e-6
    flat = shares.ravel()
    return float(np.sqrt(max(slopes @ (np.diag(flat) - np.outer(flat, flat)) @ slopes, 0.0) / n))


@given(st.lists(st.integers(1, 60), min_size=9, max_size=9))
def test_the_interval_is_that_of_the_delta_method(counts: list[int]) -> None:
    """Two ways that share no formula give the same kappa and the same width, where nothing is cut off at 1."""
    found = agreement(table(counts))
    square = np.array(counts, float).reshape(3, 3)
    error = 1.959963984540054 * delta_error(square)
    assert found.kappa == pytest.approx(kappa_of(square / square.sum()), abs=1e-9)
    assert found.low == pytest.approx(max((found.kappa or 0) - error, -1), abs=1e-5)
    assert found.high == pytest.approx(min((found.kappa or 0) + error, 1), abs=1e-5)


@given(st.lists(st.integers(0, 20), min_size=9, max_size=9))
def test_any_table_gives_a_kappa_within_its_interval(counts: list[int]) -> None:
    """Or none where it is not defined; exchanging the two changes nothing."""
    found = agreement(table(counts))
    other = agreement([(coach, judge) for judge, coach in table(counts)])
    assert (found.n, found.same) == (sum(counts), counts[0] + counts[4] + counts[8])
    assert (found.kappa is None) == (other.kappa is None)
    if found.kappa is not None and found.low is not None and found.high is not None:
        assert -1 <= found.low <= found.kappa + 1e-12 <= found.high + 2e-12 <= 1 + 4e-12
        assert other.kappa == pytest.approx(found.kappa)


def test_agreeing_on_everything_is_not_certainty() -> None:
    """Ten claims alike leave room; a hundred leave less; none, or one verdict only, tell nothing."""
    ten, hundred = agreement(table([5, 0, 0, 0, 5, 0, 0, 0, 0])), agreement(table([50, 0, 0, 0, 50, 0, 0, 0, 0]))
    assert (ten.kappa, hundred.kappa) == (1, 1)
    assert ten.low == pytest.approx((0.025 ** (1 / 10) - 0.5) / 0.5)
    assert (ten.low or 0) < (hundred.low or 0) < 1
    assert agreement([]).kappa is None
    assert agreement([(U, U)] * 9).kappa is None


CALL = """
    prospect: Dana
    ---
    Rep: What is it like today?
    Dana (push): We are late every Monday.
    Dana (no): Nobody touches my books.
    Rep: [We plan your Mondays](s1) and [we replace your books](!s2). There is [a dark mode].
"""


def test_words_are_pairs_and_become_labels() -> None:
    """Two of three claims were looked at: they alone are labels, with the links that hold by the coach's word."""
    review = calls.agreed(story(CALL), "c2", Said("Rae"))
    review = calls.disagreed(review, "c3", Said("Rae"), to="s1", relation=Relation.ADVANCES)
    assert list(pairs([review])) == [(W, W), (U, T)]
    (scenario,), (label,) = labelled([("call-1", review)])
    assert label == {
        "id": "call-1",
        "claims": [
            {"id": "c2", "links": [{"to": "s2", "rel": "aggravates"}], "relevance": 0},
            {"id": "c3", "links": [{"to": "s1", "rel": "advances"}], "relevance": 2},
        ],
    }
    read = Scenario.model_validate(scenario)
    assert [claim.text for claim in spans_of(read, pitch_of(read.pitch))] == ["we replace your books", "a dark mode"]
    assert labelled([("call-2", story(CALL))]) == ([], [])


def test_what_was_gone_over_in_a_call_becomes_labels_too() -> None:
    """Their turns with a word on a statement, and a rep's turn with a word on every claim; nothing nobody looked at."""
    review = calls.heard_right(story(CALL), "s1", Said("Rae"))
    review = calls.agreed(calls.agreed(review, "c1", Said("Rae")), "c2", Said("Rae"))
    (call,), (label,) = heard([("call-1", review)])
    assert [(turn["n"], turn["role"], turn["text"]) for turn in call["turns"]] == [
        (2, "prospect", "We are late every Monday.")
    ]
    assert label == {
        "id": "call-1",
        "statements": [{"id": "s1", "n": 2, "text": "We are late every Monday.", "force": "push"}],
        "claims": [],
    }
    whole = calls.agreed(review, "c3", Said("Rae"))
    (call,), (label,) = heard([("call-1", whole)])
    assert [turn["n"] for turn in call["turns"]] == [2, 4]
    assert [(one["n"], one["text"]) for one in label["claims"]] == [
        (4, "We plan your Mondays"), (4, "we replace your books"), (4, "a dark mode"),
    ]  # fmt: skip
    source = Source.model_validate(call)
    assert all(one["text"] in turn.text for one in label["claims"] for turn in source.turns if turn.n == one["n"])


def test_a_statement_that_is_none_leaves_its_turn_as_a_label_of_nothing() -> None:
    """Somebody said so; and where nobody said anything there is no call to learn from."""
    review = story(CALL)
    word = HeardWord(statement="s2", proposed=review.statement("s2"), stands=False, by="Rae")
    kept = tuple(one for one in review.profile.statements if one.id != "s2")
    profile = review.profile.model_copy(update={"statements": kept})
    (call,), (label,) = heard([("x", review.model_copy(update={"heard": (word,), "profile": profile}))])
    assert ([turn["n"] for turn in call["turns"]], label["statements"]) == ([3], [])
    assert heard([("x", review)]) == ([], [])
