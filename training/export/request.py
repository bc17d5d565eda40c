"""What a person asks `toonclip-train export` for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.models.manifest import ModelId
from training.errors import SettingInvalid, WeightsMissing
from training.export.coreml import Size
from training.features import FeatureNetwork
from training.images import read_image
from training.pairs import find_pairs
from training.settings.weights import HUB, NONE
from training.weights_needed import WeightsNeed, located


@dataclass(frozen=True)
class ExportRequest:
    """What to export, and what the manifest and the card say of it.

    Attributes:
        checkpoint: a .ckpt file of `toonclip-train fit`.
        output: the model folder to make; an older model folder there is replaced.
        id: of the model; None: the folder's name.
        title: shown to people; None: made from the id.
        data_root: the pairs, for calibration and metrics; None: neither.
        photographs: to calibrate on where there are no pairs; steadiness alone is measured on the first of them.
        int8: also write an INT8 file, for processors; needs `data_root` or `photographs`.
        float_head: leave the INT8 file's last convolution in float: a steadier toon, a sixth slower.
        fp16: also write a half-precision file, for graphics cards.
        half_weights: keep the fp32 file's weights in 16 bits: half the size at the same speed.
        without_fp32: leave the fp32 file out in the end, which the others need only to be made; a third of the size.
        coreml: also write a CoreML package.
        coreml_int8: store the package's weights in INT8: half the size; for networks trained `quantization_aware`.
        coreml_sizes: (width, height) px of the images that the package takes; empty: those that suit webcams.
        lighter: bound, px, of the images that the network is to draw in the model that `output` holds already; None: a
            model of its own is made.
        exaggerate: factor on the learned change of lightness; 1 leaves the network as it was trained.
        face_px: height, brow to chin, of the faces that the network draws best; None: any.
        sample: image for the parity check; None: the bundled portrait.
        dataset: where the training data comes from.
        licence: of the weights.
        notes: Markdown file appended to the card: credits and known failures.
        feature_weights: of the SqueezeNet that measures the perceptual distance: "hub", "none" (left out) or a file.
        weights_dir: folder where the file of those given as "hub" is; None: they are downloaded.
        made_with: the command that trained and exported in one; empty: `fit` and `export` did.
    """

    checkpoint: Path
    output: Path
    id: str | None = None
    title: str | None = None
    data_root: Path | None = None
    photographs: tuple[Path, ...] = ()
    int8: bool = False
    float_head: bool = False
    fp16: bool = False
    half_weights: bool = False
    without_fp32: bool = False
    coreml: bool = False
    coreml_int8: bool = False
    coreml_sizes: tuple[Size, ...] = ()
    lighter: int | None = None
    exaggerate: float = 1.0
    face_px: int | None = None
    sample: Path | None = None
    dataset: str = "not stated"
    licence: str = "not stated"
    notes: Path | None = None
    feature_weights: str = "hub"
    weights_dir: Path | None = None
    made_with: str = ""

    @property
    def model_id(self) -> str:
        """The given id, or the folder's name."""
        return self.id or self.output.resolve().name


def check(request: ExportRequest) -> None:
    """Find what would stop the export late, before it begins.

    Raises:
        SettingInvalid: options that do not go together, a name that no model can have, or a file that is not there.
        DataInvalid, WeightsMissing: an image, the pairs or the weights of the metrics cannot be read.
    """
    for wrong, message, hint in _contradictions(request):
        if wrong:
            raise SettingInvalid(message, hint=hint)
    try:
        TypeAdapter(ModelId).validate_python(request.model_id)
    except ValidationError as error:
        raise SettingInvalid(
            f"A model cannot be called '{request.model_id}'.",
            hint="Give an --id of small letters, digits and hyphens, for instance my-style.",
        ) from error
    _check_files(request)


def _contradictions(request: ExportRequest) -> Iterator[tuple[bool, str, str]]:
    """Options that do not go together: whether they were given, what is wrong with them, what to do."""
    yield (
        (request.int8 or request.lighter is not None) and request.data_root is None and not request.photographs,
        f"{'--int8' if request.lighter is None else '--lighter'} needs photographs to calibrate on.",
        "Add --data.root DIR, the folder of training pairs, or --photos DIR.",
    )
    alone = request.float_head and not request.int8 and request.lighter is None
    yield alone, "--float-head is of an INT8 file.", "Add --int8 to have one written."
    yield (
        request.without_fp32 and not request.fp16 and not request.int8,
        "Without its fp32 file a model needs another.",
        "Add --fp16 for graphics cards, --int8, or both.",
    )
    yield (
        request.half_weights and request.without_fp32,
        "--half-weights are of the fp32 file, which --without-fp32 leaves out.",
        "Give one of the two.",
    )
    others = request.fp16 or request.half_weights or request.without_fp32 or request.coreml or request.float_head
    yield (
        request.lighter is not None and (others or request.face_px is not None),
        "--lighter adds one INT8 file to a model that is there.",
        "Leave the options of other files out.",
    )
    for option, given in (("--coreml-sizes", bool(request.coreml_sizes)), ("--coreml-int8", request.coreml_int8)):
        yield given and not request.coreml, f"{option} is about a CoreML package.", "Add --coreml to have one written."


def _check_files(request: ExportRequest) -> None:
    for option, path in (("--notes", request.notes), ("--sample", request.sample)):
        if path is not None and not path.is_file():
            raise SettingInvalid(f"There is no file {path}.", hint=f"Give {option} another, or leave it out.")
    if request.sample is not None:
        read_image(request.sample, draft_px=1)
    notes(request)
    if request.data_root is not None:
        find_pairs(request.data_root)


def metric_weights(request: ExportRequest) -> str:
    """The SqueezeNet that measures: "hub", a file, or "none" where nothing is measured or it cannot be had.

    A model needs none of its figures to run: that they are left out is said, and does not stop the export.

    Raises:
        WeightsMissing: the file that was given is not there, or is of another network.
    """
    if request.data_root is None:
        return NONE
    try:
        (weights,) = located([WeightsNeed("metrics", "squeezenet1_1", request.feature_weights)], request.weights_dir)
        if weights != NONE:
            FeatureNetwork("squeezenet1_1", weights=weights)
    except WeightsMissing as error:
        if request.feature_weights != HUB:
            raise
        print(f"toonclip-train: perceptual and style are not measured. {error}", file=sys.stderr)
        return NONE
    return weights


def notes(request: ExportRequest) -> str:
    """The text for the card; empty without one."""
    if request.notes is None:
        return ""
    try:
        return request.notes.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SettingInvalid(f"{request.notes} is not UTF-8 text.", hint="Save it as UTF-8.") from error


def options(request: ExportRequest) -> str:
    """Of the command that makes such a model again, beside the checkpoint, the folders and the texts."""
    sizes = ",".join(f"{width}x{height}" for width, height in request.coreml_sizes)
    chosen = {
        "--int8": request.int8,
        "--float-head": request.float_head,
        "--fp16": request.fp16,
        "--half-weights": request.half_weights,
        "--without-fp32": request.without_fp32,
        "--coreml": request.coreml,
        "--coreml-int8": request.coreml_int8,
        f"--coreml-sizes {sizes}": bool(request.coreml_sizes),
        f"--exaggerate {request.exaggerate:g}": request.exaggerate != 1,
        f"--face-px {request.face_px}": request.face_px is not None,
        "--data.root DIR": request.data_root is not None,
        "--photos DIR": bool(request.photographs),
    }
    return " ".join(option for option, is_chosen in chosen.items() if is_chosen)
