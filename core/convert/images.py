"""convert_image(): an image or an animation through a painter into a file of the kind that its name asks for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from core.convert.video import Painter, VideoOptions, convert_video
from core.errors import InputError
from core.media.animation_film import write_film
from core.media.image_kinds import ANIMATED_KINDS, WRITTEN_AS
from core.media.image_writing import require_animated_kind, write_animation, write_image
from core.media.images import AnimationFrame, ImageContent, ImageFile, open_image, read_image


@dataclass(frozen=True, slots=True)
class ConvertedImage:
    """What came of an image.

    Attributes:
        path: where it lies; None when it was cancelled, and nothing was written.
        frames: that were painted.
        warnings: what a person should know about the input, one sentence each.
    """

    path: Path | None
    frames: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Painters:
    """Make the output image of an image.

    Attributes:
        still: of one that has time.
        moving: of an animation's frames, one after the other.
    """

    still: Painter
    moving: Painter


def convert_image(
    source: Path,
    target: Path,
    paint: Painters,
    *,
    cancelled: Callable[[], bool],
    keep_metadata: bool = True,
    replace_existing: bool = True,
) -> ConvertedImage:
    """Convert an image; of an animation every frame, where the target can hold them. Blocks.

    Args:
        source: the image.
        target: of one of the kinds in `WRITTEN_AS`, or an MP4 for an animation.
        paint: makes the output images.
        cancelled: asked before every frame of an animation.
        keep_metadata: date, place, camera and words.
        replace_existing: a file in the place of the target; else an MP4 is put beside it, and that is said.

    Raises:
        InputError: the source cannot be read, or needs too much memory; the target cannot hold it.
        WriteError: the target cannot be written; an existing one stays. NameTaken where it is not to be replaced.
        GenerateFailed: from the painter.
    """
    kind = WRITTEN_AS.get(target.suffix.lower())
    with _bounded_memory(source):
        if kind is None or (kind in ANIMATED_KINDS and _is_animation(source)):
            with open_image(source) as file:
                if kind is None:
                    return _convert_to_film(
                        file, source, target, paint.moving, cancelled, replace_existing=replace_existing
                    )
                return _convert_animation(
                    file,
                    target,
                    paint.moving,
                    cancelled,
                    keep_metadata=keep_metadata,
                    replace_existing=replace_existing,
                )
        # Neither the decoded file nor what was read of it is held any longer than the next step needs it.
        content = _painted(read_image(source), paint.still, keep_metadata=keep_metadata)
        write_image(content, target, replace=replace_existing)
        return ConvertedImage(target, 1, content.warnings)


def _is_animation(source: Path) -> bool:
    with open_image(source) as file:
        return file.is_animation


def _convert_animation(
    file: ImageFile,
    target: Path,
    paint: Painter,
    cancelled: Callable[[], bool],
    *,
    keep_metadata: bool,
    replace_existing: bool,
) -> ConvertedImage:
    require_animated_kind(target, file.size, file.count)
    painted: list[AnimationFrame] = []
    for frame in file.frames():
        if cancelled():
            return ConvertedImage(None, 0)
        painted.append(replace(frame, content=_painted(frame.content, paint, keep_metadata=keep_metadata)))
    write_animation(painted, target, loop=file.loop, replace=replace_existing)
    return ConvertedImage(target, len(painted), painted[0].content.warnings)


def _convert_to_film(
    file: ImageFile,
    source: Path,
    target: Path,
    paint: Painter,
    cancelled: Callable[[], bool],
    *,
    replace_existing: bool,
) -> ConvertedImage:
    """Through a lossless film, as FFmpeg does not read every kind of animation."""
    with TemporaryDirectory() as scratch:
        film = Path(scratch, f"{source.stem}.mov")
        write_film(file.frames(), film)
        made = convert_video(
            film,
            target,
            paint,
            progress=lambda _done, _total: None,
            cancelled=cancelled,
            options=VideoOptions(replace_existing=replace_existing),
        )
    return ConvertedImage(made.path if made.complete else None, made.frames, made.warnings)


def _painted(content: ImageContent, paint: Painter, *, keep_metadata: bool) -> ImageContent:
    image, alpha = paint(content.image), content.alpha
    if alpha is not None and image.shape[1] == 2 * alpha.shape[1]:  # side by side
        alpha = np.hstack((alpha, alpha))
    return ImageContent(image, alpha, content.metadata if keep_metadata else None, content.warnings)


@contextmanager
def _bounded_memory(source: Path) -> Generator[None]:
    try:
        yield
    except (MemoryError, cv2.error) as error:
        if isinstance(error, cv2.error) and error.code != cv2.Error.StsNoMem:
            raise
        raise InputError(f"{source} needs more memory than there is.", hint="Choose a smaller image.") from error
