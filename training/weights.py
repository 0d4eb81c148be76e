"""Puts what was trained where the package ships it."""

from pathlib import Path

import numpy as np
import torch

from training import base
from training.onnx_graph import export
from training.reader import Reader


def ship(reader: Reader, folder: Path) -> None:
    """Writes the encoder (ONNX, int8), the claims' maps and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        export(reader.bert.eval(), folder / "encoder.onnx")
        maps = {"answers": reader.answers.detach().numpy(), "aggravates": reader.aggravates.detach().numpy()}
    np.savez(folder / "maps.npz", **{name: value.astype(np.float16) for name, value in maps.items()})
    base.tokenizer("minilm", 256).save(str(folder / "tokenizer.json"))
