"""How a model draws the same views at several distances: small and large in the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm

from core.generators.onnx import OnnxGenerator
from core.models.manifest import MANIFEST_NAME, read_manifest
from core.stills import draw_still
from training.augment import to_float
from training.data import read_square
from training.export.onnx_file import Generate, Images
from training.features import FeatureNetwork
from training.metrics import EVALUATION_PX, perceptual_distance, run, sharpness, style
from training.pairs import find_pairs

Figures = dict[str, float]


def across_scales(
    generate: Generate, root: Path, scales: Sequence[int], features: FeatureNetwork | None
) -> dict[int, Figures]:
    """Sharpness, and with features style and perceptual distance, by the side in px of the view that is given.

    Whatever the side, toon and target are compared at 256 px, as if both were seen from the same distance.

    Raises:
        DataInvalid: a pair cannot be read.
    """
    pairs = find_pairs(root).validation
    found: dict[int, list[Figures]] = {side: [] for side in scales}
    for pair in tqdm(pairs, desc="measuring", unit="pair", disable=None):
        wanted = to_float(read_square(pair.target, EVALUATION_PX))[None]
        for side in scales:
            found[side].append(_compared(generate, to_float(read_square(pair.photo, side))[None], wanted, features))
    return {side: _mean(figures) for side, figures in found.items()}


def as_the_app_draws(model: Path) -> Generate | None:
    """Draws each image as the app draws a photograph; None where that is at the image's own size.

    Args:
        model: an .onnx file, of a model folder or alone.

    Raises:
        AppError: the folder's manifest or the file cannot be read.
    """
    if not (model.parent / MANIFEST_NAME).is_file():
        return None
    manifest = read_manifest(model.parent)
    file = next((file for file in manifest.files if file.path == model.name), None)
    if file is None or manifest.size_rule.face_px is None:
        return None
    generator = OnnxGenerator(model, manifest, precision=file.precision)

    def generate(images: Images) -> Images:
        return np.stack([draw_still(generator, image) for image in images])

    return generate


def spread(figures: Mapping[int, Figures], name: str) -> float:
    """Largest less smallest over scales, as a share of the mean."""
    values = [of_scale[name] for of_scale in figures.values()]
    return (max(values) - min(values)) / float(np.mean(values))


def table(figures: Mapping[int, Figures]) -> str:
    """A column for each scale, a row for each figure."""
    names = list(next(iter(figures.values())))
    lines = [" " * 16 + "".join(f"{side:>6} px" for side in figures) + f"{'spread':>9}"]
    for name in names:
        values = "".join(f"{of_scale[name]:9.3f}" for of_scale in figures.values())
        lines.append(f"{name:16}{values}{spread(figures, name):9.1%}")
    return "\n".join(lines)


@torch.inference_mode()
def _compared(
    generate: Generate, photo: torch.Tensor, wanted: torch.Tensor, features: FeatureNetwork | None
) -> Figures:
    toon = run(generate, photo)
    size = (EVALUATION_PX, EVALUATION_PX)
    seen = functional.interpolate(toon, size, mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)
    figures = {"sharpness": float(sharpness(seen, wanted))}
    if features is not None:
        figures["style"] = float(style(seen, wanted, features))
        figures["perceptual"] = float(perceptual_distance(seen, wanted, features))
    return figures


def _mean(figures: Sequence[Figures]) -> Figures:
    return {name: float(np.mean([one[name] for one in figures])) for name in figures[0]}
