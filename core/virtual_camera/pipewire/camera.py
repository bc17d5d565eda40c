"""PipeWireCamera: a node that every reader of PipeWire cameras lists."""

from __future__ import annotations

import ctypes
import logging
import time
from threading import Condition

from core.errors import VirtualCameraError, VirtualCameraLost, VirtualCameraMissing, VirtualCameraRefused
from core.pipewire.library import (
    DIRECTION_OUTPUT,
    META_HEADER,
    MetaHeader,
    PipeWireError,
    PipeWireMissing,
    SpaBuffer,
    StreamFlag,
    StreamState,
)
from core.pipewire.stream import Stream
from core.pipewire.video_format import Param
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.events import Readers
from core.virtual_camera.pipewire.params import buffer_params, chosen_yuv, format_params
from core.virtual_camera.yuv import YuvFormat, YuvImage

_log = logging.getLogger(__name__)

_APPEARS_S = 5.0


class PipeWireCamera:
    """A `CameraOutput` that needs neither root nor a kernel module, and knows whether anybody reads.

    Args:
        name: what other programs list.
    """

    advice = (
        "GNOME's programs list it. Firefox does once media.webrtc.camera.allow-pipewire is on in about:config, "
        "Chromium and Chrome once chrome://flags/#enable-webrtc-pipewire-camera is on. "
        "Zoom and Discord know v4l2loopback's cameras alone."
    )

    def __init__(self, name: str = "ToonClip") -> None:
        self._name = name
        self._stream: Stream | None = None
        self._camera_format = CameraFormat()
        self._yuv_format = YuvFormat.YUY2
        self._state = StreamState.UNCONNECTED
        self._problem = ""
        self._sent = 0
        self._changed = Condition()

    @property
    def name(self) -> str:
        return self._name

    @property
    def yuv_format(self) -> YuvFormat:
        return self._yuv_format

    def open(self, camera_format: CameraFormat) -> None:
        """See `CameraOutput.open`."""
        self._camera_format = camera_format
        self._state, self._problem = StreamState.CONNECTING, ""
        try:
            self._stream = stream = Stream(
                self._name, _node_properties(self._name), on_state=self._on_state, on_param=self._on_param
            )
            stream.connect(format_params(camera_format), DIRECTION_OUTPUT, StreamFlag.DRIVER | StreamFlag.MAP_BUFFERS)
            self._wait_until_shown()
        except PipeWireMissing as error:
            self.close()
            raise VirtualCameraMissing(error.message, hint=error.hint) from error
        except PipeWireError as error:
            self.close()
            raise VirtualCameraRefused(error.message, hint=error.hint) from error
        except VirtualCameraError:
            self.close()
            raise

    def readers(self) -> Readers:
        """See `CameraOutput.readers`."""
        state = self._state
        if state in (StreamState.ERROR, StreamState.UNCONNECTED):
            raise VirtualCameraLost(
                f"PipeWire took the camera {self._name} away: {self._problem or 'the service ended'}.",
                hint="The camera comes back when the service does.",
            )
        return Readers.SOME if state is StreamState.STREAMING else Readers.NONE

    def send(self, image: YuvImage, yuv_format: YuvFormat) -> None:
        """See `CameraOutput.send`."""
        if self.readers() is Readers.NONE or self._stream is None:
            return
        with self._stream.next_buffer() as buffer:
            if buffer is not None:  # the loop is locked: the wanted format stays
                self._fill(buffer.buffer.contents, image if yuv_format is self._yuv_format else None)

    def close(self) -> None:
        """See `CameraOutput.close`."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _wait_until_shown(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._state is not StreamState.CONNECTING, _APPEARS_S)
            state, problem = self._state, self._problem
        if state is StreamState.CONNECTING:
            raise VirtualCameraRefused(
                f"PipeWire did not show the camera in {_APPEARS_S:.0f} s.",
                hint="Start its services again: `systemctl --user restart pipewire wireplumber`.",
            )
        if state in (StreamState.ERROR, StreamState.UNCONNECTED):
            raise VirtualCameraRefused(f"PipeWire refused the camera: {problem}.", hint="See `journalctl --user`.")

    def _fill(self, buffer: SpaBuffer, image: YuvImage | None) -> None:
        data = buffer.datas[0]
        chunk = data.chunk.contents
        chunk.offset, chunk.flags = 0, 0
        chunk.stride = self._camera_format.width * self._yuv_format.row_bytes_per_px
        chunk.size = 0
        if image is not None and data.data and image.nbytes <= data.maxsize:
            chunk.size = image.nbytes
            ctypes.memmove(data.data, image.ctypes.data, image.nbytes)
        self._sent += 1
        for meta in buffer.metas[: buffer.n_metas]:
            if meta.type == META_HEADER and meta.size >= ctypes.sizeof(MetaHeader):
                header = MetaHeader.from_address(meta.data)
                header.flags, header.pts, header.dts_offset, header.seq = 0, time.monotonic_ns(), 0, self._sent

    def _on_state(self, state: StreamState, problem: str) -> None:
        with self._changed:
            self._state, self._problem = state, problem or self._problem
            self._changed.notify_all()

    def _on_param(self, number: int, pod: bytes) -> None:
        stream = self._stream
        if number != Param.FORMAT or not pod or stream is None:
            return
        try:
            self._yuv_format = chosen_yuv(pod)
        except ValueError as error:
            _log.warning("a program asks for %s", error)
            return
        stream.update_params(buffer_params(self._camera_format, self._yuv_format))


def _node_properties(name: str) -> dict[str, str]:
    return {
        "media.type": "Video",
        "media.category": "Capture",
        "media.role": "Camera",
        "media.class": "Video/Source",
        "node.name": name.lower(),
        "node.description": name,
    }
