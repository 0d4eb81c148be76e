"""What all-mpnet-base-v2, five times our size, holds alike: the vectors that our encoder is taught with."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from training import base
from training.bert import pooled
from training.corpus import Pitch

Known = dict[str, np.ndarray]


def texts_of(pitch: Pitch) -> list[str]:
    """Claims, statements and phrases, bare."""
    statements = [t for q in pitch.prospects for t in q.texts]
    phrases = [x for a, r in zip(pitch.answers, pitch.raises, strict=True) for x in [*a, *r]]
    return [*(c.text for c in pitch.claims), *statements, *phrases]


def embed(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors [texts, 768], float16."""
    tokenizer, bert, out = base.tokenizer("mpnet", 96), base.mpnet().eval(), []
    with torch.no_grad(), base.half():
        for at in range(0, len(texts), 4096):
            ids = [e.ids for e in tokenizer.encode_batch(list(texts[at : at + 4096]))]
            means = torch.cat(pooled(bert, ids, [[(0, len(i))] for i in ids]))
            out.append(functional.normalize(means, dim=1).half().numpy())
    return np.concatenate(out)


def build(out: Path, pitches: Sequence[Pitch]) -> None:
    """Writes the vectors of everything said in `pitches`."""
    texts = sorted({t for p in pitches for t in texts_of(p)}, key=len)
    np.savez(out, texts=np.array(texts), vectors=embed(texts))


def load(path: Path) -> Known:
    """Text to vector."""
    held = np.load(path)
    return dict(zip(held["texts"].tolist(), held["vectors"], strict=True))
