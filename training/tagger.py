"""Trains the tagger: spans of claims and statements, and what each span is. Stopped, it goes on from where it was.

    python -m training.tagger --out FOLDER                (`python -m training` does it too, after the encoder)
    python -m training.tagger --out FOLDER --from FOLDER  (the one that stands there learns on, by `FURTHER`)

One encoder (all-MiniLM-L6-v2) under two softmaxes over begin/inside/outside and one small layer over span means.
Everything is learnt at once, because one encoder costs no quality and halves what ships. Seeds are fixed; the log
holds losses and, after each epoch, the figures on what tunes.
"""

import argparse
import json
import random
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional as F  # noqa: N812 (the name everybody knows)

from pitchcheck.judge.claims import LEAD
from pitchcheck.judge.tagger import Mark, Tag, Tagger, windows
from training import base
from training.bert import Bert
from training.onnx_graph import Form, export, exported
from training.tagger_data import (
    FORCES,
    KINDS,
    RECORDED,
    UNKNOWN,
    WHOS,
    Corpus,
    Example,
    Label,
    Swapper,
    asked_for,
    read,
    roughen,
)
from training.tagger_score import alone, best_reluctance, spotted

FIELDS = {"kind": len(KINDS), "force": len(FORCES), "who": len(WHOS), "worded": 2}
WEIGHTS = {"kind": 0.4, "force": 0.8, "who": 0.4, "worded": 0.7}
EVEN = {"rep": 0.0, "prospect": 0.0, "notes": 0.0}


@dataclass(frozen=True)
class Recipe:
    """How long, how fast, and of what.

    `claims` is how often an epoch reads a sentence of a pitch (0.5: half of them), `lone` one as if it were all there
    is, `whole` a pitch in one go, `short` a sentence of a short pitch, `talked`, `heard` and `notes` a rep's turn in
    the corpus's calls, a prospect's, and one of its documents, `recorded` turns and documents of those that sound as
    recorded, `alone` a statement that stands for itself; `said` is how many statements of profiles it reads, and
    `tokens` make a batch. The heads learn `heads` times as fast as the encoder, of which the upper `layers` learn (all
    of it: None). Where it learns on, what is kept is `share` of what it came to and the rest of what it began from.
    """

    epochs: int = 7
    rate: float = 1.5e-4
    heads: float = 10
    layers: int | None = None
    tokens: int = 3200
    claims: float = 0.5
    lone: float = 0.15
    whole: float = 0.4
    talked: float = 4
    heard: float = 3
    notes: float = 10
    short: float = 3
    alone: float = 1
    recorded: tuple[float, float] = (1, 2)
    said: int = 8000
    share: float = 1
    seed: int = 7


FURTHER = Recipe(
    epochs=4,
    rate=6e-5,
    heads=2,
    layers=4,
    short=2,
    tokens=2400,
    claims=0.12,
    whole=0.08,
    talked=0.15,
    heard=0.2,
    notes=0.3,
    alone=0.1,
    recorded=(0.15, 0.2),
    said=900,
    share=0.6,
)
"""How a tagger that was trained already learns texts that have come since, the short pitches: a little of all it knew
beside them, or it forgets."""


