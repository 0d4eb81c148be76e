"""The score: what it weighs, and what it must not depend on."""

import math
from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pitchcheck.judge.reading import Basis
from pitchcheck.judge.score import (
    FEW_CLAIMS,
    FORWARD,
    MANY_CLAIMS,
    PLAINLY_NOT,
    UNREAD,
    WEIGHED,
    WORSE_FORWARD,
    Background,
    Evidence,
    Lent,
    Own,
    Pairs,
    Worded,
    answered,
    brought_forward,
    competing,
    confirmed,
    features,
    learnt,
    log_share,
    mixed,
    of_many,
    of_size,
    of_the_whole,
    probability,
    reconsidering,
    rival,
    scores,
    spoken_to,
    together_weighed,
)

cosines = st.tuples(st.integers(1, 6), st.integers(1, 7)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-1, 1, width=32))
)


def evidence(claim: np.ndarray) -> Evidence:
    """Evidence in which all phrases say what the claim says."""
    background = Background(np.full(claim.shape[1], 0.1), np.full(claim.shape[1], 0.2))
    forces = np.arange(claim.shape[1]) % 5
    own, lent = Own(claim, claim, claim, Worded(*[claim] * 7)), Lent(claim, claim, claim, claim)
    return Evidence(forces, claim, claim, claim, claim, background, background, background, background, own, lent)


@given(cosines)
def test_a_rival_is_the_best_of_the_others(x: np.ndarray) -> None:
    """Each element is compared with the largest other one of its column and of its row."""
    for axis in (0, 1):
        if x.shape[axis] > 1:
            for place in np.ndindex(x.shape):
                others = np.delete(x[:, place[1]] if axis == 0 else x[place[0]], place[axis])
                assert rival(x, axis)[place] == others.max()


@given(cosines)
def test_shares_of_a_row_sum_to_one(x: np.ndarray) -> None:
    """What competes for one claim is shared out whole."""
    assert np.exp(log_share(x, 1)).sum(1) == pytest.approx(np.ones(len(x)), abs=1e-4)


@settings(max_examples=30)
@given(cosines)
def test_order_changes_nothing(x: np.ndarray) -> None:
    """Claims and statements in another order have the same features, so a position is never a clue."""
    rows = np.random.default_rng(len(x)).permutation(len(x))
    for basis in Basis:
        before, after = features(evidence(x), basis), features(evidence(x[rows]), basis)
        for name, matrix in before.items():
            assert after[name] == pytest.approx(matrix[rows], abs=1e-9), name


def test_a_pitch_of_one_claim_can_be_scored() -> None:
    """With nothing to compare with, the background stands in; all features are finite numbers."""
    for basis in Basis:
        one = features(evidence(np.array([[0.4]])), basis)
        assert all(np.isfinite(matrix).all() for matrix in one.values())


def test_a_better_pair_beside_it_makes_a_pair_count_for_less() -> None:
    """A statement mostly has one answer: the same log-odds are worth less beside a stronger claim."""
    forces = features(evidence(np.zeros((2, 1))), Basis.NEITHER)
    alone = competing(np.array([[1.0], [-3.0]]), np.zeros((2, 1)), forces)
    beside = competing(np.array([[1.0], [2.0]]), np.zeros((2, 1)), forces)
    assert beside["over column"][0, 0] < alone["over column"][0, 0]
    assert beside["share of column"][0, 0] < alone["share of column"][0, 0]


def test_log_odds_become_probabilities() -> None:
    """Even odds are one half; nothing overflows at the ends."""
    assert probability(np.array([-30.0, 0.0, 30.0])) == pytest.approx([0, 0.5, 1], abs=1e-12)


@pytest.mark.parametrize("basis", Basis)
@given(x=cosines)
def test_the_likeliest_pairs_of_each_claim_are_read_together(basis: Basis, x: np.ndarray) -> None:
    """Three answers and one that is made worse, where there are so many; never one that is less likely than a pair
    that is left out."""
    chosen = brought_forward(Pairs(x, -x), basis)
    assert (chosen.sum(1) >= min(FORWARD, x.shape[1])).all()
    assert (chosen.sum(1) <= FORWARD + WORSE_FORWARD).all()
    for row, forward in zip(x, chosen, strict=True):
        left = row[~forward]
        assert (np.sort(row)[-FORWARD:][:, None] >= left).all()
        assert row[forward].min() == row.min()


