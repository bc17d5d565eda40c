"""Prints how late the toon camera's pictures reach another program: PipeWire's service, read by GStreamer.

python tests/benchmarks/toon_camera_table.py [SECONDS]
"""

from __future__ import annotations

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import numpy as np  # noqa: E402 - the path comes first

from core.compositor import ComposeSettings, compose  # noqa: E402
from core.frame import ComposedFrame, Frame, published  # noqa: E402
from core.virtual_camera.base import CameraFormat  # noqa: E402
from core.virtual_camera.camera import VirtualCamera  # noqa: E402
from core.virtual_camera.pipewire.camera import PipeWireCamera  # noqa: E402
from core.virtual_camera.yuv import YuvFormat  # noqa: E402
from support.numbered import numbered_image, read_number  # noqa: E402
from support.pipewire_service import PipeWireService, Reader, pipewire_service  # noqa: E402

_FORMAT = CameraFormat(1280, 720, 30)
_KEPT = 64
_SETTLING_S = 4.0


def main() -> None:
    """Measure with engines that are slower than the camera, as fast, nearly as fast, and faster."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    print("toons a second   pictures   order    late by ms, 50 %, 95 %, most   frames, 95 %")
    with pipewire_service() as service:
        os.environ |= service.environment
        for fps in (15.0, 24.0, 29.9, 30.0, 30.1, 60.0):
            _print_row(service, fps, seconds)


def _print_row(service: PipeWireService, fps: float, seconds: float) -> None:
    camera = VirtualCamera(PipeWireCamera(), lambda _: None, resting=_numbered(0).original.rgb.value)
    camera.start()
    reader = Reader(service, "video/x-raw,format=YUY2", _FORMAT.size_bytes(YuvFormat.YUY2))
    reader.wait_for(1)
    submitted = _submit(camera, fps, seconds)
    reader.close()
    camera.stop()
    shown = [(read_number(_luma(picture)), came_ns) for came_ns, picture in reader.pictures]
    late_ms = _late_ms(shown, submitted, since_ns=submitted[0] + int(_SETTLING_S * 1e9))
    numbers = [number for number, _ in shown if number]
    middle, nearly_all = np.percentile(late_ms, [50, 95])
    order = "kept" if _in_order(numbers) else "BROKEN"
    frames = nearly_all * _FORMAT.fps / 1000
    print(
        f"{fps:14.1f}   {len(late_ms):8d}   {order:6}   "
        f"{middle:12.1f} {nearly_all:6.1f} {max(late_ms):6.1f}   {frames:12.2f}",
        flush=True,
    )


def _submit(camera: VirtualCamera, fps: float, seconds: float) -> dict[int, int]:
    """Give numbered pictures at that rate; when each was given, by its number."""
    given_ns: dict[int, int] = {}
    pictures = [_numbered(number) for number in range(1, _KEPT + 1)]
    begun_ns = time.perf_counter_ns()
    for count in range(int(seconds * fps)):
        time.sleep(max(0.0, begun_ns + count / fps * 1e9 - time.perf_counter_ns()) / 1e9)
        given_ns[count] = time.perf_counter_ns()
        camera.submit(pictures[count % _KEPT])
    return given_ns


def _late_ms(shown: list[tuple[int, int]], given_ns: dict[int, int], *, since_ns: int) -> list[float]:
    """From the moment at which a picture was given to its first arrival; numbers begin again after `_KEPT`."""
    late_ms: list[float] = []
    before = 0
    for number, came_ns in shown:
        if number == before or came_ns < since_ns:
            before = number
            continue
        before = number
        same = [moment for count, moment in given_ns.items() if count % _KEPT + 1 == number and moment <= came_ns]
        if same:
            late_ms.append((came_ns - max(same)) / 1e6)
    return late_ms


def _in_order(numbers: list[int]) -> bool:
    """Whether each is the one before, or follows it by less than half a round."""
    steps = ((after - before) % _KEPT for before, after in pairwise(numbers))
    return all(step < _KEPT // 2 for step in steps)


def _numbered(number: int) -> ComposedFrame:
    image = numbered_image(number, _FORMAT.width, _FORMAT.height)
    return compose(Frame(published(image), number, time.perf_counter_ns()), None, ComposeSettings())


def _luma(picture: np.ndarray) -> np.ndarray:
    return picture.reshape(_FORMAT.height, _FORMAT.width * 2)[:, ::2]


if __name__ == "__main__":
    main()
