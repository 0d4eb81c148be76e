"""Builds the library that ships: all catalogues of the corpus's train part, embedded, near-duplicates merged."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pitchcheck.judge.score import FORCES
from training.corpus import Pitch

Embedded = dict[str, dict[str, np.ndarray]]
SAME = 0.9
"""Two features whose claims are nearer than this are one."""
DIRECTIONS, CLAIM_DIRECTIONS = 80, 112
"""Phrases and claims are kept in so many dimensions: on unseen pitches as good as all 384, and a third of the size."""
BANK = 1500


def packed(lines: Sequence[str]) -> np.ndarray:
    """Lines of text as compressed bytes."""
    return np.frombuffer(zlib.compress("\n".join(" ".join(x.split()) for x in lines).encode(), 9), np.uint8)


def int8(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows as int8 and each row's scale."""
    scale = np.maximum(np.abs(vectors).max(1), 1e-9) / 127
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float16)


def main_directions(vectors: np.ndarray, count: int) -> np.ndarray:
    """The directions in which they differ most: [width, count]."""
    return np.linalg.svd(vectors.T @ vectors)[0][:, :count]


def merged(claims: np.ndarray) -> np.ndarray:
    """For each claim the first claim that it is the same as, or itself."""
    first = np.arange(len(claims))
    for at in range(0, len(claims), 1000):
        near = claims[at : at + 1000] @ claims.T >= SAME
        first[at : at + 1000] = np.minimum(near.argmax(1), np.arange(at, at + len(near)))
    return first[first]


def sample(vectors: np.ndarray, allowed: np.ndarray, seed: int) -> np.ndarray:
    """A bank of int8 vectors drawn from the allowed rows."""
    chosen = np.random.default_rng(seed).permutation(np.flatnonzero(allowed))[:BANK]
    return int8(vectors[chosen])[0]


def build(pitches: Sequence[Pitch], embedded: Embedded, held_out: Sequence[str], out: Path) -> None:
    """Writes the library. Families `held_out` lend phrases (which can be left out) but are in no bank."""
    families = sorted({p.family for p in pitches})
    products = sorted({p.industry for p in pitches})
    claims = np.concatenate([embedded[p.id]["answers"] for p in pitches])
    harms = np.concatenate([embedded[p.id]["aggravates"] for p in pitches])
    vectors = np.concatenate([embedded[p.id]["phrases"] for p in pitches])
    first = merged(claims)
    rows = [(row, x, r, families.index(p.family)) for row, x, r, p in phrases_of(pitches)]
    owner = first[[row for row, _, _, _ in rows]]
    features, owner = np.unique(owner, return_inverse=True)
    raises = np.array([r for _, _, r, _ in rows])
    order = np.lexsort((raises, owner))
    family = np.array([f for _, _, _, f in rows])
    family_of_claim = np.concatenate([[families.index(p.family)] * len(p.claims) for p in pitches])
    open_claim = ~np.isin(family_of_claim, [families.index(f) for f in held_out])
    open_phrase = ~np.isin(family, [families.index(f) for f in held_out])
    directions = main_directions(vectors[::4], DIRECTIONS)
    claim_directions = main_directions(claims[::4], CLAIM_DIRECTIONS)
    small, scale = int8(vectors[order] @ directions)
    statements, forces = bank_of_statements(pitches, embedded, held_out)
    texts = [c.text for p in pitches for c in p.claims]
    kinds = [products.index(p.industry) for p in pitches for _ in p.claims]
    np.savez_compressed(
        out,
        families=packed(families), products=packed(products),
        features=packed([texts[i] for i in features]), product=np.array(kinds)[features].astype(np.uint16),
        phrases=packed([rows[i][1] for i in order]), owner=owner[order].astype(np.uint16),
        raises=raises[order], family=family[order].astype(np.uint8),
        claim_vectors=int8(claims[features] @ claim_directions)[0],
        claim_directions=claim_directions.astype(np.float16),
        phrase_vectors=small, phrase_scale=scale, directions=directions.astype(np.float16),
        claims_bank=sample(claims, open_claim, 1), harms_bank=sample(harms, open_claim, 1),
        phrases_bank=sample(vectors, open_phrase & ~raises, 2), raises_bank=sample(vectors, open_phrase & raises, 3),
        statement_vectors=statements, statement_forces=forces,
    )  # fmt: skip


def phrases_of(pitches: Sequence[Pitch]) -> list[tuple[int, str, bool, Pitch]]:
    """Every phrase in the order it is embedded in: its claim's row, its text, whether it is raised, its pitch."""
    out, row = [], 0
    for pitch in pitches:
        for answers, raises in zip(pitch.answers, pitch.raises, strict=True):
            out += [(row, x, False, pitch) for x in answers] + [(row, x, True, pitch) for x in raises]
            row += 1
    return out


def bank_of_statements(
    pitches: Sequence[Pitch], embedded: Embedded, held_out: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """A bank of statements, and the rank of each one's force."""
    usable = [p for p in pitches if p.family not in held_out]
    vectors = np.concatenate([embedded[p.id]["statements"] for p in usable])
    names = [force.value for force in FORCES]
    forces = np.array([names.index(f) for p in usable for q in p.prospects for f in q.forces])
    chosen = np.random.default_rng(4).permutation(len(vectors))[: 2 * BANK]
    return int8(vectors[chosen])[0], forces[chosen].astype(np.uint8)
