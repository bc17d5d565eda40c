"""VirtualCamera: a sink that shows the composed pictures to other programs, at a fixed rate and size."""

from __future__ import annotations

import time

from core.errors import VirtualCameraError, VirtualCameraLost
from core.frame import NOTHING, ComposedFrame, RgbImage, Size
from core.mailbox import LatestSlot
from core.virtual_camera.base import CameraFormat, CameraOutput
from core.virtual_camera.events import Readers, VirtualCameraAway, VirtualCameraListener, VirtualCameraShown
from core.virtual_camera.pace import Pace
from core.virtual_camera.prepared import PreparedPicture
from core.worker import Worker

_REST_AFTER_S = 2.0
_STOP_S = 5.0
_RETRY_S, _LONGEST_RETRY_S = 0.5, 4.0


class VirtualCamera(Worker):
    """Shows the newest picture, repeats it when the engine is slower, and the resting one when the engine is silent.

    A camera that the system takes away is reported, and offered again as soon as that is possible. Used once.

    Attributes:
        mirrored: flip the pictures left to right; may be changed at any time, on any thread.

    Args:
        output: the system's way to offer a camera; opened by `start`, closed by the camera's thread.
        listener: receives `VirtualCameraShown` and `VirtualCameraAway`, on the camera's thread; must return at once.
        resting: (H, W, 3) uint8 RGB, shown when no picture comes; never mirrored.
        camera_format: what other programs get; pictures of another shape get black bars.
        rest_after_s: how long the last picture is repeated.
    """

    def __init__(
        self,
        output: CameraOutput,
        listener: VirtualCameraListener,
        *,
        resting: RgbImage,
        camera_format: CameraFormat | None = None,
        rest_after_s: float = _REST_AFTER_S,
    ) -> None:
        super().__init__("virtual camera")
        self.mirrored = False
        self._output = output
        self._listener = listener
        self._format = camera_format or CameraFormat()
        self._rest_after_ns = int(rest_after_s * 1e9)
        self._prepared = PreparedPicture(self._format, resting)
        self._slot: LatestSlot[ComposedFrame] = LatestSlot()
        self._seen = 0
        self._newest: ComposedFrame | None = None
        self._newest_ns = 0
        self._readers: Readers | None = None
        self._retry_s = 0.0
        self._pace = Pace(self._format.fps, 0)

    @property
    def output(self) -> CameraOutput:
        """Its name and advice are for any thread, after `start`; the rest is for the camera's own."""
        return self._output

    @property
    def readers(self) -> Readers:
        """Whether anybody looks; NONE while the camera is away. Any thread."""
        return self._readers or Readers.NONE

    def demand(self) -> Size | None:
        """See `Demand`: nothing while nobody looks, where the system tells. Any thread."""
        return NOTHING if self.readers is Readers.NONE else (self._format.width, self._format.height)

    def start(self) -> None:
        """Offer the camera and start the thread. Blocks until the system shows it, for some seconds at most.

        Raises:
            VirtualCameraError: it cannot be offered; nothing is left behind.
        """
        self._output.open(self._format)
        super().start()

    def submit(self, composed: ComposedFrame) -> None:
        """Take a picture. Any thread; never blocks; ignored after `stop`.

        Raises:
            VirtualCameraError: the camera failed.
        """
        if self.error is not None:
            raise VirtualCameraError(f"The virtual camera failed: {self.error}", hint="Switch it off and on again.")
        self._slot.put(composed)

    def request_stop(self) -> None:
        super().request_stop()
        self._slot.close()

    def stop(self, timeout_s: float = _STOP_S) -> None:
        """Take the camera away. Blocks for a moment; idempotent.

        Raises:
            VirtualCameraError: the system did not let go of it in time.
        """
        self.request_stop()
        if not self.join(timeout_s):
            raise VirtualCameraError(f"{self._output.name} could not be switched off in {timeout_s:.0f} s.")

    def _step(self) -> None:
        if self._retry_s and not self._offered_again():
            return
        try:
            self._report(self._output.readers())
            self._take_newest()
            self._send()
        except VirtualCameraLost as error:
            self._output.close()
            self._readers, self._retry_s = None, _RETRY_S
            self._listener(VirtualCameraAway(self._output.name, error))

    def _teardown(self) -> None:
        self._output.close()

    def _offered_again(self) -> bool:
        if self._stopping.wait(self._retry_s):
            return False
        try:
            self._output.open(self._format)
        except VirtualCameraError:  # told already, by the first loss
            self._retry_s = min(self._retry_s * 2, _LONGEST_RETRY_S)
            return False
        self._retry_s = 0.0
        return True

    def _report(self, readers: Readers) -> None:
        if readers is not self._readers:
            self._readers = readers
            self._listener(VirtualCameraShown(self._output.name, readers))

    def _take_newest(self) -> None:
        """Wait until a new picture may be taken; take it as it comes, and do without it when the next one is due."""
        opens_ns, closes_ns = self._pace.next_window_ns(time.perf_counter_ns())
        if self._stopping.wait(_seconds_until(opens_ns)):
            return
        newer = self._slot.wait_newer(self._seen, _seconds_until(closes_ns))
        now_ns = time.perf_counter_ns()
        if newer is not None:
            (self._seen, self._newest), self._newest_ns = newer, now_ns
            self._pace.follow(now_ns)
        elif now_ns - self._newest_ns > self._rest_after_ns:
            self._newest = None

    def _send(self) -> None:
        if self._readers is not Readers.NONE:
            yuv_format = self._output.yuv_format
            self._output.send(self._prepared.of(self._newest, yuv_format, flip=self.mirrored), yuv_format)


def _seconds_until(moment_ns: int) -> float:
    return max(0, moment_ns - time.perf_counter_ns()) / 1e9
