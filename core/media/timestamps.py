"""FrameTimes: when each decoded frame is shown, also where the timestamps of the file are missing or wrong."""

from __future__ import annotations

from av.video.frame import VideoFrame


class FrameTimes:
    """Chooses between PTS and DTS, as FFmpeg does for its best-effort timestamp.

    PTS count until more of them than of the DTS have run backwards, as they do for H.264 in AVI. Frames come in the
    order in which they are shown.

    Args:
        start_s: time of a first frame without a timestamp.
        gap_s: from a frame without a duration to the next one.
    """

    def __init__(self, *, start_s: float, gap_s: float) -> None:
        self._gap_s = gap_s
        self._expected_s = start_s
        self._last_pts: int | None = None
        self._last_dts: int | None = None
        self._wrong_pts = self._wrong_dts = 0

    def next_s(self, frame: VideoFrame) -> tuple[float, float]:
        """Time and duration in s of the next frame."""
        ticks = self._ticks(frame)
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


def _runs_back(ticks: int | None, last: int | None) -> bool:
    return ticks is not None and last is not None and ticks <= last
