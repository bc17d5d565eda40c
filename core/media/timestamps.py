"""FrameTimes: when each decoded frame is shown, also where the timestamps of the file are missing or wrong."""

from __future__ import annotations

from typing import cast

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_DEFAULT_FPS, _MOST_FPS = 25.0, 1000.0


class FrameTimes:
    """Chooses between PTS and DTS, as FFmpeg does for its best-effort timestamp.

    PTS count until more of them than of the DTS have run backwards, as they do for H.264 in AVI. Frames come in the
    order in which they are shown.

    Args:
        start_s: time of a first frame without a timestamp.
        gap_s: from a frame without a duration to the next one.
        counts: whether each frame begins where the last one ends, as in bare streams, which state few times or none.
    """

    def __init__(self, *, start_s: float, gap_s: float, counts: bool = False) -> None:
        self._gap_s = gap_s
        self._counts = counts
        self._expected_s = start_s
        self._last_pts: int | None = None
        self._last_dts: int | None = None
        self._wrong_pts = self._wrong_dts = 0

    def next_s(self, frame: VideoFrame) -> tuple[float, float]:
        """Time and duration in s of the next frame."""
        ticks = None if self._counts else self._ticks(frame)
        tick_s = float(frame.time_base or 0)
        time_s = self._expected_s if ticks is None else ticks * tick_s
        duration_s = frame.duration * tick_s or self._gap_s
        self._expected_s = time_s + duration_s
        return time_s, duration_s

    def _ticks(self, frame: VideoFrame) -> int | None:
        pts, dts = frame.pts, frame.dts
        self._wrong_pts += _runs_back(pts, self._last_pts)
        self._wrong_dts += _runs_back(dts, self._last_dts)
        self._last_pts = pts
        self._last_dts = self._last_dts if dts is None else dts  # the decoder's last frames have none
        return dts if pts is None or (self._last_dts is not None and self._wrong_pts > self._wrong_dts) else pts


def has_clock(container: InputContainer) -> bool:
    """Whether what is in it is timed: in a bare stream, such as an .h264 file, it is not."""
    return cast("int | None", container.start_time) is not None


def frame_rate(container: InputContainer, stream: VideoStream) -> float:
    """Frames a second, about; without a clock FFmpeg counts none, and only the stream itself may state its rate."""
    counted, stated = stream.average_rate, stream.guessed_rate
    if has_clock(container) and counted and counted <= _MOST_FPS:
        return float(counted)
    return float(stated) if stated and stated <= _MOST_FPS else _DEFAULT_FPS


def _runs_back(ticks: int | None, last: int | None) -> bool:
    return ticks is not None and last is not None and ticks <= last
