"""Adds a smaller network to a model folder: its INT8 file draws small images, which a slow processor asks for."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np
from PIL import Image

from core.models.manifest import (
    Lighter,
    ModelFile,
    ModelManifest,
    file_sha256,
    read_manifest,
    verify_file,
    write_manifest,
)
from training.checkpoint import load_checkpoint
from training.errors import ExportFailed, SettingInvalid
from training.evaluation import evaluate_file
from training.export.folder import calibration_images, replacing
from training.export.int8 import write_int8
from training.export.onnx_file import Images, mean_difference, onnx_generate, write_onnx
from training.export.request import ExportRequest, check, metric_weights

_NAME = "model_int8_lighter.onnx"
_PREFIX = "lighter_"
_TURNS = 31
_MOST_OF_THE_TIME = 0.9


def add_lighter(request: ExportRequest, longer_side: int) -> ModelManifest:
    """Write the checkpoint's network into the model folder `request.output`, or nothing.

    Args:
        request: the checkpoint, the folder, and the pairs to calibrate and to measure on.
        longer_side: bound of the images that it is to draw in place of the model's INT8 file, px.

    Raises:
        CheckpointInvalid, ManifestInvalid, ModelFileCorrupt, SettingInvalid, ExportFailed: nothing was written.
    """
    check(request)
    request = replace(request, feature_weights=metric_weights(request))
    manifest = read_manifest(request.output)
    rule = manifest.size_rule
    if not rule.minimum <= longer_side < rule.preferred:
        raise SettingInvalid(
            f"--lighter is {longer_side}.",
            hint=f"{manifest.title} draws at {rule.preferred} px: give a bound from {rule.minimum} to below that.",
        )
    network = load_checkpoint(request.checkpoint).network
    own = next((file for file in manifest.own_files if (file.runtime, file.precision) == ("onnx", "int8")), None)
    if own is None or network.size_rule != rule.model_copy(update={"face_px": None}):
        raise SettingInvalid(
            f"{request.output} has no INT8 file that takes images of the same sizes as the network of "
            f"{request.checkpoint}.",
            hint="--lighter adds to a model that was exported with --int8 a smaller network of the same kind.",
        )
    verify_file(request.output, own)
    with replacing(request.output) as folder:
        shutil.copytree(request.output, folder, dirs_exist_ok=True)
        path = folder / _NAME
        write_onnx(network, folder / "fp32.onnx", multiple_of=network.size_rule.multiple_of)
        write_int8(folder / "fp32.onnx", path, photographs=calibration_images(request, network.size_rule))
        (folder / "fp32.onnx").unlink()
        found = _with_lighter(manifest, own, path, request, longer_side)
        write_manifest(found, folder)
        _tell(folder / "card.md", found, own)
        return found


def _with_lighter(
    manifest: ModelManifest, own: ModelFile, path: Path, request: ExportRequest, longer_side: int
) -> ModelManifest:
    sample = _sample(path.parent / manifest.parity.sample, manifest)
    share = _share_of_time(path, path.parent / own.path, sample)
    if share > _MOST_OF_THE_TIME:
        raise ExportFailed(f"The network takes {share:.0%} of the time of {own.path}: it is no lighter one.")
    apart = mean_difference(onnx_generate(path)(sample), onnx_generate(path.parent / own.path)(sample))
    figures = {"difference": apart}
    if request.data_root:
        figures |= evaluate_file(path, request.data_root, feature_weights=request.feature_weights)
    lighter = Lighter(longer_side=longer_side, share=share)
    file = ModelFile(runtime="onnx", precision="int8", path=path.name, sha256=file_sha256(path), lighter=lighter)
    metrics = {name: value for name, value in manifest.provenance.metrics.items() if not name.startswith(_PREFIX)}
    metrics |= {_PREFIX + name: round(value, 5) for name, value in figures.items()}
    provenance = manifest.provenance.model_copy(update={"metrics": metrics})
    return manifest.model_copy(update={"files": (*manifest.own_files, file), "provenance": provenance})


def _sample(path: Path, manifest: ModelManifest) -> Images:
    side = manifest.size_rule.multiple_of * 8
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((side, side)))[np.newaxis]


def _share_of_time(path: Path, own: Path, sample: Images) -> float:
    """Of the time of the model's own file, the two in turns."""
    runs = [onnx_generate(path), onnx_generate(own)]
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for run, found in zip(runs, times, strict=True):
            began = time.perf_counter()
            run(sample)
            found.append(time.perf_counter() - began)
    return round(median(times[0]) / median(times[1]), 2)


def _tell(card: Path, manifest: ModelManifest, own: ModelFile) -> None:
    """Add the file and its figures to the card, below those of the model's own."""
    if not card.is_file():
        return
    file, metrics = manifest.files[-1], manifest.provenance.metrics
    if file.lighter is None:
        return
    earlier = card.read_text(encoding="utf-8").splitlines()
    lines = [line for line in earlier if f"| {_PREFIX}" not in line and f"`{_NAME}`" not in line]
    files = [number for number, line in enumerate(lines) if line.startswith("- `model")]
    rows = [number for number, line in enumerate(lines) if line.startswith("| int8_")]
    for name in ("style", "sharpness", "flicker") if rows else ():
        if _PREFIX + name in metrics:
            lines.insert(rows[-1] + 1, f"| {_PREFIX}{name} | {metrics[_PREFIX + name]:.4f} | of the lighter file |")
    remark = (
        f"draws in place of `{own.path}` where the longer side is at most {file.lighter.longer_side} px, in "
        f"{file.lighter.share:.0%} of its time; differs from it by {metrics[_PREFIX + 'difference']:.3f} of 255 on "
        "average"
    )
    lines.insert(files[-1] + 1 if files else len(lines), f"- `{file.path}`: onnx, int8; {remark}")
    card.write_text("\n".join(lines) + "\n", encoding="utf-8")
