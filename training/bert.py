"""A BERT encoder in plain torch: no padding between length buckets, bfloat16 where the processor has it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

Attend = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""Queries, keys and values to what is seen: all [..., heads, width of a head], with whatever tokens stand in before."""


def padded(bias: torch.Tensor) -> Attend:
    """Attention within [batch, tokens]; `bias` is added to what it sees."""

    def attend(*projected: torch.Tensor) -> torch.Tensor:
        q, k, v = (x.transpose(1, 2) for x in projected)
        # Plain products: on a CPU, the backward pass of torch's fused attention takes half of the whole step.
        seen = torch.softmax(q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5 + bias, dim=-1)
        return (seen.to(v.dtype) @ v).transpose(1, 2)

    return attend


def end_to_end(starts: torch.Tensor, longest: int) -> Attend:
    """Attention within each of the texts that stand one after the other in [tokens]: for a GPU, in half precision."""
    from torch.nn.attention.varlen import varlen_attn

    def attend(*projected: torch.Tensor) -> torch.Tensor:
        q, k, v = (x.contiguous() for x in projected)
        return varlen_attn(q, k, v, starts, starts, longest, longest)

    return attend


class Layer(nn.Module):
    """Self-attention and a feed-forward network, each with its residual and norm behind it."""

    def __init__(self, width: int, heads: int, inner: int, eps: float, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=eps)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=eps)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, attend: Attend) -> torch.Tensor:
        """Token vectors in and out: [..., width]."""
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).unbind(-3)
        x = self.norm1(x + self.drop(self.out(attend(q, k, v).flatten(-2))))
        return self.norm2(x + self.drop(self.down(functional.gelu(self.up(x)))))


@dataclass(frozen=True)
class Shape:
    """What tells the encoders apart. MPNet adds a learnt bias by distance to its attention.

    `dropout` is the share of what each layer adds that is left out in training.
    """

    layers: int
    width: int = 384
    heads: int = 12
    inner: int = 1536
    vocabulary: int = 30522
    pad: int = 0
    eps: float = 1e-12
    distances: int = 0
    dropout: float = 0.0


