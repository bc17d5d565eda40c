"""install_model() and remove_model(): whole, verified model folders come to the person's models, or nothing does."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from core.atomic_write import PARTIAL_FOLDER_SUFFIX, atomic_folder, remove_folder
from core.errors import InputError, ManifestInvalid, ModelError, ModelFileCorrupt, ModelLoadFailed, ModelNotFound, shown
from core.models.file_types import OTHER_PROGRAMS, PACKED_SUFFIXES
from core.models.graph_file import read_graph_file
from core.models.hub import HUB_SCHEME, HubOrigin
from core.models.hub_record import read_hub_record, write_hub_record
from core.models.library import InstalledModel, ModelLibrary
from core.models.manifest import (
    MANIFEST_LIMIT_BYTES,
    MANIFEST_NAME,
    SIZE_LIMIT_BYTES,
    ModelFile,
    ModelManifest,
    WeightsFile,
    file_sha256,
    parse_manifest,
    verify_file,
    write_manifest,
)
from core.models.origins import FolderOrigin, MemberMissing, ModelOrigin, ZipOrigin
from core.models.relative_path import is_inside
from core.write_errors import writing

_CARD = "card.md"
_STALE_S = 24 * 3600

InstallProgress = Callable[[int, int | None], None]
"""Called with the bytes copied so far and those known to be coming."""


class Outcome(Enum):
    """What installing did."""

    INSTALLED = "installed"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Installation:
    """The result of `install_model`.

    Attributes:
        model: as it is installed now.
        outcome: what was done for it.
        previous_version: of the model it replaced; None when there was none.
    """

    model: InstalledModel
    outcome: Outcome
    previous_version: str | None = None


def install_model(
    source: str,
    library: ModelLibrary,
    *,
    progress: InstallProgress | None = None,
    prove: Callable[[InstalledModel], None] | None = None,
    size_limit_bytes: int = SIZE_LIMIT_BYTES,
) -> Installation:
    """Copy or download a model into the person's models. Blocks; not for the GUI thread.

    The files are gathered in a hidden folder, every one the manifest names is checked by its hash, and the whole takes
    its place in one step. However this ends early, Ctrl-C included, nothing of it is left and an older version stays.

    Args:
        source: hf://OWNER/NAME[@REVISION], a model folder, or a .zip of one.
        library: what is installed; its folder of the person's models is created when missing.
        progress: told about every chunk.
        prove: asked about the whole model before it takes its place; what it raises keeps the model out.
        size_limit_bytes: of all files together.

    Raises:
        InputError: the source is none of these, or larger than the limit.
        ModelNotFound: the hub has no such model.
        ModelDownloadFailed: the network or the hub failed.
        ManifestInvalid: the manifest is missing or wrong.
        ModelFileCorrupt: a file is missing or its hash is wrong.
        WriteError: the person's models cannot be written; NoSpace when the disk is full.
    """
    with closing(_origin(source)) as origin:
        content = manifest_content(origin)
        published = parse_manifest(content, f"{MANIFEST_NAME} of {origin.name}")
        installed = {model.manifest.id: model for model in library.models()}.get(published.id)
        own = installed if installed and not installed.bundled else None
        manifest = _with_own_title(published, own)
        if installed and _is_same(installed.manifest, manifest) and _is_intact(installed):
            if own and _is_newest(source):
                with writing(own.folder):
                    write_hub_record(own.folder, source, published.title, content)
            return Installation(installed, Outcome.UNCHANGED)
        target = own.folder if own else library.user_dir / manifest.id
        _prepare(library.user_dir)
        with writing(target), atomic_folder(target) as made:
            copier = _Copier(origin, made, progress, size_limit_bytes)
            _gather(manifest, origin, copier)
            _verify(manifest, made, origin.name)
            complete = _with_weights(manifest, made, copier)
            if complete == published:
                copier.write(MANIFEST_NAME, content)
            else:
                manifest = complete
                write_manifest(manifest, made)
            if _is_newest(source):
                write_hub_record(made, source, published.title, content)
            if prove is not None:
                prove(InstalledModel(manifest, made, bundled=False))
    model = InstalledModel(manifest, target, bundled=False)
    if own is None:
        return Installation(model, Outcome.INSTALLED)
    return Installation(model, Outcome.REPLACED, own.manifest.version)


def remove_model(model_id: str, library: ModelLibrary) -> Path:
    """Delete one of the person's own models; returns the folder it was in.

    Raises:
        ModelNotFound: there is no such model.
        InputError: it came with the program.
        WriteError: it cannot be deleted.
    """
    models = {model.manifest.id: model for model in library.models()}
    found = models.get(model_id)
    damaged = library.user_dir / model_id  # a folder that is no valid model is not in the library
    if found and not found.bundled:
        folder = found.folder
    elif re.fullmatch(r"[a-z0-9-]+", model_id) and damaged.is_dir():
        folder = damaged
    elif found:
        raise InputError(
            f"{found.manifest.title} came with the program and stays.",
            hint="Only models that you added can be removed.",
        )
    else:
        own = ", ".join(key for key, model in models.items() if not model.bundled)
        raise ModelNotFound(f"You added no model “{model_id}”.", hint=f"Yours: {own or 'none'}.")
    with writing(folder):
        remove_folder(folder)
    return folder


def _origin(source: str) -> ModelOrigin:
    if source.startswith(HUB_SCHEME):
        return HubOrigin(source)
    path = Path(source)
    try:
        advice = OTHER_PROGRAMS.get(path.suffix.lower())
        if advice is not None and path.exists():
            raise InputError(f"{shown(path.name)} cannot be added as it is.", hint=advice)
        if path.is_dir():
            return FolderOrigin(path)
        if path.is_file() and path.suffix.lower() in PACKED_SUFFIXES:
            return ZipOrigin(path)
        state = "is not a model folder or a .zip of one" if path.exists() else "does not exist"
    except OSError as error:  # a name too long, a folder that may not be entered
        state = f"cannot be used: {str(error.strerror).lower()}"
    raise InputError(
        f"{shown(source)} {state}.",
        hint="Give an .onnx file, a folder with a manifest.json, a .zip of such a folder, or hf://OWNER/NAME[@REVISION].",
    )


def manifest_content(origin: ModelOrigin) -> bytes:
    """The manifest as it is published.

    Raises:
        ModelNotFound: there is none.
        ManifestInvalid: it is too large to be one.
        AppError: it cannot be read.
    """
    content = bytearray()
    try:
        with origin.read(MANIFEST_NAME) as opened:
            for chunk in opened.chunks:
                content += chunk
                if len(content) > MANIFEST_LIMIT_BYTES:
                    raise ManifestInvalid(f"The {MANIFEST_NAME} of {origin.name} is too large to be one.")
    except MemberMissing as error:
        raise ModelNotFound(
            f"{origin.name} is not a model: it has no {MANIFEST_NAME}.",
            hint="A model is what `toonclip-train export` makes: manifest.json beside the files it names.",
        ) from error
    return bytes(content)


class _Copier:
    """Writes an origin's files into a folder and counts them, as announced sizes need not be true."""

    def __init__(self, origin: ModelOrigin, folder: Path, progress: InstallProgress | None, limit_bytes: int) -> None:
        self._origin = origin
        self._folder = folder
        self._progress = progress
        self._limit_bytes = limit_bytes
        self._written = self._announced = 0

    def copy(self, member: str) -> None:
        with self._origin.read(member) as content:
            self._announced += content.size or 0
            self._check(self._announced)
            with self._creating(member) as path, path.open("wb") as file:
                for chunk in content.chunks:
                    self._count(len(chunk))
                    file.write(chunk)

    def write(self, member: str, content: bytes) -> None:
        self._announced += len(content)
        self._count(len(content))
        with self._creating(member) as path:
            path.write_bytes(content)

    @contextmanager
    def _creating(self, member: str) -> Generator[Path]:
        path = self._folder / member
        with writing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            yield path

    def _count(self, size: int) -> None:
        self._written += size
        self._check(self._written)
        if self._progress:
            self._progress(self._written, max(self._written, self._announced))

    def _check(self, size: int) -> None:
        if size > self._limit_bytes:
            raise InputError(
                f"{self._origin.name} is larger than the {self._limit_bytes / 1e6:.0f} MB a model may have.",
                hint="Nothing was installed.",
            )


