"""Prints how a video call fares beside ToonClip: what share of its 30 pictures a second it encodes in time.

python tests/benchmarks/call_table.py [SECONDS]
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

import av  # noqa: E402 - the path comes first
import numpy as np  # noqa: E402

from core.benchmark.live import LivePlan, run_live  # noqa: E402
from core.generators.loader import load_generator  # noqa: E402
from core.i420 import to_i420  # noqa: E402
from core.media.encoders import x264  # noqa: E402
from core.media.h264 import add_h264_stream, to_video_frame  # noqa: E402
from core.models.library import ModelLibrary  # noqa: E402
from core.models.places import ModelFolders  # noqa: E402
from core.sources.synthetic import SyntheticSource  # noqa: E402

_FPS = 30
_CALL = "call"


def main() -> None:
    """Measure the call alone, then beside the engine."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(
        f"call alone                  {_call_beside(lambda: time.sleep(seconds), seconds):.0%} of its pictures in time"
    )
    folders = ModelFolders()
    model = ModelLibrary(folders.bundled, folders.user).default()
    shown: list[float] = []

    def toons() -> None:
        plan = LivePlan(warm_up_s=2.0, seconds=seconds, target_fps=30.0)
        report, _ = run_live(SyntheticSource(), load_generator(model), plan, cancelled=lambda: False)
        shown.append(report.fps)

    share = _call_beside(toons, seconds)
    print(f"call beside {shown[0]:4.1f} toons a second {share:6.0%} of its pictures in time")


def _call_beside(work: Callable[[], object], seconds: float) -> float:
    call = subprocess.Popen([sys.executable, __file__, _CALL, str(seconds)], stdout=subprocess.PIPE, text=True)
    work()
    return float(call.communicate()[0])


def _encode(seconds: float) -> None:
    """Be the call: encode a picture 30 times a second, and print the share that was done before the next."""
    noise = np.random.default_rng(0).integers(0, 255, (90, 160, 3), np.uint8).repeat(8, 0).repeat(8, 1)
    frames = [to_video_frame(to_i420(np.roll(noise, 8 * number, 1)), 0) for number in range(8)]
    in_time = 0
    with av.open("/dev/null", "w", format="mp4", options={"movflags": "empty_moov"}) as container:
        stream = add_h264_stream(container, 1280, 720, x264("ultrafast", live=True), crf=26)
        began_s = time.perf_counter()
        for number in range(round(seconds * _FPS)):
            time.sleep(max(0.0, began_s + number / _FPS - time.perf_counter()))
            frame = frames[number % len(frames)]
            frame.pts = number * 3000
            container.mux(stream.encode(frame))
            in_time += time.perf_counter() < began_s + (number + 1) / _FPS
    print(in_time / round(seconds * _FPS))


if __name__ == "__main__":
    if sys.argv[1:2] == [_CALL]:
        _encode(float(sys.argv[2]))
    else:
        main()
