"""What decoders note beside a frame: read without holding its pixels."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from fractions import Fraction
from typing import cast

from av.buffer import Buffer
from av.filter import Graph
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

from core.media.colours import matrix_for

_MOST_KINDS = 64
_ANY_TIME_BASE = Fraction(1, 1000)
_DOLBY_START = struct.Struct("N")
_DOLBY_HEADER = struct.Struct("=BxHB5xB")  # AVDOVIRpuDataHeader up to bl_video_full_range_flag


def side_data_of(frame: VideoFrame) -> Mapping[Type, Buffer]:
    """What stands beside a frame.

    `side_data` and its frame refer to each other, so the pixels would stay in memory until the cyclic garbage collector
    runs. A copy of 2 x 2 px has the same side data.
    """
    tiny = frame.reformat(width=2, height=2, format="rgb24", interpolation="POINT", src_colorspace=matrix_for(frame))
    return cast("Mapping[Type, Buffer]", _with_known_kinds(tiny).side_data)


def is_dolby_alone(frame: VideoFrame) -> bool:
    """Whether a frame is one of Dolby Vision's profile 5: its colours mean something in Dolby's own decoders alone."""
    side_data = side_data_of(frame)
    if Type.DOVI_METADATA not in side_data:
        return False
    noted = bytes(side_data[Type.DOVI_METADATA])
    _, _, profile, full_range = _DOLBY_HEADER.unpack_from(noted, *_DOLBY_START.unpack_from(noted))
    return profile == 0 and full_range == 1  # as FFmpeg tells profiles


def _with_known_kinds(frame: VideoFrame) -> VideoFrame:
    """The frame without side data that is newer than PyAV, such as the EXIF of a JPEG, on which it stumbles."""
    try:
        len(frame.side_data)
    except ValueError:
        graph, width, height = Graph(), frame.width, frame.height
        nodes = [graph.add_buffer(width=width, height=height, format=frame.format, time_base=_ANY_TIME_BASE)]
        known = {kind.value for kind in Type}
        nodes += [graph.add("sidedata", f"mode=delete:type={kind}") for kind in range(_MOST_KINDS) if kind not in known]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        graph.push(frame)
        return cast("VideoFrame", graph.pull())
    return frame
