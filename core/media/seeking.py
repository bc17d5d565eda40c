"""seek(): to where reading must begin so that what is shown at a position can be decoded, in any container."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from contextlib import suppress

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from core.media.timestamps import has_clock

_STEPS_BACK_S = (0.0, 2.0, 8.0, 32.0)
_BEFORE_START_S = 2.0


def seek(container: InputContainer, stream: VideoStream | AudioStream, position_s: float) -> None:
    """Go to a key frame of `stream` at a position, counted from the file's start, or before it.

    FFmpeg finds one at once in MP4 and Matroska, and any packet in broadcasts. A bare stream is read from its start.
    """
    start_s = (container.start_time or 0) / av.time_base
    if has_clock(container):
        for back_s in _STEPS_BACK_S:
            if back_s >= position_s:
                break
            with suppress(FFmpegError):
                _to(container, start_s + position_s - back_s)
                if _holds_key_frame(container, stream, start_s + position_s):
                    _to(container, start_s + position_s - back_s)
                    return
    _to_start(container, start_s)


def _to(container: InputContainer, time_s: float) -> None:
    container.seek(round(time_s * av.time_base))


def _holds_key_frame(container: InputContainer, stream: VideoStream | AudioStream, until_s: float) -> bool:
    """Whether one comes before a time in the file."""
    for packet in container.demux(stream):
        ticks = packet.dts if packet.pts is None else packet.pts
        if ticks is None or ticks * packet.time_base > until_s:
            return False
        if packet.is_keyframe:
            return True
    return False


def _to_start(container: InputContainer, start_s: float) -> None:
    """The start of a broadcast is found from before it alone, that of an AVI exactly, that of bare H.264 by bytes."""
    for time_s in (start_s - _BEFORE_START_S, start_s) if has_clock(container) else (0.0,):
        with suppress(FFmpegError):
            _to(container, time_s)
            return
    with suppress(FFmpegError):
        container.seek(0, unsupported_byte_offset=True)
