"""write_image() and write_animation(): image files of the kind that their name asks for, in one step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from PIL.ExifTags import IFD
from PIL.PngImagePlugin import PngInfo

from core.atomic_write import SHARED, atomic_file
from core.errors import InputError
from core.file_lock import marked_as_used
from core.media.image_kinds import ANIMATED_KINDS, WRITTEN_AS
from core.media.image_metadata import ImageMetadata, tiff_tags
from core.media.images import AnimationFrame, ImageContent
from core.write_errors import writing

_WITH_ALPHA = ("PNG", "WEBP", "TIFF", "AVIF", "HEIF", "GIF")
_OPTIONS: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 95, "subsampling": "4:4:4"},  # a toon's coloured lines suffer from coarser colour
    "PNG": {"compress_level": 4},
    "WEBP": {"quality": 95, "exact": True},
    "TIFF": {"compression": "tiff_lzw"},
    "AVIF": {"quality": 90, "speed": 8},
    "HEIF": {"quality": 90, "chroma": 444},
}
_LONGEST_PX = {"JPEG": 65_500, "WEBP": 16_383, "GIF": 65_535, "HEIF": 16_384, "AVIF": 16_384}
_MOST_ANIMATION_PIXELS = 1 << 27


def write_image(content: ImageContent, path: Path, *, mode: int = SHARED, replace: bool = True) -> None:
    """Write an image of the kind that its suffix names.

    Transparency is kept where the kind can hold it, and laid over white where not. Of the metadata what the kind holds.

    Args:
        content: what to write.
        path: of the file; its suffix is one of `WRITTEN_AS`.
        mode: of the file, before the umask.
        replace: an existing file; it stays as it was until then.

    Raises:
        InputError: the kind holds no image of this size.
        WriteError: it cannot be written; NameTaken where there is a file that is not to be replaced.
    """
    kind = WRITTEN_AS[path.suffix.lower()]
    _require_size(content, path, kind)
    image = _storable(content, kind)
    options = _OPTIONS.get(kind, {}) | _said(content.metadata, kind)
    with writing(path), atomic_file(path, mode=mode, replace=replace) as partial, marked_as_used(partial):
        _save(image, partial, kind, options, content, path)


def write_animation(
    frames: Sequence[AnimationFrame], path: Path, *, loop: int | None, mode: int = SHARED, replace: bool = True
) -> None:
    """Write an animation, of which all images are in memory. The arguments are those of `write_image`.

    Args:
        frames: at least one; those of an animation have one size.
        path: of the file; its kind is one of `ANIMATED_KINDS`.
        loop: how often it is played again; 0: for ever; None: not.
        mode: of the file, before the umask.
        replace: an existing file; it stays as it was until then.

    Raises:
        InputError: the kind holds no such images.
        WriteError: as `write_image`.
    """
    kind = WRITTEN_AS[path.suffix.lower()]
    _require_size(frames[0].content, path, kind)
    first, *others = (_storable(frame.content, kind) for frame in frames)
    options = _OPTIONS.get(kind, {}) | _said(frames[0].content.metadata, kind)
    options |= {"duration": [frame.duration_ms for frame in frames]} | ({} if loop is None else {"loop": loop})
    if kind == "GIF":
        options |= {"disposal": 2 if first.mode == "RGBA" else 0}
    options |= {"save_all": True, "append_images": others}
    with writing(path), atomic_file(path, mode=mode, replace=replace) as partial, marked_as_used(partial):
        _save(first, partial, kind, options, frames[0].content, path)


def require_animated_kind(path: Path, size: tuple[int, int], count: int) -> None:
    """Check that a file of this name can hold an animation of `count` images of a size, px.

    Raises:
        InputError: it cannot.
    """
    if WRITTEN_AS.get(path.suffix.lower()) not in ANIMATED_KINDS:
        raise InputError(f"{path} cannot hold an animation.", hint="Its name must end in .gif, .png, .webp or .mp4.")
    if size[0] * size[1] * count > _MOST_ANIMATION_PIXELS:
        raise InputError(f"{path.name} would hold too many images for an animation.", hint="Name an .mp4 file.")


def _require_size(content: ImageContent, path: Path, kind: str) -> None:
    if max(content.image.shape) > _LONGEST_PX.get(kind, 1 << 30):
        raise _not_held(content, path)


def _not_held(content: ImageContent, path: Path) -> InputError:
    rows, columns = content.image.shape[:2]
    suffix = path.suffix.lower()
    return InputError(f"{path.name} cannot be written: {suffix} holds no {columns}x{rows} px.", hint="Choose .png.")


def _save(
    image: Image.Image, partial: Path, kind: str, options: dict[str, Any], content: ImageContent, path: Path
) -> None:
    with partial.open("wb") as file:
        try:
            image.save(file, kind, **options)
        except (ValueError, RuntimeError) as error:
            raise _not_held(content, path) from error
        except OSError as error:
            if error.errno:  # the disk's
                raise
            raise _not_held(content, path) from error


def _storable(content: ImageContent, kind: str) -> Image.Image:
    if content.alpha is None:
        return Image.fromarray(content.image)
    if kind in _WITH_ALPHA:
        return Image.fromarray(np.dstack((content.image, content.alpha)))
    return Image.fromarray(content.over_white)


def _said(metadata: ImageMetadata | None, kind: str) -> dict[str, Any]:
    """What a kind of file takes of the metadata, as Pillow's options."""
    if metadata is None:
        return {}
    said: dict[str, Any] = {}
    if metadata.dpi and kind in {"JPEG", "PNG", "TIFF", "BMP"}:
        said["dpi"] = metadata.dpi
    if metadata.exif and kind in {"JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"}:
        said["exif"] = metadata.exif
    if metadata.xmp and kind in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        said["xmp"] = metadata.xmp
    if kind == "PNG":
        said["pnginfo"] = _png_words(metadata)
    if kind == "TIFF":
        said |= _tiff_words(metadata)
    return said


def _png_words(metadata: ImageMetadata) -> PngInfo:
    words = PngInfo()
    for key, value in metadata.text:
        words.add_itxt(key, value)
    if metadata.xmp:
        words.add_itxt("XML:com.adobe.xmp", metadata.xmp.decode())
    return words


def _tiff_words(metadata: ImageMetadata) -> dict[str, Any]:
    tags = tiff_tags(metadata)
    # Pillow writes the directories of EXIF itself; libtiff, which compresses, does not.
    has_directories = IFD.Exif in tags or IFD.GPSInfo in tags
    return {"exif": tags} | ({"compression": "raw"} if has_directories else {})