class Bert(nn.Module):
    """Token vectors [batch, tokens, width] of token ids [batch, tokens] padded with `shape.pad`."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(512, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.eps)
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.heads, shape.inner, shape.eps, shape.dropout) for _ in range(shape.layers)
        )
        self.distance = nn.Embedding(shape.distances, shape.heads) if shape.distances else None

    def forward(self, ids: torch.Tensor, words: torch.Tensor | None = None) -> torch.Tensor:
        """`words` are the vectors of `ids`' words where the caller looked them up already."""
        x = (self.words(ids) if words is None else words) + self.positions.weight[: ids.shape[1]]
        dtype = torch.bfloat16 if torch.is_autocast_enabled("cpu") else x.dtype
        x = self.norm(x).to(dtype)
        bias = torch.zeros(ids.shape, dtype=dtype).masked_fill(ids == self.shape.pad, -1e4)[:, None, None, :]
        if self.distance is not None:
            near = self.distance(buckets(ids.shape[1], self.shape.distances)).permute(2, 0, 1)[None]
            bias = (bias + near.to(dtype)).contiguous()
        attend = padded(bias)
        for layer in self.layers:
            x = layer(x, attend)
        return x

    def end_to_end(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The same of texts that stand one after the other, without padding: [tokens] -> [tokens, width], on a GPU."""
        starts = functional.pad(lengths.cumsum(0), (1, 0))
        place = torch.arange(len(ids), device=ids.device)
        place = place - torch.repeat_interleave(starts[:-1], lengths, output_size=len(ids))
        x = self.norm(self.words(ids) + self.positions.weight[place])
        attend = end_to_end(starts.int(), int(lengths.max()))
        for layer in self.layers:
            x = layer(x, attend)
        return x


def buckets(length: int, count: int) -> torch.Tensor:
    """MPNet's bucket of each pair of places: half of `count` for either side, exact near by, logarithmic to 128."""
    place = torch.arange(length)
    away = place[:, None] - place[None, :]
    side = (away < 0).long() * (count // 2)
    away, exact = away.abs(), count // 4
    far = exact + (torch.log(away.clamp(min=1).float() / exact) / math.log(128 / exact) * (count // 2 - exact)).long()
    return side + torch.where(away < exact, away, far.clamp(max=count // 2 - 1))


LAYER = {"out": "attention.output.dense", "norm1": "attention.output.LayerNorm",
         "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}  # fmt: skip
MPNET_LAYER = LAYER | {"out": "attention.attn.o", "norm1": "attention.LayerNorm"}


def from_hugging_face(state: dict[str, torch.Tensor], shape: Shape) -> Bert:
    """A `Bert` from a BertModel's or MPNetModel's state; BERT's one token type is folded into the positions."""
    state = {k.removeprefix("bert.").removeprefix("mpnet."): v.float() for k, v in state.items()}
    positions, mpnet = state["embeddings.position_embeddings.weight"], bool(shape.distances)
    own = {
        "words.weight": state["embeddings.word_embeddings.weight"],
        "positions.weight": positions[2:] if mpnet else positions + state["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": state["embeddings.LayerNorm.weight"],
        "norm.bias": state["embeddings.LayerNorm.bias"],
    }
    if mpnet:
        own["distance.weight"] = state["encoder.relative_attention_bias.weight"]
    heads = (
        [f"attention.attn.{x}" for x in "qkv"] if mpnet else [f"attention.self.{x}" for x in ("query", "key", "value")]
    )
    for i in range(shape.layers):
        at = f"encoder.layer.{i}."
        for part in ("weight", "bias"):
            own[f"layers.{i}.qkv.{part}"] = torch.cat([state[f"{at}{x}.{part}"] for x in heads])
            names = MPNET_LAYER if mpnet else LAYER
            own |= {f"layers.{i}.{mine}.{part}": state[f"{at}{theirs}.{part}"] for mine, theirs in names.items()}
    bert = Bert(shape)
    bert.load_state_dict(own)
    return bert


LENGTHS = (*range(8, 33, 4), *range(40, 65, 8), *range(80, 513, 16))


def batches(lengths: list[int], tokens: int = 4096) -> list[tuple[list[int], int, int]]:
    """Groups of like length: the indices, and the rows and tokens to pad to.

    Few distinct sizes, because oneDNN compiles its kernels for each size that it has not seen.
    """
    groups: list[tuple[list[int], int]] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        length = next(n for n in LENGTHS if n >= lengths[i])
        if (
            groups
            and (groups[-1][1] == length or len(groups[-1][0]) < 8)
            and (len(groups[-1][0]) + 1) * length <= tokens
        ):
            groups[-1] = ([*groups[-1][0], i], length)
        else:
            groups.append(([i], length))
    return [(group, -(-len(group) // 8) * 8, length) for group, length in groups]


def pooled(
    bert: Bert, ids: list[list[int]], spans: list[list[tuple[int, int]]], tokens: int = 4096
) -> list[torch.Tensor]:
    """For each text the means of its token `spans` (a list of [first, last) per text): [spans, width], float32."""
    out: list[torch.Tensor | None] = [None] * len(ids)
    # Looked up once for all texts: the gradient of the whole vocabulary is then made once, not once a group.
    known = torch.tensor(sorted({bert.shape.pad, *(t for text in ids for t in text)}))
    words = bert.words(known)
    for group, height, longest in batches([len(x) for x in ids], tokens):
        padded = torch.full((height, longest), bert.shape.pad)
        for row, i in enumerate(group):
            padded[row, : len(ids[i])] = torch.tensor(ids[i])
        vectors = bert(padded, words[torch.searchsorted(known, padded)])
        weights = torch.zeros(sum(len(spans[i]) for i in group), longest)
        owner, at = [], 0
        for row, i in enumerate(group):
            for first, last in spans[i]:
                weights[at, first:last] = 1 / max(last - first, 1)
                owner.append(row)
                at += 1
        means = torch.bmm(weights[:, None].to(vectors.dtype), vectors[owner])[:, 0].float()
        for i, part in zip(group, means.split([len(spans[i]) for i in group]), strict=True):
            out[i] = part
    return out  # type: ignore[return-value]
