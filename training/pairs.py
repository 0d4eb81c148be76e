"""The exchangeable network over pairs of claim and statement (pitchcheck/judge/network.py), as it is trained."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pitchcheck.judge.network import Layer, Network

WIDTH, DEPTH, HIDDEN = 32, 2, 0.1
EPOCHS, BATCH, RATE = 8, 16, 2e-3
WITHIN = 0.3
"""What naming the right statement of a claim is worth beside every pair's own chance."""
FAR = 1e4


class Known(NamedTuple):
    """Of a pitch before a prospect: features [claims, statements, features], and true links [claims, statements, 2]."""

    features: np.ndarray
    links: np.ndarray


class _Layer(nn.Module):
    """One layer, and what of a row or a column it does not see: places that only fill up a batch."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.own = nn.Linear(width, width)
        self.row, self.column = (nn.Linear(2 * width, width, bias=False) for _ in range(2))
        self.whole = nn.Linear(width, width, bias=False)

    def forward(self, pairs: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """`pairs` [pitches, claims, statements, width], `there` [..., 1] is 1 where a pair is one."""

        def along(axis: int) -> torch.Tensor:
            means = (pairs * there).sum(axis, keepdim=True) / there.sum(axis, keepdim=True).clamp(min=1)
            return torch.cat([means, (pairs - FAR * (1 - there)).amax(axis, keepdim=True)], -1)

        whole = (pairs * there).sum((1, 2), keepdim=True) / there.sum((1, 2), keepdim=True)
        rows = self.row(along(2)) * there.amax(2, keepdim=True)
        columns = self.column(along(1)) * there.amax(1, keepdim=True)
        return self.own(pairs) + rows + columns + self.whole(whole)


class _Pairs(nn.Module):
    def __init__(self, features: int) -> None:
        super().__init__()
        self.inward, self.straight = nn.Linear(features, WIDTH), nn.Linear(features, 2)
        self.layers = nn.ModuleList(_Layer(WIDTH) for _ in range(DEPTH))
        self.outward, self.hide = nn.Linear(WIDTH, 2), nn.Dropout(HIDDEN)
        nn.init.zeros_(self.outward.weight)
        nn.init.zeros_(self.outward.bias)

    def forward(self, features: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        pairs = torch.relu(self.inward(features))
        for layer in self.layers:
            pairs = pairs + torch.relu(layer(self.hide(pairs), there))
        return self.straight(features) + self.outward(self.hide(pairs))


def laid(some: Sequence[Known]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Features, which pairs there are, and links, filled up to one size."""
    claims, statements = (max(k.features.shape[axis] for k in some) for axis in (0, 1))
    out = [torch.zeros(len(some), claims, statements, n) for n in (some[0].features.shape[2], 1, 2)]
    for i, one in enumerate(some):
        place = (i, slice(one.features.shape[0]), slice(one.features.shape[1]))
        for part, values in zip(out, (one.features, 1, one.links), strict=True):
            part[place] = torch.as_tensor(values, dtype=torch.float32)
    return out[0], out[1], out[2]


def loss(logits: torch.Tensor, there: torch.Tensor, links: torch.Tensor) -> torch.Tensor:
    """Every pair's log loss, and within each tied claim that of a softmax over its statements."""
    each = functional.binary_cross_entropy_with_logits(logits, links, reduction="none")
    total = 10 * (each * there).sum() / there.sum()
    among, right = logits[..., 0] - FAR * (1 - there[..., 0]), links[..., 0]
    tied = right.sum(2) > 0
    if tied.any():
        target = right[tied] / right[tied].sum(1, keepdim=True)
        total = total - WITHIN * (target * torch.log_softmax(among[tied], 1)).sum(1).mean()
    return total


def train(known: Sequence[Known], seed: int) -> Network:
    """One network, fitted on all of `known`."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    flat = np.concatenate([k.features.reshape(-1, k.features.shape[2]) for k in known])
    mean, spread = flat.mean(0), np.maximum(flat.std(0), 1e-6)
    scaled = [k._replace(features=(k.features - mean) / spread) for k in known]
    model = _Pairs(len(mean))
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    steps = EPOCHS * -(-len(scaled) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda t: min((t + 1) / 50, max(1 - t / steps, 0.02)))
    for _ in range(EPOCHS):
        order = draw.permutation(len(scaled))
        for at in range(0, len(scaled), BATCH):
            features, there, links = laid([scaled[i] for i in order[at : at + BATCH]])
            optimiser.zero_grad()
            loss(model(features, there), there, links).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            pace.step()
    return taken(model, mean, spread)


def taken(model: _Pairs, mean: np.ndarray, spread: np.ndarray) -> Network:
    """The network without torch, the scaling of its features folded in."""

    def weights(linear: nn.Linear) -> np.ndarray:
        return linear.weight.detach().numpy().T.astype(np.float32)

    def folded(linear: nn.Linear) -> tuple[np.ndarray, np.ndarray]:
        scaled = linear.weight.detach().numpy().T.astype(np.float64) / spread[:, None]
        return scaled.astype(np.float32), (linear.bias.detach().numpy() - mean @ scaled).astype(np.float32)

    layers = tuple(
        Layer(
            *(weights(layer.own), layer.own.bias.detach().numpy()),
            *map(weights, (layer.row, layer.column, layer.whole)),
        )
        for layer in model.layers
    )
    outward = weights(model.outward), model.outward.bias.detach().numpy()
    return Network(*folded(model.inward), *folded(model.straight), layers, *outward)
