"""Make the bundled portrait clip: a public-domain portrait that sways, turns and leans like a person at a webcam.

    pip install scikit-image
    python packaging/make_clip.py assets/clips/portrait.mp4

The picture is the NASA portrait of Eileen Collins that scikit-image ships. Head and shoulders move by one smooth
displacement field over the photograph, so nothing is cut out and the clip ends where it begins.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from skimage import data

WIDTH, HEIGHT, FPS, SECONDS = 960, 540, 30, 8
CROP_WIDTH_PX = 462.0
HEADROOM_PX = 16
ENLARGED = 2

Field = npt.NDArray[np.float32]


def main() -> None:
    """Read the target from the command line and write the clip."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    target: Path = parser.parse_args().target
    photo = enlarged(with_headroom(data.astronaut()))
    count = FPS * SECONDS
    with av.open(str(target), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FPS, options={"crf": "22", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(count):
            picture = warped(photo, math.tau * number / count)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    print(f"{target}: {count} frames, {target.stat().st_size / 1e3:.0f} kB")


def with_headroom(photo: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Continue the backdrop above the picture, so that the camera may look higher."""
    taller = cv2.copyMakeBorder(photo, HEADROOM_PX, 0, 0, 0, cv2.BORDER_REFLECT)
    # The tip of the model rocket touches the upper edge: bridge its columns with the backdrop beside them.
    left, right = 400, 434
    across = np.linspace(0, 1, right - left)[None, :, None]
    strip = taller[:HEADROOM_PX]
    bridge = strip[:, left - 1 : left] * (1 - across) + strip[:, right : right + 1] * across
    strip[:, left:right] = cv2.GaussianBlur(bridge, (0, 0), 2).astype(np.uint8)
    return taller


def enlarged(photo: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Scaled up once by a good filter and sharpened a little, so that the warp can use a cheap one."""
    large = cv2.resize(photo, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_LANCZOS4)
    return cv2.addWeighted(large, 1.35, cv2.GaussianBlur(large, (0, 0), 1.6), -0.35, 0).astype(np.uint8)


def warped(photo: npt.NDArray[np.uint8], phase: float) -> npt.NDArray[np.uint8]:
    """The picture at `phase`, 0..2 pi: every motion is a whole number of cycles, so the clip loops."""
    x, y = camera(phase)
    head = ellipse(x, y, centre=(226, 92), radii=(62, 78), falloff=1.05)
    torso = smoothstep((y - 165) / 90) * smoothstep((x - 40) / 90) * smoothstep((440 - x) / 90) * (1 - head)
    head_x, head_y = head_offset(x, y, phase)
    lean = 0.022 * math.sin(phase + 2.2)
    torso_x = 3.5 * math.sin(phase + 0.2) + (x - 226) * lean
    torso_y = 1.6 * math.sin(2 * phase) + (y - 300) * lean
    source_x = x - head * head_x - torso * torso_x
    source_y = y - head * head_y - torso * torso_y
    map_x = (source_x + 0.5) * ENLARGED - 0.5
    map_y = (source_y + HEADROOM_PX + 0.5) * ENLARGED - 0.5
    return cv2.remap(photo, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT).astype(np.uint8)


def camera(phase: float) -> tuple[Field, Field]:
    """Where each output pixel lies on the photograph, in its px: a hand-held drift and a slow zoom."""
    zoom = 1 + 0.02 * math.sin(phase - 0.7)
    step = CROP_WIDTH_PX / WIDTH / zoom
    centre_x = 250 + 5 * math.sin(phase + 1.1) + 1.2 * math.sin(3 * phase)
    centre_y = 124 + 1.8 * math.sin(2 * phase + 0.4)
    columns = (np.arange(WIDTH, dtype=np.float32) - WIDTH / 2) * step + centre_x
    rows = (np.arange(HEIGHT, dtype=np.float32) - HEIGHT / 2) * step + centre_y
    x, y = np.meshgrid(columns, rows)
    return x.astype(np.float32), y.astype(np.float32)


def head_offset(x: Field, y: Field, phase: float) -> tuple[Field, Field]:
    """How far the head's pixels moved, in px: sway, nod, tilt about the neck, lean and a turn by parallax."""
    tilt = math.radians(4.5) * math.sin(phase + 0.5)
    lean = 0.035 * math.sin(phase + 2.2)
    arm_x, arm_y = x - 226, y - 190
    # A turn moves what is near the camera, the nose, more than the outline of the head.
    depth = ellipse(x, y, centre=(222, 112), radii=(8, 8), falloff=8.0)
    turn_x = 8.0 * math.sin(phase + 0.9) + 1.5 * math.sin(3 * phase)
    turn_y = 4.0 * math.sin(2 * phase + 1.2)
    offset_x = 8.0 * math.sin(phase + 0.3) - arm_y * tilt + arm_x * lean + depth * turn_x
    offset_y = 2.0 * math.sin(2 * phase + 0.6) + arm_x * tilt + arm_y * lean + depth * turn_y
    return offset_x.astype(np.float32), offset_y.astype(np.float32)


def ellipse(x: Field, y: Field, *, centre: tuple[float, float], radii: tuple[float, float], falloff: float) -> Field:
    """1 inside the ellipse, sinking smoothly to 0 at (1 + falloff) times its size."""
    distance = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    return smoothstep((1 + falloff - distance) / falloff)


def smoothstep(value: Field) -> Field:
    """0 below 0, 1 above 1, twice differentiable between."""
    value = np.clip(value, 0, 1)
    return (value**3 * (value * (6 * value - 15) + 10)).astype(np.float32)


if __name__ == "__main__":
    main()
