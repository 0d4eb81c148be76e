"""Trains the pair reader: a cross-encoder that starts from the encoder's layers; goes on where it stopped.

It learns in the form in which it ships, with the encoder's own table of words, which stays as it is, and with its
layers' weights as int8. A pass through the corpus reads tens of millions of tokens: minutes on a GPU, hours without.
"""

import copy
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader

from pitchcheck.judge.reading import Basis
from training.bert import Bert, batches
from training.corpus import train_pitches
from training.encoder import FITTING
from training.losses import among
from training.measure import ORDINARY, turn_and_right
from training.onnx_graph import int8
from training.pair_data import Batch, Batches, Texts, Written, as_read, load

START = (-3.0, -4.0)
"""The log-odds of both relations before anything is learnt: few pairs are linked."""


@dataclass(frozen=True)
class Recipe:
    """How long and how fast: `rate` is the layers', the heads' is `faster` times that; `size` are the pitches of a
    batch, `masked` is the share of tokens hidden, `dropout` that of what is left out, `warming` that of all steps until
    the rate is reached."""

    epochs: int = 6
    rate: float = 1.5e-4
    faster: float = 4.0
    size: int = 8
    masked: float = 0.06
    dropout: float = 0.1
    warming: float = 0.05


class PairNetwork(nn.Module):
    """Log-odds that claim answers statement and that it makes it worse, [pairs, 2], from the first token's vector."""

    def __init__(self, bert: Bert) -> None:
        super().__init__()
        self.bert = bert
        self.drop = nn.Dropout(bert.shape.dropout)
        self.pool, self.shift = nn.Parameter(torch.eye(bert.shape.width)), nn.Parameter(torch.zeros(bert.shape.width))
        self.head = nn.Parameter(torch.randn(bert.shape.width, 2) * 0.02)
        self.offset = nn.Parameter(torch.tensor(START))
        bert.words.requires_grad_(False)

    def forward(self, texts: Texts) -> torch.Tensor:
        """[pairs, 2], float32."""
        first = self.end_to_end(texts) if texts.ids.is_cuda else self.by_length(texts)
        return self.drop(torch.tanh(first.float() @ self.pool + self.shift)) @ self.head + self.offset

    def end_to_end(self, texts: Texts) -> torch.Tensor:
        """The first token's vector of each pair, all in one run: [pairs, width]."""
        vectors = self.bert.end_to_end(texts.ids, texts.lengths)
        return vectors[texts.lengths.cumsum(0) - texts.lengths]

    def by_length(self, texts: Texts) -> torch.Tensor:
        """The same in groups of like length. Of a group nothing is kept for the way back but what went in: a batch has
        two hundred thousand tokens (Chen et al. 2016)."""
        ids, firsts, order = texts.ids.split(texts.lengths.tolist()), [], []
        for group, height, longest in batches(texts.lengths.tolist()):
            padded = torch.full((height, longest), self.bert.shape.pad)
            for row, i in enumerate(group):
                padded[row, : len(ids[i])] = ids[i]
            firsts.append(checkpoint(self.bert, padded, use_reentrant=False)[: len(group), 0])
            order += group
        return torch.cat(firsts)[torch.tensor(order).argsort()]


def new_network(encoder: Bert, dropout: float) -> PairNetwork:
    """An untrained one: the encoder's layers, and its words as they ship."""
    bert = Bert(replace(encoder.shape, dropout=dropout))
    bert.load_state_dict(encoder.state_dict())
    rows, scales = int8(encoder.words.weight.detach().numpy(), axis=1)
    bert.words.weight = nn.Parameter(torch.from_numpy(rows * scales), requires_grad=False)
    return PairNetwork(bert)


def as_kept(weight: torch.Tensor) -> torch.Tensor:
    """A matrix [outputs, inputs] as it ships: of int8 with a scale an output."""
    scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-12) / 127
    return torch.round(weight / scale) * scale


class Shipped:
    """A network beside the one that learns, with its weights as they ship, in `dtype`: it reads, and passes back its
    gradients as if nothing had been rounded (a straight-through estimator, Bengio et al. 2013)."""

    def __init__(self, learner: PairNetwork, dtype: torch.dtype = torch.bfloat16) -> None:
        self.network = copy.deepcopy(learner)
        self.network.bert.to(dtype)
        self.both = [
            (mine, its, name.startswith("bert.layers.") and its.dim() == 2)
            for (name, its), mine in zip(learner.named_parameters(), self.network.parameters(), strict=True)
        ]

    @torch.no_grad()
    def read(self) -> PairNetwork:
        """The network, after the learner's weights were copied and rounded."""
        for mine, its, rounded in self.both:
            mine.copy_(as_kept(its) if rounded else its)
        self.network.zero_grad()
        return self.network

    def pass_back(self) -> None:
        """Make the gradients the learner's own."""
        for mine, its, _ in self.both:
            its.grad = None if mine.grad is None else mine.grad.to(its.dtype)


