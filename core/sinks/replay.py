"""Replay: what was seen and heard in the last seconds, encoded and in memory, to be saved after it has happened."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from core.crop import Crop
from core.errors import InputError, NameTaken, WriteError
from core.events import Event
from core.frame import NOTHING, ComposedFrame, Size
from core.i420 import I420, resized
from core.media.encoders import Encoders
from core.media.fragment_muxer import FragmentMuxer, open_muxer
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.disk_watch import DiskWatch
from core.sinks.encoding import ClipEncoder
from core.sinks.part_file import PartFile
from core.sinks.recorder import RecordingSummary
from core.sinks.saving import release, save_clip
from core.sound import SoundBlock, SoundFeed
from core.write_errors import writing

LARGEST: Size = (960, 960)
"""What is remembered of a picture."""
_MOST_BYTES = 256 * 2**20
_JOIN_S = 5.0
_SECOND = CLIP_TIME_BASE.denominator
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sealed fragment of about a second, and when its last frame is shown, in ticks."""

    content: bytes
    end: int


class Reel:
    """The newest pieces of a film without an end. `write` by one thread, `take` by any.

    It begins anew where nothing was seen for as long as it remembers; what is heard meanwhile is forgotten.

    Args:
        seconds: how much of the past is remembered; less where that would take more than 256 MB.
        encoders: which encoder to use; None: libx264.

    Attributes:
        size: of what is remembered, in bytes.
    """

    def __init__(self, seconds: float, encoders: Encoders | None = None) -> None:
        self._encoders = encoders
        self._ticks = round(seconds * _SECOND)
        self._lock = Lock()
        self._muxer: FragmentMuxer | None = None
        self._origin = self._odd_since = 0
        self._size: Size = NOTHING
        self._pieces: deque[_Piece] = deque()
        self.size = 0
        self._newest = 0

    def write(self, picture: I420, pts: int) -> None:
        picture = _smaller(picture)
        with self._lock:
            muxer = self._fitting_muxer(picture, pts)
            muxer.encode(picture, pts - self._origin)
            self._newest = pts
            if muxer.pending_ticks >= _SECOND:
                self._keep(muxer)

    def write_sound(self, block: SoundBlock) -> None:
        with self._lock:
            heard = block.start_ns * _SECOND // _SECOND_NS
            if self._muxer is not None and heard <= self._newest + self._ticks:
                start_ns = block.start_ns - self._origin * _SECOND_NS // _SECOND
                self._muxer.encode_sound(SoundBlock(block.samples, block.rate, start_ns))

    def flush(self) -> None:
        """Nothing: what is pending is flushed when it is asked for."""

    def take(self) -> list[bytes]:
        """What a file of the last seconds holds; a second more, as it begins with a key frame."""
        with self._lock:
            if self._muxer is None:
                return []
            self._keep(self._muxer)
            first = self._newest - self._ticks - _SECOND
            kept = [piece.content for piece in self._pieces if piece.end >= first]
            return [self._muxer.header, *kept] if kept else []

    def _fitting_muxer(self, picture: I420, pts: int) -> FragmentMuxer:
        """The one in use, which fits other sizes into its own; a new one once nothing of its size is remembered."""
        size = picture.width, picture.height
        if size == self._size:
            self._odd_since = pts
        if self._muxer is None or pts - min(self._odd_since, self._newest) > self._ticks:
            self._muxer = open_muxer(*size, self._encoders, with_sound=True, sparing=True)  # most of it is never saved
            self._size, self._odd_since, self._origin = size, pts, pts
            self._pieces.clear()
            self.size = 0
        return self._muxer

    def _keep(self, muxer: FragmentMuxer) -> None:
        content = muxer.flush()
        if content:
            self._pieces.append(_Piece(content, self._newest))
            self.size += len(content)
        oldest = self._newest - self._ticks - 2 * _SECOND
        recent = self._newest - 2 * _SECOND  # which has a key frame
        while self._pieces[0].end < (recent if self.size > _MOST_BYTES else oldest):
            self.size -= len(self._pieces.popleft().content)


class Replay:
    """A sink from `start` to `stop`, of which the last seconds can be saved again and again meanwhile.

    Args:
        reel: keeps them.
        mirrored: flip the frames left to right.
        crop: the part of them that is kept.
        sound: remembered too.
    """

    def __init__(self, reel: Reel, *, mirrored: bool, crop: Crop, sound: SoundFeed) -> None:
        self._reel, self._sound = reel, sound
        nowhere = Path("replay")
        watch = DiskWatch(nowhere, _ignore)
        self._encoder = ClipEncoder(reel, watch, nowhere, _ignore, mirrored=mirrored, crop=crop)

    def start(self) -> None:
        """Begin to remember. Returns at once."""
        self._encoder.start()
        self._sound.attach(self)

    def submit(self, composed: ComposedFrame) -> None:
        """Queue a frame. Pipeline thread; never blocks."""
        self._encoder.put(composed)

    def submit_sound(self, block: SoundBlock) -> None:
        """Queue sound. The microphone's thread; never blocks."""
        self._encoder.put_sound(block)

    def save(self, path: Path) -> RecordingSummary:
        """Write the last seconds into a clip, and check it. Blocks on the disk; any thread.

        Raises:
            InputError: nothing was seen yet.
            WriteError: it cannot be written, or nothing can be encoded.
        """
        if self._encoder.failure is not None:
            raise self._encoder.failure
        contents = self._reel.take()
        if not contents:
            raise InputError("Nothing has been seen yet.", hint="Choose a source first.")
        try:
            with writing(path):
                part = PartFile.create(path)
        except WriteError as error:
            if isinstance(error.__cause__, FileExistsError):
                raise NameTaken(f"{path} is being recorded.", hint="Choose another name.") from error
            raise
        try:
            with writing(path):
                part.append(contents[0] + contents[1])
                for content in contents[2:]:
                    part.append(content)
            saved = save_clip(part, path)
        except BaseException:
            part.remove()
            raise
        release(part, saved)
        return RecordingSummary(saved.path, saved.facts.duration_s, saved.facts.frames, 0)

    def stop(self) -> None:
        """Forget everything. Blocks until a frame that is being encoded is done."""
        self._sound.detach(self)
        self._encoder.request_stop()
        self._encoder.join(_JOIN_S)


def _ignore(_event: Event) -> None:
    """A failure is told when somebody wants to save."""


def _smaller(picture: I420) -> I420:
    """At most as large as is asked for, whatever comes: encoding goes on all the time, and is to cost little."""
    scale = min(most / side for most, side in zip(LARGEST, (picture.width, picture.height), strict=True))
    if scale >= 1:
        return picture
    return resized(picture, *(max(2, 2 * round(side * scale / 2)) for side in (picture.width, picture.height)))
