"""A small network over all that was said before one claim, to which it is the same which statement comes first.

A layer makes of each pair of the claim and a statement something of what stands there, and of the mean and the largest
over all statements (Zaheer et al. 2017, "Deep Sets"). What other claims are to a statement comes in by the values
alone. Weights come from training/weighing.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 32
"""Claims that are worked out at once: of a day's call, all would be gigabytes."""
AROUND = ("middle", "spread", "out", "past", "bias")
Values = NDArray[np.float32]
Sums = NDArray[np.float64]


@dataclass(frozen=True)
class Layer:
    """Weights [inputs, outputs]; those of ``row`` [2 x inputs, outputs] are of the mean, then of the largest."""

    pair: Sums
    row: Sums
    bias: Sums

    def __call__(self, x: Values) -> Values:
        """[claims, statements, inputs] to [claims, statements, outputs], none of them less than nothing."""
        rows = np.concatenate([x.mean(1, dtype=np.float64), x.max(1)], -1) @ self.row + self.bias
        found = np.empty((*x.shape[:2], len(self.bias)), np.float32)
        for i, (pairs, row) in enumerate(zip(x, rows, strict=True)):
            found[i] = np.maximum(pairs @ self.pair + row, 0)
        return found


@dataclass(frozen=True)
class RowNetwork:
    """Layers over named values, and what goes past them.

    ``middle`` and ``spread`` [inputs] are what the values are measured by. Sums are made in double precision, so that
    their order says nothing; what stands between layers is kept in single.
    """

    names: tuple[str, ...]
    middle: Sums
    spread: Sums
    layers: tuple[Layer, ...]
    out: Sums
    past: Sums
    bias: Sums

    def logits(self, values: Mapping[str, NDArray[np.floating[Any]]]) -> Sums:
        """Of values [claims, statements] by name, log-odds [claims, statements, 2]."""
        claims = range(0, len(values[self.names[0]]), AT_ONCE)
        return np.concatenate([self._some(values, slice(first, first + AT_ONCE)) for first in claims])

    def _some(self, values: Mapping[str, NDArray[np.floating[Any]]], rows: slice) -> Sums:
        shape = values[self.names[0]][rows].shape
        x = np.empty((*shape, len(self.names)), np.float32)
        for i, name in enumerate(self.names):
            x[..., i] = (values[name][rows] - self.middle[i]) / self.spread[i]
        hidden = x
        for layer in self.layers:
            hidden = layer(hidden)
        found = [one @ self.out + given @ self.past + self.bias for one, given in zip(hidden, x, strict=True)]
        clipped: Sums = np.clip(np.stack(found), -30.0, 30.0)
        return clipped


def read(kept: Mapping[str, NDArray[Any]], of: str) -> RowNetwork:
    """The network named ``of`` among those that are kept together."""
    own = {name.removeprefix(f"{of}/"): kept[name] for name in kept if name.startswith(f"{of}/")}
    names = tuple(own.pop("names").tolist())
    weights = {name: value.astype(np.float64) for name, value in own.items()}
    parts, depth = [field.name for field in fields(Layer)], sum(name.endswith(".pair") for name in weights)
    layers = tuple(Layer(*(weights[f"{i}.{part}"] for part in parts)) for i in range(depth))
    return RowNetwork(names=names, layers=layers, **{name: weights[name] for name in AROUND})


def kept(network: RowNetwork, of: str) -> dict[str, NDArray[Any]]:
    """As ``read`` reads it, in single precision."""
    whole = {name: getattr(network, name) for name in AROUND}
    layers = {f"{i}.{name}": value for i, layer in enumerate(network.layers) for name, value in vars(layer).items()}
    found = {f"{of}/{name}": value.astype(np.float32) for name, value in (whole | layers).items()}
    return found | {f"{of}/names": np.array(network.names)}
