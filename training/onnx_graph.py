"""Writes a `Bert` as an ONNX graph with int8 weights: ids [texts, tokens] -> vectors [texts, tokens, width], float32.

Weights have one scale an output channel. Products with them are of whole numbers, which processors do several times
faster than of float32 and which come out the same on all of them: a token's values are written in numbers of 7 bits at
a scale of the token's own. So nothing about a text depends on what else is read beside it, as it does where one scale
serves all that is read in a run. 7 bits, since a processor without VNNI adds two products in 16 bits: 2 x 127 x 127
stays inside. Each value is the sum of two such numbers, high and low (cosine to float32 above 0.99999): with one, what
another processor's last bits change would be seen (training/README.md). Texts of a run are equally long, so that
nothing is padded.

Of a network that is asked for the first token's vector alone (`Form.first`), the last layer works that out alone.

The words' table is half of a small network. Networks that have the same words share one, which then stands beside
their graphs: these take the words' vectors [texts, tokens, width] in place of ids.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.bert import Bert, Shape

OPSET = 20
MICROSOFT = "com.microsoft"
"""Where onnxruntime keeps the operators that ONNX has not: here the product of whole numbers with its scales."""


def int8(value: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """A matrix as int8, and its scales: one for all that lies along ``axis``, which stays, one long."""
    scale = np.maximum(np.abs(value).max(axis, keepdims=True), 1e-12).astype(np.float32) / 127
    return np.rint(value / scale).astype(np.int8), scale


@dataclass(frozen=True)
class Form:
    """In which form a network is written: whether it has its `words`, and whether it gives the `first` token's vector
    alone [texts, 1, width]."""

    words: bool = True
    first: bool = False


class Graph:
    """Nodes and initialisers as they are added; each method returns the name of what it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.held: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        """A named array."""
        self.held.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], **attributes: object) -> str:
        """An operator; returns its only output."""
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def rows(self, name: str, value: np.ndarray, ids: str) -> str:
        """Rows `ids` of a table kept as int8 with a scale for each row."""
        small, scale = int8(value, axis=1)
        table, scales = self.constant(f"{name}.int8", small), self.constant(f"{name}.scale", scale)
        picked = self.node("Cast", [self.node("Gather", [table, ids])], to=TensorProto.FLOAT)
        return self.node("Mul", [picked, self.node("Gather", [scales, ids])])

    def linear(self, x: str, name: str, state: dict[str, np.ndarray]) -> str:
        """A matrix product, of `x`'s high and of its low numbers with int8 weights, and its bias."""
        high, low, scale = self.two_numbers(x)
        small, scales = int8(state[f"{name}.weight"].T, axis=0)
        weight, columns = self.constant(f"{name}.int8", small), self.constant(f"{name}.scale", scales[0])
        products = [
            self.node("MatMulIntegerToFloat", [part, weight, size, columns, "middle"], domain=MICROSOFT)
            for part, size in ((high, "whole"), (low, "part"))
        ]
        product = self.node("Mul", [self.node("Add", products), self.node("Unsqueeze", [scale, "last"])])
        return self.node("Add", [product, self.constant(f"{name}.bias", state[f"{name}.bias"])])

    def two_numbers(self, x: str) -> tuple[str, str, str]:
        """`x` [tokens, width] as (high + low / 127) x scale [tokens]: both uint8, 64 standing for zero."""
        largest = self.node("ReduceMax", [self.node("Abs", [x]), "last"], keepdims=0)
        scale = self.node("Mul", [self.node("Max", [largest, "least"]), "a_63rd"])
        zero = self.node("Expand", ["middle", self.node("Shape", [scale])])
        high = self.node("QuantizeLinear", [x, scale, zero], axis=0)
        rest = self.node("Sub", [x, self.node("DequantizeLinear", [high, scale, zero], axis=0)])
        low = self.node("QuantizeLinear", [rest, self.node("Mul", [scale, "part"]), zero], axis=0)
        return high, low, scale

    def norm(self, x: str, name: str, state: dict[str, np.ndarray], eps: float) -> str:
        """Layer normalisation."""
        weight, bias = (self.constant(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", [x, weight, bias], epsilon=eps, axis=-1)


def by_heads(graph: Graph, x: str, shape: str, count: int) -> Iterator[str]:
    """`x` in that `shape` [texts, tokens, count, heads, width of a head], as so many [texts, heads, tokens, width]."""
    apart = graph.node("Transpose", [graph.node("Reshape", [x, shape])], perm=[2, 0, 3, 1, 4])
    for i in range(count):
        yield graph.node("Squeeze", [graph.node("Gather", [apart, f"index{i}"], axis=0), "index0"])


def attention(graph: Graph, qkv: tuple[str, ...], name: str, state: dict[str, np.ndarray]) -> str:
    """Self-attention of one layer, projected back; not yet added to what came in."""
    q, k, v = qkv
    scores = graph.node("MatMul", [q, graph.node("Transpose", [k], perm=[0, 1, 3, 2])])
    seen = graph.node("Softmax", [graph.node("Mul", [scores, "shrink"])], axis=-1)
    mixed = graph.node("Transpose", [graph.node("MatMul", [seen, v])], perm=[0, 2, 1, 3])
    return graph.linear(graph.node("Reshape", [mixed, "in_a_row"]), f"{name}.out", state)


def layer(graph: Graph, came: tuple[str, str], name: str, state: dict[str, np.ndarray], eps: float) -> str:
    """What a layer gives, of what came in and of what its attention made of it."""
    x = graph.norm(graph.node("Add", list(came)), f"{name}.norm1", state, eps)
    inner = graph.node("Gelu", [graph.linear(x, f"{name}.up", state)])
    return graph.norm(graph.node("Add", [x, graph.linear(inner, f"{name}.down", state)]), f"{name}.norm2", state, eps)


def of_first(graph: Graph, x: str, form: str, name: str, state: dict[str, np.ndarray]) -> tuple[str, tuple[str, ...]]:
    """The first tokens of `x` [texts, width], and the one query and all keys and values that their layer asks for.

    `form` is [texts, tokens].
    """
    for part in ("weight", "bias"):
        q, *kv = np.split(state[f"{name}.qkv.{part}"], 3)
        state |= {f"{name}.q.{part}": q, f"{name}.kv.{part}": np.concatenate(kv)}
    whole, by_head = (graph.node("Concat", [form, end], axis=0) for end in ("width", "heads_2"))
    first = graph.node("Gather", [graph.node("Reshape", [x, whole]), "index0"], axis=1)
    first = graph.node("Reshape", [first, "in_a_row"])
    query = by_heads(graph, graph.linear(first, f"{name}.q", state), "by_head_first", 1)
    return first, (*query, *by_heads(graph, graph.linear(x, f"{name}.kv", state), by_head, 2))


def constants(graph: Graph, shape: Shape) -> None:
    """What the operators of all layers go by."""
    head = shape.width // shape.heads
    graph.constant("in_a_row", np.array([-1, shape.width]))
    for count in (2, 3):
        graph.constant(f"heads_{count}", np.array([count, shape.heads, head]))
    graph.constant("by_head_first", np.array([-1, 1, 1, shape.heads, head]))
    graph.constant("first", np.array([-1, 1, shape.width]))
    graph.constant("width", np.array([shape.width]))
    graph.constant("shrink", np.float32(head**-0.5))
    numbers = {"whole": 1, "part": 1 / 127, "a_63rd": 1 / 63, "least": 1e-12}
    for name, value in numbers.items():
        graph.constant(name, np.float32(value))
    graph.constant("middle", np.uint8(64))
    graph.constant("last", np.array([-1]))
    for name, value in {"index0": [0], "index1": [1], "index2": [2], "zero": 0, "one": 1}.items():
        graph.constant(name, np.array(value))


def embedded(graph: Graph, given: str, state: dict[str, np.ndarray], form: Form, eps: float) -> str:
    """The tokens' vectors before any layer: [texts x tokens, width]."""
    count = graph.node("Squeeze", [graph.node("Shape", [given], start=1, end=2), "index0"])
    places = graph.node("Range", ["zero", count, "one"])
    x = graph.rows("words", state["words.weight"], given) if form.words else given
    x = graph.node("Add", [x, graph.rows("positions", state["positions.weight"], places)])
    return graph.norm(graph.node("Reshape", [x, "in_a_row"]), "norm", state, eps)


def build(bert: Bert, form: Form) -> onnx.ModelProto:
    """The whole graph; without its words it takes their vectors [texts, tokens, width], so called, in place of ids."""
    shape = bert.shape
    assert not shape.distances, "MPNet is a teacher only"
    state = {k: v.detach().float().numpy() for k, v in bert.state_dict().items()}
    graph = Graph()
    constants(graph, shape)
    given, axes = ("ids", ["texts", "tokens"]) if form.words else ("words", ["texts", "tokens", shape.width])
    texts_and_tokens = graph.node("Shape", [given], end=2)
    by_head = graph.node("Concat", [texts_and_tokens, "heads_3"], axis=0)
    x = embedded(graph, given, state, form, shape.eps)
    for i in range(shape.layers):
        name = f"layers.{i}"
        if form.first and i == shape.layers - 1:
            x, qkv = of_first(graph, x, texts_and_tokens, name, state)
        else:
            qkv = tuple(by_heads(graph, graph.linear(x, f"{name}.qkv", state), by_head, 3))
        x = layer(graph, (x, attention(graph, qkv, name, state)), name, state, shape.eps)
    whole = "first" if form.first else graph.node("Concat", [texts_and_tokens, "width"], axis=0)
    graph.nodes.append(helper.make_node("Reshape", [x, whole], ["vectors"]))
    asked = {name for node in graph.nodes for name in node.input}
    kind = TensorProto.INT64 if form.words else TensorProto.FLOAT
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "bert",
            [helper.make_tensor_value_info(given, kind, axes)],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", "of_each", shape.width])],
            [one for one in graph.held if one.name in asked],
        ),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)],
        ir_version=9,
    )


def export(bert: Bert, path: Path, form: Form) -> None:
    """Write it; the same weights give the same bytes."""
    model = build(bert, form)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


def exported(path: Path) -> dict[str, np.ndarray]:
    """The state that was written to `path` in its whole form, as int8 numbers and their scales hold it, float32."""
    held = {i.name: numpy_helper.to_array(i) for i in onnx.load(path).graph.initializer}
    state = {name: value for name, value in held.items() if name.endswith((".weight", ".bias"))}
    for stem in (name.removesuffix(".int8") for name in held if name.endswith(".int8")):
        value = held[f"{stem}.int8"].astype(np.float32) * held[f"{stem}.scale"]
        state[f"{stem}.weight"] = value.T if f"{stem}.bias" in held else value
    return state


def export_table(bert: Bert, path: Path) -> None:
    """Write the words that a graph without them takes, to the last bit those it would have had."""
    rows, scales = int8(bert.words.weight.detach().float().numpy(), axis=1)
    np.savez(path, rows=rows, scales=scales)
