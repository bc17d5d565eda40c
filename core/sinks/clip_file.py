"""ClipFile: a clip from its first frame to the finished MP4; whatever happens meanwhile, what was recorded is kept."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from av.error import FFmpegError

from core.errors import FolderGone, NameTaken, NoSpace, WriteError
from core.i420 import I420
from core.media.encoders import Encoders
from core.media.fragment_muxer import CRF, FragmentMuxer, open_muxer
from core.media.h264 import CLIP_TIME_BASE
from core.sinks.part_file import PartFile, part_path
from core.sinks.saving import SavedClip, release, save_clip, save_somehow
from core.sound import SoundBlock
from core.write_errors import writing

_FRAGMENT_TICKS = CLIP_TIME_BASE.denominator // 5


class ClipFile:
    """Writes fragments into `NAME.part`, which plays as far as it got; `finish` makes the ordinary MP4 of it.

    Used by one thread at a time, except for `sync`.

    Args:
        path: of the finished clip.
        with_sound: make a track of sound, which is left out of the finished clip when it stays empty.
        crf: quality for libx264, smaller is better.
        encoders: which encoder to use; None: libx264.

    Attributes:
        least_free_bytes: on the disk, for a clip to begin.
    """

    least_free_bytes = 32 * 2**20

    def __init__(
        self, path: Path, *, with_sound: bool = False, crf: int = CRF, encoders: Encoders | None = None
    ) -> None:
        self.path = path
        self._with_sound, self._crf, self._encoders = with_sound, crf, encoders
        self.partial = part_path(path)
        self._part: PartFile | None = None
        self._muxer: FragmentMuxer | None = None

    def begin(self) -> None:
        """Create the file; from now on the name is this clip's.

        Raises:
            NameTaken: there is such a clip, or another one is being recorded under the name.
            FolderNotWritable: the folder is missing or read-only.
            NoSpace: the disk is all but full.
        """
        with writing(self.path):
            if self.path.exists():
                raise NameTaken(f"{self.path} exists already.", hint="Choose another name.")
            if shutil.disk_usage(self.path.parent).free < self.least_free_bytes:
                raise NoSpace(
                    f"The disk of {self.path.parent} is full.", hint="Free some space or choose another folder."
                )
            try:
                self._part = PartFile.create(self.path)
            except FileExistsError:
                raise NameTaken(
                    f"{self.partial} exists already: it is being recorded, or was left by a program that was killed.",
                    hint="Choose another name.",
                ) from None

    def write(self, picture: I420, pts: int) -> None:
        """Encode a picture, and append a fragment when one is due: at first, then every fifth of a second.

        Args:
            picture: later sizes are fitted into the first one.
            pts: counts `CLIP_TIME_BASE` and grows.

        Raises:
            CodecMissing: there is no H.264 encoder.
            WriteError: the disk refuses it.
        """
        with writing(self.path, FFmpegError):
            if self._muxer is None:
                size = picture.width, picture.height
                self._muxer = open_muxer(*size, self._encoders, with_sound=self._with_sound, crf=self._crf)
            self._muxer.encode(picture, pts)
            if not self._muxer.frames or self._muxer.pending_ticks >= _FRAGMENT_TICKS:
                self._append(self._muxer.flush())

    def write_sound(self, block: SoundBlock) -> None:
        """Encode sound; it is appended with the next fragment. Before the first frame, and without a track, dropped.

        Args:
            block: timed from the clip's start.

        Raises:
            WriteError: it cannot be encoded.
        """
        if self._muxer is not None:
            with writing(self.path, FFmpegError):
                self._muxer.encode_sound(block)

    def flush(self) -> None:
        """Append what was encoded since the last fragment.

        Raises:
            WriteError: the disk refuses it.
        """
        if self._muxer is not None:
            with writing(self.path, FFmpegError):
                self._append(self._muxer.flush())

    def sync(self) -> None:
        """Wait until the disk has what was appended, and see whether it is where it should be. Any thread.

        Raises:
            FolderGone: the folder was deleted, renamed or unmounted; writing goes on all the same.
            WriteError: the disk does not take it.
        """
        if self._part is None:
            return
        with writing(self.path):
            self._part.sync()
        if self._part.place() != self.partial:
            raise FolderGone(f"The folder {self.path.parent} is gone.", hint="Choose another folder.")

    def finish(self) -> SavedClip:
        """Append the rest, write the ordinary MP4, compare it with what was encoded, put it in place.

        Raises:
            WriteError: it could not be written, or not all of it; the message says what was saved and where.
        """
        part, muxer = self._part, self._muxer
        if part is None or muxer is None:
            raise WriteError(f"Nothing was recorded into {self.path}.")
        try:
            with writing(self.path, FFmpegError):
                self._append(muxer.finish())
            saved = save_clip(part, self.path)
        except WriteError as error:
            raise self.salvage(error) from error
        read_back = (saved.facts.frames, saved.facts.checksum, saved.facts.sound_checksum)
        if read_back != (muxer.frames, muxer.checksum, muxer.sound_checksum):
            kept = part.set_aside()
            raise WriteError(
                f"Not all of the clip can be read back from the disk. {self._words(saved)}",
                hint=f"The recording itself is kept as {kept}.",
            )
        release(part, saved)
        return saved

    def salvage(self, error: WriteError) -> WriteError:
        """After a failure: save what was recorded the best way that works. The error that says what came of it."""
        part, muxer = self._part, self._muxer
        if part is None:
            return error
        if muxer is not None:
            with suppress(WriteError), writing(self.path, FFmpegError):
                self._append(muxer.finish())
        if part.is_empty:
            part.remove()
            return type(error)(f"{error.message} Nothing was saved.", hint=error.hint)
        try:
            saved = save_somehow(part, self.path, error)
        except WriteError:
            place = part.place()
            part.close()
            kept = f"What was recorded is in {place}." if place is not None else "What was recorded is out of reach."
            return type(error)(f"{error.message} {kept}", hint=error.hint)
        return type(error)(f"{error.message} {self._words(saved)}", hint=error.hint)

    def discard(self) -> None:
        """Delete the file of a clip without a frame; one with frames is kept."""
        if self._part is None:
            return
        if self._part.is_empty:
            self._part.remove()
        self._part.close()

    def _append(self, fragment: bytes) -> None:
        if not fragment or self._part is None or self._muxer is None:
            return
        self._part.append(self._muxer.header + fragment if self._part.is_empty else fragment)

    def _words(self, saved: SavedClip) -> str:
        """How much was saved, and where; how much is missing, when that is known."""
        encoded = self._muxer.frames if self._muxer is not None else saved.facts.frames
        missing = encoded - saved.facts.frames
        lost = f" {missing} of its {encoded} frames are lost." if missing > 0 else ""
        return f"The first {saved.facts.duration_s:.1f} s are saved as {saved.path}.{lost}"
