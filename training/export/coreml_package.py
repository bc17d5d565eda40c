"""Adds a CoreML package to a model folder: written, executed against the ONNX graph, hashed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from core.models.manifest import ModelFile, SizeRule, file_sha256
from training.errors import ExportFailed
from training.export.coreml import Size, package_sizes, write_coreml
from training.export.mil import MilProgram, RgbImage, largest_difference
from training.export.onnx_file import Generate

PACKAGE_NAME = "model.mlpackage"
_TOLERANCE = 2.0  # of 255, mean: what fp16 costs a network of ordinary depth, several times over


@dataclass(frozen=True)
class CoremlPackage:
    """A package in a model folder.

    Attributes:
        file: its entry for the manifest.
        sizes: (width, height) that it takes, px, the default first.
        int8_weights: whether its weights are INT8; fp16 otherwise.
        difference: to the ONNX graph, mean of 0..255, at the worst of its sizes.
    """

    file: ModelFile
    sizes: tuple[Size, ...]
    int8_weights: bool
    difference: float

    @property
    def remark(self) -> str:
        """For the card."""
        sizes = ", ".join(f"{width}x{height}" for width, height in self.sizes)
        weights = "weights in INT8; " if self.int8_weights else ""
        return f"{weights}takes {sizes}; differs from the ONNX graph by at most {self.difference:.3f} of 255 on average"


def add_coreml(
    network: nn.Module,
    folder: Path,
    *,
    sizes: Sequence[Size],
    rule: SizeRule,
    int8_weights: bool = False,
    generate: Generate,
    sample: RgbImage,
) -> CoremlPackage:
    """Write `folder/model.mlpackage` and prove that it does what the ONNX graph does.

    Args:
        network: (N, 3, H, W) RGB in 0..1 -> the same.
        folder: of the model.
        sizes: (width, height) that the package is to take, px; empty: `package_sizes` of the rule.
        rule: of the network.
        int8_weights: store the weights in INT8 instead of fp16.
        generate: the ONNX graph.
        sample: (H, W, 3) uint8 RGB to compare on.

    Raises:
        SettingInvalid: no coremltools, or a size the rule forbids; nothing was written.
        ExportFailed: it cannot be converted, cannot be checked, or differs.
    """
    path = folder / PACKAGE_NAME
    taken = write_coreml(network, path, sizes=sizes or package_sizes(rule), rule=rule, int8_weights=int8_weights)
    too_coarse = "Export without --coreml-int8."
    too_large = "The network's values leave the range of 16-bit numbers; export without --coreml."
    difference = proven(path, generate, sample, hint=too_coarse if int8_weights else too_large)
    file = ModelFile(runtime="coreml", precision="fp16", path=PACKAGE_NAME, sha256=file_sha256(path))
    return CoremlPackage(file, taken, int8_weights, difference)


def proven(package: Path, generate: Generate, sample: RgbImage, *, hint: str) -> float:
    """Execute a package at each of its sizes; returns its mean difference to the ONNX graph at the worst, 0..255.

    Args:
        package: the .mlpackage.
        generate: the ONNX graph.
        sample: (H, W, 3) uint8 RGB to compare on.
        hint: what to do when it differs.

    Raises:
        ExportFailed: it cannot be executed, or differs.
    """
    difference = largest_difference(MilProgram(package), generate, sample)
    if difference > _TOLERANCE:
        raise ExportFailed(
            f"The CoreML package differs from the ONNX graph by {difference:.2f} of 255 on average.", hint=hint
        )
    return difference
