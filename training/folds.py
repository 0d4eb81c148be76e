"""More for the score to learn from: pitches as an encoder reads them that was not taught with them.

The encoder that ships knows its own pitches by heart (README.md), so the score can learn nothing from those. A third of
the families is kept from another encoder, trained for two epochs only; that third, as it reads it, is what unseen
pitches look like. So it is done for `COUNT` of the three thirds.
"""

import pickle
from collections.abc import Sequence
from pathlib import Path

import torch

from pitchcheck.judge.encoder import Encoder
from pitchcheck.judge.library import Library
from training import encoder, library, score, weights, words
from training.corpus import Pitch
from training.teacher import Known

COUNT, EPOCHS = 2, 2


def kept_out(fold: int, families: Sequence[str]) -> tuple[str, ...]:
    """Every third family, stories and ordinary ones apart."""
    stories, others = ([f for f in sorted(families) if f.startswith("t") is which] for which in (True, False))
    return (*stories[fold::3], *others[fold::3])


def build(fold: int, pitches: Sequence[Pitch], known: Known, folder: Path, out: Path) -> None:
    """Trains that fold's encoder in `folder`, and writes the cases of what it was kept from to `out`."""
    held = kept_out(fold, sorted({p.family for p in pitches} - set(encoder.UNSEEN)))
    unseen = encoder.UNSEEN + held
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / "encoder.pt"
    if not model.exists():
        encoder.train(model, known, encoder.Recipe(epochs=EPOCHS), unseen)
    reader = encoder.new_reader()
    reader.load_state_dict(torch.load(model, weights_only=True))
    weights.ship(reader, folder)
    words.build([p for p in pitches if p.family not in unseen], folder)
    library.build(pitches, encoder.embed(reader, pitches), unseen, folder / "library.npz")
    lent = Library(folder / "library.npz", without=encoder.HELD_OUT + encoder.FITTING + held)
    cases = list(score.cases([p for p in pitches if p.family in held], Encoder(folder), lent))
    out.write_bytes(pickle.dumps(cases))
