"""Writes the half-precision version of a network's ONNX graph: for graphics cards, at half the size."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn

from core.models.manifest import SizeRule
from training.errors import ExportFailed
from training.export.coreml import package_sizes
from training.export.onnx_file import Generate, Images, mean_difference, onnx_generate, write_onnx

_TOLERANCE = 2.0  # of 255, mean: what 16 bits cost a network of ordinary depth, several times over


class HalfNetwork(nn.Module):
    """A copy of a network that computes in 16 bits; what it is given and returns has 32."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = copy.deepcopy(network).half()

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) RGB in 0..1 -> what the network makes of it."""
        return self.network(image.half()).float()


def write_fp16(network: nn.Module, path: Path, *, rule: SizeRule, generate: Generate, sample: Images) -> float:
    """Write the graph, run it in ONNX Runtime and compare it with the fp32 one.

    ONNX Runtime's processor kernels compute many operators in 32 bits; the comparison with PyTorch, which rounds every
    value to 16, is what shows values that leave the range.

    Args:
        network: (N, 3, H, W) RGB in 0..1 -> the same.
        path: of the file to write.
        rule: which sizes the network takes.
        generate: the fp32 graph.
        sample: (1, H, W, 3) uint8 RGB, stretched to landscape, portrait and square.

    Returns:
        The difference to the fp32 graph at the worst of the sizes: mean of 0..255.

    Raises:
        ExportFailed: it cannot be written, or differs from the network.
    """
    try:
        write_onnx(HalfNetwork(network), path, multiple_of=rule.multiple_of)
    except ExportFailed as error:
        raise _failed(error.message) from error
    half = onnx_generate(path)
    images = [np.array(Image.fromarray(sample[0]).resize(size))[np.newaxis] for size in package_sizes(rule)]
    apart = max(mean_difference(half(image), generate(image)) for image in images)
    if apart > _TOLERANCE:
        raise _failed(f"It differs from the fp32 graph by {apart:.2f} of 255 on average.")
    return apart


def _failed(reason: str) -> ExportFailed:
    return ExportFailed(
        f"The half-precision graph cannot be made. {reason}",
        hint="If the network's values leave the range of 16-bit numbers, export without --fp16.",
    )
