"""Trains the bi-encoder on the corpus, taught by all-mpnet-base-v2; goes on where it stopped."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from training import base
from training.corpus import Pitch, train_pitches
from training.losses import Batch, Vectors, lay, supervised, taught
from training.measure import turn_and_right
from training.reader import Reader
from training.teacher import Known

HELD_OUT = ("uq",)
"""The test family of ordinary pitches: in no part of what ships but the library, which knows how to leave it out."""
FITTING = ("uk", "ti")
"""What the score is fitted on and the epochs are compared on: the encoder has not seen it either."""
BESIDE = tuple(f"v{x}" for x in "abcdef") + tuple(f"x{x}" for x in "abcdefgh")
"""What fits the score too, where there is an own catalogue. Taken out here, it teaches the next encoder instead."""
IN_A_ROW = ("la", "lb", "lc")
"""Products before many prospects each, from which the score learns what a confirmed statement is worth."""
LATER = tuple(f"y{x}" for x in "abcde") + tuple(f"z{x}" for x in "abcdefghijklm")
"""Written when the encoder was trained: they teach the pair reader (`zh` to `zm` the next one). The library leaves them
out too, or all weights together would be over their size."""
UNSEEN = HELD_OUT + FITTING + BESIDE + IN_A_ROW
PARTS = ("answers", "aggravates", "statements", "phrases")


@dataclass(frozen=True)
class Recipe:
    """How long and how fast: `rate` is the encoder's, `size` the pitches of a batch, `masked` the share of tokens
    hidden, `kept` that of phrases shown in a step."""

    epochs: int = 5
    rate: float = 6e-5
    size: int = 6
    masked: float = 0.05
    kept: float = 0.7


def new_reader() -> Reader:
    """An untrained reader: the base's weights, both maps the identity."""
    return Reader(base.minilm(), base.tokenizer("minilm", 160))


def forward(reader: Reader, pitches: Sequence[Pitch], masked: float = 0.0) -> tuple[Batch, Vectors]:
    """Everything said in these pitches, laid out, and its vectors; a text that occurs twice is read once."""
    batch = lay(pitches)
    claims = reader.claims([c for p in pitches for c in p.claims], masked)
    texts = sorted({*batch.statements, *batch.phrases})
    place = {t: i for i, t in enumerate(texts)}
    vectors = reader.texts(texts, masked)
    statements = vectors[[place[t] for t in batch.statements]]
    phrases = vectors[[place[t] for t in batch.phrases]]
    return batch, (*reader.mapped(claims), statements, phrases)


def thinned(pitch: Pitch, draw: np.random.Generator, keep: float) -> Pitch:
    """The pitch with each phrase kept at the chance `keep`, but at least one of a claim's answers."""

    def some(phrases: list[str], least: int) -> list[str]:
        kept = [x for x in phrases if draw.random() < keep]
        return kept if len(kept) >= least else [str(x) for x in draw.permutation(phrases)[:least]]

    return replace(pitch, answers=[some(a, 1) for a in pitch.answers], raises=[some(r, 0) for r in pitch.raises])


def lesson(known: Known, batch: Batch, vectors: Vectors) -> torch.Tensor:
    """The loss against the teacher, who reads what we read, plain: no context, no force, no maps."""

    def theirs(texts: list[str]) -> torch.Tensor:
        return torch.from_numpy(np.stack([known[t] for t in texts])).float()

    claims, _, statements, phrases = vectors
    c = theirs([c.text for p in batch.pitches for c in p.claims])
    s = theirs([t for p in batch.pitches for q in p.prospects for t in q.texts])
    p, apart = theirs(batch.phrases), 2 * torch.eye(len(c))
    pairs = [
        (0.3, claims @ statements.T, c @ s.T),
        (0.3, claims @ phrases.T, c @ p.T),
        (1.0, phrases @ statements.T, p @ s.T),
        (0.5, claims @ claims.T - apart, c @ c.T - apart),
    ]
    return taught(pairs)


def embed(reader: Reader, pitches: Sequence[Pitch]) -> dict[str, dict[str, np.ndarray]]:
    """By pitch id the `PARTS`, float32: statements of all its prospects in turn, phrases claim by claim."""
    reader.eval()
    out = {}
    with torch.no_grad(), base.half():
        for at in range(0, len(pitches), 8):
            some = pitches[at : at + 8]
            _, vectors = forward(reader, some)
            claims = [len(p.claims) for p in some]
            statements = [sum(len(q.texts) for q in p.prospects) for p in some]
            phrases = [sum(map(len, p.answers)) + sum(map(len, p.raises)) for p in some]
            parts = zip(vectors, (claims, claims, statements, phrases), strict=True)
            split = [v.float().split(n) for v, n in parts]
            for i, p in enumerate(some):
                out[p.id] = {name: part[i].numpy() for name, part in zip(PARTS, split, strict=True)}
    return out


