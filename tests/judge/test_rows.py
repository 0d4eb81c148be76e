"""The network over a claim's row: what a layer works out, and what it must not depend on."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.reading import Basis
from pitchcheck.judge.rows import AT_ONCE, Layer, RowNetwork, kept, read
from pitchcheck.judge.score import scores


def layer(inputs: int, outputs: int, seed: int) -> Layer:
    """Weights drawn at random."""
    draw = np.random.default_rng(seed)
    return Layer(*(draw.normal(size=size) for size in ((inputs, outputs), (2 * inputs, outputs), (outputs,))))


def network(seed: int) -> RowNetwork:
    """Two layers over two values."""
    draw = np.random.default_rng(seed)
    out, past, bias = (draw.normal(size=size) for size in ((3, 2), (2, 2), (2,)))
    return RowNetwork(
        ("near", "far"), np.array([0.5, -1.0]), np.array([2.0, 0.1]), (layer(2, 3, seed), layer(3, 3, seed + 1)),
        out, past, bias,
    )  # fmt: skip


def values(claims: int, statements: int, seed: int) -> dict[str, np.ndarray]:
    """Two values of each pair."""
    near, far = np.random.default_rng(seed).normal(size=(2, claims, statements))
    return {"near": near, "far": far}


def test_a_layer_sees_a_pair_and_its_row() -> None:
    """With one number a pair, and weights that can be told apart in the sum."""
    seen = Layer(pair=np.array([[1.0]]), row=np.array([[10.0], [100.0]]), bias=np.array([0.5]))
    found = seen(np.array([[[1.0], [3.0]], [[5.0], [7.0]]], np.float32))
    first, second = 10 * 2 + 100 * 3 + 0.5, 10 * 6 + 100 * 7 + 0.5
    assert found[..., 0].tolist() == [[1 + first, 3 + first], [5 + second, 7 + second]]


def test_a_layer_says_nothing_less_than_nothing() -> None:
    """What would be negative is 0."""
    one = layer(2, 3, 0)
    found = one(np.random.default_rng(0).normal(size=(4, 5, 2)).astype(np.float32))
    assert found.min() == 0
    assert found.max() > 0


@settings(max_examples=30)
@given(st.integers(1, 6), st.integers(1, 7), st.integers(0, 99), st.randoms(use_true_random=False))
def test_neither_which_claim_nor_which_statement_comes_first_is_a_clue(
    claims: int, statements: int, seed: int, random: Random
) -> None:
    """Turned values give the same log-odds, turned."""
    rows, columns = np.arange(claims), np.arange(statements)
    random.shuffle(rows)
    random.shuffle(columns)
    given_ = values(claims, statements, seed)
    turned = {name: x[rows][:, columns] for name, x in given_.items()}
    there, here = network(seed).logits(turned), network(seed).logits(given_)[rows][:, columns]
    assert np.abs(there - here).max() < 1e-6


def test_a_claim_is_weighed_against_all_that_was_said_and_no_other_claim() -> None:
    """What is said of one pair changes what is made of all of its row, and of nothing else."""
    one = values(3, 4, 0)
    other = {name: x / 10 for name, x in one.items()}
    more = other | {"near": other["near"] + np.eye(3, 4)[:1].repeat(3, 0) * np.array([[1], [0], [0]])}
    moved = (network(1).logits(other) != network(1).logits(more)).any(2)
    assert moved.tolist() == [[True] * 4, [False] * 4, [False] * 4]


def test_many_claims_are_weighed_as_few_are() -> None:
    """They are worked out some at a time, and none is left out."""
    many = values(3 * AT_ONCE + 1, 4, 0)
    found = network(0).logits(many)
    assert found.shape == (3 * AT_ONCE + 1, 4, 2)
    for row in (0, AT_ONCE - 1, AT_ONCE, 3 * AT_ONCE):
        alone = network(0).logits({name: x[row : row + 1] for name, x in many.items()})
        assert np.abs(alone[0] - found[row]).max() < 1e-9


def test_what_is_kept_is_read_again() -> None:
    """To the last bit, of several networks the one that is asked for."""
    one = read(kept(network(0), "one"), "one")
    both = kept(one, "one") | kept(network(1), "other")
    assert (read(both, "one").logits(values(2, 3, 0)) == one.logits(values(2, 3, 0))).all()
    assert (read(both, "other").logits(values(2, 3, 0)) != one.logits(values(2, 3, 0))).all()
    assert read(both, "other").names == ("near", "far")


def test_log_odds_stay_within_what_probabilities_can_tell() -> None:
    """However far out a value is."""
    far = {name: x * 1e6 for name, x in values(2, 3, 0).items()}
    assert np.abs(network(0).logits(far)).max() == 30


def test_networks_ship_for_every_basis() -> None:
    """Two layers each, and every number a number."""
    for basis in Basis:
        shipped = scores()[basis].network
        assert len(shipped.layers) == 2
        assert all(np.isfinite(part).all() for one in shipped.layers for part in vars(one).values())
