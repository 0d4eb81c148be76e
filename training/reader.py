"""The bi-encoder: one BERT for claims, statements and phrases, two linear maps on the claims' side."""

from collections.abc import Sequence

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional

from training.bert import Bert, pooled
from training.corpus import Claim


class Reader(nn.Module):
    """Unit vectors of texts; of claims two, mapped for what they answer and for what they aggravate."""

    def __init__(self, bert: Bert, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer
        width = bert.shape.width
        self.answers, self.aggravates = nn.Parameter(torch.eye(width)), nn.Parameter(torch.eye(width))
        # Scale and offset that turn a cosine into log-odds: claim answers, claim aggravates, phrase and claim mixed.
        self.scale = nn.Parameter(torch.full((4,), 10.0))
        self.offset = nn.Parameter(torch.full((4,), -6.0))

    def texts(self, texts: Sequence[str], masked: float = 0.0) -> torch.Tensor:
        """Each text whole: [texts, width], length 1."""
        ids = [self.mask(e.ids, masked) for e in self.tokenizer.encode_batch(list(texts))]
        return functional.normalize(torch.cat(pooled(self.bert, ids, [[(0, len(i))] for i in ids])), dim=1)

    def claims(self, claims: Sequence[Claim], masked: float = 0.0) -> torch.Tensor:
        """Each claim is the mean of its own tokens, read in its sentence and the one before; not normalised."""
        contexts = sorted({c.context for c in claims})
        encoded = self.tokenizer.encode_batch(contexts)
        where: dict[str, list[int]] = {c: [] for c in contexts}
        for i, claim in enumerate(claims):
            where[claim.context].append(i)
        spans = [
            [tokens_of(e.offsets, claims[i].start, claims[i].end) for i in where[c]]
            for c, e in zip(contexts, encoded, strict=True)
        ]
        parts = pooled(self.bert, [self.mask(e.ids, masked) for e in encoded], spans)
        order = [i for c in contexts for i in where[c]]
        return torch.cat(parts)[torch.tensor(order).argsort()]

    def mapped(self, claims: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """For what they answer and for what they aggravate, length 1."""
        with torch.autocast("cpu", enabled=False):
            return functional.normalize(claims @ self.answers, dim=1), functional.normalize(
                claims @ self.aggravates, dim=1
            )

    def mask(self, ids: list[int], share: float) -> list[int]:
        """The ids with that share of the inner ones hidden."""
        if not share:
            return ids
        hidden = self.tokenizer.token_to_id("[MASK]")
        drawn = torch.rand(len(ids)).tolist()
        return [
            hidden if d < share and 0 < i < len(ids) - 1 else t for i, (t, d) in enumerate(zip(ids, drawn, strict=True))
        ]


def tokens_of(offsets: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The [first, last) tokens that share a character with [start, end)."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
    return (inside[0], inside[-1] + 1) if inside else (0, len(offsets))
