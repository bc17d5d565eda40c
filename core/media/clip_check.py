"""check_clip(): what is really in a finished clip, by reading all of it and decoding a part."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from core.errors import WriteError
from core.media.h264 import is_idr
from core.media.soundtrack import is_sound

_SHORT_FRAMES = 300
_MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What a clip holds, as read back from its file.

    Attributes:
        frames: in it.
        duration_s: to the end of the last one.
        checksum: CRC-32 over the encoded frames, in their order.
        sound_checksum: the same over the packets of its sound; 0 without any.
    """

    frames: int
    duration_s: float
    checksum: int
    sound_checksum: int = 0


def check_clip(path: Path) -> ClipFacts:
    """Read every frame. Decode a short clip whole; of a long one key frames all over it, and its end.

    What lies between is compared by its checksum, where that is known.

    Raises:
        WriteError: the clip cannot be played, or not from its start to its end.
    """
    try:
        facts, keys = _read(path)
        chosen = _chosen(facts.frames, keys)
        decoded = _decode(path, chosen)
    except (FFmpegError, OSError, IndexError) as error:
        raise _unplayable(path) from error
    if not chosen or decoded != len(chosen):
        raise _unplayable(path)
    return facts


def _read(path: Path) -> tuple[ClipFacts, list[int]]:
    """What the packets say, undecoded, and the numbers of the key frames, counted from 0."""
    frames, checksum, sound_checksum, end = 0, 0, 0, Fraction(0)
    keys: list[int] = []
    with av.open(str(path.absolute())) as clip:
        for packet in clip.demux(clip.streams.video[0], *clip.streams.audio[:1]):
            if packet.pts is None or not packet.size:
                continue
            if is_sound(packet):
                sound_checksum = zlib.crc32(packet, sound_checksum)
                continue
            if is_idr(packet):
                keys.append(frames)
            frames += 1
            checksum = zlib.crc32(packet, checksum)
            end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
    return ClipFacts(frames, float(end), checksum, sound_checksum), keys


def _chosen(frames: int, keys: list[int]) -> set[int]:
    """The numbers of the frames to decode; none when the clip does not begin with a key frame."""
    if keys[:1] != [0]:
        return set()
    if frames <= _SHORT_FRAMES:
        return set(range(frames))
    spread = {keys[place * (len(keys) - 1) // _MOST_KEYS] for place in range(_MOST_KEYS)}
    return {*spread, *range(keys[-1], frames)}


def _decode(path: Path, chosen: set[int]) -> int:
    """How many of the chosen frames can be decoded without a fault."""
    number, decoded, last = 0, 0, -1
    with av.open(str(path.absolute())) as clip:
        stream = clip.streams.video[0]
        stream.thread_type = "AUTO"
        for packet in clip.demux(stream):
            if not packet.size:
                break
            if number in chosen:
                if number != last + 1:
                    decoded += _drained(stream)
                decoded += _whole(packet.decode())
                last = number
            number += 1
        return decoded + _drained(stream)


def _drained(stream: VideoStream) -> int:
    """What the decoder holds. Then it takes a key frame from elsewhere, which it may otherwise drop as a repetition."""
    decoded = _whole(stream.codec_context.decode(None))
    stream.codec_context.flush_buffers()
    return decoded


def _whole(frames: Sequence[VideoFrame]) -> int:
    return sum(not frame.is_corrupt for frame in frames)


def _unplayable(path: Path) -> WriteError:
    return WriteError(f"The clip {path} cannot be played back.", hint="Record it again.")
