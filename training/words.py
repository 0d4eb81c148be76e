"""What words are compared by: the directions their vectors are kept in, and how rare each token is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from pitchcheck.judge.encoder import Network, table
from training.corpus import Pitch
from training.library import main_directions

SMALL = 128
"""Token vectors are kept in so many directions: on unseen pitches as good as all 384."""
DRAWN = 1500
"""Of how many texts the directions are found."""


def said(pitches: Sequence[Pitch]) -> list[str]:
    """Every context, statement and phrase, each once, as the encoder reads them."""
    contexts = {c.context for p in pitches for c in p.claims}
    statements = {t for p in pitches for q in p.prospects for t in q.statements}
    return sorted(contexts | statements | {t for p in pitches for some in (*p.answers, *p.raises) for t in some})


def rarity(ids: Iterable[Sequence[int]], vocabulary: int, silent: Sequence[int]) -> np.ndarray:
    """Of each token the logarithm of how few texts have it (inverse document frequency); 0 for the `silent` ones."""
    texts = list(ids)
    counts = Counter(i for text in texts for i in set(text))
    found = np.log(len(texts) / (1 + np.array([counts[i] for i in range(vocabulary)])))
    found[list(silent)] = 0
    return np.maximum(found, 0)


def build(pitches: Sequence[Pitch], folder: Path) -> None:
    """Writes `words.npz` beside the encoder that ships there, from what `pitches` say."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    texts = said(pitches)
    ids = [e.ids for e in tokenizer.encode_batch(texts)]
    silent = [tokenizer.token_to_id(name) for name in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")]
    weights = rarity(ids, tokenizer.get_vocab_size(), silent)
    network = Network(folder / "encoder.onnx", table(folder))
    drawn = np.random.default_rng(5).permutation(len(ids))[:DRAWN]
    tokens = np.concatenate([network.vectors(ids[i])[weights[ids[i]] > 0] for i in drawn])
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    small = main_directions(tokens, SMALL).astype(np.float16)
    np.savez(folder / "words.npz", rarity=weights.astype(np.float16), small=small)
