"""Makes a complete model folder from a checkpoint, or nothing at all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from core.atomic_write import atomic_folder
from core.models.manifest import (
    MANIFEST_NAME,
    ModelFile,
    ModelManifest,
    Parity,
    Precision,
    Provenance,
    SizeRule,
    file_sha256,
    write_manifest,
)
from core.models.places import bundled_models_dir
from training.checkpoint import TrainedNetwork, load_checkpoint
from training.data import read_square
from training.errors import ExportFailed, SettingInvalid
from training.evaluation import evaluate_file, steadiness_of
from training.export.card import model_card
from training.export.coreml import check_sizes, require_coremltools
from training.export.coreml_package import add_coreml
from training.export.fp16 import write_fp16
from training.export.half_weights import halve_weights
from training.export.int8 import write_int8
from training.export.onnx_file import (
    Generate,
    Images,
    fits_one_file,
    mean_difference,
    onnx_generate,
    torch_generate,
    write_onnx,
)
from training.export.request import ExportRequest, check, metric_weights
from training.pairs import find_pairs

_FP32 = "model.onnx"
_CALIBRATION_IMAGES = 8
_STEADINESS_IMAGES = 4


def export_folder(request: ExportRequest) -> ModelManifest:
    """Write `request.output`: graph files, manifest, card, sample.png and expected.png.

    Raises:
        CheckpointInvalid, DataInvalid, WeightsMissing, SettingInvalid, ExportFailed: nothing was written.
    """
    check(request)
    request = replace(request, feature_weights=metric_weights(request))
    if request.coreml:
        require_coremltools()
    trained = load_checkpoint(request.checkpoint)
    _exaggerate(trained, request.exaggerate)
    if request.coreml and request.coreml_sizes:
        check_sizes(request.coreml_sizes, trained.network.size_rule)
    with replacing(request.output) as folder:
        return _fill(folder, request, trained)


@dataclass(frozen=True)
class _Variant:
    """One file of the model.

    Attributes:
        file: its entry for the manifest.
        difference: to the fp32 graph, mean of 0..255.
        remark: for the card; may be empty.
    """

    file: ModelFile
    difference: float
    remark: str


def _fill(folder: Path, request: ExportRequest, trained: TrainedNetwork) -> ModelManifest:
    rule = trained.network.size_rule
    sample = _sample(request, rule)
    generate = _reference(folder, request, trained)
    Image.fromarray(sample[0]).save(folder / "sample.png", optimize=True)
    Image.fromarray(generate(sample)[0]).save(folder / "expected.png", optimize=True)
    variants = list(_variants(folder, request, trained, generate, sample))
    if request.half_weights:
        variants[0] = _halved(folder / variants[0].file.path, generate, sample)
    metrics = _metrics(folder, request, variants)
    if request.without_fp32 and variants[0].file.precision == "fp32":
        (folder / variants.pop(0).file.path).unlink()
    manifest = ModelManifest(
        id=request.model_id,
        title=request.title or request.model_id.replace("-", " ").title(),
        version=f"1.{trained.steps_before + trained.step}",
        files=tuple(variant.file for variant in variants),
        size_rule=rule.model_copy(update={"face_px": request.face_px}),
        parity=Parity(tolerance=_tolerance(variants)),
        provenance=Provenance(
            dataset=request.dataset,
            licence=request.licence,
            git_commit=_git_commit(),
            metrics=metrics,
        ),
    )
    write_manifest(manifest, folder)
    remarks = {variant.file.path: variant.remark for variant in variants if variant.remark}
    card = model_card(manifest, trained, request=request, remarks=remarks)
    (folder / "card.md").write_text(card, encoding="utf-8")
    return manifest


def _reference(folder: Path, request: ExportRequest, trained: TrainedNetwork) -> Generate:
    """The fp32 graph, written; or the network itself where only half of its size fits a file, and that is asked for."""
    if not fits_one_file(trained.network) and request.fp16 and request.without_fp32 and not request.int8:
        return torch_generate(trained.network)
    write_onnx(trained.network, folder / _FP32, multiple_of=trained.network.size_rule.multiple_of)
    return onnx_generate(folder / _FP32)


def _variants(
    folder: Path, request: ExportRequest, trained: TrainedNetwork, generate: Generate, sample: Images
) -> Iterator[_Variant]:
    """The fp32 graph, where it was written, and the others that are asked for, written and compared with `generate`."""
    rule, fp32 = trained.network.size_rule, folder / _FP32
    if fp32.is_file():
        yield _graph_variant(fp32, "fp32", 0.0)
    if request.fp16:
        fp16 = folder / "model_fp16.onnx"
        apart = write_fp16(trained.network, fp16, rule=rule, generate=generate, sample=sample)
        yield _graph_variant(fp16, "fp16", apart, f"for graphics cards; {_apart(apart)}")
    if request.int8:
        int8 = folder / "model_int8.onnx"
        write_int8(fp32, int8, photographs=calibration_images(request, rule), float_head=request.float_head)
        apart = mean_difference(onnx_generate(int8)(sample), generate(sample))
        yield _graph_variant(int8, "int8", apart, f"for processors; {_apart(apart)}")
    if request.coreml:
        package = add_coreml(
            trained.network,
            folder,
            sizes=request.coreml_sizes,
            rule=rule,
            int8_weights=request.coreml_int8,
            generate=generate,
            sample=sample[0],
        )
        yield _Variant(package.file, package.difference, package.remark)


def _halved(path: Path, generate: Generate, sample: Images) -> _Variant:
    """The fp32 graph again, its weights in 16 bits."""
    halve_weights(path)
    apart = mean_difference(onnx_generate(path)(sample), generate(sample))
    return _graph_variant(
        path, "fp32", apart, f"weights kept in 16 bits, which changes it by {apart:.3f} of 255 on average"
    )


def _graph_variant(path: Path, precision: Precision, difference: float, remark: str = "") -> _Variant:
    file = ModelFile(runtime="onnx", precision=precision, path=path.name, sha256=file_sha256(path))
    return _Variant(file, difference, remark)


def _apart(difference: float) -> str:
    return f"differs from `model.onnx` by {difference:.3f} of 255 on average"


def _metrics(folder: Path, request: ExportRequest, variants: Sequence[_Variant]) -> dict[str, float]:
    """How near the toons are to their targets, and the smaller files' differences to the reference.

    The 16-bit files beside an fp32 one are not measured against the targets: their toons are the same.
    """
    metrics: dict[str, float] = {}
    for variant in variants:
        prefix = "" if variant is variants[0] else {"int8": "int8_"}.get(variant.file.precision)
        if prefix is not None:
            figures = _figures(folder / variant.file.path, request)
            metrics |= {prefix + name: round(value, 5) for name, value in figures.items()}
    for variant in (variant for variant in variants if variant.file.precision != "fp32"):
        kind = variant.file.precision if variant.file.runtime == "onnx" else variant.file.runtime
        metrics[f"{kind}_difference"] = round(variant.difference, 5)
    return metrics


def _figures(path: Path, request: ExportRequest) -> dict[str, float]:
    if request.data_root:
        return evaluate_file(path, request.data_root, feature_weights=request.feature_weights)
    return steadiness_of(onnx_generate(path), request.photographs[:_STEADINESS_IMAGES])


def _exaggerate(trained: TrainedNetwork, factor: float) -> None:
    if factor == 1:
        return
    if not 0 < factor <= 4:
        raise SettingInvalid(f"--exaggerate is {factor:g}.", hint="Give a factor above 0 and up to 4, such as 1.2.")
    trained.network.exaggerate(factor)


def _tolerance(variants: Sequence[_Variant]) -> float:
    """Other processors round differently: half as much again as was measured here, and never under 1."""
    worst = max(variants, key=lambda variant: variant.difference)
    if worst.difference > 10:
        raise ExportFailed(
            f"{worst.file.path} differs from the fp32 graph by {worst.difference:.1f} of 255: too much to use."
        )
    return round(max(1.0, 1.5 * worst.difference), 2)


def calibration_images(request: ExportRequest, size_rule: SizeRule) -> Iterator[Images]:
    """As many pixels as eight images of the preferred size have; small ones are not enlarged, which would be soft."""
    pairs = find_pairs(request.data_root).training if request.data_root else ()
    files = [pair.photo for pair in pairs] or request.photographs
    side = min(_legal_side(path, size_rule) for path in files)
    chosen = files[: round(_CALIBRATION_IMAGES * (size_rule.preferred / side) ** 2)]
    for path in tqdm(chosen, desc="calibrating INT8", unit="image", disable=None):
        yield read_square(path, side).permute(1, 2, 0).contiguous().numpy()


def _sample(request: ExportRequest, size_rule: SizeRule) -> Images:
    path = request.sample or bundled_models_dir() / "comic-hero" / "sample.png"
    side = _legal_side(path, size_rule)
    return read_square(path, side).permute(1, 2, 0).contiguous().numpy()[np.newaxis]


def _legal_side(path: Path, size_rule: SizeRule) -> int:
    """The side of the square at which an image is read, px: its own, as far as the rule allows."""
    with Image.open(path) as image:
        side = min(*image.size, size_rule.preferred)
    return max(size_rule.minimum, side // size_rule.multiple_of * size_rule.multiple_of)


def _git_commit() -> str:
    """Commit of the code that exports, ending in "-dirty" if that was changed, or "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*", "--abbrev=40"]
    try:
        return subprocess.run(
            command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


@contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """A scratch folder beside `output` that takes its place when the block ends well, and vanishes when not."""
    if output.exists() and not (output / MANIFEST_NAME).is_file() and (output.is_file() or any(output.iterdir())):
        raise SettingInvalid(
            f"{output} exists and is no model folder.", hint="Give --output a new folder, or an older model's."
        )
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingInvalid(f"{output} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
    try:
        with atomic_folder(output) as made:
            yield made
    except OSError as error:
        raise ExportFailed(f"{output} cannot be written: {error.strerror or error}.") from error
