"""Ways to bring a toon from the working size to the camera's, compared with the toon drawn at full size.

Run: python tests/benchmarks/upscaling_table.py [--size 768] [PICTURE ...]. Pictures are brought to 1280 x 720; without
any, a frame of the bundled clip is. Columns: width of edges in px (as the full-size toon's is best), mean |Laplacian|
of flat areas, PSNR and SSIM to the full-size toon when that, shrunk, is upscaled again, and processor time.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from skimage.metrics import structural_similarity

import assets
from core.generators.base import ImageGenerator
from core.generators.loader import load_generator
from core.media.images import read_image
from core.models.library import ModelLibrary
from core.upscaling import upscale

_SIZE = (1280, 720)
_ROUNDS = 9
_ASSETS = Path(assets.__file__).parent
Image = np.ndarray


def scaled(interpolation: int) -> Callable[[Image, Image], Image]:
    return lambda _photo, toon: cv2.resize(toon, _SIZE, interpolation=interpolation)


def unsharp(_photo: Image, toon: Image) -> Image:
    large = cv2.resize(toon, _SIZE, interpolation=cv2.INTER_CUBIC)
    return cv2.addWeighted(large, 2, cv2.GaussianBlur(large, (0, 0), 1.5), -1, 0)


def guided(photo: Image, toon: Image, radius: int = 1, softness: float = 50.0) -> Image:
    """The fast guided filter (He and Sun 2015, arXiv:1505.00996) with the photograph's luminance as guide."""
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    guide = cv2.resize(grey, toon.shape[1::-1], interpolation=cv2.INTER_AREA).astype(np.float32)[..., None]
    target = toon.astype(np.float32)

    def mean(values: Image) -> Image:
        blurred = cv2.blur(values, (2 * radius + 1, 2 * radius + 1))
        return blurred if blurred.ndim == 3 else blurred[..., None]

    mean_guide, mean_target = mean(guide), mean(target)
    slope = (mean(guide * target) - mean_guide * mean_target) / (mean(guide * guide) - mean_guide**2 + softness)
    offset = mean_target - slope * mean_guide
    large_slope, large_offset = (cv2.resize(mean(part), _SIZE) for part in (slope, offset))
    return np.clip(large_slope * grey[..., None] + large_offset + 0.5, 0, 255).astype(np.uint8)


def change(photo: Image, toon: Image) -> Image:
    small = cv2.resize(photo, toon.shape[1::-1], interpolation=cv2.INTER_AREA)
    added = cv2.resize(toon.astype(np.int16) - small, _SIZE, interpolation=cv2.INTER_CUBIC)
    return np.clip(photo + added, 0, 255).astype(np.uint8)


METHODS: dict[str, Callable[[Image, Image], Image]] = {
    "linear": scaled(cv2.INTER_LINEAR),
    "cubic": scaled(cv2.INTER_CUBIC),
    "Lanczos": scaled(cv2.INTER_LANCZOS4),
    "cubic, unsharp mask": unsharp,
    "guided filter": guided,
    "photo + upscaled change": change,
    "upscale()": lambda _photo, toon: upscale(toon, *_SIZE),
}


def grey(image: Image) -> Image:
    return cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)


def gradient(image: Image) -> Image:
    parts = (cv2.Sobel(image, cv2.CV_32F, *way, ksize=3, scale=1 / 8) for way in ((1, 0), (0, 1)))
    return cv2.magnitude(*parts)


def edges_and_noise(image: Image, plain: Image) -> tuple[float, float]:
    """Width of the strong edges of `plain` and roughness where it is flat."""
    luminance, steepness = grey(image), gradient(grey(plain))
    contrast = cv2.dilate(luminance, np.ones((9, 9))) - cv2.erode(luminance, np.ones((9, 9)))
    strong = (steepness > np.percentile(steepness, 95)) & (contrast > 30)
    flat = cv2.dilate(steepness, np.ones((11, 11))) < np.percentile(steepness, 60)
    width = np.median(contrast[strong] / (cv2.dilate(gradient(luminance), np.ones((5, 5)))[strong] + 1e-6))
    return float(width), float(np.abs(cv2.Laplacian(luminance, cv2.CV_32F))[flat].mean())


def cpu_ms(method: Callable[[Image, Image], Image], photo: Image, toon: Image) -> float:
    began = time.thread_time_ns()
    method(photo, toon)
    return (time.thread_time_ns() - began) / 1e6


def pictures(paths: list[Path]) -> list[Image]:
    found = [read_image(path).image for path in paths]
    if not found:
        ok, frame = cv2.VideoCapture(str(_ASSETS / "clips" / "portrait.mp4")).read()
        assert ok
        found = [cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)]
    return [cv2.resize(image, _SIZE, interpolation=cv2.INTER_AREA) for image in found]


def generators(side: int) -> tuple[ImageGenerator, ImageGenerator]:
    model = ModelLibrary(_ASSETS / "models", Path("no-models-of-yours")).default()
    return load_generator(model, longer_side=side), load_generator(model, longer_side=_SIZE[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=768)
    parser.add_argument("pictures", nargs="*", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)  # the processor time of this thread is then all there is
    working, full = generators(options.size)
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in [*METHODS, "drawn at full size"]}
    for photo in pictures(options.pictures):
        toon, best = working.generate(photo), np.ascontiguousarray(full.generate(photo))
        shrunk = cv2.resize(best, toon.shape[1::-1], interpolation=cv2.INTER_AREA)
        plain = METHODS["cubic"](photo, toon)
        rows["drawn at full size"].append((*edges_and_noise(best, plain), np.nan, np.nan, np.nan))
        times_ms = {name: [cpu_ms(method, photo, toon)] for name, method in METHODS.items()}
        for _ in range(_ROUNDS):
            for name, method in METHODS.items():
                times_ms[name].append(cpu_ms(method, photo, toon))
        for name, method in METHODS.items():
            again = method(photo, shrunk)
            alike = structural_similarity(grey(again), grey(best), data_range=255)
            figures = (*edges_and_noise(method(photo, toon), plain), cv2.PSNR(again, best), alike)
            rows[name].append((*figures, min(times_ms[name])))
    print(f"{'':24} edges  noise   PSNR   SSIM     ms")
    for name, figures in rows.items():
        edges, noise, psnr, alike, cost_ms = np.mean(figures, axis=0)
        print(f"{name:24}{edges:6.2f}{noise:7.2f}{psnr:7.2f}{alike:7.3f}{cost_ms:7.1f}")


if __name__ == "__main__":
    main()
