"""Graphs that look like networks from image to image, and do harm when they run. All are small files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

_FREE = ["N", 3, "H", "W"]


def save(
    path: Path,
    nodes: Sequence[NodeProto],
    weights: Sequence[TensorProto] = (),
    *,
    domains: Sequence[str] = (),
    shape: Sequence[int | str] = _FREE,
) -> Path:
    """A graph from `image` to `toon`, float32."""
    graph = helper.make_graph(
        list(nodes),
        "hostile",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("toon", TensorProto.FLOAT, None)],
        list(weights),
    )
    return save_model(path, graph, domains)


def save_model(path: Path, graph: GraphProto, domains: Sequence[str] = ()) -> Path:
    opsets = [helper.make_opsetid("", 17), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model: ModelProto = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    path.write_bytes(model.SerializeToString())
    return path


def inverter(path: Path, *, shape: Sequence[int | str] = _FREE) -> Path:
    """A harmless one: 1 - image."""
    return save(path, [helper.make_node("Sub", ["one", "image"], ["toon"])], [_scalar("one", 1.0)], shape=shape)


def endless(path: Path, *, from_height: int = 0) -> Path:
    """A loop of 9e18 rounds.

    Args:
        path: of the file.
        from_height: px; smaller images pass through unchanged, as those of a trial do.
    """
    loop = helper.make_node("Loop", ["rounds", "go_on", "image"], ["looped"], body=_body())
    if not from_height:
        last = helper.make_node("Identity", ["looped"], ["toon"])
        return save(path, [loop, last], [_integer("rounds", 9 * 10**18), _truth("go_on")])
    nodes = [
        helper.make_node("Shape", ["image"], ["shape"]),
        helper.make_node("Gather", ["shape", "two"], ["height"]),
        helper.make_node("Less", ["height", "limit"], ["is_small"]),
        helper.make_node("Where", ["is_small", "zero", "endless"], ["rounds"]),
        loop,
        helper.make_node("Identity", ["looped"], ["toon"]),
    ]
    weights = [_integer("two", 2), _integer("limit", from_height), _integer("zero", 0), _integer("endless", 9 * 10**18)]
    return save(path, nodes, [*weights, _truth("go_on")])


def waiting_for_white(path: Path, *, then: str) -> Path:
    """Harmless until a picture is nearly white, as no face is: it then never ends, or takes 50 GB.

    Args:
        path: of the file.
        then: "loop" or "swell".
    """
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], keepdims=0),
        helper.make_node("Greater", ["mean", "limit"], ["is_bright"]),
        helper.make_node("Less", ["mean", "most"], ["is_of_one"]),  # a trial gives it 0..255 too
        helper.make_node("And", ["is_bright", "is_of_one"], ["is_white"]),
        helper.make_node("Where", ["is_white", "many", "none"], ["times"]),
    ]
    many = 9 * 10**18 if then == "loop" else 12_500_000_000
    weights = [
        _scalar("limit", 0.97),
        _scalar("most", 1.01),
        _integer("many", many),
        _integer("none", 0),
        _truth("go_on"),
    ]
    if then == "loop":
        nodes.append(helper.make_node("Loop", ["times", "go_on", "image"], ["toon"], body=_body()))
        return save(path, nodes, weights)
    one = helper.make_tensor("v", TensorProto.FLOAT, [1], [1.0])
    nodes += [
        helper.make_node("Unsqueeze", ["times", "axis"], ["shape"]),
        helper.make_node("ConstantOfShape", ["shape"], ["ones"], value=one),
        helper.make_node("ReduceSum", ["ones"], ["sum"], keepdims=0),
        helper.make_node("Add", ["image", "sum"], ["toon"]),
    ]
    return save(path, nodes, [*weights, numpy_helper.from_array(np.array([0], np.int64), "axis")])


def huge(path: Path) -> Path:
    """50 GB of ones are added to the image."""
    nodes = [
        helper.make_node(
            "ConstantOfShape", ["many"], ["ones"], value=helper.make_tensor("v", TensorProto.FLOAT, [1], [1.0])
        ),
        helper.make_node("ReduceSum", ["ones"], ["sum"], keepdims=0),
        helper.make_node("Add", ["image", "sum"], ["toon"]),
    ]
    return save(path, nodes, [numpy_helper.from_array(np.array([12_500_000_000], np.int64), "many")])


def swelling(path: Path) -> Path:
    """Ones of two thousand times the image's sides: for a small image already some GB."""
    nodes = [
        helper.make_node("Shape", ["image"], ["shape"]),
        helper.make_node("Mul", ["shape", "times"], ["large"]),
        helper.make_node("ConstantOfShape", ["large"], ["ones"], value=helper.make_tensor("v", 1, [1], [1.0])),
        helper.make_node("ReduceSum", ["ones"], ["sum"], keepdims=0),
        helper.make_node("Add", ["image", "sum"], ["toon"]),
    ]
    return save(path, nodes, [numpy_helper.from_array(np.array([1, 1, 2000, 2000], np.int64), "times")])


