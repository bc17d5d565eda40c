"""VideoPart: NAME.partial.mp4, a video as far as it is converted. It plays at any time, and can be gone on with."""

# PyAV leaves the packets of its streams untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

import av
from av.bitstream import BitStreamFilterContext
from av.error import FFmpegError
from av.packet import Packet
from av.video.stream import VideoStream

from core.atomic_write import SHARED, fitted_name, partials_of, unused_path
from core.compositor import ComposeSettings
from core.file_lock import delete_unused, in_use, lock
from core.media.h264 import is_idr, parameter_sets
from core.regular_file import open_regular

_ENDING = ".partial.mp4"
_ENDS_BYTES = 1 << 20
_NOTHING_BYTES = 512
_MARK = "ToonClip "
_ONLY_NEW = os.O_CREAT | os.O_EXCL
_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Progressed:
    """What an earlier conversion of the same video, in the same way, came to.

    Attributes:
        path: of its part.
        frames: in it that can be gone on from.
        duration_s: of them.
        size: (width, height) in px.
    """

    path: Path
    frames: int
    duration_s: float
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier conversions of the same video, in the same way, left.

    Attributes:
        mark: of their parts; empty where they are not known.
        progressed: the part to go on from; None: from the start.
    """

    mark: str = ""
    progressed: Progressed | None = None


class VideoPart:
    """The file of a conversion at work: no other program takes it for one that was left.

    Args:
        target: where the finished video shall lie.

    Raises:
        OSError: it cannot be created.
    """

    def __init__(self, target: Path) -> None:
        wanted = target.with_name(fitted_name(target.stem, _ENDING))
        while True:
            self.path = unused_path(wanted)
            try:
                self._descriptor = os.open(self.path, os.O_RDWR | _ONLY_NEW | _BINARY, SHARED)
            except FileExistsError:
                continue
            break
        with suppress(OSError):  # a file system without locks
            lock(self._descriptor)

    def sync(self) -> None:
        """Wait until the disk has what was written.

        Raises:
            OSError: it does not take it.
        """
        os.fsync(self._descriptor)

    def close(self) -> None:
        """It stays, for a person to see and to go on with. Idempotent."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def remove(self) -> None:
        """Close and delete it."""
        self.close()
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def mark_of(source: Path, model_id: str, settings: ComposeSettings) -> str:
    """What the parts of one video, drawn in one way, have in common and no other has; empty for what cannot be read."""
    sum_ = hashlib.sha256(f"{model_id} {settings!r}".encode())
    try:
        with open_regular(source) as file:
            size = file.seek(0, os.SEEK_END)
            sum_.update(str(size).encode())
            for start in (0, max(0, size - _ENDS_BYTES)):
                file.seek(start)
                sum_.update(file.read(_ENDS_BYTES))
    except OSError:  # who opens it as a video says it better
        return ""
    return _MARK + sum_.hexdigest()[:32]


def find_earlier(source: Path, target: Path, model_id: str, settings: ComposeSettings) -> Earlier:
    """The longest part that nobody works at, of which something can be used."""
    mark = mark_of(source, model_id, settings)
    found = [progressed for path in _parts(target, mark) if (progressed := _looked_into(path)) is not None]
    return Earlier(mark, max(found, key=lambda progressed: progressed.frames, default=None))


def clean_up(target: Path, mark: str | None = None) -> None:
    """Delete what killed programs left hidden beside a target; with a mark also the parts of that conversion.

    Parts in which there is nothing to see, as their program was killed at once, go too.
    """
    begun = [path for path in _candidates(target) if path.is_file() and path.stat().st_size < _NOTHING_BYTES]
    for path in (*partials_of(target), *begun, *(_parts(target, mark) if mark else ())):
        delete_unused(path)


def encoded_frames(progressed: Progressed, header: bytes) -> Iterator[Packet[VideoStream]]:
    """The frames of a part in their order in the file; none where an encoder with that header made others.

    Raises:
        FFmpegError: it cannot be read any more.
    """
    with av.open(str(progressed.path.absolute())) as clip:
        stream = clip.streams.video[0]
        if not all(one in (stream.codec_context.extradata or b"") for one in parameter_sets(header)):
            return
        with_start_codes = BitStreamFilterContext("h264_mp4toannexb", stream)
        packets = (packet for packet in clip.demux(stream) if packet.dts is not None)
        for packet in islice(packets, progressed.frames):
            yield from with_start_codes.filter(packet)


def _parts(target: Path, mark: str) -> list[Path]:
    """Unused ones with that mark."""
    found: list[Path] = []
    for path in _candidates(target):
        with suppress(OSError, FFmpegError, IndexError), in_use(path), av.open(str(path.absolute())) as clip:
            if clip.streams.video[0].metadata.get("handler_name") == mark:
                found.append(path)
    return found


def _candidates(target: Path) -> list[Path]:
    """Files with the names of parts."""
    name = fitted_name(target.stem, _ENDING).removesuffix(".mp4")
    return sorted(target.parent.glob(f"{glob.escape(name)}*.mp4"))


def _looked_into(path: Path) -> Progressed | None:
    try:
        with av.open(str(path.absolute())) as clip:
            stream = clip.streams.video[0]
            size = (stream.width, stream.height)
            times: list[tuple[int, int, bool]] = []
            with suppress(FFmpegError):  # the end of one that was killed
                times.extend(
                    (packet.pts, packet.dts, is_idr(packet))
                    for packet in clip.demux(stream)
                    if packet.pts is not None and packet.dts is not None and packet.size
                )
            tick_s = float(stream.time_base or 0)
        frames = _whole(times)
        if not frames or not _decodes(path, frames, times):
            return None
    except (FFmpegError, OSError, IndexError):
        return None
    shown = [pts for pts, _, _ in times[:frames]]
    return Progressed(path, frames, (max(shown) - min(shown)) * tick_s, size)


def _whole(times: list[tuple[int, int, bool]]) -> int:
    """How many frames from the start on, as stored, are also the first ones that are shown: no B-frame is missing."""
    if not times or not times[0][2]:
        return 0
    latest = list(accumulate((pts for pts, _, _ in times), max))
    earliest_behind = [*accumulate((pts for pts, _, _ in reversed(times)), min)][::-1]
    last_dts = times[-1][1]  # whatever comes behind is shown later
    for count in range(len(times), 0, -1):
        is_first_shown = count == len(times) or latest[count - 1] < earliest_behind[count]
        if latest[count - 1] <= last_dts and is_first_shown:
            return count
    return 0


def _decodes(path: Path, frames: int, times: list[tuple[int, int, bool]]) -> bool:
    """Whether the last of them do: a power cut may leave garbage at the end."""
    start = max(number for number in range(frames) if times[number][2])
    decoded = 0
    with av.open(str(path.absolute())) as clip:
        stream = clip.streams.video[0]
        packets = (packet for packet in clip.demux(stream) if packet.dts is not None and packet.size)
        for packet in islice(packets, start, frames):
            decoded += sum(not frame.is_corrupt for frame in packet.decode())
        decoded += sum(not frame.is_corrupt for frame in stream.codec_context.decode(None))
    return decoded == frames - start
