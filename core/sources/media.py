"""MediaFileSource: plays a video file in real time, over and over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from av.error import FFmpegError
from av.video.frame import VideoFrame

from core.errors import SourceDisconnected, SourceFormatRefused
from core.frame import RgbImage
from core.media import open_video, upright
from core.sources.base import SourceFormat

_LONGEST_LAG_S = 0.25
_LONGEST_WAIT_S = 1.0  # for the next picture of a file with a gap in its times
_STILL_FPS = 25.0


class MediaFileSource:
    """Delivers the pictures of a file at the file's own pace; starts again at the end.

    When decoding is slower than the file, it plays slower rather than stuttering.
    """

    reconnects = False

    def __init__(self, path: Path, *, name: str | None = None) -> None:
        self._path = path
        self._name = name or path.name
        self._closed = Event()
        self._frames: Iterator[tuple[float, VideoFrame]] | None = None
        self._gap_s = 1 / _STILL_FPS
        self._first_s = 0.0
        self._end_s = 0.0
        self._started_s = 0.0

    @property
    def name(self) -> str:
        return self._name

    def open(self) -> SourceFormat:
        container = open_video(self._path)
        try:
            fps = float(container.streams.video[0].average_rate or _STILL_FPS)
            first = next(container.decode(video=0), None)
        except FFmpegError:
            first, fps = None, 0.0
        finally:
            container.close()
        if first is None:
            raise SourceFormatRefused(
                f"{self._path} holds no picture that can be decoded.", hint="Choose another video file."
            )
        rows, columns = upright(first).shape[:2]
        self._closed.clear()
        self._frames = None
        self._gap_s, self._end_s = 1 / (fps or _STILL_FPS), 0.0
        return SourceFormat(columns, rows, fps)

    def read(self) -> RgbImage:
        time_s, frame = self._next_frame()
        due_s = self._started_s + time_s - self._first_s
        lag_s = time.perf_counter() - due_s
        if lag_s > _LONGEST_LAG_S:
            self._started_s += lag_s
            due_s += lag_s
        elif lag_s < -_LONGEST_WAIT_S:
            self._started_s += lag_s + _LONGEST_WAIT_S
            due_s += lag_s + _LONGEST_WAIT_S
            lag_s = -_LONGEST_WAIT_S
        self._end_s = due_s + self._gap_s
        if self._closed.wait(max(0.0, -lag_s)):
            raise SourceDisconnected(f"{self.name} is closed.")
        return upright(frame)

    def close(self) -> None:
        self._closed.set()
        self._frames = None

    def _next_frame(self) -> tuple[float, VideoFrame]:
        found = next(self._frames, None) if self._frames is not None else None
        return found or self._start_again()

    def _start_again(self) -> tuple[float, VideoFrame]:
        frames = self._decoded()
        first = next(frames, None)
        if first is None:
            raise SourceDisconnected(f"{self._path} can no longer be read.", hint="Is its disk still there?")
        self._frames = frames
        self._first_s, self._started_s = first[0], max(time.perf_counter(), self._end_s)
        return first

    def _decoded(self) -> Iterator[tuple[float, VideoFrame]]:
        """Time in s and picture of each frame; ends at the file's end, at damage, and when closed."""
        with open_video(self._path) as container:
            stream = container.streams.video[0]
            expected_s = 0.0
            try:
                for frame in container.decode(stream):
                    if self._closed.is_set():
                        return
                    time_s = expected_s if frame.pts is None else frame.time
                    expected_s = time_s + self._gap_s
                    yield time_s, frame
            except FFmpegError:
                return
