"""What each command of the command line does that opens no window. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.foreign.opening import OpeningLibrary
from core.models.library import InstalledModel
from core.models.manifest import ModelFile
from core.models.places import ModelFolders
from core.sources.camera_modes import CameraMode, camera_modes
from core.sources.discovery import CameraInfo, list_cameras
from desktop.command_line.terminal import complain, print_json
from desktop.system.printable import printable

_OK = 0


def show_models(folders: ModelFolders, *, as_json: bool, at_length: bool = False) -> int:
    """List the installed models, one a line or `at_length`; what is wrong with others goes to the error output."""
    library = OpeningLibrary(folders.bundled, folders.user)
    rows = [_model_row(model) for model in library.models()]
    if as_json:
        print_json(rows)
    elif rows:
        _print_models(rows, at_length=at_length)
    else:
        print("No model is installed.")
    for problem in library.problems():
        complain(problem.message)
    return _OK


def show_cameras(
    *,
    as_json: bool,
    find_cameras: Callable[[], list[CameraInfo]] = list_cameras,
    find_modes: Callable[[CameraInfo], list[CameraMode]] = camera_modes,
) -> int:
    """List the cameras with the numbers that --source takes, and what each can be asked for."""
    cameras = [(camera, find_modes(camera)) for camera in find_cameras()]
    if as_json:
        print_json([_camera_row(number, camera, modes) for number, (camera, modes) in enumerate(cameras)])
        return _OK
    for number, (camera, modes) in enumerate(cameras):
        print(printable(f"{number}  {camera.name}  ({camera.backend}, {camera.id})"))
        if modes:
            print(f"    {'; '.join(mode.words for mode in modes)}")
    if not cameras:
        print("No camera was found.")
    return _OK


def _camera_row(number: int, camera: CameraInfo, modes: list[CameraMode]) -> dict[str, object]:
    formats = [{"width": mode.width, "height": mode.height, "fps": mode.fps, "coding": mode.coding} for mode in modes]
    return {"number": number, "id": camera.id, "name": camera.name, "backend": camera.backend, "formats": formats}


def _print_models(rows: list[dict[str, object]], *, at_length: bool) -> None:
    widest = max(len(str(row["id"])) for row in rows)
    for row in rows:
        yours = "" if row["bundled"] else " (yours)"
        print(f"{row['id']!s:{widest}}  {row['title']}{yours}")
        if at_length:
            size = f"{int(str(row['size'])) / 1e6:.1f} MB"
            print(f"    {row['precision']}, {size}, {row['licence']}")
            print(f"    {row['path']}")


def _model_row(model: InstalledModel) -> dict[str, object]:
    files = [file for file in model.manifest.files if (model.folder / file.path).exists()]
    return {
        "id": model.manifest.id,
        "title": model.manifest.title,
        "size": sum(_size_on_disk(model.folder / file.path) for file in files),
        "precision": ", ".join(sorted(_variant(file) for file in model.manifest.own_files)),
        "licence": model.manifest.provenance.licence,
        "path": str(model.folder),
        "bundled": model.bundled,
    }


def _variant(file: ModelFile) -> str:
    return f"CoreML {file.precision}" if file.runtime == "coreml" else file.precision


def _size_on_disk(path: Path) -> int:
    members = path.rglob("*") if path.is_dir() else (path,)
    return sum(member.stat().st_size for member in members if member.is_file())


def find_model(wanted: str | None, folders: ModelFolders) -> InstalledModel:
    library = OpeningLibrary(folders.bundled, folders.user)
    return library.default() if wanted is None else library.open(wanted)
