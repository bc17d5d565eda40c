"""PipeWireSource: a camera that only PipeWire knows, as on laptops whose sensor needs a library to be read."""

from __future__ import annotations

import ctypes
import logging

import numpy as np
import numpy.typing as npt

from core.errors import SourceBusy, SourceDisconnected, SourceError, SourceFormatRefused, SourceNotFound
from core.frame import RgbImage
from core.mailbox import LatestSlot
from core.pipewire.library import DIRECTION_INPUT, Data, PipeWireError, SpaBuffer, StreamFlag, StreamState
from core.pipewire.nodes import camera_nodes
from core.pipewire.pods import pod_int_flags, pod_object
from core.pipewire.stream import Stream
from core.pipewire.video_format import ChosenFormat, Param, chosen_format, wished_format
from core.sources.base import SourceFormat
from core.sources.camera_images import CameraImages
from core.sources.camera_modes import USUAL, CameraMode
from core.sources.discovery import CameraInfo

_log = logging.getLogger(__name__)
_PATIENCE_S = 5.0
_BUFFERS_OBJECT, _DATA_TYPE = 0x40004, 6
_IN_MEMORY = 1 << 1 | 1 << 2  # a pointer, or a file descriptor that can be mapped
# `enum spa_video_format` with our name for the coding and the bytes of a pixel in a row of each plane; the first suit
# most cameras. A half row means half the columns, and half the rows.
_CODINGS: dict[int, tuple[str, tuple[float, ...]]] = {
    4: ("YUYV", (2,)),
    23: ("NV12", (1, 1)),
    2: ("YU12", (1, 0.5, 0.5)),
    5: ("UYVY", (2,)),
    8: ("BGRx", (4,)),
    16: ("BGR3", (3,)),
    25: ("GREY", (1,)),
}


class PipeWireSource:
    """A `FrameSource` over one node.

    Args:
        info: from `list_cameras()`.
        wanted: size and rate to ask for, of which the node gives the nearest it has; None: the usual one.
        patience_s: how long a picture is waited for.
    """

    reconnects = True

    def __init__(self, info: CameraInfo, wanted: CameraMode | None = None, *, patience_s: float = _PATIENCE_S) -> None:
        self._info, self._wanted, self._patience_s = info, wanted or USUAL, patience_s
        self._stream: Stream | None = None
        self._slot: LatestSlot[npt.NDArray[np.uint8]] = LatestSlot()
        self._seen = 0
        self._format: ChosenFormat | None = None
        self._images = CameraImages(info.name)
        self._problem = ""

    @property
    def name(self) -> str:
        return self._info.name

    def open(self) -> SourceFormat:
        """See `FrameSource.open`."""
        node = next((node for node in camera_nodes() if node.name == self._info.node), None)
        if node is None:
            raise SourceNotFound(f"The camera “{self.name}” is gone.", hint="Plug it in, or choose another one.")
        self._slot, self._seen, self._problem, self._format = LatestSlot(), 0, "", None
        try:
            self._stream = stream = Stream(
                "ToonClip",
                _properties(node.serial),
                on_state=self._on_state,
                on_param=self._on_param,
                on_buffer=self._on_buffer,
            )
            wish = wished_format(tuple(_CODINGS), self._wanted.width, self._wanted.height, round(self._wanted.fps))
            stream.connect([wish], DIRECTION_INPUT, StreamFlag.AUTOCONNECT | StreamFlag.MAP_BUFFERS)
            image = self.read()
        except PipeWireError as error:
            self.close()
            raise SourceError(error.message, hint=error.hint) from error
        except SourceFormatRefused:
            self.close()
            raise
        except SourceError as error:
            self.close()
            why = f" ({self._problem})" if self._problem else ""
            raise SourceBusy(
                f"The camera “{self.name}” delivers no picture{why}.",
                hint="Close other programs that use it, and allow camera access in the system's privacy settings.",
            ) from error
        fps = self._format.fps if self._format is not None else 0.0
        return SourceFormat(image.shape[1], image.shape[0], fps)

    def read(self) -> RgbImage:
        """See `FrameSource.read`."""
        while newer := self._slot.wait_newer(self._seen, self._patience_s):
            self._seen, pixels = newer
            image = self._images.rgb(pixels)
            if image is not None:
                return image
        raise SourceDisconnected(f"The camera “{self.name}” stopped.", hint="Is it still plugged in?")

    def close(self) -> None:
        """See `FrameSource.close`."""
        self._slot.close()
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _on_state(self, state: StreamState, problem: str) -> None:
        if state in (StreamState.ERROR, StreamState.UNCONNECTED):
            self._problem = problem
            self._slot.close()

    def _on_param(self, number: int, pod: bytes) -> None:
        stream = self._stream
        if number != Param.FORMAT or not pod or stream is None:
            return
        try:
            self._format = chosen = chosen_format(pod)
        except ValueError as error:
            _log.warning("%s offers %s", self.name, error)
            return
        coding, _ = _CODINGS[chosen.spa_format]
        self._images = CameraImages(self.name, coding=coding, rows=chosen.height)
        buffers = {_DATA_TYPE: pod_int_flags(_IN_MEMORY)}
        stream.update_params([pod_object(_BUFFERS_OBJECT, Param.BUFFERS, buffers)])

    def _on_buffer(self) -> None:
        stream, chosen = self._stream, self._format
        if stream is None or chosen is None:
            return
        with stream.full_buffer() as buffer:
            pixels = _pixels(buffer.buffer.contents, chosen) if buffer is not None else None
        if pixels is not None:
            self._slot.put(pixels)


