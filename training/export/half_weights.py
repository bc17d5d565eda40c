"""Keeps the weights of an fp32 graph in 16 bits: half the size, and computed in 32 bits as before."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.errors import ExportFailed


def halve_weights(path: Path) -> None:
    """Rewrite the file with every matrix of weights in 16 bits, which the runtime widens once, when it loads it.

    On a processor such a file is as quick as the fp32 one, where an fp16 graph, whose operators it has no kernels for,
    is a quarter slower. Biases and single numbers stay as they are.

    Raises:
        ExportFailed: a weight is beyond what 16 bits hold.
    """
    model = onnx.load(path)
    widened = [_halved(weights) for weights in model.graph.initializer if _is_matrix(weights)]
    nodes = [*widened, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def _is_matrix(weights: onnx.TensorProto) -> bool:
    return weights.data_type == TensorProto.FLOAT and len(weights.dims) > 1


def _halved(weights: onnx.TensorProto) -> onnx.NodeProto:
    """Put 16-bit weights in their place; returns the node that makes them what they were."""
    name = weights.name
    with np.errstate(over="ignore"):
        half = numpy_helper.to_array(weights).astype(np.float16)
    if not np.isfinite(half).all():
        raise ExportFailed(
            f"The weights {name} are beyond what 16 bits hold.", hint="Export the network without --half-weights."
        )
    weights.CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
    return helper.make_node("Cast", [weights.name], [name], to=TensorProto.FLOAT)
