"""Measures a model on the validation pairs of a folder, and shows its toons beside their targets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from PIL import Image
from torchvision.utils import make_grid, save_image
from tqdm import tqdm

from core.errors import AppError
from core.models.manifest import MANIFEST_NAME, read_manifest, verify_file
from core.models.places import bundled_models_dir
from training.augment import to_float
from training.data import read_square
from training.errors import SettingInvalid
from training.export.onnx_file import Generate, onnx_generate
from training.features import FeatureNetwork
from training.metrics import EVALUATION_PX, measure, run, steadiness
from training.pairs import PairFiles, find_pairs
from training.settings.weights import NONE

_FINEST_FIRST = ("fp32", "fp16", "int8")


def evaluate_file(model: Path, root: Path, *, feature_weights: str) -> dict[str, float]:
    """Metrics of a graph on the validation pairs at 256 x 256 px, averaged over the pairs.

    Args:
        model: the .onnx file.
        root: folder of pairs.
        feature_weights: of the SqueezeNet for the perceptual and the style distance: "hub", "none" (leave them
            out) or a safetensors file.

    Raises:
        SettingInvalid: the file is no toon model.
    """
    try:
        return evaluate(onnx_generate(model), root, feature_weights=feature_weights)
    except AppError:
        raise
    except Exception as error:  # ONNX Runtime's exceptions share no other base
        raise _no_toon_model(model) from error


def evaluate(generate: Generate, root: Path, *, feature_weights: str) -> dict[str, float]:
    """The same of a function that makes toons; see `evaluate_file`."""
    features = None if feature_weights == NONE else FeatureNetwork("squeezenet1_1", weights=feature_weights)
    files = find_pairs(root).validation
    pairs = list(_read_pairs(files, side_px=_as_large_as_they_are([pair.photo for pair in files])))
    return measure(generate, tqdm(pairs, desc="measuring", unit="pair", disable=None), features)


def steadiness_of(generate: Generate, photographs: Sequence[Path]) -> dict[str, float]:
    """`flicker` and `flicker_steady`, which need no targets, mean over photographs; empty without any."""
    side_px = _as_large_as_they_are(photographs) if photographs else 0
    found = [steadiness(generate, to_float(read_square(path, side_px))) for path in photographs]
    return {name: sum(figures[name] for figures in found) / len(found) for name in (found[0] if found else ())}


def write_sheet(model: Path, root: Path, path: Path) -> None:
    """Write a PNG of the validation pairs in columns: photograph, toon, target.

    Raises:
        SettingInvalid: it cannot be written there.
    """
    pairs = _read_pairs(find_pairs(root).validation, side_px=EVALUATION_PX)
    photos, targets = (torch.stack(side) for side in zip(*pairs, strict=True))
    toons = _one_by_one(onnx_generate(model), photos)
    try:
        save_image(make_grid(torch.cat([photos, toons, targets]), nrow=len(photos), padding=2), path, format="png")
    except OSError as error:
        raise SettingInvalid(
            f"{path} cannot be written: {error.strerror or error}.", hint="Give --sheet another place."
        ) from error


def _one_by_one(generate: Generate, photos: torch.Tensor) -> torch.Tensor:
    return torch.cat([run(generate, photo[None]) for photo in photos])


def _as_large_as_they_are(photographs: Sequence[Path]) -> int:
    """At which photographs are measured, px: twice the evaluation's size, but small ones are not enlarged to it.

    Enlarged ones are softer than any camera's: a toon of them looks too sharp beside the target, and its frames, which
    hardly differ, make every model flicker.
    """
    sides: list[int] = []
    for path in photographs:
        with Image.open(path) as image:
            sides += image.size
    return 2 * EVALUATION_PX if min(sides) >= 2 * EVALUATION_PX else EVALUATION_PX


def _read_pairs(files: Sequence[PairFiles], *, side_px: int) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    for pair in files:
        yield to_float(read_square(pair.photo, side_px)), to_float(read_square(pair.target, side_px))


def find_model_file(model: str, *, precision: str | None) -> Path:
    """The .onnx file that a person means: a file, a model folder, or the id of a bundled model.

    Raises:
        SettingInvalid: there is no such thing, or the folder has no ONNX file of this precision (None: of any, and
            the finest is taken).
        ManifestInvalid, ModelFileCorrupt: the folder is damaged.
    """
    given = Path(model)
    if given.is_file() and given.suffix.lower() == ".onnx":
        return given
    folder = _model_folder(given)
    graphs = {file.precision: file for file in read_manifest(folder).own_files if file.runtime == "onnx"}
    for wanted in (precision,) if precision else _FINEST_FIRST:
        if wanted in graphs:
            return verify_file(folder, graphs[wanted])
    raise SettingInvalid(
        f"{folder} has no ONNX file of precision {precision or 'fp32, fp16 or int8'}.",
        hint="Choose another --precision.",
    )


def _model_folder(given: Path) -> Path:
    """The folder that a path means, or that of the bundled model of this id."""
    for folder in (given, bundled_models_dir() / given):
        if (folder / MANIFEST_NAME).is_file():
            return folder
    raise SettingInvalid(
        f"{given} is no .onnx file, no model folder and no bundled model.",
        hint="Give a folder that `toonclip-train export` made, one of its .onnx files, or an id.",
    )


def _no_toon_model(model: Path) -> SettingInvalid:
    return SettingInvalid(
        f"{model} is not a model that takes `image` and returns `toon`.",
        hint="Give a file that `toonclip-train export` made.",
    )
