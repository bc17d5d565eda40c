"""What a camera's stream tells PipeWire of its formats, its buffers and the time stamps beside them."""

from __future__ import annotations

from ctypes import sizeof
from enum import IntEnum

from core.pipewire.library import META_HEADER, MetaHeader
from core.pipewire.pods import pod_id, pod_int, pod_int_flags, pod_int_range, pod_object
from core.pipewire.video_format import Param, chosen_format, fixed_format
from core.virtual_camera.base import CameraFormat
from core.virtual_camera.yuv import YuvFormat

SPA_FORMATS = {YuvFormat.YUY2: 4, YuvFormat.NV12: 23, YuvFormat.I420: 2}
"""`enum spa_video_format`; the first suits most programs."""


class _Object(IntEnum):
    BUFFERS = 0x40004
    META = 0x40005


class _Buffers(IntEnum):
    BUFFERS = 1
    BLOCKS = 2
    SIZE = 3
    STRIDE = 4
    DATA_TYPE = 6


class _Meta(IntEnum):
    TYPE = 1
    SIZE = 2


_DATA_TYPES = 1 << 1 | 1 << 2  # a pointer, or a file descriptor that can be mapped


def format_params(camera_format: CameraFormat) -> list[bytes]:
    """One fixed format each, as browsers ignore those that leave something to choose."""
    width, height, fps = camera_format.width, camera_format.height, camera_format.fps
    return [fixed_format(spa_format, width, height, fps) for spa_format in SPA_FORMATS.values()]


def chosen_yuv(pod: bytes) -> YuvFormat:
    """Which of `format_params` the readers agreed on.

    Raises:
        ValueError: none of them.
    """
    chosen = chosen_format(pod).spa_format
    for yuv_format, spa_format in SPA_FORMATS.items():
        if chosen == spa_format:
            return yuv_format
    raise ValueError(f"no video format that was offered: {chosen}")


def buffer_params(camera_format: CameraFormat, yuv_format: YuvFormat) -> list[bytes]:
    """How buffers of the chosen format look; each picture is one block with a header of its own."""
    buffers: dict[int, bytes] = {
        _Buffers.BUFFERS: pod_int_range(4, 2, 8),
        _Buffers.BLOCKS: pod_int(1),
        _Buffers.SIZE: pod_int(camera_format.size_bytes(yuv_format)),
        _Buffers.STRIDE: pod_int(camera_format.width * yuv_format.row_bytes_per_px),
        _Buffers.DATA_TYPE: pod_int_flags(_DATA_TYPES),
    }
    header: dict[int, bytes] = {_Meta.TYPE: pod_id(META_HEADER), _Meta.SIZE: pod_int(sizeof(MetaHeader))}
    return [
        pod_object(_Object.BUFFERS, Param.BUFFERS, buffers),
        pod_object(_Object.META, Param.META, header),
    ]
