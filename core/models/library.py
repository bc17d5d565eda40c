"""ModelLibrary: which models are installed, the program's own and those the person added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError, ModelError, ModelNotFound, shown
from core.models.file_types import OTHER_PROGRAMS
from core.models.manifest import (
    MANIFEST_NAME,
    SIZE_LIMIT_BYTES,
    ModelFile,
    ModelManifest,
    Parity,
    Provenance,
    SizeRule,
    file_sha256,
    read_manifest,
)
from core.models.relative_path import stays_inside

DEFAULT_ID = "comic-hero"
"""The model that draws when none was chosen."""


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model folder with a valid manifest.

    Attributes:
        manifest: what it promises.
        folder: where its files are.
        bundled: whether it came with the program.
    """

    manifest: ModelManifest
    folder: Path
    bundled: bool

    def file(self, name: str) -> Path | None:
        """A file of the folder; None when it is missing, or a link that leads out of the folder."""
        path = self.folder / name
        return path if path.is_file() and stays_inside(path, self.folder) else None


class ModelLibrary:
    """The model folders below two places. Reads the disk at every call; any thread.

    Args:
        bundled: folder of the program's model folders.
        user: folder of the person's; may be missing. A model here wins over a bundled one of the same id.
    """

    def __init__(self, bundled: Path, user: Path) -> None:
        self._bundled, self._user_dir = bundled, user

    @property
    def user_dir(self) -> Path:
        """Folder of the person's models; may be missing."""
        return self._user_dir

    def models(self) -> list[InstalledModel]:
        """Every valid model: the default one, then the bundled ones, then the person's, each by title."""

        def place(model: InstalledModel) -> tuple[bool, bool, str]:
            return model.manifest.id != DEFAULT_ID, not model.bundled, model.manifest.title

        return sorted(self._scan()[0].values(), key=place)

    def problems(self) -> list[ModelError]:
        """What is wrong with the folders that are not valid models."""
        return self._scan()[1]

    def find(self, wanted: str) -> InstalledModel:
        """The model of an id, or of a path: a model folder, its manifest, or an .onnx file.

        Raises:
            ModelNotFound: neither an installed id nor a path.
            ManifestInvalid: the folder's manifest is missing or wrong.
        """
        models, _ = self._scan()
        if wanted in models:
            return models[wanted]
        advice = OTHER_PROGRAMS.get(Path(wanted).suffix.lower())
        if advice is not None and _exists(Path(wanted)):
            raise InputError(f"{shown(Path(wanted).name)} cannot be opened as it is.", hint=advice)
        found = _at_path(Path(wanted))
        if found:
            return found
        raise ModelNotFound(
            f"There is no model “{shown(wanted)}”.",
            hint=f"Installed: {', '.join(models) or 'none'}. A path to a model folder or an .onnx file works too.",
        )

    def default(self) -> InstalledModel:
        """The model to use when none was chosen: the first of `models`.

        Raises:
            ModelNotFound: none is installed.
        """
        models = self.models()
        if not models:
            raise ModelNotFound("No model is installed.", hint="Install ToonClip again, or name a model folder.")
        return models[0]

    def _scan(self) -> tuple[dict[str, InstalledModel], list[ModelError]]:
        models: dict[str, InstalledModel] = {}
        problems: list[ModelError] = []
        for place, bundled in ((self._bundled, True), (self._user_dir, False)):
            for folder in sorted(place.iterdir()) if place.is_dir() else []:
                if not folder.is_dir() or folder.name.startswith((".", "_")):
                    continue
                try:
                    model = InstalledModel(read_manifest(folder), folder, bundled)
                except ModelError as error:
                    problems.append(error)
                else:
                    models[model.manifest.id] = model
        return models, problems


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long
        return False


def _at_path(path: Path) -> InstalledModel | None:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError:  # a name too long, a folder that may not be entered
        return None
    if is_folder:
        return InstalledModel(read_manifest(path), path, bundled=False)
    if path.name == MANIFEST_NAME and is_file:
        return InstalledModel(read_manifest(path.parent), path.parent, bundled=False)
    return _bare_onnx(path) if path.suffix.lower() == ".onnx" and is_file else None


def described_graph(path: Path) -> InstalledModel | None:
    """The model of an .onnx file that the manifest in its folder names.

    Raises:
        ManifestInvalid: there is a manifest, and it is wrong.
    """
    if not (path.parent / MANIFEST_NAME).is_file():
        return None
    manifest = read_manifest(path.parent)
    files = tuple(file for file in manifest.files if file.path == path.name)
    if not files:
        return None
    return InstalledModel(manifest.model_copy(update={"files": files}), path.parent, bundled=False)


def _bare_onnx(path: Path) -> InstalledModel:
    """A graph without its manifest: its folder's when there is one, else cautious assumptions."""
    described = described_graph(path)
    if described is not None:
        return described
    if path.stat().st_size > SIZE_LIMIT_BYTES:
        raise InputError(f"{path} is larger than the {SIZE_LIMIT_BYTES / 1e6:.0f} MB a model may have.")
    try:
        digest = file_sha256(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read.", hint="Check its permissions.") from error
    manifest = ModelManifest(
        id="file",
        title=path.stem[:80] or "Model file",
        version="0",
        files=(ModelFile(runtime="onnx", precision="fp32", path=path.name, sha256=digest),),
        size_rule=SizeRule(minimum=64, multiple_of=32, preferred=512),
        parity=Parity(tolerance=1),
        provenance=Provenance(dataset="unknown", licence="unknown", git_commit="unknown"),
    )
    return InstalledModel(manifest, path.parent, bundled=False)
