"""What each command of the command line does that opens no window. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.atomic_write import unused_path
from core.compositor import ComposeSettings
from core.convert.convert import ConvertSummary, convert, resolve_target
from core.errors import InputError, SourceNotFound
from core.generators.loader import load_fastest
from core.media.image_kinds import is_image
from core.models.install import OpeningLibrary
from core.models.library import InstalledModel
from core.models.manifest import ModelFile
from core.models.places import ModelFolders
from core.sources.camera_modes import CameraMode, camera_modes
from core.sources.discovery import CameraInfo, list_cameras
from desktop.command_line.terminal import Progress, StopRequest, complain, print_json
from desktop.live.source_choice import SAMPLE, SYNTHETIC
from desktop.system.paths import sample_clip
from desktop.system.printable import printable

_OK, _FAILED, _INTERRUPTED = 0, 1, 130
_BYTES_PER_MB = 1e6


def convert_files(
    source: Path,
    target: Path,
    model: str | None,
    folders: ModelFolders,
    *,
    settings: ComposeSettings,
    as_json: bool,
) -> int:
    """Convert and say what came of it."""
    resolve_target(source, target)
    installed = find_model(model, folders)
    summary, provider = _run_conversion(source, target, installed, settings)
    for line in (*summary.warnings, *summary.failed):
        complain(line)
    if summary.cancelled:
        complain(_what_was_kept(summary))
        return _INTERRUPTED
    fps = summary.frames / summary.seconds if summary.seconds else 0.0
    if as_json:
        print_json(
            {
                "frames": summary.frames,
                "seconds": round(summary.seconds, 3),
                "fps": round(fps, 2),
                "model": installed.manifest.id,
                "provider": provider,
                "output": str(summary.output),
            }
        )
    else:
        counted = "1 picture" if summary.frames == 1 else f"{summary.frames} pictures"
        print(f"{counted} in {summary.seconds:.1f} s ({fps:.1f} a second) with {installed.manifest.title}")
        print(summary.output)
    if summary.failed:
        complain(f"{len(summary.failed)} of {summary.total} images could not be converted.")
    return _FAILED if summary.failed else _OK


def convert_without_display(source: str, model: str | None, folders: ModelFolders) -> int:
    """Convert a file, or the bundled clip, into the current folder, as no window can be opened."""
    path = sample_clip() if source == SAMPLE else Path(source)
    if source.isdecimal() or source == SYNTHETIC:
        raise InputError(
            "No display: the window cannot be opened, so a camera cannot be shown.",
            hint="Use a video file or `--source sample`, or run ToonClip on a desktop.",
        )
    if not path.is_file():
        raise SourceNotFound(f"There is no file {path}.", hint="Check the path.")
    suffix = path.suffix if is_image(path) else ".mp4"
    target = unused_path(Path.cwd() / f"{path.stem}-toon{suffix}")
    summary, _ = _run_conversion(path, target, find_model(model, folders), ComposeSettings())
    for line in summary.warnings:
        complain(line)
    if summary.cancelled:
        complain(_what_was_kept(summary))
        return _INTERRUPTED
    print(f"No display: instead of the window, the toon of {path.name} is in {summary.output}")
    return _OK


def show_models(folders: ModelFolders, *, as_json: bool) -> int:
    """List the installed models; what is wrong with others goes to the error output."""
    library = OpeningLibrary(folders.bundled, folders.user)
    rows = [_model_row(model) for model in library.models()]
    if as_json:
        print_json(rows)
    elif rows:
        for row in rows:
            origin = "bundled" if row["bundled"] else "yours"
            size = f"{int(str(row['size'])) / 1e6:.1f} MB"
            print(f"{row['id']}  {row['title']}  ({row['precision']}, {size}, {row['licence']}, {origin})")
            print(f"    {row['path']}")
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


def _run_conversion(
    source: Path, target: Path, installed: InstalledModel, settings: ComposeSettings
) -> tuple[ConvertSummary, str]:
    """The summary, and the provider that ran the network."""
    generator = load_fastest(installed)
    try:
        with StopRequest() as stop, Progress("frame") as progress:
            summary = convert(
                source,
                target,
                generator,
                settings=settings,
                progress=progress,
                cancelled=stop.requested,
            )
        return summary, generator.provider
    finally:
        generator.close()


def _what_was_kept(summary: ConvertSummary) -> str:
    """What a person finds after Ctrl-C."""
    if summary.total is not None:
        return f"Stopped: {summary.frames} of {summary.total} images are in {summary.output}."
    if summary.output is None:
        return "Stopped before the first picture: nothing was written."
    return f"Stopped: the first {summary.duration_s:.1f} s ({summary.frames} frames) are in {summary.output}."


def _model_row(model: InstalledModel) -> dict[str, object]:
    files = [file for file in model.manifest.files if (model.folder / file.path).exists()]
    return {
        "id": model.manifest.id,
        "title": model.manifest.title,
        "size": sum(_size_on_disk(model.folder / file.path) for file in files),
        "precision": ", ".join(sorted(_variant(file) for file in model.manifest.files)),
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