class Heads(nn.Module):
    """Six tag logits a piece (O, B, I of claims, then of statements); thirteen a span, from its mean and its window."""

    def __init__(self, width: int, inner: int = 256) -> None:
        super().__init__()
        self.tags = nn.Linear(width, 6)
        self.inner = nn.Linear(2 * width, inner)
        self.span = nn.Linear(inner, sum(FIELDS.values()))
        self.drop = nn.Dropout(0.1)

    def spans(self, means: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        """Logits of kind, force, who and worded, side by side: [spans, 13]."""
        return self.span(self.drop(F.gelu(self.inner(torch.cat([means, first], dim=-1)))))


@dataclass
class Item:
    """A window ready for the encoder: `tags` per piece (`UNKNOWN` outside the target), spans with their labels."""

    ids: list[int]
    tags: list[int]
    statement: bool
    spans: list[tuple[int, int, Label]]


def items(tokenizer: Tokenizer, example: Example) -> list[Item]:
    """The windows of one example."""
    found = []
    for window in windows(tokenizer, example.mark, example.text, example.context):
        item = Item(window.ids, [UNKNOWN] * len(window.ids), example.mark is not Mark.REP, [])
        places = [(window.shift + i, a, b) for i, (a, b) in enumerate(window.offsets)]
        for place, _, _ in places if example.tagged else []:
            item.tags[place] = Tag.OUTSIDE
        for start, end, label in example.spans():
            inside = [(place, a) for place, a, b in places if a < end and b > start]
            if inside:
                item.spans.append((inside[0][0], inside[-1][0] + 1, label))
                _tag(item.tags, inside, start, tagged=example.tagged)
        found.append(item)
    return found


def _tag(tags: list[int], inside: list[tuple[int, int]], start: int, *, tagged: bool) -> None:
    """Marks a span's pieces, with a begin where the window holds its start."""
    for place, at in inside if tagged else []:
        tags[place] = Tag.BEGIN if place == inside[0][0] and at >= start - 1 else Tag.INSIDE


def loss_of(bert: Bert, heads: Heads, batch: list[Item]) -> torch.Tensor:
    """Cross-entropy of the tags, and of every field of every span that its source tells."""
    longest = -(-max(len(item.ids) for item in batch) // 8) * 8  # few shapes: each costs the matrix library memory
    ids = torch.tensor([item.ids + [0] * (longest - len(item.ids)) for item in batch])
    vectors = bert(ids).float()
    logits = heads.tags(heads.drop(vectors)).view(len(batch), longest, 2, 3)
    side = torch.tensor([int(item.statement) for item in batch])
    tags = torch.tensor([item.tags + [UNKNOWN] * (longest - len(item.tags)) for item in batch])
    loss = known(logits[torch.arange(len(batch)), :, side].reshape(-1, 3), tags.reshape(-1))
    spans = [(row, *span) for row, item in enumerate(batch) for span in item.spans]
    if spans:
        parts = heads.spans(*pooled(vectors, spans)).split(list(FIELDS.values()), dim=1)
        for name, part in zip(FIELDS, parts, strict=True):
            loss = loss + WEIGHTS[name] * known(part, torch.tensor([getattr(label, name) for *_, label in spans]))
    return loss


def known(logits: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over what is known; 0 where nothing is."""
    if not (wanted >= 0).any():
        return logits.sum() * 0
    return F.cross_entropy(logits, wanted, ignore_index=UNKNOWN)


def pooled(vectors: torch.Tensor, spans: list[tuple[int, int, int, Label]]) -> tuple[torch.Tensor, torch.Tensor]:
    """The mean of each span's vectors, and the first vector of its window; as products, whose gradients are cheap."""
    batch, longest, width = vectors.shape
    mean, first = torch.zeros(2, len(spans), batch, longest)
    for i, (row, start, end, _) in enumerate(spans):
        mean[i, row, start:end] = 1 / (end - start)
        first[i, row, 0] = 1
    flat = vectors.reshape(-1, width)
    return mean.flatten(1) @ flat, first.flatten(1) @ flat


def batches(corpus: Corpus, tokenizer: Tokenizer, recipe: Recipe, epoch: int) -> list[list[Item]]:
    """One epoch in batches of like length, in an order that its number decides."""
    rng = random.Random(recipe.seed + epoch)  # noqa: S311 (an order, not a secret)
    swap = Swapper(corpus.said)
    turns, documents = recipe.recorded
    chosen = [
        *often(corpus.claims, recipe.claims, rng),
        *(replace(one, context=LEAD) for one in often(corpus.claims, recipe.lone, rng)),
        *often(corpus.whole, recipe.whole, rng),
        *often(corpus.short, recipe.short, rng),
        *often_by_sound(corpus.talked, recipe.talked, turns, rng),
        *often(corpus.alone, recipe.alone, rng),
        *often(corpus.said, min(1, recipe.said / len(corpus.said)), rng),
        *asked_for(corpus.claims, rng, recipe.said // 8),
    ]
    heard = often_by_sound(corpus.heard, recipe.heard, turns, rng)
    heard += often_by_sound(corpus.notes, recipe.notes, documents, rng)
    chosen += [swap(example, rng, 0.5) for example in heard]
    ready = [item for example in chosen for item in items(tokenizer, roughen(example, rng))]
    ready.sort(key=lambda item: len(item.ids) + rng.random() * 6)
    made: list[list[Item]] = [[]]
    for item in ready:
        if made[-1] and (len(made[-1]) + 1) * len(item.ids) > recipe.tokens:
            made.append([])
        made[-1].append(item)
    rng.shuffle(made)
    return made


def often(examples: list[Example], times: float, rng: random.Random) -> list[Example]:
    """All of them as often as `times` is whole, and of its rest so large a share of them."""
    return examples * int(times) + rng.sample(examples, round(times % 1 * len(examples)))


def often_by_sound(examples: list[Example], times: float, recorded: float, rng: random.Random) -> list[Example]:
    """The corpus's examples `times` often, those that sound as recorded `recorded` often."""
    sounds = [e for e in examples if e.source[:2] in RECORDED]
    others = [e for e in examples if e.source[:2] not in RECORDED]
    return often(others, times, rng) + often(sounds, recorded, rng)


def learning(bert: Bert, layers: int | None) -> list[nn.Parameter]:
    """What of it learns: the upper `layers`, or all but the words' table, of which few rows are ever read here."""
    bert.requires_grad_(layers is None)
    bert.words.requires_grad_(requires_grad=False)
    for layer in bert.layers[len(bert.layers) - layers :] if layers else ():
        layer.requires_grad_(requires_grad=True)
    return [p for p in bert.parameters() if p.requires_grad]


class Plain:
    """The network as torch has it, for `Tagger`: what ships is measured against it."""

    def __init__(self, bert: Bert) -> None:
        self.bert = bert.eval()

    @torch.no_grad()
    def vectors(self, ids: list[int]) -> np.ndarray:
        """The vectors of one text's tokens."""
        return self.bert(torch.tensor([ids]))[0].float().numpy()


def weights_of(heads: Heads) -> dict[str, np.ndarray]:
    """The heads' matrices as run time multiplies them, [in, out]."""
    return {k: v.detach().float().numpy().T.copy() for k, v in heads.state_dict().items()}


def as_tagger(bert: Bert, heads: Heads, tokenizer: Tokenizer, reluctance: dict[str, float]) -> Tagger:
    """What is being trained, as the run-time that will ship it."""
    return Tagger(Plain(bert), tokenizer, weights_of(heads), reluctance, keep=8192)  # type: ignore[arg-type]


def figures(reader: Tagger, corpus: Corpus, few: int | None = None) -> dict[str, dict[str, float]]:
    """Span F1, and what matched spans are called, on (at most `few` of each of) the examples of `corpus`."""
    rng = random.Random(1)  # noqa: S311
    parts = {name: getattr(corpus, name) for name in ("claims", "whole", "short", "talked", "heard", "notes")}
    report = {name: spotted(reader, rng.sample(part, min(few or len(part), len(part)))) for name, part in parts.items()}
    report["said"] = alone(reader, rng.sample(corpus.said, min(few or 500, len(corpus.said))))
    report["alone"] = alone(reader, corpus.alone)
    return report


class Trainer:
    """The model, its optimiser, and where it stands; saved every few minutes."""

    def __init__(self, recipe: Recipe, learn: Corpus, tokenizer: Tokenizer, state: Path) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.learn, self.tokenizer, self.state = recipe, learn, tokenizer, state
        self.bert = base.minilm()
        self.heads = Heads(self.bert.shape.width)
        self.body = learning(self.bert, recipe.layers)
        heads = {"params": self.heads.parameters(), "lr": recipe.heads * recipe.rate}
        groups = [{"params": self.body, "lr": recipe.rate}, heads]
        self.optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
        total = recipe.epochs * len(batches(learn, tokenizer, recipe, 0))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda s: min(1.0, (s + 1) / 60) * max(0.02, 1 - s / (1.02 * total))
        )
        self.epoch = self.done = 0
        if state.exists():
            self.load_state_dict(torch.load(state, weights_only=False))

    def begin_from(self, folder: Path) -> None:
        """Begin with the tagger that stands in `folder`, unless this one has begun."""
        if self.epoch == self.done == 0:
            self.mean_with(folder, 0)

    def mean_with(self, folder: Path, share: float) -> None:
        """`share` of what was learnt, and the rest of the tagger that stands in `folder`."""
        heads = np.load(folder / "tagger.heads.npz")
        kept = exported(folder / "tagger.onnx"), {name: heads[name].T for name in heads}
        for network, held in zip((self.bert, self.heads), kept, strict=True):
            own = network.state_dict()
            network.load_state_dict({n: share * own[n] + (1 - share) * torch.tensor(held[n]) for n in held})

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on."""
        parts = {name: getattr(self, name).state_dict() for name in ("bert", "heads", "optimiser", "schedule")}
        return parts | {"epoch": self.epoch, "done": self.done, "rng": torch.get_rng_state()}

    def load_state_dict(self, kept: dict[str, Any]) -> None:
        """Go on from there."""
        for name in ("bert", "heads", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(kept[name])
        self.epoch, self.done = kept["epoch"], kept["done"]
        torch.set_rng_state(kept["rng"])

    def save(self) -> None:
        """Write the state beside the old one, then put it in its place."""
        torch.save(self.state_dict(), self.state.with_suffix(".part"))
        self.state.with_suffix(".part").replace(self.state)

    def step(self, batch: list[Item]) -> float:
        """One batch; its loss."""
        self.bert.train()
        self.heads.train()
        with base.half():
            loss = loss_of(self.bert, self.heads, batch)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.body, 1.0)
        self.optimiser.step()
        self.schedule.step()
        return loss.item()

    def run(self, tune: Corpus, log: Path) -> None:
        """Every epoch that is left."""
        saved = time.monotonic()
        while self.epoch < self.recipe.epochs:
            losses: list[float] = []
            for batch in batches(self.learn, self.tokenizer, self.recipe, self.epoch)[self.done :]:
                losses.append(self.step(batch))
                self.done += 1
                if self.done % 50 == 0:
                    note(log, epoch=self.epoch, step=self.done, loss=round(float(np.mean(losses[-50:])), 4))
                if time.monotonic() - saved > 180:
                    self.save()
                    saved = time.monotonic()
            self.epoch, self.done = self.epoch + 1, 0
            self.save()
            note(log, epoch=self.epoch, tune=figures(self.tagger(), tune, few=120))

    def tagger(self, reluctance: dict[str, float] = EVEN) -> Tagger:
        """What has been learnt so far."""
        self.heads.eval()
        return as_tagger(self.bert, self.heads, self.tokenizer, reluctance)


def note(log: Path, **what: object) -> None:
    """One line of the log."""
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"at": time.strftime("%H:%M:%S"), **what}, default=float) + "\n")


def build(parts: dict[str, Corpus], out: Path, work: Path, recipe: Recipe, begin: Path | None = None) -> None:
    """Train on what `read` gave, choose how readily spans are found, and write tagger.onnx, tagger.heads.npz and
    tagger.json to `out`.

    It begins with the base's weights, or with the tagger that stands in `begin`.
    """
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = base.tokenizer("minilm", 256)
    log = work / "tagger.log"
    trainer = Trainer(recipe, parts["learn"], tokenizer, work / f"tagger{'.further' * bool(begin)}.state")
    if begin:
        trainer.begin_from(begin)
    note(log, recipe=asdict(recipe), threads=torch.get_num_threads())
    trainer.run(parts["tune"], log)
    if begin:
        trainer.mean_with(begin, recipe.share)
    reluctance = best_reluctance(trainer.tagger(), parts["tune"])
    export(trainer.bert, out / "tagger.onnx", Form())
    np.savez(out / "tagger.heads.npz", **weights_of(trainer.heads))
    (out / "tagger.json").write_text(json.dumps({"reluctance": reluctance}, indent=1) + "\n", encoding="utf-8")
    if not (out / "tokenizer.json").exists():
        tokenizer.save(str(out / "tokenizer.json"))
    note(log, reluctance=reluctance, torch=figures(trainer.tagger(reluctance), parts["held"]))
    note(log, onnx=figures(Tagger.load(out), parts["held"]))


def main() -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    parser.add_argument("--extra", type=Path, default=Path("training/extra"))
    parser.add_argument("--out", type=Path, default=Path("pitchcheck/judge/weights"))
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--from", type=Path, dest="begin", help="a folder with a tagger that shall learn on")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    recipe = FURTHER if options.begin else Recipe()
    recipe = replace(recipe, epochs=options.epochs or recipe.epochs)
    build(read(options.corpus, options.extra), options.out, options.work, recipe, options.begin)


if __name__ == "__main__":
    main()
