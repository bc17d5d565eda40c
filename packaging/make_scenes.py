"""Make webcam frames that are hard for a toon, out of a folder of portraits, and a sheet of what every model does.

    python packaging/make_scenes.py PORTRAITS OUTPUT [MODEL ...]

PORTRAITS holds at least ten square portraits. OUTPUT gets for each distance, `near`, `middle` and `far`, the folders
`scenes` (1280 x 720 px) and MODEL, and a sheet such as `near.jpg`: one row a scene, the frame on the left and a toon a
model beside it. MODEL: an installed id or a folder.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Light = npt.NDArray[np.floating]
WIDTH, HEIGHT = 1280, 720
THUMBNAIL = (400, 225)
NEARER = {"near": 1.6, "middle": 1.0, "far": 0.45}
NOISE = 10.0  # of a webcam in a dim room, standard deviation of 255


def main() -> None:
    """Read the command line, make the scenes, run the models, write the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("models", nargs="*", default=["comic-hero"])
    args = parser.parse_args()
    files = sorted(path for path in args.portraits.iterdir() if path.suffix in {".jpg", ".png"})
    portraits = [read(path) for path in files[:10]]
    if len(portraits) < 10:
        sys.exit(f"{args.portraits} holds {len(portraits)} portraits; ten are needed.")
    for distance, nearer in NEARER.items():
        write_sheet(args.output / distance, make_scenes(portraits, nearer), args.models)


def write_sheet(output: Path, frames: dict[str, Image], models: list[str]) -> None:
    """Write the frames and their toons into folders of `output`, and all of them on a sheet beside it."""
    scenes = output / "scenes"
    scenes.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        cv2.imwrite(str(scenes / f"{name}.png"), frame[..., ::-1])
    folders = [scenes, *(output / Path(model).name for model in models)]
    for folder, model in zip(folders[1:], models, strict=True):
        toonify(scenes, folder, model)
    cv2.imwrite(str(output.with_suffix(".jpg")), sheet(folders)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


def read(path: Path) -> Image:
    """(H, W, 3) uint8 RGB."""
    image = cv2.imread(str(path))
    if image is None:
        sys.exit(f"{path} is not an image.")
    return np.ascontiguousarray(image[..., ::-1], np.uint8)


def make_scenes(portraits: list[Image], nearer: float) -> dict[str, Image]:
    """Frames by name, (720, 1280, 3) uint8 RGB; which portrait is in which is fixed by their order.

    Args:
        portraits: ten or more.
        nearer: factor on the size of people, which is 1 as they sit at a desk.
    """
    # A face takes about six tenths of its portrait's height.
    half, third, two_thirds = (round(nearer * share * HEIGHT) for share in (1, 0.55, 0.78))
    return {
        "01-half-height": place((portraits[0], half, 640)),
        "02-a-third-off-centre": place((portraits[1], third, 300)),
        "03-two-people": place((portraits[2], two_thirds, 360), (portraits[3], two_thirds, 920)),
        "04-side-light": lit(place((portraits[8], half, 640)), side_light),
        "05-dim-and-noisy": lit(place((portraits[6], half, 640)), dim),
        "06-hat": place((portraits[4], half, 700)),
        "07-against-the-light": place((portraits[5], half, 560)),
        "08-pale-skin": place((portraits[7], two_thirds, 800)),
        "09-grey-hair-a-third": place((portraits[9], third, 980)),
    }


def place(*people: tuple[Image, int, int]) -> Image:
    """Stand portraits on the frame's lower edge: (portrait, side in px, middle in px); a soft wall behind them.

    Of one that is higher than the frame the upper part is seen.
    """
    frame = cv2.resize(np.hstack([person[0][:200] for person in people]), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    frame = cv2.GaussianBlur(frame, (0, 0), 40).astype(np.float32)
    for portrait, side, middle in people:
        left, top = middle - side // 2, max(0, HEIGHT - side)
        small = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
        fade = np.minimum(1, np.minimum(np.arange(side), np.arange(side)[::-1]) / (0.12 * side))
        fall = np.minimum(1, np.arange(side) / (0.08 * side)) if top > 0 else np.ones(side)
        mask = (fall[:, None] * fade[None])[..., None].astype(np.float32)
        region = frame[top:, max(0, left) : left + side]
        small, mask = (part[: len(region), max(0, -left) :][:, : region.shape[1]] for part in (small, mask))
        region += (small - region) * mask
    return frame.round().astype(np.uint8)


def lit(frame: Image, light: Callable[[Light], Light]) -> Image:
    """The frame under another light."""
    return (light(frame.astype(np.float32) / 255).clip(0, 1) * 255).round().astype(np.uint8)


def side_light(frame: Light) -> Light:
    """A lamp on the left: the right half of the face falls into shadow."""
    across = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None, :, None]
    return frame * (0.25 + 1.0 / (1 + np.exp(14 * across)))


def dim(frame: Light) -> Light:
    """A dark room and the sensor noise that comes with it."""
    noise = np.random.default_rng(0).normal(0, NOISE / 255, frame.shape).astype(np.float32)
    return 0.45 * frame + noise


def toonify(scenes: Path, output: Path, model: str) -> None:
    """Convert a folder by the program itself, as a person would."""
    command = [sys.executable, "-m", "desktop", "convert", str(scenes), str(output), "--model", model]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def sheet(folders: list[Path]) -> Image:
    """Rows of thumbnails: the n-th picture of every folder in the n-th row."""
    rows = [
        np.hstack([cv2.resize(read(picture), THUMBNAIL, interpolation=cv2.INTER_AREA) for picture in row])
        for row in zip(*(sorted(folder.glob("*.png")) for folder in folders), strict=True)
    ]
    return np.asarray(np.vstack(rows), np.uint8)


if __name__ == "__main__":
    main()
