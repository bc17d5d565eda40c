"""Writes the INT8 version of an ONNX graph: weights and activations in 8 bits, calibrated on real photographs."""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.errors import ExportFailed
from training.export.onnx_file import INPUT, Images

# Operators of the network's body. What comes after the last convolution (the change added to the photograph) and
# the image's own conversion stay in float, so that no 8-bit step shows in a flat area.
_QUANTIZED = ["Conv", "Relu", "MaxPool", "Concat", "Resize", "Add", "Mul", "GlobalAveragePool", "DepthToSpace"]
_KEPT_PERCENT = 99.999  # of the values lie between the steps; the few beyond would make every step coarser
_MOVES = "DepthToSpace"  # computes nothing: the last convolution's 8 bits are put in their places as they are


class _Photographs(CalibrationDataReader):
    def __init__(self, images: Iterable[Images]) -> None:
        self._images: Iterator[Images] = iter(images)

    def get_next(self) -> dict[str, Images] | None:  # type: ignore[override]  # the base class says dict, and takes None
        image = next(self._images, None)
        return None if image is None else {INPUT: image[np.newaxis]}


def write_int8(source: Path, path: Path, *, photographs: Iterable[Images], float_head: bool = False) -> None:
    """Quantize statically, per channel, in QDQ form.

    Args:
        source: the fp32 graph.
        path: to write.
        photographs: (H, W, 3) uint8 RGB, of sizes the network takes; some eight are enough, and all that they make
            of the network's values is kept in memory.
        float_head: leave the last convolution in float. Its 8 bits are steps of up to two shades, which two frames that
            hardly differ take apart: a steadier toon, a sixth slower.

    Raises:
        ExportFailed: the graph cannot be quantized.
    """
    logging.getLogger("root").addFilter(lambda record: "pre-processing" not in record.getMessage())
    try:
        # The library reports its progress on the terminal.
        with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()):
            prepared = Path(scratch) / "prepared.onnx"
            quant_pre_process(source, prepared, skip_symbolic_shape=True)
            quantize_static(
                prepared,
                path,
                _Photographs(photographs),
                quant_format=QuantFormat.QDQ,
                op_types_to_quantize=_QUANTIZED,
                nodes_to_exclude=_float_nodes(prepared, float_head=float_head),
                per_channel=True,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                # 7-bit weights: processors without VNNI add two products in 16 bits, which 8-bit weights overflow.
                reduce_range=True,
                calibrate_method=CalibrationMethod.Percentile,
                extra_options={"CalibPercentile": _KEPT_PERCENT},
            )
        onnx.checker.check_model(str(path))
    except (RuntimeError, ValueError, onnx.checker.ValidationError) as error:
        raise ExportFailed(f"The graph cannot be quantized: {str(error).splitlines()[0]}") from error


def _float_nodes(path: Path, *, float_head: bool) -> list[str]:
    """Names of the nodes that compute before the first convolution and after the last, or from the last on."""
    nodes = onnx.load(path).graph.node
    convolutions = [index for index, node in enumerate(nodes) if node.op_type == "Conv"]
    if not convolutions:
        raise ExportFailed("The graph has no convolution to quantize.")
    before = nodes[: convolutions[0]]
    if float_head:
        return [node.name for node in (*before, *nodes[convolutions[-1] :])]
    return [node.name for node in (*before, *nodes[convolutions[-1] + 1 :]) if node.op_type != _MOVES]
