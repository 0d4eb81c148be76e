"""The network over pairs: whom it listens to, what can make no difference, and that it is kept whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.network import Layer, Network, Networks, arrays_of, networks_from, opened, written

FEATURES, W = 3, 4
NAMES = ("near", "force", "rarity")


def network(seed: int, depth: int = 2) -> Network:
    """Any weights."""
    draw = np.random.default_rng(seed)

    def any_of(*shape: int) -> np.ndarray:
        return draw.normal(size=shape).astype(np.float32)

    layers = tuple(
        Layer(
            any_of(W, W),
            any_of(W),
            any_of(2 * W, W),
            any_of(2 * W, W),
            any_of(W, W),
        )
        for _ in range(depth)
    )
    ends = any_of(FEATURES, W), any_of(W), any_of(FEATURES, 2), any_of(2)
    return Network(*ends, layers, any_of(W, 2), any_of(2))


def features(seed: int, claims: int, statements: int) -> dict[str, np.ndarray]:
    """Any features of so many claims and statements."""
    draw = np.random.default_rng(seed)
    return {name: draw.normal(size=(claims, statements)).astype(np.float32) for name in NAMES}


sizes = st.integers(1, 6)


@given(st.integers(0, 9), sizes, sizes)
def test_order_and_place_change_nothing(seed: int, claims: int, statements: int) -> None:
    """Claims and statements in another order have the same log-odds."""
    networks, values = Networks(NAMES, (network(seed), network(seed + 1))), features(seed, claims, statements)
    draw = np.random.default_rng(seed)
    rows, columns = draw.permutation(claims), draw.permutation(statements)
    before = networks.logits(values)
    after = networks.logits({name: x[rows][:, columns] for name, x in values.items()})
    for one, other in zip(before, after, strict=True):
        assert other == pytest.approx(one[rows][:, columns], abs=1e-3)


def test_what_is_beside_a_pair_counts() -> None:
    """Another pair of the same row, of the same column, and of neither can all move it; that is what it is for."""
    networks, values = Networks(NAMES, (network(0),)), features(0, 3, 3)
    before = networks.logits(values)[0][0, 0]
    for place in ((0, 2), (2, 0), (2, 2)):
        changed = {name: x.copy() for name, x in values.items()}
        changed["near"][place] += 3
        assert networks.logits(changed)[0][0, 0] != before


def test_without_layers_a_pair_is_itself() -> None:
    """A straight line and one layer inwards and outwards, worked out by hand."""
    weights = ([[2]], [1], [[1, 0]], [0, 5], [[1, -1]], [0, 0])
    inward, bias, straight, offset, outward, nothing = (np.array(x, np.float32) for x in weights)
    by_hand = Network(inward, bias, straight, offset, (), outward, nothing)
    answers, aggravates = Networks(("near",), (by_hand,)).logits({"near": np.array([[1.0, -1.0]])})
    assert answers.tolist() == [[1 + 3, -1 + 0]]
    assert aggravates.tolist() == [[5 - 3, 5 - 0]]


def test_the_mean_of_all_counts_and_nothing_is_certain() -> None:
    """Two networks: half of either. However large their numbers, log-odds end at 30."""
    one, two = network(1), network(2)
    values = features(3, 4, 5)
    alone = [Networks(NAMES, (each,)).logits(values)[0] for each in (one, two)]
    together = Networks(NAMES, (one, two)).logits(values)[0]
    small = (np.abs(alone[0]) < 30) & (np.abs(alone[1]) < 30)
    assert small.any()
    assert together[small] == pytest.approx(((alone[0] + alone[1]) / 2)[small], abs=1e-4)
    assert np.abs(Networks(NAMES, (one,)).logits({n: x * 1e4 for n, x in values.items()})[0]).max() == 30


def test_networks_are_kept_whole(tmp_path: Path) -> None:
    """Taken apart, or written and opened: the same to the last bit, under their names."""
    some = {"own catalogue": Networks(NAMES, (network(1), network(2))), "neither": Networks(NAMES, (network(3, 1),))}
    written(tmp_path / "score.npz", some)
    values = features(5, 3, 4)
    for kept in (opened(tmp_path / "score.npz"), {k: networks_from(arrays_of(v)) for k, v in some.items()}):
        assert kept.keys() == some.keys()
        for name, networks in some.items():
            assert [x.tolist() for x in kept[name].logits(values)] == [x.tolist() for x in networks.logits(values)]
