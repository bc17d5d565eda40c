"""MediaFileSource: plays a video file in real time, over and over."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from core.errors import SourceDisconnected, SourceFormatRefused
from core.frame import RgbImage
from core.media.clip_reader import ClipReader
from core.media.frame_images import FrameImages
from core.media.reading import open_video
from core.sources.base import SourceFormat

_LONGEST_LAG_S = 0.25
_LONGEST_WAIT_S = 1.0


class MediaFileSource:
    """Delivers the images of a file at the file's own pace; starts again at the end.

    When decoding is slower than the file, it plays slower rather than stuttering.

    Args:
        path: of the file.
        name: for people; None: the name of the file.
        longest_wait_s: for the next frame of a file with a gap in its times.
    """

    reconnects = False

    def __init__(self, path: Path, *, name: str | None = None, longest_wait_s: float = _LONGEST_WAIT_S) -> None:
        self._path = path
        self._name = name or path.name
        self._longest_wait_s = longest_wait_s
        self._closed = Event()
        self._images: Iterator[tuple[float, RgbImage]] | None = None
        self._gap_s = 0.04
        self._first_s = 0.0
        self._end_s = 0.0
        self._started_s = 0.0

    @property
    def name(self) -> str:
        return self._name

    def open(self) -> SourceFormat:
        with open_video(self._path) as (container, stream):
            reader = ClipReader(container, stream)
            first = next(reader.frames(), None)
            if first is None:
                raise SourceFormatRefused(
                    f"{self._path} holds no picture that can be decoded.", hint="Choose another video file."
                )
            rows, columns = FrameImages(stream).image(first.frame).shape[:2]
        self._closed.clear()
        self._images = None
        self._gap_s, self._end_s = reader.gap_s, 0.0
        return SourceFormat(columns, rows, 1 / reader.gap_s)

    def read(self) -> RgbImage:
        time_s, image = self._next_image()
        due_s = self._started_s + time_s - self._first_s
        lag_s = time.perf_counter() - due_s
        if lag_s > _LONGEST_LAG_S:
            self._started_s += lag_s
            due_s += lag_s
        elif lag_s < -self._longest_wait_s:
            self._started_s += lag_s + self._longest_wait_s
            due_s += lag_s + self._longest_wait_s
            lag_s = -self._longest_wait_s
        self._end_s = due_s + self._gap_s
        if self._closed.wait(max(0.0, -lag_s)):
            self._images = None
            raise SourceDisconnected(f"{self.name} is closed.")
        return image

    def close(self) -> None:
        self._closed.set()
        self._images = None  # after the event: `read` looks at it last

    def _next_image(self) -> tuple[float, RgbImage]:
        images = self._images  # `close` may take it away meanwhile
        found = next(images, None) if images is not None else None
        return found or self._start_again()

    def _start_again(self) -> tuple[float, RgbImage]:
        images = self._decoded()
        first = next(images, None)
        if self._closed.is_set():
            raise SourceDisconnected(f"{self.name} is closed.")
        if first is None:
            raise SourceDisconnected(f"{self._path} can no longer be read.", hint="Is its disk still there?")
        self._images = images
        self._first_s, self._started_s = first[0], max(time.perf_counter(), self._end_s)
        return first

    def _decoded(self) -> Iterator[tuple[float, RgbImage]]:
        """Time in s and image of each frame; ends at the file's end and when closed."""
        with open_video(self._path) as (container, stream):
            images = FrameImages(stream)
            for shown in ClipReader(container, stream).frames():
                if self._closed.is_set():
                    return
                yield shown.time_s, images.image(shown.frame)
