"""Writes a network as an ONNX graph from image to image, and proves that it does what the network does."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort
import torch
from onnxscript import ir
from onnxscript.ir.passes.common import ClearMetadataAndDocStringPass
from torch import nn

from training.errors import ExportFailed

INPUT, OUTPUT = "image", "toon"
Images = npt.NDArray[np.uint8]
Generate = Callable[[Images], Images]
_OPSET = 18  # hard-swish and hard-sigmoid are single operators from 14 on; Resize is settled since 18
LARGEST_BYTES = 2**31 - 2**24  # bytes of weights: protobuf ends at 2 GiB, and the graph itself needs some
_TOLERANCE = 0.5  # of 255, mean: rounding may fall to the other side, nothing else may differ


class ImageGraph(nn.Module):
    """A network between uint8 images: conversion, clamp and rounding belong to the graph."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, H, W, 3) uint8 RGB -> the toon, the same."""
        toon = self.network(image.permute(0, 3, 1, 2).float() * (1 / 255)).clamp(0, 1)
        return (toon * 255).round().to(torch.uint8).permute(0, 2, 3, 1)


def write_onnx(network: nn.Module, path: Path, *, multiple_of: int) -> None:
    """Write the graph with free N, H and W, and check it against the network at three sizes.

    Raises:
        ExportFailed: the graph cannot be made, is not valid, or differs from the network.
    """
    write_graph(ImageGraph(network).eval(), path, multiple_of=multiple_of)
    try:
        apart = max(
            difference(network, path, height=rows * multiple_of, width=columns * multiple_of)
            for rows, columns in ((4, 4), (5, 8), (12, 9))
        )
    except Exception as error:  # ONNX Runtime's exceptions share no other base
        raise ExportFailed(f"The exported graph does not run: {str(error).splitlines()[0][:200]}") from error
    if apart > _TOLERANCE:
        raise ExportFailed(f"The ONNX graph differs from the network by {apart:.2f} of 255 on average.")


def write_graph(graph: ImageGraph, path: Path, *, multiple_of: int) -> None:
    """Write a valid ONNX file, without running it.

    Raises:
        ExportFailed: the graph cannot be made, or is not valid.
    """
    if not fits_one_file(graph):
        raise ExportFailed(
            f"The network's weights are {_size(graph) / 1e9:.1f} GB; an ONNX file holds 2 GB at most.",
            hint="Export it with --fp16 --without-fp32 and no --int8, or train a network with a smaller encoder.",
        )
    try:
        model = _exported(graph, multiple_of).model
        # The exporter notes at each operator which lines of Python on this computer it comes from.
        ClearMetadataAndDocStringPass()(model)
        # Not by the program's own method, which puts weights of 1.5 GB and more into a second file.
        ir.save(model, path)
        onnx.checker.check_model(str(path), full_check=True)
    except OSError:
        raise
    except Exception as error:  # the exporters' exceptions, and whatever a network raises, share no other base
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ExportFailed(f"The network cannot be written as ONNX: {first}") from error


def fits_one_file(network: nn.Module) -> bool:
    """Whether the weights, in the precision that they have, are few enough for a single ONNX file."""
    return _size(network) <= LARGEST_BYTES


def _size(network: nn.Module) -> int:
    return sum(weights.nbytes for weights in network.state_dict().values())


def _exported(graph: ImageGraph, multiple_of: int) -> torch.onnx.ONNXProgram:
    example = torch.randint(0, 256, (2, 4 * multiple_of, 6 * multiple_of, 3), dtype=torch.uint8)
    rows, columns = torch.export.Dim("rows", min=1, max=1024), torch.export.Dim("columns", min=1, max=1024)
    free = {INPUT: {0: torch.export.Dim("batch"), 1: multiple_of * rows, 2: multiple_of * columns}}
    # The exporter reports its progress on the terminal and warns of its own workings.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            # Traced beforehand: within the ONNX exporter some layers take other ways, which need fixed sizes.
            torch.export.export(graph, (example,), dynamic_shapes=free),
            dynamo=True,
            input_names=[INPUT],
            output_names=[OUTPUT],
            opset_version=_OPSET,
            verbose=False,
        )
    if program is None:
        raise ExportFailed("The exporter returned no graph.")
    return program


def difference(network: nn.Module, path: Path, *, height: int, width: int) -> float:
    """Mean absolute difference, 0..255, between PyTorch and ONNX Runtime on a smooth random image."""
    seeds = np.random.default_rng(height * width).integers(0, 256, (1, 3, 8, 8)).astype(np.float32)
    smooth = torch.nn.functional.interpolate(torch.from_numpy(seeds), size=(height, width), mode="bilinear")
    image = smooth.round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    return mean_difference(onnx_generate(path)(image), torch_generate(network)(image))


def mean_difference(found: Images, wanted: Images) -> float:
    """Mean absolute difference of two uint8 arrays of one shape, 0..255."""
    return float(np.abs(found.astype(np.int16) - wanted.astype(np.int16)).mean())


def torch_generate(network: nn.Module) -> Generate:
    """A function (N, H, W, 3) uint8 RGB -> the same, that runs a network of (N, 3, H, W) RGB in 0..1."""
    graph = ImageGraph(network).eval()

    def generate(images: Images) -> Images:
        with torch.inference_mode():
            return graph(torch.from_numpy(images)).numpy()

    return generate


def onnx_generate(path: Path, *, threads: int | None = None) -> Generate:
    """A function (N, H, W, 3) uint8 RGB -> the same, that runs an ONNX file on the processor."""
    options = ort.SessionOptions()
    options.log_severity_level = 3
    if threads:
        options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def generate(images: Images) -> Images:
        (toon,) = session.run([OUTPUT], {INPUT: np.ascontiguousarray(images)})
        return np.asarray(toon)

    return generate
