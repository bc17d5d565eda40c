"""CaptureWorker: reads a source into the latest slot and opens a lost one again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator

from core.errors import SourceDisconnected, SourceError
from core.events import EventListener, SourceFailed, SourceLost, SourceStarted
from core.frame import Frame, published
from core.mailbox import LatestSlot
from core.metrics import RateMeter
from core.sources.base import FrameSource
from core.worker import Worker

_log = logging.getLogger(__name__)


def retry_waits_s(first_s: float, longest_s: float) -> Iterator[float]:
    """How long to wait before each try to open a lost source again, doubling."""
    wait_s = first_s
    while True:
        yield wait_s
        wait_s = min(longest_s, wait_s * 2)


class CaptureWorker(Worker):
    """One source's thread.

    A first `open` that fails ends it with `SourceFailed`. A source that is lost later is opened again until that works,
    if it `reconnects`.

    Args:
        source: opened, read and closed here.
        frames: receives every frame.
        indices: the frame numbers, shared by the sources of a session so that they only grow.
        listener: told when the source starts, is lost or fails.
        after: the worker of the previous source, whose device is released before ours is opened.
        source_number: which source of its session this is; every frame and event carries it.
        clock_ns: gives `Frame.captured_ns`.

    Attributes:
        first_retry_s: before a lost source is opened again; doubles with every try.
        longest_retry_s: where the doubling ends.
        join_s: how long a stop waits for a read, and once more after the source is closed.
    """

    first_retry_s = 0.5
    longest_retry_s = 4.0
    join_s = 2.0

    def __init__(
        self,
        source: FrameSource,
        frames: LatestSlot[Frame],
        *,
        indices: Iterator[int],
        listener: EventListener,
        after: CaptureWorker | None = None,
        source_number: int = 0,
        clock_ns: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        super().__init__("capture")
        self._source = source
        self._frames = frames
        self._indices = indices
        self._listener = listener
        self._after = after
        self._source_number = source_number
        self._clock_ns = clock_ns
        self._rate = RateMeter()
        self._open = False
        self._was_open = False
        self._retry_waits_s = retry_waits_s(self.first_retry_s, self.longest_retry_s)

    @property
    def fps(self) -> float:
        return self._rate.rate()

    def shut_down(self) -> bool:
        """Stop and release the source, however stuck it is. Blocks up to 6 s; True when the thread has ended."""
        self.request_stop()
        if self.join(self.join_s):
            return True
        self._source.close()
        ended = self.join(self.join_s)
        if not ended:
            _log.warning("%s does not return from a read; its thread is abandoned", self._source.name)
        return ended

    def _setup(self) -> None:
        if self._after is not None:
            self._after.shut_down()
            self._after = None

    def _step(self) -> None:
        try:
            if not self._open:
                self._open_source()
            image = self._source.read()
        except SourceError as error:
            self._on_source_error(error)
            return
        except Exception as error:
            _log.exception("%s raised what a source should not", self._source.name)
            self._on_source_error(SourceDisconnected(f"{self._source.name} failed: {error}", hint="Try it again."))
            return
        if self._stopping.is_set():
            return
        self._frames.put(Frame(published(image), next(self._indices), self._clock_ns(), self._source_number))
        self._rate.tick()
        self._retry_waits_s = retry_waits_s(self.first_retry_s, self.longest_retry_s)

    def _open_source(self) -> None:
        found = self._source.open()
        self._open = self._was_open = True
        if self._stopping.is_set():
            return
        self._listener(SourceStarted(self._source.name, found.width, found.height, found.fps, self._source_number))

    def _on_source_error(self, error: SourceError) -> None:
        self._source.close()
        self._open = False
        if self._stopping.is_set():
            return
        if not (self._was_open and self._source.reconnects):
            self._listener(SourceFailed(self._source.name, error, self._source_number))
            self._finish()
            return
        self._listener(SourceLost(self._source.name, error, self._source_number))
        self._stopping.wait(next(self._retry_waits_s))

    def _teardown(self) -> None:
        self._source.close()
