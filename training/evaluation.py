"""Measures an ONNX model on the validation pairs of a folder."""

from __future__ import annotations

from pathlib import Path

from training.augment import to_float
from training.data import find_pairs, read_square
from training.export.onnx_file import onnx_generate
from training.features import FeatureNetwork
from training.metrics import measure
from training.weights import NONE

EVALUATION_PX = 256


def evaluate_file(model: Path, root: Path, *, feature_weights: str) -> dict[str, float]:
    """Metrics of a graph on the validation pairs at 256 x 256 px, averaged over the pairs.

    Args:
        model: the .onnx file.
        root: folder of pairs.
        feature_weights: of the SqueezeNet for the perceptual distance: "hub", "none" (leave it out) or a file.
    """
    features = None if feature_weights == NONE else FeatureNetwork("squeezenet1_1", weights=feature_weights)
    pairs = (
        (
            to_float(read_square(root / "input" / name, EVALUATION_PX)),
            to_float(read_square(root / "target" / name, EVALUATION_PX)),
        )
        for name in find_pairs(root).validation
    )
    return measure(onnx_generate(model), pairs, features)
