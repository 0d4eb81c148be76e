"""Puts what was trained where the package ships it."""

from pathlib import Path

import numpy as np
import torch

from training import base
from training.onnx_graph import Form, export, export_table
from training.pairs import PairNetwork
from training.reader import Reader


def ship(reader: Reader, folder: Path) -> None:
    """Writes the encoder (ONNX, int8) and its words' table, the claims' maps and the tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        export(reader.bert.eval(), folder / "encoder.onnx", Form(words=False))
        export_table(reader.bert, folder / "table.npz")
        maps = {"answers": reader.answers.detach().numpy(), "aggravates": reader.aggravates.detach().numpy()}
    np.savez(folder / "maps.npz", **{name: value.astype(np.float16) for name, value in maps.items()})
    base.tokenizer("minilm", 256).save(str(folder / "tokenizer.json"))


def ship_pairs(network: PairNetwork, folder: Path) -> None:
    """Writes the pair reader beside the encoder, whose words it shares: its layers (ONNX, int8) and its heads."""
    with torch.no_grad():
        export(network.bert.eval(), folder / "pairs.onnx", Form(words=False, first=True))
    heads = {name: getattr(network, name).detach().numpy() for name in ("pool", "shift", "head", "offset")}
    np.savez(folder / "pairs.npz", **heads | {"pool": heads["pool"].astype(np.float16)})
