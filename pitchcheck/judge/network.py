"""The network that weighs every pair of claim and statement against all others of the pitch and of the profile.

It is exchangeable (Hartford, Graham, Leyton-Brown & Ravanbakhsh 2018): each layer sees a pair itself, the mean and the
largest of its row and of its column, and the mean of all. Which claim or statement comes first can therefore change
nothing, and any number of either will do. Several such networks, trained apart, are asked and their mean is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]
Pairs = NDArray[np.float32]
"""[claims, statements, width]."""


@dataclass(frozen=True)
class Layer:
    """How pairs are seen: ``own`` [width, width], ``row`` and ``column`` [2 width, width], ``whole`` [width, width]."""

    own: Weights
    bias: Weights
    row: Weights
    column: Weights
    whole: Weights

    def __call__(self, pairs: Pairs) -> Pairs:
        """The pairs with what this layer makes of them added. Sums are made in place: a day's call has millions."""
        seen: Pairs = pairs @ self.own
        seen += self._along(pairs, 1, self.row) + (pairs.mean((0, 1), keepdims=True) @ self.whole + self.bias)
        seen += self._along(pairs, 0, self.column)
        np.maximum(seen, 0, out=seen)
        seen += pairs
        return seen

    @staticmethod
    def _along(pairs: Pairs, axis: int, weights: Weights) -> Pairs:
        means, most = pairs.mean(axis, keepdims=True), pairs.max(axis, keepdims=True)
        found: Pairs = np.concatenate([means, most], -1) @ weights
        return found


@dataclass(frozen=True)
class Network:
    """``inward`` [features, width], ``straight`` [features, 2], ``outward`` [width, 2], each with its bias."""

    inward: Weights
    inward_bias: Weights
    straight: Weights
    straight_bias: Weights
    layers: tuple[Layer, ...]
    outward: Weights
    outward_bias: Weights

    def __call__(self, features: Pairs) -> Pairs:
        """Log-odds that a pair answers and that it aggravates, [claims, statements, 2]."""
        pairs: Pairs = features @ self.inward
        pairs += self.inward_bias
        np.maximum(pairs, 0, out=pairs)
        for layer in self.layers:
            pairs = layer(pairs)
        found: Pairs = features @ self.straight + pairs @ self.outward + (self.straight_bias + self.outward_bias)
        return found


@dataclass(frozen=True)
class Networks:
    """Networks over the features of these names; their mean counts."""

    names: tuple[str, ...]
    each: tuple[Network, ...]

    def logits(self, values: Mapping[str, NDArray[Any]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Log-odds that a claim answers and that it aggravates, claims x statements, from matrices by name."""
        features = np.stack([np.asarray(values[name], np.float32) for name in self.names], -1)
        each = np.stack([network(features) for network in self.each]).astype(np.float64)
        found = np.clip(each.mean(0), -30, 30)
        return found[..., 0], found[..., 1]


ENDS = ("inward", "inward_bias", "straight", "straight_bias", "outward", "outward_bias")
INNER = ("own", "bias", "row", "column", "whole")


def arrays_of(networks: Networks) -> dict[str, NDArray[Any]]:
    """All that ``networks_from`` needs, by name."""
    out: dict[str, NDArray[Any]] = {"names": np.array(networks.names)}
    for i, network in enumerate(networks.each):
        out |= {f"{i} {name}": getattr(network, name) for name in ENDS}
        for k, layer in enumerate(network.layers):
            out |= {f"{i} {k} {name}": getattr(layer, name) for name in INNER}
    return out


def networks_from(arrays: Mapping[str, NDArray[Any]]) -> Networks:
    """The networks that ``arrays_of`` took apart."""
    return Networks(tuple(str(name) for name in arrays["names"]), tuple(_each(arrays)))


def _each(arrays: Mapping[str, NDArray[Any]]) -> Iterator[Network]:
    numbers = sorted({int(name.split()[0]) for name in arrays if name != "names"})
    for i in numbers:
        layers = sorted({int(name.split()[1]) for name in arrays if name.startswith(f"{i} ") and name.count(" ") == 2})
        inner = tuple(Layer(*(arrays[f"{i} {k} {name}"] for name in INNER)) for k in layers)
        yield Network(**{name: arrays[f"{i} {name}"] for name in ENDS}, layers=inner)


def written(path: Path, of: Mapping[str, Networks]) -> None:
    """Writes networks by name to one file, as ``opened`` reads it."""
    parts = {f"{name}/{part}": x for name, networks in of.items() for part, x in arrays_of(networks).items()}
    np.savez_compressed(path, **parts)  # type: ignore[arg-type]


def opened(path: Path) -> dict[str, Networks]:
    """The networks of that file by name."""
    with np.load(path) as file:
        parts = {name: file[name] for name in file.files}
    names = dict.fromkeys(name.partition("/")[0] for name in parts)
    return {
        name: networks_from({k.partition("/")[2]: x for k, x in parts.items() if k.startswith(f"{name}/")})
        for name in names
    }
