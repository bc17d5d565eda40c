"""convert(): images, folders of images and videos through a generator into files, nothing dropped."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np

from core.compositor import ComposeSettings, compose_images, finished_toon
from core.convert.video import Progress, convert_video
from core.errors import FolderNotWritable, GenerateFailed, InputError, NoSpace, SourceNotFound, WriteError
from core.frame import Layout, RgbImage
from core.generators.base import ImageGenerator
from core.media.image_kinds import WRITTEN_AS, is_image
from core.media.image_writing import write_image
from core.media.images import ImageContent, read_image
from core.stylizer import Stylizer
from core.write_errors import writing

_VIDEO_SUFFIX = ".mp4"


@dataclass(frozen=True, slots=True)
class ConvertSummary:
    """What a conversion did.

    Attributes:
        output: the file or folder it wrote; None when it was cancelled before there was anything.
        frames: images or frames converted.
        seconds: it took.
        duration_s: of the video written; 0 for images.
        cancelled: `output` holds only the part that was done: NAME.partial.mp4, or a folder lacking images.
        total: images in the folder, converted or not; None for other inputs.
        warnings: what was odd about the input, one sentence each.
        failed: one sentence for each file of a folder that could not be converted.
    """

    output: Path | None
    frames: int
    seconds: float
    duration_s: float = 0.0
    cancelled: bool = False
    total: int | None = None
    warnings: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Work:
    """What every kind of input needs on its way."""

    stylizer: Stylizer
    settings: ComposeSettings
    progress: Progress
    cancelled: Callable[[], bool]
    keep_metadata: bool

    def paint(self, image: RgbImage) -> RgbImage:
        """The output image of an (H, W, 3) image: the same height, twice as wide side by side."""
        if self.settings.layout is Layout.ORIGINAL:
            return image
        toon = self.stylizer.toon(image, steady=self.settings.steady)
        return compose_images(image, finished_toon(image, toon, self.settings.strength), self.settings)

    def convert_image(self, source: Path, target: Path) -> None:
        content = read_image(source)
        alpha = content.alpha
        if alpha is not None and self.settings.layout is Layout.SIDE_BY_SIDE:
            alpha = np.hstack((alpha, alpha))
        metadata = content.metadata if self.keep_metadata else None
        write_image(ImageContent(self.paint(content.image), alpha, metadata), target)


def convert(
    source: Path,
    target: Path,
    generator: ImageGenerator,
    *,
    settings: ComposeSettings,
    progress: Progress,
    cancelled: Callable[[], bool],
    keep_metadata: bool = True,
) -> ConvertSummary:
    """Convert an image, a folder of images or a video. Blocks; the codec and the runtime bring their own threads.

    Every frame is converted. A target appears only when it is complete, and what it replaces stays until then.

    Args:
        source: an image, a folder, or a video.
        target: see `resolve_target`.
        generator: stays open.
        settings: the layout; `steady` is for videos, images of a folder have nothing to do with each other.
        progress: called after every image or frame.
        cancelled: asked before every one; a part of the work is then kept and named in the summary.
        keep_metadata: date, place, camera and words of images; date, place, title, chapters and subtitles of videos.

    Raises:
        InputError: the source or target cannot be used.
        SourceError: the source is no video.
        GenerateFailed: the generator failed, on something else than one image of a folder.
        WriteError: the target cannot be written; NoSpace when the disk is full.
    """
    target = resolve_target(source, target)
    started_s = time.perf_counter()
    work = _Work(Stylizer(generator), settings, progress, cancelled, keep_metadata)
    if source.is_dir() or is_image(source):
        work = replace(work, settings=replace(settings, steady=False))
    if source.is_dir():
        summary = _convert_folder(source, target, work)
    elif is_image(source):
        summary = _convert_one_image(source, target, work)
    else:
        summary = _convert_video(source, target, work)
    return replace(summary, seconds=time.perf_counter() - started_s)


def resolve_target(source: Path, target: Path) -> Path:
    """Where the result will lie, checked as far as it can be without writing.

    Args:
        source: an image, a folder of images, or a video.
        target: for a folder a folder; otherwise a file, or an existing folder to put one into.

    Raises:
        SourceNotFound: there is no source.
        InputError: the target does not fit the source, or is the source itself, or a path cannot be one.
        FolderNotWritable: the target's folder is missing, and so is the folder above it.
    """
    try:
        return _resolved(source, target)
    except OSError as error:  # a name too long, a folder that may not be entered
        raise InputError(
            f"{error.filename} cannot be used: {str(error.strerror).lower()}.",
            hint="Check the path and its permissions.",
        ) from error


def _resolved(source: Path, target: Path) -> Path:
    if not source.exists():
        raise SourceNotFound(f"There is no file or folder {source}.", hint="Check the path.")
    if source.is_dir():
        if target.exists() and not target.is_dir():
            raise InputError(f"{target} is a file, but {source} is a folder.", hint="Name a folder for the toons.")
        parent = target.parent
    else:
        target = _target_file(source, target)
        parent = target.parent.parent
    if target.exists() and target.samefile(source):
        raise InputError(f"{target} is the input itself.", hint="Choose another name for the output.")
    if not parent.is_dir():
        raise FolderNotWritable(f"There is no folder {parent}.", hint="Create it first, or check the path.")
    if target.parent.exists() and not target.parent.is_dir():
        raise FolderNotWritable(f"{target.parent} is not a folder.", hint="Choose another folder.")
    return target


def _target_file(source: Path, target: Path) -> Path:
    """The file named by `target`, which may be an existing folder."""
    if target.is_dir():
        target /= source.name if is_image(source) else f"{source.stem}{_VIDEO_SUFFIX}"
    if is_image(source) and not is_image(target):
        kinds = ", ".join(WRITTEN_AS)
        raise InputError(f"{target} cannot hold an image.", hint=f"Its name must end in one of: {kinds}.")
    if not is_image(source) and target.suffix.lower() != _VIDEO_SUFFIX:
        raise InputError(f"{target} cannot hold a video.", hint=f"Its name must end in {_VIDEO_SUFFIX}.")
    return target


def _convert_one_image(source: Path, target: Path, work: _Work) -> ConvertSummary:
    _prepare_folder(target.parent)
    work.convert_image(source, target)
    work.progress(1, 1)
    return ConvertSummary(target, 1, 0.0)


def _convert_folder(source: Path, target: Path, work: _Work) -> ConvertSummary:
    """Convert what can be read and written; a file that cannot is listed and does not stop the others."""
    images = sorted(path for path in source.iterdir() if is_image(path) and not path.name.startswith("."))
    if not images:
        raise InputError(
            f"{source} holds no image.", hint=f"Images are files whose names end in {', '.join(WRITTEN_AS)}."
        )
    _prepare_folder(target)
    done, failed, stopped = 0, list[str](), False
    for image in images:
        stopped = work.cancelled()
        if stopped:
            break
        try:
            work.convert_image(image, target / image.name)
        except NoSpace:
            raise
        except (InputError, GenerateFailed, WriteError) as error:
            failed.append(error.message if image.name in error.message else f"{image.name}: {error.message}")
        else:
            done += 1
        work.progress(done + len(failed), len(images))
    return ConvertSummary(target, done, 0.0, cancelled=stopped, total=len(images), failed=tuple(failed))


def _convert_video(source: Path, target: Path, work: _Work) -> ConvertSummary:
    _prepare_folder(target.parent)
    made = convert_video(
        source,
        target,
        work.paint,
        progress=work.progress,
        cancelled=work.cancelled,
        keep_metadata=work.keep_metadata,
    )
    return ConvertSummary(
        made.path, made.frames, 0.0, duration_s=made.duration_s, cancelled=not made.complete, warnings=made.warnings
    )


def _prepare_folder(folder: Path) -> None:
    """Create it if need be, and try whether it can be written before any work is done for it."""
    with writing(folder):
        folder.mkdir(exist_ok=True)
    with writing(folder / "toons"), TemporaryFile(dir=folder):
        pass
