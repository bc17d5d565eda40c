"""ModelManifest: the contract between the training code that writes a model folder and the app that loads it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError, field_validator, model_validator

from core.atomic_write import SHARED, atomic_file
from core.errors import ManifestInvalid, ModelFileCorrupt, shown
from core.models.file_types import MANIFEST_NAME
from core.models.record import Line, Record
from core.models.relative_path import RelativePath, stays_inside
from core.models.tensor_spec import ConstantInput, ImageSpec, Reading
from core.regular_file import open_regular, read_regular

HUB_RECORD_NAME = "hub.json"
"""Of what is kept beside a model that was fetched from the hub; never a file of the model."""
MANIFEST_LIMIT_BYTES = 1 << 20
SIZE_LIMIT_BYTES = 1 << 30
"""Of a model's files together."""
_LARGEST_PX = 8192
_LARGEST_STEP_PX = 1024
_STEP_DOWN, _STYLE_KEPT = 0.88, 0.4
_LITTLE = 0.04
_MOST_WEIGHTS = 256
_MOST_READINGS = 32

Runtime = Literal["onnx", "coreml"]
Precision = Literal["fp32", "fp16", "int8"]
ModelId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
_Side = Annotated[int, Field(ge=1, le=_LARGEST_PX)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class WeightsFile(Record):
    """A file beside an ONNX graph that holds its weights, under the name that the graph gives it."""

    path: RelativePath
    sha256: Sha256


class Lighter(Record):
    """What a file is for that holds a smaller network, whose small toons are nearly those of the model's own.

    `longer_side` bounds the images that it draws in place of the model's own, px; it needs `share` of their time.
    """

    longer_side: _Side
    share: float = Field(gt=0, lt=1)


class ModelFile(Record):
    """One file of the model for one runtime at one precision; `path` is relative to the manifest."""

    runtime: Runtime
    precision: Precision
    path: RelativePath
    sha256: Sha256
    weights: tuple[WeightsFile, ...] = Field(default=(), max_length=_MOST_WEIGHTS)
    lighter: Lighter | None = None


class SizeRule(Record):
    """Which sizes the network takes, and at which it looks best.

    `preferred` bounds the longer side of the image the network works on, in px: larger images
    are scaled down to it. `fixed` is the one size, (width, height), of a network that takes no other. `face_px` is the
    height, from brow to chin, of the faces that are drawn best, in px of the network's input; None: any.
    """

    minimum: int = Field(ge=1, le=_LARGEST_STEP_PX)
    multiple_of: int = Field(ge=1, le=_LARGEST_STEP_PX)
    preferred: int = Field(ge=1, le=_LARGEST_PX)
    fixed: tuple[_Side, _Side] | None = None
    face_px: int | None = Field(default=None, ge=16, le=_LARGEST_PX)

    @model_validator(mode="after")
    def _consistent(self) -> SizeRule:
        for side in ("minimum", "preferred"):
            if getattr(self, side) % self.multiple_of:
                raise ValueError(f"{side} must be a multiple of multiple_of ({self.multiple_of})")
        if self.preferred < self.minimum:
            raise ValueError("preferred must be at least minimum")
        return self

    def working_size(self, width: int, height: int, *, longer_side: int | None = None) -> tuple[int, int]:
        """Size to scale an image to before padding: its shape kept, never upscaled but to `minimum`.

        Args:
            width: of the image, px.
            height: of the image, px.
            longer_side: bound of the longer side, px; None: `preferred`.

        Returns:
            (width, height) in px; `padding` makes them legal. Of a fixed size: the largest that fits into it.
        """
        if self.fixed is not None:
            scale = min(self.fixed[0] / width, self.fixed[1] / height)
            return max(1, round(width * scale)), max(1, round(height * scale))
        scale = min(1.0, (longer_side or self.preferred) / max(width, height))
        if scale < 1:
            scale = min(self._without_filling(side, scale) for side in (width, height))
        return max(1, round(width * scale)), max(1, round(height * scale))

    def _without_filling(self, side: int, scale: float) -> float:
        """A little smaller where that spares the network a row of blocks: 288 x 162 would take as long as 288 x 192."""
        legal = int(side * scale) // self.multiple_of * self.multiple_of
        return legal / side if legal >= max(self.minimum, side * scale * (1 - _LITTLE)) else scale

    def longer_sides(self) -> tuple[int, ...]:
        """Bounds of the longer side at which the network still draws in its style, px: smallest first.

        From `preferred` down to two fifths of it in steps of about an eighth; below, lines grow coarse and faces lose
        their eyes.
        """
        if self.fixed is not None:
            return (self.preferred,)
        sides = [self.preferred]
        lowest = max(self.minimum, self.preferred * _STYLE_KEPT)
        while True:
            step = max(1, round(sides[-1] * (1 - _STEP_DOWN) / self.multiple_of)) * self.multiple_of
            side = sides[-1] - step
            if side < lowest:
                return tuple(reversed(sides))
            sides.append(side)

    def padding(self, width: int, height: int) -> tuple[int, int]:
        """Columns and rows, px, to add on the right and at the bottom so that the rule holds."""
        if self.fixed is not None:
            return self.fixed[0] - width, self.fixed[1] - height

        def missing(side: int) -> int:
            return max(self.minimum, -(-side // self.multiple_of) * self.multiple_of) - side

        return missing(width), missing(height)


class Parity(Record):
    """`expected` is what the file of each precision makes of `sample`, within a mean difference in 0..255."""

    sample: RelativePath = "sample.png"
    expected: RelativePath = "expected.png"
    tolerance: float = Field(gt=0, le=16)


class Provenance(Record):
    """Where the weights come from. `metrics` are those of `evaluate` on the validation pairs."""

    dataset: Line
    licence: Line
    git_commit: Line
    metrics: dict[str, float] = Field(default_factory=dict[str, float])


class ModelManifest(Record):
    schema_version: Literal[1] = 1
    id: ModelId
    title: Line = Field(min_length=1, max_length=80)
    version: Line
    files: tuple[ModelFile, ...] = Field(min_length=1)
    input: ImageSpec = ImageSpec(name="image")
    output: ImageSpec = ImageSpec(name="toon")
    constants: tuple[ConstantInput, ...] = Field(default=(), max_length=16)
    readings: tuple[Reading, ...] = Field(default=(), max_length=_MOST_READINGS)
    """Other ways to read a network whose author did not say which is meant, the likeliest first."""
    size_rule: SizeRule
    parity: Parity
    provenance: Provenance

    @property
    def own_files(self) -> tuple[ModelFile, ...]:
        """Those of the model's own network: without lighter ones."""
        return tuple(file for file in self.files if file.lighter is None)

    def lighter_file(self, runtime: Runtime, precision: Precision) -> ModelFile | None:
        """That of the smaller network, where there is one of this kind."""
        files = (file for file in self.files if file.lighter is not None)
        return next((file for file in files if (file.runtime, file.precision) == (runtime, precision)), None)

    @field_validator("files")
    @classmethod
    def _one_file_each(cls, files: tuple[ModelFile, ...]) -> tuple[ModelFile, ...]:
        kinds = [(file.runtime, file.precision, file.lighter is None) for file in files]
        if len(set(kinds)) < len(kinds):
            raise ValueError("two files have the same runtime and precision")
        if all(file.lighter for file in files):
            raise ValueError("there are lighter files alone")
        return files

    @model_validator(mode="after")
    def _does_not_name_itself(self) -> ModelManifest:
        for name in self.names():
            if name.lower() in {MANIFEST_NAME, HUB_RECORD_NAME}:
                raise ValueError(f"{name} cannot be a file of the model")
        return self

    def names(self) -> tuple[str, ...]:
        """Of all files that the manifest names."""
        weights = (weight.path for file in self.files for weight in file.weights)
        return (*(file.path for file in self.files), *weights, self.parity.sample, self.parity.expected)


def read_manifest(folder: Path) -> ModelManifest:
    """Read and check `folder/manifest.json`.

    Raises:
        ManifestInvalid: the file is missing, not JSON, or breaks the schema.
    """
    path = folder / MANIFEST_NAME
    try:
        content = read_regular(path, limit_bytes=MANIFEST_LIMIT_BYTES)
    except OSError as error:
        raise ManifestInvalid(
            f"{shown(folder)} has no readable {MANIFEST_NAME}.",
            hint="A model is a folder made by `toonclip-train export`: manifest.json beside its .onnx file.",
        ) from error
    return parse_manifest(content, str(path))


def parse_manifest(content: bytes, where: str) -> ModelManifest:
    """Check the content of a manifest; `where` names it in the error.

    Raises:
        ManifestInvalid: it is not JSON, or breaks the schema.
    """
    try:
        return ModelManifest.model_validate_json(_without_mark(content))
    except ValidationError as error:
        first = error.errors()[0]
        field = shown(".".join(str(part) for part in first["loc"])) or "the file"
        raise ManifestInvalid(
            f"{shown(where)} is not a valid model manifest: {field}: {shown(first['msg'])}.",
            hint="Export the model again with this version's `toonclip-train export`.",
        ) from error


def _without_mark(content: bytes) -> bytes:
    """What an editor of Windows saved, as plain UTF-8: without the mark at its start, which stands for its coding."""
    coding = json.detect_encoding(content)
    return content if coding == "utf-8" else content.decode(coding, errors="replace").encode(errors="replace")


def write_manifest(manifest: ModelManifest, folder: Path) -> Path:
    """Write `folder/manifest.json`, replacing it in one step."""
    path = folder / MANIFEST_NAME
    with atomic_file(path, mode=SHARED) as partial:
        partial.write_text(json.dumps(manifest.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    return path


def file_sha256(path: Path) -> str:
    """Hex digest of a file, or of a folder's files in sorted order with their names (an .mlpackage is a folder)."""
    if path.is_file():
        return _digest(path).hex()
    digest = hashlib.sha256()
    for member in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(member.relative_to(path).as_posix().encode() + b"\0")
        digest.update(_digest(member))
    return digest.hexdigest()


def verify_file(folder: Path, file: ModelFile) -> Path:
    """Path of a model file whose hash is the manifest's, as are those of its weights.

    Raises:
        ModelFileCorrupt: a file is missing or its content is not what the manifest promises.
    """
    for part in (*file.weights, file):
        _verify_part(folder, part)
    return folder / file.path


def _verify_part(folder: Path, part: ModelFile | WeightsFile) -> None:
    path = folder / part.path
    if not path.exists():
        raise ModelFileCorrupt(f"{path} is missing.", hint="Install the model again.")
    # The path first: below a link there may be a whole disk.
    members = [path, *path.rglob("*")] if stays_inside(path, folder) else []
    if not members or not all(stays_inside(member, folder) for member in members):
        raise ModelFileCorrupt(f"{path} is a link that leads out of {folder}.", hint="Put the file itself there.")
    if sum(member.stat().st_size for member in members) > SIZE_LIMIT_BYTES:
        raise ModelFileCorrupt(f"{path} is larger than the {SIZE_LIMIT_BYTES / 1e6:.0f} MB a model may have.")
    try:
        digest = file_sha256(path)
    except OSError as error:
        raise ModelFileCorrupt(f"{path} cannot be read: {error.strerror}.", hint="Check its permissions.") from error
    if digest != part.sha256:
        raise ModelFileCorrupt(
            f"{path} is damaged: its SHA-256 is not the one in {MANIFEST_NAME}.",
            hint="Install the model again, or export it again after changing it.",
        )


def _digest(path: Path) -> bytes:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").digest()