def loss_of(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Cross-entropy within a claim over all statements and within a statement over all claims, of both relations, and
    binary cross-entropy of each pair."""
    total = torch.zeros((), device=logits.device)
    asked = batch.asked
    for weights, found, right in (
        ((1.0, 0.5, 8.0), logits[:, 0], batch.answers),
        ((0.3, 0.2, 5.0), logits[:, 1], batch.aggravates),
    ):
        scores = torch.full(asked.shape, -1e4, device=logits.device).masked_scatter(asked, found)
        within = [x.flatten(0, 1) for x in (scores, right, asked)]
        across = [x.transpose(1, 2).flatten(0, 1) for x in (scores, right, asked)]
        each = functional.binary_cross_entropy_with_logits(found, right[asked])
        parts = among(*within, temperature=1), among(*across, temperature=1), each
        total = total + sum(weight * part for weight, part in zip(weights, parts, strict=True))
    return total


@torch.no_grad()
def answering(network: PairNetwork, pitch: Written, basis: Basis, device: torch.device) -> np.ndarray:
    """Log-odds that claims answer statements, [claims, statements]."""
    found = network.eval()(as_read(pitch, basis).to(device))[:, 0]
    return found.view(len(pitch.claims), len(pitch.statements)).cpu().numpy()


def report(network: PairNetwork, read: list[Written], device: torch.device) -> dict[str, dict[str, float]]:
    """Turn accuracy and right statement by its log-odds alone, by family and by what claims are read with."""
    figures = {}
    written = {p.id: p for p in read}
    pitches = [p for p in train_pitches() if p.id in written]
    for basis in Basis:
        found = {p.id: answering(network, p, basis, device) for p in read}
        # Of each pitch the scores before each of its prospects.
        by_prospect = {
            p.id: np.split(found[p.id], np.cumsum([len(q.texts) for q in p.prospects])[:-1], axis=1) for p in pitches
        }
        for family in FITTING:
            registers = ORDINARY if family.startswith("u") else None
            some = [p for p in pitches if p.family == family]
            reached = turn_and_right(some, lambda p, k, of=by_prospect: of[p.id][k], registers)
            figures[f"{family}, {basis}"] = {k: round(float(v), 3) for k, v in reached.items()}
    return figures


class Run:
    """One training run: its network, optimiser, running average of weights, and the step it is at."""

    def __init__(self, state: Path, recipe: Recipe, encoder: Bert, pitches: list[Written]) -> None:
        self.state, self.recipe = state, recipe
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.manual_seed(1)
        self.network = network = new_network(encoder, recipe.dropout).to(self.device)
        self.shipped = Shipped(network)
        groups = [
            {"params": [p for p in network.bert.parameters() if p.requires_grad], "lr": recipe.rate},
            {"params": [network.pool, network.shift, network.head, network.offset], "lr": recipe.faster * recipe.rate},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.batches = Batches(pitches, recipe.size, recipe.masked)
        self.steps = self.batches.per_epoch * recipe.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self.pace)
        self.average = {k: v.clone() for k, v in network.state_dict().items()}
        self.step, self.loss = 0, 0.0
        if state.exists():
            self.resume()

    def pace(self, step: int) -> float:
        """A stretch of warming up, then down to almost nothing."""
        return min((step + 1) / max(self.recipe.warming * self.steps, 1), max(1 - step / self.steps, 0.02))

    def resume(self) -> None:
        """Go on from the saved state."""
        kept = torch.load(self.state, weights_only=True, map_location=self.device)
        for part in ("network", "optimiser", "schedule"):
            getattr(self, part).load_state_dict(kept[part])
        self.average, self.step, self.loss = kept["average"], kept["step"], kept["loss"]

    def save(self) -> None:
        """Keep all that `resume` needs, whole or not at all."""
        kept = {part: getattr(self, part).state_dict() for part in ("network", "optimiser", "schedule")}
        kept |= {"average": self.average, "step": self.step, "loss": self.loss}
        torch.save(kept, self.state.with_suffix(".part"))
        self.state.with_suffix(".part").replace(self.state)

    def left(self) -> Iterator[Batch]:
        """The batches of the steps that are left; beside a GPU other processes make them, so that it need not wait."""
        workers = min(6, os.cpu_count() or 1) if self.device.type == "cuda" else 0
        context = "fork" if workers else None
        steps = range(self.step, self.steps)
        loader = DataLoader(
            self.batches, batch_size=None, sampler=steps, num_workers=workers, multiprocessing_context=context
        )
        return (batch.to(self.device) for batch in loader)

    def advance(self, batch: Batch) -> None:
        """One step."""
        torch.manual_seed(self.step)
        loss = loss_of(self.shipped.read().train()(batch.texts), batch)
        loss.backward()
        self.shipped.pass_back()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.schedule.step()
        self.step += 1
        decay = min(0.99, self.step / (self.step + 20))
        for k, v in self.network.state_dict().items():
            self.average[k].lerp_(v, 1 - decay)
        self.loss += (loss.item() - self.loss) / min(self.step, 25)

    def averaged(self) -> PairNetwork:
        """The network with the running average of the weights: what is measured, and what ships."""
        network = copy.deepcopy(self.network)
        network.load_state_dict(self.average)
        return network


def train(encoder: Bert, data: Path, state: Path, recipe: Recipe | None = None) -> PairNetwork:
    """What was learnt from `data`; the log lies beside the resumable state."""
    pitches, fitting = load(data)
    run = Run(state, recipe or Recipe(), encoder, pitches)
    saved = time.monotonic()
    with state.with_suffix(".log").open("a") as log:
        for batch in run.left():
            run.advance(batch)
            if run.step % 10 == 0:
                print(f"{time.strftime('%H:%M:%S')} {run.step}/{run.steps} loss {run.loss:.3f}", file=log, flush=True)
            if time.monotonic() - saved > 240 or run.step == run.steps:
                run.save()
                saved = time.monotonic()
        averaged = run.averaged()
        for name, figures in report(Shipped(averaged).read(), fitting, run.device).items():
            print(name, figures, file=log, flush=True)
    return averaged.cpu()
