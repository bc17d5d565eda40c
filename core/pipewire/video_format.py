"""Video formats as PipeWire's programs agree on them: what a node may give or take, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from core.pipewire.pods import (
    pod_fraction,
    pod_fraction_range,
    pod_id,
    pod_id_choice,
    pod_object,
    pod_rectangle,
    pod_rectangle_range,
    read_ids,
    read_pairs,
)


class Param(IntEnum):
    """`enum spa_param_type`."""

    ENUM_FORMAT = 3
    FORMAT = 4
    BUFFERS = 5
    META = 6


FORMAT_OBJECT = 0x40003


class _Format(IntEnum):
    MEDIA_TYPE = 1
    MEDIA_SUBTYPE = 2
    VIDEO_FORMAT = 0x20001
    VIDEO_SIZE = 0x20003
    VIDEO_FRAMERATE = 0x20004
    VIDEO_COLOR_RANGE = 0x2000C
    VIDEO_COLOR_MATRIX = 0x2000D


_VIDEO, _RAW = 2, 1
_RANGE_LIMITED = 2
_MATRIX_BT601 = 4
_LEAST_PX, _MOST_PX, _MOST_FPS = 16, 8192, 240


@dataclass(frozen=True, slots=True)
class ChosenFormat:
    """What two nodes agreed on.

    Attributes:
        spa_format: of `enum spa_video_format`.
        width: px.
        height: px.
        fps: frames a second; 0: they vary.
    """

    spa_format: int
    width: int
    height: int
    fps: float


def fixed_format(spa_format: int, width: int, height: int, fps: int) -> bytes:
    """A format that leaves nothing to choose: BT.601, limited range."""
    properties: dict[int, bytes] = {
        _Format.MEDIA_TYPE: pod_id(_VIDEO),
        _Format.MEDIA_SUBTYPE: pod_id(_RAW),
        _Format.VIDEO_FORMAT: pod_id(spa_format),
        _Format.VIDEO_SIZE: pod_rectangle(width, height),
        _Format.VIDEO_FRAMERATE: pod_fraction(fps, 1),
        _Format.VIDEO_COLOR_RANGE: pod_id(_RANGE_LIMITED),
        _Format.VIDEO_COLOR_MATRIX: pod_id(_MATRIX_BT601),
    }
    return pod_object(FORMAT_OBJECT, Param.ENUM_FORMAT, properties)


def wished_format(spa_formats: tuple[int, ...], width: int, height: int, fps: int) -> bytes:
    """Any of these formats at any size and rate; the first and the given ones are preferred."""
    properties: dict[int, bytes] = {
        _Format.MEDIA_TYPE: pod_id(_VIDEO),
        _Format.MEDIA_SUBTYPE: pod_id(_RAW),
        _Format.VIDEO_FORMAT: pod_id_choice(*spa_formats),
        _Format.VIDEO_SIZE: pod_rectangle_range((width, height), (_LEAST_PX, _LEAST_PX), (_MOST_PX, _MOST_PX)),
        _Format.VIDEO_FRAMERATE: pod_fraction_range((fps, 1), (0, 1), (_MOST_FPS, 1)),
    }
    return pod_object(FORMAT_OBJECT, Param.ENUM_FORMAT, properties)


def chosen_format(pod: bytes) -> ChosenFormat:
    """What the nodes agreed on.

    Raises:
        ValueError: it is no format of video.
    """
    spa_format, pairs = read_ids(pod).get(_Format.VIDEO_FORMAT), read_pairs(pod)
    width, height = pairs.get(_Format.VIDEO_SIZE, (0, 0))
    numerator, denominator = pairs.get(_Format.VIDEO_FRAMERATE, (0, 1))
    if spa_format is None or not width or not height:
        raise ValueError("no format of video")
    return ChosenFormat(spa_format, width, height, numerator / denominator if denominator else 0.0)