def foreign_operator(path: Path) -> Path:
    """An operator of somebody's own library."""
    return save(path, [helper.make_node("Run", ["image"], ["toon"], domain="evil.ops")], domains=["evil.ops"])


def circle(path: Path) -> Path:
    """Two nodes that wait for each other."""
    return save(path, [helper.make_node("Add", ["image", "b"], ["toon"]), helper.make_node("Neg", ["toon"], ["b"])])


def weights_at(path: Path, location: str, *, size: int = 4) -> Path:
    """A weight in another file."""
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[size // 4], data_location=TensorProto.EXTERNAL)
    weight.external_data.add(key="location", value=location)
    return save(path, [helper.make_node("Add", ["image", "w"], ["toon"])], [weight])


def not_a_number(path: Path) -> Path:
    """0 / 0 everywhere."""
    nodes = [
        helper.make_node("Sub", ["image", "image"], ["zero"]),
        helper.make_node("Div", ["zero", "zero"], ["toon"]),
    ]
    return save(path, nodes)


def deep(path: Path, levels: int) -> Path:
    """Graphs in graphs, deeper than what writes them allows: as bytes."""
    content = b""
    for _ in range(levels):
        branch = _field(1, b"then_branch") + _field(6, content)
        content = _field(1, _field(4, b"If") + _field(1, b"yes") + _field(2, b"out") + _field(5, branch))
    shallow = ModelProto.FromString(save(path, [], [_truth("yes")]).read_bytes())
    graph = shallow.graph.SerializeToString() + content
    shallow.ClearField("graph")
    path.write_bytes(shallow.SerializeToString() + _field(7, graph))
    return path


def _field(number: int, content: bytes) -> bytes:
    """A field of Protocol Buffers that holds bytes."""
    length, header = len(content), bytearray([number << 3 | 2])
    while length > 0x7F:
        header.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes(header) + bytes([length]) + content


def _body() -> GraphProto:
    return helper.make_graph(
        [
            helper.make_node("Identity", ["goes"], ["goes_on"]),
            helper.make_node("Add", ["x", "x"], ["twice"]),
            helper.make_node("Mul", ["twice", "half"], ["same"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("step", TensorProto.INT64, []),
            helper.make_tensor_value_info("goes", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("goes_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("same", TensorProto.FLOAT, None),
        ],
        [_scalar("half", 0.5)],
    )


def _scalar(name: str, value: float) -> TensorProto:
    return numpy_helper.from_array(np.array(value, np.float32), name)


def _integer(name: str, value: int) -> TensorProto:
    return helper.make_tensor(name, TensorProto.INT64, [], [value])


def _truth(name: str) -> TensorProto:
    return helper.make_tensor(name, TensorProto.BOOL, [], [True])
