"""The shipped networks in torch, for the one benchmark that asks what they would take there. Never shipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from pitchcheck.judge.encoder import Table
from training.bert import Bert, Shape


class Network:
    """The same weights as ``pitchcheck.judge.encoder.Network``, as float32 in torch on one thread."""

    def __init__(self, path: Path, table: Table | None = None) -> None:
        torch.set_num_threads(1)
        held = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer}
        if table:
            held |= {"words.int8": table.rows, "words.scale": table.scales}
        layers = 1 + max(int(name.split(".")[1]) for name in held if name.startswith("layers."))
        vocabulary, width = held["words.int8"].shape
        self._bert = Bert(Shape(layers=layers, width=width, vocabulary=vocabulary)).eval()
        self._bert.load_state_dict({name: torch.tensor(_weight(held, name)) for name in self._bert.state_dict()})

    def vectors(self, ids: Sequence[int]) -> np.ndarray:
        """The vectors of one text's tokens: [tokens, width]."""
        with torch.inference_mode():
            return self._bert(torch.tensor([list(ids)]))[0].numpy()


def _weight(held: dict[str, np.ndarray], name: str) -> np.ndarray:
    if name in held:
        return held[name]
    stored, _, part = name.rpartition(".")
    if stored.endswith(".qkv") and f"{stored}.bias" not in held:  # a last layer that asks for its first token alone
        both = (_weight(held, f"{stored.removesuffix('qkv')}{own}.{part}") for own in ("q", "kv"))
        return np.concatenate(list(both))
    value = held[f"{stored}.int8"].astype(np.float32) * held[f"{stored}.scale"]
    return value if stored in ("words", "positions") else np.ascontiguousarray(value.T)
