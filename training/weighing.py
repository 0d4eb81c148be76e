"""Trains the score's network over all pairs of a pitch and a profile (rows.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pitchcheck.judge.rows import Layer, RowNetwork

NOTHING = -30.0
"""What stands in for pairs that fill a batch up, where the largest is looked for."""


@dataclass(frozen=True)
class Recipe:
    """`hidden` numbers a pair between two layers; `pairs` in a batch, `warming` steps until `rate` is reached, which
    then falls to `least` of it; `left_out` is dropout."""

    epochs: int = 6
    hidden: int = 32
    pairs: int = 6000
    rate: float = 3e-3
    decay: float = 1e-3
    warming: int = 100
    least: float = 0.02
    left_out: float = 0.1
    steady: float = 0.998
    seed: int = 0


@dataclass(frozen=True)
class Example:
    """One pitch, or a part, before one prospect: `values` [claims, statements, inputs], what is true of both relations
    [claims, statements, 2], and for how many it counts."""

    values: np.ndarray
    truth: np.ndarray
    weight: float


class TrainedLayer(nn.Module):
    """A layer as `rows.Layer` is, before batches of several sizes: what is not in `real` [batch, claims, statements]
    only fills up."""

    def __init__(self, inputs: int, outputs: int, left_out: float) -> None:
        super().__init__()
        self.pair, self.row = nn.Linear(inputs, outputs), nn.Linear(2 * inputs, outputs, bias=False)
        self.drop = nn.Dropout(left_out)

    def forward(self, x: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """[batch, claims, statements, inputs] to [.., outputs]."""
        mask = real[..., None]
        mean = (x * mask).sum(2) / mask.sum(2).clamp(min=1)
        largest = x.masked_fill(mask == 0, NOTHING).max(2).values
        return self.drop(torch.relu(self.pair(x) + self.row(torch.cat([mean, largest], -1))[:, :, None]))

    def shipped(self) -> Layer:
        """As the package has it."""
        weights = (self.pair.weight.T, self.row.weight.T, self.pair.bias)
        return Layer(*(one.detach().numpy().astype(np.float64) for one in weights))


class Network(nn.Module):
    """Two layers, and what goes past them."""

    def __init__(self, inputs: int, recipe: Recipe) -> None:
        super().__init__()
        sizes = (inputs, recipe.hidden), (recipe.hidden, recipe.hidden)
        self.layers = nn.ModuleList([TrainedLayer(*size, recipe.left_out) for size in sizes])
        self.out, self.past = nn.Linear(recipe.hidden, 2), nn.Linear(inputs, 2)

    def forward(self, x: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        """Log-odds [batch, claims, statements, 2]."""
        hidden = x
        for layer in self.layers:
            hidden = layer(hidden, real)
        return self.out(hidden) + self.past(x)

    def shipped(self, names: Sequence[str], middle: np.ndarray, spread: np.ndarray) -> RowNetwork:
        """As the package has it."""
        out, past = (part.weight.detach().numpy().T.astype(np.float64) for part in (self.out, self.past))
        bias = (self.out.bias + self.past.bias).detach().numpy().astype(np.float64)
        layers = tuple(layer.shipped() for layer in self.layers)
        return RowNetwork(tuple(names), middle, spread, layers, out, past, bias)


def batches(examples: Sequence[Example], pairs: int, draw: np.random.Generator) -> list[list[int]]:
    """Places of examples of like size, in random order; filled up, a batch has at most so many pairs."""
    sizes = np.array([one.values.shape[:2] for one in examples])
    order = np.lexsort((sizes + draw.random(sizes.shape) * 3).T[::-1])
    found: list[list[int]] = [[]]
    widest = np.zeros(2, int)
    for i in order.tolist():
        wider = np.maximum(widest, sizes[i])
        if found[-1] and (len(found[-1]) + 1) * wider.prod() > pairs:
            found.append([])
            wider = sizes[i]
        found[-1].append(i)
        widest = wider
    draw.shuffle(found)
    return found


def together(examples: Sequence[Example]) -> Iterator[torch.Tensor]:
    """Values, truth and what is real of a batch, filled up to the widest."""
    claims, statements = (max(one.values.shape[axis] for one in examples) for axis in (0, 1))
    shape = len(examples), claims, statements
    values, truth, real = (np.zeros((*shape, *more), np.float32) for more in (examples[0].values.shape[2:], (2,), ()))
    for i, one in enumerate(examples):
        n, m = one.values.shape[:2]
        values[i, :n, :m], truth[i, :n, :m], real[i, :n, :m] = one.values, one.truth, 1
    return map(torch.from_numpy, (values, truth, real))


def train(examples: Sequence[Example], names: Sequence[str], recipe: Recipe = Recipe()) -> RowNetwork:
    """The network that tells best which pairs are linked, a running average of its weights."""
    torch.manual_seed(recipe.seed)
    draw = np.random.default_rng(recipe.seed)
    every = np.concatenate([one.values.reshape(-1, one.values.shape[2])[::7] for one in examples])
    middle, spread = every.mean(0, dtype=np.float64), every.std(0, dtype=np.float64) + 1e-3
    measured = [Example(((one.values - middle) / spread).astype(np.float32), one.truth, one.weight) for one in examples]
    network = Network(len(names), recipe)
    average = torch.optim.swa_utils.AveragedModel(network, avg_fn=_slowly(recipe.steady))
    optimizer = torch.optim.AdamW(network.parameters(), recipe.rate, weight_decay=recipe.decay)
    steps = recipe.epochs * len(batches(measured, recipe.pairs, draw))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / recipe.warming) * max(recipe.least, 1 - step / steps)
    )
    for _ in range(recipe.epochs):
        for places in batches(measured, recipe.pairs, draw):
            optimizer.zero_grad()
            loss(network, [measured[i] for i in places]).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            rate.step()
            average.update_parameters(network)
    return average.module.eval().shipped(names, middle, spread)


def loss(network: Network, examples: Sequence[Example]) -> torch.Tensor:
    """Cross-entropy of all pairs and both relations, each pair as much as its example counts."""
    values, truth, real = together(examples)
    weight = real * torch.tensor([one.weight for one in examples])[:, None, None]
    found = functional.binary_cross_entropy_with_logits(network(values, real), truth, reduction="none")
    return (found.sum(-1) * weight).sum() / weight.sum()


def _slowly(steady: float):
    """A running average that follows fast at first."""

    def follow(kept: torch.Tensor, new: torch.Tensor, steps: torch.Tensor) -> torch.Tensor:
        share = min(steady, (int(steps) + 1) / (int(steps) + 11))
        return kept * share + new * (1 - share)

    return follow
