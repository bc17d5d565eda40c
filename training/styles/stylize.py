"""`toonclip-train stylize`: makes the pairs of a style from nothing but photographs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image
from tqdm import tqdm

from core.atomic_write import atomic_folder
from training.errors import DataInvalid, SettingInvalid
from training.images import LISTING, image_names, read_image, split
from training.styles.catalog import STYLES, Style
from training.styles.tone import Rgb
from training.styles.views import random_view, relit

_EDGE_PX = 0.5  # Gaussian of an image's edges, as wide as a camera's are at best (Lowe 2004, section 3.3)
_KEPT_PX = 640  # longest side at which photographs are kept in memory: what is seen of them is mostly smaller


@dataclass(frozen=True)
class StylizeRequest:
    """What to make.

    Attributes:
        style: a name of `STYLES`.
        photos: folder of photographs; its `validation.txt`, if any, names those that are only measured on.
        output: folder of pairs to make; must not exist.
        views: pairs to train on.
        validation: pairs to measure on, from photographs of their own.
        size: side in px of the pairs to train on. Those to measure on are twice as large, as `evaluate` halves them:
            a small image lacks the detail of a camera's, and any toon of it would seem to flicker.
        seed: of all that is drawn by chance.
    """

    style: str
    photos: Path
    output: Path
    views: int = 1600
    validation: int = 16
    size: int = 256
    seed: int = 0


def stylize(request: StylizeRequest) -> int:
    """Write the folder of pairs; returns how many there are.

    The style is drawn on the view, not on the photograph: its strokes are as wide on every pair. The folder
    appears when the last pair is written.

    Raises:
        SettingInvalid: there is no such style, a number cannot work, or the output exists.
        DataInvalid: a photograph cannot be read, or there are too few.
    """
    _check(request)
    training, validation = _read_photos(request.photos)
    try:
        request.output.parent.mkdir(parents=True, exist_ok=True)
        with atomic_folder(request.output) as folder:
            return _draw(request, folder, training, validation)
    except OSError as error:
        raise SettingInvalid(
            f"The pairs cannot be written to {request.output}: {error.strerror or error}.",
            hint="Free some space, or give another --output.",
        ) from error


def _draw(request: StylizeRequest, folder: Path, training: list[Rgb], validation: list[Rgb]) -> int:
    """Fill the folder with pairs; returns how many."""
    for side in ("input", "target"):
        (folder / side).mkdir()
    jobs = [(f"{index:05}.png", training) for index in range(request.views)]
    held_out = [f"validation{index:03}.png" for index in range(request.validation)]
    jobs += [(name, validation) for name in held_out]
    for index, (name, photos) in enumerate(tqdm(jobs, unit="view", desc=request.style)):
        rng = np.random.default_rng([request.seed, index])
        times = 2 if photos is validation else 1
        view = relit(random_view(photos, rng, size_px=times * request.size), rng)
        target = drawn(view, STYLES[request.style], size_px=request.size)
        Image.fromarray(view).save(folder / "input" / name, compress_level=1)
        Image.fromarray(target).save(folder / "target" / name, compress_level=1)
    (folder / LISTING).write_text("\n".join(held_out) + "\n", encoding="utf-8")
    return len(jobs)


def _check(request: StylizeRequest) -> None:
    if request.style not in STYLES:
        raise SettingInvalid(f"There is no style '{request.style}'.", hint=f"There are {', '.join(STYLES)}.")
    if request.views < 1 or request.validation < 1 or request.size < 64 or request.size % 32:
        raise SettingInvalid(
            f"{request.views} views and {request.validation} for validation of {request.size} px cannot be made.",
            hint="At least one of each is needed, and a size that is a multiple of 32, for instance 256.",
        )
    if request.output.exists():
        raise SettingInvalid(f"{request.output} exists.", hint="Remove it, or give another --output.")


def drawn(view: Rgb, style: Style, *, size_px: int) -> Rgb:
    """The target of a view of `size_px` or twice that: drawn at `size_px`, where strokes are as wide on every pair."""
    times = view.shape[0] // size_px
    small = np.asarray(cv2.resize(view, (size_px, size_px), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return antialiased(style(small)).repeat(times, 0).repeat(times, 1)


def antialiased(image: Rgb) -> Rgb:
    """Edges as wide as a camera's: those of a filter, a pixel wide, jump from place to place as the image moves."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), _EDGE_PX), dtype=np.uint8)


def _read_photos(folder: Path) -> tuple[list[Rgb], list[Rgb]]:
    """Photographs to train on and to measure on, each (H, W, 3) uint8 RGB."""
    if not folder.is_dir():
        raise DataInvalid(f"{folder} is not a folder.", hint="Give a folder of photographs with --photos.")
    names = image_names(folder)
    if len(names) < 2:
        raise DataInvalid(f"{folder} holds {len(names)} photographs.", hint="Give at least two; faces of many people.")
    found = split(names, folder / LISTING)
    if found.unknown or not found.training or not found.validation:
        unknown = f", and names no photograph has: {', '.join(found.unknown)}" if found.unknown else ""
        raise DataInvalid(
            f"{folder / LISTING} names {len(found.validation)} of {len(names)} photographs{unknown}.",
            hint="Name some and not all, one a line.",
        )
    training, validation = (
        [_read_photo(folder / name) for name in side] for side in (found.training, found.validation)
    )
    return training, validation


def _read_photo(path: Path) -> Rgb:
    photo = np.array(read_image(path, draft_px=_KEPT_PX))
    scale = _KEPT_PX / max(photo.shape[:2])
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else photo
    return np.asarray(small, dtype=np.uint8)
