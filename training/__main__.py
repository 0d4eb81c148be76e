"""Makes the weights that ship, from base weights and corpus: `python -m training [--out FOLDER]`.

Stages run in order; one whose result is there already is skipped, and the training of the encoder and of the pair
reader goes on from its last saved state. Everything in between lies in build/training. Needs the packages in
training/requirements.txt; the pair reader wants a GPU.
"""

import argparse
import os
import pickle
import time
from collections.abc import Callable, Iterable
from pathlib import Path

# Set before torch is loaded: without them two processes spin against each other, and kernels are compiled anew.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "20000")

import numpy as np
import torch

from pitchcheck.judge.encoder import Encoder
from pitchcheck.judge.library import Library
from pitchcheck.judge.pairs import PairReader
from training import encoder, library, pair_data, pairs, score, tagger, tagger_data, teacher, weights, words
from training.corpus import CORPUS, EXTRA, Pitch, blind_pitches, train_pitches

FURTHER = (0.35, 0.68, 0.85)
"""Which share of the families further on more strangers are looked for, so that each such pitch has met a dozen."""
WORK = Path("build/training")
OUT = Path("pitchcheck/judge/weights")


def stage(name: str, result: Path, make: Callable[[], None]) -> None:
    """Run one stage unless its result is there; say what it took."""
    if result.exists():
        print(f"{name}: {result} is there already", flush=True)
        return
    began = time.monotonic()
    make()
    print(f"{name}: {(time.monotonic() - began) / 60:.1f} minutes", flush=True)


def trained(path: Path) -> encoder.Reader:
    """The reader as it was trained."""
    reader = encoder.new_reader()
    reader.load_state_dict(torch.load(path, weights_only=True))
    return reader


def embed(path: Path, out: Path) -> None:
    """Vectors of everything in train/, for the library and the score."""
    found = encoder.embed(trained(path), train_pitches())
    with out.open("wb") as file:
        pickle.dump(found, file)


def build_library(vectors: Path, out: Path) -> None:
    """The library, from all catalogues of train/."""
    held, lending = encoder.UNSEEN, [p for p in train_pitches() if p.family not in encoder.LATER]
    library.build(lending, pickle.loads(vectors.read_bytes()), held, out)  # noqa: S301 (written above)


def write_pairs(vectors: Path, folder: Path, out: Path) -> None:
    """Pitches as the pair reader's training sees them."""
    pair_data.build(train_pitches(), pickle.loads(vectors.read_bytes()), folder, out)  # noqa: S301 (written above)


def build_pairs(model: Path, written: Path, folder: Path) -> None:
    """The pair reader, from the encoder's layers and with its words."""
    weights.ship_pairs(pairs.train(trained(model).bert, written, WORK / "pairs.state"), folder)


def build_score(folder: Path) -> None:
    """The score, on pitches that neither encoder nor library knows, read with the weights that ship."""
    reader, everything = Encoder(folder), train_pitches()
    fitting, beside, in_a_row = (
        [p for p in everything if p.family in families]
        for families in (encoder.FITTING, encoder.BESIDE, encoder.IN_A_ROW)
    )
    lent = Library(folder / "library.npz", without=encoder.HELD_OUT + encoder.FITTING)
    lent_beside = Library(folder / "library.npz", without=encoder.UNSEEN)

    blind, blind_beside = list(blind_pitches(fitting)), list(blind_pitches(beside))
    met = (fitting + blind, lent), (beside[::3] + blind_beside, lent_beside)

    def read(pitches: Iterable[Pitch], lender: Library) -> list[score.Case]:
        return list(score.cases(pitches, reader, lender))

    material = score.Material(
        held=read(fitting, lent),
        strange=[case for pitches, lender in met for case in read(score.strangers(pitches), lender)],
        beside=read(beside, lent_beside),
        in_a_row=read(in_a_row, lent_beside),
        stranger=[
            case
            for share in FURTHER
            for pitches, lender in met
            for case in read(score.strangers(pitches, share), lender)
        ],
        blind=read(blind, lent) + read(blind_beside, lent_beside),
    )
    models, networks = score.build(material, reader, PairReader(folder))
    np.savez_compressed(folder / "network.npz", **networks)
    (folder / "score.json").write_text(models, encoding="utf-8")


def main() -> None:
    """All stages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    WORK.mkdir(parents=True, exist_ok=True)
    lessons, model, vectors = WORK / "teacher.npz", WORK / "encoder.pt", WORK / "vectors.pkl"
    written = WORK / "pair_data.pkl"
    everything = train_pitches()
    fresh = [p for p in everything if p.family not in encoder.UNSEEN + encoder.LATER]
    stage("teacher", lessons, lambda: teacher.build(lessons, fresh))
    stage("encoder", model, lambda: encoder.train(model, teacher.load(lessons)))
    stage("vectors", vectors, lambda: embed(model, vectors))
    stage("weights", args.out / "encoder.onnx", lambda: weights.ship(trained(model), args.out))
    stage("words", args.out / "words.npz", lambda: words.build(fresh, args.out))
    stage("library", args.out / "library.npz", lambda: build_library(vectors, args.out / "library.npz"))
    stage("pair data", written, lambda: write_pairs(vectors, args.out, written))
    stage("pairs", args.out / "pairs.onnx", lambda: build_pairs(model, written, args.out))
    stage("score", args.out / "score.json", lambda: build_score(args.out))
    stage(
        "tagger",
        args.out / "tagger.onnx",
        lambda: tagger.build(tagger_data.read(CORPUS, EXTRA), args.out, WORK, tagger.Recipe()),
    )


if __name__ == "__main__":
    main()