def _pixels(buffer: SpaBuffer, chosen: ChosenFormat) -> npt.NDArray[np.uint8] | None:
    """A copy of the picture as OpenCV lays it out; None: the buffer holds none, or only a part."""
    planes = _planes(chosen)
    are_apart = buffer.n_datas > 1
    parts: list[npt.NDArray[np.uint8]] = []
    begin = 0
    for place, (rows, row_bytes) in enumerate(planes):
        data = buffer.datas[place if are_apart else 0]
        within = planes[place : place + 1] if are_apart else planes
        stride = _stride(data, within) * row_bytes // within[0][1]
        part = _plane(data, begin, rows, stride) if stride >= row_bytes else None
        if part is None:
            return None
        parts.append(part[:, :row_bytes].reshape(-1))
        begin += 0 if are_apart else rows * stride
    if len(planes) > 1:
        return np.concatenate(parts).reshape(-1, chosen.width)
    channels = planes[0][1] // chosen.width
    return parts[0].reshape((chosen.height, chosen.width, channels)[: 2 if channels == 1 else 3])


def _planes(chosen: ChosenFormat) -> list[tuple[int, int]]:
    """Rows of each plane, and the bytes of a row."""
    _, bytes_per_px = _CODINGS[chosen.spa_format]
    rows = (chosen.height, *(chosen.height // 2 for _ in bytes_per_px[1:]))
    return [(count, int(chosen.width * size)) for count, size in zip(rows, bytes_per_px, strict=True)]


def _stride(data: Data, planes: list[tuple[int, int]]) -> int:
    """From one row of the first plane to the next, bytes; GStreamer leaves it to be worked out."""
    chunk = data.chunk.contents
    whole = sum(rows * row_bytes for rows, row_bytes in planes)
    return chunk.stride if chunk.stride > 0 else planes[0][1] * chunk.size // whole


def _plane(data: Data, begin: int, rows: int, stride: int) -> npt.NDArray[np.uint8] | None:
    """(rows, stride) bytes of a block of memory, copied; None: they are not there."""
    chunk = data.chunk.contents
    offset, length = chunk.offset + begin, rows * stride
    if not data.data or not chunk.size or length <= 0 or offset + length > data.maxsize:
        return None
    return np.frombuffer(ctypes.string_at(data.data + offset, length), np.uint8).reshape(rows, stride)


def _properties(serial: int) -> dict[str, str]:
    return {
        "media.type": "Video",
        "media.category": "Capture",
        "media.role": "Camera",
        "target.object": str(serial),
        "node.dont-reconnect": "true",
    }
