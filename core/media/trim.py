"""trim_clip(): a part of a clip as a file of its own, without encoding anything anew."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.error import FFmpegError
from av.packet import Packet

from core.atomic_write import PRIVATE, create_partial, put_in_unused_place
from core.errors import InputError
from core.media.reading import open_video
from core.media.soundtrack import is_sound
from core.write_errors import writing


def trim_clip(source: Path, start_s: float, end_s: float, target: Path) -> Path:
    """Copy what is shown from `start_s` to `end_s`. Blocks.

    The copy begins with the key frame before; an edit list has players begin at `start_s`.

    Args:
        source: an MP4 with H.264, such as ToonClip writes.
        start_s: from the clip's start.
        end_s: likewise; more than the length is the end.
        target: numbered when the name is taken.

    Returns:
        Where it was put.

    Raises:
        InputError: nothing lies between, or the clip cannot be copied as it is.
        SourceError: it is no video.
        WriteError: it cannot be written.
    """
    if end_s <= start_s:
        raise InputError("The end lies before the start.", hint="Choose a later end.")
    with open_video(source) as (container, video):
        if video.codec_context.name not in {"h264", "libx264"}:
            raise InputError(f"{source.name} cannot be cut as it is.", hint="Choose a clip of ToonClip.")
        with writing(target, FFmpegError):
            partial = create_partial(target, mode=PRIVATE)
            try:
                copied = _copy(container, partial, start_s, end_s)
                if not copied:
                    raise InputError("Nothing is shown between start and end.", hint="Choose another part.")
                return put_in_unused_place(partial, target)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise


def _copy(source: InputContainer, target: Path, start_s: float, end_s: float) -> int:
    """How many frames were copied."""
    options = {"movflags": "+faststart", "avoid_negative_ts": "disabled"}
    frames = 0
    streams = [source.streams.video[0], *source.streams.audio[:1]]
    source.seek(round(start_s * av.time_base))
    with av.open(str(target.absolute()), "w", format="mp4", options=options) as output:
        copies = {stream.index: output.add_stream_from_template(stream) for stream in streams}
        for packet in source.demux(streams):
            if packet.pts is None or packet.dts is None:
                continue
            time_s = float(packet.pts * packet.time_base)
            if time_s >= end_s or (is_sound(packet) and time_s < start_s):
                continue
            frames += not is_sound(packet)
            _mux(output, packet, copies, start_s)
    return frames


def _mux(output: OutputContainer, packet: Packet[Any], copies: dict[int, Any], start_s: float) -> None:
    shift = round(start_s / packet.time_base)
    assert packet.pts is not None  # noqa: S101 - looked at before
    assert packet.dts is not None  # noqa: S101
    packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
    packet.stream = copies[packet.stream.index]
    output.mux(packet)