@pytest.mark.parametrize("basis", Basis)
@given(x=cosines, harm=st.booleans())
def test_what_is_plainly_no_link_is_not_read(basis: Basis, x: np.ndarray, harm: bool) -> None:
    """Of the likeliest pairs only those that are likely enough, for either relation alone."""
    x = x.round(3)  # else the smallest numbers are lost in the sum
    likely, nothing = PLAINLY_NOT[basis] + x, np.full(x.shape, PLAINLY_NOT[basis] - 0.1)
    chosen = brought_forward(Pairs(nothing, likely) if harm else Pairs(likely, nothing), basis)
    most = WORSE_FORWARD if harm else FORWARD
    assert (chosen.sum(1) == np.minimum((x >= 0).sum(1), most)).all()
    assert (x[chosen] >= 0).all()


@settings(max_examples=30)
@given(cosines, st.randoms(use_true_random=False))
def test_what_was_read_together_is_weighed_in_any_order(x: np.ndarray, random: Random) -> None:
    """Neither which claim nor which statement comes first is a clue, and everything is a number."""
    rows, columns = np.arange(len(x)), np.arange(x.shape[1])
    random.shuffle(rows)
    random.shuffle(columns)
    forces = np.arange(x.shape[1]) % 5
    turned = x[rows][:, columns]
    after = reconsidering(Pairs(turned * 3, turned), np.stack([turned, -turned], 2) * 5, forces[columns])
    for name, matrix in reconsidering(Pairs(x * 3, x), np.stack([x, -x], 2) * 5, forces).items():
        assert np.isfinite(matrix).all()
        assert after[name] == pytest.approx(matrix[rows][:, columns], abs=1e-6), name


@pytest.mark.parametrize("basis", Basis)
@pytest.mark.parametrize("claims", [2, 5, 16])
def test_what_reads_as_an_answer_is_likelier_than_what_does_not(claims: int, basis: Basis) -> None:
    """Of two pairs that the vectors hold alike, the one that says yes when it is read together, in a part of a pitch as
    in a whole one."""
    given, together = evidence(np.full((claims, 8), 0.4)), np.full((claims, 8, 2), UNREAD, np.float32)
    together[0, 0, 0], together[0, 1, 0] = 2.0, -4.0
    model = scores()[basis]
    before = model.pairs.before(features(given, basis))
    forces = np.zeros(8, np.int64)
    both, alone = model.weighed(before, together, forces, 0.5), model.pairs.after(before, together, forces)
    other = model.network.logits(together_weighed(before, together, forces, 0.5))
    for found in (both.answers, alone.answers, other[..., 0]):
        assert found[0, 0] > found[0, 1]
    assert both.aggravates[0, 0] < both.answers[0, 0]
    assert both.answers == pytest.approx((alone.answers + other[..., 0]) / 2)


@pytest.mark.parametrize("basis", Basis)
def test_the_network_sees_nothing_that_is_not_named(basis: Basis) -> None:
    """All that it weighs is there for each basis, and of what the first two weigh only what is named."""
    model = scores()[basis]
    before = model.pairs.before(features(evidence(np.eye(3, 6)), basis))
    values = together_weighed(before, np.full((3, 6, 2), UNREAD, np.float32), np.zeros(6, np.int64), 0.1)
    assert set(model.network.names) == set(values)
    assert set(before.values) <= set(WEIGHED)
    assert {matrix.shape for matrix in values.values()} == {(3, 6)}


def test_sizes_beyond_the_corpus_s_make_no_difference_to_the_network() -> None:
    """Two hundred claims count as twenty, a thousand statements as a hundred."""
    told = of_the_whole((200, 1000), 0.25)
    assert {name: matrix[0, 0] for name, matrix in told.items()} == {
        "claims": math.log(20),
        "statements": math.log(100),
        "spoken to": 0.25,
    }


@given(st.integers(1, 60))
def test_the_models_for_many_count_the_more_the_more_claims_there_are(claims: int) -> None:
    """Not at all among few, alone in a whole pitch, and nowhere does one claim more change more than a fifth of it."""
    share = of_many(claims)
    assert 0 <= share <= of_many(claims + 1) <= min(share + 0.2, 1)
    assert (share == 0) is (claims <= FEW_CLAIMS)
    assert (share == 1) is (claims >= MANY_CLAIMS)


@given(st.integers(1, 30), st.floats(-9, 9), st.floats(-9, 9))
def test_log_odds_lie_between_those_of_either_size(claims: int, few: float, many: float) -> None:
    """At either end they are the one's, and both relations are mixed alike."""
    one, other = (Pairs(np.full((claims, 2), x), np.full((claims, 2), -x)) for x in (few, many))
    both = mixed(one, other)
    assert (both.answers == -both.aggravates).all()
    assert min(few, many) - 1e-9 <= both.answers[0, 0] <= max(few, many) + 1e-9
    if claims <= FEW_CLAIMS or claims >= MANY_CLAIMS:
        assert both.answers[0, 0] == (few if claims <= FEW_CLAIMS else many)