def _gather(manifest: ModelManifest, origin: ModelOrigin, copier: _Copier) -> None:
    """Copy what the manifest names, and nothing else but the card and the parity pictures where there are any."""
    for file in manifest.files:
        try:
            for path in (file.path, *(weight.path for weight in file.weights)):
                for member in origin.members(path):
                    copier.copy(member)
        except MemberMissing as error:
            raise ModelFileCorrupt(
                f"{origin.name} has no {file.path}, which its {MANIFEST_NAME} names.", hint="Nothing was installed."
            ) from error
    for name in {_CARD, manifest.parity.sample, manifest.parity.expected}:
        with suppress(MemberMissing):
            copier.copy(name)


def _with_own_title(published: ModelManifest, own: InstalledModel | None) -> ModelManifest:
    """With the title that the person gave to the version before."""
    record = read_hub_record(own.folder) if own else None
    if own is None or record is None or own.manifest.title == record.title:
        return published
    return published.model_copy(update={"title": own.manifest.title})


def _is_newest(source: str) -> bool:
    """Whether it is the hub's, at no revision of its own."""
    return source.startswith(HUB_SCHEME) and "@" not in source


def _verify(manifest: ModelManifest, folder: Path, origin: str) -> None:
    for file in manifest.files:
        try:
            verify_file(folder, file)
        except ModelFileCorrupt as error:
            raise ModelFileCorrupt(
                f"{file.path} of {origin} is damaged: its SHA-256 is not the one in {MANIFEST_NAME}.",
                hint="Nothing was installed. Try again; if it stays so, tell whoever published the model.",
            ) from error


