"""What a camera's stream tells PipeWire of its formats, its buffers and the time stamps beside them."""

from __future__ import annotations

from ctypes import sizeof
from enum import IntEnum

from core.virtual_camera.base import CameraFormat
from core.virtual_camera.pipewire.library import META_HEADER, MetaHeader
from core.virtual_camera.pipewire.pods import (
    pod_fraction,
    pod_id,
    pod_int,
    pod_int_flags,
    pod_int_range,
    pod_object,
    pod_rectangle,
    read_ids,
)
from core.virtual_camera.yuv import YuvFormat

SPA_FORMATS = {YuvFormat.YUY2: 4, YuvFormat.NV12: 23, YuvFormat.I420: 2}
"""`enum spa_video_format`; the first suits most programs."""


class Param(IntEnum):
    """`enum spa_param_type`."""

    ENUM_FORMAT = 3
    FORMAT = 4
    BUFFERS = 5
    META = 6


class _Object(IntEnum):
    FORMAT = 0x40003
    BUFFERS = 0x40004
    META = 0x40005


class _Format(IntEnum):
    MEDIA_TYPE = 1
    MEDIA_SUBTYPE = 2
    VIDEO_FORMAT = 0x20001
    VIDEO_SIZE = 0x20003
    VIDEO_FRAMERATE = 0x20004
    VIDEO_COLOR_RANGE = 0x2000C
    VIDEO_COLOR_MATRIX = 0x2000D


class _Buffers(IntEnum):
    BUFFERS = 1
    BLOCKS = 2
    SIZE = 3
    STRIDE = 4
    DATA_TYPE = 6


class _Meta(IntEnum):
    TYPE = 1
    SIZE = 2


_MEDIA_TYPE_VIDEO = 2
_MEDIA_SUBTYPE_RAW = 1
_DATA_TYPES = 1 << 1 | 1 << 2  # a pointer, or a file descriptor that can be mapped
_RANGE_LIMITED = 2
_MATRIX_BT601 = 4


def format_params(camera_format: CameraFormat) -> list[bytes]:
    """One fixed format each, as browsers ignore those that leave something to choose."""
    return [_format_param(camera_format, spa_format) for spa_format in SPA_FORMATS.values()]


def chosen_format(pod: bytes) -> YuvFormat:
    """Which of `format_params` the readers agreed on.

    Raises:
        ValueError: none of them.
    """
    chosen = read_ids(pod).get(_Format.VIDEO_FORMAT)
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


def _format_param(camera_format: CameraFormat, spa_format: int) -> bytes:
    properties: dict[int, bytes] = {
        _Format.MEDIA_TYPE: pod_id(_MEDIA_TYPE_VIDEO),
        _Format.MEDIA_SUBTYPE: pod_id(_MEDIA_SUBTYPE_RAW),
        _Format.VIDEO_FORMAT: pod_id(spa_format),
        _Format.VIDEO_SIZE: pod_rectangle(camera_format.width, camera_format.height),
        _Format.VIDEO_FRAMERATE: pod_fraction(camera_format.fps, 1),
        _Format.VIDEO_COLOR_RANGE: pod_id(_RANGE_LIMITED),
        _Format.VIDEO_COLOR_MATRIX: pod_id(_MATRIX_BT601),
    }
    return pod_object(_Object.FORMAT, Param.ENUM_FORMAT, properties)