def report(reader: Reader, pitches: Sequence[Pitch]) -> dict[str, dict[str, float]]:
    """Turn accuracy and right statement of the bare cosine, by family, by claim alone and with the catalogue."""
    held = embed(reader, pitches)

    def statements(p: Pitch, k: int) -> np.ndarray:
        at = sum(len(q.texts) for q in p.prospects[:k])
        return held[p.id]["statements"][at : at + len(p.prospects[k].texts)]

    def plain(p: Pitch, k: int) -> np.ndarray:
        return held[p.id]["answers"] @ statements(p, k).T

    def catalogue(p: Pitch, k: int) -> np.ndarray:
        scores, by_phrase, row = plain(p, k), held[p.id]["phrases"] @ statements(p, k).T, 0
        for i, (own, raises) in enumerate(zip(p.answers, p.raises, strict=True)):
            if own:
                scores[i] = 0.6 * by_phrase[row : row + len(own)].max(0) + 0.4 * scores[i]
            row += len(own) + len(raises)
        return scores

    figures = {}
    for family in sorted({p.family for p in pitches}):
        registers = ("notes", "plain") if family.startswith("u") else None
        for name, score in (("plain", plain), ("catalogue", catalogue)):
            found = turn_and_right([p for p in pitches if p.family == family], score, registers)
            figures[f"{family} {name}"] = {k: round(float(v), 3) for k, v in found.items()}
    return figures


class Run:
    """One training run: its reader, optimiser, running average of weights, and the step it is at."""

    def __init__(self, state: Path, recipe: Recipe, pitches: list[Pitch], known: Known) -> None:
        self.state, self.recipe, self.pitches, self.known = state, recipe, pitches, known
        torch.manual_seed(1)
        self.reader = reader = new_reader()
        groups = [
            {"params": list(reader.bert.parameters()), "lr": recipe.rate},
            {"params": [reader.answers, reader.aggravates], "lr": 5 * recipe.rate},
            {"params": [reader.scale, reader.offset], "lr": 0.02},
        ]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        self.per_epoch = math.ceil(len(pitches) / recipe.size)
        self.steps = self.per_epoch * recipe.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self.pace)
        self.average = {k: v.clone() for k, v in reader.state_dict().items()}
        self.step, self.loss = 0, 0.0
        if state.exists():
            self.resume()

    def pace(self, step: int) -> float:
        """Twenty steps of warming up, then down to almost nothing."""
        return min((step + 1) / 20, max(1 - step / self.steps, 0.02))

    def resume(self) -> None:
        """Go on from the saved state."""
        kept = torch.load(self.state, weights_only=True)
        for part in ("reader", "optimiser", "schedule"):
            getattr(self, part).load_state_dict(kept[part])
        self.average, self.step = kept["average"], kept["step"]

    def save(self) -> None:
        """Keep all that `resume` needs, whole or not at all."""
        kept = {part: getattr(self, part).state_dict() for part in ("reader", "optimiser", "schedule")}
        torch.save(kept | {"average": self.average, "step": self.step}, self.state.with_suffix(".part"))
        self.state.with_suffix(".part").replace(self.state)

    def batch(self) -> list[Pitch]:
        """This step's pitches: what it draws depends on the step alone, so that a resumed run draws the same."""
        torch.manual_seed(self.step)
        order = np.random.default_rng(self.step // self.per_epoch).permutation(len(self.pitches))
        at = self.step % self.per_epoch * self.recipe.size
        chosen = order[at : at + self.recipe.size]
        return [thinned(self.pitches[i], np.random.default_rng((self.step, i)), self.recipe.kept) for i in chosen]

    def advance(self) -> None:
        """One step."""
        reader = self.reader.train()
        with base.half():
            batch, vectors = forward(reader, self.batch(), self.recipe.masked)
        loss = supervised(batch, vectors, reader.scale, reader.offset) + 1.5 * lesson(self.known, batch, vectors)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 5.0)
        self.optimiser.step()
        self.schedule.step()
        self.step += 1
        decay = min(0.99, self.step / (self.step + 20))
        for k, v in reader.state_dict().items():
            self.average[k].mul_(decay).add_(v, alpha=1 - decay)
        self.loss += (loss.item() - self.loss) / min(self.step, 25)

    def averaged(self) -> Reader:
        """A reader with the running average of the weights: what is measured, and what ships."""
        reader = new_reader()
        reader.load_state_dict(self.average)
        return reader


def train(out: Path, known: Known, recipe: Recipe | None = None) -> None:
    """Writes the trained reader's state to `out`; the log and the resumable state lie beside it."""
    everything = train_pitches()
    pitches = [p for p in everything if p.family not in UNSEEN + LATER]
    fitting = [p for p in everything if p.family in FITTING]
    run = Run(out.with_suffix(".state"), recipe or Recipe(), pitches, known)
    saved = time.monotonic()
    with out.with_suffix(".log").open("a") as log:
        while run.step < run.steps:
            run.advance()
            if run.step % 10 == 0:
                print(f"{time.strftime('%H:%M:%S')} {run.step}/{run.steps} loss {run.loss:.3f}", file=log, flush=True)
            if time.monotonic() - saved > 240 or run.step == run.steps:
                run.save()
                saved = time.monotonic()
            if run.step % run.per_epoch == 0:
                for name, figures in report(run.averaged(), fitting).items():
                    print(run.step // run.per_epoch, name, figures, file=log, flush=True)
    torch.save(run.average, out)