@given(cosines, st.randoms(use_true_random=False))
def test_what_was_confirmed_is_weighed_in_any_order(x: np.ndarray, random: Random) -> None:
    """Neither which claim nor which statement comes first is a clue, and everything is a number."""
    rows, columns = np.arange(len(x)), np.arange(x.shape[1])
    random.shuffle(rows)
    random.shuffle(columns)
    turned = confirmed(x[rows][:, columns] * 3, x[rows][:, columns])
    for name, matrix in confirmed(x * 3, x).items():
        assert np.isfinite(matrix).all()
        assert turned[name] == pytest.approx(matrix[rows][:, columns], abs=1e-9), name


@pytest.mark.parametrize("basis", Basis)
def test_what_is_nearer_to_what_was_confirmed_is_likelier(basis: Basis) -> None:
    """Of two statements that the score holds alike, the one that says what another prospect meant; a claim of which
    nothing was confirmed stays as it was."""
    logits, said = np.zeros((2, 2)), np.array([[0.8, 0.1], [-1, -1]])
    after = learnt(scores()[basis].taught[0], logits, said)
    assert after[0, 0] > after[0, 1]
    assert (after[1] == logits[1]).all()


@pytest.mark.parametrize(("basis", "answered"), [(Basis.NEITHER, 4), (Basis.LIBRARY, 4), (Basis.CATALOGUE, 2)])
def test_a_pitch_speaks_to_a_prospect_by_much_of_what_they_said(basis: Basis, answered: int) -> None:
    """A few things answered well do not make up for the rest; with phrases of one's own half of it is enough."""
    few, most = np.full((3, 6), -0.5), np.full((3, 6), 0.6)
    few[:, :answered] = 0.9
    assert spoken_to(evidence(few), basis) < spoken_to(evidence(most), basis)
    few[:, :3] = 0.9
    assert (spoken_to(evidence(few), basis) > spoken_to(evidence(most), basis)) is (basis is Basis.CATALOGUE)


@pytest.mark.parametrize("basis", Basis)
def test_few_claims_need_not_come_near_much(basis: Basis) -> None:
    """One claim cannot answer all that a prospect mostly says: what a pitch must reach grows with its claims, up to a
    whole one's; and the more is said, the less of it a pitch must come near."""
    least = [float(of_size(n, 8) @ scores()[basis].speaks.least) for n in (1, 2, 3, 5, 9, 20, 60)]
    assert least == sorted(least)
    assert least[0] < least[3] < least[5] == least[6]
    of_all = [float(of_size(16, m) @ scores()[basis].speaks.least) for m in (12, 30, 60, 300)]
    assert of_all == sorted(of_all, reverse=True)
    assert of_all[0] > of_all[1] > of_all[2] == of_all[3]


def test_what_pairs_read_together_say_of_a_pitch() -> None:
    """Each statement counts by the best that any claim does to it, for better or worse; unread is the least."""
    together = np.full((2, 2, 2), -20.0)
    together[0, 0, 0], together[1, 0, 1] = 1.0, 3.0
    assert answered(together) == (3.0 + UNREAD) / 2
    assert answered(np.concatenate([np.full((2, 60, 2), 3.0), together], 1)) == 3.0


@pytest.mark.parametrize("said", [None, np.where(np.eye(3, 6) > 0, 0.5, -1.0)])
@pytest.mark.parametrize("basis", Basis)
def test_every_link_is_less_likely_where_nobody_is_spoken_to(basis: Basis, said: np.ndarray | None) -> None:
    """The further the pitch is from what was said, the more is taken off; what each claim would be worth otherwise is
    told beside it, whatever was confirmed."""
    model, found = scores()[basis], []
    for near in (-0.6, -0.4, -0.2, 0.9, 1.0):
        given = replace(evidence(np.full((3, 6), near)), said=said)
        before = model.pairs.before(features(given, basis))
        together = np.full((3, 6, 2), UNREAD, np.float32)
        lacking = model.speaks.lacking(spoken_to(given, basis), together)
        kind = replace(model, speaks=replace(model.speaks, slope=0.0)).logits(given, basis, before, together)
        now = model.logits(given, basis, before, together)
        assert (now.at_best == kind.answers.max(1)).all()
        assert (now.answers <= kind.answers).all()
        assert (now.aggravates == kind.aggravates - lacking).all()
        found.append(lacking)
    assert found == sorted(found, reverse=True)
    assert found[0] > 4
    assert found[-2:] == [0, 0]