def _with_weights(manifest: ModelManifest, folder: Path, copier: _Copier) -> ModelManifest:
    """The manifest with the hashes of weights that a graph keeps beside it, and nobody has named: they come along.

    A name that leads elsewhere is left to the runtime, which finds nothing there.
    """
    files: list[ModelFile] = []
    for file in manifest.files:
        weights = list(file.weights)
        if file.runtime == "onnx" and not weights and "/" not in file.path:
            with suppress(ModelLoadFailed):  # which loading it will say better
                for name in sorted(read_graph_file(folder / file.path).weights_files):
                    if is_inside(name) and "/" not in name and name not in {MANIFEST_NAME, *manifest.names()}:
                        with suppress(MemberMissing):
                            copier.copy(name)
                            weights.append(WeightsFile(path=name, sha256=file_sha256(folder / name)))
        files.append(file.model_copy(update={"weights": tuple(weights)}))
    return manifest.model_copy(update={"files": tuple(files)})


def _is_same(installed: ModelManifest, manifest: ModelManifest) -> bool:
    """Whether they differ in nothing but weights that only the installed one names."""
    found = {file.path: file.weights for file in installed.files}
    files = (file.model_copy(update={"weights": file.weights or found.get(file.path, ())}) for file in manifest.files)
    return installed == manifest.model_copy(update={"files": tuple(files)})


def _is_intact(model: InstalledModel) -> bool:
    try:
        for file in model.manifest.files:
            verify_file(model.folder, file)
    except ModelError:
        return False
    return True


def _prepare(user_dir: Path) -> None:
    """Create the folder of models, and delete what a program that was killed left in it."""
    with writing(user_dir):
        user_dir.mkdir(parents=True, exist_ok=True)
        for left in user_dir.glob(f".*{PARTIAL_FOLDER_SUFFIX}"):
            if left.stat().st_mtime < time.time() - _STALE_S:  # noqa: TID251 - st_mtime is of this clock
                shutil.rmtree(left, ignore_errors=True)
