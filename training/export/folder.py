"""Makes a complete model folder from a checkpoint, or nothing at all."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

import assets
from core.manifest import (
    MANIFEST_NAME,
    ModelFile,
    ModelManifest,
    Parity,
    Provenance,
    SizeRule,
    file_sha256,
    write_manifest,
)
from training.checkpoint import TrainedNetwork, load_checkpoint
from training.data import find_pairs, read_square
from training.errors import ExportFailed, SettingInvalid
from training.evaluation import evaluate_file
from training.export.card import model_card
from training.export.coreml import Size, check_sizes, require_coremltools
from training.export.coreml_package import CoremlPackage, add_coreml
from training.export.int8 import write_int8
from training.export.onnx_file import Pictures, mean_difference, onnx_generate, write_onnx
from training.networks.squeeze_unet import SqueezeUNet

_CALIBRATION_PICTURES = 24
_PREFERRED_PX = 512
_MINIMUM_PX = 64


@dataclass(frozen=True)
class ExportRequest:
    """What to export, and what the manifest and the card say of it.

    Attributes:
        checkpoint: a .ckpt file of `toonclip-train fit`.
        output: the model folder to make; an older model folder there is replaced.
        id: of the model; None: the folder's name.
        title: shown to people; None: made from the id.
        data_root: the pairs, for calibration and metrics; None: neither.
        int8: also write an INT8 file; needs `data_root`.
        coreml: also write a CoreML package.
        coreml_sizes: (width, height) px of the pictures that the package takes; empty: those that suit webcams.
        exaggerate: factor on the learned change of lightness; 1 leaves the network as it was trained.
        sample: picture for the parity check; None: the bundled portrait.
        dataset: where the training data comes from.
        licence: of the weights.
        notes: Markdown file appended to the card: credits and known failures.
        feature_weights: of the SqueezeNet that measures the perceptual distance: "hub", "none" (left out) or a file.
    """

    checkpoint: Path
    output: Path
    id: str | None = None
    title: str | None = None
    data_root: Path | None = None
    int8: bool = False
    coreml: bool = False
    coreml_sizes: tuple[Size, ...] = ()
    exaggerate: float = 1.0
    sample: Path | None = None
    dataset: str = "not stated"
    licence: str = "not stated"
    notes: Path | None = None
    feature_weights: str = "hub"


def export_folder(request: ExportRequest) -> ModelManifest:
    """Write `request.output`: graph files, manifest, card, sample.png and expected.png.

    Raises:
        CheckpointInvalid, DataInvalid, WeightsMissing, SettingInvalid, ExportFailed: nothing was written.
    """
    if request.int8 and request.data_root is None:
        raise SettingInvalid(
            "--int8 needs photographs to calibrate on.", hint="Add --data.root DIR, the folder of training pairs."
        )
    if request.coreml_sizes and not request.coreml:
        raise SettingInvalid("--coreml-sizes are of a CoreML package.", hint="Add --coreml to have one written.")
    if request.coreml:
        require_coremltools()
    trained = load_checkpoint(request.checkpoint)
    _exaggerate(trained, request.exaggerate)
    if request.coreml and request.coreml_sizes:
        check_sizes(request.coreml_sizes, _size_rule(trained))
    with _replacing(request.output) as folder:
        return _fill(folder, request, trained)


def _fill(folder: Path, request: ExportRequest, trained: TrainedNetwork) -> ModelManifest:
    size_rule = _size_rule(trained)
    write_onnx(trained.network, folder / "model.onnx", multiple_of=size_rule.multiple_of)
    graphs: dict[Literal["fp32", "int8"], Path] = {"fp32": folder / "model.onnx"}
    if request.int8 and request.data_root:
        graphs["int8"] = folder / "model_int8.onnx"
        photographs = _photographs(request.data_root, size_rule)
        write_int8(graphs["fp32"], graphs["int8"], photographs=photographs)
    sample = _sample(request, size_rule)
    expected = onnx_generate(graphs["fp32"])(sample)
    Image.fromarray(sample[0]).save(folder / "sample.png", optimize=True)
    Image.fromarray(expected[0]).save(folder / "expected.png", optimize=True)
    apart = max(mean_difference(onnx_generate(graph)(sample), expected) for graph in graphs.values())
    package = _package(folder, request, trained, sample=sample[0]) if request.coreml else None
    apart = max(apart, package.difference) if package else apart
    metrics: dict[str, float] = {}
    if request.data_root:
        for precision, graph in graphs.items():
            prefix = "" if precision == "fp32" else f"{precision}_"
            figures = evaluate_file(graph, request.data_root, feature_weights=request.feature_weights)
            metrics |= {prefix + name: round(value, 5) for name, value in figures.items()}
    model_id = request.id or request.output.resolve().name
    manifest = ModelManifest(
        id=model_id,
        title=request.title or model_id.replace("-", " ").title(),
        version=f"1.{trained.step}",
        files=tuple(
            ModelFile(runtime="onnx", precision=precision, path=graph.name, sha256=file_sha256(graph))
            for precision, graph in graphs.items()
        )
        + ((package.file,) if package else ()),
        size_rule=size_rule,
        parity=Parity(tolerance=_tolerance(apart)),
        provenance=Provenance(
            dataset=request.dataset, licence=request.licence, git_commit=_git_commit(), metrics=metrics
        ),
    )
    write_manifest(manifest, folder)
    notes = request.notes.read_text(encoding="utf-8") if request.notes else ""
    remarks = {package.file.path: package.remark} if package else {}
    card = model_card(
        manifest, architecture=trained.config.architecture, steps=trained.step, notes=notes, remarks=remarks
    )
    (folder / "card.md").write_text(card, encoding="utf-8")
    return manifest


def _package(folder: Path, request: ExportRequest, trained: TrainedNetwork, *, sample: Pictures) -> CoremlPackage:
    return add_coreml(
        trained.network,
        folder,
        sizes=request.coreml_sizes,
        rule=_size_rule(trained),
        generate=onnx_generate(folder / "model.onnx"),
        sample=sample,
    )


def _exaggerate(trained: TrainedNetwork, factor: float) -> None:
    if factor == 1:
        return
    if not isinstance(trained.network, SqueezeUNet) or not 0 < factor <= 4:
        raise SettingInvalid(
            f"--exaggerate {factor:g} cannot be used with {trained.config.architecture}.",
            hint="It takes a factor up to 4, and a squeeze_unet, which learns the change of the photograph.",
        )
    trained.network.exaggerate(factor)


def _size_rule(trained: TrainedNetwork) -> SizeRule:
    multiple = int(getattr(trained.network, "multiple_of", 32))
    minimum = -(-int(getattr(trained.network, "minimum_px", _MINIMUM_PX)) // multiple) * multiple
    return SizeRule(minimum=minimum, multiple_of=multiple, preferred=_PREFERRED_PX // multiple * multiple)


def _tolerance(apart: float) -> float:
    """Other processors round differently: half as much again as was measured here, and never under 1."""
    if apart > 10:
        raise ExportFailed(f"The INT8 graph differs from the FP32 one by {apart:.1f} of 255: too much to use.")
    return round(max(1.0, 1.5 * apart), 2)


def _photographs(root: Path, size_rule: SizeRule) -> Iterator[Pictures]:
    names = find_pairs(root).training[:_CALIBRATION_PICTURES]
    for name in names:
        yield read_square(root / "input" / name, size_rule.preferred).permute(1, 2, 0).contiguous().numpy()


def _sample(request: ExportRequest, size_rule: SizeRule) -> Pictures:
    path = request.sample or Path(assets.__file__).parent / "models" / "comic-hero" / "sample.png"
    with Image.open(path) as picture:
        side = min(*picture.size, size_rule.preferred)
    side = max(size_rule.minimum, side // size_rule.multiple_of * size_rule.multiple_of)
    return read_square(path, side).permute(1, 2, 0).contiguous().numpy()[np.newaxis]


def _git_commit() -> str:
    """Commit of the code that exports, or "unknown" outside a checkout."""
    command = ["git", "rev-parse", "HEAD"]
    try:
        return subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


@contextmanager
def _replacing(output: Path) -> Iterator[Path]:
    """A scratch folder beside `output` that takes its place when the block ends well, and vanishes when not."""
    if output.exists() and not (output / MANIFEST_NAME).is_file() and (output.is_file() or any(output.iterdir())):
        raise SettingInvalid(
            f"{output} exists and is no model folder.", hint="Give --output a new folder, or an older model's."
        )
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise SettingInvalid(f"{output} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
    try:
        made, old = scratch / "new", scratch / "old"
        made.mkdir()
        yield made
        if output.exists():
            output.rename(old)
        made.rename(output)
    except OSError as error:
        raise ExportFailed(f"{output} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
